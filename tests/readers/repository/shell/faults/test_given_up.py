"""Scripts that see a step fail, and end as if all were well."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

UP = "docker compose up -d\n"
ASKED = "if [ $? -ne 0 ]; then\n  echo 'it failed'\n  {end}\nfi\n"


def told(text: str, name: str = "deploy.sh", **options: bool) -> list[tuple[str, int, int]]:
    found = facts_of(Snippet(f"ops/{name}", f"#!/bin/bash\n{text}"), **options)  # type: ignore[arg-type]
    faults = (one for one in found if isinstance(one, ScriptFault) and one.form == "error-swallowed")
    return [(one.activity, one.at.start_line, one.at.end_line) for one in faults]


@pytest.mark.parametrize("end", ["exit", "exit 0", "exit $?"])
def test_a_word_and_an_end_that_tells_nobody(end: str) -> None:
    migrate = "npx prisma migrate deploy\n"
    assert told(f"{migrate}{ASKED.format(end=end)}{UP}") == [("migration", 3, 5)]
    assert told(f"if ! npm run build; then\n  echo broken\n  {end}\nfi\n{UP}") == [("deploy", 2, 4)]
    assert told(f"npm run build || {{ echo broken; {end}; }}\n{UP}") == [("deploy", 2, 2)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"npm test\n{ASKED.format(end='exit')}{UP}", [("test", 3, 5)]),
        (f"pg_dump shop > b.sql\n{ASKED.format(end='exit 0')}{UP}", [("backup", 3, 5)]),
        (f"git pull\n{ASKED.format(end='exit')}npm ci\n{UP}", [("deploy", 3, 5)]),
        (
            f"OUT=$(docker build -t shop .)\nRC=$?\nif [ $RC -ne 0 ]; then\n  echo bad\n  exit\nfi\n{UP}",
            [("deploy", 4, 6)],
        ),
        (f"if npm run build; then\n  echo ok\nelse\n  echo bad\n  exit 0\nfi\n{UP}", [("deploy", 2, 6)]),
        (f"{UP}if ! curl -f localhost/health; then\n  echo unhealthy\n  exit\nfi\necho ok\n", [("deploy", 3, 5)]),
        (f"go() {{\n  npx prisma migrate deploy || {{ echo bad; return; }}\n  {UP}}}\ngo\n", [("migration", 3, 3)]),
        (
            'pg_dump shop > b.sql\nif [ "${?}" -eq 0 ]; then\n  gzip b.sql\nelse\n  echo bad\n  exit\nfi\n',
            [("backup", 3, 7)],
        ),
        ("if ! docker compose up -d; then\n  docker compose logs\n  exit 0\nfi\n", [("deploy", 2, 4)]),
        (f"{UP}if ! docker ps | grep -q shop; then\n  echo 'not running'\n  exit\nfi\n", [("deploy", 3, 5)]),
    ],
)
def test_every_step_that_matters_may_be_given_up_unheard(text: str, found: list[tuple[str, int, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text",
    [
        f"npm run build\n{ASKED.format(end='exit 1')}{UP}",
        f"npm run build || exit\n{UP}",
        f"npm run build || {{ echo bad; exit 2; }}\n{UP}",
        f"if ! npm run build; then\n  echo bad\n  false\n  exit\nfi\n{UP}",
        f"if ! npm run build; then\n  mail -s broken ops@shop.kr\n  exit 0\nfi\n{UP}",
        f"if ! npm run build; then\n  ./back.sh\n  exit 0\nfi\n{UP}",
        f"set -e\nnpm run build\n{ASKED.format(end='exit 0')}{UP}",
        f"if ! git pull; then\n  echo 'already up to date'\n  exit 0\nfi\n{UP}",
        f"trap 'rm -f lock; exit 1' EXIT\nif ! npm run build; then\n  echo bad\n  exit\nfi\n{UP}",
        f"if npm run build; then\n  echo ok\n  exit 0\nfi\n{UP}",
        f"{UP}if ! docker ps | grep -q old; then\n  echo 'no old one to remove'\n  exit 0\nfi\ndocker rm -f old\n",
        "if ! docker compose up -d; then\n  docker compose logs\n  exit 1\nfi\n",
        f"read -p 'Go on? ' -r\nif [[ ! $REPLY =~ ^y ]]; then\n  echo Aborted\n  exit\nfi\n{UP}",
        f'if [ "$1" = --help ]; then\n  echo usage\n  exit 0\nfi\n{UP}',
        f"if git diff --quiet HEAD@{{1}}; then\n  echo 'no changes'\n  exit 0\nfi\n{UP}",
        f"for i in 1 2 3; do\n  if curl -f localhost/health; then\n    echo ok\n    exit 0\n  fi\ndone\n{UP}",
    ],
)
def test_what_is_heard_of_is_undone_or_was_no_failure_is_none(text: str) -> None:
    assert told(text) == []


_TOLD = "if [ $? -ne 0 ]; then\n  echo 'it failed'\nfi\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"npx prisma migrate deploy\n{_TOLD}{UP}", [("migration", 2, 2)]),
        (f"npm run build\n{_TOLD}{UP}", [("deploy", 2, 2)]),
        (f"npm test\n{_TOLD}{UP}", [("test", 2, 2)]),
        (f"if ! npm test; then\n  echo bad\nfi\n{UP}", [("test", 2, 2)]),
        (f"{UP}{_TOLD}", [("deploy", 2, 2)]),
        (f"{UP}if [ $? -eq 0 ]; then\n  echo ok\nelse\n  echo bad\nfi\n", [("deploy", 2, 2)]),
        ("if docker compose up -d; then\n  echo ok\nelse\n  echo bad\nfi\n", [("deploy", 2, 2)]),
        ('ssh app@shop "docker compose up -d"\n' + _TOLD, [("deploy", 2, 2)]),
        (
            "rsync -az dist/ app@shop:/srv/shop\n" + ASKED.format(end="exit") + "ssh app@shop pm2 reload shop\n",
            [("deploy", 3, 5)],
        ),
        ("aws s3 sync dist s3://shop\n" + ASKED.format(end="exit 0"), [("deploy", 3, 5)]),
        (f"{UP}{_TOLD}exit $RC\n", []),
        (f"{UP}if [ $? -eq 0 ]; then\n  echo ok\n  exit 0\nelse\n  echo bad\nfi\nexit 1\n", []),
        (f"{UP}if [ $? -ne 0 ]; then\n  echo bad\n  FAILED=1\nfi\n[ -z $FAILED ]\n", []),
        (f"set -e\n{UP}{_TOLD}", []),
        (f"go() {{\n  {UP}  {_TOLD}}}\ngo || exit 1\n", []),
        (f"npm test\n{_TOLD}", []),
    ],
)
def test_a_failure_that_gets_a_word_behind_the_step_is_as_unheard(text: str, found: list[tuple[str, int, int]]) -> None:
    assert told(text) == found


def test_a_backup_whose_failure_gets_a_word_is_lost_although_another_step_ends_the_script() -> None:
    assert told(f"pg_dump shop > b.sql\n{_TOLD}npx prisma migrate deploy || exit 1\n") == [("backup", 2, 2)]
    assert told(f"pg_dump shop > b.sql\n{_TOLD}[ -s b.sql ] || exit 1\n") == []


def test_a_script_that_releases_nothing_may_give_up_a_build() -> None:
    text = "if ! npm run build; then\n  echo broken\n  exit\nfi\n"
    assert told(text, "lint.sh") == []
    assert told(text, "lint.sh", hooked=True) == [("deploy", 2, 4)]
