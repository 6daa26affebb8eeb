"""`holdfast release write`: write which release runs on this host."""

from pathlib import Path

import click

FILE = click.option(
    "--file", type=click.Path(path_type=Path), help="The release file; /etc/holdfast/release.json when left out."
)


@click.command()
@click.option("--commit", required=True, help="The commit that was built: 7 to 64 hexadecimal digits.")
@click.option("--tag", default="", help="The name people use for it, such as v1.4.0.")
@click.option("--environment", default="", help="The environment it is deployed to.")
@click.option("--built-at", default="", help="When it was built, ISO 8601; now when left out.")
@FILE
def command(commit: str, tag: str, environment: str, built_at: str, file: Path | None) -> None:
    """Write the release file, atomically; the hooks of a bundle do it by themselves.

    \b
    Example:
      holdfast release write --commit "$GITHUB_SHA" --tag v1.4.0 --environment production
    """
    from holdfast.actions import release
    from holdfast.host.releases.identity import RELEASE_FILE

    path = file or RELEASE_FILE
    release.write(commit=commit, tag=tag, environment=environment, built_at=built_at, file=path)
    click.echo(f"{path}: written")
