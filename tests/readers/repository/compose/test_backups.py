"""What containers of a compose file do about backups."""

import pytest

from holdfast.model.facts import BackupJob, Database, ScriptFault
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.containers import reader as containers

_BESIDE = """\
services:
  app:
    build: .
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
  keeper:
"""


def read(service: str) -> list[Reading]:
    rows = "".join(f"    {row}\n" for row in service.strip().split("\n"))
    return list(containers.READER.read(Snippet("docker-compose.yml", _BESIDE + rows)))


def job(service: str) -> BackupJob:
    [found] = [one for one in read(service) if isinstance(one, BackupJob)]
    return found


def test_an_image_that_dumps_into_a_folder_keeps_backups_on_the_host() -> None:
    found = job(
        "image: prodrigestivill/postgres-backup-local:16\nvolumes: [/srv/dumps:/backups]\nenvironment:\n  BACKUP_KEEP_DAYS: 14\n"
    )

    assert (found.subject, found.method, found.destination) == ("database", "pg_dump", "host")
    assert (found.schedule, found.retention_days) == ("daily", 14)
    assert (found.at.start_line, found.at.end_line) == (7, 11)


@pytest.mark.parametrize(
    ("service", "method"),
    [
        ("image: example/postgres-backup-s3:16\nenvironment:\n  SCHEDULE: '@daily'", "pg_dump"),
        (
            "image: databack/mysql-backup\nenvironment:\n  - DB_DUMP_TARGET=s3://shop\n  - DB_DUMP_CRON=0 3 * * *",
            "mysqldump",
        ),
        (
            "image: offen/docker-volume-backup:v2\nvolumes: ['data:/backup/data:ro']\nenvironment:\n  AWS_S3_BUCKET_NAME: shop",
            "copy",
        ),
    ],
)
def test_one_that_is_told_a_store_keeps_them_there(service: str, method: str) -> None:
    found = job(service)

    assert (found.subject, found.method, found.destination) == ("database", method, "s3")
    assert found.schedule


def test_one_that_nobody_starts_has_no_clock() -> None:
    assert job("image: example/postgres-backup-s3:16\nenvironment:\n  S3_BUCKET: shop").schedule is None


def test_a_client_of_the_database_that_dumps_and_sleeps_is_a_backup_with_its_faults() -> None:
    found = read(
        "image: postgres:16\n"
        "command: sh -c 'while true; do pg_dump -h db shop | gzip > /dumps/shop.sql.gz; sleep 86400; done'\n"
    )

    [backup] = [one for one in found if isinstance(one, BackupJob)]
    assert (backup.schedule, backup.destination, backup.at.start_line) == ("loop", "host", 9)
    assert [one.form for one in found if isinstance(one, ScriptFault)] == ["pipe-hides-error"]


def test_a_database_that_only_runs_is_no_backup() -> None:
    assert not [
        one for one in read("image: mysql:8.4\ncommand: mysqld --sql-mode=STRICT") if isinstance(one, BackupJob)
    ]


@pytest.mark.parametrize(("image", "jobs"), [("prodrigestivill/postgres-backup-local", 1), ("adminer", 0)])
def test_a_database_without_its_application_is_a_developers_unless_somebody_keeps_copies(image: str, jobs: int) -> None:
    text = f"""services:
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
  beside:
    image: {image}
"""
    found = list(containers.READER.read(Snippet("docker-compose.yml", text)))

    assert len([one for one in found if isinstance(one, BackupJob)]) == jobs
    databases = [one.environment for one in found if isinstance(one, Database)]
    assert databases == ([None] if jobs else ["development"])
