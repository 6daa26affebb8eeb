"""Questions over TLS that take every certificate."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import UncheckedCertificate
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def lines(text: str, kind: EvidenceKind = EvidenceKind.CODED) -> list[int]:
    facts = facts_of(Snippet("check.sh", text, kind=kind))
    return [fact.at.start_line for fact in facts if isinstance(fact, UncheckedCertificate)]


@pytest.mark.parametrize(
    "command",
    [
        "curl -sfk https://api.example.kr/health",
        "curl --insecure --fail https://api.example.kr/health",
        'curl -fsS -k "$API_URL/health"',
        "wget -q --no-check-certificate https://api.example.kr/health",
    ],
)
def test_a_question_that_takes_every_certificate_is_shown(command: str) -> None:
    assert lines(f"set -e\n{command} || exit 1\n") == [2]


@pytest.mark.parametrize(
    "command",
    [
        "curl -f https://api.example.kr/health",
        "curl -k https://localhost:8443/health",
        "curl -k https://10.0.1.7/health",
        "curl -k http://api.example.kr/health",
        "curl -ok.json https://api.example.kr/health",
        "curl -k --version",
    ],
)
def test_one_that_looks_one_for_the_own_machine_and_one_without_tls_are_none(command: str) -> None:
    assert lines(f"{command}\n") == []


def test_what_a_person_types_once_is_none() -> None:
    assert lines("curl -k https://api.example.kr/health\n", EvidenceKind.INSTRUCTED) == []
