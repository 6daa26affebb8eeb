"""The spec: what the product should be, as `holdfast.toml` says it, with the defaults of a careful small team.

Every default of production and staging is written once, here. Reading and line numbers are in
`readers/spec.py`; this module only says what is valid.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from holdfast.model.environments import STAGING

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
AwsRegion = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", examples=["ap-northeast-2"])]
InstanceType = Annotated[str, Field(pattern=r"^(db\.)?[a-z][a-z0-9-]*\.(\d*x?large|nano|micro|small|medium|metal.*)$")]
WebOrigin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]
Cron = Annotated[str, Field(pattern=r"^\S+(\s+\S+){4,5}$", examples=["0 22 * * *"])]
BucketName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
Port = Annotated[int, Field(ge=1, le=65535)]
UrlPath = Annotated[str, Field(pattern=r"^/[^\s?#;{}\"'$]*$")]
ProbeName = Literal["application", "pm2", "database", "disk", "memory", "bucket", "secrets", "certificates", "nginx"]
VariableName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class _Part(BaseModel):
    """A table of the spec: unknown keys are mistakes, and nothing changes after reading.

    A check without a spec needs the defaults alone, so nothing is validated, and no validator made, before there is
    something to validate: making them took a sixth of a small check.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Variable(_Part):
    """One required variable of the service, and what a valid value looks like."""

    name: VariableName = Field(description="Name of the environment variable.")
    kind: Literal["text", "url", "postgres-url", "integer", "one-of", "regex", "origins", "email", "flag"] = Field(
        "text", description="What a valid value looks like."
    )
    minimum: int | None = Field(None, description="Smallest integer allowed; for kind `integer`.")
    maximum: int | None = Field(None, description="Largest integer allowed; for kind `integer`.")
    allowed: tuple[str, ...] = Field((), description="The allowed words; for kind `one-of`.")
    pattern: str | None = Field(None, description="What the whole value must match; for kind `regex`.")
    secret: bool = Field(True, description="Whether the value comes from the secret store.")

    @model_validator(mode="after")
    def _kind_has_its_arguments(self) -> "Variable":
        if self.kind == "one-of" and not self.allowed:
            raise ValueError("kind `one-of` needs `allowed`")
        if self.kind == "regex" and not self.pattern:
            raise ValueError("kind `regex` needs `pattern`")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("`minimum` is larger than `maximum`")
        return self

    @field_validator("pattern")
    @classmethod
    def _pattern_compiles(cls, pattern: str | None) -> str | None:
        if pattern is None:
            return None
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return pattern


class Timing(_Part):
    """How often one probe asks, and how many answers change its state."""

    interval_seconds: float = Field(5, ge=0.1, le=3600, description="Seconds between two questions.")
    timeout_seconds: float = Field(2, ge=0.05, le=60, description="Seconds after which no answer is a failure.")
    fail_after: int = Field(2, ge=1, le=100, description="Failures in a row that make it fail.")
    recover_after: int = Field(2, ge=1, le=100, description="Successes in a row that make it pass again.")


_ONCE_A_MINUTE = frozenset({"bucket", "secrets", "certificates"})
"""Probes that ask AWS, which bills each question, or that look at what changes by the day."""


