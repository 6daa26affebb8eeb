"""The release identity: what is read, what is refused, and that writing is atomic."""

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.releases.identity import LARGEST, Release, first_line, read_release, write_release
from holdfast.model.errors import IncompleteError, UsageError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WHOLE = Release(commit=COMMIT, tag="v1.4.0", built_at="2026-11-25T10:00:00+09:00", environment="production")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "release.json"


def test_what_was_written_is_read(path: Path) -> None:
    write_release(WHOLE, path)

    assert read_release({}, path) == WHOLE
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_variable_wins_over_the_file(path: Path) -> None:
    write_release(WHOLE, path)

    assert read_release({"HOLDFAST_RELEASE": '{"commit": "abcdef1"}'}, path) == Release(commit="abcdef1")


def test_an_empty_variable_does_not_hide_the_file(path: Path) -> None:
    write_release(WHOLE, path)

    assert read_release({"HOLDFAST_RELEASE": " "}, path) == WHOLE


def test_a_malformed_variable_does_not_fall_back_to_the_file_of_another_release(path: Path) -> None:
    write_release(WHOLE, path)

    assert read_release({"HOLDFAST_RELEASE": "latest"}, path) == Release(
        problem="HOLDFAST_RELEASE has an unusable commit"
    )


@pytest.mark.parametrize("text", [COMMIT, COMMIT.upper(), f"{COMMIT}\n", f'{{"commit": "{COMMIT}"}}'])
def test_a_bare_commit_is_understood(text: str, path: Path) -> None:
    path.write_text(text)

    assert read_release({}, path).commit == COMMIT
    assert read_release({"HOLDFAST_RELEASE": text}, path).commit == COMMIT
    assert read_release({}, path).short == "0123456789ab"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x00\xff\xfe garbage", "the release file is not UTF-8 text"),
        (b" \n", "the release file is empty"),
        (b"{", "the release file is not valid JSON"),
        (b"[" * 9_000, "the release file is not valid JSON"),
        (b"[]", "the release file is not a JSON object"),
        (b'"' + COMMIT.encode() + b'"', "the release file is not a JSON object"),
        (b"x" * (LARGEST + 1), "the release file is too large"),
        (b"<html>", "the release file has an unusable commit"),
        (b'{"commit": 7, "tag": ["v1"], "built_at": {}, "environment": false}',
         "the release file has an unusable commit and tag and built_at and environment"),
    ],
)  # fmt: skip
def test_garbage_is_unknown_and_said(content: bytes, problem: str, path: Path) -> None:
    path.write_bytes(content)

    assert read_release({}, path) == Release(problem=problem)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("commit", "abcdef1\nFAKE level=error"),
        ("tag", "v1\x1b[31m"),
        ("tag", "v1 environment=staging"),
        ("tag", "v1\u2028next"),
        ("tag", "v1\u202egnp"),
        ("tag", "v" * 129),
        ("built_at", "yesterday"),
        ("built_at", "2026-11-25\n10:00"),
        ("environment", "Production!"),
    ],
)
def test_one_bad_field_is_unknown_and_the_others_stay(field: str, value: str, path: Path) -> None:
    path.write_text(json.dumps({**WHOLE.as_dict(), field: value}))

    release = read_release({}, path)

    assert release.as_dict() == {**WHOLE.as_dict(), field: ""}
    assert release.problem == f"the release file has an unusable {field}"
    assert value not in first_line(release, "agent")


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_content_breaks_reading_or_the_one_line(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")

    line = first_line(read_release({"HOLDFAST_RELEASE": text}, Path("/nowhere")), "agent")

    assert line.isprintable()
    assert line.encode("utf-8")


def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    write_release(WHOLE, tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")

    assert read_release({}, path) == Release(problem="the release file is a symbolic link")


def test_a_pipe_does_not_hang_the_start(path: Path) -> None:
    os.mkfifo(path)

    assert read_release({}, path) == Release(problem="the release file is not a regular file")


def test_a_folder_in_its_place_is_unknown(path: Path) -> None:
    path.mkdir()

    assert read_release({}, path).problem == "the release file is not a regular file"


def test_a_missing_file_is_unknown_and_said(path: Path) -> None:
    assert read_release({}, path) == Release(problem="the release file is not there")


def test_the_first_line_names_every_field_and_what_starts() -> None:
    assert first_line(WHOLE, "agent") == (
        f"agent starts: commit={COMMIT} tag=v1.4.0 built_at=2026-11-25T10:00:00+09:00 environment=production"
    )
    assert first_line(Release(problem="the release file is not there"), "launcher") == (
        "launcher starts: commit=unknown tag=unknown built_at=unknown environment=unknown"
        " (the release file is not there)"
    )


@pytest.mark.parametrize(
    ("release", "said"), [(Release(tag="v1"), "the commit is missing"), (Release(commit="HEAD"), "unusable commit")]
)
def test_a_release_that_could_not_be_read_back_is_not_written(release: Release, said: str, path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        write_release(release, path)
    assert not path.exists()


def test_a_folder_that_cannot_be_written_says_where_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(IncompleteError, match="cannot be written"):
        write_release(WHOLE, tmp_path / "file" / "release.json")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_writing_replaces_a_link_and_leaves_its_target_alone(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep")
    path.symlink_to(target)

    write_release(WHOLE, path)

    assert target.read_text() == "keep"
    assert read_release({}, path) == WHOLE


def test_a_reader_never_sees_a_part_of_the_file(path: Path) -> None:
    other = Release(commit="f" * 40, tag="v" * 128)
    write_release(WHOLE, path)
    done = threading.Event()

    def write_again_and_again() -> None:
        for turn in range(100):
            write_release((WHOLE, other)[turn % 2], path)
        done.set()

    writer = threading.Thread(target=write_again_and_again)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(read_release({}, path))
    writer.join()

    assert seen <= {WHOLE, other}
    assert list(path.parent.iterdir()) == [path]
