"""Databases that settings of a running application look for on the very machine that it runs on."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.facts import ApplicationCors, Database, Fact, Placement, StandIn
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret
from holdfast.readers.repository.configuration.platform_settings import read_as_given
from holdfast.readers.repository.configuration.variables import connection_in, file_in, told_by_name
from holdfast.readers.repository.source.availability.connection_strings import dialled
from holdfast.readers.repository.source.settings_files.flat import Entry, yaml_entries
from holdfast.readers.repository.source.settings_files.marked_settings import ini_entries
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import NodeError

_ROW = regex(
    r"^\s*(?:export\s+|-\s+)?[\"']?(?P<name>[A-Za-z_]\w{1,60})[\"']?\s*[=:]\s*[\"']?"
    r"(?P<value>[\w:]{2,40}=[^\s\"'#]{0,500}(?:\s+\w{2,20}=[^\s\"'#]{0,100}){0,9}|[^\s\"'#]{1,500})"
)
_BELOW = r"(?:172\.1[78]\.0\.1|host\.docker\.internal)"
"""As a container calls the machine below it."""
_IS_BELOW = regex(rf"(?:^|[@/(]){_BELOW}(?=[:/)?]|$)")
_MACHINE = rf"(?:{OWN_MACHINE}|{_BELOW})"
_HERE = regex(rf"(?i)^{_MACHINE}(?::(?P<port>\d{{2,5}}))?/?$")
_LEADS_HERE = regex(rf"(?i)^(?:jdbc:)?[a-z][a-z0-9+]{{2,30}}://(?:[^\s/@]{{0,200}}@)?{_MACHINE}(?=[:/?]|$)")
_PORT = regex(r"(?i)^(?:\w+_)?(?:DB|DATABASE|MYSQL|MARIADB|POSTGRES(?:QL)?|PG|MONGO(?:DB)?)_?PORT$")
_DIALECT = regex(
    r"(?i)^(?:\w+_)?(?:DB|DATABASE|TYPEORM)_?(?:CONNECTION|DIALECT|TYPE|ENGINE|CLIENT|DRIVER|ADAPTER|VENDOR|PROVIDER)$"
)
_ENGINE = regex(r"(?i)postgres|pgsql|mysql|mariadb|mongo")
_ENGINES = {"postgres": "postgresql", "pgsql": "postgresql", "mongo": "mongodb"}
_PORTS = {"3306": "mysql", "5432": "postgresql", "27017": "mongodb"}


_PRODUCTIONS = regex(
    r"(?i)(?:^|/)(?:[\w-]{1,40}\.)?\.?env[._-](?:prod(?:uction)?|prd|live)$|(?:^|/)\.?(?:prod(?:uction)?|prd)\.env$"
    r"|(?:^|/)(?:deploy(?:ment)?|ops|systemd)/(?:[\w-]{1,40}/){0,2}(?!\w*(?:local|dev|test))[\w-]{1,40}\.env$"
    r"|(?:^|/)templates/(?:[\w.-]{1,60}/){0,3}[\w-]{0,40}\.?env(?:[._-](?:prod(?:uction)?|prd|live))?\.j2$"
)
"""Files that hold production's settings themselves; what a sample says of a host is to be changed.

Ansible fills its templates in on the hosts.
"""


def speaks_of_host(value: str) -> bool:
    """In a container, this value of a setting leads to the machine on which the container runs."""
    return _IS_BELOW.search(value[:2_000]) is not None


def led_here(rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The line, from 1, of each setting of a file that leads here, and the engine; "sql" where none is told.

    A file of SQLite leads to no host, and is told by others.
    """
    beside = _beside(rows)
    for number, row in enumerate(rows, start=1):
        match = _ROW.match(row[:2_000])
        if match is None:
            continue
        name, value = match["name"], match["value"]
        if _LEADS_HERE.match(value) or ((driven := dialled(value)) and _HERE.match(driven[1])):
            found = connection_in(value)
            if found is not None:
                yield number, found[0]
            continue
        named, here = told_by_name(name), _HERE.match(value)
        if named is not None and here is not None:
            yield number, named[0] if named[0] != "sql" else _PORTS.get(here["port"] or "", beside)


def _beside(rows: Sequence[str]) -> str:
    """The engine that the other settings name, by its kind or its port."""
    port = ""
    for row in rows:
        match = _ROW.match(row[:2_000])
        if match is None:
            continue
        kind = _ENGINE.search(match["value"]) if _DIALECT.match(match["name"]) else None
        if kind is not None:
            return _ENGINES.get(kind[0].lower(), kind[0].lower())
        port = match["value"] if _PORT.match(match["name"]) else port
    return _PORTS.get(port, "sql")


_FORMS = {
    ".ini": ini_entries,
    ".cfg": ini_entries,
    ".toml": ini_entries,
    ".properties": ini_entries,
    ".yml": yaml_entries,
    ".yaml": yaml_entries,
}
_OTHERS = regex(
    r"(?i)(?:^|/)(?:[\w.-]*compose[\w.-]*|application[\w.-]*|appsettings[\w.-]*|serverless[\w.-]*|values[\w.-]*|\.[\w.-]+)\.\w+$"
    r"|(?:^|/)\.[\w-]+/|(?:^|/)(?:k8s|kubernetes|helm|charts|kustomize|overlays|manifests|cloudformation|templates?|node_modules)/"
)
"""What other readers know better, or what tells a tool of machines and not the program of itself."""
_LEFT_OUT = frozenset(
    ("default", "master", "primary", "main", "write", "connection", "connections", "production", "prod")
)
"""Words between the database and its host that say nothing of either."""


