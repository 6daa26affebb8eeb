"""Databases that the host is to keep running beside the application: units that one needs, programs of supervisor."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.led_here import beside

_NEEDS = regex(
    r"^(?P<how>Requires|BindsTo|Wants|After)\s*=[^\n]{0,200}?"
    r"\b(?:(?P<postgresql>postgresql)|(?P<mysql>mysqld?)|(?P<mariadb>mariadb)|(?P<mongodb>mongod))(?:@[\w-]{1,40})?\.service\b"
)
_PROGRAM = regex(r"^\[program:(?P<name>[\w.-]{1,80})\]")
_SERVER = regex(
    r"^command\s*=\s*(?:\S*/)?(?:(?P<postgresql>postgres|pg_ctl\w*)|(?P<mysql>mysqld(?:_safe)?)"
    r"|(?P<mariadb>mariadbd?(?:-safe)?)|(?P<mongodb>mongod))(?![\w.])"
)
_NAMED = regex(
    r"^(?:(?P<postgresql>postgres(?:ql)?)|(?P<mysql>mysqld?)|(?P<mariadb>mariadb)|(?P<mongodb>mongo(?:db|d)?))$"
)


def needed(snippet: Snippet) -> Iterator[Database]:
    """The database that the same host is to start for the unit; one it only starts behind may have moved since."""
    rows = enumerate(snippet.rows, start=1)
    found = [(number, match) for number, row in rows if (match := _NEEDS.match(row[:500]))]
    wanted = [(number, match) for number, match in found if match["how"] not in ("After", "Wants")]
    for number, match in (wanted or found)[-1:]:
        told = beside(snippet, number, match.lastgroup or "", snippet.environment)
        # The step that installs it says it better than a unit of the same guide.
        sure = wanted and snippet.kind is not EvidenceKind.INSTRUCTED
        yield told if sure else replace(told, kind=EvidenceKind.CLAIMED)


def kept_beside(snippet: Snippet) -> Iterator[Database]:
    """One for each program that is a database's server, by its command or its name."""
    at = 0
    for number, row in enumerate(snippet.rows, start=1):
        if program := _PROGRAM.match(row[:200]):
            named = _NAMED.match(program["name"].lower())
            at = 0 if named else number
            if named:
                yield beside(snippet, number, named.lastgroup or "", snippet.environment)
        elif at and (server := _SERVER.match(row[:500])):
            yield beside(snippet, at, server.lastgroup or "", snippet.environment)
