"""`holdfast backup run`: make a backup now, unless another host does."""

import json
import signal
import sys
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC, STORE


@click.command()
@click.option(
    "--kind",
    type=click.Choice(("logical", "physical")),
    default="logical",
    show_default=True,
    help="A dump of the database, or a base backup of the whole cluster on this host.",
)
@click.option("--full-digest", is_flag=True, help="Digest every row of every table, not one of 64.")
@click.option(
    "--unless-within",
    type=click.FloatRange(min=0, min_open=True),
    metavar="HOURS",
    help="Make none when a good one of this kind is younger: what timers on several hosts say.",
)
@ENVIRONMENT
@SPEC
@STORE
@click.option("--json", "as_json", is_flag=True, help="Print the manifest, or why there is none.")
def command(
    kind: str,
    unless_within: float | None,
    environment: str | None,
    spec: Path | None,
    store: str | None,
    *,
    full_digest: bool,
    as_json: bool,
) -> None:
    """Make a backup now; exactly one host of a group does.

    A dump goes to the bucket as it is made: compressed, encrypted, with the roles beside it, and with no second copy on
    the disk. Its manifest is written last, and read back: without one, it is no backup.

    \b
    Examples:
      holdfast launch --environment production -- holdfast backup run
      holdfast launch --environment production -- holdfast backup run --unless-within 12
      holdfast backup run --kind physical

    \b
    Exit codes:
      0   the backup is made, or none was due; standard output says which
      1   it failed; the message says what to do
      2   wrong usage, or an invalid holdfast.toml
      3   it failed, because the store or the database could not be reached
    """
    from datetime import timedelta

    from holdfast.actions.backup.place import find_place
    from holdfast.actions.backup.run import Skipped, Wish, run_backup
    from holdfast.cli.progress import bytes_bar
    from holdfast.model.backup import Digest, Kind

    # systemd stops a unit with SIGTERM: what is on its way must be ended, in the store and here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    place = find_place(spec, environment, store)
    with bytes_bar(kind) as progress:
        wish = Wish(
            kind=Kind(kind),
            digest=Digest.FULL if full_digest else Digest.SAMPLE,
            unless_within=timedelta(hours=unless_within) if unless_within else None,
            say=lambda line: click.echo(f"holdfast: {line}", err=True),
            progress=progress,
        )
        made = run_backup(place, wish)
    if isinstance(made, Skipped):
        click.echo(json.dumps({"skipped": made.reason}) if as_json else f"no backup was made: {made.reason}")
        return
    if as_json:
        from holdfast.host.backup.manifests import text_of

        click.echo(text_of(made), nl=False)
        return
    click.echo(made.id)
