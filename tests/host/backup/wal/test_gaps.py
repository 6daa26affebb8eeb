"""Missing segments: by names and histories alone."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.backup.wal.gaps import Base, Switch, find_gaps, parse_history
from holdfast.host.backup.wal.names import Segment
from holdfast.model.backup import Gap

_BASE = Base(1, "0/2000028", "0/2000130")


def _names(timeline: int, *numbers: int) -> list[str]:
    return [Segment(timeline, number).name() + ".gz" for number in numbers]


def _gap(timeline: int, first: int, last: int) -> Gap:
    return Gap(first=Segment(timeline, first).name(), last=Segment(timeline, last).name(), segments=last - first + 1)


def test_an_archive_without_holes_has_no_gap() -> None:
    assert find_gaps(_names(1, 1, 2, 3, 4), {}, _BASE) == ()


def test_each_run_of_missing_segments_is_named_once() -> None:
    assert find_gaps(_names(1, 2, 4, 7, 8), {}, _BASE) == (_gap(1, 3, 3), _gap(1, 5, 6))


def test_the_segments_of_the_base_itself_are_asked_for_in_an_empty_archive() -> None:
    assert find_gaps([], {}, _BASE) == (_gap(1, 2, 2),)


def test_a_gap_before_a_newer_base_has_aged_out() -> None:
    names = _names(1, 2, 5, 6)

    assert find_gaps(names, {}, _BASE) == (_gap(1, 3, 4),)
    assert find_gaps(names, {}, Base(1, "0/5000028")) == ()


def test_the_segment_in_which_a_timeline_was_left_is_the_new_timelines() -> None:
    names = [*_names(1, 2, 3), *_names(2, 4, 5), "00000002.history"]

    assert find_gaps(names, {2: (Switch(1, 0x4000100),)}, _BASE) == ()


def test_a_segment_that_is_missing_before_the_switch_is_a_gap_of_the_old_timeline() -> None:
    names = [*_names(1, 2), *_names(2, 4), "00000002.history"]

    assert find_gaps(names, {2: (Switch(1, 0x4000100),)}, _BASE) == (_gap(1, 3, 3),)


def test_the_first_segment_of_a_new_timeline_that_is_missing_is_a_gap() -> None:
    names = [*_names(1, 2, 3, 4), *_names(2, 5), "00000002.history"]

    assert find_gaps(names, {2: (Switch(1, 0x4000100),)}, _BASE) == (_gap(2, 4, 4),)


def test_a_timeline_that_left_before_the_base_is_another_story() -> None:
    names = [*_names(1, 2, 3), *_names(2, 1, 9), "00000002.history"]

    assert find_gaps(names, {2: (Switch(1, 0x1000100),)}, _BASE) == ()


def test_a_missing_history_is_named_because_no_recovery_passes_onto_its_timeline() -> None:
    names = [*_names(1, 2, 3), *_names(2, 4)]

    assert find_gaps(names, {}, _BASE) == (Gap(first="00000002.history", last="00000002.history", segments=0),)


def test_segments_of_another_size_are_counted_by_that_size() -> None:
    size = 1 << 20
    names = [Segment(1, number).name(size) for number in (4095, 4097)]

    found = find_gaps(names, {}, Base(1, "0/FFF00028"), size)

    assert found == (Gap(first="000000010000000100000000", last="000000010000000100000000", segments=1),)


def test_a_name_from_far_away_costs_neither_time_nor_memory() -> None:

    (found,) = find_gaps([*_names(1, 2), "00000001FFFFFFFF000000FF"], {}, _BASE)

    assert found.segments > 1 << 39


def test_a_history_is_read_as_postgresql_writes_it() -> None:
    text = "1\t0/30001B8\tno recovery target specified\n\n# a comment\n2\t0/5000000\tbefore 2026\nnonsense\n3\tx\ty\n"

    assert parse_history(text) == (Switch(1, 0x30001B8), Switch(2, 0x5000000))


@given(st.sets(st.integers(2, 60)), st.integers(2, 30))
def test_gaps_and_segments_together_are_everything_from_the_base_to_the_newest(there: set[int], start: int) -> None:
    base = Base(1, f"0/{start:X}000028")

    found = find_gaps(_names(1, *there), {}, base)

    missing = {number for gap in found for number in range(int(gap.first, 16) & 0xFF, (int(gap.last, 16) & 0xFF) + 1)}
    newest = max(there, default=0)
    assert missing == set(range(start, newest + 1)) - there
