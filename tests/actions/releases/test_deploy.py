"""Deploying through CodeDeploy, with hosts that only say how they fare: the order of things, and what is written down."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from holdfast.actions.releases.asking import Asker
from holdfast.actions.releases.deploy import Wish, deploy, who_deploys
from holdfast.actions.releases.place import Releases
from holdfast.actions.releases.rollback import choose, roll_back
from holdfast.host.releases.artifacts import publish
from holdfast.host.releases.bundle import Identity, pack
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.ledger import Start
from holdfast.host.releases.objects import Objects
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.product import Product
from holdfast.model.releases import Act, Making, Migrated, Result
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.codedeploy.agent import EventError, HostAgent, Revision
from holdfast.rig.codedeploy.service import CodeDeployService
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration

REGION, GROUP = "eu-west-1", "shop-production"
A, B, C = (letter * 40 for letter in "abc")


@dataclass
class FakeHost:
    """A host as CodeDeploy's service sees it."""

    name: str
    runs: str = ""
    bad: dict[str, str] = field(default_factory=dict)
    """Commits that fail here, and at which event."""
    held: threading.Event = field(default_factory=threading.Event)
    holds: bool = False

    def __post_init__(self) -> None:
        self.host = SimpleNamespace(name=self.name)

    def on_event(self, _host: str, _event: str) -> None:
        """Nobody looks."""

    def run(self, event: str, _deployment: str, _group: str, revision: Revision) -> None:
        commit = revision.key.removeprefix("bundles/").removesuffix(".tgz")
        if self.holds:
            self.held.wait(30)
        if self.bad.get(commit) == event:
            said = "[stderr]secret of the application\n[stderr]holdfast: a step\n[stderr]holdfast: it does not answer\n"
            said += "[stderr]  next: see the log\n[stderr]holdfast: not made\n[stderr]  next: see above\n"
            raise EventError("ScriptFailed", "hooks/x.sh failed with exit code 1", said)
        if event == "ApplicationStart":
            self.runs = commit


@dataclass
class Small:
    """An account with a group, and fake hosts."""

    releases: Releases
    hosts: tuple[FakeHost, ...]
    folder: Path
    alarm: list[bool] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def publish(self, *commits: str, product: str = "shop") -> None:
        for commit in commits:
            (self.folder / "holdfast.toml").write_text(f'name = "{product}"  # {commit}\n')
            identity = Identity(product, commit, f"v-{commit[0]}", datetime(2026, 11, 26, tzinfo=UTC))
            made = pack(self.folder, ("holdfast.toml",), identity, Making(), self.folder / "x.tgz")
            publish(self.releases.objects, made.path, made.digest, commit, f"v-{commit[0]}")

    def wish(self, commit: str, **more: Any) -> Wish:
        words = {"poll_seconds": 0.02, "wait_seconds": 20, "who": "kim", "say": self.said.append, **more}
        return Wish(commit=commit, tag=f"v-{commit[:1]}", **words)

    def deploy(self, commit: str, **more: Any) -> tuple[str, str, str]:
        entry = deploy(self.releases, self.wish(commit, **more))
        return entry.result.value, entry.running, entry.reason

    @property
    def running(self) -> list[str]:
        return [host.runs for host in self.hosts]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(REGION) as aws:
        yield aws


@contextmanager
def started(clients: Callable[[str], Any], folder: Path, hosts: int) -> Iterator[Small]:
    """A group of its own in the shared server."""
    name = f"shop-{uuid.uuid4().hex[:12]}"
    product = Product.model_validate({"name": "shop", "region": REGION, "environments": {"production": {}}})
    s3, codedeploy = clients("s3"), clients("codedeploy")
    bucket = f"{name}-artifacts"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    codedeploy.create_application(applicationName=name, computePlatform="Server")
    codedeploy.create_deployment_group(
        applicationName=name, deploymentGroupName=name, serviceRoleArn="arn:aws:iam::123456789012:role/codedeploy"
    )

    class Named(Releases):
        @property
        def name(self) -> str:
            return name

    releases = Named(product, "production", Objects(bucket, REGION, s3), clients)
    made = tuple(FakeHost(f"i-{number}") for number in range(hosts))
    small = Small(releases, made, folder)
    with ExitStack() as stack:
        service = CodeDeployService(
            cast("tuple[HostAgent, ...]", made), None, region=REGION, group=name, alarms=lambda: bool(small.alarm)
        )
        stack.enter_context(service)
        yield small


