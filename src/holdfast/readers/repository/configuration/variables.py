"""Settings as `NAME=value` that a guide shows for a server's environment file: secrets written out, keys, origins."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    ApplicationCors,
    ConfigurationLoader,
    Credential,
    CredentialForm,
    ExposedSecret,
    Fact,
    Placement,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.emulators import opens_nothing
from holdfast.readers.repository.configuration.exposed import form_of, is_exposed, looks_random
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.availability.connection_strings import dialled
from holdfast.readers.repository.source.availability.placements import placement_of
from holdfast.readers.repository.source.settings_files.flat import spring_entries

_ROW = regex(r"^\s*(?:export\s+|ENV\s+|-\s+)?(?P<name>[A-Za-z_][\w.]*)\s*[=:]\s*(?P<value>\S.*?)\s*$")
_CAPITALS = regex(r"^\s*[A-Z][A-Z0-9_]{2,60}=")
_DOTTED = regex(r"^\s*(?:spring|server|jwt|cloud|aws|management|app)\.[\w.\[\]-]{2,80}\s*=")
_NESTED = regex(r"(?m)^(?:spring|jwt|cloud):[^\S\n]*(?:#[^\n]*)?\n(?:[^\S\n]*(?:#[^\n]*)?\n){0,4}[^\S\n]+[\w.-]{1,60}:")
_ACCESS_KEY = regex(r"^(?!\w*SECRET)(?:\w+_)?(?:AWS|S3)_(?:\w+_)?ACCESS_?KEY(?:_?ID)?$", re.IGNORECASE)
"""The public half of a key of AWS, as applications name it."""

_ORIGINS = regex(
    r"^(?:\w+_)?CORS_?(?:\w+_)?(?:ORIGINS?|WHITELIST|URLS?|DOMAINS?)$"
    r"|^(?!\w*(?:CSRF|TRUSTED|EMBED|FRAME))(?:\w+_)?ALLOW(?:ED)?_?(?:CORS_?)?ORIGINS?(?:_?PATTERNS?)?$"
)
_OF_SITES = regex(r"^(?:\w+_)?(?:SITE|FRONT_?END|CLIENT|WEB|WEBSITE|APP|UI)_?ORIGINS?$")
"""One website's own address, unless it names several, or all."""
_EVERYBODY = regex(r"^(?:\w+_)?CORS_(?:ORIGIN_)?ALLOW_ALL(?:_ORIGINS)?$")
"""A switch that lets every website in."""
_ON = frozenset(("true", "1", "yes", "on"))
_ORIGIN = regex(r"https?://[\w.*-]+(?::\d+)?|(?<![\w/])\*(?![\w/])")
_CONNECTION = regex(
    r"\b(?:jdbc:)?(?P<engine>postgres(?:ql)?|mysql|mariadb|mongodb)(?:\+\w+)?://(?:[^\s\"'/@]{1,200}@)?"
    r"(?P<host>[\w.${}:-]{1,200})",
    re.IGNORECASE,
)
_RDS_VARIABLE = regex(r"\$\{?\w*rds\w*", re.IGNORECASE)
_TOLD = frozenset({Placement.RDS, Placement.AURORA, Placement.EXTERNAL})
_LOCAL = regex(r"(?i)로컬|개발 ?환경|local|develop|\bdev\b|ローカル|開発")


def is_settings(text: str) -> bool:
    """Every line that says something gives a variable in capitals, or one of Spring's, its value; at least two do."""
    rows = [row for row in text.splitlines() if row.strip() and not row.lstrip().startswith("#")]
    return len(rows) > 1 and any(all(map(form.match, rows)) for form in (_CAPITALS, _DOTTED))


def is_nested(text: str) -> bool:
    """An `application.yml`, or a part of one."""
    return _NESTED.search(text) is not None


def setting_facts(snippet: Snippet, name: str, value: str, line: int) -> Iterator[Fact]:
    """What one variable of a running application says, whoever sets it.

    Args:
        snippet: the text it stands in.
        name: of the variable.
        value: as written, without quotes.
        line: of the snippet's text, from 1.
    """
    at = snippet.at(line)
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old, "at": at}
    guided = snippet.kind in (EvidenceKind.INSTRUCTED, EvidenceKind.CLAIMED)
    if is_exposed(name, value) and (looks_random(value) or not guided):
        yield ExposedSecret(**said, name=name, form=form_of(name, value))
        if is_secret(name) and form_of(name, value) != "aws-key":
            # Whoever follows the text starts the application with a value that everybody can read.
            yield ConfigurationLoader(**said, source="file", missing="default", names=(name,))
    if _ACCESS_KEY.match(name) and value and not opens_nothing(value):
        yield Credential(**said, form=CredentialForm.STATIC_KEY, holder="application")
    origins = origins_in(name, value)
    if origins:
        yield ApplicationCors(**said, origins=origins)


def origins_in(name: str, value: str) -> tuple[str, ...]:
    """The websites that a variable lets in, each once; none when it is about something else, or names none."""
    if _EVERYBODY.match(name.upper()):
        return ("*",) if value.strip("\"' ").lower() in _ON else ()
    several = "," in value or value.strip("\"' ") == "*"
    if _ORIGINS.match(name.upper()) or (several and _OF_SITES.match(name.upper())):
        return tuple(dict.fromkeys(_ORIGIN.findall(value[:2_000])))
    return ()


