"""Where source connects to a database through its language's drivers, and which engine they speak to."""

import re
from collections.abc import Iterator, Sequence

from holdfast.model.evidence import Location
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import assigned

_DEPENDENCY = regex(
    r"""(?i)(?:^|["'\s:<(/])(?P<name>pg|mysql2?|mongoose|mongodb|psycopg2(?:-binary)?|psycopg|asyncpg|pymysql
    |mysqlclient|pymongo|motor|flask-pymongo|flask-mysqldb|mysql-connector-python|pymssql|oracledb|mssql
    |(?<=["'])postgres(?=["']\s{0,9}[:,\]])|pg-promise|tokio-postgres
    |mysql-connector-(?:j|java)|postgresql|mariadb-java-client|mssql-jdbc|ojdbc\d{1,2}|spring-boot-starter-data-mongodb
    |lib/pq|pgx|go-sql-driver/mysql|mongo-driver|tedious|aiomysql|beanie|driver/postgres|driver/mysql|mongoengine
    |Npgsql(?:\.EntityFrameworkCore\.PostgreSQL)?|(?:Pomelo|MySql)\.EntityFrameworkCore(?:\.MySql)?|MySql\.Data|MySqlConnector
    |Microsoft\.EntityFrameworkCore\.SqlServer|(?:Microsoft|System)\.Data\.SqlClient|MongoDB\.Driver|doctrine/(?:orm|doctrine-bundle)
    )(?=["'\s:<>=~@)/\[]|$)""",
    re.VERBOSE,
)
_OF_NAME = (
    ("doctrine", "sql"),
    ("mysql", "mysql"),
    ("mongo", "mongodb"),
    ("motor", "mongodb"),
    ("beanie", "mongodb"),
    ("mariadb", "mariadb"),
    ("tedious", "sqlserver"),
    ("sqlserver", "sqlserver"),
    ("mssql", "sqlserver"),
    ("sqlclient", "sqlserver"),
    ("oracle", "oracle"),
    ("ojdbc", "oracle"),
)
"""Words in the names of drivers, with the engine that they speak to; all others speak to PostgreSQL."""
_JAVASCRIPT = regex(
    r"(?:\bfrom\s{0,9}|\brequire\(\s{0,9})[\"'](?:"
    r"(?P<postgresql>postgres|pg-promise|slonik|@vercel/postgres"
    r"|drizzle-orm/(?:node-postgres|postgres-js|neon-\w{2,12}|vercel-postgres|pglite))"
    r"|(?P<mysql>promise-mysql|serverless-mysql|drizzle-orm/(?:mysql2|planetscale-serverless))"
    r"|(?P<mariadb>mariadb)|(?P<sqlserver>mssql(?:/msnodesqlv8)?|tedious)|(?P<oracle>oracledb))[\"']"
    r"|\bnew (?P<sql>Sequelize|DataSource)\("
)
_PYTHON = regex(
    r"\b(?:(?P<postgresql>(?:Pooled)?PostgresqlDatabase\(|psycopg\.AsyncConnection\.connect\(|(?:Async)?ConnectionPool\(\s{0,9}conninfo)"
    r"|(?P<mysql>(?:Pooled)?MySQLDatabase\(|mysql\.connector\.connect\(|MySQL\(\s{0,9}app\b|mysql\.init_app\()"
    r"|(?P<mongodb>PyMongo\(|pymongo\.MongoClient\(|MongoEngine\()"
    r"|(?P<sqlserver>pymssql\.connect\()"
    r"|(?P<oracle>(?:oracledb|cx_Oracle)\.(?:connect|create_pool|SessionPool)\()"
    r"|(?P<sql>create_(?:async_)?engine\(|SQLAlchemy\(|pyodbc\.connect\(|register_tortoise\(|Tortoise\.init\(|databases\.Database\())"
)
_JVM = regex(
    r"\b(?P<sql>DriverManager\.getConnection\(|new HikariDataSource\(|HikariDataSource\("
    r"|(?:org\.jetbrains\.exposed\.sql\.)?Database\.connect\()"
)
_RUBY = regex(
    r"\b(?:(?P<mysql>Mysql2::Client\.new)|(?P<postgresql>PG(?:\.connect\b|::Connection\.(?:new|open)\b|\.new\())"
    r"|(?P<mongodb>Mongo::Client\.new)|(?P<sql>Sequel\.connect\b|ActiveRecord::Base\.establish_connection(?:\(\s{0,9}[^\s)]|[^\S\n]+[\w:{\"'])))"
)
_GO = regex(
    r"\b(?:(?P<mongodb>mongo\.Connect\(|mgo\.Dial\()"
    r"|(?P<postgresql>pgx(?:pool)?\.(?:Connect|New|ConnectConfig|NewWithConfig)\(|pgdriver\.NewConnector\(|postgres\.Open\("
    r"|(?:sqlx?|ent)\.(?:Open|Connect|MustConnect|MustOpen|ConnectContext)\(\s{0,9}(?:ctx,\s{0,9})?[\"`](?:postgres|pgx)[\"`])"
    r"|(?P<mysql>mysql\.Open\(|(?:sqlx?|ent)\.(?:Open|Connect|MustConnect|MustOpen)\(\s{0,9}[\"`]mysql[\"`])"
    r"|(?P<sqlserver>sqlserver\.Open\(|sqlx?\.Open\(\s{0,9}[\"`](?:sqlserver|mssql)[\"`])"
    r"|(?P<sqlite>sqlite\.Open\(|(?:sqlx?|ent)\.(?:Open|Connect)\(\s{0,9}(?:[\"`]sqlite3?[\"`]|dialect\.SQLite))"
    r"|(?P<sql>(?:gorm|sqlx?|ent)\.(?:Open|Connect|MustConnect)\())"
)
_PHP = regex(
    r"\bnew \\?PDO\(\s{0,40}[\"'](?:(?P<mysql>mysql:)|(?P<postgresql>pgsql:)|(?P<sqlite>sqlite:)"
    r"|(?P<sqlserver>sqlsrv:|dblib:)|(?P<oracle>oci:))"
    r"|(?P<of_mysql>\bmysqli_(?:real_)?connect\(|\bnew \\?mysqli\(|\bdefine\(\s{0,9}[\"']DB_HOST[\"']"
    r"|[\"'](?:DBDriver|dbdriver)[\"']\s{0,20}=>\s{0,9}[\"'](?i:mysqli?)[\"'])"
    r"|(?P<of_postgresql>\bpg_p?connect\(|[\"'](?:DBDriver|dbdriver)[\"']\s{0,20}=>\s{0,9}[\"'](?i:postgre)[\"'])"
    r"|(?P<of_sqlserver>\bsqlsrv_connect\()|(?P<mongodb>\bnew \\?MongoDB\\(?:Client|Driver\\Manager)\()"
    r"|(?P<sql>\bnew \\?PDO\()"
)
_CSHARP = regex(
    r"(?P<postgresql>\.UseNpgsql\(|\.AddNpgsql\w{0,20}[<(]|\bnew NpgsqlConnection\("
    r"|\bNpgsqlDataSource(?:Builder\(|\.Create\())"
    r"|(?P<mysql>\.UseMy(?:Sql|SQL)\(|\.AddMySql\w{0,20}[<(]|\bnew MySqlConnection\()"
    r"|(?P<sqlserver>\.UseSqlServer\(|\.AddSqlServer\w{0,20}<|\bnew SqlConnection\()"
    r"|(?P<oracle>\.UseOracle\(|\bnew OracleConnection\()"
    r"|(?P<mongodb>\.UseMongoDB\(|\bnew MongoClient\()"
    r"|(?P<sqlite>\.UseSqlite\(|\bnew SqliteConnection\()"
)
_RUST = regex(
    r"\b(?:(?P<postgresql>PgPoolOptions\b|PgPool::connect|PgConnectOptions\b|ConnectionManager::<PgConnection>"
    r"|(?:Async)?PgConnection::(?:connect|establish)\(|(?:Async)?DieselConnectionManager::<AsyncPgConnection>"
    r"|tokio_postgres::connect\(|deadpool_postgres::)"
    r"|(?P<mysql>MySqlPool(?:Options\b|::connect)|ConnectionManager::<MysqlConnection>|MysqlConnection::establish\()"
    r"|(?P<sqlite>SqlitePool(?:Options\b|::connect)|SqliteConnection::establish\()"
    r"|(?P<mongodb>mongodb::(?:sync::)?Client\b|Client::with_uri_str\()"
    r"|(?P<sql>AnyPool(?:Options\b|::connect)|sea_orm::Database::connect\(|Database::connect\())"
)
_DRIVERS: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "javascript": (
        _JAVASCRIPT,
        (
            "postgres",
            "pg-promise",
            "slonik",
            "mysql",
            "mariadb",
            "mssql",
            "tedious",
            "oracledb",
            "drizzle",
            "sequelize(",
            "datasource(",
        ),
    ),
    "python": (
        _PYTHON,
        (
            "postgresqldatabase",
            "mysql",
            "mongo",
            "pymssql",
            "oracle",
            "engine(",
            "sqlalchemy(",
            "pyodbc",
            "tortoise",
            "databases",
            "psycopg",
        ),
    ),
    "jvm": (_JVM, ("drivermanager", "hikaridatasource", "database.connect")),
    "ruby": (_RUBY, ("mysql2", "pg.", "pg::", "mongo::", "sequel.", "establish_connection")),
    "go": (_GO, ("mongo.", "mgo.", "pgx", "pgdriver", "open(", "connect(")),
    "php": (_PHP, ("pdo(", "mysqli", "db_host", "dbdriver", "pg_", "sqlsrv", "mongodb")),
    "csharp": (_CSHARP, ("npgsql", "mysql", "sqlserver", "sqlconnection", "oracle", "mongo", "sqlite")),
    "rust": (
        _RUST,
        ("pgpool", "pgconn", "postgres", "mysql", "sqlite", "mongodb", "with_uri_str", "anypool", "database::connect"),
    ),
}
"""By family of languages, the calls that connect, and words of which one stands in each text that has such a call."""


