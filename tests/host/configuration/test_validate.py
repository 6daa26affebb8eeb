"""Validation: every problem at once, and never a value in one."""

import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import PostgresDsn, TypeAdapter, ValidationError

from holdfast.host.configuration import validate as module
from holdfast.host.configuration.merge import ENVIRONMENT, Given
from holdfast.host.configuration.validate import fault, validate
from holdfast.model.product import Variable
from holdfast.model.secret import Secret
from holdfast.model.startup import Place, PlaceKind, ProblemKind

SECRET = Place(PlaceKind.SECRET, "shop/api", "ap-northeast-2")


def variable(kind: str, **more: Any) -> Variable:
    return Variable.model_validate({"name": "KEY", "kind": kind, **more})


def wrong(kind: str, value: str, **more: Any) -> tuple[str, str]:
    """The kind of fault and its one parameter; two empty texts when the value is valid."""
    found = fault(variable(kind, **more), value)
    return (found[0].value, "".join(found[1].values())) if found else ("", "")


GOOD = [
    ("text", "x", {}),
    ("url", "https://api.example.com/v1?x=1#y", {}),
    ("url", "redis://:p%40ss@cache:6379/0", {}),
    ("postgres-url", "postgres://shop:pw@db:5432/shop", {}),
    ("postgres-url", "postgresql+psycopg://shop:pw@db/shop?sslmode=require", {}),
    ("postgres-url", "postgresql://a:1,b:2/shop", {}),
    ("postgres-url", "postgresql:///shop?host=/run/postgresql", {}),
    ("integer", "5", {"minimum": 5, "maximum": 5}),
    ("integer", "-0012", {}),
    ("one-of", "live", {"allowed": ["live", "sandbox"]}),
    ("regex", "AB1234", {"pattern": "[A-Z]{2}[0-9]{4}"}),
    ("origins", "https://a.example, http://localhost:3000", {}),
    ("email", "a@example.com", {}),
    ("flag", "True", {}),
    ("flag", "0", {}),
]
BAD = [
    ("text", " \n", {}, ("empty", "")),
    ("url", "api.example.com", {}, ("not-url", "no-scheme")),
    ("url", "https://", {}, ("not-url", "no-host")),
    ("url", "mailto:a@example.com", {}, ("not-url", "no-host")),
    ("url", "https://a.example:99999", {}, ("not-url", "port")),
    ("url", "https://a.example\n", {}, ("not-url", "space")),
    ("url", "https://[::1", {}, ("not-url", "host")),
    ("postgres-url", "mysql://u:p@h/d", {}, ("not-postgres-url", "scheme")),
    ("postgres-url", "postgres:///shop", {}, ("not-postgres-url", "no-host")),
    ("postgres-url", "postgres://u:p/ss@h/d", {}, ("not-postgres-url", "port")),
    ("postgres-url", "postgres://u:1#2@h/d", {}, ("not-postgres-url", "hash")),
    ("postgres-url", "host=db user=shop", {}, ("not-postgres-url", "space")),
    ("integer", "1_000", {}, ("not-integer", "")),
    ("integer", "1.0", {}, ("not-integer", "")),
    ("integer", " 1", {}, ("not-integer", "")),
    ("integer", "１２", {}, ("not-integer", "")),
    ("integer", "9" * 5000, {}, ("not-integer", "")),
    ("integer", "4", {"minimum": 5}, ("too-small", "5")),
    ("integer", "6", {"maximum": 5}, ("too-large", "5")),
    ("one-of", "Live", {"allowed": ["live", "sandbox"]}, ("not-allowed", "live, sandbox")),
    ("regex", "AB1234\n", {"pattern": "[A-Z]{2}[0-9]{4}"}, ("no-match", "[A-Z]{2}[0-9]{4}")),
    ("origins", "*", {}, ("not-origins", "1")),
    ("origins", "https://a.example,https://b.example/", {}, ("not-origins", "2")),
    ("origins", "https://a.example,", {}, ("not-origins", "2")),
    ("email", "a@example", {}, ("not-email", "")),
    ("flag", "maybe", {}, ("not-flag", "")),
]


@pytest.mark.parametrize(("kind", "value", "more"), GOOD)
def test_a_valid_value_is_taken(kind: str, value: str, more: dict[str, Any]) -> None:
    assert wrong(kind, value, **more) == ("", "")


