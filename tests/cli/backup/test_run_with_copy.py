"""A run on real PostgreSQL whose spec asks for a second region: one command, both stores, and the status after it."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.state import read_state
from holdfast.model.backup import Kind
from holdfast.rig.postgres import Postgres
from tests.cli.backup.stores import Shop, call

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("postgres")) as started:
        with psycopg.connect(started.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 300) i")
        yield started


@pytest.fixture
def asked(shop: Shop, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("DATABASE_URL", postgres.url)
    shop.spec(copy=True)
    return shop


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the user gets into whom PostgreSQL runs as; pytest's are root's alone."""
    with tempfile.TemporaryDirectory(prefix="holdfast-copy-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_what_was_made_is_in_both_regions_and_the_status_says_so(
    asked: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code, made, said = call(capsys, "backup", "run", "--spec", asked.folder)
    shown = call(capsys, "backup", "status", "--spec", asked.folder, "--json")
    document = json.loads(shown[1])

    (here,), (there,) = read_holdings(asked.store).good, read_holdings(asked.copied()).good
    assert code == 0
    assert (here.id, there.id) == (made.strip(), made.strip())
    assert "copied to ap-northeast-3, and read there" in said
    assert (document["copied"]["copied"], document["copied"]["wanted"]) == (1, 1)
    assert {one["kind"] for one in document["problems"] if one["severity"] != "notice"} == {"never-proven"}
    assert read_state(asked.place.state / "backup.json").good[Kind.LOGICAL].id == here.id


def test_a_copy_that_fails_leaves_a_good_backup_and_is_told(asked: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    spec = (asked.folder / "holdfast.toml").read_text(encoding="utf-8")
    broken = spec.replace(f"{asked.bucket}-copy", f"{asked.bucket}-none")
    (asked.folder / "holdfast.toml").write_text(broken, encoding="utf-8")

    code, _, said = call(capsys, "backup", "run", "--spec", asked.folder)

    (here,) = read_holdings(asked.store).good
    assert code == 3
    assert f"{here.id} is good, but its copy is not there: there is no such bucket" in said
    assert read_state(asked.place.state / "backup.json").failing == 0


def test_the_copy_alone_is_enough_to_restore_from(
    asked: Shop, capsys: pytest.CaptureFixture[str], open_folder: Path
) -> None:
    asked.spec(copy=True, data=open_folder)
    call(capsys, "backup", "run", "--spec", asked.folder)
    asked.store.remove(asked.listed())

    code, said, wrong = call(
        capsys,
        "backup",
        "verify",
        "latest",
        "--spec",
        asked.folder,
        "--store",
        f"s3://{asked.bucket}-copy/shop/production",
    )

    assert code == 0, said + wrong
    assert [proof.passed for proof in read_holdings(asked.copied()).proofs] == [True]
