"""`holdfast release bundle`: make the archive of a commit."""

from pathlib import Path

import click


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--commit", default="HEAD", show_default=True, help="The commit, or a tag; it must be checked out.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where COMMIT.tgz goes (default: here).",
)
def command(path: Path, commit: str, output: Path | None) -> None:
    """Make the archive of a commit from PATH, the folder of holdfast.toml (default: here).

    In it is what git tracks there, what service.release.include names besides, and the hooks for CodeDeploy. The same
    files give the same bytes. Refused: a commit that no branch and no tag leads to, and a working tree with changes.

    \b
    Exit codes:
      0   made; standard output has its path and its SHA-256
      1   a file cannot be read, or a link leads out of the release
      2   no such commit in the history, changes that are not committed, or something that was not built
      3   git is not here, or its history is not whole
    """
    from holdfast.actions.releases.bundle import make_bundle

    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    made = make_bundle(path, commit, output)
    size = f"{made.packed.size / (1 << 20):.1f} MiB"
    click.echo(f"holdfast: {made.commit.tag or made.commit.id[:12]}: {made.packed.files} files, {size}", err=True)
    click.echo(f"{made.packed.path} {made.packed.digest}")
