"""Settings that a pipeline picks out of a fetched secret with `jq`, which makes `null` of one that is not there."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import SETTINGS_FILE, Source
from holdfast.readers.repository.shell.syntax.command import MENTIONED, TESTS, Command

_PICKED = regex(r"^(?P<name>[A-Za-z_]\w{0,80})=[\"']?\$\((?P<how>[^()]{0,300}\bjq\s[^()]{1,300})\)[\"']?$")
_HELD = regex(r"^(?P<name>[A-Za-z_]\w{0,80})=(?P<how>[^\0]{1,2000})$")
_NAME = regex(r"[\w./-]{1,200}")
_REFUSES = regex(r"\bjq\s(?:[^|]{0,100}\s)?(?:-[a-zA-Z]{0,6}e[a-zA-Z]{0,6}\b|--exit-status\b)|\berror\b")
_HANDED_ON = regex(r"^\"?\$\{?(?:GITHUB_(?:ENV|OUTPUT)|BASH_ENV)\}?\"?$")


@record(frozen=True)
class _Pick:
    name: str
    how: str
    command: Command


def picked_settings(source: Source) -> Iterator[ConfigurationLoader]:
    """The rows that hand on what nobody has looked at; the first of them and those near it are one place."""
    if source.actor != "workflow" or "jq" not in source.snippet.text:
        return
    if not any(FETCHES_SECRETS.search(one.text) for one in source.commands):
        return
    asked, fetched = _asked(source), _fetched(source)
    picks = (pick for pick in _picks(source) if pick.name not in asked)
    found = [pick for pick in picks if FETCHES_SECRETS.search(pick.how) or fetched & {*_NAME.findall(pick.how)}]
    near = [one for one in found if one.command.end_line - found[0].command.line < MAX_LINES]
    if near:
        yield ConfigurationLoader(
            **source.common(source.place(near[0].command, near[-1].command)),
            source="script",
            missing="silent",
            names=tuple(dict.fromkeys(one.name for one in near)),
        )


def _picks(source: Source) -> Iterator[_Pick]:
    for command in source.commands:
        targets = source.writes(command) if command.name in ("echo", "printf") else ()
        if not any(_HANDED_ON.match(target) or SETTINGS_FILE.search(target) for target in targets):
            continue
        told = _PICKED.match(command.args[-1]) if command.args else None
        if told is not None and _REFUSES.search(told["how"]) is None:
            yield _Pick(told["name"], told["how"], command)


def _fetched(source: Source) -> set[str]:
    """The variables that hold the secret or a part of it, and the files that it is written into."""
    names: set[str] = set()
    for command in source.commands:
        held = _HELD.match(command.args[0]) if command.args and command.name in ("=", "export", "local") else None
        if FETCHES_SECRETS.search(command.text) or (held is None and names & {*_NAME.findall(command.text[:2_000])}):
            behind = [
                command,
                *(one for one in source.commands[command.order + 1 : command.order + 5] if one.name in command.feeds),
            ]
            names.update(target.strip("\"'") for one in behind for target in source.writes(one))
        if held and (FETCHES_SECRETS.search(held["how"].lstrip("\"'$(`")) or names & {*_NAME.findall(held["how"])}):
            names.add(held["name"])
    return names


def _asked(source: Source) -> set[str]:
    """The variables that some test of the step looks at."""
    tests = (" ".join(one.words)[:2_000] for one in source.commands if one.name in TESTS)
    return {name for said in tests for name in MENTIONED.findall(said)}
