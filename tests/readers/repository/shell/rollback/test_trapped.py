"""Ways back that a trap shall begin, where what ends the script never springs it."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_BACK = "rollback() {\n  export TAG=$PREVIOUS_TAG\n  docker compose up -d\n}\n"
_LIVE = "docker compose pull\ndocker compose up -d\n"


def broken(text: str) -> list[tuple[int, int]]:
    facts = facts_of(Snippet("release.sh", f"set -eu\n{_BACK}{text}"))
    found = [fact for fact in facts if isinstance(fact, ScriptFault) and fact.form == "rollback-cannot-start"]
    return [(fault.at.start_line, fault.at.end_line) for fault in found]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"trap rollback ERR\n{_LIVE}if [ $ok != yes ]; then\n  echo bad\n  exit 1\nfi\n", [(11, 11)]),
        (f"die() {{\n  echo $1\n  false\n}}\ntrap 'rollback' ERR\n{_LIVE}check || die bad\n", [(7, 8)]),
        (
            f"die() {{\n  echo $1\n  exit 3\n}}\nset -E\ntrap 'rollback $LINENO' ERR\n{_LIVE}check || die bad\n",
            [(7, 8)],
        ),
        (
            f"ssh app@host 'bash -s' -- $TAG 30 5 <<'EOF'\nset -e\n{_BACK}trap rollback ERR\n{_LIVE}exit 1\nEOF\n",
            [(15, 15)],
        ),
    ],
)
def test_what_ends_the_script_past_the_trap_never_goes_back(text: str, places: list[tuple[int, int]]) -> None:
    assert broken(text) == places


@pytest.mark.parametrize(
    "text",
    [
        f"trap rollback ERR\n{_LIVE}false\n",
        f"die() {{\n  echo $1\n  false\n}}\nset -E\ntrap rollback ERR\n{_LIVE}check || die bad\n",
        f"die() {{\n  return 1\n}}\ntrap rollback ERR\n{_LIVE}check || die\n",
        f"trap rollback EXIT\n{_LIVE}exit 1\n",
        f"trap rollback ERR\n{_LIVE}if ! check; then\n  rollback\n  exit 1\nfi\n",
        f'trap rollback ERR\n[ -n "$TAG" ] || exit 1\n{_LIVE}',
        f"trap cleanup ERR\n{_LIVE}exit 1\n",
    ],
)
def test_a_trap_that_is_sprung_or_needs_not_be_is_well(text: str) -> None:
    assert broken(text) == []
