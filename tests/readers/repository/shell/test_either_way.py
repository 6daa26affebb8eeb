"""Builds whose failure a release passes over, whichever of two branches puts it live."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("live", "passed"),
    [
        ("if pm2 describe shop; then\n  pm2 reload shop\nelse\n  pm2 start dist/main.js\nfi\n", True),
        (
            'if [ -z "$BLUE" ]; then\n  docker-compose -f blue.yml up -d\nelse\n  docker-compose -f green.yml up -d\nfi\n',
            True,
        ),
        ("if [ $? -eq 0 ]; then\n  pm2 reload shop\nfi\n", False),
        ("if [ -d dist ]; then\n  pm2 reload shop\nelse\n  exit 1\nfi\n", False),
        ("pm2 reload shop\n", True),
    ],
)
def test_a_build_is_passed_over_where_both_branches_start_the_application(live: str, passed: bool) -> None:
    facts = facts_of(Snippet("scripts/deploy.sh", f"cd /home/ubuntu/shop\ngit pull\nnpm run build\n{live}"))
    found = [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "no-error-exit"]

    assert (3 in found) == passed