class Health(Timing):
    """What the agent beside the application asks, and whom it tells."""

    port: Port = Field(9180, description="Port on which the agent answers, on loopback.")
    path: UrlPath = Field("/", description="Path that the agent asks the application for; below 500 is alive.")
    processes: tuple[str, ...] = Field((), description="Names of its PM2 processes; every one when left out.")
    disks: tuple[str, ...] = Field(("/",), description="Folders whose file systems must not fill up.")
    disk_percent: int = Field(95, ge=1, le=100, description="Use of a file system, in percent, that is full.")
    memory_percent: int = Field(95, ge=1, le=100, description="Use of memory, in percent, that is too much.")
    connections_percent: int = Field(90, ge=1, le=100, description="Use of the database's connections that warns.")
    certificates: tuple[str, ...] = Field((), description="Certificate files (PEM) on the host to watch.")
    certificate_days: int = Field(14, ge=0, le=365, description="Days before its end at which a certificate warns.")
    nginx_status: str | None = Field(None, description="URL of Nginx's `stub_status`, where there is one.")
    details_to: tuple[str, ...] = Field((), description="Networks besides loopback that may read the details.")
    dead_after_seconds: float = Field(
        300, ge=10, le=86400, description="Seconds of a dead application after which the host asks to be replaced."
    )
    probes: dict[ProbeName, Timing] = Field(default_factory=dict, description="A timing of its own for some probes.")

    def timing(self, probe: str) -> Timing:
        """The timing of one probe: its own, else the common one, with a minute where each question costs money."""
        own: Timing | None = self.probes.get(probe)  # type: ignore[call-overload]
        if own is not None or probe not in _ONCE_A_MINUTE:
            return own or self
        common = self.model_dump(include=set(Timing.model_fields))
        return Timing.model_validate(common | {"interval_seconds": max(self.interval_seconds, 60)})


class Proxy(_Part):
    """What Nginx does in front of the application on the host."""

    body_mib: int = Field(10, ge=1, le=10240, description="Largest request body in MiB.")
    websockets: tuple[UrlPath, ...] = Field((), description="Paths on which WebSockets are opened.")
    certificate: str | None = Field(None, description="Certificate file, where TLS ends on the host.")
    certificate_key: str | None = Field(None, description="Its key file.")
    timeout_seconds: int = Field(60, ge=1, le=3600, description="Seconds that the application may take to answer.")


class Metrics(_Part):
    """Where the host's numbers go, and where the agent finds those that health does not ask for."""

    to: Annotated[str, Field(pattern=r"^(agent|stdout|none|file:/[^\x00-\x1f]+)$")] = Field(
        "agent", description="CloudWatch's agent on this host, `stdout`, `file:/PATH`, or `none`."
    )
    access_log: Annotated[str, Field(pattern=r"^/[^\x00-\x1f]+$")] | None = Field(
        None, description="Nginx's JSON access log; the one of `holdfast render nginx` when left out."
    )
    slow_query_ms: int = Field(1000, ge=1, le=3_600_000, description="Milliseconds from which a query is slow.")
    credits: bool = Field(
        True, description="Show CPU credits in /metrics where the instance has them (asks CloudWatch every 5 minutes)."
    )


class Service(_Part):
    """The application: how it starts, where it listens, what it needs."""

    command: tuple[str, ...] = Field((), description="The command that starts it, word by word.")
    port: Port = Field(3000, description="The port it listens on.")
    more_ports: tuple[Port, ...] = Field((), description="Further ports of the same application on the same host.")
    process_manager: Literal["pm2", "systemd", "container", "none"] = Field(
        "systemd", description="What keeps the process running."
    )
    variables: tuple[Variable, ...] = Field((), description="The variables without which it must not start.")
    last_good_copy_hours: float = Field(
        0,
        ge=0,
        le=720,
        description="Age up to which an encrypted copy of the secrets may serve a start without network.",
    )
    health: Health = Field(default_factory=Health.model_construct, description="What the agent asks.")
    proxy: Proxy = Field(default_factory=Proxy.model_construct, description="What Nginx does in front of it.")
    metrics: Metrics = Field(default_factory=Metrics.model_construct, description="Where the host's numbers go.")

    @property
    def ports(self) -> tuple[int, ...]:
        """All ports it listens on."""
        return (self.port, *self.more_ports)


class Database(_Part):
    """The database: on the host, or managed by RDS."""

    engine: Literal["postgresql", "mysql", "mariadb", "none"] = Field("postgresql", description="Which database.")
    placement: Literal["host", "rds"] = Field("rds", description="On the application's host, or RDS.")
    version: str = Field("16", description="Major version.")
    url_variable: VariableName = Field("DATABASE_URL", description="Variable that holds its connection URL.")
    instance_type: InstanceType = Field("db.t4g.medium", description="Class of the RDS instance.")
    storage_gib: int = Field(20, ge=5, le=65536, description="Size of its storage in GiB.")
    multi_az: bool = Field(True, description="A standby in another availability zone.")


