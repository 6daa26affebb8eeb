"""A first `holdfast.toml` from what the readers found: identities as found, sizes as they should be, evidence beside.

What a product *is* (region, origins, buckets, variables) is taken from the evidence. What it *should have*
(sizes, counts, retention) starts from the careful defaults, with what was found in a comment, since a spec
that copied today's weaknesses would call them right.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from holdfast.model.environments import PRODUCTION, STAGING
from holdfast.model.estate import Estate, View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    Bucket,
    BucketCors,
    Database,
    Deployment,
    Fact,
    Instance,
    Origin,
    Placement,
    ProxyRoute,
    ReadsSetting,
    Region,
    Workload,
)
from holdfast.model.infrastructure import AwsRegion, BucketName, InstanceType
from holdfast.model.product import (
    DEFAULT_PRODUCTION,
    DEFAULT_STAGING,
    Environment,
    VariableName,
    WebOrigin,
)

F = TypeVar("F", bound=Fact)

_MAX_VARIABLES = 60
_ENGINES = ("postgresql", "mysql", "mariadb")
_PURPOSES = ("uploads", "site", "backup", "logs", "artifacts")
_NOT_REQUIRED = frozenset(("NODE_ENV", "PORT", "HOST", "TZ", "LOG_LEVEL", "DEBUG", "CI", "HOME", "PATH"))


def render(estate: Estate, *, name: str, repository: str | None, locale: str | None) -> str:
    """Return the text of a valid spec for the product called `name`.

    Args:
        estate: what the readers found.
        name: of the product, already in the form that the spec allows.
        repository: `owner/name` on GitHub, when it is known.
        locale: `ko` or `en`; left out when None.
    """
    whole = View(facts=estate.facts)
    lines = [
        "# What this product should be. `holdfast check` judges the repository against it.",
        "# Comments name the evidence each value was taken from; `holdfast schema` lists every key.",
        "",
        f"name = {_text(name)}",
    ]
    if locale:
        lines.append(f"locale = {_text(locale)}")
    lines.append(f"repository = {_text(repository)}" if repository else '# repository = "owner/name"')
    lines += _region(whole)
    lines += _service(whole)
    for environment in _environments(estate):
        lines += _environment(environment, estate.view(environment))
    lines += ["", "[alerts]", '# email = ["oncall@example.com"]', '# slack_channel = "#alerts"']
    lines += ["", "[budget]", "# monthly_usd = 200"]
    return "\n".join(lines) + "\n"


def _environments(estate: Estate) -> tuple[str, ...]:
    named = estate.environments()
    return named if PRODUCTION in named else (PRODUCTION, *(name for name in named if name == STAGING))


def _region(view: View) -> Iterator[str]:
    # us-east-1 is where CloudFront wants its certificate, so it is seldom home when another region is named.
    regions = [fact for fact in _solid(view.every(Region)) if _is_valid(AwsRegion, fact.name)]
    counted = Counter(fact.name for fact in regions if fact.name != "us-east-1") or Counter(
        fact.name for fact in regions
    )
    if not counted:
        yield '# region = "ap-northeast-2"'
        return
    chosen = counted.most_common(1)[0][0]
    yield f"region = {_text(chosen)}  # {_at(fact.at for fact in regions if fact.name == chosen)}"


def _service(view: View) -> Iterator[str]:
    yield from ("", "[service]")
    ports = [(port, fact.at) for fact in view.every(ProxyRoute) for port in _ports(fact.upstreams)]
    if ports:
        chosen = Counter(port for port, _ in ports).most_common(1)[0][0]
        yield f"port = {chosen}  # {_at(at for port, at in ports if port == chosen)}"
    manager = next((fact for fact in view.every(Deployment) if fact.method in ("pm2", "compose", "ecs")), None)
    if manager:
        word = "pm2" if manager.method == "pm2" else "container"
        yield f"process_manager = {_text(word)}  # {_at([manager.at])}"
    settings: dict[str, ReadsSetting] = {}
    for fact in view.every(ReadsSetting):
        settings.setdefault(fact.name, fact)
    named = sorted((item for item in settings.items() if _is_valid(VariableName, item[0])), key=lambda item: item[0])
    required = [fact for name, fact in named if name not in _NOT_REQUIRED][:_MAX_VARIABLES]
    if not required:
        return
    yield "variables = ["
    for fact in required:
        secret = "" if fact.secret else ", secret = false"
        yield f"  {{ name = {_text(fact.name)}, kind = {_text(_kind_of(fact.name))}{secret} }},  # {_at([fact.at])}"
    yield "]"


def _environment(name: str, view: View) -> Iterator[str]:
    defaults = DEFAULT_STAGING if name == STAGING else DEFAULT_PRODUCTION
    yield from ("", f"[environments.{name}]")
    origins: dict[str, Origin] = {}
    for fact in view.every(Origin):
        mine = fact.environment == name or (fact.environment is None and name == PRODUCTION)
        if mine and _is_valid(WebOrigin, fact.origin.rstrip("/")):
            origins.setdefault(fact.origin.rstrip("/"), fact)
    if origins:
        yield "origins = ["
        yield from (f"  {_text(origin)},  # {_at([fact.at])}" for origin, fact in origins.items())
        yield "]"
    buckets = _buckets(view)
    if buckets:
        yield "buckets = ["
        for bucket, (purpose, at) in buckets.items():
            yield f"  {{ name = {_text(bucket)}, purpose = {_text(purpose)} }},  # {_at([at])}"
        yield "]"
    yield from _compute(name, view, defaults)
    yield from _database(name, view, defaults)
    yield from ("", f"[environments.{name}.backup]", f"retention_days = {defaults.backup.retention_days}")


def _compute(name: str, view: View, defaults: Environment) -> Iterator[str]:
    size = defaults.compute
    yield from ("", f"[environments.{name}.compute]")
    known = _solid(view.every(Instance))
    types = [fact for fact in known if fact.instance_type and _is_valid(InstanceType, fact.instance_type)]
    found = f"  # found {types[0].instance_type}: {_at([types[0].where('instance_type')])}" if types else ""
    yield f"instance_type = {_text(size.instance_type)}{found}"
    groups = [fact for fact in _solid(view.every(Workload)) if fact.minimum is not None or fact.desired is not None]
    group = groups[0] if groups else None
    said = f"  # found {group.minimum}/{group.maximum}/{group.desired}: {_at([group.at])}" if group else ""
    yield f"minimum = {size.minimum}{said}"
    yield f"maximum = {size.maximum}"
    yield f"desired = {size.desired}"


def _database(name: str, view: View, defaults: Environment) -> Iterator[str]:
    databases = sorted(_solid(view.every(Database)), key=lambda fact: fact.placement is Placement.UNKNOWN)
    ours = next((fact for fact in databases if fact.engine in _ENGINES), None)
    if ours is None:
        return
    yield from ("", f"[environments.{name}.database]")
    yield f"engine = {_text(ours.engine)}  # found on {ours.placement.value}: {_at([ours.at])}"
    major = (ours.version or "").partition(".")[0]
    if major.isdigit():
        yield f"version = {_text(major)}  # {_at([ours.where('version')])}"
    yield f"multi_az = {str(defaults.database.multi_az).lower()}"


def _buckets(view: View) -> dict[str, tuple[str, Location]]:
    """Name → (purpose, place) of every bucket whose name is literally known and valid."""
    found: dict[str, tuple[str, Location]] = {}
    candidates: list[Bucket | BucketCors] = [*view.every(Bucket), *view.every(BucketCors)]
    for fact in candidates:
        bucket = fact.name if isinstance(fact, Bucket) else fact.bucket
        if bucket and _is_valid(BucketName, bucket):
            purpose = fact.purpose if isinstance(fact, Bucket) else "uploads"
            found.setdefault(bucket, (purpose if purpose in _PURPOSES else "uploads", fact.at))
    return found


def _is_valid(sort: Any, value: str) -> bool:
    """Whether the spec would take this value: what was found is written down as somebody typed it."""
    try:
        TypeAdapter(sort).validate_python(value)
    except ValidationError:
        return False
    return True


def _ports(upstreams: Iterable[str]) -> Iterator[int]:
    for upstream in upstreams:
        port = upstream.rpartition(":")[2].partition("/")[0]
        if port.isdigit() and 1 <= int(port) <= 65535:
            yield int(port)


def _kind_of(name: str) -> str:
    upper = name.upper()
    if upper in ("DATABASE_URL", "POSTGRES_URL", "PG_URL"):
        return "postgres-url"
    if upper.endswith(("_URL", "_URI", "_ENDPOINT")):
        return "url"
    return "integer" if upper.endswith("_PORT") else "text"


def _solid(facts: Iterable[F]) -> Iterator[F]:
    return (fact for fact in facts if fact.kind is not EvidenceKind.CLAIMED)


def _at(places: Iterable[Location]) -> str:
    return ", ".join(dict.fromkeys(str(place) for place in list(places)[:2]))


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False)
