"""Files for whoever runs the product on machines of their own."""

import pytest

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ExposedSecret, Fact, Instance, Platform, Workload
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.whole.for_others import of_the_team

TEXTS = {
    "docs/guide.md": "# Self-hosting Plumtree\n\nA t3.micro does.\n",
    "docs/live.md": "# How we run it\n\nTwo m6i.large. We do not offer self-hosting.\n",
}
TREE = Tree(paths=tuple(TEXTS), open_text=TEXTS.__getitem__)


def host(path: str, kind: EvidenceKind = EvidenceKind.INSTRUCTED) -> Instance:
    return Instance(kind=kind, at=Location(path, 3, 3), instance_type="t3.micro")


OURS = host("docs/live.md")


@pytest.mark.parametrize(
    "path",
    [
        "docs/self-hosting/aws.md",
        "self_hosted/main.tf",
        "docs/on-premise.md",
        "deploy/selfhost/ec2.sh",
        "docs/guide.md",
    ],
)
def test_what_others_are_told_says_nothing_of_what_the_team_runs(path: str) -> None:
    assert of_the_team([host(path), OURS], TREE) == [OURS]


def test_where_nothing_else_shows_what_runs_they_are_all_there_is() -> None:
    shown: list[Fact] = [host("docs/guide.md"), host("docs/live.md", EvidenceKind.CLAIMED)]
    chart = Workload(kind=EvidenceKind.DECLARED, at=Location("chart/web.yaml", 1, 1), platform=Platform.KUBERNETES)
    assert of_the_team([*shown, chart], TREE) == [*shown, chart]


@pytest.mark.parametrize("path", ["docs/live.md", "ci/self-hosted-runner.md", "src/host.md"])
def test_a_machine_that_a_pipeline_runs_on_and_a_mention_are_for_nobody_else(path: str) -> None:
    facts: list[Fact] = [host(path), host("infra/main.tf")]
    assert of_the_team(facts, TREE) == facts


def test_a_secret_is_given_away_wherever_it_stands() -> None:
    secret = ExposedSecret(kind=EvidenceKind.CODED, at=Location("selfhost/.env", 1, 1), name="KEY", form="password")
    assert of_the_team([secret, OURS], TREE) == [secret, OURS]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("on: push\njobs:\n  deploy:\n    runs-on: [self-hosted, linux]\n", True), ("runs-on: ubuntu-latest\n", False)],
)
def test_a_pipeline_may_be_called_after_the_machine_that_it_runs_on(text: str, *, kept: bool) -> None:
    path = ".github/workflows/deploy-self-hosted.yml"
    facts: list[Fact] = [host(path), OURS]
    assert (host(path) in of_the_team(facts, Tree(paths=(path,), open_text={path: text}.__getitem__))) is kept
