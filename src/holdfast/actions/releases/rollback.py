"""`rollback`: put an earlier release back, by its bundle, without touching the database."""

from datetime import UTC, datetime

from holdfast.actions.releases.deploy import Wish, deploy
from holdfast.actions.releases.place import Releases
from holdfast.model.errors import UsageError
from holdfast.model.record import replace
from holdfast.model.releases import Act, Entry, Migrated, Migration, Result, running_commit

_SHORTEST = 7


def choose(entries: tuple[Entry, ...], wanted: str | None) -> Entry:
    """The release to go back to.

    Args:
        entries: of the ledger, the newest first.
        wanted: a commit, its beginning (7 digits or more), or a tag; when None the good one before what runs, or the
            last good one where a deployment failed and nobody knows what runs.

    Raises:
        UsageError: nothing in the ledger fits, or several commits do.
    """
    good = [entry for entry in entries if entry.result is Result.SUCCEEDED]
    if wanted is None:
        unknown = bool(entries) and not entries[0].running and entries[0].result in {Result.FAILED, Result.STOPPED}
        running = "" if unknown else running_commit(entries)
        other = next((entry for entry in good if entry.commit != running), None)
        if other is None:
            raise UsageError(
                "there is no earlier release that was good", next_step="name a commit; `holdfast releases` lists them"
            )
        return other
    fitting = [entry for entry in good if names(wanted, entry)]
    commits = {entry.commit for entry in fitting}
    if len(commits) == 1:
        return fitting[0]
    happened = "several releases begin with it" if commits else "no good release of this environment is called so"
    raise UsageError(happened, where=wanted, next_step="choose one of `holdfast releases`")


def roll_back(releases: Releases, wanted: str | None, wish: Wish) -> Entry:
    """Deploy an earlier release again; its migration is not made, and the schema stays.

    Args:
        releases: of the environment.
        wanted: see `choose`.
        wish: all but the release.

    Raises:
        UsageError: there is no such release, or its bundle is gone.
        HoldfastError: as `deploy`.
    """
    ledger = releases.ledger()
    chosen = choose(ledger.entries(), wanted)
    if ledger.migrated(chosen.commit) is None:
        ledger.write_migration(chosen.commit, Migration(result=Migrated.NONE, at=datetime.now(UTC)))
    wish.say(f"going back to {chosen.tag or chosen.commit[:12]}; the database stays as it is")
    return deploy(releases, replace(wish, commit=chosen.commit, tag=chosen.tag, act=Act.ROLLBACK))


def names(wanted: str, entry: Entry) -> bool:
    """Whether a commit, its beginning (7 digits or more) or a tag names what was deployed."""
    by_commit = len(wanted) >= _SHORTEST and entry.commit.startswith(wanted.lower())
    return by_commit or bool(entry.tag and entry.tag == wanted)
