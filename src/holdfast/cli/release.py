"""`holdfast release`: write which release runs on this host, and show it."""

import json
from pathlib import Path

import click

from holdfast.model.errors import ExitCode

_FILE = click.option(
    "--file", type=click.Path(path_type=Path), help="The release file; /etc/holdfast/release.json when left out."
)


@click.group()
def command() -> None:
    """Write at deploy time which release runs on this host, and show it.

    \b
    Example:
      holdfast release write --commit "$GITHUB_SHA" --tag v1.4.0 --environment production
      holdfast release show
    """


@command.command()
@click.option("--commit", required=True, help="The commit that was built: 7 to 64 hexadecimal digits.")
@click.option("--tag", default="", help="The name people use for it, such as v1.4.0.")
@click.option("--environment", default="", help="The environment it is deployed to.")
@click.option("--built-at", default="", help="When it was built, ISO 8601; now when left out.")
@_FILE
def write(commit: str, tag: str, environment: str, built_at: str, file: Path | None) -> None:
    """Write the release file, atomically."""
    from holdfast.actions import release
    from holdfast.host.releases.identity import RELEASE_FILE

    path = file or RELEASE_FILE
    release.write(commit=commit, tag=tag, environment=environment, built_at=built_at, file=path)
    click.echo(f"{path}: written")


@command.command()
@_FILE
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
@click.pass_context
def show(context: click.Context, file: Path | None, form: str) -> None:
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
