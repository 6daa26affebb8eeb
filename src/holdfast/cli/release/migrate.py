"""`holdfast release migrate`: migrate the database of a release once, after a backup."""

import os
import signal
import sys
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC
from holdfast.cli.release.options import BUCKET, say


@click.command()
@click.option("--commit", required=True, help="The release: all 40 digits.")
@ENVIRONMENT
@SPEC
@BUCKET
def command(commit: str, environment: str | None, spec: Path | None, bucket: str | None) -> None:
    """Run the spec's service.release.migrate once for a release, after a backup; other hosts wait meanwhile.

    It needs the database's URL in the environment: start it through `holdfast launch`, as the hook does.

    \b
    Exit codes:
      0   the migration is made, or was made before
      1   it failed; the message says what became of the schema
      2   wrong usage, or there is no place for a backup
      3   the database or the ledger cannot be reached; nothing was migrated
    """
    from holdfast.actions.releases.migrate import migrate_here
    from holdfast.actions.releases.place import find_releases

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    migrate_here(find_releases(spec, environment, bucket), spec, commit, os.environ, say)
