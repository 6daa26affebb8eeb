"""`holdfast plan`: what deploying would change, cost and close; nothing is changed."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from holdfast.cli.options import EMBEDDED, LOCALE, ONLY, PATH, PROFILE
from holdfast.model.errors import ExitCode


@click.command()
@PATH
@ONLY
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Keep the plan for `deploy --plan`.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON of the published shape holdfast.plan/1.")
@click.option("--details", is_flag=True, help="Every change, and every line of the bill.")
@PROFILE
@EMBEDDED
@LOCALE
def command(
    path: Path,
    environment: str | None,
    output: Path | None,
    profile: str | None,
    locale: str | None,
    *,
    as_json: bool,
    details: bool,
    embedded: bool,
) -> int:
    """Say what deploying the holdfast.toml in PATH (default: here) would do; nothing is changed.

    CloudFormation works out the changes. What is destroyed stands first, in red. The bill is that of a month, before
    and after, control by control; the controls are judged by the repository and the templates.

    \b
    Examples:
      holdfast plan
      holdfast plan --environment staging --details
      holdfast plan --output plan.json && holdfast deploy --plan plan.json

    \b
    Exit codes:
      0   the plan is printed, or there is nothing to change
      2   wrong usage, an invalid holdfast.toml, or something that would make the deployment fail
      3   AWS refused or could not be reached, or a stack is in a state that must be mended first
    """
    from holdfast.actions.deploy.deploy import outlook_of
    from holdfast.actions.deploy.session import Options, open_session
    from holdfast.cli.locale import choose_locale
    from holdfast.cli.output import write
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.plan_document import render_json
    from holdfast.reports.plan_text import render_plan

    options = Options(environment=environment, profile=profile, embedded=embedded)
    with open_session(path, options) as session:
        outlook = outlook_of(session, now=datetime.now(UTC))
    if output is not None:
        write(render_json(outlook), output)
    if as_json:
        write(render_json(outlook), None)
        return ExitCode.DONE
    catalogue = Catalogue(choose_locale(locale, session.product.locale))
    write(render_plan(outlook, catalogue, colour=sys.stdout.isatty(), details=details), None)
    return ExitCode.DONE
