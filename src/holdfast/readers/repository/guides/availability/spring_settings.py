"""Databases to which Spring's settings lead that a guide shows for a server."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.variables import is_for_developers
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.source.availability.placements import placement_of

_ADDRESS = regex(
    r"(?i)^\s*(?:export\s+)?(?:spring[._])?(?:datasource[._])?(?:\w{1,30}\.)?(?:jdbc-?)?url\s*[=:]\s*[\"']?"
    r"jdbc:(?P<engine>mysql|mariadb|postgresql|oracle|sqlserver):(?:thin:)?(?P<rest>[^\s\"']{0,400})"
)
_LOGIN = regex(r"(?<=/)[^\s/@]{1,200}(?=@)|(?i:password)=[^&;\s]{1,200}")
_MOST_ROWS = 400


def spring_connections(guide: Guide) -> Iterator[Database]:
    """One of each engine: an address claims that there is one, and tells at most who keeps it."""
    seen: set[str] = set()
    for code in guide.codes:
        if "jdbc:" not in code.snippet.text or is_for_developers(code.snippet):
            continue
        for fact in _in_block(code):
            if fact.engine not in seen:
                seen.add(fact.engine)
                yield fact


def _in_block(code: Code) -> Iterator[Database]:
    for number, row in enumerate(code.snippet.rows[:_MOST_ROWS], start=1):
        match = _ADDRESS.match(row[:1_000])
        if match is None:
            continue
        common = code.common(number)
        login = _LOGIN.search(row[:1_000])
        common |= {"kind": EvidenceKind.CLAIMED, "at": covered(common["at"], login[0] if login else None)}
        engine = match["engine"].lower()
        host = match["rest"].lstrip("/@")
        yield Database(**common, engine=engine, placement=placement_of(host, engine, code.snippet.environment))
