"""`holdfast backup verify`: restore a backup on trial, compare everything, and record the proof."""

import sys
from datetime import datetime
from pathlib import Path

import click

from holdfast.cli.locale import choose_locale
from holdfast.cli.options import ENVIRONMENT, IDENTITY, JOBS, LOCALE, SPEC, STORE
from holdfast.model.errors import ExitCode, UsageError


@click.command()
@click.argument("which", metavar="[ID|latest]", default="latest")
@click.option("--kind", type=click.Choice(("logical", "physical")), help="Only this kind; else the newest of each.")
@click.option("--point-in-time", is_flag=True, help="A recovery to a moment between two sentinels must succeed, too.")
@click.option("--to-time", metavar="TIME", help="That moment, such as 2026-11-25T03:15:00Z; else one is chosen.")
@IDENTITY
@JOBS
@ENVIRONMENT
@SPEC
@STORE
@LOCALE
def command(
    which: str,
    kind: str | None,
    to_time: str | None,
    identity: Path | None,
    jobs: int,
    environment: str | None,
    spec: Path | None,
    store: str | None,
    locale: str | None,
    *,
    point_in_time: bool,
) -> int:
    """Restore a backup into an empty server of its own, and compare every table.

    The server lies in the spec's `backup.data_folder`, listens on a closed Unix socket alone, and is removed at the
    end. Compared are all tables with the backup's manifest (rows and content); then pg_amcheck reads every page, and
    the application's own `backup.smoke_query` is asked. A base backup is recovered to a moment, too: rows before it
    must be there, rows after it must not. How long it took (RTO) and to which second it came (RPO) is measured. The
    proof is kept beside the backups.

    \b
    Examples:
      holdfast backup verify
      holdfast backup verify latest --kind physical --point-in-time
      holdfast backup verify 20261125T031500Z-logical-1a2b --identity /root/age.key

    \b
    Exit codes:
      0   everything that was looked at is as it was backed up
      1   something differs, or a backup could not be restored
      2   wrong usage, or an invalid holdfast.toml
      3   the store could not be read
    """
    from holdfast.actions.backup.place import find_place
    from holdfast.actions.backup.verify import Wish, verify
    from holdfast.cli.progress import bytes_bar
    from holdfast.model.backup import Kind
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.restoring import render_proof

    place = find_place(spec, environment, store)
    language = choose_locale(locale, place.product.locale)
    with bytes_bar("verify") as progress:
        wish = Wish(
            which=which,
            kind=Kind(kind) if kind else None,
            point_in_time=point_in_time,
            to_time=moment_of(to_time)[0] if to_time else None,
            identity=identity,
            jobs=jobs,
            say=lambda line: click.echo(f"holdfast: {line}", err=True),
            progress=progress,
        )
        proofs = verify(place, wish)
    for proof in proofs:
        click.echo(render_proof(proof, Catalogue(language), colour=sys.stdout.isatty()), nl=False)
    return ExitCode.DONE if all(proof.passed for proof in proofs) else ExitCode.OPEN


def moment_of(text: str) -> tuple[datetime, bool]:
    """A moment as it was typed, and whether its zone was left out; raises UsageError when it is none."""
    from holdfast.host.backup.recovery import parse_moment

    try:
        return parse_moment(text)
    except ValueError as error:
        raise UsageError(
            "not a moment",
            where=f"--to-time {text}",
            next_step="write it as 2026-11-25T03:15:00Z or 2026-11-25 12:15+09:00",
        ) from error
