"""Programs that a script hands the settings it has fetched, and that refuse them when one is missing."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.evidence import MAX_LINES, EvidenceKind
from holdfast.model.facts import RequiredSettings
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure
from holdfast.readers.repository.shell.syntax.parse import parse

_MAY = regex(r"\baws (?:ssm get-parameter|secretsmanager get-secret-value)")
_DEPLOYS = regex(r"deploy|release|rollout", re.IGNORECASE)
_COMPOSE = regex(r"^docker(?: |-)compose\b")
_RUNS = frozenset(("python", "python3", "node", "uv", "bun", "deno"))
_PROGRAM = regex(r"(?:^|/)(?P<name>[\w.-]+\.(?:py|mjs|cjs|js|ts))$")
_LIST = regex(
    r"^(?:export )?(?:const |let |var )?(?P<name>[A-Za-z_]\w{0,60})\s*(?::[^=\n]{1,60})?="
    r"\s*(?:(?:frozenset|set|tuple|new Set)\()?\s*"
    r"[\[({](?P<items>[^\])}=]{1,4000})[\])}]",
    re.MULTILINE,
)
_ITEM = regex(r"[\"'`](?P<name>[A-Z][A-Z0-9_]{2,60})[\"'`]")
_ENDS = regex(r"\braise\b|\bsys\.exit\(|\bSystemExit\b|\bthrow\b|process\.exit\(\s*[1-9]")
_CAUGHT = regex(r"^[^\S\n]*except\b|\bcatch\s*[({]", re.MULTILINE)
_FAILS_ALL_THE_SAME = regex(r"\breturn [1-9]|exit\(\s*[1-9]|process\.exitCode\s*=\s*[1-9]")
_LONGEST = 100_000  # characters of a program
_MOST = 50  # lists of one program that are looked at


def refused_by_programs(tree: Tree, snippet: Snippet) -> Iterator[RequiredSettings]:
    """The list of names that a program checks between a deployment's fetching of its settings and its start.

    The script must end where the program fails, and the program be a file of the repository.
    """
    if not _MAY.search(snippet.text):
        return
    source = Source(snippet, parse(snippet.text))
    start = _start(source)
    if start is None:
        return
    fetched = next((command for command in source.commands if FETCHES_SECRETS.search(command.text)), None)
    if fetched is None:
        return
    for command in source.commands[fetched.order + 1 : start.order]:
        name = _program(command)
        path = _path(tree, snippet, name) if name and command.failure is Failure.STOPS else None
        text = tree.open_text(path) if path else None
        if path and isinstance(text, str) and len(text) <= _LONGEST:
            yield from _refused(tree.with_text(path, text, EvidenceKind.CODED), snippet)


def _start(source: Source) -> Command | None:
    """What puts the release live: told by itself, or through a function that passes on to compose what it is given."""
    if is_deploy_script(source):
        return source.activations[0]
    if not _DEPLOYS.search(source.snippet.name):
        return None
    passing = {c.function for c in source.commands if c.function and _COMPOSE.search(c.text) and "$@" in c.args}
    return next((c for c in source.commands if c.name in passing and "up" in c.args[:1]), None)


def _program(command: Command) -> str:
    words = command.args if command.name in _RUNS else (command.name,)
    return next((match["name"] for word in words[:3] if (match := _PROGRAM.search(word))), "")


def _path(tree: Tree, snippet: Snippet, name: str) -> str | None:
    """The file of that name beside the script, or the only one there is."""
    folder = snippet.path.rpartition("/")[0]
    found = [path for path in tree.paths if path.rpartition("/")[2] == name]
    beside = [path for path in found if path.rpartition("/")[0] == folder]
    return beside[0] if beside else found[0] if len(found) == 1 else None


def _refused(program: Snippet, script: Snippet) -> Iterator[RequiredSettings]:
    text = program.text
    if _CAUGHT.search(text) and not _FAILS_ALL_THE_SAME.search(text):
        return
    for listed in islice(_LIST.finditer(text), _MOST):
        names = tuple(dict.fromkeys(_ITEM.findall(listed["items"])))
        if len(names) < 2:
            continue
        lacking = re.compile(
            rf"\b(?P<missing>\w{{1,60}})\s*(?::[^=\n]{{1,60}})?=[^=\n]{{0,80}}\bin (?:sorted\()?{listed['name']}\)? if "
            r"(?:not\b|[^\n]{1,60}\bnot in\b)"
            rf"|\b(?P<left>\w{{1,60}})\s*=[^=\n]{{0,60}}\b{listed['name']}\)?\]?\.filter\(",
        ).search(text, listed.end())
        if lacking is None:
            continue
        told = re.compile(
            rf"\bif\b[^\n]{{0,20}}\b{lacking['missing'] or lacking['left']}\b[^\n]{{0,60}}\n?[^\n]{{0,200}}"
        )
        answered = told.search(text, lacking.end())
        if answered and _ENDS.search(answered[0]):
            first = text.count("\n", 0, listed.start()) + 1
            last = text.count("\n", 0, listed.end()) + 1
            at = program.at(first, min(last, first + MAX_LINES - 1))
            yield RequiredSettings(
                kind=program.kind,
                at=at,
                environment=script.environment,
                names=names,
                before_serving=True,
                tool="program",
            )
