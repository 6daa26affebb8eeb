"""Contents: from the text of a secret to variables."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.configuration.contents import LONGEST_BYTES, Contents, of_secret, of_values, variable_name
from holdfast.model.startup import Place, PlaceKind, ProblemKind

PLACE = Place(PlaceKind.SECRET, "shop/production/jwt-secret", "ap-northeast-2")


def read(text: str) -> Contents:
    return of_secret(text, PLACE.name, PLACE)


def values(contents: Contents) -> dict[str, str]:
    return {name: value.get_secret_value() for name, value in contents.variables.items()}


def test_a_json_object_becomes_variables_as_they_are_written() -> None:
    text = '\ufeff {"A": "x=\\"y\\"\\n한", "N": 0.10, "BIG": 12345678901234567890123, "T": true, "F": false, "E": ""}'

    assert values(read(text)) == {
        "A": 'x="y"\n한',
        "N": "0.10",
        "BIG": "12345678901234567890123",
        "T": "true",
        "F": "false",
        "E": "",
    }


def test_null_counts_as_not_there() -> None:
    assert read('{"A": null, "B": "x"}').problems == ()
    assert values(read('{"A": null, "B": "x"}')) == {"B": "x"}


def test_nested_values_are_named_and_the_others_kept() -> None:
    contents = read('{"A": {"canary": 1}, "B": "x", "C": ["canary"]}')

    assert [(one.kind, one.key) for one in contents.problems] == [
        (ProblemKind.NESTED, "A"),
        (ProblemKind.NESTED, "C"),
    ]
    assert values(contents) == {"B": "x"}


@pytest.mark.parametrize("text", ['{"A": "canary"', "{canary}", "{" * 60_000, '{"A":' * 20_000, '{"A": "canary",}'])
def test_what_begins_like_json_and_is_none_is_a_problem_without_a_value(text: str) -> None:
    contents = read(text)

    assert [one.kind for one in contents.problems] == [ProblemKind.NOT_JSON]
    assert contents.variables == {}
    assert "canary" not in repr(contents)


@pytest.mark.parametrize("text", ["plain", "[1]", '"quoted"', "a=b", "two\nlines", "", "x=1\nnot a pair"])
def test_other_text_is_one_value_under_the_last_part_of_the_secrets_name(text: str) -> None:
    assert values(read(text)) == {"JWT_SECRET": text}


def test_lines_of_a_dotenv_file_are_refused_rather_than_guessed() -> None:
    contents = read("# shop\nexport A=1\n\nB='canary'\n")

    assert [one.kind for one in contents.problems] == [ProblemKind.ENV_LINES]
    assert contents.variables == {}


@pytest.mark.parametrize(
    ("key", "shown"),
    [("db-url", "db-url"), ("9LIVES", "9LIVES"), ("", "#1"), ("postgres://u:canary@h/db", "#1"), ("이름", "#1")],
)
def test_a_key_that_no_variable_can_bear_is_told_unless_it_may_be_a_value(key: str, shown: str) -> None:
    contents = read(json.dumps({key: "x"}))

    assert [(one.kind, one.key) for one in contents.problems] == [(ProblemKind.BAD_NAME, shown)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a\0b", ProblemKind.HAS_NUL),
        ("\ud800", ProblemKind.NOT_UTF8),
        ("x\udc80", ProblemKind.NOT_UTF8),
        ("x" * LONGEST_BYTES, ProblemKind.TOO_LONG),
    ],
)
def test_values_that_no_environment_can_hold_are_problems(value: str, kind: ProblemKind) -> None:
    assert [one.kind for one in of_values({"KEY": value}, PLACE).problems] == [kind]


def test_the_longest_value_that_linux_passes_is_taken() -> None:
    assert of_values({"KEY": "x" * (LONGEST_BYTES - len("KEY="))}, PLACE).problems == ()


def test_names_of_parameters_become_names_of_variables() -> None:
    assert variable_name("db/jwt-secret.v2") == "DB_JWT_SECRET_V2"


@given(st.text())
def test_any_text_is_read_or_refused_and_never_shown(text: str) -> None:
    contents = read(text)

    assert contents.variables or contents.problems or text.lstrip("\ufeff \t\r\n").startswith("{")
    assert all(str(value) in {"**********", ""} for value in contents.variables.values())


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True),
        st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    )
)
def test_every_object_of_texts_comes_back_whole(document: dict[str, str]) -> None:
    assert values(read(json.dumps(document))) == document
