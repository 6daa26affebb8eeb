"""Volumes of Docker that a container for one command packs, or unpacks."""

import pytest

from holdfast.model.facts import BackupJob, RestoreProcedure
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_INTO = "-v $(pwd):/backup alpine tar czf /backup/kept.tar.gz -C /data ."


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (f"docker run --rm -v shop_postgres_data:/data {_INTO}\n", "database"),
        (f"V=mysql-data\ndocker run --rm -v $V:/data {_INTO}\n", "database"),
        (f"for v in pgdata uploads; do\ndocker run --rm -v $v:/data {_INTO}\ndone\n", "database"),
        (
            "docker run --rm --mount source=mongo_db,target=/d -v /srv:/b busybox sh -c 'tar cf /b/d.tar /d'\n",
            "database",
        ),
        (
            "podman run --rm --volumes-from shop-db -v $PWD:/b ubuntu tar --create -f /b/d.tar /var/lib/data\n",
            "database",
        ),
        (f"docker run --rm -v shop_uploads:/data {_INTO}\n", "archive"),
        (f"docker run -it -v shop_uploads:/data {_INTO}\n", "archive"),
        ("docker run --rm -v $PWD:/src -w /src golang tar czf /src/release.tgz bin\n", None),
        (f"docker run -d -v pgdata:/data {_INTO}\n", None),
        ("docker run --rm -v pgdata:/data alpine ls /data\n", None),
        ("tar czf /backup/logs-$(date +%F).tar.gz /var/log/nginx\n", None),
        ("tar czf /backup/shop.tar.gz /srv/uploads /var/log/nginx\n", "archive"),
    ],
)
def test_a_volume_that_is_packed_is_a_backup_of_what_its_name_says(text: str, subject: str | None) -> None:
    jobs = [fact for fact in facts_of(Snippet("scripts/backup.sh", text)) if isinstance(fact, BackupJob)]
    assert [job.subject for job in jobs] == ([subject] if subject else [])
    assert all((job.method, job.destination) == ("copy", "host") for job in jobs)


def test_a_volume_that_is_unpacked_is_a_way_back() -> None:
    text = 'docker run --rm -v pgdata:/d -v $PWD:/b alpine sh -c "rm -rf /d/* && tar -xzf /b/$1 -C /d"\n'
    facts = list(facts_of(Snippet("scripts/restore.sh", text)))
    assert [str(fact.at) for fact in facts if isinstance(fact, RestoreProcedure)] == ["scripts/restore.sh:1"]
    assert not any(isinstance(fact, BackupJob) for fact in facts)


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        ('"backups/$(date +%Y%m%d)"', 1),
        ("/var/backups/shop", 1),
        ("./backups", 1),
        ("s3://shop-backups", None),
    ],
)
def test_the_folder_that_an_archive_is_kept_in_is_shown_where_it_gets_its_path(folder: str, shown: int | None) -> None:
    text = f"BACKUP_DIR={folder}\nmkdir -p $BACKUP_DIR\ntar -czf $BACKUP_DIR/index.tar.gz search_index/\n"
    jobs = [fact for fact in facts_of(Snippet("ops/backup.sh", text)) if isinstance(fact, BackupJob)]
    told = [job.places["folder"].start_line if "folder" in job.places else None for job in jobs]
    assert told == [shown]
