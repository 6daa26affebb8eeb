"""Reading holdfast.toml: every problem at once, with line, key and what was expected."""

from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model import product
from holdfast.model.errors import IncompleteError, SpecError
from holdfast.model.product import Product
from holdfast.model.table import Table
from holdfast.readers.spec import key_lines, name_of, parse_spec, read_spec

EXAMPLE = Path(__file__).parents[2] / "docs" / "holdfast.example.toml"

BAD = """\
name = "Sweet Order"
locale = "fr"
regoin = "x"
[service]
port = 99999
[[service.variables]]
name = "DATABASE_URL"
[[service.variables]]
name = "MODE"
kind = "one-of"
[environments.production.compute]
minimum = 3
desired = 2
[environments.production.backup]
retention_days = "thirty"
[environments.Prod]
domains = []
"""


def test_an_invalid_spec_tells_every_problem_with_line_key_and_expectation() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(BAD.encode())

    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (1, "name"),
        (2, "locale"),
        (3, "regoin"),
        (5, "service.port"),
        (8, "service.variables[1]"),
        (11, "environments.production.compute"),
        (15, "environments.production.backup.retention_days"),
        (16, "environments.Prod"),
    ]
    assert "kind `one-of` needs `allowed`" in str(caught.value)
    assert "unknown key" in str(caught.value)


def test_a_refused_value_is_never_repeated() -> None:
    text = b'[[service.variables]]\nname = "A"\nkind = "canary-value-7f3"\n[service]\nport = "canary-value-7f3"\n'

    with pytest.raises(SpecError) as caught:
        parse_spec(text)

    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "line"),
    [(b'name = "a"\nregion = \n', 2), (b"[service\n", 1), (b'name = "a"\nname = "b"\n', 2), (b'a = """x\n\n', 2)],
)
def test_what_is_not_toml_is_told_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(data)

    assert [problem.key for problem in caught.value.problems] == ["(syntax)"]
    assert caught.value.problems[0].line in (line, line + 1)


def test_what_is_not_text_is_told_with_its_line() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(b'name = "a"\nlocale = "\xff"\n')

    assert (caught.value.problems[0].line, caught.value.problems[0].key) == (2, "(file)")


def test_no_file_gives_the_defaults_under_the_folders_name(tmp_path: Path) -> None:
    folder = tmp_path / "My Shop 2"
    folder.mkdir()

    spec = read_spec(folder)

    assert (spec.given, spec.product.name) == (False, "my-shop-2")


def test_a_spec_that_cannot_be_read_is_incomplete_not_absent(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").mkdir()

    with pytest.raises(IncompleteError, match="cannot be read"):
        read_spec(tmp_path)


def test_a_spec_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").symlink_to("/etc/hostname")

    with pytest.raises(IncompleteError, match="link"):
        read_spec(tmp_path)


def test_a_folder_without_a_usable_name_is_called_product() -> None:
    assert name_of(Path("/tmp/가게")) == "product"


def test_the_commented_example_is_valid_and_tells_every_key() -> None:
    example = parse_spec(EXAMPLE.read_bytes())

    assert example.environment("production").compute.off_peak is not None
    assert example.environment("staging").backup.retention_days == 7
    text = EXAMPLE.read_text(encoding="utf-8")
    missing = [one.name for table in _tables() for one in fields(table) if one.init and one.name not in text]
    assert missing == []


def _tables() -> list[type[Any]]:
    return [
        part
        for part in vars(product).values()
        if isinstance(part, type) and issubclass(part, Table) and part is not Table
    ]


def test_keys_in_multi_line_strings_are_not_keys() -> None:
    lines = key_lines('a = """\nb = 1\n"""\nc = 2\n')

    assert lines == {("a",): 1, ("c",): 4}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_spec_or_an_explained_error(data: bytes) -> None:
    with suppress(SpecError):
        assert isinstance(parse_spec(data), Product)


def test_a_value_where_a_table_belongs_is_told_as_that() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(b'name = "a"\nservice = 3\n')

    assert [(problem.line, problem.key, problem.expected) for problem in caught.value.problems] == [
        (2, "service", "expected a table")
    ]


def test_an_expression_that_does_not_compile_is_told_at_its_own_key() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(b'[[service.variables]]\nname = "A"\nkind = "regex"\npattern = "("\n')

    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (4, "service.variables[0].pattern")
    assert problem.expected.startswith("not a regular expression: ")


def test_a_key_that_the_spec_says_is_told_from_the_same_default() -> None:
    assert parse_spec(b'region = "ap-northeast-2"\n').named == {"region"}
    assert parse_spec(b"").named == frozenset()


def test_no_key_of_the_spec_is_called_named() -> None:
    with pytest.raises(SpecError, match="unknown key"):
        parse_spec(b'named = ["region"]\n')
