"""Words that every match of a pattern holds."""

import importlib
import re
from pathlib import Path

import pytest

import holdfast
from holdfast.model.needed import Needed, lacks, lowered, needed, parts_with, reach_of
from holdfast.model.regex import regex
from tests.model.test_regex import _modules, _patterns

TEXTS = Path(__file__).parents[1] / "fixtures" / "repositories"


def _of_the_house() -> dict[tuple[str, int], re.Pattern[str]]:
    found = (one for name in _modules() for one in _patterns(vars(importlib.import_module(name)).values()))
    return {(one._text, int(one._flags)): one for one in found}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:def|func)\s\w+origins", (("origins",), ("def", "func"))),
        (r"foo(?:bar|bazz)?", (("foo",),)),
        (r"(?i)PASS[wW]ord\b", (("password",),)),
        (r"[gG]etenv\(", (("getenv(",),)),
        (r"(?:ab)+cde(?=fgh)", (("cde",), ("fgh",))),
        (r"비밀번호|password", (("password", "비밀번호"),)),
        (r"값:\s*\d", (("값:",),)),
        (r"a\b=", (("a=",),)),
        ("(?x) a b c  # none", (("abc",),)),
        (r"(?!nope)yes", (("yes",),)),
        (r"(?:yes)?no", ()),
        (r"abcd|\d+", ()),
        (r"[abc]{3,9}", ()),
        (r"ΑΣ", ()),
    ],
)
def test_words_are_drawn_from_what_no_match_can_do_without(pattern: str, words: Needed) -> None:
    assert needed(pattern, 0) == words


def test_a_text_lacks_what_a_pattern_needs_where_no_word_of_one_group_stands_in_it() -> None:
    groups = (("origin",), ("def ", "func "))
    assert lacks(groups, "def answer(): ...")
    assert lacks(groups, "origin = 1")
    assert not lacks(groups, "def origin(): ...")
    assert not lacks((), "")


@pytest.mark.parametrize(
    ("pattern", "reach"),
    [
        (r"abc\b", 5),
        (r"a{2,9}(?:bc|d)", 13),
        (r"a\s{0,80}(?=b{1,20}(?!c{3}))", 81 + 20 + 3 + 2),
        (r"(?<!abcd)e(?:f(?=gh)|g)?", 2 + 4 + 2),
        (r"(?P<one>ab{1,3})(?P=one)", 10),
        (r"(?:a(?!b{50})){2}", 2 + 50 + 2),
        (r"(?>ab?)c", 5),
        (r"a\s*b", 0),
        (r"a(?=\s*b)", 0),
        (r"(?:ab{0,9}){0,2000}", 0),
        (r"(a)?(?(1)b|c)", 0),
    ],
)
def test_a_match_reaches_as_far_as_what_it_takes_and_what_it_looks_at(pattern: str, reach: int) -> None:
    assert reach_of(importlib.import_module("re._parser").parse(pattern)) == reach


def test_only_what_is_near_a_word_is_searched_and_all_of_it_where_words_are_common() -> None:
    blank = "x" * 1_000

    assert parts_with((("origin",),), f"{blank}origin{blank}", 9) == [(991, 1036)]
    assert parts_with((("origin",),), f"{blank}origin.origin{blank}origin{blank}", 9) == [(991, 1036), (2004, 2049)]
    assert parts_with((("origin", "cors"),), f"cors{blank}origins", 20) == [(0, 80), (984, 1084)]
    assert parts_with((("origin",),), f"{blank}origin{blank}", 600) is None
    assert parts_with((("xx",), ("origin",)), f"{blank}origin{blank}", 9) == [(991, 1036)]
    assert parts_with((("xx",),), blank, 9) is None


@pytest.mark.parametrize("text", ["İD", "ıd", "ſecret", "\u212aey", "ΑΣ", "PASSWORD", "비밀번호"])
def test_case_is_folded_as_the_matcher_does(text: str) -> None:
    for word in ("id", "secret", "key", "password", "비밀번호"):
        found = re.search(word, text, re.IGNORECASE) is not None
        assert (word in lowered(text)) is found


def test_no_pattern_of_the_house_is_found_where_its_words_are_not() -> None:
    patterns = _of_the_house()
    every = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(TEXTS.rglob("*")) if path.is_file()]
    own = Path(holdfast.__file__).parent / "readers" / "repository"
    every += [path.read_text(encoding="utf-8") for path in sorted(own.glob("source/*/*.py"))[:40]]
    texts = [(text[:3_000], lowered(text[:3_000])) for text in every[::7]]
    sifted = 0
    for (text, flags), one in patterns.items():
        words = needed(text, flags)
        for sample, low in texts if words else ():
            if lacks(words, low):
                sifted += 1
                assert re.search(one.pattern, sample, flags) is None, (text, words)

    assert sifted > 20_000


def test_every_pattern_of_the_house_finds_the_same_near_its_words_as_in_the_whole_text() -> None:
    patterns = _of_the_house()
    own = Path(holdfast.__file__).parent / "readers" / "repository"
    every = [path.read_text(encoding="utf-8") for path in sorted(own.glob("source/*/*.py"))[::12]]
    every += [path.read_text(encoding="utf-8", errors="replace") for path in sorted(TEXTS.rglob("*.md"))[::3]]
    texts = [text for text in every if len(text) > 2_500]
    apart = 0
    for text, flags in patterns:
        words = needed(text, flags)
        reach = reach_of(importlib.import_module("re._parser").parse(text, flags)) if words else 0
        for sample in texts if reach else ():
            low = lowered(sample)
            if lacks(words, low) or parts_with(words, low, reach) is None:
                continue
            apart += 1
            plain = re.compile(text, flags)
            fresh = regex(text, flags)
            found, whole = fresh.search(sample), plain.search(sample)
            assert (found and found.span()) == (whole and whole.span()), text
            assert [m.span() for m in fresh.finditer(sample)] == [m.span() for m in plain.finditer(sample)], text

    assert apart > 500


def test_a_long_text_without_the_words_is_not_searched_and_any_other_is() -> None:
    asked = regex(r"\borigins?\s*=\s*(\w+)")
    blank = "x = 1\n" * 400
    there = f"{blank}origin = here\n{blank}"

    assert asked.search(blank) is None
    assert list(asked.finditer(blank)) == []
    for text in (there, "origin = here"):
        assert [match[1] for match in asked.finditer(text)] == ["here"]
        found = asked.search(text)
        assert found is not None
        assert found[1] == "here"
    assert asked.search(there, there.index("origin") + 1) is None


def test_a_pattern_that_is_asked_of_rows_keeps_its_answers_about_the_latest() -> None:
    asked = regex(r"origin")
    assert all(asked.search("no row has it") is None for _ in range(50))
    found = [asked.search("its origin") for _ in range(2)]
    assert found[0] is found[1]
    assert [match.span() for match in asked.finditer("its origin")] == [(4, 10)]
    assert asked.search("its origin", 5) is None
