"""`release deploy`: put a bundle onto an environment's hosts, wait for the end, and write down what became of it."""

import getpass
import os
import socket
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast.actions.releases.codedeploy import CodeDeploy, Failed, Seen
from holdfast.actions.releases.place import Releases
from holdfast.host.releases.artifacts import Published, find, look_inside
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.ledger import End, Ledger, Start
from holdfast.host.releases.turn import take_turn
from holdfast.model.errors import UsageError
from holdfast.model.record import record, replace
from holdfast.model.releases import Act, Entry, Result, bundle_key, running_commit

if TYPE_CHECKING:
    from holdfast.actions.releases.asking import Asker

_CLOCKS = timedelta(hours=1)
"""By which the clock of a deployer and that of CodeDeploy may differ."""


@record(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be deployed, and how long somebody waits for it.

    Attributes:
        commit: all 40 digits.
        tag: its name; empty when it has none.
        act: why.
        who: the person or run.
        wait_seconds: for the turn of another, and for deployments that run already.
        poll_seconds: between two looks.
        ask: asks the product from outside whether it answers; None when nobody asks.
        say: told a line for each step.
    """

    commit: str
    tag: str = ""
    act: Act = Act.DEPLOY
    who: str = ""
    wait_seconds: float = 1800
    poll_seconds: float = 5
    ask: "Asker | None" = field(default=None, repr=False)
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)


@record(frozen=True, slots=True)
class _Way:
    """All that one deployment is made with."""

    releases: Releases
    wish: Wish
    ledger: Ledger
    codedeploy: CodeDeploy


def deploy(releases: Releases, wish: Wish) -> Entry:
    """Put the bundle of a commit onto every host of an environment, one at a time; the ledger's entry of it.

    Raises:
        UsageError: the bundle was not published.
        ReleaseError: the bundle is another commit's, or another deployment does not end in time.
        HoldfastError: S3 or CodeDeploy refuses or cannot be reached; what was sent goes on.
    """
    published = require_published(releases, wish.commit)
    way = _Way(releases, wish, releases.ledger(), CodeDeploy(releases.clients("codedeploy"), releases.name))
    turn = take_turn(
        releases.objects,
        releases.environment,
        wish.who,
        wait_seconds=wish.wait_seconds,
        say=wish.say,
        pause_seconds=wish.poll_seconds,
    )
    with turn:
        _settle(way)
        _wait_for_others(way)
        return _deployed(way, published)


def require_published(releases: Releases, commit: str) -> Published:
    """The bundle of a commit, which itself says that it is that commit's.

    Raises:
        UsageError: it was not published.
        ReleaseError: it is another product's or commit's, or no bundle at all.
    """
    published = find(releases.objects, commit)
    if published is None:
        raise UsageError(
            "there is no bundle of this commit",
            where=releases.objects.where(bundle_key(commit)),
            next_step="make and store it with `holdfast release bundle` and `holdfast release publish`",
        )
    about = look_inside(releases.objects, published)
    if (about.commit, about.product) != (commit, releases.product.name):
        raise ReleaseError(
            f"the bundle is of {about.product} {about.commit[:12]}, not of {releases.product.name} {commit[:12]}",
            where=releases.objects.where(published.key),
            next_step="remove it, and publish the commit's own",
        )
    return published


def who_deploys(environ: Mapping[str, str]) -> str:
    """The workflow's actor and run, or the user of this machine."""
    actor, run = environ.get("GITHUB_ACTOR", ""), environ.get("GITHUB_RUN_ID", "")
    if actor:
        return f"{actor} (run {run})" if run else actor
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (KeyError, OSError):
        return f"user {os.getuid()}@{socket.gethostname()}"


def _deployed(way: _Way, published: Published) -> Entry:
    wish = way.wish
    start = Start(
        act=wish.act,
        commit=wish.commit,
        tag=wish.tag,
        digest=published.digest,
        who=wish.who,
        at=datetime.now(UTC),
        token=uuid.uuid4().hex,
        before=running_commit(way.ledger.entries()),
    )
    number = way.ledger.begin(start)
    bucket = way.releases.objects.bucket
    sent = way.codedeploy.send(bucket, published.key, published.etag, _note(number, wish.commit))
    way.ledger.send(number, sent)
    wish.say(f"{number}: {wish.commit[:12]} to {way.releases.environment}, as {sent}")
    seen = _followed(way, sent)
    end = _ending(way, seen, start.before)
    way.ledger.end(number, end)
    entry = way.ledger.entry(number)
    assert entry is not None  # noqa: S101 - it was just written
    return entry


def _ending(way: _Way, seen: Seen, before: str) -> End:
    """What to write down for a deployment that has ended; brings the release before it back where nobody else does."""
    wish = way.wish
    failed = way.codedeploy.failed(seen.id)
    if seen.status == "Succeeded":
        # One at a time, CodeDeploy calls it a success when the last host alone fails.
        reason = str(failed[0]) if failed else _asked_outside(wish)
        if not reason:
            return End(result=Result.SUCCEEDED, at=datetime.now(UTC), running=wish.commit)
        wish.say(f"{wish.commit[:12]} is not good: {reason}")
        return _sent_back(way, before, reason)
    reason = _why(seen, failed)
    wish.say(f"{wish.commit[:12]} failed: {reason}")
    result = Result.STOPPED if seen.status == "Stopped" else Result.FAILED
    return _after_rollback(way, seen, before, End(result=result, at=datetime.now(UTC), reason=reason))


def _after_rollback(way: _Way, seen: Seen, before: str, end: End) -> End:
    """The end, once the deployment that goes back by itself has ended, too."""
    if not seen.rollback:
        # Nothing was ever good here, or the group does not go back: each host's own hook did.
        return end
    way.wish.say(f"going back by itself, as {seen.rollback}")
    back = _followed(way, seen.rollback)
    if back.status == "Succeeded" and not way.codedeploy.failed(back.id):
        return replace(end, result=Result.ROLLED_BACK, at=datetime.now(UTC), running=before)
    return replace(end, at=datetime.now(UTC), reason=f"{end.reason}; and going back ended as {back.status}")


def _sent_back(way: _Way, before: str, reason: str) -> End:
    """Send the release before it again, which CodeDeploy does not do by itself after what it calls a success."""
    end = End(result=Result.FAILED, at=datetime.now(UTC), reason=reason)
    published = find(way.releases.objects, before) if before and before != way.wish.commit else None
    if published is None:
        return end
    note = f"holdfast goes back to {before[:12]}"
    sent = way.codedeploy.send(way.releases.objects.bucket, published.key, published.etag, note)
    return _after_rollback(way, Seen(id="", status="Failed", rollback=sent), before, end)


def _why(seen: Seen, failed: tuple[Failed, ...]) -> str:
    """Why a deployment failed: the first host that tells, else what CodeDeploy says."""
    return str(failed[0]) if failed else seen.error or seen.status


def _asked_outside(wish: Wish) -> str:
    """Why the product does not answer from outside; empty when it does, or nobody asks."""
    return wish.ask.lacking(wish.commit) if wish.ask else ""


def _followed(way: _Way, deployment: str) -> Seen:
    """The deployment once it has ended, told host by host."""
    told = ""
    while True:
        seen = way.codedeploy.look(deployment)
        now = f"{deployment}: {seen.status}, {seen.done} of {seen.hosts} hosts"
        if now != told:
            way.wish.say(now)
            told = now
        if not seen.active:
            return seen
        time.sleep(way.wish.poll_seconds)


def _wait_for_others(way: _Way) -> None:
    """Wait for deployments that run already: those of a deployer that died, or somebody's by hand."""
    ends = time.monotonic() + way.wish.wait_seconds
    told: tuple[str, ...] = ()
    while active := way.codedeploy.active():
        if time.monotonic() >= ends:
            raise ReleaseError(
                f"{active[0]} still runs", where=way.releases.name, next_step="wait until it has ended, or stop it"
            )
        if active != told:
            way.wish.say(f"waiting for {', '.join(active)}, which somebody else has sent")
            told = active
        time.sleep(way.wish.poll_seconds)


def _settle(way: _Way) -> None:
    """Write the end of what a deployer that died has begun."""
    for entry in way.ledger.entries():
        if entry.result is not Result.RUNNING:
            continue
        sent = entry.deployment or _sent_as(way, entry)
        if not sent:
            way.ledger.end(entry.number, End(result=Result.ABANDONED, at=datetime.now(UTC), reason="never sent"))
            way.wish.say(f"{entry.number}: its deployer ended before it had sent anything")
            continue
        way.wish.say(f"{entry.number}: its deployer ended before {sent} had; its end is written now")
        seen = _followed(way, sent)
        failed = way.codedeploy.failed(seen.id)
        if seen.status == "Succeeded" and not failed:
            end = End(result=Result.SUCCEEDED, at=datetime.now(UTC), running=entry.commit)
        else:
            end = End(result=Result.FAILED, at=datetime.now(UTC), reason=_why(seen, failed))
            end = _after_rollback(way, seen, entry.before, end)
        way.ledger.end(entry.number, end)


def _sent_as(way: _Way, entry: Entry) -> str:
    """The deployment that bears the entry's note, sent by a deployer that died before it could write that down."""
    for deployment in way.codedeploy.since(entry.started_at - _CLOCKS):
        if way.codedeploy.look(deployment).note == _note(entry.number, entry.commit):
            return deployment
    return ""


def _note(number: int, commit: str) -> str:
    return f"holdfast {number} {commit}"
