"""Where a database runs, by its engine and by the name of its host."""

from holdfast.model.environments import PRODUCTION
from holdfast.model.facts import Placement
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex

ENGINES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "pg": "postgresql",
    "postgis": "postgresql",
    "psycopg2": "postgresql",
    "cockroachdb": "postgresql",
    "mysql": "mysql",
    "mysql2": "mysql",
    "aurora-mysql": "mysql",
    "aurora-postgres": "postgresql",
    "mariadb": "mariadb",
    "mongodb": "mongodb",
    "mongodb+srv": "mongodb",
    "mongo": "mongodb",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "better-sqlite3": "sqlite",
    "libsql": "sqlite",
    "h2": "h2",
    "mssql": "sqlserver",
    "sqlserver": "sqlserver",
    "oracle": "oracle",
    "dynamodb": "dynamodb",
}
"""By the words that drivers and settings have for them."""
_EXTERNAL = regex(
    r"(?i)supabase|neon\.tech|mongodb\.net|psdb\.cloud|planetscale|cockroachlabs|railway|render\.com|aivencloud"
    r"|herokuapp|digitalocean|ondigitalocean|azure|database\.windows\.net|cloudsql|ntruss|gov-ncloud|fly\.dev|tidbcloud|filess\.io"
    r"|clever-cloud|elephantsql|oraclecloud"
)
LOCAL = regex(rf"(?i)^{OWN_MACHINE}(?::|$)")


def placement_of(host: str, engine: str, environment: str | None) -> Placement:
    """Where a database runs by its host's name; a local name speaks only in production's own settings."""
    if ".rds.amazonaws.com" in host:
        return Placement.AURORA if ".cluster-" in host else Placement.RDS
    if _EXTERNAL.search(host):
        return Placement.EXTERNAL
    if LOCAL.match(host) and environment == PRODUCTION:
        return Placement.HOST
    return default_placement(engine)


def default_placement(word: str) -> Placement:
    """Where an engine runs that only ever runs in one place."""
    engine = ENGINES.get(word.lower(), word)
    if engine in {"sqlite", "h2"}:
        return Placement.EMBEDDED
    return Placement.DYNAMODB if engine == "dynamodb" else Placement.UNKNOWN
