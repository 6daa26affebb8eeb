"""Launching: which spec and environment, which value wins, when the last good copy may stand in."""

import json
import sys
import tomllib
from pathlib import Path

import pytest

from holdfast.actions.launch import Startup, choose_environment, find_product, prepare
from holdfast.host.releases.identity import Release
from holdfast.model.errors import SpecError, UsageError
from holdfast.model.product import Product
from holdfast.model.startup import NoticeKind, PlaceKind, ProblemKind
from tests.host.configuration.answers import Answer, playing

SPEC = """
name = "shop"
[service]
last_good_copy_hours = 24
[[service.variables]]
name = "TOKEN"
[environments.production]
secrets = ["shop/api"]
[environments.staging]
"""
GOOD = Answer(status=200, body=json.dumps({"Name": "shop/api", "SecretString": '{"TOKEN": "canary"}'}).encode())
HOUR = 3600.0


def product(text: str = SPEC) -> Product:
    return Product.model_validate(tomllib.loads(text))


def launched(
    answer: Answer,
    state: Path,
    patch: pytest.MonkeyPatch,
    *,
    now: float = 0,
    spec: str = SPEC,
    keep: bool = True,
    command: tuple[str, ...] = ("true",),
    **environ: str,
) -> Startup:
    """One start in production against a service that gives this answer."""
    with playing([answer]) as server:
        for name, value in server.environment().items():
            patch.setenv(name, value)
        return prepare(
            product(spec),
            "production",
            command,
            {"PATH": "/usr/bin:/bin", "HOLDFAST_STATE": str(state), **environ},
            release=Release(commit="abcdef0123456789"),
            now=now,
            keep=keep,
        )


def kinds(startup: Startup) -> list[str]:
    return [problem.kind.value for problem in startup.problems]


def test_a_spec_is_found_in_the_working_folder_in_a_named_one_or_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "holdfast.toml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)

    assert find_product(None) == find_product(tmp_path) == find_product(tmp_path / "holdfast.toml") == product()


def test_without_a_spec_nothing_starts_because_nothing_would_be_required(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "holdfast.toml"):
        with pytest.raises(UsageError, match="no spec here"):
            find_product(path)


def test_an_invalid_spec_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("port = 0\n")

    with pytest.raises(SpecError):
        find_product(tmp_path / "other.toml")


def test_the_option_wins_over_the_variable_and_the_only_environment_needs_no_name() -> None:
    only = product("[environments.live]\n")

    assert choose_environment(product(), "staging", {"HOLDFAST_ENVIRONMENT": "production"}) == "staging"
    assert choose_environment(product(), None, {"HOLDFAST_ENVIRONMENT": "production"}) == "production"
    assert choose_environment(only, None, {}) == "live"


