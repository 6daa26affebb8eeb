"""Which databases the application connects to, and where their host names say they run."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Database, Placement
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.availability.connection_strings import connection_strings
from holdfast.readers.repository.source.availability.database_clients import (
    clients,
    connections,
    data_source,
    engine_of_package,
    only_signs_in,
    path_given,
)
from holdfast.readers.repository.source.availability.only_asked import is_in_memory, is_only_asked
from holdfast.readers.repository.source.availability.placements import ENGINES, LOCAL, default_placement, placement_of
from holdfast.readers.repository.source.availability.rds_hosts import host_in
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import assigned
from holdfast.readers.repository.source.settings_files.flat import leaves_production_out, yaml_entries
from holdfast.readers.repository.source.spring_files import address_above, developers_rows

_WORD = "|".join(sorted((re.escape(word) for word in ENGINES), key=len, reverse=True))
_URL = regex(
    rf"(?i)\b(?:jdbc:)?(?P<engine>{_WORD})(?:\+\w{{1,80}})?:(?://|h2:"
    rf"|mem:|file:|thin:@(?://)?|(?<=jdbc:h2:)(?=[~./])|(?<=jdbc:sqlite:)(?=[\w~./$]))"
    rf"(?:[^\s\"'/]{{1,200}}@)?(?P<host>[\w.\-${{}}:\[\]]{{0,200}})"
)
_CONFIGURED = regex(
    rf"""(?xi)
    \b(?:type|dialect|client|provider|adapter|drivername|connection)["']?\s{{0,80}}[:=]\s{{0,80}}["'](?P<named>{_WORD})["']
    |\b(?P<django>(?<=\.backends\.)(?<!search\.backends\.)(?:postgresql|postgis|mysql|sqlite3|oracle)|mysql(?=\.connector\.django)
        |(?<=django_tenants\.)postgresql(?=_backend))
    |\b(?P<mongoose>mongoose\s{{0,40}}\.(?:connect|createConnection)\(
        |MongooseModule\.forRoot|(?:new\ )?MongoClient\(|AsyncIOMotorClient\(
        |mongoengine\.connect\(|import\ \{{[^{{}}"']{{0,200}}\bconnect\b[^{{}}"']{{0,200}}\}}\ from\ ["']mongoose["'])
    |\b(?P<pg>new\ (?:pg\.)?Pool\(|psycopg2?\.connect\(|asyncpg\.(?:connect|create_pool)\(|PostgreSqlDriver
        |pgxpool\.New\()
    |\b(?P<mysql>mysql2?(?:\.\w{{1,80}})?\.create(?:Pool|Connection)\(|pymysql\.connect\(|MySQLdb\.connect\(|aiomysql\.)
    |\b(?P<file>sqlite3\.connect\(|new\ (?:sqlite3\.|BetterSqlite3\.)?Database\(|new\ DatabaseSync\(
        |aiosqlite\.connect\()
    |\b(?P<dynamo>new\ (?:Amazon)?DynamoDB(?:Client)?\(|DynamoDB\.DocumentClient\(
        |\.(?:resource|client)\(\s{{0,80}}["']dynamodb["']
        |DynamoDb(?:Async)?Client(?:\.|\ \{{)|AmazonDynamoDB(?:Async)?ClientBuilder\.|dynamodb\.New(?:FromConfig)?\(
        |Aws::DynamoDB::(?:Client|Resource)\.new|aws_sdk_dynamodb::Client::|createDynamoDb\(
        |dynamoose\.model\(|from\ pynamodb\.models\ import)
    """
)
_ABOUT = (
    "postgres",
    "mysql",
    "mariadb",
    "mongo",
    "sqlite",
    "mssql",
    "'pg'",
    '"pg"',
    "dynamodb",
    "pynamodb",
    "dynamoose",
    "psycopg",
    "asyncpg",
    "jdbc:",
    "cockroach",
    "aurora",
    "sqlserver",
    "oracle",
    "pgx",
)
_HOSTED = regex(
    r"(?P<client>[\"']@supabase/[\w-]{1,40}[\"']|\bfrom supabase import\b|[\"']@neondatabase/serverless[\"']"
    r"|(?P<mysql>[\"']@planetscale/database[\"'])|(?P<firestore>[\"'](?:@?firebase|@google-cloud)(?:-admin)?/firestore[\"']"
    r"|\bfirestore\.client\(|\w\.firestore\(|FirestoreClient\.get|\bfrom google\.cloud import firestore))"
    r"|\b(?:SUPABASE|NEON)_(?:DB_|DATABASE_)?URL\b(?!\s?(?::\s?[\w |\[\]]{1,40})?=\s?(?:[\"']{2}|None))"
)
"""Clients of services that keep the database, and settings that lead there unless they may stay empty."""
_MAKES_TABLE = regex(
    r"(?:\.[cC]reateTable|\bnew CreateTableCommand|\w\.create_table)\(\s{0,40}"
    r"(?:(?P<given>[A-Za-z_$][\w$]{0,60})\s{0,9}\))?"
)
_KEPT = regex(r"UpdateContinuousBackups|updateContinuousBackups|update_continuous_backups")
_OWN_DYNAMODB = regex(rf"(?i)https?://(?:{OWN_MACHINE}|dynamodb(?:-local)?):\d")
"""DynamoDB on a developer's machine."""

_DRIVER = regex(
    r"driver-?class-?name\s*[:=]\s*[\"']?(?:org|com)\.(?P<engine>postgresql|mysql|mariadb)\b", re.IGNORECASE
)
_MOST_DRIVERS = 8
_SECTION = regex(r"\b(development|dev|local|test|staging|production|prod)[\"']?\s{0,9}:\s{0,9}\{")
_MAPS = regex(r"(?i)typeorm|sequelize|knex|drizzle|mikro|database|orm")
_PRISMA = regex(r"(?m)^[^\S\n]*datasource\s+\w+\s*\{(?P<body>[^{}]{0,800})\}")


@record(frozen=True)
class _Sight:
    engine: str
    at: Location
    weight: int
    placement: Placement
    environment: str | None
    kind: EvidenceKind
    is_dependency: bool = False
    is_beside: bool = False
    file: Location | None = None
    point_in_time: bool | None = None


def databases(apps: Iterable[App]) -> Iterator[Database]:
    """One fact for each engine of the repository, at its most telling place."""
    best: dict[str, _Sight] = {}
    found = [sight for app in apps for sight in (*_at_aws(app, list(_sights(app))), *_tables(app))]
    served = {sight.engine for sight in found if not sight.is_beside}
    for sight in found:
        if sight.is_beside and sight.engine not in served and served - {"sqlite", "h2"}:
            continue  # a script reads another database than the program that serves
        known = best.get(sight.engine)
        if known is None or sight.weight > known.weight:
            best[sight.engine] = sight
    real = {engine for engine in best if engine not in {"sqlite", "h2", "dynamodb"}}
    for engine, sight in best.items():
        # SQLite and H2 beside a real database serve development and tests.
        if engine in {"sqlite", "h2"} and real:
            continue
        yield Database(
            kind=sight.kind,
            at=sight.at,
            environment=sight.environment,
            engine=engine,
            placement=sight.placement,
            point_in_time=sight.point_in_time,
            places={"dependency": sight.at} if sight.is_dependency else {"data": sight.file} if sight.file else {},
        )


def _sights(app: App) -> Iterator[_Sight]:
    serves = app.kind in {"server", "full-stack"}
    found = [sight for snippet in app.settings for sight in _in_settings(snippet)]
    for source in app.sources if serves else ():
        if source.mentions(*_ABOUT) and not paths.in_front_end(source.path, app.root) and source.by_hand:
            found += _in_source(source)
    found = _as_opened(app, found) or list(_laravel(app))
    yield from found
    # The drivers speak where the configuration does not, or only for development.
    if serves and all(sight.engine in {"sqlite", "h2"} for sight in found):
        listed = tuple(_in_manifests(app)) or (() if found else tuple(_connected(app)))
        # The name of a service tells where the database is, whose address is a variable.
        yield from (replace(one, placement=Placement.EXTERNAL) for one in listed) if any(_hosted(app)) else listed
        found += listed
    if not found:
        yield from [sight for sight, is_client in _hosted(app) if is_client][:1]


_NO_HOSTS = frozenset(("sqlite", "h2", "dynamodb", "mongodb", "firestore"))


def _at_aws(app: App, sights: list[_Sight]) -> list[_Sight]:
    """Where no other place is known, the address that stands apart tells that AWS keeps the database."""
    open_ones = [one for one in sights if one.placement is Placement.UNKNOWN and one.engine not in _NO_HOSTS]
    known = any(one.placement is not Placement.UNKNOWN for one in sights if one.engine not in _NO_HOSTS)
    led = host_in(app) if open_ones and not known else None
    if led is None:
        return sights
    host, at = led
    return [
        replace(
            one, placement=placement_of(host, "", None), at=at if one.is_dependency else one.at, is_dependency=False
        )
        if one in open_ones
        else one
        for one in sights
    ]


def _as_opened(app: App, found: list[_Sight]) -> list[_Sight]:
    """A server of which a connection string of .NET does not tell the engine has that of the driver that opens it."""
    if app.family != "csharp" or not any(one.engine == "sqlserver" for one in found):
        return found
    opened = {engine for engine, _, _ in clients(app)} - {"sqlite", "sql"}
    known = next(iter(opened)) if len(opened) == 1 else "sqlserver"
    return [replace(one, engine=known) if one.engine == "sqlserver" else one for one in found]


def _in_settings(snippet: Snippet) -> Iterator[_Sight]:
    if snippet.name.endswith(".prisma"):
        yield from _prisma(snippet)
        return
    if re.search(r"(?i)local|test|docker", snippet.name):
        return
    for engine, host, at in connection_strings(snippet):
        placement = placement_of(host, engine, snippet.environment)
        yield _sight(engine, snippet, at, 30 + (40 if placement is not Placement.UNKNOWN else 0), placement)
    rails = _rails(snippet) if snippet.name == "database.yml" else None
    if rails is not None:
        yield rails
    apart = rails is not None or leaves_production_out(snippet)
    drivers = 0
    local = developers_rows(snippet)
    for number, row in enumerate(snippet.rows, start=1):
        if row.lstrip().startswith(("#", "//")) or len(row) > 2000:
            continue
        match = _URL.search(row)
        if match is not None:
            placement = placement_of(match["host"], match["engine"], snippet.environment)
            weight = 30 + (40 if placement not in {Placement.UNKNOWN, Placement.EMBEDDED} else 0)
            weight = 10 if number in local else weight
            yield _sight(match["engine"], snippet, snippet.at(number), weight, placement)
            continue
        driver = _DRIVER.search(row) if drivers < _MOST_DRIVERS else None
        if driver is not None:
            drivers += 1
            # The URL is a setting; the class that connects to it tells at least the engine.
            at = snippet.at(address_above(snippet.rows, number), number)
            yield _sight(driver["engine"], snippet, at, 10 if number in local else 20, Placement.UNKNOWN)
            continue
        adapter = re.match(r"\s*adapter:\s*[\"']?(\w+)", row)
        if adapter and not apart and adapter[1].lower() in ENGINES:
            yield _sight(adapter[1], snippet, snippet.at(number), 25, default_placement(adapter[1]))


def _rails(snippet: Snippet) -> _Sight | None:
    """What production connects to, shown where its own part stands; the parts it takes over are everybody's."""
    entries = list(yaml_entries(snippet))
    # Written twice, the last one counts.
    head = max((number for number, entry in enumerate(entries) if entry.key == PRODUCTION), default=0)
    own = [entry for entry in entries[head:] if entry.key.partition(".")[0] == PRODUCTION]
    taken = {entry.value.removeprefix("*") for entry in own if entry.key.endswith(".<<")}
    parts = {entry.key for entry in entries if entry.value.removeprefix("&") in taken and entry.value.startswith("&")}
    adapters = [entry for entry in own if entry.key.endswith(".adapter")]
    adapters += [entry for entry in entries if entry.key.removesuffix(".adapter") in parts]
    told = next((entry for entry in adapters if entry.value.strip("\"'").lower() in ENGINES), None)
    if told is None:
        return None
    word = told.value.strip("\"'").lower()
    host = next((entry.value.strip("\"'") for entry in own if entry.key.endswith(".host")), "")
    placement = placement_of(host, word, None)
    rows = (told.line, told.line) if told in own else (own[0].line, min(own[-1].line, own[0].line + 7))
    at = snippet.at(*rows)
    return _sight(word, snippet, at, 25 if placement is default_placement(word) else 70, placement)


def _prisma(snippet: Snippet) -> Iterator[_Sight]:
    for match in _PRISMA.finditer(snippet.text):
        provider = re.search(r"(?m)^[^\S\n]*provider\s*=\s*\"(\w+)\"", match["body"])
        if provider is None or provider[1].lower() not in ENGINES:
            continue
        start = snippet.text.count("\n", 0, snippet.text.index("datasource", match.start())) + 1
        end = snippet.text.count("\n", 0, match.end()) + 1
        url = _URL.search(match["body"])
        # A URL written into the schema, and not taken from the environment, is production's too.
        placement = placement_of(url["host"], provider[1], PRODUCTION) if url else default_placement(provider[1])
        yield _sight(provider[1], snippet, snippet.at(start, end), 50, placement)


def _in_source(source: Source) -> Iterator[_Sight]:
    if not _CONFIGURED.search(source.text) and not _URL.search(source.text):
        return
    tooling = paths.is_tooling(source.path)
    maps = _MAPS.search(f"{source.snippet.name} {source.text}") is not None
    for match in _CONFIGURED.finditer(source.code):
        word = match["named"] or match["django"] or (match.lastgroup or "")
        if not match["named"] and not match["django"]:
            word = {"mongoose": "mongodb", "dynamo": "dynamodb", "file": "sqlite"}.get(word, word)
        if match["file"] and (tooling or "sqlite" not in source.text.lower()):
            continue
        if word.lower() not in ENGINES or (match["django"] and is_only_asked(source, match.start())):
            continue
        if match["file"] and is_in_memory(source, match.end()):
            continue
        if match["named"] and not maps:
            continue
        if match["pg"] and "new " in match["pg"] and "pg" not in source.text:
            continue
        line = source.at(match.start(), match.end())
        sections = _SECTION.findall(source.code, max(match.start() - 1_500, 0), match.start())
        ours = not sections or sections[-1].startswith("prod")
        called = source.snippet.name.lower()
        served = 45 if "prod" in called else 40 if ours else 35
        weight = 20 if tooling or re.search(r"local|dev|test", called) else served
        sight = _sight(word, source.snippet, line, weight, default_placement(word), environment=None)
        file = path_given(source, match.end()) if match["file"] else None
        yield replace(sight, file=file, is_beside=tooling)
    for match in _URL.finditer(source.code):
        if LOCAL.match(match["host"]) and re.search(r"test|example", source.path):
            continue
        in_memory = match["engine"].lower() == "sqlite" and is_in_memory(source, match.end(), address=True)
        # In brackets stands what somebody has to fill in: it shows how such an address is written.
        if in_memory or "<" in match[0] or (not match["host"] and is_only_asked(source, match.start())):
            continue
        placement = placement_of(match["host"], match["engine"], None)
        weight = 60 if placement in {Placement.RDS, Placement.AURORA, Placement.EXTERNAL} else 15
        at = source.at(match.start(), match.end())
        sight = _sight(match["engine"], source.snippet, at, weight, placement, environment=None)
        yield replace(sight, is_beside=tooling)


_LARAVEL = regex(
    r"""["']default["']\s{0,40}=>\s{0,40}(?:env\(\s{0,40}["']DB_CONNECTION["']\s{0,40},\s{0,40})?["'](?P<engine>mysql|mariadb|pgsql|sqlsrv)["']"""
)
_ELOQUENT = regex(r"\bIlluminate\\Database\\Eloquent\\Model\b|\bDB::(?:table|select|insert|transaction)\(")
_PHP_ENGINES = {"pgsql": "postgresql", "sqlsrv": "sqlserver"}


def _laravel(app: App) -> Iterator[_Sight]:
    """The connection that Laravel takes by itself; without one, a model tells that there is some database."""
    told: list[tuple[int, _Sight]] = []
    for source in app.serving if app.family == "php" else ():
        configured = source.path.endswith("config/database.php")
        match = (_LARAVEL if configured else _ELOQUENT).search(source.code)
        if match is not None:
            engine = match["engine"] if configured else "sql"
            at, kind = source.at(match.start(), match.end()), source.snippet.kind
            sight = _Sight(_PHP_ENGINES.get(engine, engine), at, 15, Placement.UNKNOWN, None, kind)
            told.append((0 if configured else 1, sight))
    yield from [sight for _, sight in sorted(told, key=lambda one: one[0])][:1]


def _in_manifests(app: App) -> Iterator[_Sight]:
    named = list(_drivers(app))
    configured = data_source(app) if named else None
    opened = connections(app) if named and configured is None else {}
    for engine, manifest, number in named:
        connected = configured or opened.get(engine) or opened.get("sql")
        snippet, at = connected or (manifest, manifest.at(number))
        sight = _sight(engine, snippet, at, 5, Placement.UNKNOWN, environment=None)
        yield replace(sight, is_dependency=connected is None)


def _drivers(app: App) -> Iterator[tuple[str, Snippet, int]]:
    """The engines of the drivers that the manifests name, each with its manifest and the row there."""
    for manifest in app.manifests:
        for number, row in enumerate(manifest.rows, start=1):
            if len(row) > 500 or row.lstrip().startswith(("#", "//", "<!--", '"@types')):
                continue
            engine = engine_of_package(row)
            if engine is not None and "test" not in row.lower():
                yield engine, manifest, number


def _tables(app: App) -> Iterator[_Sight]:
    """DynamoDB's tables where a script makes them: what keeps their rows would be said there."""
    for source in app.sources:
        match = _MAKES_TABLE.search(source.code) if source.mentions("dynamodb") and source.by_hand else None
        if match is not None:
            given = assigned(source, match["given"]) if match["given"] else None
            span = (given.start, given.end) if given is not None else (match.start(), match.end())
            at = source.at(*span)
            weight = 5 if _OWN_DYNAMODB.search(source.code) else 50
            sight = _Sight("dynamodb", at, weight, Placement.DYNAMODB, None, source.snippet.kind)
            yield replace(sight, point_in_time=True if _KEPT.search(source.code) else None)


def _connected(app: App) -> Iterator[_Sight]:
    """A connection whose address is a variable and that no manifest names: there is a database all the same."""
    found = tuple(clients(app))
    for engine, snippet, at in found:
        yield _Sight(engine, at, 3, default_placement(engine), None, snippet.kind)
    told = None if found else data_source(app)
    if told is not None:
        yield _Sight("sql", told[1], 3, Placement.UNKNOWN, None, told[0].kind)


def _hosted(app: App) -> Iterator[tuple[_Sight, bool]]:
    """What names a service that keeps the database, which a website may ask itself, and whether it is a client."""
    sources = app.sources if app.kind == "front" else app.serving
    asked = only_signs_in(sources)
    for source in sources:
        match = _HOSTED.search(source.code) if source.mentions("supabase", "neon", "planetscale", "firestore") else None
        if match is not None and not (asked and "supabase" in match[0].lower()):
            at = source.at(match.start(), match.end())
            engine = next((one for one in ("mysql", "firestore") if match[one]), "postgresql")
            sight = _Sight(engine, at, 10, Placement.EXTERNAL, None, source.snippet.kind)
            yield sight, match["client"] is not None


def _sight(
    word: str, snippet: Snippet, at: Location, weight: int, placement: Placement, *, environment: str | None = ""
) -> _Sight:
    told = snippet.environment if environment == "" else environment
    return _Sight(ENGINES.get(word.lower(), word), at, weight, placement, told, snippet.kind)