def clients(app: App) -> Iterator[tuple[str, Snippet, Location]]:
    """For each engine that this application connects to, the first place; "sql" where no word tells the engine."""
    if app.family not in _DRIVERS:
        return
    drivers, words = _DRIVERS[app.family]
    known: set[str] = set()
    for source in app.serving:
        for match in drivers.finditer(source.code) if source.mentions(*words) else ():
            engine = (match.lastgroup or "").removeprefix("of_")
            if engine not in known:
                known.add(engine)
                # What is handed over in order, a password among it, says nothing of itself: the call alone is quoted.
                at = replace(source.at(match.start(), match.end()), quote=match[0])
                yield engine, source.snippet, at


def connections(app: App) -> dict[str, tuple[Snippet, Location]]:
    """Where the source connects to each engine, "sql" among them, as far as that tells more than a manifest does."""
    # An import of a driver does not.
    only_calls = app.family == "javascript"
    return {engine: (snippet, at) for engine, snippet, at in clients(app) if engine == "sql" or not only_calls}


def engine_of_package(row: str) -> str | None:
    """The engine that a driver speaks to, which this row of a manifest names."""
    match = _DEPENDENCY.search(row)
    if match is None:
        return None
    name = match["name"].lower()
    return next((engine for word, engine in _OF_NAME if word in name), "postgresql")


