"""What a guide shows of a file that the repository holds itself."""

from dataclasses import replace
from typing import Any

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Container, Database, Deployment, Placement
from holdfast.readers.repository.whole.shown_again import told_once


def container(path: str, line: int, quote: str, kind: EvidenceKind) -> Container:
    return Container(
        kind=kind, at=Location(path, line, line, quote), name="db", file=path, image="postgres:16", role="database"
    )


OURS = container("compose.yml", 4, "  db:", EvidenceKind.CODED)
SHOWN = container("docs/live.md", 40, "      db:", EvidenceKind.INSTRUCTED)


def test_a_row_that_a_guide_copies_from_a_file_is_told_where_the_file_is() -> None:
    assert [*told_once([SHOWN, OURS])] == [OURS]


def test_a_block_of_which_the_repository_has_no_file_is_told_by_the_guide() -> None:
    other = container("compose.yml", 4, "  cache:", EvidenceKind.CODED)
    assert [*told_once([SHOWN, other])] == [SHOWN, other]


def test_what_a_guide_says_of_another_environment_than_the_file_is_told_too() -> None:
    live = replace(SHOWN, environment="production")
    assert [*told_once([live, OURS])] == [live, OURS]


def test_what_somebody_is_to_type_is_told_by_the_guide_whatever_a_script_holds() -> None:
    typed = Deployment(
        kind=EvidenceKind.INSTRUCTED, at=Location("docs/live.md", 9, 9, "git pull"), method="ssh", manual=True
    )
    script = replace(typed, kind=EvidenceKind.CODED, at=Location("live.sh", 9, 9, "git pull"), manual=False)
    assert [*told_once([typed, script])] == [typed, script]


def test_the_command_that_installs_a_database_is_typed_by_whoever_follows_the_guide() -> None:
    row = "sudo apt-get install -y postgresql"
    script = Location("deploy.sh", 4, 4, quote=row)
    said: dict[str, Any] = {"engine": "postgresql", "placement": Placement.HOST}
    coded = Database(kind=EvidenceKind.CODED, at=script, **said)
    guided = Database(kind=EvidenceKind.INSTRUCTED, at=Location("GUIDE.md", 59, 59, quote=row), **said)
    assert list(told_once([coded, guided])) == [coded, guided]


def test_a_file_that_a_script_writes_is_written_again_by_whoever_follows_the_guide() -> None:
    script = container("setup.sh", 30, "  db:", EvidenceKind.CODED)
    assert [*told_once([SHOWN, script])] == [SHOWN, script]
