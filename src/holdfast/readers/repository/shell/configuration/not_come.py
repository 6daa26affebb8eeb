"""Settings that AWS did not give: a script writes down nothing in their place, or says so and goes on without them."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret, leads_to_database
from holdfast.readers.repository.shell.configuration.required import TELLS, branch_of
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import GIVES_UP, TESTS, Command, Document

_ROW = regex(
    r"^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*=[\"']?(?:\$\(|`)[ \t]*(?P<call>aws[ \t]+\w+[ \t]+[\w-]+|[\w./-]{1,80})"
)
"""A row of settings whose value a command gives: what becomes of that command nobody ever asks."""
_STANDS_IN = regex(
    r"(?:^|[\s\"'])(?P<name>[A-Za-z_]\w*)=[\"']?(?:\$\(|`)[^\n]{1,300}?\|\|\s*(?:echo|printf)\s+(?:-n\s+)?[\"']?[^\"'\s$)`]"
)
"""What is written down instead, so that nothing seems to be missing."""
_PUTS = frozenset(("=", "cp", "mv", "touch", "install", "ln", "chmod", "chown"))
_MOST = 60


def fetching(source: Source) -> frozenset[str]:
    """The functions of a script by which it asks AWS for a setting, and which do not end it themselves."""
    asks = {one.function for one in source.commands if one.function and FETCHES_SECRETS.search(one.text)}
    ending = {one.function for one in source.commands if one.function and one.name in GIVES_UP}
    return frozenset(name for name in asks - ending if name)


def rows_written(command: Command, functions: frozenset[str]) -> Iterator[Command]:
    """Each row of a here-document that holds what AWS gives, as a command that writes this row."""
    document = command.document
    if document is None or document.quoted:
        return
    for line, row in enumerate(document.text.split("\n"), start=document.line):
        match = _ROW.match(row[:400])
        if match and (match["call"] in functions or FETCHES_SECRETS.search(" ".join(match["call"].split()))):
            yield replace(command, line=line, end_line=line, args=(), document=Document(row, line))


def stood_in(carrier: Command) -> str | None:
    """The secret, or the way to the database, that something made up takes the place of; None for no such."""
    said = " ".join((*carrier.args, carrier.document.text if carrier.document else ""))
    match = _STANDS_IN.search(said[:4_000])
    name = match["name"] if match else ""
    return name if name and (is_secret(name.upper()) or leads_to_database(name.upper())) else None


def passed_over(source: Source, fetch: Command, name: str) -> Location | None:
    """Where a script that looks at a fetched value, and finds none, says so or does nothing, and goes on."""
    behind = source.commands[fetch.order + 1 :]
    test = next((one for one in behind if one.name in TESTS and _asks(one, name)), None)
    if test is None or test.negated:
        return None
    there = "-z" not in test.args
    following = source.commands[test.order + 1 : test.order + _MOST]
    depth = len(test.branch)
    empty = branch_of(following, depth, ("else ", "|| ") if there else ("if ", "&& "))
    filled = branch_of(following, depth, ("if ", "&& ") if there else ("else ", "|| "))
    lasts = [one for one in (*empty, *filled) if one.end_line - test.line < MAX_LINES]
    goes_on = all(one.name in _PUTS or TELLS.match(one.name) for one in empty)
    if not lasts or not goes_on or not (empty or there):
        return None
    return source.place(test, max(lasts, key=lambda one: one.end_line))


def _asks(test: Command, name: str) -> bool:
    asked = " ".join(test.args)[:400]
    return re.fullmatch(rf"(?:-[nz] )?\$\{{?{re.escape(name)}\}}?", asked) is not None
