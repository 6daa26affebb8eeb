"""The texts of a start that was refused: complete in both languages, one line each, and never with a value."""

import json
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.host.configuration.contents import of_secret
from holdfast.host.configuration.merge import merge
from holdfast.host.configuration.validate import validate
from holdfast.model.product import Variable
from holdfast.model.startup import Notice, NoticeKind, Place, PlaceKind, Problem, ProblemKind
from holdfast.reports.catalogue import LOCALES, Catalogue, Locale
from holdfast.reports.startup import notice_line, problem_line, ready_text, refused_text

SECRET = Place(PlaceKind.SECRET, "shop/api", "ap-northeast-2")
ENVIRONMENT = Place(PlaceKind.ENVIRONMENT)
FOLDER = Path(__file__).parents[2] / "src" / "holdfast" / "reports" / "catalogue"
TEXTS = {locale: tomllib.loads((FOLDER / locale / "startup.toml").read_text(encoding="utf-8")) for locale in LOCALES}


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_refused_start_is_a_headline_and_one_line_for_each_problem() -> None:
    problems = (
        Problem(
            ProblemKind.MISSING, "JWT_SECRET", (ENVIRONMENT, Place(PlaceKind.SECRET, "shop/api", "r-1", unread=True))
        ),
        Problem(ProblemKind.MISSING, "DATABASE_URL", (ENVIRONMENT,), {"near": "DATABSE_URL"}),
        Problem(ProblemKind.TOO_SMALL, "MINUTES", (SECRET,), {"minimum": "5"}),
        Problem(ProblemKind.NO_CREDENTIALS, "AWS"),
    )

    assert (
        refused_text(problems, "production", Catalogue("en"))
        == """\
4 problem(s); the application was not started (production)
  JWT_SECRET: is not set (looked in the process environment, secret shop/api in r-1, which could not be read); next: add it to the secret, or set it in the environment
  DATABASE_URL: is not set (looked in the process environment); next: add it, or correct the name: is DATABSE_URL meant?
  MINUTES: is smaller than 5 (secret shop/api in ap-northeast-2); next: choose a number from 5 on, or correct `minimum` in the spec
  AWS: there are no credentials; next: give the host an instance role (or the container a task role); on a development machine set AWS_PROFILE"""
    )


def test_a_refusal_by_aws_names_role_action_and_what_to_grant() -> None:
    denied = Problem(
        ProblemKind.DENIED,
        "shop/api",
        (SECRET,),
        {
            "caller": "arn:aws:sts::123456789012:assumed-role/shop/i-1",
            "action": "secretsmanager:GetSecretValue",
            "resource": "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop/api-??????",
            "policy": "explicit-deny",
        },
    )

    assert problem_line(denied, Catalogue("en")) == (
        "shop/api: arn:aws:sts::123456789012:assumed-role/shop/i-1 may not secretsmanager:GetSecretValue "
        "(a policy denies it explicitly) (secret shop/api in ap-northeast-2); next: allow secretsmanager:GetSecretValue "
        "on arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop/api-?????? to that role"
    )


@pytest.mark.parametrize("kind", ProblemKind)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_problem_says_what_and_what_next_in_every_language(kind: ProblemKind, locale: Locale) -> None:
    line = problem_line(Problem(kind, "KEY", (SECRET,), _all_params(kind)), Catalogue(locale))

    assert line.startswith("KEY: ")
    assert "{" not in line.replace('{"NAME": "value"}', "")
    assert bool(re.search("[가-힣]", line)) is (locale == "ko")


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_notice_is_told_in_every_language(kind: NoticeKind, locale: Locale) -> None:
    told = {"reason": "unreachable", "age": "1.5", "allowed": "24"}

    line = notice_line(Notice(kind, "KEY", (SECRET, ENVIRONMENT), told), Catalogue(locale))

    assert line.startswith("KEY: ")
    assert bool(re.search("[가-힣]", line)) is (locale == "ko")


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    shapes = [
        {f"{table}.{name}": params(text) for table, texts in of.items() for name, text in texts.items()}
        for of in TEXTS.values()
    ]

    assert shapes[0] == shapes[1]


