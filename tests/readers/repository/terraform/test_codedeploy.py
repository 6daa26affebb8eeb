"""CodeDeploy's groups in Terraform."""

import pytest

from tests.readers.repository.terraform.support import told

GROUP = """
resource "aws_codedeploy_app" "shop" {
  name = "shop"
  compute_platform = "%s"
}
resource "aws_codedeploy_deployment_group" "prod" {
  app_name              = aws_codedeploy_app.shop.name
  deployment_group_name = "shop-prod"
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
  load_balancer_info {
    target_group_info { name = "web" }
  }
  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }
}
"""


@pytest.mark.parametrize(("platform", "method"), [("Server", "codedeploy"), ("ECS", "ecs"), ("Lambda", "lambda")])
def test_a_group_is_the_deployment_of_its_application_and_tells_whether_it_waits_and_goes_back(
    platform: str, method: str
) -> None:
    found = [line for line in told(GROUP % platform) if line.startswith("Deployment")]

    assert len(found) == 1
    for word in (f"method={method}", "name=shop/shop-prod", "asks_health=True", "rollback=automatic"):
        assert word in found[0]


@pytest.mark.parametrize(
    ("body", "method"),
    [
        ('autoscaling_groups = ["web"]', "codedeploy"),
        ('ecs_service { cluster_name = "shop" }', "ecs"),
        ('load_balancer_info { target_group_info { name = "web" } }', "codedeploy"),
        ("load_balancer_info { target_group_pair_info { } }", "ecs"),
        ("", None),
    ],
)
def test_a_group_of_an_application_elsewhere_tells_by_what_it_deploys_to(body: str, method: str | None) -> None:
    text = f"""
    resource "aws_codedeploy_deployment_group" "g" {{
      app_name = "shop"
      deployment_group_name = "web"
      {body}
    }}
    """
    found = [line for line in told(text) if line.startswith("Deployment")]

    assert [f"method={method}" in line for line in found] == ([True] if method else [])


@pytest.mark.parametrize(
    ("config", "style", "found"),
    [
        ("CodeDeployDefault.AllAtOnce", "", 1),
        ("CodeDeployDefault.AllAtOnce", 'deployment_style { deployment_type = "BLUE_GREEN" }', 0),
        ("CodeDeployDefault.OneAtATime", "", 0),
        ("CodeDeployDefault.ECSAllAtOnce", "", 0),
    ],
)
def test_hosts_that_are_replaced_all_at_once_serve_nobody_meanwhile(config: str, style: str, found: int) -> None:
    text = f"""
    resource "aws_codedeploy_deployment_group" "g" {{
      app_name               = "shop"
      deployment_config_name = "{config}"
      {style}
    }}
    """
    assert len([line for line in told(text) if "form=stopped-before-start" in line]) == found


@pytest.mark.parametrize(
    ("source", "named"),
    [("CodeStarSourceConnection", True), ("GitHub", True), ("CodeCommit", True), ("S3", False), ("ECR", False)],
)
def test_a_pipeline_releases_the_commit_that_its_source_hands_it(source: str, *, named: bool) -> None:
    text = f"""
    resource "aws_codepipeline" "shop" {{
      stage {{
        name = "Source"
        action {{
          category = "Source"
          provider = "{source}"
        }}
      }}
      stage {{
        name = "Deploy"
        action {{
          category = "Deploy"
          provider = "CodeDeploy"
        }}
      }}
    }}
    """
    found = told(text, "Deployment")

    assert [("identity=commit" in line, "method=codedeploy" in line) for line in found] == [(named, True)]
