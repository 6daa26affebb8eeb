"""`holdfast backup copy`: the second region."""

from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC, STORE
from holdfast.model.errors import ExitCode


@click.command()
@ENVIRONMENT
@SPEC
@STORE
@click.option("--read", "read_all", is_flag=True, help="Read every byte there, also of what was there before.")
def command(environment: str | None, spec: Path | None, store: str | None, *, read_all: bool) -> int:
    """Copy every good backup, the WAL archive and the proofs to the second region, and read them there.

    S3 copies between its regions; nothing passes through this host. Each manifest comes last, so that half a copy is
    never listed as good. What the bucket replicates by itself is waited for. It goes on where an earlier one ended.

    \b
    Examples:
      holdfast backup copy --environment production
      holdfast backup copy --environment production --read
      holdfast backup list --store s3://COPY-BUCKET/PRODUCT/production

    \b
    Exit codes:
      0   everything that is good is there, too
      1   something is not
      2   wrong usage: no copy is asked for; an invalid holdfast.toml
      3   a store could not be read
    """
    from holdfast.actions.backup.place import find_place, require_libraries

    require_libraries()
    from holdfast.actions.backup.copy import copy

    report = copy(find_place(spec, environment, store), read_all=read_all, say=lambda text: click.echo(text, err=True))
    click.echo(
        f"{report.where} ({report.region}): backups copied: {len(report.copied)}, there before: {len(report.there)}; "
        f"WAL files copied: {report.wal_files}"
    )
    for name, error in report.failed:
        click.echo(f"NOT COPIED {name}: {error}", err=True)
    for error in report.problems:
        click.echo(f"PROBLEM {error}", err=True)
    return ExitCode.DONE if report.is_whole else ExitCode.OPEN