def _is_of_program(path: str) -> bool:
    """Settings in a form of their own, which their name or folder gives to production."""
    form = posixpath.splitext(path)[1].lower()
    return (form in _FORMS or form == ".json") and not _OTHERS.search(path) and environment_of(path) == PRODUCTION


def _as_rows(snippet: Snippet) -> Iterator[tuple[int, str]]:
    """The same settings as rows of `NAME=value`, each with the line that it stands in."""
    form = _FORMS.get(posixpath.splitext(snippet.path)[1].lower())
    for entry in form(snippet) if form else _of_json(snippet):
        words = [word.removesuffix("s") if word == "databases" else word for word in entry.key.lower().split(".")]
        name = "_".join(word for word in words if word not in _LEFT_OUT).replace("-", "_")
        yield entry.line, f"{name}={entry.value}"


def _of_json(snippet: Snippet) -> Iterator[Entry]:
    try:
        waiting = [("", parse_json(snippet.text))]
    except NodeError:
        return  # told by whoever reads the same file for more
    while waiting:
        above, node = waiting.pop()
        for name, inner in node.entries().items():
            key = f"{above}.{name}".strip(".")
            if isinstance(inner.value, str | int):
                yield Entry(key, str(inner.value), inner.line)
            elif key.count(".") < _DEEPEST:
                waiting.append((key, inner))


_DEEPEST = 6


def _wants(path: str) -> bool:
    return bool(_PRODUCTIONS.search(path)) or _is_of_program(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if not _PRODUCTIONS.search(snippet.path):
        told = tuple(_as_rows(snippet))
        rows = [row for _, row in told]
        for number, engine in (*led_here(rows), *kept_in_file(rows)):
            yield beside(snippet, told[number - 1][0], engine, PRODUCTION)
        return
    for number, engine in (*led_here(snippet.rows), *kept_in_file(snippet.rows)):
        yield beside(snippet, number, engine, snippet.environment or PRODUCTION)
    given = [(number, _ROW.match(row[:2_000])) for number, row in enumerate(snippet.rows, start=1)]
    settings = [(number, match["name"], match["value"]) for number, match in given if match]
    left_out = (ApplicationCors, StandIn) if _is_to_be_filled_in(snippet, settings) else (ApplicationCors,)
    for number, name, value in settings:
        yield from (fact for fact in _as_given(snippet, number, name, value) if not isinstance(fact, left_out))


_HEADED = regex(
    r"(?i)\A(?:[^\w\n]{0,120}\n){0,3}#[^\n]{0,80}\b(?:template|sample|example|fill (?:in|out)|copy (?:this|to|me))\b"
    r"|\A(?:#[^\n]{0,200}\n){1,4}#?[^\w\n]{0,4}(?:copy|fill|replace|rename|change) (?:this|in|out|to|these|the|all)\b"
)


def _is_to_be_filled_in(snippet: Snippet, settings: Sequence[tuple[int, str, str]]) -> bool:
    """Whoever sets production up gives it secrets first: what else it leaves open is for them, too.

    Ansible's templates are filled in as they are.
    """
    secrets = [is_placeholder(value) for _, name, value in settings if is_secret(name)]
    left = sum(secrets)
    meant = left >= _SOME or _HEADED.match(snippet.text) is not None
    return left > 0 and 2 * left > len(secrets) and meant and not snippet.path.endswith(".j2")


_SOME = 2


def _as_given(snippet: Snippet, number: int, name: str, value: str) -> Iterator[Fact]:
    """What a setting says beside its secret; the source's own reader tells whom it lets in."""
    environment = snippet.environment or PRODUCTION
    said = {"kind": snippet.kind, "at": snippet.at(number), "environment": environment, "old": snippet.old}
    yield from read_as_given(said, snippet.name, name, value)


_SQLITE = regex(r"(?i)^(?:better[-_])?sqlite3?$")


def kept_in_file(rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The line, from 1, of the setting that has the data in a file beside the application: its path, or its sort."""
    told: list[tuple[int, str, bool]] = []
    for number, row in enumerate(rows, start=1):
        match = _ROW.match(row[:2_000])
        if match is None:
            continue
        name, value = match["name"], match["value"]
        found = file_in(name, value)
        if found is not None or (_DIALECT.match(name) and _SQLITE.match(value)):
            told.append((number, found[0] if found else "sqlite", found is not None))
    paths = [one for one in told if one[2]]
    yield from ((number, engine) for number, engine, _ in (paths or told)[:1])


def beside(snippet: Snippet, number: int, engine: str, environment: str | None) -> Database:
    """The database on the host to which line `number` leads, and which the application runs on, too."""
    return Database(
        kind=snippet.kind,
        at=snippet.at(number),
        environment=environment,
        old=snippet.old,
        engine=engine,
        placement=Placement.HOST,
        with_application=True,
    )


READER = Reader(
    name="production's settings",
    serves=frozenset({"availability", "backup", "capacity", "configuration", "releases"}),
    wants=_wants,
    read=_read,
)
"""Environment files, and settings in other forms, that a repository keeps for production."""
