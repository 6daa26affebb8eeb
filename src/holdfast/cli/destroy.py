"""`holdfast destroy`: delete an environment's stacks; what holds data is never deleted with them."""

import sys
from pathlib import Path

import click

from holdfast.cli.options import EMBEDDED, LOCALE, PATH, PROFILE
from holdfast.model.errors import ExitCode, UsageError


@click.command()
@PATH
@click.option("--environment", metavar="NAME", required=True, help="The environment whose stacks are deleted.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep-data", is_flag=True, help="Leave behind what stays when its stack goes; it goes on to cost.")
@click.option("--unprotect", is_flag=True, help="Lift the protection against deletion first.")
@PROFILE
@EMBEDDED
@LOCALE
def command(
    path: Path,
    environment: str,
    profile: str | None,
    locale: str | None,
    *,
    yes: bool,
    keep_data: bool,
    unprotect: bool,
    embedded: bool,
) -> int:
    """Delete the stacks of one environment of the holdfast.toml in PATH (default: here).

    What holds data is listed, and nothing is deleted before it is saved or left behind on purpose. What the account has
    once, such as the artifact bucket, stays.

    \b
    Examples:
      holdfast destroy --environment staging
      holdfast destroy --environment staging --keep-data --unprotect

    \b
    Exit codes:
      0   deleted, or nothing was there
      1   something holds data or is protected, it was not agreed to, or it could not be deleted
      2   wrong usage, or an invalid holdfast.toml
      3   AWS refused, or could not be reached
    """
    from holdfast.actions.deploy.destroy import destroy, see_that_nothing_is_lost, survey
    from holdfast.actions.deploy.session import Options, open_bare
    from holdfast.cli.locale import choose_locale
    from holdfast.cli.stack_progress import stack_progress
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.plan_outcome import render_demolition, render_results

    options = Options(environment=environment, profile=profile, embedded=embedded)
    with open_bare(path, options) as (product, cloud, templates):
        catalogue = Catalogue(choose_locale(locale, product.locale))
        found = survey(cloud, [one for one in templates if one.environment == environment])
        colour = sys.stdout.isatty()
        click.echo(render_demolition(environment, found, catalogue, colour=colour), nl=False)
        see_that_nothing_is_lost(found, keep_data=keep_data, unprotect=unprotect)
        if not found.stacks:
            return ExitCode.DONE
        if not yes and not _agreed(catalogue.check("plan.destroy")["question"]):
            return ExitCode.OPEN
        with stack_progress(catalogue) as watch:
            results = destroy(cloud, found, watch)
    begun = {one.stack for one in results}
    left = [one.stack for one in found.stacks if one.stack not in begun]
    click.echo(render_results(results, left, catalogue, done="destroyed", colour=colour), nl=False)
    return ExitCode.DONE if all(one.is_well for one in results) else ExitCode.OPEN


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody is here to agree", where="destroy", next_step="add --yes when you are sure")
    return click.confirm(question, default=False, err=True)
