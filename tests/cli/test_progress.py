"""The bar shows itself only to somebody who has waited for a moment."""

import io
import sys

import pytest

from holdfast.cli import progress as module


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("slow", "stream", "shown"),
    [(-1.0, Terminal(), True), (60.0, Terminal(), False), (-1.0, io.StringIO(), False)],
    ids=["slow on a terminal", "fast", "piped"],
)
def test_only_a_slow_reading_on_a_terminal_shows_a_bar(
    slow: float, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, shown: bool
) -> None:
    monkeypatch.setattr(module, "_SLOW_SECONDS", slow)
    monkeypatch.setattr(sys, "stderr", stream)

    with module.progress() as show:
        show(1, 3)
        show(3, 3)

    # The bar draws itself again now and then, by the clock.
    assert ("reading" in stream.getvalue()) is shown
    assert ("3/3" in stream.getvalue()) is shown


@pytest.mark.parametrize(("total", "shown"), [(4_000_000, "1.0/4.0 MB"), (0, "1.0/? MB")], ids=["known", "unknown"])
def test_bytes_are_told_of_how_many_where_that_is_known(
    total: int, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal()
    monkeypatch.setattr(module, "_SLOW_SECONDS", -1.0)
    monkeypatch.setattr(sys, "stderr", stream)

    with module.bytes_bar("restore", total) as show:
        show(1_000_000)

    assert "restore" in stream.getvalue()
    assert shown in stream.getvalue()
