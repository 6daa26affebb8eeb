"""Reading holdfast.toml: every problem at once, with line, key and what was expected."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from holdfast.model import product
from holdfast.model.errors import IncompleteError, SpecError
from holdfast.model.product import Product
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
    missing = [name for model in _tables(type(example)) for name in model.model_fields if name not in text]
    assert missing == []


def _tables(model: type[Product]) -> list[type[BaseModel]]:
    base: type[BaseModel] = model.__bases__[0]
    return [part for part in vars(product).values() if isinstance(part, type) and issubclass(part, base)]


def test_keys_in_multi_line_strings_are_not_keys() -> None:
    lines = key_lines('a = """\nb = 1\n"""\nc = 2\n')

    assert lines == {("a",): 1, ("c",): 4}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_spec_or_an_explained_error(data: bytes) -> None:
    with suppress(SpecError):
        assert isinstance(parse_spec(data), Product)
