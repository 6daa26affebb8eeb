"""`holdfast restore`: print what a restore would do, and do it when that is agreed to."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfast.cli.locale import choose_locale
from holdfast.cli.options import ENVIRONMENT, IDENTITY, JOBS, LOCALE, SPEC, STORE
from holdfast.model.errors import ExitCode

if TYPE_CHECKING:
    from holdfast.actions.backup.restore import Prepared
    from holdfast.reports.catalogue import Catalogue


@click.command()
@click.argument("which", metavar="[latest|ID]", default="latest")
@click.option(
    "--into",
    required=True,
    metavar="NAME|/PATH",
    help="The database to restore a dump into, or the data folder for a whole cluster.",
)
@click.option("--to-time", metavar="TIME", help="The moment to recover a cluster to, such as 2026-11-25T03:15:00Z.")
@click.option(
    "--server", default="", metavar="VARIABLE", help="Variable that holds the target server's URL; else the spec's own."
)
@click.option(
    "--replace", default="", metavar="NAME|/PATH", help="The same as --into: it may be replaced (and is kept)."
)
@click.option("--yes", is_flag=True, help="Do it; without it the plan is printed alone.")
@IDENTITY
@click.option("--even-if-different", is_flag=True, help="Take it even when a table is not as it was backed up.")
@JOBS
@ENVIRONMENT
@SPEC
@STORE
@LOCALE
def command(
    which: str,
    into: str,
    to_time: str | None,
    server: str,
    replace: str,
    identity: Path | None,
    jobs: int,
    environment: str | None,
    spec: Path | None,
    store: str | None,
    locale: str | None,
    *,
    yes: bool,
    even_if_different: bool,
) -> int:
    """Bring a backup back: a dump into a database, or a whole cluster into a data folder.

    Without --yes it prints what it would do, and does nothing. It restores beside the target, compares every table
    with the backup, and only then exchanges the two; what was there is renamed and kept, never deleted. A kill or a
    full disk at any moment leaves what was there; the next run removes what is half done.

    A target that is not empty has to be named twice: --into and --replace. The server is named by the variable that
    holds its URL, because a URL on the command line would show its password.

    \b
    Examples:
      holdfast launch --environment production -- holdfast restore latest --into shop --replace shop
      holdfast restore latest --into shop_look --server RESTORE_URL --yes
      holdfast restore --to-time 2026-11-25T03:15:00Z --into /var/lib/postgresql/16/main

    \b
    Exit codes:
      0   restored, and everything is as it was backed up
      1   not restored, or a table differs: the message says what to do; what was there is there
      2   wrong usage, an invalid holdfast.toml, or only the plan was printed
      3   the store, or the target server, could not be reached
    """
    from holdfast.actions.backup.place import find_place
    from holdfast.actions.backup.restore import Wish, prepare
    from holdfast.cli.backup.verify import moment_of
    from holdfast.reports.catalogue import Catalogue

    place = find_place(spec, environment, store)
    catalogue = Catalogue(choose_locale(locale, place.product.locale))
    moment, assumed = moment_of(to_time) if to_time else (None, False)
    wish = Wish(
        which=which,
        into=into,
        to_time=moment,
        zone_assumed=assumed,
        server=server,
        replace=replace,
        identity=identity,
        jobs=jobs,
        even_if_different=even_if_different,
    )
    return _show_and_do(prepare(place, wish), catalogue, agreed=yes, replace=bool(replace))


def _show_and_do(prepared: "Prepared", catalogue: "Catalogue", *, agreed: bool, replace: bool) -> int:
    """Print the plan, and follow it where that was agreed to."""
    from holdfast.actions.backup.restore import carry_out
    from holdfast.cli.progress import bytes_bar
    from holdfast.reports.restoring import render_plan, render_restored

    colour = sys.stdout.isatty()
    click.echo(render_plan(prepared.plan, catalogue, agreed=agreed, replace=replace, colour=colour), nl=False)
    if not agreed:
        return ExitCode.USAGE
    click.echo("")
    with bytes_bar("restore", prepared.plan.manifest.unpacked_bytes) as progress:
        restored = carry_out(prepared, progress)
    click.echo(render_restored(restored, catalogue, colour=colour), nl=False)
    return ExitCode.OPEN if restored.different else ExitCode.DONE
