"""Patterns that are compiled when they are first used."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import holdfast
from holdfast.model import regex as module
from holdfast.model.regex import regex


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
    with pytest.raises(re.error):
        regex("(").search("")


def test_every_pattern_of_the_house_compiles() -> None:
    found = [one for name in _modules() for one in _patterns(vars(importlib.import_module(name)).values())]

    assert len(found) > 400
    assert all(isinstance(one.pattern, str) for one in found)


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
