"""`holdfast release deploy`: put a commit onto an environment's hosts."""

from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, SPEC
from holdfast.cli.release.options import asker, sending, wish_words
from holdfast.model.errors import ExitCode


@click.command()
@click.option("--commit", default="HEAD", show_default=True, help="The commit, its beginning, or a tag.")
@ENVIRONMENT
@SPEC
@sending
def command(
    commit: str,
    environment: str | None,
    spec: Path | None,
    bucket: str | None,
    wait: float,
    ask: str | None,
    poll: float,
) -> int:
    """Put a published commit onto an environment's hosts through CodeDeploy, one at a time, and wait for the end.

    When a host does not become good, or an alarm of the group rings, the release before it is put back, and the
    ledger says so. Two deployments at once: one waits for the other. A deployer that dies leaves a deployment that goes
    on; the next one writes its end down.

    \b
    Exit codes:
      0   every host runs it, and says so
      1   it failed; the message says why, and what runs
      2   no such commit in this repository's history, no bundle of it, or an invalid holdfast.toml
      3   AWS refuses or cannot be reached; what was sent goes on
    """
    from holdfast.actions.releases.deploy import Wish, deploy
    from holdfast.actions.releases.place import find_releases, folder_of
    from holdfast.actions.releases.repository import Repository
    from holdfast.reports.releases import outcome

    found = Repository(folder_of(spec)).commit(commit)
    releases = find_releases(spec, environment, bucket)
    asked = asker(ask, releases.product, releases.environment)
    entry = deploy(releases, Wish(commit=found.id, tag=found.tag, ask=asked, **wish_words(wait, poll)))
    click.echo(outcome(entry, releases.environment))
    return ExitCode.DONE if entry.result == "succeeded" else ExitCode.OPEN
