"""`holdfast backup wal`: the archive of the write-ahead log, from PostgreSQL to S3 and back."""

import json
import time
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, LOCALE, SPEC, STORE
from holdfast.model.errors import ExitCode


@click.group()
def command() -> None:
    """Archive the write-ahead log, for recovery to a point in time.

    PostgreSQL hands each segment to `keep`, which copies it into a spool on this host and returns at once. `ship`
    empties the spool into S3. `fetch` brings segments back; a restore sets it up by itself.

    \b
    To begin:
      holdfast backup wal settings > /etc/postgresql/16/main/conf.d/holdfast.conf
      systemctl restart postgresql
      holdfast launch --environment production -- holdfast backup wal ship
      holdfast backup wal status
    """


@command.command()
@SPEC
@ENVIRONMENT
def settings(spec: Path | None, environment: str | None) -> None:
    """Print the lines for postgresql.conf that archive WAL here.

    A change of archive_mode takes effect with a restart of PostgreSQL; the rest with a reload.

    \b
    Example:
      holdfast backup wal settings > /etc/postgresql/16/main/conf.d/holdfast.conf
    """
    from holdfast.actions.backup import wal
    from holdfast.actions.backup.place import find_place

    click.echo(wal.settings(find_place(spec, environment, "s3://none")), nl=False)


@command.command()
@SPEC
@ENVIRONMENT
@STORE
def repository(spec: Path | None, environment: str | None, store: str | None) -> None:
    """Print pgBackRest's configuration, where the spec's engine is pgbackrest.

    It holds the passphrase and, without an instance role, the access key: write it with umask 077, for PostgreSQL's
    user alone, where `holdfast backup wal settings` names it.

    \b
    Example:
      (umask 077; holdfast launch -- holdfast backup wal repository > /var/lib/holdfast/backup/pgbackrest/shop.conf)
    """
    from holdfast.actions.backup import wal
    from holdfast.actions.backup.place import find_place

    click.echo(wal.repository(find_place(spec, environment, store)), nl=False)


@command.command()
@SPEC
@ENVIRONMENT
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("name")
def keep(spec: Path | None, environment: str | None, path: Path, name: str) -> int:
    """Copy one WAL file (PATH, called NAME) into the spool, safe on disk.

    What `holdfast backup wal settings` prints does the same ten times as fast, because it starts nothing else.

    \b
    Example:
      holdfast backup wal keep pg_wal/000000010000000000000007 000000010000000000000007

    \b
    Exit codes:
      0   the file is in the spool (or given up, where the spec says so)
      1   it is not; PostgreSQL keeps it, and tries again
    """
    from holdfast.actions.backup import wal
    from holdfast.actions.backup.place import find_place

    code, said = wal.keep(find_place(spec, environment, "s3://none"), path, name)
    if said:
        click.echo(f"holdfast: {said}", err=True)
    return code


@command.command()
@SPEC
@ENVIRONMENT
@STORE
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
@click.option("--no-sentinels", is_flag=True, help="Write no rows with the time into the database.")
def ship(spec: Path | None, environment: str | None, store: str | None, *, once: bool, no_sentinels: bool) -> int:
    """Empty the spool into S3, until SIGTERM.

    It may be killed at any moment: a file leaves the spool only when S3 holds it, and nothing there is overwritten.
    Every `backup.wal.sentinel_seconds` it writes a row into the table holdfast_sentinels.sentinel, from which a
    recovery tells to which second it came.

    \b
    Examples:
      holdfast launch --environment production -- holdfast backup wal ship
      holdfast backup wal ship --once

    \b
    Exit codes:
      0   ended by SIGTERM; --once: the spool is empty
      1   --once: S3 refuses, does not answer, or holds another file of the same name; another one ships already
    """
    from holdfast.actions.backup import wal
    from holdfast.actions.backup.place import find_place

    def say(text: str) -> None:
        click.echo(f"holdfast: {text}", err=True)

    done = wal.ship(find_place(spec, environment, store), once=once, sentinels=not no_sentinels, say=say)
    click.echo(f"{done.segments} files stored, {done.read_bytes} bytes as {done.stored_bytes}", err=True)
    return ExitCode.DONE


@command.command()
@SPEC
@ENVIRONMENT
@STORE
@click.option("--system", default="", metavar="NUMBER", help="The cluster's system identifier; else this spool's.")
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
def fetch(spec: Path | None, environment: str | None, store: str | None, system: str, name: str, path: Path) -> int:
    """Fetch one WAL file NAME from S3 to PATH, whole and compared.

    \b
    Example:
      holdfast backup wal fetch 000000010000000000000007 /tmp/000000010000000000000007

    \b
    Exit codes, as PostgreSQL's restore_command must give them:
      0     the file is there
      1     the archive has no such file, and none after it: it ends here
      150   anything else: a gap, a damaged file, S3 does not answer. The recovery stops instead of ending early
    """
    from holdfast.actions.backup import wal
    from holdfast.actions.backup.place import find_place

    def say(text: str) -> None:
        click.echo(f"holdfast: {text}", err=True)

    return wal.fetch(find_place(spec, environment, store), name, path, system, say)


@command.command()
@SPEC
@ENVIRONMENT
@STORE
@LOCALE
@click.option("--offline", is_flag=True, help="Look at this host's spool alone.")
@click.option("--json", "as_json", is_flag=True, help="Everything, for a program.")
def status(
    spec: Path | None,
    environment: str | None,
    store: str | None,
    locale: str | None,
    *,
    offline: bool,
    as_json: bool,
) -> int:
    """Say how far the archive is, what waits on this host, and which segments are missing.

    \b
    Examples:
      holdfast backup wal status
      holdfast backup wal status --offline --json

    \b
    Exit codes:
      0   all is well
      1   something is wrong; it is named
      3   S3 does not answer
    """
    from holdfast.actions.backup import wal
    from holdfast.actions.backup.place import find_place
    from holdfast.cli.locale import choose_locale
    from holdfast.reports.catalogue import Catalogue

    place = find_place(spec, environment, store)
    seen = wal.status(place, time.time(), offline=offline)
    if as_json:
        click.echo(json.dumps(seen.as_dict(), indent=2))
    else:
        catalogue = Catalogue(choose_locale(locale, place.product.locale))
        click.echo("\n".join(wal.lines_of(seen, time.time(), catalogue)))
    return ExitCode.OPEN if seen.troubles else ExitCode.DONE
