"""Databases that what keeps processes running is to keep beside the application."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.schedules.kept_running import kept_beside, needed

UNIT = "[Unit]\nRequires=postgresql.service\n\n[Service]\nExecStart=/srv/shop/run\n"


def told(databases: list[Database]) -> list[tuple[str, int, str]]:
    return [(one.engine, one.at.start_line, one.kind.value) for one in databases]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[program:mysql]\ncommand=/usr/local/bin/start.sh\n", [("mysql", 1, "coded")]),
        (
            "[program:api]\ncommand=node .\n\n[program:store]\ncommand=/usr/bin/mongod --fork\n",
            [("mongodb", 4, "coded")],
        ),
        ("[program:db]\ncommand = mysqld_safe\n", [("mysql", 1, "coded")]),
        ("[program:mysql-exporter]\ncommand=/bin/mysqld_exporter\n", []),
        ("[program:postgres_worker]\ncommand=python worker.py\n", []),
    ],
)
def test_a_program_of_supervisor_is_a_database_by_its_name_or_command(
    text: str, found: list[tuple[str, int, str]]
) -> None:
    assert told(list(kept_beside(Snippet("docker/supervisord.conf", text)))) == found


@pytest.mark.parametrize(("kind", "said"), [(EvidenceKind.CODED, "coded"), (EvidenceKind.INSTRUCTED, "claimed")])
def test_what_a_unit_of_a_guide_needs_is_no_more_than_a_claim(kind: EvidenceKind, said: str) -> None:
    assert told(list(needed(Snippet("shop.service", UNIT, kind=kind)))) == [("postgresql", 2, said)]