class OffPeak(_Part):
    """When fewer instances are enough."""

    scale_down: Cron = Field(description="When to scale down, a cron line in `time_zone`.")
    scale_up: Cron = Field(description="When to scale up again, a cron line in `time_zone`.")
    minimum: int = Field(1, ge=0, le=100, description="Instances that stay.")
    time_zone: str = Field("Asia/Seoul", description="IANA name of the time zone.")


class Compute(_Part):
    """The hosts of the application."""

    instance_type: InstanceType = Field("t4g.medium", description="EC2 instance type.")
    minimum: int = Field(2, ge=0, le=1000, description="Fewest instances.")
    maximum: int = Field(10, ge=1, le=1000, description="Most instances.")
    desired: int = Field(2, ge=0, le=1000, description="Instances at rest.")
    cpu_target: int = Field(60, ge=10, le=90, description="CPU use that scaling aims at, in percent.")
    off_peak: OffPeak | None = Field(None, description="Fewer instances by the clock.")

    @model_validator(mode="after")
    def _in_order(self) -> "Compute":
        if not self.minimum <= self.desired <= self.maximum:
            raise ValueError("expected minimum ≤ desired ≤ maximum")
        return self


class Bucket(_Part):
    """An S3 bucket of this environment."""

    name: BucketName = Field(description="Its name.")
    purpose: Literal["uploads", "site", "backup", "logs", "artifacts"] = Field("uploads", description="What it holds.")


class Wal(_Part):
    """The archive of the write-ahead log: what makes recovery to a point in time possible."""

    spool_mib: int = Field(1024, ge=64, le=1_048_576, description="Most MiB that wait on the host for S3.")
    alarm_percent: int = Field(50, ge=1, le=99, description="Use of the spool, in percent, that alarms.")
    when_full: Literal["keep", "drop"] = Field(
        "keep",
        description="At the bound: `keep` leaves WAL with PostgreSQL until S3 answers (its disk may fill), `drop` "
        "gives the newest up, loudly: a gap in recovery, until the next base backup.",
    )
    sentinel_seconds: int = Field(60, ge=1, le=3600, description="Seconds between two rows that measure the RPO.")


class Backup(_Part):
    """How the database comes back."""

    retention_days: int = Field(30, ge=1, le=3650, description="Days a backup is kept.")
    copy_region: AwsRegion | None = Field(None, description="Region that holds a second copy.")
    copy_bucket: BucketName | None = Field(None, description="Bucket there, which is read to see that the copy is.")
    point_in_time: bool = Field(True, description="Recovery to any second within the retention.")
    schedule: Cron = Field("30 18 * * *", description="When the daily dump runs, a cron line in UTC.")
    base_schedule: Cron = Field("0 17 * * 0", description="When the weekly base backup runs, a cron line in UTC.")
    prove_schedule: Cron = Field("0 19 * * 0", description="When a backup is restored to prove it, a cron line in UTC.")
    engine: Literal["barman", "pgbackrest"] = Field("barman", description="What makes physical backups.")
    kms_key: str | None = Field(None, description="KMS key (id, ARN, alias) that S3 encrypts with; its own when none.")
    client_recipient: Annotated[str, Field(pattern=r"^age1[a-z0-9]{20,}$")] | None = Field(
        None, description="Public key (age) to encrypt for before upload; only its private key restores."
    )
    smoke_query: str | None = Field(
        None, description="Query of the application whose first value must be true after a restore."
    )
    data_folder: Annotated[str, Field(pattern=r"^/[^\x00-\x1f]+$")] = Field(
        "/var/lib/holdfast/backup", description="Folder on the host for the WAL spool and for scratch clusters."
    )
    wal: Wal = Field(default_factory=Wal.model_construct, description="The WAL archive of a database on a host.")