@pytest.mark.parametrize(("kind", "value", "more", "expected"), BAD)
def test_an_invalid_value_is_told_by_what_is_wrong_with_it(
    kind: str, value: str, more: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert wrong(kind, value, **more) == expected


def test_a_pattern_that_backtracks_without_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MATCH_SECONDS", 0.2)
    started = time.monotonic()

    assert wrong("regex", "a" * 60, pattern="(a+)+b") == ("match-too-slow", "(a+)+b")
    assert time.monotonic() - started < 10


def test_all_problems_come_at_once_in_the_specs_order_with_the_places_that_were_asked() -> None:
    required = [
        Variable(name="URL", kind="url"),
        Variable(name="GONE", kind="text"),
        Variable(name="FINE", kind="text"),
        Variable(name="COUNT", kind="integer"),
    ]
    variables = {
        "URL": Given(Secret("nope"), SECRET),
        "FINE": Given(Secret("x"), ENVIRONMENT),
        "COUNT": Given(Secret("x"), ENVIRONMENT),
    }

    problems = validate(required, variables, (ENVIRONMENT, SECRET))

    assert [(one.key, one.kind, one.places) for one in problems] == [
        ("URL", ProblemKind.NOT_URL, (SECRET,)),
        ("GONE", ProblemKind.MISSING, (ENVIRONMENT, SECRET)),
        ("COUNT", ProblemKind.NOT_INTEGER, (ENVIRONMENT,)),
    ]


@pytest.mark.parametrize(
    ("present", "near"),
    [("DATABSE_URL", "DATABSE_URL"), ("database_url", "database_url"), ("DATABASE-URL", "DATABASE-URL"), ("PATH", "")],
)
def test_a_missing_variable_suggests_the_name_that_is_there(present: str, near: str) -> None:
    problems = validate([Variable(name="DATABASE_URL")], {present: Given(Secret("x"), SECRET)}, (SECRET,))

    assert problems[0].params.get("near", "") == near


def test_a_name_that_is_required_itself_is_never_suggested() -> None:
    required = [Variable(name="DATABASE_URL1"), Variable(name="DATABASE_URL2")]

    problems = validate(required, {"DATABASE_URL2": Given(Secret("x"), SECRET)}, (SECRET,))

    assert [(one.key, dict(one.params)) for one in problems] == [("DATABASE_URL1", {})]


RULES = st.sampled_from(
    [
        variable("text"),
        variable("url"),
        variable("postgres-url"),
        variable("integer", minimum=3, maximum=7),
        variable("one-of", allowed=["a", "b"]),
        variable("regex", pattern="[0-9]+"),
        variable("origins"),
        variable("email"),
        variable("flag"),
    ]
)
VALUES = st.one_of(
    st.text(),
    st.text(min_size=4).map("postgres://shop:{}@db/shop".format),
    st.text(min_size=4).map("https://{}".format),
    st.from_regex(r"https?://[a-z.]{4,9}(:\d+)?/?", fullmatch=True),
    st.text(st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"]), min_size=1),
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RULES, VALUES)
def test_no_fault_holds_a_value_whatever_the_value(rule: Variable, value: str) -> None:
    found = fault(rule, value)

    assume(found is not None)
    assert found is not None
    spec = repr(rule)
    shown = [word for word in found[1].values() if word not in spec and word != "a, b"]
    assert set(shown) <= {"space", "no-scheme", "no-host", "port", "hash", "host", "scheme", "form"} or all(
        word.isdigit() for word in shown
    )


HOSTS = ("db", "u:p@db:5432", "a,b", "", "db:99999", "[::1]", "한국", "[::g]")


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg", "mysql", "https"]
)
def test_a_postgres_url_is_what_pydantic_takes_for_one(scheme: str) -> None:
    variable = Variable(name="DATABASE_URL", kind="postgres-url")
    urls = [f"{scheme}://{host}/shop" for host in HOSTS]

    refused = [url for url in urls if fault(variable, url) is not None]

    assert refused == [url for url in urls if not _pydantic_takes(url)]


def _pydantic_takes(url: str) -> bool:
    try:
        TypeAdapter(PostgresDsn).validate_python(url)
    except ValidationError:
        return False
    return True


def test_a_url_is_judged_without_loading_pydantic() -> None:
    program = (
        "import sys; from holdfast.host.configuration.validate import fault\n"
        "from holdfast.model.product import Variable\n"
        "assert fault(Variable(name='A', kind='postgres-url'), 'postgresql://u:p@db/shop') is None\n"
        "assert fault(Variable(name='A', kind='url'), 'https://shop.kr') is None\n"
        "print('pydantic' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