@pytest.fixture(scope="module")
def clients(aws: EmbeddedAws) -> Callable[[str], Any]:
    return cache(aws.client)


@pytest.fixture
def small(clients: Callable[[str], Any], tmp_path: Path) -> Iterator[Small]:
    with started(clients, tmp_path, 2) as small:
        yield small


def test_a_good_release_runs_everywhere_and_the_ledger_says_who_what_and_when(small: Small) -> None:
    small.publish(A)

    assert small.deploy(A) == ("succeeded", A, "")
    assert small.running == [A, A]
    (entry,) = small.releases.ledger().entries()
    assert (entry.commit, entry.tag, entry.who, entry.before, entry.act) == (A, "v-a", "kim", "", Act.DEPLOY)
    assert len(entry.digest) == 64
    assert entry.deployment
    assert entry.ended_at is not None
    assert entry.ended_at >= entry.started_at


def test_a_release_that_fails_on_the_first_host_goes_back_and_says_why_without_the_applications_words(
    small: Small,
) -> None:
    small.publish(A, B)
    small.deploy(A)
    small.hosts[0].bad[B] = "ValidateService"

    assert small.deploy(B) == ("rolled-back", A, "i-0, ValidateService: it does not answer")
    assert small.running == [A, A]
    assert [entry.before for entry in small.releases.ledger().entries()] == [A, ""]


def test_a_release_that_fails_on_the_last_host_alone_goes_back_though_codedeploy_calls_it_a_success(
    small: Small,
) -> None:
    small.publish(A, B)
    small.deploy(A)
    small.hosts[1].bad[B] = "BeforeInstall"

    assert small.deploy(B) == ("rolled-back", A, "i-1, BeforeInstall: it does not answer")
    assert small.running == [A, A]


def test_an_alarm_brings_the_release_before_back(small: Small) -> None:
    small.publish(A, B)
    small.deploy(A)
    small.alarm.append(True)

    result, _, reason = small.deploy(B)
    assert result == "failed", "the alarm still rings while it goes back"
    assert "alarms have been activated" in reason
    assert small.running == [A, A]
    small.alarm.clear()
    # Nobody knows what runs: the way back is the last good one.
    assert choose(small.releases.ledger().entries(), None).commit == A
    assert small.deploy(B)[0] == "succeeded"


def test_a_product_that_does_not_answer_from_outside_gets_its_old_release_back(small: Small) -> None:
    small.publish(A, B)
    small.deploy(A)
    nobody = Asker("http://127.0.0.1:1/health", seconds=0.1, pause=0.05)

    result, running, reason = small.deploy(B, ask=nobody)
    assert (result, running) == ("rolled-back", A)
    assert "cannot be reached" in reason
    assert small.running == [A, A]


def test_without_a_release_before_it_a_failure_is_only_told(small: Small) -> None:
    small.publish(A)
    small.hosts[0].bad[A] = "ApplicationStart"

    assert small.deploy(A) == ("failed", "", "i-0, ApplicationStart: it does not answer")


def test_what_was_not_published_is_not_deployed(small: Small) -> None:
    with pytest.raises(UsageError, match="no bundle of this commit"):
        small.deploy(A)
    assert small.releases.ledger().entries() == ()


def test_a_bundle_that_says_it_is_another_commit_or_product_is_refused(small: Small) -> None:
    small.publish(A)
    s3, bucket = small.releases.objects.client, small.releases.objects.bucket
    s3.copy_object(Bucket=bucket, Key=f"bundles/{B}.tgz", CopySource=f"{bucket}/bundles/{A}.tgz")
    with pytest.raises(ReleaseError, match="the bundle is of shop aaaaaaaaaaaa, not of shop bbbbbbbbbbbb"):
        small.deploy(B)

    small.publish(C, product="other")
    with pytest.raises(ReleaseError, match="the bundle is of other"):
        small.deploy(C)


def test_of_two_at_once_one_waits_for_the_other(small: Small) -> None:
    small.publish(A, B)
    small.hosts[0].holds = True
    results: list[str] = []
    first = threading.Thread(target=lambda: results.append(small.deploy(A)[0]))
    first.start()
    wait_until(lambda: any("InProgress" in line for line in small.said), "the first to be under way")
    second = threading.Thread(target=lambda: results.append(small.deploy(B, who="lee")[0]))
    second.start()
    wait_until(lambda: any("waiting for kim" in line for line in small.said), "the second to wait")
    assert len(small.releases.ledger().entries()) == 1
    small.hosts[0].holds = False
    small.hosts[0].held.set()
    first.join()
    second.join()

    assert results == ["succeeded", "succeeded"]
    assert small.running == [B, B]


