"""CodeDeploy: groups, how their releases are named, and whether a failed one goes back by itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.account import codedeploy
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

COMMIT = "0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("codedeploy")
        client.create_application(applicationName="shop", computePlatform="Server")
        client.create_application(applicationName="empty", computePlatform="Server")
        for name, back in (
            ("production", {"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]}),
            ("staging", {"enabled": False}),
        ):
            client.create_deployment_group(
                applicationName="shop",
                deploymentGroupName=name,
                serviceRoleArn="arn:aws:iam::123456789012:role/codedeploy",
                autoRollbackConfiguration=back,
            )
        yield started


@pytest.mark.integration
def test_each_group_is_told_with_its_way_back(aws: EmbeddedAws) -> None:
    shown = told(read(codedeploy.READER, live(aws)))

    assert shown == [
        (
            "Deployment deploymentgroup:shop/production [production] method=codedeploy name=shop/production "
            "rollback=automatic"
        ),
        "Rollback deploymentgroup:shop/production [production] automatic=True target=previous",
        "Deployment deploymentgroup:shop/staging [staging] method=codedeploy name=shop/staging",
    ]


def group(**more: Any) -> Deployment:
    """The deployment of an account with one group, with what moto does not keep."""
    answers = {
        "list_applications": {"applications": ["shop", 7]},
        "list_deployment_groups": {"deploymentGroups": ["web"]},
        "get_deployment_group": {"deploymentGroupInfo": {"deploymentGroupName": "web", **more}},
    }
    found = read(codedeploy.READER, FakeAccount(answers))
    assert isinstance(found[0], Deployment)
    return found[0]


@pytest.mark.parametrize(
    ("revision", "identity"),
    [
        ({"revisionType": "GitHub", "gitHubLocation": {"repository": "x/y", "commitId": COMMIT}}, "commit"),
        ({"revisionType": "S3", "s3Location": {"bucket": "b", "key": f"releases/{COMMIT}.zip"}}, "commit"),
        ({"revisionType": "S3", "s3Location": {"bucket": "b", "key": "releases/shop-9f3c2ab.zip"}}, "commit"),
        ({"revisionType": "S3", "s3Location": {"bucket": "b", "key": "releases/latest.zip"}}, "latest"),
        ({"revisionType": "S3", "s3Location": {"bucket": "b", "key": "shop-v1.4.2.zip"}}, "tag"),
        ({"revisionType": "S3", "s3Location": {"bucket": "b", "key": "deadline.zip"}}, None),
        ({"revisionType": "S3", "s3Location": "b"}, None),
        ({}, None),
    ],
    ids=["GitHub", "commit", "short commit", "latest", "version", "word", "odd", "none"],
)
def test_the_last_revision_tells_how_releases_are_named(revision: dict[str, Any], identity: str | None) -> None:
    assert group(targetRevision=revision).identity == identity


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ({"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}, "automatic"),
        ({"enabled": True, "events": ["DEPLOYMENT_STOP_ON_ALARM"]}, None),
        ({"enabled": False, "events": ["DEPLOYMENT_FAILURE"]}, None),
        ({"enabled": "yes", "events": "DEPLOYMENT_FAILURE"}, None),
        (None, None),
    ],
    ids=["failure", "alarm alone", "off", "odd", "missing"],
)
def test_only_a_way_back_after_a_failure_counts(back: Any, expected: str | None) -> None:
    assert group(autoRollbackConfiguration=back).rollback == expected


@pytest.mark.parametrize(("platform", "method"), [("ECS", "ecs"), ("Lambda", "lambda"), (None, "codedeploy")])
def test_the_platform_tells_the_method(platform: str | None, method: str) -> None:
    assert group(computePlatform=platform).method == method


def test_a_group_that_went_since_the_list_is_passed_over() -> None:
    answers = {
        "list_applications": {"applications": ["shop"]},
        "list_deployment_groups": {"deploymentGroups": ["web"]},
        "get_deployment_group": (),
    }

    assert read(codedeploy.READER, FakeAccount(answers)) == []
