"""`holdfast backup list`: what is in the store, good and not."""

import json
import sys
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, LOCALE, SPEC, STORE
from holdfast.model.errors import ExitCode


@click.command()
@ENVIRONMENT
@SPEC
@STORE
@LOCALE
@click.option(
    "--json", "as_json", is_flag=True, help='{"good": manifests, "broken": […], "proofs": […]}, oldest first.'
)
def command(environment: str | None, spec: Path | None, store: str | None, locale: str | None, *, as_json: bool) -> int:
    """List what is in the store: what is good, and what only looks like it.

    Good is a backup whose manifest can be read, and whose objects are there with the sizes and tags that it names.
    Whether it comes back, `holdfast backup verify` finds out.

    \b
    Examples:
      holdfast backup list --environment production
      holdfast backup list --json

    \b
    Exit codes:
      0   there are good backups, and nothing else
      1   there is none, or something only looks like one
      2   wrong usage, or an invalid holdfast.toml
      3   the store could not be read
    """
    from holdfast.actions.backup.place import find_place
    from holdfast.cli.locale import choose_locale
    from holdfast.host.backup.holdings import read_holdings
    from holdfast.reports.backup_list import render_list
    from holdfast.reports.catalogue import Catalogue

    place = find_place(spec, environment, store)
    known = place.store()
    holdings = read_holdings(known)
    if as_json:
        from pydantic import TypeAdapter

        document = TypeAdapter(type(holdings)).dump_python(holdings, mode="json")
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        catalogue = Catalogue(choose_locale(locale, place.product.locale))
        click.echo(render_list(holdings, known.where, catalogue, colour=sys.stdout.isatty()), nl=False)
    return ExitCode.DONE if holdings.good and not holdings.broken else ExitCode.OPEN