def test_no_text_is_left_without_a_problem_or_notice() -> None:
    words = {"messages", "places", "url-reasons", "way-reasons", "policies", "copy-reasons"}

    assert set(TEXTS["en"]) == {kind.value for kind in (*ProblemKind, *NoticeKind)} | words
    assert set(TEXTS["en"]["places"]) == {kind.value for kind in PlaceKind}


def test_a_check_without_problems_says_so_in_both_languages() -> None:
    assert "valid (staging)" in ready_text("staging", Catalogue("en"))
    assert "staging" in ready_text("staging", Catalogue("ko"))


def test_no_name_can_forge_a_line_or_reach_the_terminal() -> None:
    hostile = Problem(ProblemKind.NO_MATCH, "K\n  FORGED: is fine\x1b[2J", (SECRET,), {"pattern": "a\r\nb" + "c" * 500})

    line = problem_line(hostile, Catalogue("en"))

    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert len(line) < 500


def _all_params(kind: ProblemKind) -> dict[str, str]:
    names = params("".join(TEXTS["en"][kind.value].values())) - {"caller", "resource", "policy"}
    reasons = {ProblemKind.UNREACHABLE: "dns"}
    return {name: reasons.get(kind, "space") if name == "reason" else "7" for name in names}


RULES: dict[str, dict[str, object]] = {
    "DATABASE_URL": {"kind": "postgres-url"},
    "REDIS_URL": {"kind": "url"},
    "MINUTES": {"kind": "integer", "minimum": 5, "maximum": 10},
    "MODE": {"kind": "one-of", "allowed": ["live", "sandbox"]},
    "CODE": {"kind": "regex", "pattern": "[A-Z]{2}[0-9]{4}"},
    "ORIGINS": {"kind": "origins"},
    "ALERTS": {"kind": "email"},
    "DEBUG": {"kind": "flag"},
    "TOKEN": {"kind": "text"},
}
NAMES = tuple(RULES)
REQUIRED = tuple(Variable.model_validate({"name": name, **rule}) for name, rule in RULES.items())
INNER = st.text(st.characters(codec="utf-8"), min_size=4, max_size=20)
SECRETS = st.one_of(
    INNER,
    INNER.map("postgres://shop:{}@db:5432/shop".format),
    INNER.map("https://user:{}@host:99999/".format),
    INNER.map("{0}@{0}".format),
    INNER.map('{{"nested": "{}"}}'.format),
    st.integers(min_value=10_000).map(str),
)
FIXED = "\n".join((FOLDER / locale / "startup.toml").read_text(encoding="utf-8") for locale in LOCALES) + "\n".join(
    [*(repr(variable) for variable in REQUIRED), "shop/api", "ap-northeast-2", "production"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from((*NAMES, "DATABSE_URL")), SECRETS),
    st.dictionaries(st.sampled_from(NAMES), SECRETS),
)
def test_no_line_holds_a_value_whatever_the_values_and_rules(
    stored: dict[str, str], environment: dict[str, str]
) -> None:
    contents = of_secret(json.dumps(stored), "shop/api", SECRET)
    merged = merge(environment, [(SECRET, contents.variables)])
    problems = (*contents.problems, *validate(REQUIRED, merged.variables, (ENVIRONMENT, SECRET)))
    said = "\n".join(
        [
            *(refused_text(problems, "production", Catalogue(locale)) for locale in LOCALES),
            *(notice_line(notice, Catalogue(locale)) for notice in merged.notices for locale in LOCALES),
        ]
    )

    values = {*stored.values(), *environment.values()}
    # What stands in the texts, names or rules themselves tells nothing, wherever it shows.
    assert [value for value in values if value in said and value not in FIXED] == []