@pytest.mark.parametrize(
    ("option", "variable", "said"),
    [("prodction", "", "is production meant"), (None, "qa", "no environment of this name"), (None, "", "which")],
)
def test_an_unknown_or_unsaid_environment_is_refused_with_the_known_ones(
    option: str | None, variable: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        choose_environment(product(), option, {"HOLDFAST_ENVIRONMENT": variable})

    assert "production, staging" in refused.value.next_step


def test_the_application_learns_its_environment_and_release() -> None:
    release = Release(commit="abcdef0123456789", tag="v1")

    startup = prepare(product("[environments.live]"), "live", (), {"PATH": "/bin"}, release=release)

    given = {name: one.value.get_secret_value() for name, one in startup.variables.items()}
    assert given["HOLDFAST_ENVIRONMENT"] == "live"
    assert json.loads(given["HOLDFAST_RELEASE"])["commit"] == "abcdef0123456789"


def test_a_release_in_the_environment_stays_as_it_is() -> None:
    startup = prepare(
        product("[environments.live]"),
        "live",
        (),
        {"PATH": "/bin", "HOLDFAST_RELEASE": "abcdef0"},
        release=Release(commit="abcdef0"),
    )

    assert startup.variables["HOLDFAST_RELEASE"].value.get_secret_value() == "abcdef0"


def test_every_problem_comes_at_once_from_references_secrets_variables_and_command() -> None:
    spec = product('[[service.variables]]\nname = "A"\n[[service.variables]]\nname = "B"\n[environments.live]')

    startup = prepare(
        spec, "live", ("no-such-program",), {"PATH": "/bin", "SECRETS_ARN": "{canary}", "B": ""}, release=Release()
    )

    assert kinds(startup) == ["bad-reference", "missing", "empty", "command-not-found"]
    assert "canary" not in repr(startup)


@pytest.mark.integration
def test_a_good_start_keeps_a_copy_and_the_next_one_lives_on_it_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = launched(GOOD, tmp_path, monkeypatch)
    second = launched(Answer(hangs_up=True), tmp_path, monkeypatch, now=3 * HOUR)

    assert (first.problems, first.notices) == ((), ())
    assert second.problems == ()
    assert second.variables["TOKEN"].value.get_secret_value() == "canary"
    assert [(one.kind, one.key, one.params["age"]) for one in second.notices] == [
        (NoticeKind.COPY_USED, "shop/api", "3.0")
    ]
    assert "canary" not in repr((first, second))


@pytest.mark.integration
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(code="AccessDeniedException", message="canary"), "denied"),
        (Answer(code="ResourceNotFoundException"), "not-found"),
        (Answer(code="ExpiredTokenException"), "expired-credentials"),
        (Answer(code="InvalidRequestException", message="marked for deletion"), "deleted"),
    ],
)
def test_a_copy_never_stands_in_for_what_was_refused_or_is_gone(
    answer: Answer, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(GOOD, tmp_path, monkeypatch)

    assert kinds(launched(answer, tmp_path, monkeypatch)) == [kind, "missing"]


@pytest.mark.integration
def test_a_copy_that_is_too_old_or_from_the_future_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(GOOD, tmp_path, monkeypatch, now=100 * HOUR)

    late = launched(Answer(hangs_up=True), tmp_path, monkeypatch, now=125 * HOUR)
    back = launched(Answer(hangs_up=True), tmp_path, monkeypatch, now=70 * HOUR)

    assert kinds(late) == kinds(back) == ["copy-too-old", "unreachable", "missing"]
    assert late.problems[0].params == {"age": "25.0", "allowed": "24"}


@pytest.mark.integration
def test_a_copy_that_somebody_changed_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launched(GOOD, tmp_path, monkeypatch)
    copy = tmp_path / "shop-production.copy"
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")

    assert kinds(launched(Answer(hangs_up=True), tmp_path, monkeypatch)) == ["copy-damaged", "unreachable", "missing"]


@pytest.mark.integration
def test_no_copy_is_kept_or_used_unless_the_spec_allows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launched(GOOD, tmp_path / "with", monkeypatch)
    without = SPEC.replace("= 24", "= 0")

    startup = launched(Answer(hangs_up=True), tmp_path / "with", monkeypatch, spec=without)
    launched(GOOD, tmp_path / "without", monkeypatch, spec=without)

    assert kinds(startup) == ["unreachable", "missing"]
    assert not (tmp_path / "without").exists()


@pytest.mark.integration
def test_a_start_that_is_refused_or_only_checked_keeps_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Answer(status=200, body=b'{"SecretString": "{\\"OTHER\\": \\"x\\"}"}')

    assert kinds(launched(bad, tmp_path / "s", monkeypatch)) == ["missing"]
    assert kinds(launched(GOOD, tmp_path / "s", monkeypatch, keep=False)) == []
    assert not (tmp_path / "s").exists()


@pytest.mark.integration
def test_a_copy_that_cannot_be_kept_is_said_and_the_start_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")

    startup = launched(GOOD, tmp_path / "file" / "below", monkeypatch)

    assert startup.problems == ()
    assert [one.kind for one in startup.notices] == [NoticeKind.COPY_NOT_KEPT]


@pytest.mark.integration
def test_the_process_environment_hides_a_secret_and_the_shadowed_name_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = launched(GOOD, tmp_path, monkeypatch, TOKEN="own")

    assert startup.variables["TOKEN"].value.get_secret_value() == "own"
    assert [(one.kind, one.key) for one in startup.notices] == [(NoticeKind.SHADOWED, "TOKEN")]


@pytest.mark.integration
def test_a_variable_is_missing_where_its_secret_could_not_be_read_and_the_place_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = launched(Answer(code="AccessDeniedException"), tmp_path, monkeypatch)

    missing = next(problem for problem in startup.problems if problem.kind is ProblemKind.MISSING)
    assert [(place.kind, place.unread) for place in missing.places] == [
        (PlaceKind.ENVIRONMENT, False),
        (PlaceKind.SECRET, True),
    ]


def test_without_the_host_extra_the_start_is_refused_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)

    startup = prepare(product(), "production", (), {"PATH": "/bin"}, release=Release())

    assert [(one.kind, one.key) for one in startup.problems] == [
        (ProblemKind.NOT_INSTALLED, "cryptography"),
        (ProblemKind.MISSING, "TOKEN"),
    ]
    assert startup.problems[1].places[1].unread