def only_signs_in(sources: Sequence[Source]) -> bool:
    """Whether the service is asked who somebody is, and for no row of any table, nor by a password of the database."""
    if not any(source.mentions("supabase") and _SIGNS_IN.search(source.code) for source in sources):
        return False
    return not any(source.mentions(*_ASKS) and _ROWS.search(source.code) for source in sources)


_SIGNS_IN = regex(r"\.auth\b\s*\.\s*(?:admin\s*\.\s*)?[a-z]\w{2,40}\(")
_ASKS = (".from", ".table(", ".rpc(", ".schema(", "postgres", "service_role", "supabase_d")
_ROWS = regex(
    r"\.(?:from_?|table|rpc|schema)\(\s*(?:[\"'`]|[A-Z_]{3})"
    r"|(?i:supabase_(?:db|database)|postgres(?:ql)?(?:\+\w{1,20})?://|service_role)"
)


_GIVEN = regex(r"\s{0,40}(?P<name>[A-Za-z_$][\w$]{0,60})\s{0,9}[,)]")


def path_given(source: Source, end: int) -> Location | None:
    """Where the name of the file is kept that the call before `end` opens: what has to change, to move the data."""
    match = _GIVEN.match(source.code, end)
    given = assigned(source, match["name"]) if match else None
    return source.at(given.start, given.end) if given is not None else None


def data_source(app: App) -> tuple[Snippet, Location] | None:
    """Where Spring's settings connect to a database whose URL is a variable: more telling than a dependency."""
    for snippet in app.settings:
        if re.search(r"(?i)local|test", snippet.name):
            continue
        for number, row in enumerate(snippet.rows, start=1):
            if re.match(r"\s*(?:datasource\s*:|spring\.datasource\.url\s*=)", row[:200]):
                return snippet, snippet.at(number, min(number + 4, len(snippet.rows)))
    return None
