"""Where Python settings choose a database by whether a variable is there, and fall back to a file without it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.origins.rules import enclosed

_PRESENT = regex(
    r"[\"'](?P<key>\w{2,80})[\"']\s+(?P<absent>not\s+)?in\s+(?:os\.)?environ\b"
    r"|(?P<denied>\bnot\s+)?(?:os\.)?(?:environ\.get|getenv)\(\s*[\"'](?P<got>\w{2,80})[\"']\s*(?:,\s*(?:None|[\"']{2})\s*)?\)"
    r"(?!\s*(?:[=!<>.\[]|in\b))"
    r"|^\(?\s*(?P<not>not\s+)?(?P<word>[A-Za-z_][\w.]{1,80})\s*(?P<none>is\s+(?:not\s+)?None\s*)?\)?$"
)
_OF_DATA = regex(r"(?i)db|database|rds|sql|postgres|maria|(?:^|_)pg|_dsn$")
_FILE = regex(r"(?i)sqlite")
_SETS_DATABASE = regex(r"(?i)\b\w*(?:database|engine|db_ur[il]|sqlalchemy)\w*(?:\[[^\]\n]{1,60}\])*\s*=(?!=)")
_ENDS = regex(r"\braise\b|\bexit\(")
_INLINE = regex(r"\bif[ \t]+(?P<condition>[^\n]{1,160}?)[ \t]+else[ \t]+[rfRF]?[\"']sqlite")


@dataclass(frozen=True)
class Choice:
    """A branch that is taken only where a variable is there.

    Args:
        names: of the variables that are asked for.
        span: of the whole statement, from its condition to the end of what stands in for the variable.
        guarded: the span that runs only where they are there: what raises in it asks nothing of others.
        falls_back: without the variable the database becomes a file.
    """

    names: tuple[str, ...]
    span: tuple[int, int]
    guarded: tuple[int, int]
    falls_back: bool


def files_instead(source: Source) -> Iterator[Reaction]:
    """Where a helper for addresses takes a file when there is no address of a database."""
    for match in _LOCAL_INSTEAD.finditer(source.code) if "dj_database_url" in source.code else ():
        if re.search(r"default\s*=\s*[rf]?[\"']sqlite", match["inside"]):
            at = source.at(match.start(), match.end("inside"))
            yield Reaction("silent", ("DATABASE_URL",), at)


def declared_instead(source: Source) -> Mapping[str, re.Match[str]]:
    """What django-environ is told once to take for a variable, by the variable's name: its `value` as it is written."""
    calls = _DECLARED.finditer(source.code) if "environ.Env(" in source.code else ()
    told = (enclosed(source, call.end() - 1) for call in calls)
    return {match["name"]: match for span in told for match in _TYPED.finditer(source.code, span.start, span.end)}


_DECLARED = regex(r"\benviron\.Env\(")
_TYPED = regex(r"\b(?P<name>[A-Z]\w{1,80})\s*=\s*\(\s*[\w.]{1,40}\s*,\s*(?=(?P<value>[^\n]{1,300}))")
_LOCAL_INSTEAD = regex(r"dj_database_url\.config\((?=(?P<inside>[^)]{0,600}))")
IF_THERE = regex(
    r"env(?:(?<=\bgetenv)\(|iron(?<=\benviron)(?:\.get\(|\[))\s*[\"'](?P<name>\w{2,80})[\"']\s*[\])]\s+if\s"
    r"[^\n]{0,80}?[\"'](?P=name)[\"'][^\n]{0,40}?\selse\s+(?=(?P<default>[^\n]{0,200}))"
)
"""What takes the place of a variable that nobody set, in one expression that asks for it first."""


def choices(source: Source, bound: Mapping[str, str]) -> Iterator[Choice]:
    """Every such branch of a file; `bound` gives the variable of the environment behind a name of the program."""
    first = _FILE.search(source.code)
    if first is None:
        return
    for match in _INLINE.finditer(source.code):
        asked = _asked(match["condition"].strip(), bound)
        if asked is not None and asked[1]:
            yield Choice(asked[0], match.span(), (match.start(), match.start()), falls_back=True)
    for node in source.nodes("if_statement"):
        condition, consequence = node.field("condition"), node.field("consequence")
        if condition is None or consequence is None:
            continue
        asked = _asked(source.code[slice(*extent(condition))][:600], bound)
        if asked is None:
            continue
        names, there = asked
        start, end = extent(node)[0], extent(node)[1]
        body = extent(consequence)
        rest = (body[1], end)
        guarded, instead = (body, rest) if there else (rest, body)
        falls = _FILE.search(source.code, *instead) is not None
        if there and not source.code[slice(*rest)].strip():
            # What was set before stays as it is.
            falls = first.start() < start and _SETS_DATABASE.search(source.code, *body) is not None
        if _FILE.search(source.code, *guarded) is None and _ENDS.search(source.bare, *instead) is None:
            yield Choice(names, (start, end), guarded, falls)


def _asked(condition: str, bound: Mapping[str, str]) -> tuple[tuple[str, ...], bool] | None:
    """The variables of a database that a condition asks for, and whether it holds where they are there."""
    names: list[str] = []
    there: set[bool] = set()
    for match in _PRESENT.finditer(condition):
        name = match["key"] or match["got"] or bound.get((match["word"] or "").rpartition(".")[2])
        if not name or not _OF_DATA.search(name):
            continue
        names.append(name)
        absent = bool(match["absent"] or match["denied"] or match["not"])
        there.add(absent if (match["none"] or "").split() == ["is", "None"] else not absent)
    return (tuple(dict.fromkeys(names)), there.pop()) if len(there) == 1 else None
