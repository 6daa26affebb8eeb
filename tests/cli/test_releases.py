"""`holdfast release …`, `releases` and `rollback`, as they are called."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from holdfast.cli.main import main
from holdfast.cli.release import LINES
from holdfast.cli.release import command as release
from holdfast.cli.releases import command as releases
from holdfast.rig.aws import EmbeddedAws
from tests.actions.releases.world import commit

pytestmark = pytest.mark.integration

REGION, BUCKET = "eu-west-1", "shop-artifacts-123456789012"
SPEC = 'name = "shop"\nregion = "eu-west-1"\nlocale = "en"\n[environments.production]\n'


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(REGION) as aws:
        client: Any = aws.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield aws


@pytest.fixture
def repository(tmp_path: Path, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    commit(folder, {"holdfast.toml": SPEC, "server.js": "1"}, "v1")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("HOLDFAST_ARTIFACTS", raising=False)
    monkeypatch.delenv("HOLDFAST_ENVIRONMENT", raising=False)
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(release, list(words), catch_exceptions=False)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """The exit code and standard error, through the top of the command line."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return ended.value.code, capsys.readouterr().err


def test_a_commit_is_bundled_and_published_once_in_the_accounts_own_bucket(repository: Path) -> None:
    bundled = run("bundle", "--output", "out")
    path, digest = bundled.stdout.split()
    first, second = run("publish", path), run("publish", path)

    assert (bundled.exit_code, first.exit_code, second.exit_code) == (0, 0, 0)
    assert first.stdout.strip() == second.stdout.strip() == digest
    assert "stored" in first.stderr
    assert "is there already, and stays" in second.stderr


def test_a_commit_without_a_bundle_and_one_that_is_unknown_are_wrong_calls(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, {"server.js": "2"}, "v2")

    code, told = said(capsys, "release", "deploy", "--commit", "v2", "--ask", "no")
    assert (code, "there is no bundle of this commit" in told, "holdfast release publish" in told) == (2, True, True)
    code, told = said(capsys, "release", "deploy", "--commit", "v9")
    assert (code, "no such commit" in told) == (2, True)


def test_the_ledger_of_an_environment_that_was_never_deployed_says_so(repository: Path) -> None:
    shown = CliRunner().invoke(releases, [], catch_exceptions=False)
    as_json = CliRunner().invoke(releases, ["--format", "json"], catch_exceptions=False)

    assert shown.output == "Nothing was deployed to production yet.\n"
    found = json.loads(as_json.stdout)
    assert (found["schema"], found["environment"], found["releases"]) == ("holdfast.releases/1", "production", [])


def test_a_rollback_without_an_earlier_release_is_a_wrong_call(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = said(capsys, "rollback", "--environment", "production")

    assert (code, "no earlier release" in told) == (2, True)


def test_a_hook_outside_of_the_products_groups_touches_nothing(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import tarfile

    path = run("bundle").stdout.split()[0]
    with tarfile.open(path) as archive:
        archive.extraction_filter = getattr(tarfile, "tar_filter", None)
        archive.extractall(tmp_path / "bundle")  # noqa: S202 - the filter is set above
    monkeypatch.setenv("HOLDFAST_ROOT", str(tmp_path / "host"))
    monkeypatch.setenv("DEPLOYMENT_GROUP_NAME", "other-production")

    code, told = said(capsys, "release", "hook", "BeforeInstall", "--bundle", str(tmp_path / "bundle"))
    assert (code, "other-production is none of shop's environments" in told) == (2, True)
    assert not (tmp_path / "host").exists()


def test_a_release_without_a_migration_has_none_to_make(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "release", "migrate", "--commit", "a" * 40)

    assert (code, "the spec names no migration" in told) == (2, True)


def test_a_bundle_of_another_product_is_not_published(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = run("bundle").stdout.split()[0]
    (repository / "holdfast.toml").write_text(SPEC.replace('"shop"', '"other"'))

    code, told = said(capsys, "release", "publish", path, "--bucket", BUCKET)
    assert (code, "the bundle is of shop, not of other" in told) == (1, True)


@pytest.mark.parametrize("name", LINES)
def test_every_command_tells_its_use(name: str) -> None:
    assert run(name, "--help").exit_code == 0
