"""Patterns that are compiled when they are first used."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import holdfast
from holdfast.model import regex as module
from holdfast.model.regex import regex
from tests.model.splits import splits


def test_a_pattern_answers_as_the_compiled_one_would() -> None:
    ours, theirs = regex(r"(?i)(a)\d+"), re.compile(r"(?i)(a)\d+")
    text = "A1 b2 a33"

    assert [m.span() for m in ours.finditer(text)] == [m.span() for m in theirs.finditer(text)]
    assert ours.sub("-", text) == theirs.sub("-", text)
    assert ours.groups == theirs.groups
    assert ours.pattern == theirs.pattern


def test_flags_are_kept() -> None:
    assert regex("^b", re.MULTILINE).search("a\nb")


def test_a_pattern_that_is_never_asked_is_never_compiled() -> None:
    assert repr(regex("(")) == "regex('(', 0)"
    assert regex("(").pattern == "("
    with pytest.raises(re.error):
        regex("(").search("")


def test_every_pattern_of_the_house_compiles() -> None:
    found = [one for name in _modules() for one in _patterns(vars(importlib.import_module(name)).values())]

    assert len(found) > 400
    assert all(one.groups >= 0 for one in found)


def test_a_pattern_made_of_a_kept_program_is_the_one_that_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [one for name in _modules() for one in _patterns(vars(importlib.import_module(name)).values())]
    keys = [(one.pattern, one._flags) for one in found]  # type: ignore[attr-defined]
    monkeypatch.setattr(module, "_known", [])
    assert module.form()

    module.know({key: module.program(key) for key in keys})

    for key in keys:
        ours, theirs = module._compiled(key), re.compile(*key)
        assert ours == theirs  # the same text, flags and program
        assert (ours.groupindex, ours.groups) == (theirs.groupindex, theirs.groups)


def test_what_had_to_be_compiled_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_made", {})
    monkeypatch.setattr(module, "_known", [])
    module.know({("a+", 0): module.program(("a+", 0))})

    for text in ("a+", "b+", "b+"):
        assert regex(text).search("ab")
    with pytest.raises(re.error):
        regex("(").search("ab")
    others = {("c+", 2): module.program(("c+", 2))}
    module.add_made(others)

    assert module.take_made() == {("b+", 0): module.program(("b+", 0))} | others
    assert module.take_made() == {}
    module.add_made(others)
    assert module.take_made() == {}
    assert {("a+", 0), ("b+", 0), ("c+", 2)} <= module.known()


def test_another_python_keeps_no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TRIED", ((2, 7),))

    assert module.form() == ""


@pytest.mark.parametrize(
    "text", ["a\n" + "\n" * 1_500 + "x", "\n" * 1_500, " \n" * 750, "\r\n" * 750, "a" + " " * 1_500 + "x"]
)
def test_no_pattern_that_is_searched_for_takes_cubic_time_over_blanks(text: str) -> None:
    found = [one for name in _modules() for one in _patterns(vars(importlib.import_module(name)).values())]
    # One that begins with blanks of any number is matched where a row begins, and never searched for.
    for one in found:
        (one.match if one.pattern.startswith((r"\s*", r"(?i)\s*", r"(?P<key>")) else one.search)(text)


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"(?:[ \t]+[^\n]*\n){0,12}x", ["\t"]),
        (r"(?:[ \t][^\n]*\n){0,12}x", []),
        (r"(?:a|\s*,?\s*b)*x", ["\t"]),
        (r"(?:a|\s*(?:,\s*)?b)*x", []),
        (r"(?:\w{1,9}+\d{1,9})*x", []),
        (r"(?:\w{1,9}\d{1,9})*x", ["0"]),
        (r"(?:\w{1,9}-\d{1,9}){0,3}x", []),
    ],
)
def test_a_repeated_piece_that_splits_in_two_ways_is_told(pattern: str, letters: list[str]) -> None:
    assert splits(pattern) == letters


def test_no_pattern_repeats_a_piece_that_splits_in_two_ways() -> None:
    patterns = {one for name in _modules() for one in _written(vars(importlib.import_module(name)).values())}

    assert len(patterns) > 4_000
    assert {text: letters for text, flags in sorted(patterns) if (letters := splits(text, flags))} == {}


def test_no_pattern_holds_what_is_left_of_a_literal_that_was_broken_over_rows() -> None:
    patterns = {text for name in _modules() for text, _ in _written(vars(importlib.import_module(name)).values())}

    assert [text for text in patterns if re.search(r"[\"']\s*\n\s*[rbf]{1,2}[\"']", text)] == []


def _written(values: object) -> Iterator[tuple[str, int]]:
    for one in _patterns(values):
        yield one._text, int(one._flags)  # type: ignore[attr-defined]


def _modules() -> list[str]:
    floors = ("readers", "controls", "reports", "model")
    return [
        info.name
        for floor in floors
        for info in pkgutil.walk_packages([f"{holdfast.__path__[0]}/{floor}"], f"holdfast.{floor}.")
    ]


def _patterns(values: object) -> Iterator[re.Pattern[str]]:
    for value in values if isinstance(values, (tuple, list, type({}.values()))) else ():
        if isinstance(value, module._Regex):
            yield value  # type: ignore[misc]
        elif isinstance(value, dict):
            yield from _patterns(value.values())
        else:
            yield from _patterns(value)


def test_no_pattern_for_rows_begins_with_blanks_that_go_on_over_rows() -> None:
    # From each of thousands of empty rows it would look through all that follow: `^[^\S\n]*` stays on its own.
    begins = re.compile(r"\(\?[a-z]*m[a-z]*\)\^\\s[*+]")
    texts = {path: path.read_text(encoding="utf-8") for path in Path(holdfast.__file__).parent.rglob("*.py")}

    assert len(texts) > 1_000
    assert [str(path) for path, text in texts.items() if begins.search(text)] == []
