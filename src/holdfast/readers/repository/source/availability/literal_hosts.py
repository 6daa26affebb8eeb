"""Databases whose host a program has written into it, on the machine where it runs itself."""

from bisect import bisect
from collections.abc import Iterator, Sequence

from holdfast.model.evidence import Location
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.source.availability.connection_strings import dialled
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_MENTIONS = (
    "mysql",
    "postgres",
    "psycopg",
    "pgx",
    "pg_",
    "'pg'",
    '"pg"',
    "mongo",
    "mariadb",
    "asyncpg",
    "pdo(",
    "db_host",
)
_TEXT = regex(r"[\"'`](?P<said>[^\"'`\n]{3,300})[\"'`]")
_HERE = regex(rf"(?i)^{OWN_MACHINE}(?::\d{{2,5}})?$")
_URL = regex(
    rf"(?i)^(?:jdbc:)?(?P<engine>postgres(?:ql)?|mysql2?|mariadb|mongodb)(?:\+\w+)?://(?:[^\s/@]{{0,200}}@)?{OWN_MACHINE}(?=[:/?]|$)"
)
_INSTEAD = regex(
    r"(?:\|\||\?\?|\?:|\bor\b|\belse\b|:\s?\?|[?]\s?[^\n:]{0,80}:)\s*$"
    r"|(?i:env\w*|get\w*|fetch|lookup\w*|setdefault|config\w*|cast|flag\.\w+|string\w*|default\w*|param\w*|option\w*)\]?\s{0,3}\(\s{0,40}[^()\n]{0,120},\s{0,40}(?:\w{1,20}\s?[=:]\s?)?$"
    r"|(?i:default\w*|placeholder|example|description|help)[\"']?\s{0,3}(?:[=:]|=>)\s{0,3}$"
)
"""What stands before a value that is only taken where another one is missing."""
_WHERE_MISSING = regex(
    r"\bif\b[\s(]{1,5}(?:(?:!|not\s)\s?(?P<asked>[\w$.]{2,80})|(?P<empty>[\w$.]{2,80})\s?"
    r"(?:===?\s?(?:undefined|null|nil|\"\"|'')|is None))"
    r"\s?\)?\s{0,9}[:{]?\s{0,40}(?:(?P=asked)|(?P=empty))\s?=\s{0,9}$"
)
"""The same name gets the value only where it has none."""
_BEFORE_OTHERS = regex(r"^\s{0,40}(?:\|\||\?\?|\bor\b|\bif\b)")
_NAMES_HOST = regex(
    r"(?i)(?:^|[^\w])(?:[\w$]*(?:db|database|mysql|maria|pg|postgres|sql|mongo)[\w]*(?:host|server|addr)\w*|host(?:name)?|server(?:name)?|db_?server)[\"']?\s{0,9}"
    r"(?::=|=>|[=:,])\s{0,9}$"
    r"|\bnew\s+\\?mysqli\(\s*$|\bmysqli_(?:real_)?connect\(\s*(?:\$\w+,\s*)?$|\bpg_p?connect\(\s*$"
)
_OTHERS = regex(r"(?i)redis|smtp|mail|memcach|rabbit|amqp|kafka|elastic|cache|listen|socket|cors|origin|broker|ldap")
_ENGINE = regex(
    r"(?i)(?P<mysql>mysqli?|pymysql)|(?P<mariadb>mariadb)|(?P<postgresql>postgres|psycopg|asyncpg|pgx|pg_connect|['\"]pg['\"])|(?P<mongodb>mongo)"
)
_ENGINES = {"postgres": "postgresql", "mysql2": "mysql"}
_BY_STAGE = regex(r"(?i)[\"'\s{,](?:development|production)[\"']?\s{0,9}(?::|=>|=)\s{0,9}[{\[(]")
"""A table of settings by stage, of which production's own part is told by others."""
_NEAR = 240


def led_by_text(source: Source) -> Iterator[tuple[str, Location]]:
    """The engine and the place of each such text; none of one that only stands in for a setting."""
    if not source.mentions(*_MENTIONS) or not source.mentions("localhost", "127.", "::1"):
        return
    code = source.code
    if _BY_STAGE.search(code):
        return
    told = [(one.start(), str(one.lastgroup)) for one in _ENGINE.finditer(code)]
    for match in _TEXT.finditer(code):
        engine = _led(match["said"], code, match.start(), match.end(), told)
        if engine == "sql" and source.language == "php":
            engine = "mysql"  # what PHP speaks to where nobody says otherwise
        if engine is None or only_for_developers(source, match.start()):
            continue
        yield engine, source.at(match.start(), match.end())


def _led(said: str, code: str, start: int, end: int, told: Sequence[tuple[int, str]]) -> str | None:
    url, driven, here = _URL.match(said), dialled(said), _HERE.match(said)
    if url is None and driven is None and here is None:
        return None
    before = code[max(0, start - _NEAR) : start]
    if _INSTEAD.search(before) or _WHERE_MISSING.search(before) or _BEFORE_OTHERS.match(code[end : end + 60]):
        return None
    if url is not None:
        return _ENGINES.get(url["engine"].lower(), url["engine"].lower())
    if driven is not None:
        return driven[0] if _HERE.match(driven[1]) else None
    if here is None or not _NAMES_HOST.search(before) or _OTHERS.search(before.rpartition("{")[2][-120:]):
        return None
    return _engine_near(told, start)


def _engine_near(told: Sequence[tuple[int, str]], at: int) -> str:
    """The engine that the file speaks of nearest to a place."""
    after = bisect(told, (at, ""))
    near = min(told[max(0, after - 1) : after + 1], key=lambda one: abs(one[0] - at), default=None)
    return near[1] if near is not None else "sql"
