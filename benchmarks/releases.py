"""Plays every way in which a release fails, on real processes under load, and counts the requests that were lost.

python -m benchmarks.releases              # all of it, about ten minutes on two cores
python -m benchmarks.releases corrupt      # only the cases with that word in their name

Two hosts under PM2 behind a real Nginx, CodeDeploy's order of events and its hooks, AWS in small, PostgreSQL for the
migrations. Before each case the same good release runs; after it, the case says what should run.
"""

import argparse
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.actions.releases.world import BUCKET, REGION, World, git, world

from holdfast.actions.releases.repository import Repository
from holdfast.actions.releases.rollback import roll_back
from holdfast.model.errors import HoldfastError
from holdfast.model.releases import Result, bundle_key
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import family, wait_until

MIGRATE = """\
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit={auto}) as connection:
    for statement in {statements!r}:
        connection.execute(statement)
"""
RELEASE = 'migrate = ["python", "migrate.py"]\n'
BUCKETS = 'placement = "rds"\n[[environments.production.buckets]]\nname = "shop-backup"\npurpose = "backup"'


@dataclass
class Played:
    """What a case came to."""

    name: str
    result: str
    old_serves: bool
    asked: int
    lost: int
    seconds: float
    said: str


@dataclass
class Stage:
    """The world, once it is there, and what happens to it on the way."""

    shop: list[World] = field(default_factory=list)
    at: tuple[str, str] = ("", "")
    act: Callable[[], None] = field(default=lambda: None)

    @property
    def world(self) -> World:
        """What all cases are played in."""
        return self.shop[0]

    def on_event(self, host: str, event: str) -> None:
        """Called before each event on a host."""
        if (host, event) == self.at:
            self.at = ("", "")
            self.act()


def main() -> int:
    """Play the cases; 0 when the old release served through all of them and nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("words", nargs="*", help="only the cases with one of these words in their name")
    words = parser.parse_args().words
    chosen = [case for case in CASES if not words or any(word in case.__name__ for word in words)]
    stage = Stage()
    with tempfile.TemporaryDirectory(prefix="hf") as folder, Postgres.start(Path(folder) / "pg") as postgres:
        url = postgres.create_database("shop")
        with world(Path(folder), on_event=stage.on_event, DATABASE_URL=url) as shop:
            stage.shop.append(shop)
            client = shop.aws.client("s3", REGION)
            client.create_bucket(Bucket="shop-backup", CreateBucketConfiguration={"LocationConstraint": REGION})
            shop.ship("v1", database=BUCKETS)
            found = [_played(stage, case, url) for case in chosen]
    print(json.dumps([vars(one) for one in found], indent=2))
    return 0 if all(one.old_serves and not one.lost for one in found) else 1


def _played(stage: Stage, case: Callable[[Stage, str], Iterator[str]], url: str) -> Played:
    shop, name = stage.world, case.__name__.replace("_", " ")
    shop.said.clear()
    before = shop.running()
    began = time.monotonic()
    with shop.load() as load:
        result = "; ".join(case(stage, url))
    seconds = time.monotonic() - began
    good = shop.running() == before and shop.balancer.blocked == frozenset()
    said = next((line for line in shop.said if "failed:" in line or "not good" in line), "")
    made = Played(name, result, good, len(load.answers), len(load.lost), round(seconds, 1), said)
    print(f"{name:<55} {result:<28} lost {made.lost} of {made.asked}, {seconds:.0f} s{'' if good else '  NOT THE OLD'}")
    return made


def _deployed(stage: Stage, tag: str, **more: Any) -> str:
    entry = stage.world.ship(tag, database=BUCKETS, **more)
    return entry.result.value


def tests_fail(stage: Stage, _url: str) -> Iterator[str]:
    """The workflow's first job ends: nothing was bundled, published or deployed."""
    shop = stage.world
    made = shop.commit("tests-fail", database=BUCKETS)
    failed = subprocess.run((sys.executable, "-c", "raise SystemExit(1)"), check=False).returncode
    if not failed:
        shop.publish()
    try:
        shop.deploy(made)
    except HoldfastError as error:
        yield f"refused: {error.happened}"


