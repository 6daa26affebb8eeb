"""Websites that a variable of any name hands to a program's cross-origin rule, where a file gives the variable."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ApplicationCors
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.variables import origins_in
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source

_TAKEN = regex(
    r"""(?x)(?<![\w$])(?:allow_origins|origins?|[aA]llowedOrigins?|CORS_ALLOWED_ORIGINS|CORS_ORIGIN_WHITELIST)["']?
    \s{0,9}[:=]\s{0,9}(?:\[\s{0,9})?
    (?:process\.env\.(?P<read>[A-Z][A-Z0-9_]{2,60})
    |[\w.]{0,40}(?:getenv|environ\.get|onfig\w{0,20}\.get(?:<\w{1,20}>)?|env(?:\.list)?)\(\s{0,9}["'](?P<asked>[A-Z][A-Z0-9_]{2,60})["']
    |os\.environ\[["'](?P<must>[A-Z][A-Z0-9_]{2,60})["']\])"""
)
_FILES = regex(
    r"(?i)(?:^|/)(?:ecosystem[\w.-]*\.(?:c?js|json)|[\w.-]*compose[\w.-]*\.ya?ml|\.env\.prod\w*(?:\.example)?|[\w.@-]+\.service"
    r"|appspec\.ya?ml|[\w.-]*\.(?:tf|tfvars))$|\.github/workflows/"
)
_STACKS = regex(
    r"(?:^|/)(?:cdk|infra(?:structure)?|pulumi)/(?:[\w.-]{1,60}/){0,4}[\w.-]+\.(?:[mc]?[jt]s|py)$"
    r"|[-_]stack\.(?:ts|js|py)$|(?:^|/)sst\.config\.ts$"
)
_CHOSEN = regex(r"\?[^?:\n]{1,200}:|\bif\b")
_OF_DEVELOPERS = regex(r"(?i)(?:^|[/_.-])(?:local|dev(?:elop(?:ment)?)?|test)(?:[/_.-]|$)")
_LOCAL = regex(r"(?i)https?://(?:localhost|127\.)")


def handed_in(tree: Tree, apps: Iterable[App]) -> Iterator[ApplicationCors]:
    """One fact for each row that lets everybody in, or a developer's page, by such a variable."""
    taken = frozenset(name for app in apps for source in app.serving for name in _taken(source))
    # Of names that say what they are for, the readers of those files tell themselves.
    names = frozenset(name for name in taken if not origins_in(name, "*"))
    if not names:
        return
    given = rf"(?P<name>{'|'.join(sorted(names))})[\"']?\s{{0,9}}[:=]\s{{0,9}}(?P<value>[^#\n]{{1,400}})"
    row = re.compile(rf"^[^#/\n]{{0,60}}?(?<![\w$.])[\"']?{given}")
    for path in tree.paths:
        wanted = (_FILES.search(path) or _STACKS.search(path)) and not _OF_DEVELOPERS.search(path)
        text = tree.open_text(path) if wanted else None
        if isinstance(text, str):
            yield from _in_file(tree.with_text(path, text, EvidenceKind.CODED), row)


def _taken(source: Source) -> Iterator[str]:
    if "cors" in source.lower:
        for match in _TAKEN.finditer(source.code):
            yield match[match.lastgroup or 0]


def _in_file(snippet: Snippet, row: re.Pattern[str]) -> Iterator[ApplicationCors]:
    """The rows of a file that `row` finds: the name of a variable, and its value."""
    if snippet.environment in (DEVELOPMENT, TEST):
        return
    told: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, line in enumerate(snippet.rows, start=1):
        if (match := row.search(line[:1_000])) and _is_given(snippet.path, match["value"]):
            told.setdefault(match["name"], []).append((number, origins_in("CORS_ORIGINS", match["value"])))
    for rows in told.values():
        # Given again for another stage, the first one is for developers.
        number, origins = rows[0]
        if len(rows) == 1 and ("*" in origins or any(map(_LOCAL.match, origins))):
            yield ApplicationCors(
                kind=snippet.kind, at=snippet.at(number), environment=snippet.environment, origins=origins
            )


def _is_given(path: str, value: str) -> bool:
    """A program that makes what runs gives every website, at least where it is given none; it may choose pages."""
    return not _STACKS.search(path) or ("*" in value and not _CHOSEN.search(value))
