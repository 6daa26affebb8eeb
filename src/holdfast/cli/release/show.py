"""`holdfast release show`: show which release runs on this host."""

import json
from pathlib import Path

import click

from holdfast.cli.release.write import FILE
from holdfast.model.errors import ExitCode


@click.command()
@FILE
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
@click.pass_context
def command(context: click.Context, file: Path | None, form: str) -> None:
    """Print the release that launcher and agent tell; exit 3 when its commit is unknown."""
    from holdfast.actions import release
    from holdfast.host.releases.identity import RELEASE_FILE

    known = release.show(file or RELEASE_FILE)
    if form == "json":
        click.echo(json.dumps(known.as_dict(), ensure_ascii=False))
    else:
        for name, value in known.as_dict().items():
            click.echo(f"{name:<12} {value or 'unknown'}")
    if known.problem:
        click.echo(f"holdfast: {known.problem}", err=True)
    context.exit(ExitCode.DONE if known.commit else ExitCode.INCOMPLETE)
