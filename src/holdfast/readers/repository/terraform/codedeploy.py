"""CodeDeploy's groups in Terraform, as the deployments that they are."""

from collections.abc import Iterator

from holdfast.model.facts import Deployment, Fact, ScriptFault
from holdfast.readers.repository.terraform.resource import Resource, World

_PLATFORMS = {"Server": "codedeploy", "ECS": "ecs", "Lambda": "lambda"}
_HOSTS = ("autoscaling_groups", "ec2_tag_filter", "ec2_tag_set", "on_premises_instance_tag_filter")
"""Arguments by which a group tells that it deploys to hosts, whatever its application says."""


def deployment(resource: Resource, world: World) -> Iterator[Fact]:
    """What a group deploys to, whether it waits for health, and whether it goes back by itself."""
    method = _deploys_to(resource, world)
    if method is None:
        return
    back = resource.section("auto_rollback_configuration")
    # After an alarm alone does not count, for a broken start raises none.
    fails = not back.has("events") or "DEPLOYMENT_FAILURE" in back.texts("events")
    style = resource.section("deployment_style")
    # CodeDeploy goes on to the next host only when the load balancer finds this one healthy.
    waits = resource.has("load_balancer_info") and style.text("deployment_option") == "WITH_TRAFFIC_CONTROL"
    yield Deployment(
        **resource.said(rollback=(back, "enabled"), asks_health=(style, "deployment_option")),
        method=method,
        name=_name(resource, world),
        asks_health=True if waits else None,
        rollback="automatic" if back.flag("enabled") and fails else None,
    )


def all_at_once(resource: Resource, _: World) -> Iterator[Fact]:
    """Every host is taken down for the new release at the same time, unless others are made for it."""
    config = resource.literal("deployment_config_name")
    style = resource.section("deployment_style")
    if config == "CodeDeployDefault.AllAtOnce" and style.text("deployment_type") != "BLUE_GREEN":
        said = resource.base(resource.at("deployment_config_name"))
        yield ScriptFault(**said, activity="deploy", form="stopped-before-start", command=config)


def _deploys_to(resource: Resource, world: World) -> str | None:
    """The method of its deployments; None for a group of an application that is described elsewhere."""
    if any(resource.has(name) for name in _HOSTS):
        return "codedeploy"
    if resource.has("ecs_service"):
        return "ecs"
    application = world.target(resource.get("app_name"))
    if application is not None:
        return _PLATFORMS.get(application.literal("compute_platform") or "Server")
    # Without its application, the balancer tells: tasks move between two target groups, hosts stay behind one.
    balancer = resource.section("load_balancer_info")
    if balancer.has("target_group_pair_info"):
        return "ecs"
    return "codedeploy" if balancer.has("target_group_info") or balancer.has("elb_info") else None


def _name(resource: Resource, world: World) -> str | None:
    """As the account tells it: that of the application and the group, once where both are called the same."""
    own = resource.literal("deployment_group_name")
    application = world.target(resource.get("app_name"))
    named = application.literal("name") if application is not None else resource.literal("app_name")
    return f"{named}/{own}" if named and own and named != own else own
