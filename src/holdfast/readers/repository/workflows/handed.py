"""Secrets that a pipeline puts as plain values into what it deploys: task definitions, functions, environments."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import Database, Fact, HandedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.variables import told_by_name
from holdfast.readers.repository.workflows.secret_expressions import CLOSES, OPENS
from holdfast.readers.repository.workflows.shape import Job, Step, shell_of

_DEPLOYS = regex(r"render-task-definition|lambda|ecs-(?:deploy|update)|deploy-(?:to-)?ecs|beanstalk")
"""Actions that describe what runs anew."""
_INPUTS = ("environment-variables", "environment", "env-vars", "env-variables")
_COMMANDS = regex(
    r"\baws\s+(?:lambda\s+(?:update-function-configuration|create-function)|elasticbeanstalk\s+(?:create|update)-environment"
    r"|apprunner\s+(?:create|update)-service|lightsail\s+create-container-service-deployment"
    r"|amplify\s+(?:create|update)-(?:app|branch))\b|\beb\s+(?:setenv|create)\b"
)
_GIVEN = regex(
    r"(?P<name>[A-Za-z_]\w{0,80})[\"'\\]{0,3}(?:=|\s*:\s*|,\s*Value=)[\"'\\]{0,3}"
    r"\$(?:" + OPENS + r"(?P<secret>\w+)|\{?(?P<variable>[A-Za-z_]\w*))"
)
_FILLED_IN = regex(r"\b(?:sed|jq|yq|perl)\b.*\btask[-_]?def\w*[\w./-]*\.json")
_SECRET = regex(r"\$" + OPENS + r"(?P<secret>\w+)" + CLOSES)

_HELD = regex(r"\$\{\{\s*env\.(?P<name>\w+)\s*\}\}")

_Given = list[tuple[int, str]]
"""The line and the name of each setting that a secret is the value of."""


def handed_facts(job: Job, snippet: Snippet) -> Iterator[Fact]:
    """At most one fact for each step, and the database that one of its settings leads to."""
    said: dict[str, Any] = {"kind": snippet.kind, "environment": job.environment, "old": snippet.old}
    for step in job.steps:
        given = [*_by_action(step, snippet), *_by_commands(step, job)]
        names = tuple(dict.fromkeys(name for _, name in given if is_secret(name)))
        if not names:
            continue
        first, last = given[0][0], max(line for line, _ in given)
        at = snippet.at(first, min(last, first + MAX_LINES - 1))
        yield HandedSecret(**said, at=at, to=_receiver(step, job) or job.name, names=names)
        told = next(((line, where) for line, name in given if (where := told_by_name(name))), None)
        if told:
            yield Database(**said, at=snippet.at(told[0]), engine=told[1][0], placement=told[1][1])


def _receiver(step: Step, job: Job) -> str | None:
    """The container or function, where its name is written out, or held by a variable of the file."""
    given = step.input("container-name", "function-name")
    held = _HELD.fullmatch(given[1].strip()) if given else None
    name = job.settings.get(held["name"]) if held else given[1] if given else None
    return name if name and "$" not in name else None


def _by_action(step: Step, snippet: Snippet) -> _Given:
    given = step.input(*_INPUTS) if _DEPLOYS.search(step.action) else None
    if given is None or "secrets." not in given[1]:
        return []
    text, line = shell_of(given[0], given[1], snippet.rows)
    return [
        (line + number, match["name"])
        for number, row in enumerate(text.splitlines())
        for match in _GIVEN.finditer(row[:2_000])
        if match["secret"]
    ]


def _by_commands(step: Step, job: Job) -> _Given:
    found: _Given = []
    for shell in step.shells:
        if not _COMMANDS.search(shell.text) and not _FILLED_IN.search(shell.text):
            continue
        given = {**job.settings, **{name: node.text() or "" for name, node in step.settings.items()}}
        held = {name for name, value in given.items() if _SECRET.search(value)}
        goes_on = False
        for number, row in enumerate(shell.text.splitlines(), start=shell.line):
            told = row[:2_000]
            if told.lstrip().startswith("#"):
                continue
            goes_on = goes_on or _COMMANDS.search(told) is not None
            if goes_on:
                found += [
                    (number, one["name"]) for one in _GIVEN.finditer(told) if one["secret"] or one["variable"] in held
                ]
            elif _FILLED_IN.search(told):
                found += [(number, one["secret"]) for one in _SECRET.finditer(told)]
            goes_on = goes_on and told.rstrip().endswith("\\")
    return found
