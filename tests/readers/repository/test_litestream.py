"""Litestream copies a file of SQLite with each change: as its settings, a script or a container says."""

import pytest

from holdfast.model.facts import BackupJob, PointInTimeRecovery, RestoreProcedure
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER as CONTAINERS
from holdfast.readers.repository.litestream import READER

_FILE = "dbs:\n  - path: /data/shop.db\n    replicas:\n      - {}\n"


@pytest.mark.parametrize(
    ("replica", "destination"),
    [
        ("type: s3\n        bucket: kept", "s3"),
        ("url: s3://kept/shop", "s3"),
        ("url: gs://kept/shop", "other-host"),
        ("type: sftp\n        host: other.example:22", "other-host"),
        ("type: file\n        path: /copies", "host"),
        ("path: /copies", "host"),
    ],
)
def test_settings_say_where_each_change_goes(replica: str, destination: str) -> None:
    job, moment = READER.read(Snippet("infra/litestream.prod.yml", _FILE.format(replica)))
    assert isinstance(job, BackupJob)
    assert (job.method, job.schedule, job.destination, job.at.start_line) == (
        "litestream",
        "continuous",
        destination,
        4,
    )
    assert isinstance(moment, PointInTimeRecovery)


def test_one_replica_needs_no_list() -> None:
    text = "dbs:\n  - path: /data/shop.db\n    replica:\n      url: s3://kept/shop\n"
    assert len(list(READER.read(Snippet("etc/litestream.yml", text)))) == 2


@pytest.mark.parametrize("text", ["", "dbs:\n", "dbs: [", "dbs:\n  - path: /a\n", "- a\n"])
def test_settings_that_copy_nothing_say_nothing(text: str) -> None:
    assert list(READER.read(Snippet("litestream.yml", text))) == []


def test_only_files_of_that_name_are_read() -> None:
    paths = ("litestream.yml", "etc/litestream.yaml", "infra/litestream.prod.yml", "litestream.yml.j2", "stream.yml")
    samples = ("litestream.yml.example", "etc/litestream.yaml.sample")
    assert [READER.wants(path) for path in paths] == [True, True, True, True, False]
    assert not any(map(READER.wants, samples))


_COMPOSE = """\
services:
  app:
    build: .
    restart: always
  litestream:
    image: litestream/litestream:0.3
    command: replicate{}
    environment:
      LITESTREAM_ACCESS_KEY_ID: ${{KEY}}
  restore-db:
    image: litestream/litestream:0.3
    {}
"""


@pytest.mark.parametrize(
    ("given", "restore"),
    [
        (" -config /etc/litestream.yml", "entrypoint: /scripts/restore-db.sh"),
        (" /data/shop.db s3://kept/shop", "command: restore -if-db-not-exists -o /data/shop.db s3://kept/shop"),
    ],
)
def test_a_container_beside_the_application_copies_and_one_before_it_restores(given: str, restore: str) -> None:
    facts = list(CONTAINERS.read(Snippet("compose.prod.yml", _COMPOSE.format(given, restore))))
    [job] = [one for one in facts if isinstance(one, BackupJob)]
    assert (job.method, job.destination, job.at.start_line) == ("litestream", "s3", 7)
    assert [one.at.start_line for one in facts if isinstance(one, RestoreProcedure)] == [12]
