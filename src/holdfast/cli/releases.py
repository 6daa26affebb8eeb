"""`holdfast releases`: what was put onto an environment's hosts, and what became of it."""

from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, LOCALE, SPEC
from holdfast.cli.release.options import BUCKET


@click.command()
@ENVIRONMENT
@SPEC
@BUCKET
@click.option("--newest", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many to list.")
@click.option("--commit", metavar="COMMIT|TAG", help="Only those of this commit, its beginning, or this tag.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
@LOCALE
def command(
    environment: str | None,
    spec: Path | None,
    bucket: str | None,
    newest: int,
    commit: str | None,
    form: str,
    locale: str | None,
) -> None:
    """List the releases of an environment, the newest first: commit, tag, who, when, result, migration, bundle.

    \b
    Examples:
      holdfast releases --environment production
      holdfast releases --environment production --commit v1.4.0 --format json

    \b
    Exit codes:
      0   listed
      2   wrong usage, or an invalid holdfast.toml
      3   S3 refuses, or cannot be reached
    """
    from holdfast.actions.releases.place import find_releases
    from holdfast.actions.releases.rollback import names
    from holdfast.cli.locale import choose_locale
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.releases import releases_json, releases_text

    releases = find_releases(spec, environment, bucket)
    entries = releases.ledger().entries(newest)
    if commit:
        entries = tuple(entry for entry in entries if names(commit, entry))
    if form == "json":
        click.echo(releases_json(entries, releases.product.name, releases.environment))
        return
    catalogue = Catalogue(choose_locale(locale, releases.product.locale))
    click.echo(releases_text(entries, releases.environment, catalogue), nl=False)
