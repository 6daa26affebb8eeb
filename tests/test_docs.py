"""What is written about the code is made from it, and every control and check is told on every floor."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from holdfast.cli.main import COMMANDS
from holdfast.controls.registry import CONTROLS
from holdfast.model.findings import SLUGS, Check
from holdfast.reports.catalogue import CHECK_FIELDS, LOCALES, Catalogue

ROOT = Path(__file__).parents[1]
CHECKS = [check for control in CONTROLS for check in control.checks]
MESSAGES = ("failed", "unproven", "met")


def test_pages_made_from_the_code_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "docs.py"), "--check"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_twelve_stand_in_order_under_their_slugs() -> None:
    assert [(control.number, control.slug) for control in CONTROLS] == list(enumerate(SLUGS, start=1))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_slug_names_its_files_on_every_floor(slug: str) -> None:
    assert importlib.import_module(f"holdfast.controls.{slug}").CONTROL.slug == slug
    assert (ROOT / "tests" / "controls" / f"test_{slug}.py").is_file()
    assert (ROOT / "docs" / "controls" / f"{slug}.md").is_file()


def test_ids_are_unique_well_formed_and_named_for_their_control() -> None:
    ids = [check.id for check in CHECKS]

    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*", name)] == []
    assert all(check.slug == control.slug for control in CONTROLS for check in control.checks)


def test_references_name_the_tool_and_its_id() -> None:
    known = re.compile(r"prowler:[a-z0-9_]+|checkov:CKV2?_[A-Z0-9]+_\d+|config:[A-Z0-9_]+|checkov:CKV_SECRET_\d+")

    assert [ref for check in CHECKS for ref in check.references if not known.fullmatch(ref)] == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_says_everything_in_every_language(check: Check, locale: str) -> None:
    texts = Catalogue(locale).check(check.id)  # type: ignore[arg-type]

    assert [name for name in CHECK_FIELDS if not texts.get(name, "").strip()] == []
    assert any(texts.get(name) for name in MESSAGES)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_both_languages_have_the_same_texts_with_the_same_values(check: Check) -> None:
    english, korean = (Catalogue(locale).check(check.id) for locale in LOCALES)

    assert set(english) == set(korean)
    assert {name: _params(text) for name, text in english.items() if name in MESSAGES} == {
        name: _params(text) for name, text in korean.items() if name in MESSAGES
    }


def test_no_text_belongs_to_a_check_that_is_not_there() -> None:
    ids = {check.id for check in CHECKS}
    folder = ROOT / "src" / "holdfast" / "reports" / "catalogue"
    named = {
        f"{slug}.{name}"
        for locale in LOCALES
        for slug in SLUGS
        for name in tomllib.loads((folder / locale / f"{slug}.toml").read_text(encoding="utf-8"))
        if name != "control"
    }

    assert named == ids


def test_korean_texts_are_korean() -> None:
    catalogue = Catalogue("ko")
    plain = [
        f"{check.id}.{name}"
        for check in CHECKS
        for name in CHECK_FIELDS
        if not re.search(r"[가-힣]", catalogue.check(check.id)[name])
    ]

    assert plain == []


def test_every_readme_command_names_a_real_target_or_command() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ("README.md", "README.ko.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"\bmake ([a-z]+)", text)) <= targets
        assert set(re.findall(r"`holdfast ([a-z]+)", text)) <= set(COMMANDS)


def test_modules_and_functions_stay_within_the_budget() -> None:
    modules = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py"))}

    assert [str(path) for path, text in modules.items() if len(text.splitlines()) > 400] == []
    assert [f"{path}:{name}" for path, text in modules.items() for name in _long_functions(text)] == []


def _long_functions(text: str) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > 60]


def _params(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
