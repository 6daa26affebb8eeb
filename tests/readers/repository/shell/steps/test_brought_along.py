"""Scripts for backups and restores that a database's container brings along."""

import pytest

from holdfast.model.facts import BackupJob, RestoreProcedure
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        ("docker-compose -f production.yml exec -T postgres backup\n", "host"),
        ("docker exec shop-db /usr/local/bin/backup.sh\n", "host"),
        ("docker compose run --rm mysql_rows sh /scripts/db_backup.sh\n", "host"),
        ("docker compose exec -T postgres backup\ndocker compose run --rm awscli upload\n", "s3"),
        ("docker compose exec web backup\n", None),
        ("docker compose exec postgres psql\n", None),
    ],
)
def test_a_backup_that_its_container_knows_how_to_make_is_one(text: str, destination: str | None) -> None:
    jobs = [fact for fact in facts_of(Snippet("keep.sh", text)) if isinstance(fact, BackupJob)]
    assert [(job.method, job.destination) for job in jobs] == ([("copy", destination)] if destination else [])


def test_so_is_the_way_back() -> None:
    text = 'docker compose -f production.yml exec postgres restore "$1"\n'
    found = [fact for fact in facts_of(Snippet("back.sh", text)) if isinstance(fact, RestoreProcedure)]
    assert len(found) == 1
