"""Migrates the database of a release: once, on one host, after a backup, and with the schema looked at if it fails."""

import hashlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.backup.place import Place, find_place
from holdfast.actions.releases.place import DEPLOYMENT_VARIABLE, Releases, folder_of
from holdfast.host.releases.failure import ReleaseError
from holdfast.model.errors import HoldfastError, UsageError
from holdfast.model.product import Environment, Product
from holdfast.model.record import record
from holdfast.model.releases import Migrated, Migration

_PAUSE_SECONDS = 1.0
_KIND = "migration"

# Everything that a migration makes: tables, columns, types, constraints, indexes, functions; not rows, and not what
# migration tools write into tables of their own.
_SCHEMA = """
SELECT coalesce(md5(string_agg(line, E'\\n' ORDER BY line)), '') FROM (
  SELECT format('column %s.%s %s %s %s %s', table_schema, table_name, column_name, udt_name, is_nullable,
                column_default) AS line
    FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
  UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
  UNION ALL SELECT format('function %s %s', oid::regprocedure, md5(coalesce(prosrc, ''))) FROM pg_proc
    WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  UNION ALL SELECT format('trigger %s %s', tgrelid::regclass, pg_get_triggerdef(oid)) FROM pg_trigger
    WHERE NOT tgisinternal
  UNION ALL SELECT format('enum %s %s', enumtypid::regtype, enumlabel) FROM pg_enum
) AS lines
"""


@record(frozen=True, slots=True, kw_only=True)
class Job:
    """One migration that is to be made.

    Attributes:
        product: the new release's spec.
        environment: its name.
        folder: of the new release; commands run there.
        commit: whose.
        deployment: CodeDeploy's id; empty by hand.
        environ: variables, the database's URL among them; handed on to the commands.
        say: told a line for each step.
    """

    product: Product
    environment: str
    folder: Path
    commit: str
    deployment: str
    environ: Mapping[str, str] = field(repr=False)
    say: Callable[[str], None]

    @property
    def about(self) -> Environment:
        """The environment of the spec."""
        return self.product.environment(self.environment)

    @property
    def url(self) -> str:
        """The database's URL, a secret.

        Raises:
            UsageError: it is not in the environment.
        """
        name = self.about.database.url_variable
        if url := self.environ.get(name):
            return url
        raise UsageError(
            "the database's URL is not in the environment",
            where=name,
            next_step="run this through `holdfast launch`, as the hook does",
        )


def migrate(
    job: Job, done: Callable[[], Migration | None], write: Callable[[Migration], None], backup: Callable[[], str]
) -> Migration:
    """Make the migration of a release, unless it was made; other hosts wait for the database's lock meanwhile.

    Args:
        job: what is to be done.
        done: asks the ledger whether it was made; within the lock.
        write: writes down what it came to.
        backup: makes a backup, and gives its name.

    Raises:
        ReleaseError: it failed; what became of the schema is said, and written down.
        HoldfastError: the database or the ledger cannot be reached, or the backup failed; nothing was migrated.
    """
    making = job.product.service.release
    ends = time.monotonic() + making.migrate_minutes * 60
    with _only_one(job, ends):
        if earlier := done():
            job.say(f"the migration of {job.commit[:12]} was made at {earlier.at.isoformat(timespec='seconds')}")
            return earlier
        made = backup()
        job.say(f"backup before the migration: {made}")
        schema = schema_of(job.url)
        failure = _run(job, making.migrate, ends - time.monotonic())
        result = _judged(job, schema, failure)
        found = Migration(
            result=result,
            at=datetime.now(UTC),
            host=socket.gethostname(),
            backup=made,
            deployment=job.deployment,
        )
        write(found)
    if result is not Migrated.DONE:
        raise _failed(job, result, failure, made)
    job.say(f"the migration of {job.commit[:12]} is made")
    return found


