"""Chapters of records that tell what was decided."""

import pytest

from ..support import said

_RECORD = "# ADR 1: Deployment\n\n{before}## {heading}\n\n{text}\n"
_ALONE = "We run everything on a single EC2 instance."


def _hosts(heading: str, text: str, before: str = "") -> list[str]:
    read = said(_RECORD.format(heading=heading, text=text, before=before), "docs/adr/0001.md")
    return [line for line in read if "Instance" in line]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Decision", _ALONE),
        ("2. Decision", _ALONE),
        ("Decision Outcome", _ALONE),
        ("결정", "EC2 한 대에 docker compose로 전체 서비스를 올린다."),
        ("결정 사항", "EC2 한 대에 docker compose로 전체 서비스를 올린다."),
        ("決定", "EC2 1台に全サービスを載せる。"),
    ],
)
def test_what_was_decided_is_so(heading: str, text: str) -> None:
    assert len(_hosts(heading, text)) == 1


@pytest.mark.parametrize("before", ["Status: Accepted\n\n", "## Status\n\nAccepted\n\n"])
def test_a_decision_in_force_is_so(before: str) -> None:
    assert _hosts("Decision", _ALONE, before)


@pytest.mark.parametrize(
    "before", ["Status: Superseded by ADR 5\n\n", "## Status\n\nProposed\n\n", "## 상태\n\n폐기됨\n\n"]
)
def test_a_decision_that_is_not_in_force_tells_nothing(before: str) -> None:
    assert not _hosts("Decision", _ALONE, before)


@pytest.mark.parametrize("heading", ["Options considered", "Alternatives", "Context", "미결정", "결정 이유"])
def test_what_was_weighed_beside_it_tells_nothing(heading: str) -> None:
    assert not _hosts(heading, _ALONE)
