"""Loaders that find nothing where the secrets should be, say so, and start the application all the same."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.configuration.fetched import KEPT, carrier_of
from holdfast.readers.repository.shell.configuration.required import TELLS, body_of
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import TESTS, Command

_HANDED_OVER = regex(r"^\$\{?(?:@|\*|\w{0,30}(?:CMD|COMMAND|cmd|command|ARGS|args)\w{0,30}(?:\[[@*]\])?)\}?$")
_SPARE = regex(r"(?i)(?<![a-z])(?:extra|optional|overrides?|feature|flags?)(?![a-z])")
"""What holds the answer, or is asked for, by the words for what may be missing."""
_NOTHING = r"[\"']?(?:\[\]|\{\}|null|None|0)?[\"']?"
_EMPTY = regex(
    r"-z [\"']?\$\{?#?(?P<unset>[A-Za-z_]\w*)(?::-)?\}?[\"']?"
    rf"|[\"']?\$\{{?#?(?P<same>[A-Za-z_]\w*)(?::-)?\}}?[\"']? (?:==?|-eq) {_NOTHING}"
)


def found_nothing(source: Source) -> Iterator[ConfigurationLoader]:
    """The first test for an empty answer whose branch does no more than say a word."""
    if source.instructed:
        return
    tests: dict[str, list[Command]] = {}
    for command in source.commands:
        tests.setdefault(_asked(command), []).append(command)
    tests.pop("", None)
    for fetch in source.commands:
        if not FETCHES_SECRETS.search(fetch.text):
            continue
        held = _held(fetch, source)
        if _SPARE.search(f"{held} {fetch.text}"):
            continue
        # Each test is looked at once: what an earlier answer makes of it, a later one does.
        for test in (one for one in tests.pop(held, ()) if one.order > fetch.order):
            body = _said(test, source)
            if body and _goes_on(body[-1], source):
                near = body[-1].end_line - test.line < MAX_LINES
                at = source.place(test, body[-1]) if near else source.place(test)
                yield ConfigurationLoader(**source.common(at), source="script", missing="warns")
                return


def _held(fetch: Command, source: Source) -> str:
    """The variable that holds the answer; empty where none does."""
    carrier = carrier_of(fetch, source)
    kept = KEPT.match(carrier.args[0]) if carrier is not fetch and carrier.args else None
    return kept["name"] if kept else ""


def _asked(test: Command) -> str:
    """The variable of which it asks whether that is empty; empty for whatever asks nothing like it."""
    asked = _EMPTY.fullmatch(" ".join(test.args)[:400]) if test.name in TESTS else None
    return asked["unset"] or asked["same"] if asked is not None else ""


def _said(test: Command, source: Source) -> list[Command]:
    """What its branch does, where that is to say something and nothing else."""
    following = source.commands[test.order + 1 :][:60]
    depth = len(test.branch)
    body = body_of(following, depth, ("if ", "&& "))
    body = [one for one in body if not (one.name in TESTS and one.branch[depth].startswith("|| "))]
    return body if body and all(TELLS.match(command.name) for command in body) else []


def _goes_on(said: Command, source: Source) -> bool:
    """Behind it the application is started: by what the script was handed, or by itself."""
    behind = source.commands[said.order + 1 :]
    handed = any(_HANDED_OVER.match(command.name) for command in behind)
    started = any(act.order > said.order for act in source.activations)
    becomes = BECOMES.search(source.snippet.text)
    return handed or started or (becomes is not None and _row(becomes, source) > said.end_line)


def _row(match: re.Match[str], source: Source) -> int:
    return source.snippet.text.count("\n", 0, match.start()) + 1
