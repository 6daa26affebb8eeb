"""Which variables a command needs: Holdfast's own work those of the database alone."""

import pytest

from holdfast.host.configuration.needs import is_own, needed


@pytest.mark.parametrize(
    ("command", "own"),
    [
        (("/usr/local/bin/holdfast", "agent", "--environment", "production"), True),
        (("holdfast", "backup", "run"), True),
        (("holdfast", "restore", "latest"), True),
        (("holdfast", "release", "migrate"), False),
        (("holdfast",), False),
        (("node", "agent"), False),
        (("/srv/holdfast/agent", "backup"), False),
        ((), False),
    ],
)
def test_the_agent_backups_and_restores_are_holdfasts_own(command: tuple[str, ...], own: bool) -> None:
    assert is_own(command) is own


def test_they_use_the_databases_url_and_what_is_named_after_holdfast() -> None:
    variables = {"DATABASE_URL": 1, "PG_URL": 2, "JWT_SECRET": 3, "HOLDFAST_PGBACKREST_CIPHER_PASS": 4}

    assert needed(variables, "PG_URL") == {"PG_URL": 2, "HOLDFAST_PGBACKREST_CIPHER_PASS": 4}