def migrate_here(
    releases: Releases, spec: Path | None, commit: str, environ: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Make the migration of a release, with the database's URL in `environ`; see `migrate`.

    Raises:
        UsageError: the spec has none, or its database is not PostgreSQL.
        HoldfastError: as `migrate`.
    """
    product, name = releases.product, releases.environment
    if not product.service.release.migrate:
        raise UsageError("the spec names no migration", where="service.release.migrate", next_step="name its command")
    if product.environment(name).database.engine != "postgresql":
        raise UsageError(
            "migrations are made for PostgreSQL alone: with others nothing tells whether the schema was touched",
            where=f"environments.{name}.database.engine",
            next_step="migrate by hand, and leave service.release.migrate out",
        )
    ledger = releases.ledger()
    job = Job(
        product=product,
        environment=name,
        folder=folder_of(spec).resolve(),
        commit=commit,
        deployment=environ.get(DEPLOYMENT_VARIABLE, ""),
        environ=environ,
        say=say,
    )
    migrate(
        job,
        lambda: ledger.migrated(commit),
        lambda made: ledger.write_migration(commit, made),
        lambda: backup_before(job, lambda: find_place(spec, name, None, environ)),
    )


def schema_of(url: str) -> str:
    """A digest of everything in a database that a migration makes; the same while nobody changes the schema.

    Raises:
        HoldfastError: the database cannot be reached.
    """
    import psycopg

    from holdfast.host.backup.connecting import open_connection
    from holdfast.host.backup.lock import unreachable

    try:
        with open_connection(url) as connection:
            row = connection.execute(_SCHEMA).fetchone()
    except (psycopg.Error, ValueError) as error:
        raise unreachable(error) from error
    return hashlib.sha256(str(row[0] if row else "").encode()).hexdigest()


def backup_before(job: Job, place_of: Callable[[], Place]) -> str:
    """Make the backup that a migration begins with, and give its name.

    A dump into the environment's bucket for backups, which `holdfast restore` brings back; without such a bucket, a
    snapshot of the RDS instance.

    Args:
        job: the migration.
        place_of: gives the place of the environment's backups; raises UsageError where there is none.

    Raises:
        UsageError: there is nowhere to make a backup to.
        HoldfastError: it failed.
    """
    if _backup_buckets(job):
        from holdfast.actions.backup.run import Skipped, Wish, run_backup

        made = run_backup(place_of(), Wish(say=job.say))
        if isinstance(made, Skipped):
            raise ReleaseError(
                f"no backup was made before the migration: {made.reason}",
                where=job.environment,
                next_step="deploy again when that backup has ended",
            )
        return made.id
    if job.about.database.placement == "rds":
        from holdfast.host.releases.snapshots import snapshot

        return snapshot(job.url, f"{job.product.name}-{job.environment}", job.commit, job.product.region, job.say)
    raise UsageError(
        "there is no place for a backup before the migration",
        where=f"environments.{job.environment}.buckets",
        next_step='give one bucket `purpose = "backup"`',
    )


@contextmanager
def _only_one(job: Job, ends: float) -> Iterator[None]:
    """Hold the database's lock for migrations; waits for another host that migrates."""
    from holdfast.host.backup.lock import lock_number, only_one

    number = lock_number(job.product.name, job.environment, _KIND)
    told = False
    while True:
        with only_one(job.url, number) as lock:
            if lock is not None:
                yield
                return
        if time.monotonic() >= ends:
            raise ReleaseError(
                "another host still migrates", where="the database", next_step="deploy again when it has ended"
            )
        if not told:
            job.say("waiting for another host, which migrates")
            told = True
        time.sleep(_PAUSE_SECONDS)


def _run(job: Job, command: tuple[str, ...], seconds: float) -> str:
    """Run a command of the application to its end; why it failed, or an empty text."""
    try:
        with subprocess.Popen(  # noqa: S603  # an argument list out of the spec
            command, cwd=job.folder, env=dict(job.environ), stdin=subprocess.DEVNULL, process_group=0
        ) as process:
            try:
                status = process.wait(max(1.0, seconds))
            except BaseException:
                # Whatever ends us ends it, and all that it started: nobody would watch it any more.
                os.killpg(process.pid, signal.SIGKILL)
                raise
    except subprocess.TimeoutExpired:
        return f"it did not end within {seconds:.0f} s"
    except OSError as error:
        return f"it cannot be run ({error.strerror})"
    return f"it ended with status {status}" if status else ""


def _judged(job: Job, before: str, failure: str) -> Migrated:
    if not failure:
        return Migrated.DONE
    if schema_of(job.url) == before:
        return Migrated.UNTOUCHED
    undo = job.product.service.release.undo
    if not undo:
        return Migrated.CHANGED
    job.say(f"the migration failed half-way ({failure}); it is taken back")
    _run(job, undo, job.product.service.release.migrate_minutes * 60)
    return Migrated.RESTORED if schema_of(job.url) == before else Migrated.CHANGED


def _backup_buckets(job: Job) -> bool:
    return any(bucket.purpose == "backup" for bucket in job.about.buckets)


def _way_back(job: Job, backup: str) -> str:
    """The command that plans how the backup of before comes back."""
    if not _backup_buckets(job) and job.about.database.placement == "rds":
        return f"holdfast backup rds --environment {job.environment} --snapshot {backup}"
    return f"holdfast restore {backup} --environment {job.environment} --into NAME"


def _failed(job: Job, result: Migrated, failure: str, backup: str) -> HoldfastError:
    words = {
        Migrated.UNTOUCHED: ("the schema is what it was", "mend the migration, and deploy again"),
        Migrated.RESTORED: ("what it had done was taken back", "mend the migration, and deploy again"),
        Migrated.CHANGED: (
            "it stopped half-way, and the schema is NOT what it was",
            f"see what it did; `{_way_back(job, backup)}` plans the way back to before it",
        ),
    }
    state, step = words[result]
    return ReleaseError(
        f"the migration failed: {failure}; {state}. The release before it still runs",
        where=" ".join(job.product.service.release.migrate),
        next_step=step,
    )
