"""Backups that a program makes by starting a database's own tool."""

import pytest

from holdfast.model.facts import BackupJob

from ..support import EXPRESS, read

_PYTHON = {"requirements.txt": "fastapi\n"}
_NODE = {"package.json": EXPRESS}


def jobs(files: dict[str, str]) -> list[tuple[int, str, str | None, str | None]]:
    return [
        (fact.at.start_line, fact.method, fact.schedule, fact.destination)
        for fact in read(files)
        if isinstance(fact, BackupJob)
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            _PYTHON | {"ops/keep.py": "import shutil\nBACKUP_DIR = '/srv/kept'\nshutil.copy2(DB_PATH, backup_path)\n"},
            (3, "copy", None, "host"),
        ),
        (
            _NODE
            | {"src/keep.js": "setInterval(() => {\n  fs.copyFileSync(dbFile, `${backupDir}/shop.db`);\n}, DAY);\n"},
            (2, "copy", "daily", "host"),
        ),
        (
            _PYTHON | {"ops/keep.py": 'import os\nos.system(f"mysqldump -u shop shop > /srv/kept/{day}.sql")\n'},
            (2, "mysqldump", None, "host"),
        ),
        (
            _PYTHON
            | {
                "ops/keep.py": 'import boto3, subprocess\nsubprocess.run(\n    ["pg_dump", "-f", path, DATABASE_URL],\n'
                "    check=True)\nboto3.client('s3').upload_file(path, BUCKET, key)\n"
            },
            (3, "pg_dump", None, "s3"),
        ),
        (
            _NODE
            | {
                "src/keep.js": "cron.schedule('0 3 * * *', () => {\n"
                '  exec(`mongodump --uri="${process.env.MONGO_URI}" --out=/srv/kept`);\n});\n'
            },
            (2, "mongodump", "0 3 * * *", "host"),
        ),
        (
            _NODE
            | {
                "src/keep.service.ts": "@Cron('0 0 3 * * *')\nkeep() {\n  spawn('pg_dump', ['-Fc', '-f', file]);\n"
                "  await this.s3.send(new PutObjectCommand({ Bucket, Key, Body }));\n}\n"
            },
            (3, "pg_dump", "0 0 3 * * *", "s3"),
        ),
        (
            _NODE | {"src/keep.js": "const command = `docker exec db mysqldump \\\\\n  -u shop shop > ${file}`;\n"},
            (1, "mysqldump", None, "host"),
        ),
        (
            {
                "composer.json": '{"require": {"laravel/framework": "^11"}}',
                "app/Keep.php": "<?php\nfunction keep() {\n  exec('mysqldump -u shop shop > /srv/kept/shop.sql');\n}\n",
            },
            (3, "mysqldump", None, "host"),
        ),
        (
            {
                "go.mod": "module shop\n",
                "main.go": 'package main\nvar c = exec.Command("pg_dump", "-Fc", "-f", file)\n',
            },
            (2, "pg_dump", None, "host"),
        ),
        (
            _PYTHON
            | {
                "ops/keeping.py": "import os\ndef keep():\n    os.system('pg_dump shop > /srv/kept/shop.sql')\n",
                "ops/clock.py": "from ops.keeping import keep\nscheduler.add_job(keep, 'cron', hour=3)\n",
            },
            (3, "pg_dump", "daily", "host"),
        ),
        (
            _PYTHON
            | {"ops/keep.py": "@scheduler.scheduled_job('cron', hour=3)\ndef keep():\n    run(['pg_dump', 'shop'])\n"},
            (3, "pg_dump", "daily", "host"),
        ),
    ],
)
def test_a_program_that_dumps_makes_backups(
    files: dict[str, str], told: tuple[int, str, str | None, str | None]
) -> None:
    assert jobs(files) == [told]


@pytest.mark.parametrize(
    "text",
    [
        'print("pg_dump -U shop is not installed")\n',
        'logger.info(f"mysqldump -> {path}")\n',
        'raise RuntimeError("pg_dump > file failed")\n',
        '# os.system("pg_dump -U shop shop > kept.sql")\n',
        'TOOL = "pg_dump"\n',
        'HELP = "pg_dump is needed"\n',
        'os.system("pg_dump --schema-only shop > schema.sql")\n',
    ],
)
def test_a_word_about_the_tool_makes_none(text: str) -> None:
    assert jobs(_PYTHON | {"ops/keep.py": text}) == []


@pytest.mark.parametrize(
    "row",
    [
        "shutil.copy2(backup_path, DB_PATH)",
        "shutil.copy2(template_path, backup_path)",
        "shutil.copy2(DB_PATH, working_path)  # no backup",
    ],
)
def test_a_copy_back_or_of_something_else_makes_none(row: str) -> None:
    assert jobs(_PYTHON | {"ops/keep.py": f"import shutil\n{row}\n"}) == []


def test_what_a_developer_or_a_test_does_keeps_nothing() -> None:
    assert jobs(_PYTHON | {"tests/test_keep.py": 'os.system("pg_dump -U shop shop > kept.sql")\n'}) == []


def test_a_password_on_its_command_line_is_never_quoted() -> None:
    text = 'import os\nos.system("mysqldump -u root -pKuchen.auf-Reisen9 shop > kept.sql")\n'

    found = read(_PYTHON | {"ops/keep.py": text})

    assert [one for one in found if isinstance(one, BackupJob)]
    assert "Kuchen" not in repr(found)


@pytest.mark.parametrize("row", ['"', "['pg_dump', x", '"x ', '"pg_dump ', "`pg_dump "])
def test_hostile_programs_cost_little(row: str) -> None:
    text = "\n".join([row * 40] * 400)
    assert len(jobs(_NODE | {"ops/keep.js": f"{text}\npg_dump"})) <= 3


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("  private readonly backupDir = '/tmp/backups';", True),
        ("  static final DUMP_PATH = '/srv/dumps';", True),
        ("  private readonly batchSize = 10;", False),
    ],
)
def test_the_folder_that_a_program_dumps_into_is_shown_where_it_gets_its_path(row: str, *, shown: bool) -> None:
    text = f"class Backups {{\n{row}\n  run() {{\n    exec(`pg_dump ${{url}} > ${{this.file()}}`);\n  }}\n}}\n"
    (job,) = (fact for fact in read(_NODE | {"src/backups.js": text}) if isinstance(fact, BackupJob))
    assert ("folder" in job.places) is shown
    assert not shown or job.places["folder"].start_line == 2
    sent = _NODE | {"src/backups.js": f"{text}client.send(new PutObjectCommand(file));\n"}
    assert all("folder" not in fact.places for fact in read(sent) if isinstance(fact, BackupJob))
