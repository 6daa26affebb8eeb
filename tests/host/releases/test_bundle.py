"""Bundles: reproducible, and refused when a single file is not what was packed."""

import io
import json
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from holdfast.host.releases.bundle import (
    BEGINNING,
    HOOKS,
    Identity,
    Packed,
    about_of_beginning,
    appspec,
    pack,
    read_about,
    verify,
)
from holdfast.host.releases.failure import ReleaseError
from holdfast.model.releases import Making

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WHO = Identity("shop", COMMIT, "v1", datetime(2026, 11, 26, tzinfo=UTC))


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    (folder / "dist").mkdir(parents=True)
    (folder / "holdfast.toml").write_text('name = "shop"\n')
    (folder / "dist" / "서버.js").write_text("// 주문\n")
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o700)
    (folder / "link").symlink_to("dist/서버.js")
    return folder


NAMES = ("holdfast.toml", "dist/서버.js", "run.sh", "link")


def packed(app: Path, target: Path) -> Packed:
    return pack(app, NAMES, WHO, Making(), target)


def unpacked(app: Path, folder: Path) -> Path:
    made = packed(app, folder / "x.tgz")
    with tarfile.open(made.path) as archive:
        archive.extraction_filter = getattr(tarfile, "tar_filter", None)
        archive.extractall(folder / "bundle")  # noqa: S202 - the filter is set above
    return folder / "bundle"


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(app: Path, tmp_path: Path) -> None:
    first = packed(app, tmp_path / "1.tgz")
    for name in NAMES[:3]:
        os.utime(app / name, (1, 1))
    second = pack(app, reversed(NAMES), WHO, Making(), tmp_path / "2.tgz")

    assert (first.digest, first.size, first.files) == (second.digest, second.size, 4)
    (app / "run.sh").write_text("#!/bin/sh\necho\n")
    assert packed(app, tmp_path / "3.tgz").digest != first.digest


def test_what_is_unpacked_is_what_was_packed_with_links_and_modes(app: Path, tmp_path: Path) -> None:
    bundle = unpacked(app, tmp_path)
    about = read_about(bundle)

    assert (about.product, about.commit, about.tag) == ("shop", COMMIT, "v1")
    assert sorted(verify(bundle, about)) == sorted(NAMES)
    assert os.access(bundle / "app" / "run.sh", os.X_OK)
    assert (bundle / "app" / "link").read_text() == "// 주문\n"
    assert about.release("production").as_dict()["built_at"] == "2026-11-26T00:00:00+00:00"


def become_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda b: (b / "app" / "run.sh").write_text("x"), "it is not the file that was packed"),
        (lambda b: (b / "app" / "run.sh").unlink(), "it is missing"),
        (lambda b: (b / "app" / "more").write_text("x"), "nobody packed it"),
        (lambda b: (b / "files.json").write_text("{}"), "it is not the list that was packed"),
        (lambda b: ((b / "app" / "link").unlink(), (b / "app" / "link").symlink_to("/etc/passwd")), "leads out of"),
        (lambda b: become_pipe(b / "app" / "run.sh"), "it is no plain file"),
    ],
)
def test_one_thing_that_is_not_as_it_was_packed_makes_the_bundle_corrupt(
    app: Path, tmp_path: Path, spoil: object, says: str
) -> None:
    bundle = unpacked(app, tmp_path)
    about = read_about(bundle)
    assert callable(spoil)
    spoil(bundle)

    with pytest.raises(ReleaseError, match=says):
        verify(bundle, about)


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"commit": 1}', '{"product": "shop", "commit": "main"}'])
def test_a_bundle_that_does_not_say_what_it_is_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "release.json").write_text(text)

    with pytest.raises(ReleaseError, match="corrupt"):
        read_about(tmp_path)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "dist/../../x"])
def test_a_link_that_leads_out_of_the_release_is_not_packed(app: Path, tmp_path: Path, target: str) -> None:
    (app / "link").unlink()
    (app / "link").symlink_to(target)

    with pytest.raises(ReleaseError, match="leads out of the release"):
        packed(app, tmp_path / "x.tgz")
    assert not list(tmp_path.glob("*.tgz*"))


def test_the_beginning_of_an_archive_tells_what_it_is(app: Path, tmp_path: Path) -> None:
    (app / "run.sh").write_bytes(os.urandom(1 << 20))
    made = packed(app, tmp_path / "x.tgz")

    assert about_of_beginning(made.path.read_bytes()[:BEGINNING], "x").commit == COMMIT


def test_what_is_no_bundle_is_refused_by_its_beginning(tmp_path: Path) -> None:
    other = io.BytesIO()
    with tarfile.open(fileobj=other, mode="w:gz") as archive:
        member = tarfile.TarInfo("app.js")
        archive.addfile(member, io.BytesIO())
    for beginning in (b"", b"<html>", os.urandom(5000), other.getvalue(), other.getvalue()[:30]):
        with pytest.raises(ReleaseError, match="corrupt"):
            about_of_beginning(beginning, "s3://x/y")


def test_the_appspec_copies_no_files_and_stops_nothing_before_the_download() -> None:
    found = YAML(typ="safe").load(appspec(Making()))

    assert "files" not in found
    assert tuple(found["hooks"]) == HOOKS
    assert "ApplicationStop" not in found["hooks"]
    assert all(hooks[0]["location"] == f"hooks/{name}.sh" for name, hooks in found["hooks"].items())


def test_no_hook_may_last_longer_than_codedeploy_lets_it() -> None:
    found = YAML(typ="safe").load(appspec(Making(migrate_minutes=55, ready_seconds=1800)))

    assert {hooks[0]["timeout"] for hooks in found["hooks"].values()} == {600, 3600}


def test_the_hooks_of_a_bundle_are_scripts_that_can_run(app: Path, tmp_path: Path) -> None:
    bundle = unpacked(app, tmp_path)

    for event in HOOKS:
        script = bundle / "hooks" / f"{event}.sh"
        assert os.access(script, os.X_OK)
        assert f"release hook {event} --bundle" in script.read_text()
    assert json.loads((bundle / "release.json").read_text())["commit"] == COMMIT
