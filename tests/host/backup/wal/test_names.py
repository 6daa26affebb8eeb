"""The names of WAL files, as PostgreSQL counts them."""

import pytest

from holdfast.host.backup.wal import names
from holdfast.host.backup.wal.names import Segment

_MIB = 1 << 20


@pytest.mark.parametrize(
    ("size", "name", "number"),
    [
        (16 * _MIB, "000000010000000000000001", 1),
        (16 * _MIB, "0000000100000002000000FF", 767),
        (_MIB, "000000010000000100000FFF", 8191),
        (1024 * _MIB, "000000030000000200000003", 11),
    ],
)
def test_the_number_of_a_segment_depends_on_its_size(size: int, name: str, number: int) -> None:
    found = Segment.parse(name, size)

    assert found is not None
    assert found.number == number
    assert found.name(size) == name


def test_the_last_segment_of_four_gibibytes_is_followed_by_the_next_middle_number() -> None:
    assert Segment(1, 255).next().name() == "000000010000000100000000"


@pytest.mark.parametrize(
    "name",
    [
        "000000010000000000000100",
        "00000001.history",
        "000000010000000000000001.partial",
        "00000001000000000000000g",
        "",
    ],
)
def test_what_is_no_segment_of_that_size_is_none(name: str) -> None:
    assert Segment.parse(name) is None


@pytest.mark.parametrize(("end", "number"), [("0/3000000", 2), ("0/3000001", 3), ("1/0", 255), ("0/0", 0)])
def test_an_end_at_a_border_needs_the_segment_before_it(end: str, number: int) -> None:
    assert names.last_segment(1, end).number == number


@pytest.mark.parametrize("text", ["", "0", "x/1", "0/123456789", "1/2/3"])
def test_what_is_no_lsn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an LSN"):
        names.position(text)


def test_an_lsn_is_written_as_it_is_read() -> None:
    assert names.lsn(names.position("16/B374D848")) == "16/B374D848"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("0000000100000002000000FF", "0000000100000002"),
        ("0000000100000002000000FF.partial", "0000000100000002"),
        ("0000000100000002000000FF.00000028.backup", "0000000100000002"),
        ("00000002.history", ""),
    ],
)
def test_every_file_that_is_archived_has_its_folder_in_barmans_layout(name: str, folder: str) -> None:
    assert names.is_wal_file(name)
    assert names.folder(name) == folder
    assert names.plain(f"{name}.gz") == name


@pytest.mark.parametrize("name", ["../etc/passwd", "archive_status", "00000001.History", "backup_label", "x.gz"])
def test_other_files_are_none_of_the_archives(name: str) -> None:
    assert not names.is_wal_file(name)
