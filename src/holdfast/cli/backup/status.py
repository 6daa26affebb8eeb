"""`holdfast backup status`: what can be restored, and what is wrong, on one screen."""

import shutil
import sys
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, LOCALE, SPEC, STORE


@click.command()
@ENVIRONMENT
@SPEC
@STORE
@click.option("--local", is_flag=True, help="Ask this host alone: no store, no RDS, no network.")
@click.option("--instance", metavar="ID", help="RDS: the instance; else the one in the database's URL.")
@click.option("--json", "as_json", is_flag=True, help="As JSON of the published shape holdfast.backup-status/1.")
@LOCALE
def command(
    environment: str | None,
    spec: Path | None,
    store: str | None,
    instance: str | None,
    locale: str | None,
    *,
    local: bool,
    as_json: bool,
) -> int:
    """Say on one screen what can be restored, to which second, when it was proven, and what is wrong.

    Problems come first, the worst at the top, each with its next step. Nothing is changed.

    \b
    Examples:
      holdfast backup status --environment production
      holdfast backup status --json | jq .problems
      holdfast backup status --local

    \b
    Exit codes:
      0   nothing is wrong
      1   something is
      2   wrong usage, or an invalid holdfast.toml
      3   the store could not be read
    """
    from holdfast.actions.backup.place import find_place
    from holdfast.actions.backup.status import exit_code, status
    from holdfast.cli.locale import choose_locale
    from holdfast.reports.backup_screen import render_text
    from holdfast.reports.backup_status import render_json
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.terminal import WIDTH

    place = find_place(spec, environment, store)
    found = status(place, local=local, instance=instance)
    if as_json:
        click.echo(render_json(found), nl=False)
        return exit_code(found)
    catalogue = Catalogue(choose_locale(locale, place.product.locale))
    wide = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
    click.echo(render_text(found, catalogue, colour=sys.stdout.isatty(), width=wide), nl=False)
    return exit_code(found)