def test_the_url_of_a_database_on_rds_is_made_of_the_secret_that_rds_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = 'name = "shop"\n[[service.variables]]\nname = "DATABASE_URL"\nkind = "postgres-url"\n[environments.production]\n'
    body = {"Name": "rds!db-1", "SecretString": '{"username": "holdfast", "password": "ca:na/ry"}'}
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf"
    startup = launched(
        Answer(status=200, body=json.dumps(body).encode()),
        tmp_path,
        monkeypatch,
        spec=spec,
        HOLDFAST_DATABASE_SECRET=arn,
        HOLDFAST_DATABASE="db.example:5432/shop?sslmode=verify-full&sslrootcert=/etc/holdfast/rds.pem",
    )
    assert kinds(startup) == []
    url = startup.variables["DATABASE_URL"].value.get_secret_value()
    assert url.startswith("postgresql://holdfast:ca%3Ana%2Fry@db.example:5432/shop?sslmode=verify-full")
    assert "password" not in startup.variables


WITH_URL = Answer(
    status=200,
    body=json.dumps({"Name": "shop/api", "SecretString": '{"DATABASE_URL": "u", "OTHER": 1, "a-b": 2}'}).encode(),
)


def needing(
    answer: Answer, state: Path, patch: pytest.MonkeyPatch, *words: str, url: str = ""
) -> tuple[list[str], set[str]]:
    """The problems of a start of Holdfast's own command, and what it gets beside its environment."""
    path = state / "bin"
    path.mkdir(exist_ok=True)
    (path / "holdfast").write_text("#!/bin/sh\n")
    (path / "holdfast").chmod(0o755)
    command = (str(path / "holdfast"), *words)
    startup = (
        launched(answer, state, patch, command=command, DATABASE_URL=url)
        if url
        else launched(answer, state, patch, command=command)
    )
    got = {name for name, given in startup.variables.items() if given.place.kind is not PlaceKind.ENVIRONMENT}
    return kinds(startup), got


@pytest.mark.parametrize("word", ["agent", "backup", "restore"])
def test_the_agent_and_backups_start_whatever_the_application_lacks_and_get_the_databases_url_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    assert needing(WITH_URL, tmp_path, monkeypatch, word) == ([], {"DATABASE_URL"})


def test_a_migration_needs_what_the_application_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems, got = needing(WITH_URL, tmp_path, monkeypatch, "release", "migrate")

    assert problems == ["bad-name", "missing"]
    assert got == {"DATABASE_URL", "OTHER"}


def test_what_cannot_be_read_keeps_an_agent_only_from_a_url_that_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = Answer(status=400, body=b'{"__type": "AccessDeniedException", "Message": "no"}')

    assert needing(denied, tmp_path, monkeypatch, "agent")[0] == ["denied"]
    assert needing(denied, tmp_path, monkeypatch, "agent", url="u") == ([], set())
