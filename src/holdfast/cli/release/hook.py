"""`holdfast release hook`: what CodeDeploy's agent calls on a host."""

import os
import signal
import sys
from pathlib import Path

import click

from holdfast.cli.release.options import say


@click.command()
@click.argument("event", type=click.Choice(("BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService")))
@click.option(
    "--bundle",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="The unpacked bundle.",
)
def command(event: str, bundle: Path) -> None:
    """Do what one lifecycle event of CodeDeploy asks of this host; the scripts in a bundle call it.

    \b
      BeforeInstall     verify the bundle, and bring the release beside the one that runs
      AfterInstall      see that it would start; migrate the database once, after a backup
      ApplicationStart  stop the old one, start the new one; back again when it does not answer
      ValidateService   wait until /health is ready and names the very commit; back again when not

    There is none for ApplicationStop: it comes before the download, when the old release must go on serving.

    \b
    Exit codes:
      0   done
      1   it failed; the release before it runs still, or again
      2   the bundle's spec is not valid, or this host is none of the product's
      3   something it needs could not be reached
    """
    from holdfast.actions.releases.hooks import run_hook

    # CodeDeploy ends a hook that takes too long with SIGTERM: the old release must come back then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    run_hook(event, bundle.resolve(), os.environ, say)
