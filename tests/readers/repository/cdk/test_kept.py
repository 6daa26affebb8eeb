"""Logs and images that a CDK program has kept for good, or lets somebody empty."""

import pytest

from .test_cdk import stack

TASK = "const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 512 });\n"


def kept(body: str) -> list[str]:
    return [line for line in stack(body) if line.startswith("KeptForGood")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            TASK + "task.addContainer('web', {\n  logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),\n});",
            "6 what=logs",
        ),
        (TASK + "task.addContainer('web', { logging: new ecs.AwsLogDriver({ streamPrefix: 'web' }) });", "5 what=logs"),
        ("new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.INFINITE });", "4 what=logs"),
        ("new ecr.Repository(this, 'Images', { imageScanOnPush: true });", "4 what=images"),
    ],
)
def test_what_nothing_empties_is_kept_for_good(body: str, expected: str) -> None:
    (line,) = kept(body)
    assert expected in line


@pytest.mark.parametrize(
    "body",
    [
        TASK
        + "task.addContainer('web', { logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logRetention: 30 }) });",
        TASK + "const log = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_MONTH });\n"
        "task.addContainer('web', { logging: ecs.LogDrivers.awsLogs({ logGroup: log, streamPrefix: 'web' }) });",
        TASK + "task.addContainer('web', { logging: ecs.LogDrivers.fireLens({}) });",
        "new logs.LogGroup(this, 'Log');",
        "new ecr.Repository(this, 'Images', { lifecycleRules: [{ maxImageCount: 20 }] });",
        "const images = new ecr.Repository(this, 'Images');\nimages.addLifecycleRule({ maxImageCount: 20 });",
        "new codecommit.Repository(this, 'Source', { repositoryName: 'shop' });",
    ],
)
def test_what_somebody_empties_is_not(body: str) -> None:
    assert kept(body) == []