class Environment(_Part):
    """One environment: everything that may differ between production and staging."""

    domains: tuple[str, ...] = Field((), description="Host names that the service answers on.")
    origins: tuple[WebOrigin, ...] = Field((), description="Origins of the front ends, as browsers send them.")
    secrets: tuple[str, ...] = Field((), description="Names or ARNs of the secrets it reads, the later wins.")
    parameters: tuple[str, ...] = Field(
        (), description="Names, or paths ending in `/`, of the SSM parameters it reads."
    )
    compute: Compute = Field(default_factory=Compute.model_construct, description="Its hosts.")
    database: Database = Field(default_factory=Database.model_construct, description="Its database.")
    buckets: tuple[Bucket, ...] = Field((), description="Its buckets.")
    backup: Backup = Field(default_factory=Backup.model_construct, description="Its backups.")


class Alerts(_Part):
    """Who is told."""

    email: tuple[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = Field(
        (), description="Addresses that alarms go to."
    )
    slack_channel: str | None = Field(None, description="Slack channel that alarms go to, such as `#alerts`.")


class Budget(_Part):
    """What a month may cost."""

    monthly_usd: float | None = Field(None, gt=0, description="US dollars per month that warn when exceeded.")


class Suppression(_Part):
    """A finding that the team has decided to live with, for a time."""

    check: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z0-9-]+)?$")] = Field(description="Id of the check.")
    author: str = Field(min_length=1, description="Who decided.")
    reason: str = Field(min_length=8, description="Why it may stay.")
    expires: date = Field(description="The last day on which it holds.")
    environment: Name | None = Field(None, description="Only there; everywhere when left out.")
    path: str | None = Field(None, description="Only in this file; everywhere when left out.")


def _staging() -> dict[str, dict[str, Any]]:
    return {
        "compute": {"instance_type": "t4g.small", "minimum": 1, "maximum": 1, "desired": 1},
        "database": {"multi_az": False, "instance_type": "db.t4g.small"},
        "backup": {"retention_days": 7, "point_in_time": False},
    }


class Product(_Part):
    """The whole spec."""

    name: Name = Field("product", description="Short name of the product; names of resources begin with it.")
    locale: Literal["ko", "en"] | None = Field(None, description="Language of reports; `LANG` when left out.")
    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")] | None = Field(
        None, description="owner/name on GitHub; the deploy role trusts this one alone."
    )
    region: AwsRegion = Field("ap-northeast-2", description="Home region of the product.")
    service: Service = Field(default_factory=Service.model_construct, description="The application.")
    environments: dict[Name, Environment] = Field(
        default_factory=dict, description="Environments by name; those named `staging` start from staging's defaults."
    )
    alerts: Alerts = Field(default_factory=Alerts.model_construct, description="Who is told.")
    budget: Budget = Field(default_factory=Budget.model_construct, description="What a month may cost.")
    suppressions: tuple[Suppression, ...] = Field((), description="Findings set aside, with author, reason, expiry.")

    @model_validator(mode="before")
    @classmethod
    def _staging_may_be_small(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("environments"), dict):
            return data
        environments = {
            name: _filled(values, _staging()) if name == STAGING and isinstance(values, dict) else values
            for name, values in data["environments"].items()
        }
        return {**data, "environments": environments}

    def environment(self, name: str) -> Environment:
        """The environment called `name`; production's or staging's defaults when the spec does not name it."""
        if name in self.environments:
            return self.environments[name]
        return DEFAULT_STAGING if name == STAGING else DEFAULT_PRODUCTION


def _filled(values: dict[str, object], defaults: Mapping[str, object]) -> dict[str, object]:
    """`values` with what they leave out taken from `defaults`, table by table."""
    merged = dict(values)
    for key, default in defaults.items():
        given = merged.get(key)
        if key not in merged:
            merged[key] = default
        elif isinstance(given, dict) and isinstance(default, dict):
            merged[key] = {**default, **given}
    return merged


DEFAULT_PRODUCTION = Environment.model_construct()
DEFAULT_STAGING = Environment.model_construct(
    compute=Compute.model_construct(**_staging()["compute"]),
    database=Database.model_construct(**_staging()["database"]),
    backup=Backup.model_construct(**_staging()["backup"]),
)


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of `holdfast.toml`, as text for editors."""
    described = Product.model_json_schema(mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:holdfast:spec:1"}
    return json.dumps({**head, **described, "title": "holdfast.toml"}, indent=2, ensure_ascii=False) + "\n"
