"""A clock that starts one script starts what that script calls."""

import pytest

from holdfast.model.facts import BackupJob
from holdfast.readers.repository.shell import READER
from holdfast.readers.repository.source import READER as SOURCE
from holdfast.readers.repository.tasks.reader import READER as TASKS
from tests.readers.repository.many import read_files

DUMP = "set -e\nmongodump --out /srv/kept\n"


def clocks(reader: object, files: dict[str, str]) -> list[str | None]:
    assert isinstance(reader, type(READER))
    return [fact.schedule for fact in read_files(reader, **files) if isinstance(fact, BackupJob)]


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("/srv/shop/night.sh", {"night.sh": "bash ~/shop/keep.sh\n"}),
        ("/srv/shop/night.sh", {"night.sh": "./later.sh\n", "later.sh": "sudo -E ./keep.sh --all || exit 1\n"}),
        ("cd /srv/shop && make -C ops night", {"ops/Makefile": "night: base\n\t@./keep.sh\n"}),
        ("npm --prefix /srv/shop run night", {"package.json": '{"scripts": {"night": "sh keep.sh"}}'}),
    ],
)
@pytest.mark.parametrize("crontab", ["crontab", "conf/cron.config", "deploy/cronjobs"])
def test_what_a_script_that_is_started_calls_has_its_clock(line: str, files: dict[str, str], crontab: str) -> None:
    files = {"keep.sh": DUMP, crontab: f"30 2 * * * {line}\n", **files}
    assert clocks(READER, files) == ["30 2 * * *"]


@pytest.mark.parametrize("text", ["echo './keep.sh'\n", "# ./keep.sh\n", "./keep.sh.old\n", ""])
def test_what_it_only_speaks_of_has_none(text: str) -> None:
    assert clocks(READER, {"keep.sh": DUMP, "night.sh": text, "crontab": "30 2 * * * /srv/night.sh\n"}) == [None]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("Makefile", "keep:\n\tpg_dump shop > kept.sql\n", "cd /srv/shop && make keep"),
        ("justfile", "keep:\n  pg_dump shop > kept.sql\n", "just --working-directory /srv keep"),
        ("package.json", '{"scripts": {"keep": "pg_dump shop > kept.sql"}}', "cd /srv/shop; yarn -s keep"),
    ],
)
def test_a_recipe_that_a_crontab_names_has_its_clock(path: str, text: str, line: str) -> None:
    assert clocks(TASKS, {path: text, "crontab": f"@daily {line}\n"}) == ["@daily"]
    assert clocks(TASKS, {path: text, "crontab": "@daily make other\n"}) == [None]


def test_a_program_that_a_crontab_starts_has_its_clock() -> None:
    files = {"requirements.txt": "flask\n", "ops/keep.py": "import os\nos.system('pg_dump -U shop shop > kept.sql')\n"}
    assert clocks(SOURCE, files | {"crontab": "0 4 * * * /usr/bin/python3 /srv/ops/keep.py\n"}) == ["0 4 * * *"]


def test_scripts_that_call_one_another_end() -> None:
    files = {"a.sh": "./b.sh\n", "b.sh": "./a.sh\n" + DUMP, "crontab": "@daily /srv/a.sh\n"}
    assert clocks(READER, files) == ["@daily"]


@pytest.mark.parametrize(
    "job",
    ["job: /srv/keep.sh >> /var/log/k.log", 'job: "{{ item }}"\n  loop:\n    - /srv/media.sh\n    - /srv/keep.sh'],
)
def test_a_crontab_that_a_task_of_ansible_fills_is_a_clock(job: str) -> None:
    task = f'- name: by night\n  ansible.builtin.cron:\n    minute: "0"\n    hour: "3"\n    {job}\n'
    assert clocks(READER, {"keep.sh": DUMP, "roles/keep/tasks/main.yml": task}) == ["0 3 * * *"]
