"""Services of containers and functions in Terraform: ECS, App Runner, Beanstalk, Lambda."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Database,
    Deployment,
    Fact,
    HealthProbe,
    Instance,
    KeptForGood,
    LoadBalancer,
    OverwritableTags,
    Placement,
    Platform,
    Rollback,
    ScalingPolicy,
    SecretStore,
    StandingName,
    Workload,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.platform_settings import switched_by
from holdfast.readers.repository.containers.checks import passes_anyway
from holdfast.readers.repository.images.clients import only_asks
from holdfast.readers.repository.images.tags import is_whatever_is_newest
from holdfast.readers.repository.platforms.processors import units
from holdfast.readers.repository.platforms.rollouts import OTHERS_DO
from holdfast.readers.repository.platforms.started_with import started_with
from holdfast.readers.repository.templates.beanstalk_beside import facts_beside
from holdfast.readers.repository.terraform.compute import zones_of
from holdfast.readers.repository.terraform.documents import exposed, filled_in_unseen, opened_in
from holdfast.readers.repository.terraform.filled import with_template
from holdfast.readers.repository.terraform.newest import unnamed_image
from holdfast.readers.repository.terraform.numbers_of_tasks import scalable_target
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Ref, Value

_PATH = regex(r"https?://[^\s/\"']+(/[^\s\"'|;]*)?")
_DATABASE_IMAGE = regex(r"(?:^|/)(postgres|postgis/postgis|mysql|mariadb|mongo)(?::([\w.-]+))?$")


def ecs_service(resource: Resource, world: World) -> Iterator[Fact]:
    """An ECS service with the bounds that its scalable target gives; desired_count is 0 unless said."""
    target = scalable_target(resource, world)
    bounds = target or Section(resource.place)
    network = resource.section("network_configuration")
    minimum = bounds.integer("min_capacity")
    daemon = resource.text("scheduling_strategy") == "DAEMON"
    desired = None if daemon else resource.integer("desired_count", 0)
    raised = desired is not None and minimum is not None and minimum > desired
    task = world.target(resource.get("task_definition"), resource.scope)
    spare = _spare(resource, world)
    breaker = resource.section("deployment_circuit_breaker")
    controller = resource.section("deployment_controller")
    handed = controller.text("type") in OTHERS_DO
    goes_back = breaker.flag("enable") and breaker.flag("rollback")
    yield Workload(
        **resource.said(
            desired=(bounds, "min_capacity") if raised else "desired_count",
            minimum=(bounds, "min_capacity"),
            maximum=(bounds, "max_capacity"),
            zones=(network, "subnets"),
            behind_load_balancer="load_balancer",
            **({} if handed or goes_back else {"rollback": (breaker, "rollback")}),
            **({"handed over": (controller, "type")} if handed else {}),
            **({"spot": (spare, "capacity_provider")} if spare is not None else {}),
            **({"processor": (task, "cpu")} if task is not None and task.has("cpu") else {}),
        ),
        platform=_platform(resource, task),
        name=resource.name,
        minimum=minimum,
        maximum=bounds.integer("max_capacity"),
        desired=minimum if raised else desired,
        zones=zones_of(network, world, "subnets"),
        behind_load_balancer=bool(resource.sections("load_balancer")),
        processor=task.integer("cpu") if task is not None else None,
        spot=True if spare is not None else None,
    )
    for section in (breaker, resource.section("alarms")):
        if section.flag("enable") and section.flag("rollback"):
            yield Rollback(**resource.base(section.at("rollback")), automatic=True, target="previous")


def registry(resource: Resource, world: World) -> Iterator[OverwritableTags | KeptForGood]:
    """A registry of images that says so, where one that says nothing has it by default; and what clears it up."""
    if not world.of("aws_ecr_lifecycle_policy"):
        yield KeptForGood(**resource.base(resource.place.location()), what="images", name=resource.name)
    if resource.text("image_tag_mutability") == "MUTABLE":
        yield OverwritableTags(**resource.base(resource.at("image_tag_mutability")), name=resource.name)


def _spare(service: Resource, world: World) -> Section | None:
    """What puts every task on spare capacity: the service's own strategy, or else its cluster's."""
    strategies = service.sections("capacity_provider_strategy")
    cluster = world.target(service.get("cluster"), service.scope)
    if not strategies and cluster is not None and not service.has("launch_type"):
        providers = world.pointing("aws_ecs_cluster_capacity_providers", "cluster_name", cluster)
        strategies = [one for each in providers for one in each.sections("default_capacity_provider_strategy")]
    used = [one for one in strategies if one.integer("weight", 1) != 0 or one.integer("base", 0) != 0]
    return used[0] if used and all(one.text("capacity_provider") == "FARGATE_SPOT" for one in used) else None


def _platform(resource: Resource, task: Resource | None) -> Platform:
    providers = [section.text("capacity_provider") or "" for section in resource.sections("capacity_provider_strategy")]
    needs = task.texts("requires_compatibilities") if task is not None else ()
    fargate = resource.text("launch_type") == "FARGATE" or any(name.startswith("FARGATE") for name in providers)
    undecided = resource.get("launch_type") is None and not providers
    return Platform.FARGATE if fargate or (undecided and "FARGATE" in needs) else Platform.ECS


def task_definition(resource: Resource, world: World) -> Iterator[Fact]:
    """The containers of a task: health commands, images without a name, secrets, databases."""
    if resource.get("task_role_arn") is not None:
        said = resource.base(resource.at("task_role_arn"))
        yield Credential(**said, form=CredentialForm.INSTANCE_ROLE, holder="application")
    document = opened_in(resource.scope, resource.get("container_definitions"), world)
    services = world.pointing("aws_ecs_service", "task_definition", resource)
    # When every service ignores the task definition, or this one its containers, a workflow names the image.
    elsewhere = bool(services) and all(service.ignores("task_definition") for service in services)
    elsewhere = elsewhere or resource.ignores("container_definitions")
    if document is None:
        yield from _handed_unseen(resource, world)
    items = document.items() if document is not None and isinstance(document.data, list) else []
    containers = [Section(item.place or resource.place, data=item) for item in items if isinstance(item.data, dict)]
    alone = all(_DATABASE_IMAGE.search(container.text("image") or "") for container in containers)
    networks = (service.section("network_configuration") for service in services)
    public = next((one.at("assign_public_ip") for one in networks if one.flag("assign_public_ip")), None)
    for container in containers:
        for fact in _container(resource, container, named_elsewhere=elsewhere, alone=alone):
            if isinstance(fact, Database) and alone and public is not None:
                # The address that the service asks for is the database's; beside an application it is that one's.
                yield replace(fact, public=True, places={**fact.places, "public": public})
            else:
                yield fact
        options = container.section("logConfiguration").section("options")
        if options.flag("awslogs-create-group") and not world.of("aws_cloudwatch_log_group"):
            # The driver makes the group, and nobody says how long it keeps what it is given.
            said = resource.base(options.at("awslogs-create-group"))
            yield KeptForGood(**said, what="logs", name=options.text("awslogs-group") or resource.name)


def _container(resource: Resource, container: Section, *, named_elsewhere: bool, alone: bool) -> Iterator[Fact]:
    check = container.section("healthCheck")
    if check.has("command"):
        words = " ".join(check.texts("command"))
        path = _PATH.search(words)
        yield HealthProbe(
            **resource.base(check.at("command")),
            asker="container",
            path=(path[1] or "/") if path else "",
            decides=not passes_anyway(words),
        )
    image = container.get("image")
    if image is None:
        return
    if database := _DATABASE_IMAGE.search(image.text() or ""):
        if only_asks((*container.texts("entryPoint"), *container.texts("command"))):
            return
        said = resource.base(container.at("image"))
        size = resource.at("memory" if resource.has("memory") else "container_definitions")
        newest = {"version": said["at"]} if is_whatever_is_newest(image.text() or "") else {}
        yield Database(
            **{**said, "places": {**said["places"], "with_application": size, **newest}},
            engine=_engine(database[1]),
            placement=Placement.CONTAINER,
            name=container.text("name"),
            with_application=None if alone else True,
            version=database[2],
        )
        return
    unnamed = unnamed_image(resource, image, container.text("name") or resource.name)
    for one in with_template(resource, resource.get("container_definitions"), image, unnamed):
        yield replace(one, left=named_elsewhere)
    for secret in container.sections("secrets"):
        source = secret.text("valueFrom") or ""
        service = "parameter-store" if "ssm" in source or source.startswith("/") else "secrets-manager"
        yield SecretStore(**resource.base(secret.at("valueFrom")), service=service, name=secret.text("name"))
    for variable in container.sections("environment"):
        name = variable.text("name") or ""
        yield from exposed(resource, name, variable.get("value"))
        yield from switched_by(resource.base(variable.at("value")), name, variable.text("value") or "")
    yield from started_with(resource.base(container.at("command")), resource.name, " ".join(container.texts("command")))


_KEPT = regex(
    r"\$\{(?:data\.)?aws_(?:(?P<secret>secretsmanager_secret)|ssm_parameter)\w{0,20}\.[\w-]{1,100}"
    r"(?:\[[^\[\]\n]{0,80}\])?\.(?:arn|id|name)\}"
)
"""The address of something stored, and not what is stored there."""


def _handed_unseen(resource: Resource, world: World) -> Iterator[SecretStore]:
    """Stored secrets that a template of containers is given by reference, where its own file is not at hand."""
    for name, value in filled_in_unseen(resource.get("container_definitions"), world).items():
        kept = _KEPT.match(str(value.data)) if isinstance(value.data, (Ref, str)) else None
        if kept is not None and value.place is not None:
            service = "secrets-manager" if kept["secret"] else "parameter-store"
            yield SecretStore(**resource.base(value.place.location()), service=service, name=name)


def _engine(image: str) -> str:
    return {"mongo": "mongodb", "mysql": "mysql", "mariadb": "mariadb"}.get(image, "postgresql")


def apprunner(resource: Resource, world: World) -> Iterator[Fact]:
    """An App Runner service: 1 to 25 instances and a TCP check unless told otherwise."""
    scaling = world.target(resource.get("auto_scaling_configuration_arn"), resource.scope)
    bounds = scaling or Section(resource.place)
    size = resource.section("instance_configuration")
    said = resource.said(minimum=(bounds, "min_size"), maximum=(bounds, "max_size"))
    if size.has("cpu"):
        said["places"]["processor"] = size.at("cpu")
    if not resource.has("auto_scaling_configuration_arn"):
        said["places"]["limits"] = said["at"]
    yield Workload(
        **said,
        processor=units(size.text("cpu")),
        platform=Platform.APP_RUNNER,
        name=resource.text("service_name") or resource.label,
        minimum=bounds.integer("min_size", 1),
        maximum=bounds.integer("max_size", 25),
        behind_load_balancer=True,
    )
    source = resource.section("source_configuration", "image_repository")
    yield from unnamed_image(resource, source.get("image_identifier"), resource.name)
    for branch in resource.section("source_configuration", "code_repository").sections("source_code_version"):
        # A branch is all that it can follow: each release is what that holds by then.
        said = resource.base(branch.at("value"))
        yield StandingName(**said, name=resource.name, identity="none", alone=True)
    check = resource.section("health_check_configuration")
    http = check.text("protocol") == "HTTP"
    yield HealthProbe(
        **resource.base(check.at("path" if http else "protocol")),
        asker="load-balancer",
        path=(check.text("path") or "/") if http else "",
    )


_APIS = (
    "aws_apigatewayv2_api",
    "aws_api_gateway_rest_api",
    "aws_lambda_function_url",
    "aws_lb",
    "aws_alb",
    "aws_appsync_graphql_api",
    "module.apigateway-v2",
)
"""What brings functions their requests; without any of them they run by the clock or by what happens elsewhere."""


def lambda_function(resource: Resource, world: World) -> Iterator[Fact]:
    """A function, which scales by itself."""
    name = resource.text("function_name") or resource.label
    serves = None if world.of(*_APIS) else False
    yield Workload(**resource.said(), platform=Platform.LAMBDA, name=name, serves=serves)
    yield from unnamed_image(resource, resource.get("image_uri"), name)


def graph(resource: Resource, world: World) -> Iterator[Fact]:
    """AppSync, which answers by itself out of tables; where functions are told, they stand for what they do."""
    if not world.of("aws_lambda_function"):
        yield Workload(**resource.said(), platform=Platform.LAMBDA, name=resource.name, serves=True)


def lightsail_containers(resource: Resource, _: World) -> Iterator[Fact]:
    """A container service of Lightsail."""
    scale = resource.integer("scale")
    yield Workload(
        **resource.said(desired="scale"),
        platform=Platform.LIGHTSAIL_CONTAINERS,
        name=resource.name,
        minimum=scale,
        maximum=scale,
        desired=scale,
        behind_load_balancer=True,
    )


def beanstalk(resource: Resource, _: World) -> Iterator[Fact]:
    """A Beanstalk environment: its settings are a list of names and values, with defaults of their own."""
    settings: dict[tuple[str, str], Section] = {}
    for section in resource.sections("setting"):
        settings[section.text("namespace") or "", section.text("name") or ""] = section

    def setting(namespace: str, name: str) -> Section:
        return settings.get((namespace, name), Section(resource.place))

    group, hosts = "aws:autoscaling:asg", "aws:autoscaling:launchconfiguration"
    kind = setting("aws:elasticbeanstalk:environment", "EnvironmentType")
    single = kind.literal("value") == "SingleInstance"
    least, most = (kind, kind) if single else (setting(group, "MinSize"), setting(group, "MaxSize"))
    size = setting(hosts, "InstanceType")
    kinds = setting("aws:ec2:instances", "InstanceTypes")
    size = size if size.has("value") else kinds
    type_ = (size.literal("value") or "").split(",")[0] or None
    zones = setting("aws:ec2:vpc", "Subnets").get("value")
    told: dict[str, Any] = resource.said(
        minimum=(least, "value"), maximum=(most, "value"), instance_type=(size, "value")
    )
    yield Workload(
        **told,
        platform=Platform.BEANSTALK,
        name=resource.name,
        minimum=1 if single else least.integer("value", 1),
        maximum=1 if single else most.integer("value", 4),
        zones=_subnets(zones),
        behind_load_balancer=not single,
        instance_type=type_,
    )
    # No environment starts without a profile: one that is not shown comes from a saved configuration or a platform.
    role = setting(hosts, "IamInstanceProfile")
    yield Instance(
        **resource.said(instance_type=(size, "value"), role=(role, "value")),
        name=resource.name,
        instance_type=type_,
        role=role.has("value") or None,
        purpose="application",
        group=resource.name,
    )
    yield from _beanstalk_edge(resource, setting, single=single)
    given = {"/".join(key): (one.literal("value"), one.at("value")) for key, one in settings.items()}
    yield from facts_beside(resource.base(resource.place.location()), given, resource.name)


def _subnets(value: Value | None) -> int | None:
    text = value.text() if value is not None else None
    return text.count(",") + 1 if text and ((value is not None and value.known) or "," in text) else None


def _beanstalk_edge(resource: Resource, setting: Any, *, single: bool) -> Iterator[Fact]:
    if not single:
        kind = setting("aws:elasticbeanstalk:environment", "LoadBalancerType")
        yield LoadBalancer(**resource.base(kind.at("value")), name=resource.name, type=kind.text("value") or "classic")
    for namespace, name in (
        ("aws:elasticbeanstalk:environment:process:default", "HealthCheckPath"),
        ("aws:elasticbeanstalk:application", "Application Healthcheck URL"),
    ):
        check = setting(namespace, name)
        if check.has("value"):
            yield HealthProbe(**resource.base(check.at("value")), asker="load-balancer", path=check.text("value"))
    measure = setting("aws:autoscaling:trigger", "MeasureName")
    if measure.has("value"):
        named = measure.text("value")
        yield ScalingPolicy(
            **resource.base(measure.at("value")),
            workload=resource.name,
            metric="cpu" if named == "CPUUtilization" else named,
        )


def codedeploy_group(resource: Resource, _: World) -> Iterator[Fact]:
    """A CodeDeploy group that goes back by itself when a deployment fails."""
    back = resource.section("auto_rollback_configuration")
    if back.flag("enabled") and (not back.has("events") or "DEPLOYMENT_FAILURE" in back.texts("events")):
        yield Rollback(**resource.base(back.at("enabled")), automatic=True, target="previous")


def codepipeline(resource: Resource, _: World) -> Iterator[Fact]:
    """A pipeline with a stage that deploys; what it deploys is named by the commit it started from, if by one."""
    actions = [action for stage in resource.sections("stage") for action in stage.sections("action")]
    methods = {"ECS": "ecs", "CodeDeploy": "codedeploy", "CodeDeployToECS": "ecs", "ElasticBeanstalk": "beanstalk"}
    # Each execution keeps the revision of its sources (CodePipeline's user guide, 2026-11): of a bucket no commit.
    commit = any(action.literal("provider") in _OF_COMMITS for action in actions)
    for action in actions:
        method = methods.get(action.literal("provider") or "")
        if action.text("category") == "Deploy" and method:
            said = resource.base(action.place.location())
            identity = "commit" if commit else None
            yield Deployment(**said, method=method, name=resource.name, identity=identity)


_OF_COMMITS = frozenset(("CodeStarSourceConnection", "GitHub", "CodeCommit"))
"""Sources of a pipeline that hand it a commit; a bucket and a registry hand it what lies there."""
