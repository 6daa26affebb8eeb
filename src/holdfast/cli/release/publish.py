"""`holdfast release publish`: store a bundle in the bucket of artifacts."""

from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC
from holdfast.cli.release.options import BUCKET


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@ENVIRONMENT
@SPEC
@BUCKET
def command(bundle: Path, environment: str | None, spec: Path | None, bucket: str | None) -> None:
    """Store BUNDLE, made by `holdfast release bundle`, under its commit's name; S3 compares its SHA-256.

    A bundle that is there already stays, and is what gets deployed: what was tested is the first.

    \b
    Exit codes:
      0   it is there; standard output has its SHA-256
      1   it is no bundle, or another product's
      2   wrong usage, or an invalid holdfast.toml
      3   S3 refuses, or cannot be reached
    """
    from holdfast.actions.releases.place import find_releases
    from holdfast.actions.releases.publish import publish_bundle

    published = publish_bundle(find_releases(spec, environment, bucket), bundle)
    state = "stored" if published.fresh else "is there already, and stays"
    click.echo(f"holdfast: {published.tag or published.commit[:12]}: {state}", err=True)
    click.echo(published.digest)
