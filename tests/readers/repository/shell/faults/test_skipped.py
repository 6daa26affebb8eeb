"""Scripts that pass a release over when a setting is missing."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_SYNC = 'aws s3 sync dist "s3://$BUCKET" --delete\n'


def skips(text: str) -> list[tuple[int, int | None]]:
    facts = facts_of(Snippet("bin/deploy.sh", f"#!/bin/bash\nset -e\n{text}"))
    faults = [fact for fact in facts if isinstance(fact, ScriptFault) and fact.form == "error-swallowed"]
    return [(fault.at.start_line, fault.at.end_line) for fault in faults]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f'if [ -z "$BUCKET" ]; then\n  echo "not set, skipping"\n  exit 0\nfi\n{_SYNC}', (3, 5)),
        (f"if [[ -z ${{BUCKET}} ]]; then exit 0; fi\n{_SYNC}", (3, 3)),
        (f'[ -n "$BUCKET" ] || exit 0\n{_SYNC}', (3, 3)),
        (f'BUCKET="${{{{ vars.SITE }}}}"\nif [ -z "$BUCKET" ]; then\n  exit 0\nfi\n{_SYNC}', (4, 5)),
    ],
)
def test_a_missing_setting_that_ends_a_deployment_as_if_all_were_well(text: str, lines: tuple[int, int]) -> None:
    assert skips(text) == [lines]


@pytest.mark.parametrize(
    "text",
    [
        f'if [ -z "$BUCKET" ]; then\n  exit 1\nfi\n{_SYNC}',
        f'CHANGED=$(git diff --name-only)\nif [ -z "$CHANGED" ]; then\n  exit 0\nfi\n{_SYNC}',
        f'BUCKET=$(find_bucket)\nif [ -z "$BUCKET" ]; then\n  exit 0\nfi\n{_SYNC}',
        'if [ -z "$SLACK_URL" ]; then\n  exit 0\nfi\ncurl -fsS "$SLACK_URL"\n',
    ],
)
def test_a_failure_and_a_day_without_work_are_no_skipped_releases(text: str) -> None:
    assert skips(text) == []


_COPY = "cp shop.jar /srv/shop/\nsystemctl restart shop\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f'if [ -z "$BUCKET" ]; then\n  echo "not set"\n  exit\nfi\n{_SYNC}', [(3, 5)]),
        (f"if [ ! -f shop.jar ]; then\n  echo 'shop.jar not found'\n  exit\nfi\n{_COPY}", [(3, 5)]),
        (f"[ -f .env ] || {{ echo '.env 파일이 없습니다'; exit 0; }}\n{_COPY}", [(3, 3)]),
        (f"if ! docker ps | grep -q db; then\n  echo 'the database is not running'\n  exit 0\nfi\n{_COPY}", [(3, 5)]),
        (f"if [ ! -f shop.jar ]; then\n  echo 'shop.jar not found'\n  exit 1\nfi\n{_COPY}", []),
        (f"if [ ! -f shop.jar ]; then\n  echo 'nothing to release'\n  exit 0\nfi\n{_COPY}", []),
        (f"if [ ! -f shop.jar ]; then\n  echo 'not found, skipping'\n  exit 0\nfi\n{_COPY}", []),
        (f"if [ -f /tmp/lock ]; then\n  echo 'error: somebody releases'\n  exit 0\nfi\n{_COPY}", []),
        (f"if [ ! -f shop.jar ]; then\n  ./build.sh\n  echo 'was missing'\n  exit 0\nfi\n{_COPY}", []),
        ("if [ ! -f shop.jar ]; then\n  echo 'shop.jar not found'\n  exit\nfi\nls\n", []),
    ],
)
def test_what_is_missing_ends_a_deployment_well_only_where_it_is_no_error(
    text: str, lines: list[tuple[int, int]]
) -> None:
    assert skips(text) == lines


def passed_over(text: str) -> list[tuple[int, int | None]]:
    facts = facts_of(Snippet("bin/backup.sh", f"#!/bin/bash\nset -e\n{text}"))
    faults = [fact for fact in facts if isinstance(fact, ScriptFault) and fact.activity == "backup"]
    return [(fault.at.start_line, fault.at.end_line) for fault in faults]


_DUMP = "pg_dump shop > shop.sql\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f'if docker ps | grep -q db; then\n  {_DUMP}else\n  echo "not running, skipping backup"\nfi\n', (6, 6)),
        (
            f'{_DUMP}if [ -n "$B" ]; then\n  aws s3 cp shop.sql "s3://$B/"\nelse\n  warn "no upload: skipped"\nfi\n',
            (7, 7),
        ),
        (f'{_DUMP}if [ -z "$B" ]; then\n  echo "BUCKET is not set: the dump stays local"\nfi\n', (5, 5)),
        (f'if [ -z "$B" ]; then\n  log "백업을 건너뜁니다"\n  exit 0\nfi\n{_DUMP}', (4, 4)),
        (
            (
                f'{_DUMP}if [ "$LOCAL_ONLY" = false ] && [ -n "$B" ]; then\n  aws s3 cp shop.sql "s3://$B/"\n'
                'elif [ "$LOCAL_ONLY" = false ] && [ -z "$B" ]; then\n  warn "no bucket: skipping upload"\nfi\n'
            ),
            (7, 7),
        ),
    ],
)
def test_a_backup_that_is_passed_over_with_a_word_is_heard_by_nobody(text: str, lines: tuple[int, int]) -> None:
    assert passed_over(text) == [lines]


@pytest.mark.parametrize(
    "text",
    [
        f'if [ "$SKIP_BACKUP" = 1 ]; then\n  echo "Skipping backup"\nelse\n  {_DUMP}fi\n',
        f'if [ -z "$B" ]; then\n  echo "skipping upload is no option"\n  exit 1\nfi\n{_DUMP}',
        'if [ -f x ]; then\n  npm ci\nelse\n  echo "skipping the backup"\nfi\n',
        f'if [ "$SKIP_BACKUP" = false ]; then\n  {_DUMP}else\n  echo "Skipping backup"\nfi\n',
        f'if [ "$UPLOADS" = no ]; then\n  echo "upload skipped"\nelse\n  {_DUMP}fi\n',
        f'if [ "$(psql -Atc "select pg_is_in_recovery()")" = t ]; then\n  echo "skipping backup"\n  exit 0\nfi\n{_DUMP}',
        f'{_DUMP}if [ -f x ]; then\n  echo "no upload configured"\nelse\n  echo "not set up on S3"\nfi\n',
        f'{_DUMP}if [ -z "$B" ]; then\n  echo "the bucket for uploads is not set"\n  exit 2\nfi\n',
        f'{_DUMP}if [ -n "$OLD" ]; then\n  rm $OLD\nelse\n  echo "no old backups"\nfi\n',
        f'{_DUMP}if [ "$A" = "$B" ]; then\n  echo "backup: no changes, skipping"\n  exit 0\nfi\n',
        f'{_DUMP}if [ "$A" = "$B" ]; then\n  echo "변경사항이 없어 백업을 건너뜁니다"\nfi\n',
    ],
)
def test_what_was_asked_for_and_what_ends_in_an_error_is_not_passed_over(text: str) -> None:
    assert passed_over(text) == []


@pytest.mark.parametrize(
    ("told", "ending", "found"),
    [
        ('echo "Error: the store is not running"', "", [4]),
        ("echo 오류: DB가 없습니다", "", [4]),
        ('echo "Error: the store is not running"', "  exit 1\n", []),
        ("echo nothing to do today", "", []),
    ],
)
def test_a_backup_whose_store_is_gone_ends_as_if_it_were_made(told: str, ending: str, found: list[int]) -> None:
    text = f"if docker ps | grep -q rows; then\n  pg_dump shop > /b/shop.sql\nelse\n  {told}\n{ending}fi\n"
    read = facts_of(Snippet("backup.sh", text))
    faults = [fact for fact in read if isinstance(fact, ScriptFault) and fact.activity == "backup"]
    assert [fact.at.start_line for fact in faults] == found


@pytest.mark.parametrize(
    ("test", "lines"),
    [
        ('if [[ ! -f "$DB" ]]; then\n  log "nothing there yet"\n  exit 0\nfi\n', (3, 5)),
        ('[ -f "$DB" ] || exit 0\n', (3, 3)),
        ('test -s "$DB" || { echo "nothing there"; exit; }\n', (3, 3)),
        ("if ! docker ps | grep -q db; then\n  echo gone\n  exit 0\nfi\n", (4, 5)),
        ("if ! pg_isready -q; then exit 0; fi\n", (3, 3)),
        ('if [ ! -f "$DB" ]; then\n  echo "nothing there"\n  exit 1\nfi\n', None),
        ("if [ -f /tmp/running ]; then exit 0; fi\n", None),
        ('if [ ! -d "$OUT" ]; then\n  mkdir -p "$OUT"\nfi\n', None),
    ],
)
def test_a_backup_that_ends_well_without_what_it_is_to_save_is_heard_by_nobody(
    test: str, lines: tuple[int, int] | None
) -> None:
    assert passed_over(f"{test}pg_dump shop > shop.sql\n") == ([lines] if lines else [])
    facts = facts_of(Snippet("bin/setup.sh", f"#!/bin/bash\nset -e\n{test}pg_dump shop > shop.sql\n"))
    assert not [one for one in facts if isinstance(one, ScriptFault) and one.form == "error-swallowed"]


@pytest.mark.parametrize("call", ["bash /opt/shop/backup-postgres.sh", "/usr/local/bin/db-backup.sh", "npm run backup"])
def test_a_script_that_has_another_one_make_the_backup_passes_its_upload_over_as_well(call: str) -> None:
    text = f'if [ -z "$KEY" ]; then\n  echo "keys not set, backup will be local only"\n  export SKIP=true\nfi\n{call}\n'
    assert passed_over(text) == [(4, 4)]
    assert passed_over(text.replace(call, "bash /opt/shop/report.sh")) == []
