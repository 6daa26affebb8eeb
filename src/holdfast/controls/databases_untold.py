"""What tells of databases, or of data on servers, that nothing describes."""

import re

from holdfast.controls.common import solid
from holdfast.controls.databases import LOCK
from holdfast.controls.hosting import INFRASTRUCTURE
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    BuiltInSecret,
    Container,
    Database,
    Deployment,
    Fact,
    HandedSecret,
    HandedSettings,
    HealthHandler,
    Ingress,
    Instance,
    Policy,
    ReadsSetting,
    SecretStore,
    ServesHttp,
    SettingsByHand,
    Workload,
)
from holdfast.model.regex import regex

_PORTS = {5432: "postgresql", 3306: "mysql", 27017: "mongodb", 1433: "sqlserver", 1521: "oracle"}


def hinted(view: View) -> dict[str, tuple[Fact, ...]]:
    """What tells of a database that nothing describes, by engine.

    Openings for one engine's port alone, permissions to write into tables of DynamoDB, a health endpoint that asks
    a database, the setting of one's address, its login among what the application is handed, and a container of
    an engine whose data nothing else brings back. An account shows its databases themselves, so that there these
    tell nothing more.
    """
    found: dict[str, tuple[Fact, ...]] = {}
    if Database in view.shown:
        return found
    for port, engine in _PORTS.items():
        if openings := tuple(one for one in solid(view, Ingress) if (one.from_port, one.to_port) == (port, port)):
            found[engine] = openings
    if permissions := solid(view, Policy, _writes_rows):
        found["dynamodb"] = permissions
    if not found and (asking := solid(view, HealthHandler, lambda handler: "database" in handler.checks)):
        found["sql"] = asking
    if not found and (reading := solid(view, ReadsSetting, lambda one: _ADDRESS.fullmatch(one.name) is not None)):
        found["sql"] = reading
    if not found and (handed := [fact for sort in _HANDING for fact in solid(view, sort, _names_database)]):
        found["sql"] = tuple(handed)
    if not found and (engines := _engines(view)):
        found["data"] = engines
    return found


_ADDRESS = regex(
    r"(?i)(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|RDS|SQLITE(?:_DB)?|TURSO|LIBSQL(?:_DB)?)_?"
    r"(?:URL|URI|HOST(?:NAME)?|DSN|ENDPOINT|(?:FILE_?)?PATH|FILE(?:NAME)?)"
)


_Handing = HandedSecret | HandedSettings | SettingsByHand | SecretStore | BuiltInSecret
_HANDING: tuple[type[_Handing], ...] = (HandedSecret, HandedSettings, SettingsByHand, SecretStore, BuiltInSecret)
_LOGIN = regex(
    r"(?i)(?:[A-Z]{1,20}_){0,3}(?:DATABASE|DATASOURCE|DB|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|RDS|TURSO)_?"
    r"(?:URL|URI|DSN|HOST(?:NAME)?|ENDPOINT|PATH|USER(?:NAME)?|PASS(?:WORD|WD)?|PW)"
)

_WHOLE_FILE = regex(r"(?i)(?:^|_)APPLICATION(?:_[A-Z0-9]{1,20}){0,2}_(?:YA?ML|PROPERTIES)(?:_BASE64|_B64)?$")


def _names_database(fact: _Handing) -> bool:
    """What is kept as a secret may have the name of the setting that it becomes; Spring's whole file tells it, too."""
    names = (fact.name or "",) if isinstance(fact, SecretStore) else fact.names
    return any((_LOGIN.fullmatch(name) and not _OF_PLACES.match(name)) or _WHOLE_FILE.search(name) for name in names)


_OF_PLACES = regex(r"(?i)(?:[A-Z]{1,20}_){0,2}(?:GEO(?:IP|LITE)?|MAXMIND|MMDB)_")
"""Tables of where addresses are, which everybody fetches anew."""


_KEEPS_DATA = regex(
    r"(?:^|/)(?:qdrant|weaviate|milvus|chroma(?:db)?|neo4j|influxdb|surrealdb|couchdb|cassandra|scylla|arangodb|minio"
    r"|clickhouse-server|questdb|rethinkdb|dgraph|pocketbase)(?::|@|$)"
)


_MEASURES = regex(r"(?:^|/)(?:telegraf|k6|jmeter|cadvisor|collectd)(?::|@|$)")


def _engines(view: View) -> tuple[Container, ...]:
    """Those that keep the product's data: InfluxDB beside a collector keeps what is measured of the hosts."""
    engines = solid(view, Container, lambda one: _KEEPS_DATA.search(one.image or "") is not None)
    measured = solid(view, Container, lambda one: _MEASURES.search(one.image or "") is not None)
    return tuple(one for one in engines if not (measured and "influxdb" in (one.image or "")))


_WRITES = regex(r"dynamodb:(?:(?:put|update|batchwrite)\w*|\*)$", re.IGNORECASE)
_MAKES = regex(r"dynamodb:(?:CreateTable|Create\*|\*)$", re.IGNORECASE)
_OF_TOOLS = regex(r"(?i)table/[^:]{0,80}(?:lock|terraform|terragrunt|tofu|tf-?state)")
_ONE_TABLE = regex(r"(?i)\btable/[*\w.${}-]{0,80}?[a-z]{2}")


def _writes_rows(policy: Policy) -> bool:
    """Or may make tables of a name of their own: whoever deploys may write into the one that keeps two runs apart."""
    if not policy.allow:
        return False
    kept = [one for one in policy.resources if "dynamodb" in one.lower() and not LOCK.search(one)]
    if policy.principal_type == "deploy-role":
        own = any(_ONE_TABLE.search(one) and not _OF_TOOLS.search(one) for one in kept)
        return own and any(map(_MAKES.match, policy.actions))
    return bool(kept) and any(map(_WRITES.match, policy.actions))


_RUNS: tuple[type[Fact], ...] = (ServesHttp, Container, Workload)
"""Facts that tell what runs on the servers."""


def untold_hosts(view: View) -> tuple[Instance, ...]:
    """Servers that are made for a program which is kept elsewhere: what lies on their disks, nobody says.

    Those of a group come and go, so that nothing may lie there, nor where many are made alike to be balanced
    between; an account shows its databases themselves.
    """
    if Database in view.shown or any(solid(view, sort) for sort in _RUNS) or solid(view, Deployment, _brings_program):
        return ()
    hosts = solid(view, Instance, lambda one: one.group is None and one.purpose in {None, "application"})
    told = (one for one in hosts if one.count < 2 and one.kind.strength >= EvidenceKind.INSTRUCTED.strength)
    return tuple(one for one in told if not _PASSES_ON.search(one.name or ""))


def _brings_program(deployment: Deployment) -> bool:
    """What only hands out pages, or makes the servers, says nothing of what lies on these.

    Nor do words that have somebody start what a compose file names, which is kept elsewhere, too.
    """
    named = deployment.kind is EvidenceKind.INSTRUCTED and "compose" in (deployment.method, deployment.starts)
    return not named and deployment.method not in ("static", *INFRASTRUCTURE)


_PASSES_ON = regex(r"(?i)(?<![a-z])(?:lb|load[-_ ]?balancers?|haproxy|(?:reverse[-_ ]?)?proxy)(?![a-z])")
"""Names of hosts that only pass requests on, so that nothing lies there."""
