"""`holdfast rollback`: put an earlier release back."""

from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC
from holdfast.cli.release.options import asker, sending, wish_words
from holdfast.model.errors import ExitCode


@click.command()
@click.argument("release", required=False, metavar="[COMMIT|TAG]")
@ENVIRONMENT
@SPEC
@sending
def command(
    release: str | None,
    environment: str | None,
    spec: Path | None,
    bucket: str | None,
    wait: float,
    ask: str | None,
    poll: float,
) -> int:
    """Put an earlier release back, by its own bundle: the good one before what runs, or the one that is named.

    It needs no repository. The database stays as it is: migrations are written so that the release before them still
    works, or they are taken back by hand.

    \b
    Examples:
      holdfast rollback --environment production
      holdfast rollback v1.3.2 --environment production

    \b
    Exit codes:
      0   every host runs it, and says so
      1   it failed; the message says why, and what runs
      2   there is no such release in the ledger, or its bundle is gone
      3   AWS refuses or cannot be reached; what was sent goes on
    """
    from holdfast.actions.releases.deploy import Wish
    from holdfast.actions.releases.place import find_releases
    from holdfast.actions.releases.rollback import roll_back
    from holdfast.reports.releases import outcome

    releases = find_releases(spec, environment, bucket)
    asked = asker(ask, releases.product, releases.environment)
    entry = roll_back(releases, release, Wish(commit="", ask=asked, **wish_words(wait, poll)))
    click.echo(outcome(entry, releases.environment))
    return ExitCode.DONE if entry.result == "succeeded" else ExitCode.OPEN
