"""Files of settings that a release is started with, and that its script takes in without a look at what they hold."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.configuration.required import TELLS, body_of
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import TESTS, Command

_FILE = (
    r"(?:\S{0,200}/)?(?:\.env(?:[._-](?!(?:[\w-]{1,40}\.){0,3}(?:example|sample|template|dist|test)\b)[\w.$\{}-]{1,40})?"
    r"|[\w-]{1,40}[._-]env(?:\.(?:txt|list|prod\w*))?|env\.(?:txt|list|prod\w*))"
)
_SETTINGS = regex(rf"^[\"']?{_FILE}[\"']?$")
_EXPORTED = regex(
    rf"^export\s+[\"']?(?:\$\(|`)\s*(?:cat|grep|egrep|sed|awk|xargs)\b[^\n]{{0,120}}?\s<?[\"']?{_FILE}(?=[\s)\"'|`])"
)
_SAMPLE = regex(
    r"^[\"']?(?:\S{0,200}/)?[\w.-]{0,40}env[\w.-]{0,40}[._-](?:example|sample|template|tmpl|dist|default)s?[\"']?$"
)
_PUT = regex(r"(?:^|/)\.env$")
LOOKS = regex(
    r"(?m)-[zn]\s+[\"']?\$|\$\{!?\w+:?\?|\[\[?\s+[\"']?\$\{?\w*(?:SECRET|KEY|PASS|TOKEN|URL|HOST|DEBUG)\w*"
    r"|(?i:valid|verif|check|requir|missing)\w{0,20}[_-]?(?i:env|var|config|setting|secret)"
    r"|\bgrep\s+(?:-\w+\s+)*[\"']?\^?(?:[A-Z][A-Z_]{2,40}\b|\$\{?\w{1,40}\}?=)[^\n]{0,60}env"
)
"""What asks whether something is there: a variable's emptiness, its value, a program that checks."""

_OF_THE_RELEASE = regex(
    r"(?i)(?:^|/)[\"']?(?:deploy\w{0,10}|build|release|version|commit|image|git|ci)(?:[._-](?:info|meta\w{0,4}|details?|tags?|vars?))?[._-]env[\"']?$"
)
"""A file that says which release this is, as the step before wrote it."""
_FOR_A_COPY = regex(r"(?i)back-?up|dump|restore|rollback")


_ASKS_FOR = regex(
    r"-[zn]\s+[\"']?\$|\$\{!?\w+:?\?|\[\[?\s+(?:! )?-s\s(?![^\]\n]{0,80}\.(?:sh|bash)\b)"
    r"|\bgrep\s+(?:-\w+\s+)*[\"']?\^?(?:[A-Z][A-Z_]{2,40}\b|\$)"
)
"""The same, whatever it is called."""
_NAME = regex(r"(?<![\w$\{<])[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6}(?![\w.])")
"""A setting, as a script speaks of it."""
_IS_THERE = regex(r"^(?P<negated>! )?-[ef] [\"']?(?:\S{0,200}/)?[\w-]{0,40}\.env(?:\.\w{1,20})?[\"']?$")
_FEWEST = 2


def _asked_for(source: Source) -> Iterator[ConfigurationLoader]:
    """A file of settings without which nothing starts, and whose settings a script only tells whoever reads along.

    What is in it nobody looks at: it may lack every one of them.
    """
    text = source.snippet.text
    if not source.whole or ".env" not in text or _ASKS_FOR.search(text) or not source.activations:
        return
    if len(_told_names(source)) < _FEWEST:
        return
    last = source.activations[-1].order
    for test in source.commands[:last]:
        asked = " ".join(test.args)[:400] if test.name in TESTS else ""
        there = _IS_THERE.match(source.script.expand(asked)) if "-" in asked else None
        ends = _ending(test, negated=there["negated"] is not None, source=source) if there else None
        if ends is not None:
            yield ConfigurationLoader(**source.common(source.place(test, ends)), source="script", missing="unlooked")
            return


