"""What a restore throws away first, and what it does not hear of."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def faults(text: str, path: str = "ops/restore.sh") -> list[tuple[str, int]]:
    found = (one for one in facts_of(Snippet(path, text)) if isinstance(one, ScriptFault))
    return [(one.form, one.at.start_line) for one in found if one.activity in ("backup", "restore")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("dropdb shop\ncreatedb shop\npg_restore -d shop $1\n", 1),
        ('psql -c "DROP DATABASE shop"\ngunzip -c $1 | psql -v ON_ERROR_STOP=1 shop\n', 1),
        ("psql shop <<SQL\nDROP SCHEMA public CASCADE;\nSQL\npg_restore -d shop $1\n", 1),
        ("docker exec -i store sh -c 'dropdb shop'\ndocker exec -i store sh -c 'pg_restore -d shop' < $1\n", 1),
        ('mysql -e "drop database if exists shop; create database shop"\nmysql shop < "$FILE"\n', 1),
        ("pg_restore --clean --if-exists -d shop $1\n", 1),
        ("aws s3 cp s3://kept/shop.gz /tmp/shop.gz\nmongorestore --drop --gzip --archive=/tmp/shop.gz\n", 2),
        (
            "docker run --rm -v data:/data -v $PWD:/in alpine sh -c 'rm -rf /data/* && tar xzf /in/data.tgz -C /data'\n",
            1,
        ),
        ("back() {\n  dropdb shop\n  pg_restore -d shop $1\n}\nkeep() {\n  pg_dump shop > shop.sql\n}\nback $1\n", 2),
    ],
)
def test_what_is_there_is_thrown_away_before_the_backup_is_read(text: str, line: int) -> None:
    assert ("dropped-before-restore", line) in faults(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("pg_dump -Fc shop > /safe/shop.dump\ndropdb shop\npg_restore -d shop $1\n", "ops/restore.sh"),
        ("keep() {\n  pg_dump shop > shop.sql\n}\nkeep\ndropdb shop\npg_restore -d shop $1\n", "ops/restore.sh"),
        ("bash ops/backup.sh\ndropdb shop\npg_restore -d shop $1\n", "ops/restore.sh"),
        ("gunzip -t $1 || exit 1\ndropdb shop\ngunzip -c $1 | mysql shop\n", "ops/restore.sh"),
        ("pg_restore --clean --single-transaction -d shop $1\n", "ops/restore.sh"),
        ("pg_restore -d shop $1\ndropdb shop_old\n", "ops/restore.sh"),
        ("dropdb restore_test\ncreatedb restore_test\npg_restore -d restore_test $1\n", "ops/restore.sh"),
        ("dropdb shop\npg_restore -d shop $1\n", "ops/restore-local.sh"),
        ("dropdb shop\npg_restore -d shop $1\n", "staging/restore.sh"),
        ("dropdb shop\ncreatedb shop\n", "ops/restore.sh"),
        ("# for developers and staging\ndropdb shop\npg_restore -d shop $1\n", "ops/restore.sh"),
    ],
)
def test_what_is_kept_or_tried_before_or_is_nobodys_data_is_left_alone(text: str, path: str) -> None:
    assert faults(text, path) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('gunzip -c "$1" | psql shop\necho "restored"\n', [1]),
        ("docker exec -i store sh -c 'psql shop' < \"$DUMP_PATH\"\necho 복원 완료\n", [1]),
        ('if packed; then\n  zcat "$1" | psql shop\nelse\n  psql shop -f "$1"\nfi\necho "restored"\n', [2]),
        ('log() {\n  local line="$1"\n  echo "$line"\n}\npsql shop -f "$1"\nlog "restored"\n', [5]),
        ('gunzip -c "$1" | psql -v ON_ERROR_STOP=1 shop\necho "restored"\n', []),
        ('gunzip -c "$1" | mysql shop\necho "restored"\n', []),
        ('gunzip -c "$1" | psql shop\necho "have a look at the rows"\n', []),
    ],
)
def test_a_psql_that_goes_on_behind_errors_says_nothing_of_how_it_went(text: str, lines: list[int]) -> None:
    assert faults(text) == [("no-error-exit", line) for line in lines]


ASKS = 'read -p "Are you sure? (yes/no): " CONFIRM\nif [ "$CONFIRM" != "yes" ]; then\n  exit 0\nfi\n'


@pytest.mark.parametrize(
    ("before", "agreed"),
    [
        (ASKS, True),
        ('read -r -p "Go on? "\n[[ $REPLY =~ ^[Yy]$ ]] || exit 1\n', True),
        ('read -p "Which file? " FILE\nif [ -z "$1" ]; then\n  exit 1\nfi\n', False),
        ('if [ -z "$1" ]; then\n  exit 1\nfi\n', False),
    ],
)
def test_a_restore_that_asks_whoever_starts_it_is_agreed_to(before: str, *, agreed: bool) -> None:
    text = f"{before}dropdb shop\ncreatedb shop\npg_restore -d shop $1\n"
    found = [one for one in facts_of(Snippet("ops/restore.sh", text)) if isinstance(one, ScriptFault)]
    dropped = next(one for one in found if one.form == "dropped-before-restore")
    assert ("agreed" in dropped.places) is agreed
