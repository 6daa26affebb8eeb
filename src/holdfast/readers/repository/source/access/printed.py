"""Secrets that a program writes into its own log: a setting by its name, what was made of it, or all of them."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import SecretInLog
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_PRINTS = regex(
    r"""(?x)(?<![\w.])(?:console\.(?:log|info|debug|warn|error)|(?:this\.)?(?:logger|log|logging|winston)\.(?:log|info|debug|warn|error)
    |print|pprint|fmt\.Print(?:ln|f)?|log\.Print(?:ln|f)?|System\.out\.print(?:ln|f)?|println)\s{0,4}\("""
)
_WORDS = ("console.", "logger", "log.", "logging", "print")
_HOLDERS = ("process.env", "meta.env", "environ", "getenv", "settings.", "env.")
_SETTING = (
    r"(?:process\.env\.|import\.meta\.env\.|os\.environ\[\s?[\"']|os\.environ\.get\(\s?[\"']|os\.getenv\(\s?[\"']"
    r"|os\.Getenv\(\s?\"|System\.getenv\(\s?\"|settings\.(?=[A-Z])|env\.(?=[A-Z]))"
    r"(?P<name>[A-Za-z_]\w{2,60})"
)
_NAMED = regex(_SETTING + r"(?:[\"']\s?[\])])?\s{0,4}(?=[,)}+]|$)")
_ALL = regex(
    r"(?:^|,)\s{0,4}(?P<name>process\.env|(?:dict\()?os\.environ|os\.Environ\(\)|System\.getenv\(\))\)?\s{0,4}(?:,|$)"
)
_IS_SETTING = regex(_SETTING)
_KEPT = regex(
    r"[^\S\n]*(?:export\s+)?(?:const|let|var|final\s+String|String)?[^\S\n]*(?P<held>[A-Za-z_]\w{1,40})"
    r"(?::\s?\w[\w ]{0,30})?\s?:?=\s{0,8}" + _SETTING + r"(?:[\"']\s?[\])])?\s{0,4}[!;]?[^\S\n]*(?=\n|\Z)"
)
_HARMLESS = regex(
    r"!!|\?\s|\w\?[\"'`]?\w|\btypeof\b|Boolean\(|\bbool\(|\.length|\blen\(|slice\(|substr|\[:|mask|redact"
    r"|\bhas[A-Z]|is None|!==?|===?"
)
"""Whether there is one, or how long it is, gives nothing away."""
_LONGEST = 400
_MOST = 3


def printed(apps: Iterable[App]) -> Iterator[SecretInLog]:
    """The first such places of each file of what serves."""
    for app in apps:
        for source in app.serving:
            if source.mentions(*_WORDS) and source.mentions(*_HOLDERS) and not paths.is_tooling(source.path):
                yield from list(_in_source(source))[:_MOST]


def _in_source(source: Source) -> Iterator[SecretInLog]:
    held = dict(_kept(source.code))
    for match in _PRINTS.finditer(source.code):
        said = _arguments(source.code, match.end())
        name = _given_away(said, held)
        if name and not only_for_developers(source, match.start()):
            at = source.at(match.start(), match.end() + len(said))
            yield SecretInLog(kind=source.snippet.kind, at=at, old=source.snippet.old, name=name)


def _kept(code: str) -> Iterator[tuple[str, str]]:
    """What holds a secret of the settings, and the secret's name."""
    for setting in _IS_SETTING.finditer(code):
        if is_secret(setting["name"]):
            match = _KEPT.match(code, code.rfind("\n", 0, setting.start()) + 1)
            if match is not None:
                yield match["held"], match["name"]


def _arguments(code: str, start: int) -> str:
    """What stands between the brackets of a call that begins at `start`."""
    depth = 1
    for index in range(start, min(start + _LONGEST, len(code))):
        depth += {"(": 1, ")": -1}.get(code[index], 0)
        if depth == 0:
            return code[start:index]
    return ""


def _given_away(said: str, held: dict[str, str]) -> str:
    """The name of the secret whose value is among the words of a message; empty when there is none."""
    if not said or _HARMLESS.search(said):
        return ""
    whole = _ALL.search(said)
    if whole:
        return whole["name"]
    named = next((match["name"] for match in _NAMED.finditer(said) if is_secret(match["name"])), "")
    return named or next((held[word] for word in _words_outside(said) if word in held), "")


_TEXT = regex(r"\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'")
_FILLED_IN = regex(r"[$]?\{(?P<word>[A-Za-z_]\w{0,40})\}")
_WORD = regex(r"(?<![\w.{])[A-Za-z_]\w{0,40}(?![\w.(\[])")


def _words_outside(said: str) -> Iterator[str]:
    """The variables that are told by themselves, or filled into a text."""
    yield from (match["word"] for match in _FILLED_IN.finditer(said))
    if "`" not in said:
        yield from (match[0] for match in _WORD.finditer(_TEXT.sub(" ", said)))
