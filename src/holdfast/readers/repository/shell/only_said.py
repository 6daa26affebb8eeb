"""Files of settings that a release does without: the script copies or takes one in, and only says a word if it cannot."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import TESTS, Command, Failure
from holdfast.readers.repository.shell.required import TELLS, body_of, last_start
from holdfast.readers.repository.shell.source import Source

_COPIES = frozenset(("cp", "mv", "install", "ln", "scp", "rsync"))
_TAKES_IN = frozenset(("source", "."))
_SPARE = r"(?:local|dev\w*|test\w*|ci|example|sample|template|dist|default|bak|backup|old|optional|override)"
"""What such a file is called when it may well be missing."""
_SETTINGS = regex(
    rf"(?i)^[\"']?(?:[^\s\"']{{0,200}}/)?(?!(?:[\w-]{{0,40}}[._-])*{_SPARE}(?:[._-]|[\"']?$))"
    r"(?:[\w-]{0,40}\.env(?:[._-][\w.${}-]{1,40})?|(?:[\w-]{1,40}[_-])?(?:env|environment|secrets?|credentials?)(?:[_-]\w{1,20})?\.(?:sh|bash|txt|list))[\"']?$"
)
_OF_THE_PRODUCT = regex(
    r"^[\"']?\^?(?:DB|DATABASE|POSTGRES\w*|PG|MYSQL|MONGO\w*|JWT|SECRET|[A-Z][A-Z0-9_]{0,40}(?:SECRET|PASSWORD|_KEY|TOKEN|DATABASE_UR[IL]))"
    r"(?:_\w{0,40})?=?[\"']?$"
)
_ASKS = frozenset(("grep", "egrep"))
_LAST_WORD = regex(r"^(?:echo|printf)\s+[\"']?(?:\d{1,9}|[\w.-]{1,40}=\S{0,80})?[\"']?$")
"""It gives a value, and tells nobody anything."""


def only_said(source: Source) -> Iterator[ConfigurationLoader]:
    """The first place where a file of settings, or what a release needs of it, may be wanting with a mere word."""
    last = last_start(source) if not source.instructed else 0
    for command in source.commands:
        if command.line > last:
            return
        ends = _passed_over(command, source)
        if ends is not None:
            at = source.place(command, ends)
            yield ConfigurationLoader(**source.common(at), source="dotenv", missing="warns")
            return


def _passed_over(command: Command, source: Source) -> Command | None:
    """The last command of what is done about it; None where it is no such file, or somebody heeds it."""
    if command.name in TESTS:
        return _else_said(command, source)
    if command.failure is not Failure.SWALLOWED or command.inside[-1:] == ("$(",) or not _only_words(command):
        return None
    return command if _needs_settings(command) else None


def _only_words(command: Command) -> bool:
    said = command.fallback
    return bool(said) and all(TELLS.match(one.partition(" ")[0]) and not _LAST_WORD.match(one) for one in said)


def _needs_settings(command: Command) -> bool:
    files = [arg for arg in command.args if not arg.startswith("-")]
    if command.name in _TAKES_IN:
        return bool(files) and _SETTINGS.match(files[0]) is not None
    if command.name in _COPIES:
        return len(files) > 1 and any(map(_SETTINGS.match, files[:-1])) and _may_be_settings(files[-1])
    asks = command.name in _ASKS and len(files) == 2
    return asks and _SETTINGS.match(files[1]) is not None and _OF_THE_PRODUCT.match(files[0]) is not None


def _may_be_settings(target: str) -> bool:
    """A copy that is kept beside the file, by the name of one, is no file of settings that anything needs."""
    return _SETTINGS.match(target) is not None or target.rstrip("\"'").endswith((".", "/")) or "." not in target[-12:]


_IS_THERE = regex(r"^-[efrs] (?P<file>\S{1,200})$")


def _else_said(test: Command, source: Source) -> Command | None:
    """`if [ -f env.sh ]; then source env.sh; else echo …; fi`, of a script that sets variables."""
    asked = _IS_THERE.match(" ".join(test.args)[:400]) if test.condition and not test.negated else None
    if asked is None or not asked["file"].strip("\"'").endswith("sh") or not _SETTINGS.match(asked["file"]):
        return None
    following = source.commands[test.order + 1 : test.order + 1 + MAX_LINES]
    there = body_of(following, len(test.branch), ("if ", "&& "))
    said = body_of(following[len(there) :], len(test.branch), ("else ", "|| "))
    takes = any(one.name in _TAKES_IN and asked["file"] in one.args for one in there)
    only = bool(said) and all(TELLS.match(one.name) for one in said)
    return said[-1] if takes and only and said[-1].end_line - test.line < MAX_LINES else None
