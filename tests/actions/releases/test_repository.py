"""Which commit, and whether it is in the history: asked of a real git."""

import subprocess
from pathlib import Path

import pytest

from holdfast.actions.releases.bundle import make_bundle
from holdfast.actions.releases.repository import Repository
from holdfast.model.errors import IncompleteError, UsageError
from tests.actions.releases.world import commit, git

SPEC = 'name = "shop"\n[service.release]\ninclude = ["dist"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    commit(folder, {"holdfast.toml": SPEC, ".gitignore": "dist\n", "src/a b.js": "1"}, "v1.9.0")
    commit(folder, {"src/a b.js": "2"}, "v1.10.0")
    (folder / "dist").mkdir()
    (folder / "dist" / "main.js").write_text("built")
    return folder


def test_a_tag_names_its_commit_and_the_commit_its_tags(folder: Path) -> None:
    git(folder, "tag", "v1.10.1")
    found = Repository(folder).commit("v1.10.0")

    assert found.id == git(folder, "rev-parse", "HEAD")
    assert found.tags == ("v1.10.1", "v1.10.0")
    assert Repository(folder).commit(found.id[:9]) == found
    assert Repository(folder).commits_of("v1.9.0") == git(folder, "rev-parse", "HEAD~1")
    assert Repository(folder).commits_of("v9") == ""


def test_a_commit_that_nothing_leads_to_any_more_is_refused(folder: Path) -> None:
    lost = commit(folder, {"src/a b.js": "3"})
    git(folder, "reset", "--quiet", "--hard", "HEAD~1")

    with pytest.raises(UsageError, match="not in this repository's history"):
        Repository(folder).commit(lost)


@pytest.mark.parametrize("name", ["0" * 40, "no-such-branch", "", "--all", "HEAD:src", "a\nb"])
def test_what_names_no_commit_is_a_wrong_call(folder: Path, name: str) -> None:
    with pytest.raises(UsageError):
        Repository(folder).commit(name)


def test_a_shallow_clone_says_that_its_history_is_not_whole(folder: Path, tmp_path: Path) -> None:
    old = git(folder, "rev-parse", "HEAD~1")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{folder}", "shallow")

    with pytest.raises(IncompleteError, match="history is not whole") as failed:
        Repository(tmp_path / "shallow").commit(old)
    assert "fetch-depth: 0" in failed.value.next_step


def test_outside_of_a_repository_git_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="not a git repository"):
        Repository(tmp_path).commit()


def test_a_bundle_has_what_git_tracks_and_what_was_built(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("not tracked, not included")
    made = make_bundle(folder, "v1.10.0", tmp_path)

    listed = subprocess.run(
        ("tar", "-tzf", str(made.packed.path)), capture_output=True, text=True, check=True
    ).stdout.split("\n")
    assert {name for name in listed if name.startswith("app/")} == {
        "app/.gitignore",
        "app/dist/main.js",
        "app/holdfast.toml",
        "app/src/a b.js",
    }
    assert listed[0] == "release.json"
    assert make_bundle(folder, "HEAD", tmp_path).packed.digest == made.packed.digest


def test_what_is_not_committed_has_no_name(folder: Path, tmp_path: Path) -> None:
    (folder / "src" / "a b.js").write_text("changed")

    with pytest.raises(UsageError, match="not what was committed") as failed:
        make_bundle(folder, "HEAD", tmp_path)
    assert failed.value.where == "src/a b.js"


def test_only_the_commit_that_is_checked_out_is_bundled(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the working tree is"):
        make_bundle(folder, "v1.9.0", tmp_path)


def test_what_was_not_built_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / "dist" / "main.js").unlink()
    (folder / "dist").rmdir()

    with pytest.raises(UsageError, match="it was not built"):
        make_bundle(folder, "HEAD", tmp_path)


def test_a_spec_that_git_does_not_track_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    commit(folder, {"a": "1"})
    (folder / "holdfast.toml").write_text('name = "shop"\n')

    with pytest.raises(UsageError, match="git does not track the spec"):
        make_bundle(folder, "HEAD", tmp_path)
