"""Databases that production's settings look for on the team's machines: where the application runs, or by number."""

from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.environments import PRODUCTION
from holdfast.model.evidence import Location
from holdfast.model.facts import Database, Placement
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.availability.literal_hosts import led_by_text
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.settings_files.flat import yaml_entries
from holdfast.readers.repository.source.spring_files import SpringFiles

_NUMBER = r"(?!10\.|192\.168\.|172\.)(?:\d{1,3}\.){3}\d{1,3}"
"""A public one, which no managed database has for its address: a server of the team's own, as a rule the only one."""
_HERE = rf"(?:{OWN_MACHINE}|172\.\d{{1,2}}\.0\.1|host\.docker\.internal|{_NUMBER})"
"""Also as a container calls the machine below it."""
_IS_HERE = regex(rf"(?i)[\"']?{_HERE}[\"']?")
_DJANGO = regex(
    r"[\"']ENGINE[\"']\s*:\s*[\"'][\w.]{0,40}(?<![a-z])(?P<engine>mysql|postgresql|postgis)(?:_\w{1,20}|\.connector\.django)?[\"']"
    rf"[^{{}}]{{0,600}}?(?P<host>[\"']HOST[\"']\s*:\s*[\"']{_HERE}[\"'])"
)
_SEQUELIZE = regex(r"\bproduction[\"']?\s*:\s*\{(?P<body>[^{}]{0,800})\}")
_HOST = regex(rf"\bhost[\"']?\s*:\s*[\"']{_HERE}[\"']")
_DIALECT = regex(r"\bdialect[\"']?\s*:\s*[\"'](?P<engine>mysql|mariadb|postgres)[\"']")
_SPRING = regex(
    rf"(?i)[\"']?jdbc:(?:log4jdbc:|p6spy:)?(?P<engine>mysql|mariadb|postgresql)://{_HERE}(?::\d{{1,5}})?/[^$]{{0,300}}"
)
_SPRING_KEY = regex(r"(?i)(?:^|\.)datasource\.(?:[\w-]{1,40}\.)?(?:jdbc-?)?url$")
_UNTOUCHED = regex(r"\bdatabase_production\b")
"""As the tool that makes the file calls it: nobody has written anything for production there."""
_NOT_SERVED = regex(r"(?i)(?:^|[/_.-])(?:local|dev(?:elopment)?|test(?:ing|s)?|example)(?:[/_.-]|$)")
_ENGINES = {
    "postgis": "postgresql",
    "postgres": "postgresql",
    "mysql2": "mysql",
    "trilogy": "mysql",
    "pg": "postgresql",
}
_MOST_LINES = 7
_SAMPLE = regex(
    r"(?:^|/)config/database(?:\.yml\.(?:example|sample|default|dist|template)|[._](?:example|sample|template)\.yml)$"
)

_TELLS = regex(
    r"(?i)\.(?:tf|ya?ml|sh|ps1|md|json|env[\w.-]*|conf|service|toml|rb|ts|py|txt)$|(?:^|/)(?:\.env[\w.-]*|Dockerfile|Procfile|Makefile)$"
)
_ELSEWHERE = regex(
    r"(?i)rds\.amazonaws|aws_db_instance|aws_rds_cluster|AWS::RDS|\brds\b|\baurora\b|(?:DATABASE|DATASOURCE)_URL\s*[:=]|--?D?spring\.datasource\.url|\bplanetscale\b|\bneon\.tech"
)


def on_own_host(tree: Tree, apps: Iterable[App], found: Iterable[Database]) -> Iterator[Database]:
    """`found`, with those put onto the host that settings look for there; not where anything tells of another place."""
    known = tuple(found)
    open_ = any(one.placement is Placement.UNKNOWN for one in known)
    here = {**dict(_in_samples(tree)), **dict(_here(tree, apps))} if open_ else {}
    written = dict(_written_out(apps)) if open_ and not _is_contained(tree) else {}
    anywhere, in_force = _kept_elsewhere(tree) if here or written else (False, False)
    # A word in a remark takes nothing from what the program itself has written out.
    here = {**({} if in_force else written), **({} if anywhere else here)}
    for one in known:
        at = here.get(one.engine) if one.placement is Placement.UNKNOWN else None
        yield one if at is None else replace(one, at=at, placement=Placement.HOST)


_CONTAINED = regex(r"(?i)(?:^|/)(?:[\w.-]*dockerfile[\w.-]*|[\w.-]*compose[\w.-]*\.ya?ml)$")
_KEPT_RUNNING = regex(r"(?:^|/)(?:ecosystem|pm2|process)\.[\w.-]{2,30}$|\.service$|(?:^|/)supervisord?\.conf$")
"""What starts a program on the host itself, whatever else is there."""


def _is_contained(tree: Tree) -> bool:
    """In a container the machine that a program calls its own is not the host."""
    return any(map(_CONTAINED.search, tree.paths)) and not any(map(_KEPT_RUNNING.search, tree.paths))


def _written_out(apps: Iterable[App]) -> Iterator[tuple[str, Location]]:
    for app in apps:
        for source in app.serving:
            if not is_developers(source.path) and not _NOT_SERVED.search(source.path[len(app.root) :]):
                yield from islice(led_by_text(source), 1)


