"""`holdfast init`: write a first spec."""

from pathlib import Path

import click


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a holdfast.toml that is there already.")
@click.option("--locale", type=click.Choice(("ko", "en")), help="Language that the spec asks reports to use.")
def command(path: Path, *, force: bool, locale: str | None) -> None:
    """Write a first holdfast.toml into the repository at PATH, from what its files show.

    \b
    Example:
      holdfast init .
    """
    from holdfast.actions.init import init
    from holdfast.cli.progress import progress

    with progress() as show:
        written = init(path, force=force, locale=locale, progress=show)
    click.echo(f"{written}: read it, correct it, then run `holdfast check {path}`")
