"""What `holdfast agent status` shows: every reason that a probe can give, in Korean too; an answer that is not whole."""

import ast
import re
from pathlib import Path

import pytest

from holdfast.host import connections
from holdfast.host.health.probe import State
from holdfast.host.health.probes import aws
from holdfast.host.health.verdict import Word
from holdfast.reports.agent_status import agent_text, reason_text
from holdfast.reports.catalogue import LOCALES, Catalogue, Locale

HEALTH = Path(__file__).parents[2] / "src" / "holdfast" / "host" / "health"
KOREAN = Catalogue("ko")
PROBE = {"name": "database", "state": "failing", "reason": "nothing listens on its port", "age_seconds": 1.2}
ANSWER = {"product": "shop", "environment": "production", "release": {"commit": "0123"}, "status": "not-ready"}


def reasons() -> set[str]:
    """Every constant reason in the source, and every template with something in its gaps."""
    found = {*connections._REASONS.values(), *(words for _, words in connections._CONNECTING)}
    found |= {words.format(region="ap-northeast-2") for words in aws._CODES.values()}
    for path in [*HEALTH.glob("probes/*.py"), HEALTH / "engine.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "reason":
                found |= _texts(node.value)
    return found


def _texts(value: ast.expr) -> set[str]:
    if isinstance(value, ast.Constant):
        return {str(value.value)}
    if isinstance(value, ast.JoinedStr):
        return {"".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in value.values)}
    return set()


@pytest.mark.parametrize(
    "reason",
    sorted(
        reasons() - {"PM2's daemon 7"}
        | {
            "97 % of the space is in use; 95 % is the limit",
            "97 % of inodes is in use; 95 % is the limit",
            "it answers; 91 % of its connections are in use; 90 % is the limit",
            "PM2's daemon is not running",
            "api is stopped; jobs is not known to PM2",
            "a process of api is errored",
            "the query failed (SQLSTATE 55000)",
        }
    ),
)
def test_every_reason_that_a_probe_can_give_is_korean_in_korean_and_keeps_its_numbers(reason: str) -> None:
    said = reason_text(reason, KOREAN)

    assert all(re.search(r"[가-힣]", part) for part in said.split("; "))
    assert re.findall(r"\d+", said) == re.findall(r"\d+", reason)
    assert reason_text(reason, Catalogue("en")) == reason


@pytest.mark.parametrize("locale", LOCALES)
def test_every_state_and_verdict_has_its_word(locale: Locale) -> None:
    catalogue = Catalogue(locale)

    assert set(catalogue.check("agent_status.states")) == {*State, "warns", "stale"}
    assert set(catalogue.check("agent_status.verdicts")) == {*Word} - {Word.LIVE, Word.DEAD}


def test_a_host_is_shown_in_korean_with_columns_under_one_another() -> None:
    memory = {**PROBE, "name": "memory", "state": "passing", "warns": True, "reason": "unheard of", "age_seconds": None}

    assert agent_text({**ANSWER, "probes": [PROBE, memory]}, KOREAN).splitlines() == [
        "shop production 0123: 준비되지 않음",
        "  database                 실패     포트를 듣는 프로세스가 없습니다 (1초 전)",
        "  memory                   경고     unheard of (아직 없음)",
    ]


@pytest.mark.parametrize("found", [{}, {"probes": None}, {"probes": [None, 1, {}]}, {"release": [], "status": 7}])
def test_an_answer_that_is_not_whole_is_shown_as_far_as_it_goes(found: dict[str, object]) -> None:
    assert agent_text(found, KOREAN).splitlines()[0].startswith(":")


def test_nothing_in_an_answer_can_forge_a_line() -> None:
    forged = {**PROBE, "name": "a\nb", "reason": "x\r\n\x1b[31mready"}

    assert len(agent_text({**ANSWER, "probes": [forged]}, KOREAN).splitlines()) == 2
    assert "\x1b" not in agent_text({**ANSWER, "probes": [forged]}, KOREAN)
