"""`holdfast backup rds`: a managed database comes back into a new instance."""

from datetime import UTC, datetime
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC
from holdfast.model.errors import ExitCode, UsageError


@click.command()
@ENVIRONMENT
@SPEC
@click.option("--instance", metavar="ID", help="The old instance; else the one in the database's URL.")
@click.option("--to-time", metavar="TIME", help="The moment, ISO 8601 with its zone; else the latest that RDS has.")
@click.option("--snapshot", metavar="ID", default="", help="This snapshot instead of a moment.")
@click.option("--as", "name", metavar="ID", default="", help="Name of the new instance.")
@click.option("--region", metavar="REGION", default="", help="Where to; else where the old one is.")
@click.option("--subnet-group", metavar="NAME", default="", help="Instead of the old one's.")
@click.option("--security-group", "security_groups", metavar="ID", multiple=True, help="Instead of the old one's.")
@click.option("--parameter-group", metavar="NAME", default="", help="Instead of the old one's.")
@click.option("--yes", is_flag=True, help="Do what the plan says.")
def command(
    environment: str | None,
    spec: Path | None,
    instance: str | None,
    to_time: str | None,
    snapshot: str,
    name: str,
    region: str,
    subnet_group: str,
    security_groups: tuple[str, ...],
    parameter_group: str,
    *,
    yes: bool,
) -> int:
    """Plan how an RDS database comes back into a new instance; do it with --yes.

    The new instance gets the old one's class, network, parameters and protection. The old one is not touched: it is
    the application's URL that decides which one is used.

    \b
    Examples:
      holdfast backup rds --environment production
      holdfast backup rds --environment production --to-time 2026-11-25T03:14:00Z --yes
      holdfast backup rds --environment production --region ap-northeast-3 --snapshot copied
        --subnet-group shop --security-group sg-0123

    \b
    Exit codes:
      0   printed, or begun with --yes
      1   there is no such moment or snapshot, something is missing, or RDS refuses
      2   wrong usage, or an invalid holdfast.toml
      3   RDS could not be asked
    """
    from holdfast.actions.backup.place import find_place, require_libraries

    require_libraries()
    from holdfast.actions.backup.rds import Wish, do_rds, plan_rds
    from holdfast.host.backup.managed_restore import plan_lines

    wish = Wish(
        instance=instance,
        to_time=_moment(to_time),
        snapshot=snapshot,
        name=name,
        region=region,
        subnet_group=subnet_group,
        security_groups=security_groups,
        parameter_group=parameter_group,
    )
    plan = plan_rds(find_place(spec, environment, "s3://none"), wish)
    click.echo("\n".join(plan_lines(plan)))
    if not yes:
        click.echo("\nNothing was done. Do it with --yes.")
        return ExitCode.DONE
    click.echo(f"\n{plan.name}: {do_rds(plan)}")
    return ExitCode.DONE


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            "not a moment with its time zone", where=f"--to-time {text}", next_step="write it as 2026-11-25T03:14:00Z"
        )
    return moment.astimezone(UTC)
