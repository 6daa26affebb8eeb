"""Volumes that go with their containers before these are started again."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides import READER as GUIDES
from holdfast.readers.repository.shell import facts_of

_DOWN = "docker compose -f docker-compose.prod.yml down -v"
_UP = "docker compose -f docker-compose.prod.yml up -d"


def lost(text: str, path: str, kind: EvidenceKind = EvidenceKind.CODED) -> list[int | None]:
    found = facts_of(Snippet(path, text, kind=kind))
    return [fact.at.start_line for fact in found if isinstance(fact, ScriptFault) and fact.form == "volumes-deleted"]


def test_a_script_that_begins_productions_containers_anew_takes_their_volumes() -> None:
    assert lost(f"set -e\n{_DOWN} || true\n{_UP} --build\n", "scripts/set-up.sh") == [2]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("scripts/set-up.sh", f"{_DOWN}\n"),
        ("scripts/set-up.sh", f"{_DOWN.removesuffix(' -v')}\n{_UP}\n"),
        ("scripts/set-up.sh", "docker compose down -v\ndocker compose up -d\n"),
        ("scripts/reset.sh", f"{_DOWN}\n{_UP}\n"),
        ("scripts/set-up.sh", f'if [ "$1" = anew ]; then {_DOWN}; fi\n{_UP}\n'),
    ],
)
def test_an_end_a_developers_containers_and_what_is_asked_for_take_none(path: str, text: str) -> None:
    assert lost(text, path) == []


def test_who_looks_up_what_to_do_about_a_problem_loses_them_too() -> None:
    guide = "# Deployment\n\n## Troubleshooting\n\n### The database does not start\n\n```bash\n{}\n{}\n```\n"
    for second, found in ((_UP, [8]), ("./deploy-aws.sh", [8]), ("docker volume ls", [])):
        read = GUIDES.read(Snippet("docs/deploy.md", guide.format(_DOWN, second), kind=EvidenceKind.INSTRUCTED))
        faults = [one for one in read if isinstance(one, ScriptFault) and one.form == "volumes-deleted"]
        assert [fault.at.start_line for fault in faults] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("docker rm -f rows\ndocker run -d --name rows mongo:7\npm2 restart shop\n", [2]),
        ("docker rm -f rows\ndocker run -d --name rows -v rows:/data/db mongo:7\npm2 restart shop\n", []),
        ("docker rm -f shop\ndocker run -d --name shop shop/api:3\n", []),
        ("docker compose down\ndocker system prune -af --volumes\ndocker compose up -d\n", [3]),
        ("docker volume rm $(docker volume ls -q)\ndocker compose up -d\n", [2]),
        ("docker compose up -d\ndocker volume prune -f\n", []),
        ("docker volume rm shop_frontend_build shop_static 2>/dev/null || true\ndocker compose up -d\n", []),
        ("docker volume rm shop_build shop_pgdata\ndocker compose up -d\n", [2]),
    ],
)
def test_a_deployment_that_removes_a_store_or_its_volumes_takes_its_rows(text: str, found: list[int]) -> None:
    assert lost(f"git pull\n{text}", "deploy.sh") == found


def test_a_guide_that_tells_how_to_stop_what_it_has_started_takes_the_volumes_too() -> None:
    assert lost(f"{_UP}\n\n{_DOWN}\n", "docs/deploy.md", EvidenceKind.INSTRUCTED) == [3]
    assert (
        lost(f"docker compose up -d\n\n{_DOWN.replace('.prod', '')}\n", "docs/deploy.md", EvidenceKind.INSTRUCTED) == []
    )
