"""Facts of databases and of how their data would come back."""

from enum import StrEnum

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


class Placement(StrEnum):
    """Where a database runs."""

    HOST = "host"  # installed on an instance
    CONTAINER = "container"  # in a container on an instance
    RDS = "rds"
    AURORA = "aurora"
    DYNAMODB = "dynamodb"
    EXTERNAL = "external"  # a service outside AWS (Supabase, Atlas, Neon, PlanetScale)
    EMBEDDED = "embedded"  # SQLite, H2: a file beside the application
    UNKNOWN = "unknown"  # the application connects to one; where it runs is not said


@record(frozen=True, slots=True, kw_only=True)
class Database(Fact):
    """A database that keeps the product's data.

    Args:
        engine: "postgresql", "mysql", "mariadb", "mongodb", "dynamodb", "sqlite", …; not caches.
        placement: where it runs.
        name: as written.
        instance_class: such as `db.t3.micro`.
        multi_az: a standby in another zone (for Aurora: two members or more).
        retention_days: of automated backups; 0 is none.
        deletion_protection, final_snapshot, encrypted, public: as their names say.
        point_in_time: can be restored to any second (DynamoDB PITR; RDS with retention above 0).
        with_application: it shares its host with the application.
        expires: its rows end by themselves after a time (DynamoDB TTL), as sessions and caches do.
        version: such as `16`.
        scales: what it takes a second follows the load (DynamoDB on demand, or by a policy); false where it is fixed.
    """

    engine: str
    placement: Placement
    name: str | None = None
    instance_class: str | None = None
    multi_az: bool | None = None
    retention_days: int | None = None
    deletion_protection: bool | None = None
    final_snapshot: bool | None = None
    encrypted: bool | None = None
    public: bool | None = None
    point_in_time: bool | None = None
    with_application: bool | None = None
    expires: bool | None = None
    version: str | None = None
    scales: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class BackupJob(Fact):
    """Something that copies data so that it can come back.

    Args:
        subject: "database", "volume", "bucket", "files"; "archive" for a folder that is packed, whatever lies in it.
        method: "pg_dump", "mysqldump", "mongodump", "wal", "litestream", "snapshot", "aws-backup", "dlm", "rds", …
        schedule: cron line, "daily", "weekly" or as written; None when nothing starts it by itself.
        destination: "s3", "host" (the same machine), "other-host", "aws" (kept by the service).
        retention_days: None when not said.
        other_region: a copy goes to another region.
        form: what `pg_dump` writes: "archive" (for `pg_restore`) or "sql" (for `psql`); None when not said.
        resources: ARNs of the resources that it names one by one; empty where it goes by a tag or a pattern.

    `places["folder"]` is where a script says into which folder on its host the copies go, and `places["server"]` where
    it names its own host as the database's.
    """

    subject: str
    method: str
    schedule: str | None = None
    destination: str | None = None
    retention_days: int | None = None
    other_region: bool | None = None
    form: str | None = None
    resources: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class EmptyBackupPlan(Fact):
    """A plan of AWS Backup without a selection: its clock runs, and it copies nothing."""

    name: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class RestoreProcedure(Fact):
    """Steps that bring data back, with commands; `tested`: the text or script also tries them.

    `takes`: what they read, as `BackupJob.form`; `unreadable`: they are handed a file whose name says that they cannot.
    """

    subject: str = "database"
    tested: bool = False
    takes: str | None = None
    unreadable: bool = False


@record(frozen=True, slots=True, kw_only=True)
class PointInTimeRecovery(Fact):
    """Recovery to a chosen moment is set up (WAL archive, RDS retention, DynamoDB PITR), or denied."""

    enabled: bool
    subject: str = "database"
    retention_days: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class ScriptFault(Fact):
    """A line in a script that hides a failure or undoes what the script is for.

    Args:
        activity: what suffers: "backup", "migration", "deploy", "rollback", "health", "certificate", "start",
            "test", "restore", "other".
        form: "error-swallowed", "pipe-hides-error", "retention-never-deletes", "previous-release-deleted",
            "stopped-before-start", "rollback-cannot-start", "tag-computed-twice", "certificate-copied-by-hand",
            "volumes-deleted", "no-error-exit", "unmerged-deployed", "renewal-not-handed-on",
            "folder-deleted" (with data in it), "tables-dropped", "schema-changed" (by each start), "unsupervised",
            "development-server", "dropped-before-restore".
        command: the command it is about, redacted.

    `places["agreed"]` is there where somebody at the keys is asked first whether it shall be done.
    """

    activity: str
    form: str
    command: str = ""
