"""Built-in values that take a secret's place away from where it is read, and programs that refuse to run on one."""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse

_INSTEAD = regex(
    r"(?<![\w.$])(?:self\.|this\.)?(?P<name>[A-Za-z_$][\w$]{1,60})\s{0,9}(?:\|\||\?\?|\bor\b)\s{0,40}[rf]?(?P<quote>[\"'`])"
    r"(?P<value>[^\"'`\n]{0,200})(?P=quote)"
)
_COMPARED = regex(
    r"(?<![\w$])(?:\w{1,40}\.){0,2}(?P<name>[A-Za-z_$][\w$]{1,60})\s{0,9}"
    r"(?:={2,3}\s{0,9}(?:[\"'`][^\"'`\n]{1,200}[\"'`]|[A-Z][A-Z0-9_]{3,60}\b)|\bin\s{0,9}[\[({]|\.startswith\(|\.(?:includes|startsWith)\()"
)
_IF = regex(r"\b(?:if|elif)\b[^\n]{0,200}\Z")
_ENDS = regex(r"\bthrow\b|\braise\b|\bprocess\.exit\(|\bsys\.exit\(|\bpanic\(")
_NEXT = regex(r"\n(?=[^\s})\]])")
_MOST = 60
_FAR = 500
"""Characters behind a comparison among which the program ends, if it does."""


def built_in_values(source: Source, bound: Mapping[str, tuple[str, ...]], use: SettingsUse) -> None:
    """Note what stands in for the secrets that variables of a file hold, and which stand-ins the program refuses."""
    secrets = {variable: tuple(filter(is_secret, names)) for variable, names in bound.items()}
    secrets = {variable: names for variable, names in secrets.items() if names}
    if not secrets:
        return
    for match in list(_INSTEAD.finditer(source.code))[:_MOST]:
        for name in secrets.get(match["name"], ()):
            at = source.at(match.start(), match.end())
            use.stands_in_for_secret(name, match["value"], at)
            if not match["value"] and name in use.reads:
                use.reads[name] = at  # the line that lets it be missing shows it best
    for name, start in _refused(source, secrets):
        use.reactions.append(Reaction("fails", (name,), source.at(start)))


def _refused(source: Source, secrets: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """The secrets whose built-in value makes the program end, with where it asks for that."""
    for match in list(_COMPARED.finditer(source.code))[:_MOST]:
        names = secrets.get(match["name"], ())
        if not names or not _IF.search(source.code, max(match.start() - 200, 0), match.start()):
            continue
        following = _NEXT.split(source.bare[match.end() : match.end() + _FAR], maxsplit=1)[0]
        if _ENDS.search(following):
            yield from ((name, match.start()) for name in names)


def always_there(source: Source, bound: re.Pattern[str]) -> Iterator[str]:
    """The variables that hold a setting or its built-in value: nobody can miss one, whatever is asked of it.

    Args:
        source: the file.
        bound: finds each `variable` that is given a `value`.
    """
    starts = ((match["variable"], match.start("value")) for match in bound.finditer(source.code))
    rows = ((name, source.code[start : start + 300].partition("\n")[0]) for name, start in starts)
    held = [name for name, row in rows if _INSTEAD_OF_ENV.match(row)]
    if not held:
        return
    compared = {name for match in _EQUALS.finditer(source.code) for name in _endings(match["name"])}
    yield from (name for name in held if name not in compared)


_EQUALS = regex(r"(?<![\w$.])(?P<name>[\w$.]{1,200})\s{0,40}={2,3}\s{0,40}[\"'`A-Z]")


def _endings(name: str) -> Iterator[str]:
    """A dotted name, and what is left of it behind each dot."""
    parts = name.split(".")
    return (".".join(parts[index:]) for index in range(len(parts)))


def throws(rest: str) -> bool:
    """Whether what stands in for a setting is an expression in brackets that throws, by whatever it asks before."""
    depth = 0
    for index, sign in enumerate(rest if rest.startswith("(") else ""):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return "throw " in rest[:index]
    return False


_INSTEAD_OF_ENV = regex(
    r"(?:String\()?(?:process|Bun)\.env(?:\.\w{1,80}|\[[\"']\w{1,80}[\"']\])\s*(?:\|\||\?\?)\s*[\"'`][^\"'`\n]+[\"'`]\s*\)?\s*;?\s*$"
    r"|os\.(?:getenv|environ\.get)\(\s*[\"']\w{1,80}[\"']\s*,\s*[rf]?[\"'][^\"'\n]+[\"']\s*\)\s*$"
)
