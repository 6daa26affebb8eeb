"""Reading a repository: hostile files become gaps, links are not followed, nothing is lost."""

import os
from pathlib import Path

import pytest

from holdfast.actions.read import read_repository
from holdfast.model.errors import UsageError
from holdfast.model.evidence import GapReason


def gaps(root: Path) -> dict[str, GapReason]:
    return {gap.at.path: gap.reason for gap in read_repository(root).estate.gaps}


def test_a_path_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        read_repository(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder_is_a_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(UsageError, match="not a folder"):
        read_repository(tmp_path / "file")


def test_an_empty_folder_has_no_facts_and_no_gaps(tmp_path: Path) -> None:
    estate = read_repository(tmp_path).estate

    assert (estate.facts, estate.gaps, estate.files) == ((), (), 0)


def test_a_guide_with_binary_contents_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "setup.md").write_bytes(b"# Setup\n\x00\x01\x02")

    assert gaps(tmp_path) == {"setup.md": GapReason.BINARY}


def test_a_guide_in_no_known_encoding_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "setup.md").write_bytes(b"# Setup \xff\xff\xff\x80\xa0\xfd")

    assert gaps(tmp_path) == {"setup.md": GapReason.ENCODING}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_guides_in_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "setup.md").write_bytes("# 서버 설치\n\n인스턴스를 만듭니다.\n".encode(encoding))

    assert gaps(tmp_path) == {}


def test_a_guide_of_two_hundred_megabytes_is_a_gap_and_costs_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "setup.md").open("wb") as stream:
        stream.truncate(200_000_000)

    assert gaps(tmp_path) == {"setup.md": GapReason.TOO_LARGE}


def large(path: Path, begins: str, ends: str = "") -> None:
    with path.open("w") as stream:
        stream.write(begins)
        stream.writelines('{"id": 1, "city": "Busan"},\n' for _ in range(100_000))
        stream.write(ends)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("trips.json", '[{"id": 0, "lines": ["taxi"]},'),
        ("icons.json", '{"anchor": {"label": "Anchor", "shapes": ['),
        ("seed.yml", "- "),
        ("app.3f2a.js", "var a=["),
        ("places.py", "PLACES = ["),
    ],
)
def test_large_data_and_bundles_are_counted_and_leave_no_control_unreadable(
    tmp_path: Path, name: str, begins: str
) -> None:
    large(tmp_path / name, begins)

    estate = read_repository(tmp_path).estate

    assert (estate.files, estate.gaps, estate.skipped) == (0, (), {"data": 1})


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("stack.json", '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {'),
        ("plan.json", '{"format_version": "1.2", "resource_changes": ['),
        ("all.yaml", "apiVersion: v1\nitems:\n- "),
        ("alarms.json", '{"MetricAlarms": ['),
    ],
)
def test_a_template_too_large_to_be_read_is_a_gap(tmp_path: Path, name: str, begins: str) -> None:
    large(tmp_path / name, begins)

    assert gaps(tmp_path) == {name: GapReason.TOO_LARGE}


def test_projects_that_a_generator_writes_are_counted_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    (tmp_path / "package.json").write_text('{"name": "create-shop"}')
    (tmp_path / "template" / "setup.md").write_bytes(b"# Setup\n\x00\x01\x02")

    assert read_repository(tmp_path).estate.skipped == {"template": 1}
    assert gaps(tmp_path) == {}


def test_links_are_counted_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "setup.md").write_bytes(b"\x00")
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "setup.md").symlink_to(outside / "setup.md")

    estate = read_repository(root).estate

    assert (estate.files, estate.gaps, estate.skipped) == (0, (), {"link": 3})


def test_vendored_folders_are_skipped_and_counted(tmp_path: Path) -> None:
    for folder in ("node_modules/left", "vendor/x", ".git/hooks"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "setup.md").write_bytes(b"\x00")

    estate = read_repository(tmp_path).estate

    assert (estate.gaps, estate.skipped) == ((), {"vendored": 3})


def test_a_pipe_or_a_socket_with_a_known_name_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "setup.md")

    assert read_repository(tmp_path).estate.files == 0


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("x")
    steps: list[tuple[int, int]] = []

    read_repository(tmp_path, lambda done, total: steps.append((done, total)))

    assert (steps[0], steps[-1]) == ((0, 3), (3, 3))


def test_suppression_comments_are_collected_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "setup.md").write_text("# Setup\n<!-- holdfast:ignore cost paid by the parent company -->\n")

    (mark,) = read_repository(tmp_path).marks

    assert (mark.check, mark.reason, str(mark.at)) == ("cost", "paid by the parent company", "setup.md:2")


def test_a_script_without_an_ending_is_read_where_no_other_script_is(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "deploy").write_text("#!/bin/sh\nset -e\ngit pull\nsystemctl restart shop\n")

    assert [fact.at.path for fact in read_repository(tmp_path).estate.facts] == ["bin/deploy"]