def a_host_is_never_ready(stage: Stage, _url: str) -> Iterator[str]:
    """The application starts, and never listens."""
    yield _deployed(stage, "never-ready", server="setInterval(() => {}, 1000);", ready=5)


def the_application_ends_at_once(stage: Stage, _url: str) -> Iterator[str]:
    """The application cannot start."""
    yield _deployed(stage, "ends", server="process.exit(1);", ready=5)


def the_last_host_alone_fails(stage: Stage, _url: str) -> Iterator[str]:
    """CodeDeploy calls it a success; the deployer does not."""
    server = (
        "if (process.cwd().includes('/h1/')) process.exit(1);\n"
        + (Path(__file__).parents[1] / "examples/sweetorder/service/node/server.js").read_text()
    )
    yield _deployed(stage, "last", server=server, ready=5)


def the_bundle_is_cut_off(stage: Stage, _url: str) -> Iterator[str]:
    """Its object is replaced by half of it after it was published."""
    yield _with_other_bytes(stage, "cut", lambda body: body[: len(body) // 2])


def the_bundle_is_corrupt_inside(stage: Stage, _url: str) -> Iterator[str]:
    """A whole archive with a file that is not the one that was packed, put there before CodeDeploy is told its tag."""

    def spoil(body: bytes) -> bytes:
        return gzip.compress(gzip.decompress(body).replace(b"MOST_ORDERS = 10_000", b"MOST_ORDERS = 90_000"))

    yield _with_other_bytes(stage, "spoiled", spoil, before=True)


def the_bundle_is_another_commits(stage: Stage, _url: str) -> Iterator[str]:
    """What lies under a commit's name says that it is another."""
    shop = stage.world
    made = shop.commit("mismatch", database=BUCKETS)
    first = shop.releases().ledger().entries()[-1].commit
    shop.aws.client("s3", REGION).copy_object(
        Bucket=BUCKET, Key=bundle_key(made), CopySource=f"{BUCKET}/{bundle_key(first)}"
    )
    try:
        shop.deploy(made)
    except HoldfastError as error:
        yield f"refused: {error.happened}"


def a_commit_that_is_in_no_history(stage: Stage, _url: str) -> Iterator[str]:
    """Nothing leads to it any more."""
    shop = stage.world
    made = shop.commit("lost", database=BUCKETS)
    shop.publish()
    git(shop.repository, "tag", "--delete", "lost")
    git(shop.repository, "reset", "--quiet", "--hard", "HEAD~1")
    try:
        Repository(shop.repository).commit(made)
    except HoldfastError as error:
        yield f"refused: {error.happened}"


def a_migration_fails_and_is_untouched(stage: Stage, _url: str) -> Iterator[str]:
    """It fails within its transaction, after a backup."""
    yield _migrated(stage, "untouched", ["CREATE TABLE letters (id int)", "SELECT 1 / 0"], auto=False)


def a_migration_fails_half_way_and_is_taken_back(stage: Stage, _url: str) -> Iterator[str]:
    """Each statement is committed by itself; the spec says how to undo."""
    undo = 'undo = ["python", "undo.py"]\n'
    back = MIGRATE.format(auto=True, statements=["DROP TABLE IF EXISTS letters"])
    yield _migrated(
        stage, "undone", ["CREATE TABLE letters (id int)", "SELECT 1 / 0"], auto=True, more=undo, **{"undo.py": back}
    )


def a_variable_is_missing(stage: Stage, _url: str) -> Iterator[str]:
    """The new release needs a variable that the hosts do not have: found before anything is stopped."""
    variable = '\n[[service.variables]]\nname = "NOT_THERE"\nsecret = false\n'
    yield _deployed(stage, "variable", release=variable)


def an_alarm_rings(stage: Stage, _url: str) -> Iterator[str]:
    """An alarm of the group rings after the first host."""
    shop = stage.world
    stage.at, stage.act = ("i-01", "BlockTraffic"), lambda: shop.alarm.append(True)
    shop.said.append("an alarm")
    made = shop.commit("alarm", database=BUCKETS)
    shop.publish()
    entry = shop.deploy(made)
    shop.alarm.clear()
    yield entry.result.value
    if entry.result is not Result.ROLLED_BACK:
        yield roll_back(shop.releases(), None, shop.wish("")).result.value


def a_hook_is_killed(stage: Stage, _url: str) -> Iterator[str]:
    """SIGKILL in the midst of the switch on the first host: nothing of ours runs any more there."""
    shop = stage.world
    journal = shop.hosts[0].layout.journal

    def kill() -> None:
        def wait() -> None:
            wait_until(journal.exists, "the switch", seconds=60, pause=0.005)
            for pid in _hooks():
                os.kill(pid, signal.SIGKILL)

        threading.Thread(target=wait, daemon=True).start()

    stage.at, stage.act = ("i-00", "ApplicationStart"), kill
    yield _deployed(stage, "killed-hook")


def the_deployer_dies(stage: Stage, _url: str) -> Iterator[str]:
    """SIGKILL once CodeDeploy works on the first host; the next deployer writes the end down."""
    shop = stage.world
    good = shop.running()[0]
    made = shop.commit("dies", server="process.exit(1);", ready=5, database=BUCKETS)
    shop.publish()
    environ = {**os.environ, **shop.aws.environment(), "HOLDFAST_ARTIFACTS": BUCKET}
    words = ("release", "deploy", "--commit", made, "--ask", "no", "--poll", "0.2")
    with subprocess.Popen(
        (sys.executable, "-m", "holdfast", *words),
        cwd=shop.repository,
        env={**environ, "HOLDFAST_ENVIRONMENT": "production"},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as deployer:
        ledger = shop.releases().ledger()
        wait_until(
            lambda: ledger.entries(1)[0].commit == made and ledger.entries(1)[0].deployment, "it to be sent", seconds=60
        )
        deployer.kill()
    # Its turn ends with its lease; the deployment that it sent goes on.
    entry = shop.deploy(good, wait_seconds=300)
    died = next(one for one in ledger.entries() if one.commit == made)
    yield f"{died.result.value}, then {entry.result.value}"


CASES = (
    tests_fail,
    a_host_is_never_ready,
    the_application_ends_at_once,
    the_last_host_alone_fails,
    the_bundle_is_cut_off,
    the_bundle_is_corrupt_inside,
    the_bundle_is_another_commits,
    a_commit_that_is_in_no_history,
    a_migration_fails_and_is_untouched,
    a_migration_fails_half_way_and_is_taken_back,
    a_variable_is_missing,
    an_alarm_rings,
    a_hook_is_killed,
    the_deployer_dies,
)


def _with_other_bytes(stage: Stage, tag: str, change: Callable[[bytes], bytes], *, before: bool = False) -> str:
    """Deploy a bundle whose bytes are changed after it was looked at, or before."""
    shop = stage.world
    made = shop.commit(tag, database=BUCKETS)
    shop.publish()
    s3, key = shop.aws.client("s3", REGION), bundle_key(made)

    def replace() -> None:
        body = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        s3.put_object(Bucket=BUCKET, Key=key, Body=change(body))

    if before:
        replace()
    else:
        stage.at, stage.act = ("i-00", "DownloadBundle"), replace
    return shop.deploy(made, tag).result.value


def _migrated(stage: Stage, tag: str, statements: list[str], *, auto: bool, more: str = "", **files: str) -> str:
    shop = stage.world
    script = MIGRATE.format(auto=auto, statements=statements)
    entry = shop.ship(tag, release=RELEASE + more, database=BUCKETS, **{"migrate.py": script, **files})
    return f"{entry.result.value}, {entry.migration.result.value if entry.migration else 'no migration'}"


def _hooks() -> Iterator[int]:
    """Processes of hooks that run below this one."""
    for pid in family(os.getpid())[1:]:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"ApplicationStart" in words:
            yield pid


if __name__ == "__main__":
    raise SystemExit(main())
