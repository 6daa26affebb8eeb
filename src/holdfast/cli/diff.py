"""`holdfast diff`: the templates against what is deployed, value by value."""

import sys
from pathlib import Path

import click

from holdfast.cli.options import EMBEDDED, LOCALE, ONLY, PATH, PROFILE
from holdfast.model.errors import ExitCode


@click.command()
@PATH
@ONLY
@PROFILE
@EMBEDDED
@LOCALE
def command(path: Path, environment: str | None, profile: str | None, locale: str | None, *, embedded: bool) -> int:
    """Show how the templates of the holdfast.toml in PATH differ from those that are deployed.

    What somebody changed by hand is shown, too, where CloudFormation has looked for drift.

    \b
    Examples:
      holdfast diff
      holdfast diff --environment production

    \b
    Exit codes:
      0   done, whether there are differences or not
      2   wrong usage, or an invalid holdfast.toml
      3   AWS refused, or could not be reached
    """
    from holdfast.actions.deploy.diff import diff
    from holdfast.actions.deploy.session import Options, open_bare
    from holdfast.cli.locale import choose_locale
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.plan_outcome import render_difference

    options = Options(environment=environment, profile=profile, embedded=embedded)
    with open_bare(path, options) as (product, cloud, templates):
        found = diff(cloud, templates)
    catalogue = Catalogue(choose_locale(locale, product.locale))
    click.echo(render_difference(found, catalogue, colour=sys.stdout.isatty()), nl=False)
    return ExitCode.DONE
