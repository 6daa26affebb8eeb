"""CodeDeploy in templates: what a group deploys to, whether it waits for health, and when it goes back."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told

GROUP = """
    Resources:
      App:
        Type: AWS::CodeDeploy::Application
        Properties: {ApplicationName: shop, ComputePlatform: %s}
      Group:
        Type: AWS::CodeDeploy::DeploymentGroup
        Properties:
          ApplicationName: !Ref App
          DeploymentGroupName: %s
          %s
"""
BACK = "AutoRollbackConfiguration: {Enabled: true, Events: [%s]}"


def group(platform: str = "Server", name: str = "web", more: str = "ServiceRoleArn: x") -> list[str]:
    return told(read(READER, GROUP % (platform, name, more)))


@pytest.mark.parametrize(("platform", "method"), [("Server", "codedeploy"), ("ECS", "ecs"), ("Lambda", "lambda")])
def test_a_group_is_a_deployment_of_its_applications_platform(platform: str, method: str) -> None:
    assert group(platform) == [f"Deployment 5-6 method={method} name=shop/web"]


def test_an_application_and_a_group_of_one_name_are_told_once() -> None:
    assert group(name="shop") == ["Deployment 5-6 method=codedeploy name=shop"]


@pytest.mark.parametrize(
    ("events", "goes_back"),
    [
        ("DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM", True),
        ("DEPLOYMENT_STOP_ON_ALARM", False),  # a broken start raises no alarm
    ],
)
def test_it_goes_back_by_itself_when_a_deployment_fails(events: str, *, goes_back: bool) -> None:
    shown = group(more=BACK % events)

    assert [line.split()[0] for line in shown] == ["Deployment", *(["Rollback"] if goes_back else [])]
    assert ("rollback=automatic" in shown[0]) is goes_back


@pytest.mark.parametrize(("option", "waits"), [("WITH_TRAFFIC_CONTROL", True), ("WITHOUT_TRAFFIC_CONTROL", False)])
def test_a_group_that_controls_the_traffic_waits_for_each_host_to_be_healthy(option: str, *, waits: bool) -> None:
    behind = "LoadBalancerInfo: {TargetGroupInfoList: [{Name: web}]}"
    style = f"DeploymentStyle: {{DeploymentOption: {option}}}"

    (shown,) = group(more=f"{behind}\n          {style}")

    assert ("asks_health=True" in shown) is waits


def test_a_group_of_an_application_that_is_described_elsewhere_is_known_by_its_hosts_alone() -> None:
    text = """
        Resources:
          Group:
            Type: AWS::CodeDeploy::DeploymentGroup
            Properties:
              ApplicationName: !Ref Given
              %s
    """
    assert told(read(READER, text % "ServiceRoleArn: x")) == []
    assert told(read(READER, text % "AutoScalingGroups: [web]")) == ["Deployment 2-3 method=codedeploy name=Group"]
    assert told(read(READER, text % "ECSServices: [{ServiceName: web}]")) == ["Deployment 2-3 method=ecs name=Group"]


def test_a_document_of_commands_tells_the_release_that_it_takes_by_itself_and_what_it_runs() -> None:
    text = """
        Resources:
          Deploy:
            Type: AWS::SSM::Document
            Properties:
              DocumentType: Command
              Content:
                schemaVersion: "2.2"
                parameters: {imageTag: {type: String, default: latest}, port: {default: latest}}
                mainSteps:
                  - action: aws:runShellScript
                    inputs:
                      runCommand:
                        - docker pull ghcr.io/shop/worker:latest
                        - docker run -d ghcr.io/shop/worker:latest
        """
    assert told(read(READER, text)) == [
        "StandingName 8 name=Deploy",
        "StandingName 13-14 name=template.yaml",
        "ScriptFault 14 activity=start form=unsupervised command=docker run -d ghcr.io/shop/worker:latest",
    ]


def test_a_service_of_an_image_that_was_pushed_last_names_no_release() -> None:
    text = """
        Resources:
          Api:
            Type: AWS::AppRunner::Service
            Properties:
              SourceConfiguration:
                ImageRepository:
                  ImageIdentifier: !Sub "${AWS::AccountId}.dkr.ecr.us-east-1.amazonaws.com/api:latest"
        """
    assert "StandingName 7 name=Api" in told(read(READER, text))


def test_a_service_that_is_built_from_a_branch_runs_what_that_holds_by_then() -> None:
    text = """
        Resources:
          Api:
            Type: AWS::AppRunner::Service
            Properties:
              SourceConfiguration:
                AutoDeploymentsEnabled: true
                CodeRepository:
                  RepositoryUrl: https://github.com/shop/api
                  SourceCodeVersion: {Type: BRANCH, Value: main}
        """
    assert "StandingName 9 name=Api identity=none alone=True" in told(read(READER, text))


@pytest.mark.parametrize(
    ("image", "told_so"),
    [
        ("!GetAtt Registry.RepositoryUri", True),
        ("!Sub ${Registry.RepositoryUri}", True),
        ("!Sub ${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/${Registry}", True),
        ("!Sub ${Registry.RepositoryUri}:${Commit}", False),
        ("!Ref Image", False),
    ],
)
def test_a_repository_of_the_same_stack_that_no_tag_follows_is_whatever_was_pushed_last(
    image: str, told_so: bool
) -> None:
    text = f"""
    Resources:
      Registry:
        Type: AWS::ECR::Repository
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          ContainerDefinitions:
            - Name: web
              Image: {image}
    """

    assert ("StandingName 9 name=Task" in told(read(READER, text))) is told_so


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ("CodeDeployDefault.AllAtOnce", True),
        ("CodeDeployDefault.HalfAtATime", False),
        ("CodeDeployDefault.LambdaAllAtOnce", False),
    ],
)
def test_hosts_that_are_replaced_all_at_once_serve_nobody_meanwhile(config: str, *, found: bool) -> None:
    shown = group(more=f"DeploymentConfigName: {config}")

    assert ("ScriptFault 10 activity=deploy form=stopped-before-start command=" + config in shown) is found


@pytest.mark.parametrize(("told_so", "lines"), [("MUTABLE", ["OverwritableTags 4 name=Images"]), ("IMMUTABLE", [])])
def test_a_registry_that_lets_tags_be_pushed_anew_is_shown_where_it_says_so(told_so: str, lines: list[str]) -> None:
    text = f"Resources:\n  Images:\n    Type: AWS::ECR::Repository\n    Properties: {{ImageTagMutability: {told_so}, RepositoryName: shop}}\n"
    assert [line for line in told(read(READER, text)) if line.startswith("OverwritableTags")] == lines
