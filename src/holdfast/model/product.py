"""The spec: what the product should be, as `holdfast.toml` says it, with the defaults of a careful small team.

Every default of production and staging is written once, here. Reading and line numbers are in
`readers/spec.py`; this module only says what is valid.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import field, fields
from datetime import date
from typing import Annotated, Any, Literal, Self

from holdfast.model.environments import STAGING
from holdfast.model.infrastructure import (
    AwsRegion,
    Bucket,
    BucketName,
    Compute,
    Cron,
    HostName,
    InstanceType,
    Network,
    Port,
)
from holdfast.model.record import record, replace
from holdfast.model.releases import Making
from holdfast.model.table import Limits, Table, key

SPEC_FILE = "holdfast.toml"
"""What the spec's file is called, in a repository and on a host."""

Name = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
WebOrigin = Annotated[str, Limits(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]
UrlPath = Annotated[str, Limits(pattern=r"^/[^\s?#;{}\"'$]*$")]
ProbeName = Literal["application", "pm2", "database", "disk", "memory", "bucket", "secrets", "certificates", "nginx"]
CheckId = Annotated[str, Limits(pattern=r"^[a-z]+(\.[a-z0-9-]+)?$")]
VariableName = Annotated[str, Limits(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class _Expression(Limits):
    """A regular expression that compiles; stands in `Annotated`."""

    def plainly_kept(self, value: Any) -> bool:
        """True where it compiles; raises ValueError where it does not."""
        return bool(_compiling(value))

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        """Called by pydantic: the type's own rules, and this one."""
        from pydantic_core.core_schema import no_info_after_validator_function

        return no_info_after_validator_function(_compiling, handler(source))


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


@record(frozen=True, kw_only=True)
class Variable(Table):
    """One required variable of the service, and what a valid value looks like."""

    name: VariableName = field(metadata={"description": "Name of the environment variable."})
    kind: Literal["text", "url", "postgres-url", "integer", "one-of", "regex", "origins", "email", "flag"] = key(
        "text", description="What a valid value looks like."
    )
    minimum: int | None = key(None, description="Smallest integer allowed; for kind `integer`.")
    maximum: int | None = key(None, description="Largest integer allowed; for kind `integer`.")
    allowed: tuple[str, ...] = key((), description="The allowed words; for kind `one-of`.")
    pattern: Annotated[str, _Expression()] | None = key(
        None, description="What the whole value must match; for kind `regex`."
    )
    secret: bool = key(True, description="Whether the value comes from the secret store.")

    def __post_init__(self) -> None:
        """See that the kind has its arguments; raises ValueError."""
        if self.kind == "one-of" and not self.allowed:
            raise ValueError("kind `one-of` needs `allowed`")
        if self.kind == "regex" and not self.pattern:
            raise ValueError("kind `regex` needs `pattern`")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("`minimum` is larger than `maximum`")


@record(frozen=True, kw_only=True)
class Timing(Table):
    """How often one probe asks, and how many answers change its state."""

    interval_seconds: float = key(5, ge=0.1, le=3600, description="Seconds between two questions.")
    timeout_seconds: float = key(2, ge=0.05, le=60, description="Seconds after which no answer is a failure.")
    fail_after: int = key(2, ge=1, le=100, description="Failures in a row that make it fail.")
    recover_after: int = key(2, ge=1, le=100, description="Successes in a row that make it pass again.")


_ONCE_A_MINUTE = frozenset({"bucket", "secrets", "certificates"})
"""Probes that ask AWS, which bills each question, or that look at what changes by the day."""


@record(frozen=True, kw_only=True)
class Health(Timing):
    """What the agent beside the application asks, and whom it tells."""

    port: Port = key(9180, description="Port on which the agent answers, on loopback.")
    path: UrlPath = key("/", description="Path that the agent asks the application for; below 500 is alive.")
    processes: tuple[str, ...] = key((), description="Names of its PM2 processes; every one when left out.")
    disks: tuple[str, ...] = key(("/",), description="Folders whose file systems must not fill up.")
    disk_percent: int = key(95, ge=1, le=100, description="Use of a file system, in percent, that is full.")
    memory_percent: int = key(95, ge=1, le=100, description="Use of memory, in percent, that is too much.")
    connections_percent: int = key(90, ge=1, le=100, description="Use of the database's connections that warns.")
    certificates: tuple[str, ...] = key((), description="Certificate files (PEM) on the host to watch.")
    certificate_days: int = key(14, ge=0, le=365, description="Days before its end at which a certificate warns.")
    nginx_status: str | None = key(None, description="URL of Nginx's `stub_status`, where there is one.")
    details_to: tuple[str, ...] = key((), description="Networks besides loopback that may read the details.")
    dead_after_seconds: float = key(
        300, ge=10, le=86400, description="Seconds of a dead application after which the host asks to be replaced."
    )
    probes: dict[ProbeName, Timing] = key(default_factory=dict, description="A timing of its own for some probes.")

    def timing(self, probe: str) -> Timing:
        """The timing of one probe: its own, else the common one, with a minute where each question costs money."""
        own: Timing | None = self.probes.get(probe)  # type: ignore[call-overload]
        if own is not None or probe not in _ONCE_A_MINUTE:
            return own or self
        common = Timing(**{one.name: getattr(self, one.name) for one in fields(Timing)})
        return replace(common, interval_seconds=max(self.interval_seconds, 60))


@record(frozen=True, kw_only=True)
class Proxy(Table):
    """What Nginx does in front of the application on the host."""

    body_mib: int = key(10, ge=1, le=10240, description="Largest request body in MiB.")
    websockets: tuple[UrlPath, ...] = key((), description="Paths on which WebSockets are opened.")
    certificate: str | None = key(None, description="Certificate file, where TLS ends on the host.")
    certificate_key: str | None = key(None, description="Its key file.")
    timeout_seconds: int = key(60, ge=1, le=3600, description="Seconds that the application may take to answer.")


@record(frozen=True, kw_only=True)
class Metrics(Table):
    """Where the host's numbers go, and where the agent finds those that health does not ask for."""

    to: Annotated[str, Limits(pattern=r"^(agent|stdout|none|file:/[^\x00-\x1f]+)$")] = key(
        "agent", description="CloudWatch's agent on this host, `stdout`, `file:/PATH`, or `none`."
    )
    access_log: Annotated[str, Limits(pattern=r"^/[^\x00-\x1f]+$")] | None = key(
        None, description="Nginx's JSON access log; the one of `holdfast render nginx` when left out."
    )
    slow_query_ms: int = key(1000, ge=1, le=3_600_000, description="Milliseconds from which a query is slow.")
    credits: bool = key(
        True, description="Show CPU credits in /metrics where the instance has them (asks CloudWatch every 5 minutes)."
    )


@record(frozen=True, kw_only=True)
class Service(Table):
    """The application: how it starts, where it listens, what it needs."""

    command: tuple[str, ...] = key((), description="The command that starts it, word by word.")
    port: Port = key(3000, description="The port it listens on.")
    more_ports: tuple[Port, ...] = key((), description="Further ports of the same application on the same host.")
    process_manager: Literal["pm2", "systemd", "container", "none"] = key(
        "systemd", description="What keeps the process running."
    )
    variables: tuple[Variable, ...] = key((), description="The variables without which it must not start.")
    last_good_copy_hours: float = key(
        0,
        ge=0,
        le=720,
        description="Age up to which an encrypted copy of the secrets may serve a start without network.",
    )
    health: Health = key(default_factory=Health, description="What the agent asks.")
    proxy: Proxy = key(default_factory=Proxy, description="What Nginx does in front of it.")
    metrics: Metrics = key(default_factory=Metrics, description="Where the host's numbers go.")
    release: Making = key(default_factory=Making, description="How a release is made and brought to the hosts.")

    @property
    def ports(self) -> tuple[int, ...]:
        """All ports it listens on."""
        return (self.port, *self.more_ports)


@record(frozen=True, kw_only=True)
class Database(Table):
    """The database: on the host, or managed by RDS."""

    engine: Literal["postgresql", "mysql", "mariadb", "none"] = key("postgresql", description="Which database.")
    placement: Literal["host", "rds"] = key("rds", description="On the application's host, or RDS.")
    version: str = key("16", description="Major version.")
    url_variable: VariableName = key("DATABASE_URL", description="Variable that holds its connection URL.")
    instance_type: InstanceType = key("db.t4g.medium", description="Class of the RDS instance.")
    storage_gib: int = key(20, ge=5, le=65536, description="Size of its storage in GiB.")
    multi_az: bool = key(True, description="A standby in another availability zone.")


@record(frozen=True, kw_only=True)
class Wal(Table):
    """The archive of the write-ahead log: what makes recovery to a point in time possible."""

    spool_mib: int = key(1024, ge=64, le=1_048_576, description="Most MiB that wait on the host for S3.")
    alarm_percent: int = key(50, ge=1, le=99, description="Use of the spool, in percent, that alarms.")
    when_full: Literal["keep", "drop"] = key(
        "keep",
        description="At the bound: `keep` leaves WAL with PostgreSQL until S3 answers (its disk may fill), `drop` "
        "gives the newest up, loudly: a gap in recovery, until the next base backup.",
    )
    sentinel_seconds: int = key(60, ge=1, le=3600, description="Seconds between two rows that measure the RPO.")


@record(frozen=True, kw_only=True)
class Backup(Table):
    """How the database comes back."""

    retention_days: int = key(30, ge=1, le=3650, description="Days a backup is kept.")
    copy_region: AwsRegion | None = key(None, description="Region that holds a second copy.")
    copy_bucket: BucketName | None = key(None, description="Bucket there, which is read to see that the copy is.")
    point_in_time: bool = key(True, description="Recovery to any second within the retention.")
    schedule: Cron = key("30 18 * * *", description="When the daily dump runs, a cron line in UTC.")
    base_schedule: Cron = key("0 17 * * 0", description="When the weekly base backup runs, a cron line in UTC.")
    prove_schedule: Cron = key("0 19 * * 0", description="When a backup is restored to prove it, a cron line in UTC.")
    engine: Literal["barman", "pgbackrest"] = key("barman", description="What makes physical backups.")
    kms_key: str | None = key(None, description="KMS key (id, ARN, alias) that S3 encrypts with; its own when none.")
    client_recipient: Annotated[str, Limits(pattern=r"^age1[a-z0-9]{20,}$")] | None = key(
        None, description="Public key (age) to encrypt for before upload; only its private key restores."
    )
    smoke_query: str | None = key(
        None, description="Query of the application whose first value must be true after a restore."
    )
    data_folder: Annotated[str, Limits(pattern=r"^/[^\x00-\x1f]+$")] = key(
        "/var/lib/holdfast/backup", description="Folder on the host for the WAL spool and for scratch clusters."
    )
    wal: Wal = key(default_factory=Wal, description="The WAL archive of a database on a host.")


@record(frozen=True, kw_only=True)
class Environment(Table):
    """One environment: everything that may differ between production and staging."""

    domains: tuple[str, ...] = key((), description="Host names that the service answers on.")
    origins: tuple[WebOrigin, ...] = key((), description="Origins of the front ends, as browsers send them.")
    secrets: tuple[str, ...] = key((), description="Names or ARNs of the secrets it reads, the later wins.")
    parameters: tuple[str, ...] = key((), description="Names, or paths ending in `/`, of the SSM parameters it reads.")
    compute: Compute = key(default_factory=Compute, description="Its hosts.")
    database: Database = key(default_factory=Database, description="Its database.")
    buckets: tuple[Bucket, ...] = key((), description="Its buckets.")
    backup: Backup = key(default_factory=Backup, description="Its backups.")


@record(frozen=True, kw_only=True)
class Alerts(Table):
    """Who is told."""

    email: tuple[Annotated[str, Limits(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = key(
        (), description="Addresses that alarms go to."
    )
    slack_channel: str | None = key(None, description="Slack channel that alarms go to, such as `#alerts`.")
    slack_workspace_id: Annotated[str, Limits(pattern=r"^T[A-Z0-9]{1,20}$")] | None = key(
        None, description="Slack's id of the workspace, authorized once in Amazon Q Developer in chat applications."
    )
    slack_channel_id: Annotated[str, Limits(pattern=r"^[CG][A-Z0-9]{1,20}$")] | None = key(
        None, description="Slack's id of that channel."
    )


@record(frozen=True, kw_only=True)
class Budget(Table):
    """What a month may cost."""

    monthly_usd: float | None = key(None, gt=0, description="US dollars per month that warn when exceeded.")


@record(frozen=True, kw_only=True)
class Suppression(Table):
    """A finding that the team has decided to live with, for a time."""

    check: CheckId = field(metadata={"description": "Id of the check."})
    author: str = field(metadata={"min_length": 1, "description": "Who decided."})
    reason: str = field(metadata={"min_length": 8, "description": "Why it may stay."})
    expires: date = field(metadata={"description": "The last day on which it holds."})
    environment: Name | None = key(None, description="Only there; everywhere when left out.")
    path: str | None = key(None, description="Only in this file; everywhere when left out.")


def _staging() -> dict[str, dict[str, Any]]:
    return {
        "compute": {"instance_type": "t4g.small", "minimum": 1, "maximum": 1, "desired": 1},
        "database": {"multi_az": False, "instance_type": "db.t4g.small"},
        "backup": {"retention_days": 7, "point_in_time": False},
    }


@record(frozen=True, kw_only=True)
class Product(Table):
    """The whole spec."""

    name: Name = key("product", description="Short name of the product; names of resources begin with it.")
    locale: Literal["ko", "en"] | None = key(None, description="Language of reports; `LANG` when left out.")
    repository: Annotated[str, Limits(pattern=r"^[\w.-]+/[\w.-]+$")] | None = key(
        None, description="owner/name on GitHub; the deploy role trusts this one alone."
    )
    region: AwsRegion = key("ap-northeast-2", description="Home region of the product.")
    zone: HostName | None = key(
        None, description="Hosted zone in Route 53 that holds the domains; told from the first domain when left out."
    )
    network: Network = key(default_factory=Network, description="The network of each environment.")
    service: Service = key(default_factory=Service, description="The application.")
    environments: dict[Name, Environment] = key(
        default_factory=dict, description="Environments by name; those named `staging` start from staging's defaults."
    )
    alerts: Alerts = key(default_factory=Alerts, description="Who is told.")
    budget: Budget = key(default_factory=Budget, description="What a month may cost.")
    suppressions: tuple[Suppression, ...] = key((), description="Findings set aside, with author, reason, expiry.")

    named: frozenset[str] = field(default=frozenset(), init=False, compare=False, repr=False)
    """The keys that the spec itself says, to tell a default from the same value written down; no key of it."""

    @property
    def hosted_zone(self) -> str:
        """The hosted zone of its domains: as the spec says, else the first domain without its first label."""
        if self.zone:
            return self.zone
        first = next((domain for one in self.environments.values() for domain in one.domains), "")
        _, _, parent = first.partition(".")
        return parent if "." in parent else first

    @classmethod
    def model_validate(cls, values: object) -> Self:
        """The product that `values` give; an environment called `staging` starts from staging's defaults."""
        given = super().model_validate(_staging_may_be_small(values))
        object.__setattr__(given, "named", frozenset(values) if isinstance(values, dict) else frozenset())
        return given

    def environment(self, name: str) -> Environment:
        """The environment called `name`; production's or staging's defaults when the spec does not name it."""
        if name in self.environments:
            return self.environments[name]
        return DEFAULT_STAGING if name == STAGING else DEFAULT_PRODUCTION


def _staging_may_be_small(data: object) -> object:
    if not isinstance(data, dict) or not isinstance(data.get("environments"), dict):
        return data
    environments = {
        name: _filled(values, _staging()) if name == STAGING and isinstance(values, dict) else values
        for name, values in data["environments"].items()
    }
    return {**data, "environments": environments}


def _filled(values: dict[str, object], defaults: Mapping[str, object]) -> dict[str, object]:
    """`values` with what they leave out taken from `defaults`, table by table."""
    merged = dict(values)
    for name, default in defaults.items():
        given = merged.get(name)
        if name not in merged:
            merged[name] = default
        elif isinstance(given, dict) and isinstance(default, dict):
            merged[name] = {**default, **given}
    return merged


DEFAULT_PRODUCTION = Environment()
DEFAULT_STAGING = Environment(
    compute=Compute(**_staging()["compute"]),
    database=Database(**_staging()["database"]),
    backup=Backup(**_staging()["backup"]),
)


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of `holdfast.toml`, as text for editors."""
    from pydantic import TypeAdapter

    described = TypeAdapter(Product).json_schema(mode="validation")
    del described["properties"]["named"]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:holdfast:spec:1"}
    return json.dumps({**head, **described, "title": SPEC_FILE}, indent=2, ensure_ascii=False) + "\n"
