"""`holdfast synth`: the CloudFormation templates of a product, for those who deploy otherwise."""

import sys
from pathlib import Path

import click

from holdfast.cli.options import ONLY, PATH


@click.command()
@PATH
@ONLY
@click.option("--output", type=click.Path(path_type=Path), metavar="FOLDER", help="Write files into FOLDER instead.")
def command(path: Path, environment: str | None, output: Path | None) -> None:
    """Print the CloudFormation templates that the holdfast.toml in PATH (default: here) stands for, as JSON.

    AWS is not asked. The stacks stand in the order of deployment, each with its region and its parameters; a parameter
    is a value, the output of an earlier stack, or something to be found out. With --output each template is a file of
    its own, and stacks.json tells the rest.

    \b
    Examples:
      holdfast synth --output templates
      holdfast synth --environment staging | jq '.stacks[].stack'
    """
    from holdfast.actions.deploy.synth import listing, synth, write

    templates = synth(path, environment)
    if output is None:
        sys.stdout.write(listing(templates, whole=True))
        return
    for written in write(templates, output):
        click.echo(written)
    click.echo(f"{output}: {len(templates)} templates, in the order of stacks.json", err=True)
