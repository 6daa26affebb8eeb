"""`holdfast deploy`: execute exactly the plan that was approved, with live progress."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfast.cli.options import EMBEDDED, LOCALE, ONLY, PATH, PROFILE
from holdfast.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from holdfast.model.outlook import Outlook
    from holdfast.reports.catalogue import Catalogue


@click.command()
@PATH
@ONLY
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), metavar="FILE", help="Execute this plan.")
@click.option("--approve", metavar="HASH", help="Execute the plan of this hash.")
@click.option("--yes", is_flag=True, help="Execute whatever the plan is now.")
@click.option("--wait", is_flag=True, help="Wait first for what is under way at the stacks.")
@click.option("--continue-rollback", is_flag=True, help="Continue first the rollbacks that failed.")
@PROFILE
@EMBEDDED
@LOCALE
def command(
    path: Path,
    environment: str | None,
    plan_file: Path | None,
    approve: str | None,
    profile: str | None,
    locale: str | None,
    *,
    yes: bool,
    wait: bool,
    continue_rollback: bool,
    embedded: bool,
) -> int:
    """Build on AWS what the holdfast.toml in PATH (default: here) asks for.

    Without --plan, --approve or --yes it shows the plan and asks. A plan that is not what would be done now is refused,
    with what changed; what an ended run left of it is continued.

    \b
    Examples:
      holdfast deploy
      holdfast deploy --approve 3f1c9a20b7d4e685
      holdfast deploy --plan plan.json
      holdfast deploy --embedded --yes

    \b
    Exit codes:
      0   done
      1   failed, and rolled back; or not agreed to
      2   wrong usage, an invalid holdfast.toml, a stale plan, or something that would make it fail
      3   AWS refused or could not be reached: `holdfast deploy` again continues
    """
    from holdfast.actions.deploy.approval import read_plan
    from holdfast.actions.deploy.deploy import Wish, clear_the_way, execute, outlook_of
    from holdfast.actions.deploy.deploy import approve as approved
    from holdfast.actions.deploy.session import Options, open_session
    from holdfast.cli.locale import choose_locale
    from holdfast.cli.stack_progress import stack_progress
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.plan_outcome import render_results

    if sum((plan_file is not None, approve is not None, yes)) > 1:
        raise UsageError("say how it is approved once", where="--plan, --approve, --yes", next_step="give one of them")
    wish = Wish(
        approved=None if plan_file is None else read_plan(plan_file),
        hash=approve or "",
        wait=wait,
        continue_rollback=continue_rollback,
    )
    with open_session(path, Options(environment=environment, profile=profile, embedded=embedded)) as session:
        catalogue = Catalogue(choose_locale(locale, session.product.locale))
        with stack_progress(catalogue) as watch:
            clear_the_way(session, wish, watch)
        outlook = outlook_of(session, now=datetime.now(UTC))
        if not approved(session, outlook.plan, wish, lambda: yes or _agreed(outlook, catalogue)):
            return ExitCode.OPEN
        with stack_progress(catalogue) as watch:
            results, left = execute(session, outlook.plan, watch)
    click.echo(render_results(results, left, catalogue, colour=sys.stdout.isatty()), nl=False)
    return ExitCode.DONE if all(one.is_well for one in results) else ExitCode.OPEN


def _agreed(outlook: "Outlook", catalogue: "Catalogue") -> bool:
    """Show the plan and ask; a plan without changes needs no answer.

    Raises:
        UsageError: nobody is there to ask.
    """
    from holdfast.reports.plan_text import render_plan

    click.echo(render_plan(outlook, catalogue, colour=sys.stdout.isatty()), nl=False)
    if outlook.plan.is_empty:
        return True
    if not sys.stdin.isatty():
        raise UsageError(
            "nobody is here to approve the plan",
            where="deploy",
            next_step=f"read it, and add --approve {outlook.plan.hash} (or --yes)",
        )
    question = catalogue.check("plan.words")["question"].format(hash=outlook.plan.hash)
    return click.confirm(question, default=False, err=True)