class DiedError(Exception):
    """The deployer is gone."""


@pytest.mark.parametrize("after", ["begun", "sent", "noted"])
@pytest.mark.parametrize("good", [True, False])
def test_what_a_deployer_that_died_began_is_ended_in_the_ledger_by_the_next(
    small: Small, after: str, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.publish(A, B, C)
    small.deploy(A)
    if not good:
        small.hosts[0].bad[B] = "ApplicationStart"

    def die(*_: object, **__: object) -> None:
        raise DiedError

    with monkeypatch.context() as dying:
        if after == "begun":
            dying.setattr("holdfast.actions.releases.codedeploy.CodeDeploy.send", die)
        elif after == "sent":
            small.hosts[0].holds = True
            dying.setattr("holdfast.host.releases.ledger.Ledger.send", die)
        else:
            dying.setattr("holdfast.actions.releases.deploy._followed", die)
        with pytest.raises(DiedError):
            small.deploy(B)
    assert small.releases.ledger().entries()[0].result is Result.RUNNING
    small.hosts[0].holds = False
    small.hosts[0].held.set()

    assert small.deploy(C)[0] == "succeeded"
    newest, died, _ = small.releases.ledger().entries()
    expected = "abandoned" if after == "begun" else "succeeded" if good else "rolled-back"
    assert died.result.value == expected
    assert newest.before == (B if after != "begun" and good else A)
    assert small.running == [C, C]


def test_a_rollback_goes_to_the_good_release_before_and_makes_no_migration(small: Small) -> None:
    small.publish(A, B, C)
    small.deploy(A)
    small.deploy(B)
    small.hosts[0].bad[C] = "ApplicationStart"
    small.deploy(C)

    entry = roll_back(small.releases, None, small.wish(""))
    assert (entry.act, entry.commit, entry.tag, entry.result) == (Act.ROLLBACK, A, "v-a", Result.SUCCEEDED)
    assert small.running == [A, A]
    noted = small.releases.ledger().migrated(A)
    assert noted is not None
    assert noted.result is Migrated.NONE


def test_a_rollback_finds_a_release_by_commit_and_by_tag_and_refuses_what_was_never_good(small: Small) -> None:
    small.publish(A, B, C)
    small.hosts[0].bad[C] = "ApplicationStart"
    for commit in (A, B, C):
        small.deploy(commit)
    entries = small.releases.ledger().entries()

    assert choose(entries, "v-a").commit == A
    assert choose(entries, "AAAAAAA").commit == A
    for wrong in ("aaaaaa", "v-c", "ccccccc", "nothing"):
        with pytest.raises(UsageError, match="no good release"):
            choose(entries, wrong)
    with pytest.raises(UsageError, match="no earlier release"):
        choose((), None)


def test_a_group_that_is_not_there_is_told_with_the_next_step(small: Small) -> None:
    small.publish(A)

    class Elsewhere(Releases):
        @property
        def name(self) -> str:
            return "elsewhere"

    there = small.releases
    with pytest.raises(IncompleteError, match="does not know this environment") as failed:
        deploy(Elsewhere(there.product, there.environment, there.objects, there.clients), small.wish(A))
    assert "holdfast deploy" in failed.value.next_step


@pytest.mark.parametrize(
    ("environ", "who"),
    [({"GITHUB_ACTOR": "kim", "GITHUB_RUN_ID": "7"}, "kim (run 7)"), ({"GITHUB_ACTOR": "kim"}, "kim")],
)
def test_who_deploys_is_the_actor_of_the_run(environ: dict[str, str], who: str) -> None:
    assert who_deploys(environ) == who
    assert "@" in who_deploys({})


def test_a_deployer_that_wrote_nothing_begins_with_the_next_number(small: Small) -> None:
    ledger = small.releases.ledger()
    begun = Start(act=Act.DEPLOY, commit=A, digest="", who="kim", at=datetime.now(UTC), token="x")
    assert [ledger.begin(begun), ledger.begin(begun)] == [1, 2]