def _ending(test: Command, *, negated: bool, source: Source) -> Command | None:
    """What ends the script where the file is not there."""
    following = source.commands[test.order + 1 : test.order + 1 + MAX_LINES]
    body = body_of(following, len(test.branch), ("if ", "&& ") if negated else ("else ", "|| "))
    ends = (one for one in body if one.name in ("exit", "return") and one.says_failure)
    last = next(ends, None)
    return last if last is not None and last.end_line - test.line < MAX_LINES else None


def _told_names(source: Source) -> set[str]:
    """The settings that the script speaks of."""
    said = (one for one in source.commands if TELLS.match(one.name) or (one.name == "cat" and one.document))
    texts = (" ".join((*one.args, one.document.text if one.document else ""))[:2_000] for one in said)
    return {name for text in texts for name in _NAME.findall(text)}


def loaded_facts(source: Source) -> Iterator[ConfigurationLoader]:
    """The first such file: it may lack what the application needs, and the release goes out all the same."""
    text = source.snippet.text
    if not source.whole or "env" not in text or LOOKS.search(text):
        yield from _asked_for(source)
        return
    told = tuple(_asked_for(source))
    yield from told or _taken(source)


def _taken(source: Source) -> Iterator[ConfigurationLoader]:
    for command in source.commands:
        if _stands_in(command) and _is_on_a_host(command, source) and not _is_filled_in(command, source):
            yield ConfigurationLoader(**source.common(command), source="script", missing="unlooked")
            return
    for command in source.commands if source.activations else ():
        if (_takes_in(command) or _takes_row_by_row(command, source)) and _releases_behind(command, source):
            yield ConfigurationLoader(**source.common(command), source="script", missing="unlooked")
            return


def _stands_in(command: Command) -> bool:
    """A sample, or nothing at all, takes the place of the settings that a host does not have."""
    files = [arg for arg in command.args if not arg.startswith("-")]
    if command.name == "touch":
        return any(_PUT.search(file) for file in files)
    sampled = command.name in ("cp", "mv", "install") and len(files) == 2 and _SAMPLE.match(files[0]) is not None
    return sampled and _SETTINGS.match(files[1]) is not None


def _is_on_a_host(command: Command, source: Source) -> bool:
    return bool(command.remote or source.sent or source.sets_up_host or source.activations)


def _is_filled_in(command: Command, source: Source) -> bool:
    """Somebody opens the file behind it, or the script writes into it what it has from elsewhere."""
    target = command.args[-1].strip("\"'").rpartition("/")[2]
    behind = source.commands[command.order + 1 :]
    fills = any(other.name in _FILLS and target in other.text for other in behind)
    return fills or any(target in redirect.target for other in behind for redirect in other.redirects)


_FILLS = frozenset(("sed", "nano", "vi", "vim", "tee", "envsubst", "perl", "awk", "crudini", "aws", "cp", "mv"))


def _takes_in(command: Command) -> bool:
    if any(_FOR_A_COPY.search(branch) for branch in (*command.branch, command.function or "")):
        return False
    if command.name in ("source", "."):
        taken = command.args[0] if command.args else ""
        return _SETTINGS.match(taken) is not None and not _OF_THE_RELEASE.search(taken)
    if command.name == "export":
        return _EXPORTED.match(command.text) is not None
    files = [arg for arg in command.args if not arg.startswith("-")]
    named = command.name == "cp" and len(files) == 2
    return named and _PUT.search(files[1]) is not None and _SETTINGS.match(files[0]) is not None


def _takes_row_by_row(command: Command, source: Source) -> bool:
    """A loop reads the file, and exports each of its rows."""
    rounds = source.commands[command.order + 1 : command.order + 8] if command.name == "read" and command.loop else ()
    if not any(inner.name in ("export", "declare") and inner.loop for inner in rounds):
        return False
    files = [one.target for one in command.redirects if one.operator == "<"]
    before = source.commands[max(0, command.order - len(command.fed_by)) : command.order]
    files += [arg for other in before if other.name in command.fed_by for arg in other.args]
    return any(map(_SETTINGS.match, files))


def _releases_behind(command: Command, source: Source) -> bool:
    return any(act.order > command.order and act.remote == command.remote for act in source.activations)