_WORDS = regex(r"^\s*(?:#|//|;)\W*(?!(?:export\s+)?[\w.-]{1,80}\s?=(?!=))(?P<words>\w[^\n]*)$")
"""What a remark says; a setting that is commented out is none."""
_CHAPTER = regex(r"(?i)\bcors\b|cross[- ]?origin|교차 ?출처|オリジン間")
_SITES = regex(
    r"^(?!\w*(?:METHOD|HEADER|CSRF|TRUSTED|CREDENTIAL|COOKIE))\w*(?:HOST|ORIGIN|URL|DOMAIN|SITE|CLIENT|FRONT)\w*$"
)


def chapter_of(row: str, before: str) -> str:
    """What the settings from this row on are for, by the last remark with words in it; a blank row ends that."""
    told = _WORDS.match(row[:400])
    return told["words"] if told else before if row.strip() else ""


def meant(name: str, chapter: str) -> str:
    """The setting's name, or that of origins where it stands below a remark about them: `ALLOWED_HOSTS`, say."""
    return "CORS_ORIGINS" if _CHAPTER.search(chapter) and _SITES.match(name.upper()) else name


def database_in(value: str) -> tuple[str, Placement] | None:
    """Engine and placement of the database that a connection leads to, where its address tells who keeps it."""
    found = connection_in(value)
    if found is None and (match := _AT_RDS.fullmatch(value.strip("\"' "))):
        return "sql", placement_of(match[0], "sql", None)
    return found if found and found[1] in _TOLD else None


_AT_RDS = regex(r"[\w-]{1,80}\.[\w.-]{1,80}\.rds\.amazonaws\.com(?:\.cn)?(?::\d{2,5})?")
"""The address alone, whose name says which database it is."""


def connection_in(value: str) -> tuple[str, Placement] | None:
    """Engine and placement of the database that a connection leads to; UNKNOWN where its address does not tell."""
    match = _CONNECTION.search(value[:2_000])
    if match is None:
        driven = dialled(value[:2_000])
        return (driven[0], placement_of(driven[1], driven[0], None)) if driven else None
    engine = {"postgres": "postgresql"}.get(match["engine"].lower(), match["engine"].lower())
    host = match["host"]
    return engine, Placement.RDS if _RDS_VARIABLE.match(host) else placement_of(host, engine, None)


def file_in(name: str, value: str) -> tuple[str, Placement] | None:
    """SQLite or H2, where a setting of this name leads to its file: it lies on the machine the application runs on."""
    text = value[:500].strip("\"' ")
    if _H2.match(text):
        return ("h2", Placement.HOST) if _ABOUT_FILE.search(name) else None
    kept = _FILE.search(text) is not None and ":memory:" not in text
    return ("sqlite", Placement.HOST) if kept and _ABOUT_FILE.search(name) else None


_FILE = regex(
    r"(?i)^(?:(?:jdbc:)?sqlite(?:\+\w+)?:|file:|data ?source\s?=\s?)?[\w./${}-]*[\w}]\.(?:db|sqlite3?)(?:[?;]|$)"
    r"|^(?:jdbc:)?sqlite(?:\+\w+)?:(?:/+|\.{1,2}/)[\w$]"
)
_H2 = regex(r"(?i)^jdbc:h2:(?:file:|(?=[~./]))(?!\$)")
_ABOUT_FILE = regex(
    r"(?i)^connectionstrings__\w{1,40}$|(?:^|_)(?:database|db|sqlite|datasource)(?:_(?:url|uri|path|file(?:name|_path)?|location|dsn|name))?$"
)
_BY_NAME = regex(
    r"^(?:\w+_)?(?:(?:DATABASE|DB|DATASOURCE|RDS|(?P<engine>MYSQL|MARIADB|POSTGRES(?:QL)?|PG|MONGO(?:DB)?))_?"
    r"(?:URL|URI|(?:HOST|SERVER)(?:_?NAME)?|ADDR(?:ESS)?|ENDPOINT|DSN)|DATABASE_CONNECTION\w*)$",
    re.IGNORECASE,
)
_ENGINES = {"pg": "postgresql", "postgres": "postgresql", "mongo": "mongodb"}


def told_by_name(name: str) -> tuple[str, Placement] | None:
    """Engine and placement of the database that a setting of this name leads to; "sql" where any may be meant."""
    match = _BY_NAME.match(name)
    if match is None:
        return None
    engine = (match["engine"] or "sql").lower()
    return _ENGINES.get(engine, engine), Placement.RDS if "RDS" in name.upper() else Placement.UNKNOWN


def is_for_developers(snippet: Snippet) -> bool:
    """A part of a guide that speaks of a developer's own machine, or of tests."""
    return snippet.environment in (DEVELOPMENT, TEST) or _LOCAL.search(snippet.heading) is not None


def read_settings(snippet: Snippet) -> Iterable[Reading]:
    """The facts of a block of settings; those of a developer's own machine say nothing."""
    if is_for_developers(snippet):
        return
    if is_nested(snippet.text):
        for entry in spring_entries(snippet):
            if entry.profile not in (DEVELOPMENT, TEST) and entry.value:
                yield from setting_facts(snippet, entry.key, entry.value.strip("\"'"), entry.line)
        return
    chapter = ""
    for number, row in enumerate(snippet.rows, start=1):
        match = _ROW.match(row[:2_000])
        chapter = chapter_of(row, chapter)
        if match and not row.lstrip().startswith("#"):
            yield from setting_facts(snippet, meant(match["name"], chapter), match["value"].strip("\"'"), number)


READER = Reader(
    name="variables", serves=frozenset(("access", "configuration", "cors")), wants=lambda _: False, read=read_settings
)
"""Blocks of settings in guides; files of them are nobody's to read: they hold real secrets, or none."""
