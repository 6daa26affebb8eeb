"""What a dump is written as, and restores that cannot read it."""

import pytest

from holdfast.model.facts import BackupJob, RestoreProcedure
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def restored(text: str) -> list[tuple[bool, str | None, int]]:
    found = (one for one in facts_of(Snippet("ops/restore.sh", text)) if isinstance(one, RestoreProcedure))
    return [(one.unreadable, one.takes, one.where("takes").start_line) for one in found]


@pytest.mark.parametrize(
    ("command", "form"),
    [
        ("pg_dump shop > kept/shop.sql", "sql"),
        ("pg_dump -Fp shop > kept/shop.sql", "sql"),
        ("pg_dumpall > kept/all.sql", "sql"),
        ("pg_dump -Fc shop > kept/shop.dump", "archive"),
        ("pg_dump -U shop -F c shop > kept/shop.dump", "archive"),
        ("pg_dump --format=directory -f kept/shop shop", "archive"),
        ("docker exec -t db pg_dump -U shop --format custom shop > kept/shop.dump", "archive"),
        ("pg_dump $DUMP_OPTIONS shop > kept/shop", None),
        ("pg_dump -F $FORMAT shop > kept/shop", None),
        ("mysqldump shop > kept/shop.sql", None),
    ],
)
def test_a_dump_tells_its_form(command: str, form: str | None) -> None:
    jobs = [one for one in facts_of(Snippet("ops/backup.sh", command)) if isinstance(one, BackupJob)]
    assert [job.form for job in jobs] == [form]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gunzip < kept/shop.sql.gz | docker exec -i db pg_restore -U shop -d shop\n", (True, "archive", 1)),
        ("F=kept/shop.sql\npg_restore -d shop $F\n", (True, "archive", 2)),
        ("pg_restore -d shop kept/shop.dump.gz\n", (True, "archive", 1)),
        ("mysql -u root shop < kept/shop.sql.gz\n", (True, None, 1)),
        ("psql shop -f kept/dump.sql.gz\n", (True, "sql", 1)),
        ("aws s3 cp s3://kept/shop.sql.gz - | psql shop\n", (True, "sql", 1)),
        ("mongorestore --archive=kept/shop.gz\n", (True, None, 1)),
    ],
)
def test_a_file_that_the_command_cannot_read_is_told(text: str, expected: tuple[bool, str | None, int]) -> None:
    assert restored(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gunzip -c kept/shop.sql.gz | psql shop\n", (False, "sql", 1)),
        ("zcat kept/shop.sql.gz | mysql shop\n", (False, None, 1)),
        ("cat kept/shop.sql.gz | gunzip | mysql shop\n", (False, None, 1)),
        ("docker exec -i db sh -c 'gunzip | psql shop' < kept/shop.sql.gz\n", (False, "sql", 1)),
        ("pg_restore -d shop kept/shop.dump\n", (False, "archive", 1)),
        ("pg_restore -d shop $1\n", (False, "archive", 1)),
        ("mongorestore --gzip --archive=kept/shop.gz\n", (False, None, 1)),
        ("mysql shop < kept/backup.sql\n", (False, None, 1)),
        # Both ways are there, each for its own kind of file.
        ("if [ $1 = sql ]; then psql shop < kept/backup.sql; else pg_restore -d shop $1; fi\n", (False, None, 1)),
        # The dump beside it is an archive, whatever its file is called.
        ("pg_dump -Fc shop > kept/shop.sql\npg_restore -d shop kept/shop.sql\n", (False, "archive", 2)),
    ],
)
def test_what_the_command_reads_or_may_read_is_no_fault(text: str, expected: tuple[bool, str | None, int]) -> None:
    assert restored(text) == [expected]


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("pg_dump -U shop -h localhost shop > kept/shop.sql\n", True),
        ("HOST=127.0.0.1\nmysqldump -h$HOST shop > kept/shop.sql\n", True),
        ("pg_dump --host=localhost shop > kept/shop.sql\n", True),
        ("docker exec db pg_dump -h localhost shop > kept/shop.sql\n", True),
        ("pg_dump -h db.shop.example shop > kept/shop.sql\n", False),
        ("pg_dump shop > kept/shop.sql\n", False),
        ("ssh -f -N -L 5433:db:5432 bastion\npg_dump -h localhost -p 5433 shop > kept/shop.sql\n", False),
        ("ssh api 'pg_dump -h localhost shop' > kept/shop.sql\n", False),
        ("kubectl port-forward svc/db 5432:5432 &\npg_dump -h localhost shop > kept/shop.sql\n", False),
    ],
)
def test_a_dump_tells_that_the_server_is_on_its_own_host(text: str, *, here: bool) -> None:
    jobs = [one for one in facts_of(Snippet("ops/backup.sh", text)) if isinstance(one, BackupJob)]
    assert [("server" in job.places) for job in jobs] == [here]
