"""Releases: the spec's table of how they are made, the names that everybody finds them by, and the ledger's entries."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from holdfast.model.record import record
from holdfast.model.table import Limits, Table, key

_Inside = Annotated[str, Limits(pattern=r"^[^/\x00-\x1f\\][^\x00-\x1f\\]*$")]
_Line = Annotated[str, Limits(pattern=r"^[^\x00-\x1f]+$", min_length=1)]


@record(frozen=True, kw_only=True)
class Making(Table):
    """How a release is made, brought to the hosts, and found good there."""

    branch: Annotated[str, Limits(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")] = key(
        "main", description="Branch whose commits go to environments other than production; that one takes tags."
    )
    runtime: Literal["node", "python"] | None = key(
        None, description="What builds it; told from `service.command` when left out."
    )
    runtime_version: Annotated[str, Limits(pattern=r"^\d+(\.\d+)*$")] | None = key(
        None, description="Its version in the workflow; Node 22 or Python 3.11 when left out."
    )
    test: tuple[_Line, ...] = key((), description="Lines of shell in the workflow that test a commit.")
    build: tuple[_Line, ...] = key((), description="Lines of shell in the workflow that build what `include` names.")
    include: tuple[_Inside, ...] = key(
        (), description="Files and folders that git does not track and the release needs, such as `dist`."
    )
    migrate: tuple[str, ...] = key(
        (), description="The command that migrates the database, word by word; once for each release, after a backup."
    )
    undo: tuple[str, ...] = key(
        (), description="The command that takes back a migration that failed half-way, word by word."
    )
    migrate_minutes: int = key(15, ge=1, le=55, description="Minutes that backup and migration may take.")
    ready_seconds: int = key(120, ge=5, le=1800, description="Seconds in which a new release must be ready on a host.")
    keep: int = key(3, ge=2, le=20, description="Releases that stay on a host, the running one among them.")

    def __post_init__(self) -> None:
        """See that nothing outside the repository is named; raises ValueError."""
        if any(".." in name.split("/") for name in self.include):
            raise ValueError("`include` names files and folders of the repository, without `..`")
        if self.undo and not self.migrate:
            raise ValueError("`undo` needs `migrate`")


def place_name(product: str, environment: str) -> str:
    """What CodeDeploy's application and its group are called for one environment: both `PRODUCT-ENVIRONMENT`."""
    return f"{product}-{environment}"


def artifacts_bucket(product: str, account: str) -> str:
    """The bucket of bundles, ledger and host parts: `PRODUCT-artifacts-ACCOUNT`, in the product's home region."""
    return f"{product}-artifacts-{account}"


def bundle_key(commit: str) -> str:
    """Where the bundle of a commit lies in the bucket of artifacts."""
    return f"bundles/{commit}.tgz"


def ledger_prefix(environment: str) -> str:
    """What the keys of one environment's ledger begin with, in the bucket of artifacts."""
    return f"releases/{environment}/"


class Act(StrEnum):
    """Why a release was put onto the hosts."""

    DEPLOY = "deploy"
    ROLLBACK = "rollback"


class Result(StrEnum):
    """What became of a deployment."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    ROLLED_BACK = "rolled-back"
    """It failed, and the release before it was put back by itself."""
    FAILED = "failed"
    """It failed, and nothing put the release before it back on all hosts."""
    STOPPED = "stopped"
    ABANDONED = "abandoned"
    """The deployer ended before it had sent anything."""


class Migrated(StrEnum):
    """What the migration of a release came to."""

    NONE = "none"
    """The release has no migration, or it was done with an earlier deployment."""
    DONE = "done"
    UNTOUCHED = "failed-untouched"
    """It failed, and the schema is what it was."""
    RESTORED = "failed-restored"
    """It failed half-way, and what it had done was taken back."""
    CHANGED = "failed-changed"
    """It failed half-way, and the schema is not what it was."""


@record(frozen=True, slots=True, kw_only=True)
class Migration:
    """One migration, as the host that ran it wrote it down.

    Attributes:
        result: what it came to.
        at: when it ended, UTC.
        host: who ran it.
        backup: the backup that was made before it: a manifest's id, or an RDS snapshot.
        deployment: CodeDeploy's id.
    """

    result: Migrated
    at: datetime
    host: str = ""
    backup: str = ""
    deployment: str = ""


@record(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger: what was put onto an environment's hosts, and what became of it.

    Attributes:
        number: counts from 1 in each environment.
        act: why.
        commit: what was put there, all 40 digits.
        tag: its name; empty when it has none.
        digest: of the bundle, SHA-256.
        who: the person or workflow run.
        started_at: UTC.
        before: the commit that ran until then; empty when there was none.
        deployment: CodeDeploy's id; empty until it was sent.
        result: what became of it.
        ended_at: UTC; None while it runs.
        reason: of a failure, one sentence.
        running: the commit that the hosts run after it, as far as the deployer saw; empty when it does not know.
        migration: what the hosts did to the database; None when nothing.
    """

    number: int
    act: Act
    commit: str
    digest: str
    who: str
    started_at: datetime
    tag: str = ""
    before: str = ""
    deployment: str = ""
    result: Result = Result.RUNNING
    ended_at: datetime | None = None
    reason: str = ""
    running: str = ""
    migration: Migration | None = field(default=None)


def running_commit(entries: tuple[Entry, ...]) -> str:
    """What the hosts run, as the newest entry that knows it says; empty when none does.

    Args:
        entries: the newest first.
    """
    return next((entry.running for entry in entries if entry.running), "")
