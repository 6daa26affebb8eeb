"""The list of controls and their words: complete, unique, and the same in every language."""

import re
import string
import tomllib
from importlib import resources
from typing import Any

import pytest

import holdfast.reports.catalogue
from holdfast.controls.registry import CONTROLS
from holdfast.model.findings import SLUGS, Check, Control
from holdfast.reports.catalogue import CHECK_FIELDS, LOCALES, Catalogue

CHECKS = [check for control in CONTROLS for check in control.checks]
MESSAGES = ("failed", "unproven", "met")


def tables(locale: str, slug: str) -> dict[str, Any]:
    file = resources.files(holdfast.reports.catalogue) / locale / f"{slug}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_all_twelve_are_listed_in_the_order_of_their_numbers() -> None:
    assert [(control.number, control.slug) for control in CONTROLS] == list(enumerate(SLUGS, start=1))


def test_ids_of_checks_are_unique_and_begin_with_their_control() -> None:
    ids = [check.id for check in CHECKS]
    assert len(set(ids)) == len(ids)
    for control in CONTROLS:
        assert all(check.slug == control.slug for check in control.checks)
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", one) for one in ids)


def test_references_name_their_tool() -> None:
    for check in CHECKS:
        assert all(re.fullmatch(r"(prowler|checkov|config):\w+", reference) for reference in check.references), check.id


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_has_all_its_words_in_every_language(check: Check) -> None:
    for locale in LOCALES:
        texts = Catalogue(locale).check(check.id)
        assert all(texts.get(name) for name in CHECK_FIELDS), locale
        assert any(texts.get(name) for name in MESSAGES), locale


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.slug)
def test_languages_say_the_same_things_with_the_same_params(control: Control) -> None:
    english, korean = tables("en", control.slug), tables("ko", control.slug)
    known = {"control", *(check.id.partition(".")[2] for check in control.checks)}
    assert set(english) == set(korean) == known
    for name, texts in english.items():
        assert {key: params(text) for key, text in texts.items()} == {
            key: params(text) for key, text in korean[name].items()
        }, name
    assert english["control"]["title"]
    assert english["control"]["question"].endswith("?")
    assert korean["control"]["question"].endswith("?")


def test_korean_texts_are_korean() -> None:
    for control in CONTROLS:
        for name, texts in tables("ko", control.slug).items():
            # The name of a technique may be the same in every language.
            foreign = [key for key, text in texts.items() if not re.search("[가-힣]", text)]
            assert foreign in ([], ["title"] if name == "control" else []), (control.slug, name)


def test_reasons_are_the_same_in_every_language() -> None:
    assert set(tables("en", "common")["reasons"]) == set(tables("ko", "common")["reasons"])