def _kept_elsewhere(tree: Tree) -> tuple[bool, bool]:
    """Whether anything tells of another place, and whether more than a remark beside a file's own lines does."""
    anywhere = False
    for path in tree.paths:
        if not _TELLS.search(path) or path.endswith("database.yml"):
            continue
        text = tree.open_text(path)
        if not isinstance(text, str) or not _ELSEWHERE.search(text):
            continue
        if path.endswith((".md", ".txt")) or _ELSEWHERE.search(_REMARK.sub("", text)):
            return True, True
        anywhere = True
    return anywhere, False


_REMARK = regex(r"(?m)^[^\S\n]*(?:#|//)[^\n]*$")


def _shares_network(tree: Tree) -> bool:
    """Containers are put into the host's own network, where they reach what it runs by its name."""
    texts = (tree.open_text(path) for path in tree.paths if _STARTS_THEM.search(path))
    return any(isinstance(text, str) and _OF_HOST.search(text) for text in texts)


_STARTS_THEM = regex(r"(?i)(?:^|/)[\w.-]*compose[\w.-]*\.ya?ml$|\.(?:sh|ya?ml|md)$|(?:^|/)(?:Makefile|Jenkinsfile)$")
_OF_HOST = regex(r"network_mode[\"']?:\s*[\"']?host\b|--net(?:work)?[= ]host\b")
_WITHIN = regex(rf"(?i)//{OWN_MACHINE}[:/]")


def _here(tree: Tree, apps: Iterable[App]) -> Iterator[tuple[str, Location]]:
    """The engine and the place of each such setting; a container's own machine is no host."""
    for app in apps:
        for source in app.serving:
            if not is_developers(source.path) and not _NOT_SERVED.search(source.path[len(app.root) :]):
                yield from _in_source(source)
        for snippet in app.settings:
            if snippet.name == "database.yml":
                yield from _in_rails(snippet)
        told = list(_in_spring(SpringFiles(app)) if app.family == "jvm" else ())
        within = told and _is_contained(tree) and not _shares_network(tree)
        yield from (one for one in told if not (within and _WITHIN.search(one[1].quote)))


def _in_source(source: Source) -> Iterator[tuple[str, Location]]:
    if source.language == "python" and source.mentions("databases"):
        for match in _DJANGO.finditer(source.code):
            if not only_for_developers(source, match.start()):
                yield _named(match["engine"]), source.at(match.start("host"), match.end("host"))
    elif source.mentions("dialect") and source.mentions("production"):
        for match in _SEQUELIZE.finditer(source.code):
            host, dialect = _HOST.search(match["body"]), _DIALECT.search(match["body"])
            if host and dialect and not _UNTOUCHED.search(match["body"]):
                start = match.start("body")
                yield _named(dialect["engine"]), source.at(start + host.start(), start + host.end())


def _in_spring(files: SpringFiles) -> Iterator[tuple[str, Location]]:
    """What is written for every profile, or for production's own, and is no variable's default."""
    for snippet, entry in files.entries:
        match = _SPRING.fullmatch(entry.value[:400]) if _SPRING_KEY.search(entry.key) else None
        if match is not None and not files.is_elsewhere(snippet, entry):
            yield _named(match["engine"].lower()), snippet.at(entry.line)


def _in_rails(snippet: Snippet) -> Iterator[tuple[str, Location]]:
    """Production's own part names no host, and what it takes over names this machine, or a socket on it."""
    entries = yaml_entries(snippet)
    own = [entry for entry in entries if entry.key.partition(".")[0] == PRODUCTION]
    taken = {entry.value.removeprefix("*") for entry in own if entry.key.endswith(".<<")}
    parts = {entry.key for entry in entries if entry.value.startswith("&") and entry.value[1:] in taken}
    shared = [entry for entry in entries if entry.key.rpartition(".")[0] in parts]
    told = {entry.key.rpartition(".")[2]: entry for entry in (*shared, *own)}
    adapter, host, socket = told.get("adapter"), told.get("host"), told.get("socket")
    if adapter is None or "url" in told:
        return
    place = host if host and _IS_HERE.fullmatch(host.value) else None if host else socket
    engine = _named(adapter.value.strip("\"'").lower())
    if place is not None:
        yield engine, snippet.at(place.line)
    elif host is None and engine == "postgresql" and "database" in told and "username" not in told:
        # Neither a host nor a name: the socket of a server on the same machine, as the user who runs the program.
        # What Rails writes by itself names a user, and says nothing of where the server is.
        yield engine, snippet.at(own[0].line, min(own[-1].line, own[0].line + _MOST_LINES))


def _in_samples(tree: Tree) -> Iterator[tuple[str, Location]]:
    """What is copied to become Rails' settings, where the repository keeps none of its own."""
    for path in tree.paths:
        if not _SAMPLE.search(path) or f"{path.rpartition('/')[0]}/database.yml" in tree.paths:
            continue
        text = tree.open_text(path)
        if isinstance(text, str):
            yield from _in_rails(Snippet(path, text))


def _named(engine: str) -> str:
    return _ENGINES.get(engine, engine)
