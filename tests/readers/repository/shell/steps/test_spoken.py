"""Steps of a release whose failure gets a word and nothing else."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("./ops/backup.sh || echo 'no backup this time'\n", [("backup", 3)]),
        ("if ! ./backup.sh; then\n  echo 'no backup'\nfi\n", [("backup", 3)]),
        ("ssh app@shop <<END\nif ! ./backup.sh; then\n  echo 'no backup'\nfi\nEND\n", [("backup", 4)]),
        ("make backup || true\n", [("backup", 3)]),
        ("docker compose run --rm backup || true\n", [("backup", 3)]),
        ("./backup.sh || exit 1\n./restore-backup.sh || true\nchmod +x backup.sh || true\n", []),
        ("if npx prisma migrate deploy; then\n  echo ok\nelse\n  echo 'went wrong'\nfi\n", [("migration", 3)]),
        ("if ! npm run build; then\n  echo 'the old one stays'\nfi\n", [("deploy", 3)]),
        ("if npm run build; then\n  echo ok\nelse\n  echo bad\n  exit 1\nfi\n", []),
        ("if npm run build; then\n  echo ok\nelse\n  BROKEN=1\nfi\n", []),
        ("if ! npm run build; then\n  ./back.sh\nfi\n", []),
        ("if npm run build; then\n  echo ok\nfi\n", []),
        ("if pip install -r requirements.txt -q; then\n  echo ok\nelse\n  echo 'going on'\nfi\n", [("deploy", 3)]),
        ("if ! composer install --no-dev; then\n  echo 'the old ones stay'\nfi\n", [("deploy", 3)]),
        ("if git pull origin main; then\n  echo ok\nelse\n  echo 'what is here'\nfi\n", [("deploy", 3)]),
        ("if docker pull shop/web:1; then\n  echo ok\nelse\n  echo 'no cache'\nfi\n", []),
        ('note() { echo "$1"; }\nnpm ci || note failed\n', [("deploy", 4)]),
        ('stop_all() { echo "$1"; exit 1; }\nnpm ci || stop_all failed\n', []),
    ],
)
def test_a_failure_that_only_gets_a_word(text: str, told: list[tuple[str, int]]) -> None:
    facts = facts_of(Snippet("ops/deploy.sh", f"#!/bin/bash\ngit pull\n{text}systemctl restart shop\n"))
    faults = [fact for fact in facts if isinstance(fact, ScriptFault) and fact.form == "error-swallowed"]
    assert [(fault.activity, fault.at.start_line) for fault in faults] == told


def test_packages_that_are_put_back_behind_the_release_are_no_part_of_it() -> None:
    back = "if ! yarn install; then\n  echo 'put them back by hand'\nfi\n"
    for text, told in ((f"npx serverless deploy\n{back}", []), (f"{back}npx serverless deploy\n", [2])):
        facts = facts_of(Snippet("deploy.sh", f"#!/bin/bash\n{text}"))
        shown = [one.at.start_line for one in facts if isinstance(one, ScriptFault) and one.form == "error-swallowed"]
        assert shown == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pg_dump shop > a.sql\nif [ $? -eq 0 ]; then\n  echo ok\nelse\n  echo '백업 실패'\nfi\n", [2]),
        (
            "pg_dump shop > a.sql\nif [[ $? != 0 ]]; then\n  echo bad\n  rm -f a.sql\nfi\nfind . -mtime +7 -delete\n",
            [2],
        ),
        ("if mysqldump shop > a.sql; then\n  gzip a.sql\nelse\n  log_error bad\nfi\n", [2]),
        ("if ! mysqldump shop > a.sql; then\n  echo bad\nfi\n", [2]),
        ("if ! pg_dump shop > a.sql; then\n  echo bad >> b.log\nelse\n  gzip a.sql\nfi\n", [2]),
        ("if ! pg_dump shop > a.sql; then\n  exit 1\nelse\n  echo ok\nfi\n", []),
        ("pg_dump shop > a.sql\nRC=$?\nif [ $RC -ne 0 ]; then\n  echo bad\nfi\n", [2]),
        ("pg_dump shop > a.sql\nif [ $? -ne 0 ]; then\n  echo bad\n  exit 1\nfi\n", []),
        ("pg_dump shop > a.sql\nif [ $? -ne 0 ]; then\n  curl -d bad $HOOK\nfi\n", []),
        ("pg_dump shop > a.sql\nRC=$?\nif [ $RC -ne 0 ]; then\n  echo bad\nfi\nexit $RC\n", []),
        ("pg_dump shop > a.sql\nif [ $? -eq 0 ]; then\n  echo ok\nelse\n  FAILED=1\nfi\n", []),
        ("pg_dump shop > a.sql || exit 1\nif [ $COUNT -ne 0 ]; then\n  echo many\nfi\n", []),
    ],
)
def test_a_copy_whose_failure_only_gets_a_word(text: str, told: list[int]) -> None:
    facts = facts_of(Snippet("ops/backup.sh", f"#!/bin/bash\n{text}"))
    assert [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "error-swallowed"] == told
