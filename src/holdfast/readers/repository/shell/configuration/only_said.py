"""Files of settings that a release does without: where the script cannot take one in, it only says a word."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.shell.configuration.required import TELLS, branch_of, last_start
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import TESTS, Command, Failure

_COPIES = frozenset(("cp", "mv", "install", "ln", "scp", "rsync"))
_TAKES_IN = frozenset(("source", "."))
_SHELLS = frozenset(("bash", "sh"))
_SPARE = r"(?:local|dev\w*|test\w*|ci|example|sample|template|dist|default|bak|backup|old|optional|override)"
"""What such a file is called when it may well be missing."""
_SETTINGS = regex(
    rf"(?i)^[\"']?(?:[^\s\"']{{0,200}}/)?(?!(?:[\w.-]{{0,200}}[._-])?{_SPARE}(?:[._-]|[\"']?$))"
    r"(?:[\w-]{0,40}\.env(?:[._-][\w.${}-]{1,40})?|(?:[\w-]{1,40}[_-])?(?:env|environment|secrets?|credentials?)(?:[_-]\w{1,20})?\.(?:sh|bash|txt|list))[\"']?$"
)
_OF_THE_DATABASE = regex(r"^[\"']?\^?(?:DB|DATABASE|POSTGRES\w{0,5}|PG|MYSQL|MONGO\w{0,2})(?:_\w{0,40})?=?[\"']?$")
"""What is asked for; secrets by their names are asked for elsewhere."""
_ASKS = frozenset(("grep", "egrep"))
_GIVES_VALUE = regex(r"^(?:echo|printf)\s+[\"']?(?:\d{1,9}|[\w.-]{1,40}=\S{0,80})?[\"']?$")
"""It gives a value, and tells nobody anything."""
_MUTE = frozenset(("true", ":"))
_MOST = 3


def only_said(source: Source) -> Iterator[ConfigurationLoader]:
    """The first places where a file of settings, or what a release needs of it, may be wanting with a mere word."""
    last = last_start(source) if not source.instructed else 0
    until, told = 0, 0
    for command in source.commands:
        if command.line > last or told == _MOST:
            return
        ends = _passed_over(command, source) if command.line > until else None
        if ends is not None:
            at = source.place(command, ends)
            mute = all(one in _MUTE for one in command.fallback) and ends is command
            yield ConfigurationLoader(**source.common(at), source="dotenv", missing="silent" if mute else "warns")
            until, told = max(command.end_line, ends.end_line), told + 1


def _passed_over(command: Command, source: Source) -> Command | None:
    """The last command of what is done about it; None where it is no such file, or somebody heeds it."""
    if command.name in TESTS or (command.condition and _needs_settings(command)):
        return _else_said(command, source)
    if command.failure is not Failure.SWALLOWED or command.inside[-1:] == ("$(",) or not _only_words(command):
        return None
    return command if _needs_settings(command) else None


def _only_words(command: Command) -> bool:
    """Behind `||` stands a word to whoever reads along, or nothing at all, which of a question tells nothing."""
    said = [one for one in command.fallback if one not in _MUTE]
    tells = all(TELLS.match(one.partition(" ")[0]) and not _GIVES_VALUE.match(one) for one in said)
    return tells and (bool(said) or command.name not in _ASKS) and bool(command.fallback)


def _needs_settings(command: Command) -> bool:
    files = [arg for arg in command.args if not arg.startswith("-")]
    if command.name in _TAKES_IN:
        return bool(files) and _SETTINGS.match(files[0]) is not None
    if command.name in _COPIES:
        return len(files) > 1 and any(map(_SETTINGS.match, files[:-1])) and _may_be_settings(files[-1])
    asks = command.name in _ASKS and len(files) == 2 and not is_secret(files[0].strip("^=\"'"))
    return asks and _SETTINGS.match(files[1]) is not None and _OF_THE_DATABASE.match(files[0]) is not None


def _may_be_settings(target: str) -> bool:
    """A copy that is kept beside the file, by the name of one, is no file of settings that anything needs."""
    return _SETTINGS.match(target) is not None or target.rstrip("\"'").endswith((".", "/")) or "." not in target[-12:]


_IS_THERE = regex(r"^-[efrs] (?P<file>\S{1,200})$")


def _else_said(asks: Command, source: Source) -> Command | None:
    """`if [ -f env.sh ]; then source env.sh; else echo …; fi`, of a script that sets variables, or `if ! cp …`."""
    following = source.commands[asks.order + 1 : asks.order + 1 + MAX_LINES]
    if asks.name not in TESTS:
        opening = ("if ", "&& ") if asks.negated else ("else ", "|| ")
        return _last_word(asks, branch_of(following, len(asks.branch), opening))
    asked = _IS_THERE.match(" ".join(asks.args)[:400]) if asks.condition and not asks.negated else None
    if asked is None or not asked["file"].strip("\"'").endswith("sh") or not _SETTINGS.match(asked["file"]):
        return None
    there = branch_of(following, len(asks.branch), ("if ", "&& "))
    takes = any(_takes_in(one, asked["file"]) for one in there)
    return _last_word(asks, branch_of(following, len(asks.branch), ("else ", "|| "))) if takes else None


def _takes_in(command: Command, file: str) -> bool:
    """It takes the variables of that file in, or runs it to have it write them down."""
    return (command.name in _TAKES_IN | _SHELLS and file in command.args) or command.name == file.rpartition("/")[2]


def _last_word(asks: Command, body: list[Command]) -> Command | None:
    only = bool(body) and all(TELLS.match(one.name) for one in body)
    return body[-1] if only and body[-1].end_line - asks.line < MAX_LINES else None
