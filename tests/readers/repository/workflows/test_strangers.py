"""Code of anybody's pull request, where a pipeline runs it with the repository's secrets."""

import pytest

from holdfast.model.facts import StrangersCode
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows.github import facts

HEAD = "ref: ${{ github.event.pull_request.head.sha }}"


def lines(
    *,
    trigger: str = "pull_request_target:",
    job: str = "",
    given: str = HEAD,
    takes: str = "- uses: actions/checkout@v4",
    goes_on: str = "- run: npm test",
) -> list[tuple[int, int]]:
    rows = ["on:", f"  {trigger}", "jobs:", "  build:", "    runs-on: ubuntu-latest", *([f"    {job}"] if job else [])]
    rows += ["    steps:", f"      {takes}", *(["        with:"] if given else [])]
    rows += [f"          {row}" for row in given.split("\n") if row] + [f"      {goes_on}"]
    found = facts((Snippet(".github/workflows/build.yml", "\n".join(rows) + "\n"),), lambda _: None)
    return [(fact.at.start_line, fact.at.end_line) for fact in found if isinstance(fact, StrangersCode)]


@pytest.mark.parametrize(
    "given",
    [
        HEAD,
        "ref: refs/pull/${{ github.event.number }}/merge",
        "ref: ${{ github.head_ref }}\nrepository: ${{ github.event.pull_request.head.repo.full_name }}",
    ],
)
def test_the_step_that_takes_anybodys_code_is_shown(given: str) -> None:
    assert lines(given=given) == [(7, 9 + given.count("\n"))]


@pytest.mark.parametrize(
    "command", ["gh pr checkout ${{ github.event.number }}", "git fetch origin pull/${{ github.event.number }}/head:it"]
)
def test_a_command_takes_it_as_well(command: str) -> None:
    assert lines(takes=f"- run: {command}", given="") == [(7, 7)]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "fetch-depth: 0",
        "ref: main",
        "ref: ${{ github.head_ref }}",
        "ref: ${{ github.event.pull_request.base.sha }}",
    ],
)
def test_the_repositorys_own_code_is_no_strangers(given: str) -> None:
    assert lines(given=given) == []


@pytest.mark.parametrize(
    "trigger",
    ["pull_request:", "push:", "pull_request_target: {types: [labeled]}"],
)
def test_events_that_bring_no_secrets_or_that_the_team_brings_about_are_none(trigger: str) -> None:
    assert lines(trigger=trigger) == []


@pytest.mark.parametrize(
    ("job", "shown"),
    [
        ("if: github.event_name == 'pull_request_target'", True),
        ("if: github.event_name == 'push'", False),
        ("if: github.event.pull_request.head.repo.full_name == github.repository", False),
        ("if: contains(github.event.pull_request.labels.*.name, 'safe')", False),
        ("if: github.event.pull_request.author_association == 'MEMBER'", False),
        ("environment: review", False),
    ],
)
def test_what_somebody_has_agreed_to_is_none(job: str, *, shown: bool) -> None:
    assert bool(lines(job=job)) == shown


@pytest.mark.parametrize(
    ("goes_on", "shown"),
    [
        ("- uses: ./.github/actions/build", True),
        ("- run: git diff --stat && make", True),
        ("- run: git diff --stat", False),
        ("- uses: actions/labeler@v5", False),
    ],
)
def test_code_that_is_looked_at_and_never_run_does_nothing(goes_on: str, *, shown: bool) -> None:
    assert bool(lines(goes_on=goes_on)) == shown
