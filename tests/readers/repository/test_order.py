"""Each reader has one place among those that one process reads, the other one, or either."""

from holdfast.readers import repository
from holdfast.readers.repository import long_readers, readers, to_be_shared


def test_every_reader_is_read_apart_or_here_or_wherever_there_is_time() -> None:
    every = [reader.name for reader in readers()]
    either = [every[place] for place in to_be_shared()]
    apart = [reader.name for reader in long_readers()]

    assert len(every) == len(set(every))
    assert sorted([*either, *apart, "source"]) == sorted(every)


def test_what_is_said_to_be_heavy_is_a_reader_and_comes_first() -> None:
    named = (*repository._LONG, *repository._SHARED_ALREADY, *repository._HEAVY)

    assert set(named) <= set(repository._MODULES)
    assert [repository._MODULES[place] for place in to_be_shared()][: len(repository._HEAVY)] == list(repository._HEAVY)
