"""Container services: ECS services and task definitions, target groups, Elastic Beanstalk."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Database,
    HealthProbe,
    Instance,
    KeptForGood,
    OverwritableTags,
    Placement,
    Platform,
    Rollback,
    SecretStore,
    StandingName,
    Workload,
)
from holdfast.model.facts.base import Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.containers.checks import passes_anyway, takes_errors, takes_redirects
from holdfast.readers.repository.images.clients import only_asks
from holdfast.readers.repository.images.tags import is_whatever_is_newest, standing
from holdfast.readers.repository.platforms.rollouts import OTHERS_DO
from holdfast.readers.repository.platforms.started_with import started_with
from holdfast.readers.repository.templates.beanstalk_beside import balancer, facts_beside
from holdfast.readers.repository.templates.compute import count, lone_subnet
from holdfast.readers.repository.templates.rollouts import stops_first
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_SCALABLE = "AWS::ApplicationAutoScaling::ScalableTarget"
_URL_PATH = regex(r"https?://[^\s/\"'|]{1,200}(/[^\s\"'|?]{0,200})?")
_URL_PORT = regex(r"https?://[^\s/:\"'|]{1,200}:(\d{1,5})")
_OWN_IMAGE = regex(r"dkr\.ecr|ghcr\.io|gcr\.io|\$\{|/")
ENGINES = {"postgres": "postgresql", "mysql": "mysql", "mariadb": "mariadb", "mongo": "mongodb"}
"""Database engines by the name of the image that runs one."""


def _fargate(resource: Resource) -> bool:
    properties = resource.properties
    if properties.has("LaunchType"):
        return properties.text("LaunchType") == "FARGATE"
    providers = [item.text("CapacityProvider") or "" for item in properties.items("CapacityProviderStrategy")]
    if providers:
        return any(name.startswith("FARGATE") for name in providers)
    task = resource.stack.target(properties.get("TaskDefinition"))
    return task is not None and "FARGATE" in task.properties.texts("RequiresCompatibilities")


def service_facts(resource: Resource) -> Iterator[Fact]:
    """What an ECS service says: how many tasks run, where, behind what, and whether a failed deployment goes back."""
    properties = resource.properties
    target = next(iter(resource.stack.users(resource, _SCALABLE)), None)
    task = resource.stack.target(properties.get("TaskDefinition"))
    daemon = properties.text("SchedulingStrategy") == "DAEMON"
    subnets = ("NetworkConfiguration", "AwsvpcConfiguration", "Subnets")
    places = resource.places(desired="DesiredCount", zones=".".join(subnets), behind_load_balancer="LoadBalancers")
    places |= lone_subnet(resource, properties.get(*subnets))
    if target is not None:
        places |= target.places(minimum="MinCapacity", maximum="MaxCapacity")
    breaker, alarms = (("DeploymentConfiguration", name) for name in ("DeploymentCircuitBreaker", "Alarms"))
    controller = ("DeploymentController", "Type")
    if properties.text(*controller) in OTHERS_DO:
        places["handed over"] = resource.place(*controller)
    elif properties.has(*breaker) and not _goes_back(properties.child(*breaker)):
        places["rollback"] = resource.place(*breaker, *(("Rollback",) if properties.has(*breaker, "Rollback") else ()))
    elif properties.has("DeploymentConfiguration"):
        places["updates"] = resource.place("DeploymentConfiguration")
    spare = _spare(resource)
    if spare is not None:
        places["spot"] = spare
    if (task or resource).properties.has("Cpu"):
        places["processor"] = (task or resource).place("Cpu")
    yield Workload(
        **resource.said,
        platform=Platform.FARGATE if _fargate(resource) else Platform.ECS,
        name=resource.shown,
        minimum=target.properties.integer("MinCapacity") if target else None,
        maximum=target.properties.integer("MaxCapacity") if target else None,
        desired=None if daemon else properties.integer("DesiredCount", default=1),
        zones=count(properties.get(*subnets)),
        behind_load_balancer=bool(properties.items("LoadBalancers")) or resource.traits.get("attached", False),
        processor=task.properties.integer("Cpu") if task else properties.integer("Cpu"),
        spot=True if spare is not None else None,
        places=places,
    )
    if not daemon:
        yield from stops_first(resource)
    for path in (breaker, alarms):
        if _goes_back(properties.child(*path)):
            said = {**resource.said, "at": resource.place(*path)}
            yield Rollback(**said, automatic=True, target="previous")


def _goes_back(watch: Node) -> bool:
    return bool(watch.flag("Rollback") and watch.flag("Enable", default=True))


def _spare(resource: Resource) -> Location | None:
    """What puts every task on spare capacity: the service's own strategy, or else its cluster's."""
    strategies, holder = resource.properties.items("CapacityProviderStrategy"), resource
    cluster = resource.stack.target(resource.properties.get("Cluster"))
    if not strategies and cluster is not None and not resource.properties.has("LaunchType"):
        strategies, holder = cluster.properties.items("DefaultCapacityProviderStrategy"), cluster
    used = [one for one in strategies if one.integer("Weight", default=1) != 0 or one.integer("Base", default=0) != 0]
    spare = bool(used) and all(one.text("CapacityProvider") == "FARGATE_SPOT" for one in used)
    return holder.where(used[0].child("CapacityProvider")) if spare else None


def _task(resource: Resource) -> Iterator[Fact]:
    yield from task_role(resource)
    public = None if _has_others(resource) else _public_address(resource)
    for container in resource.properties.items("ContainerDefinitions"):
        for fact in container_facts(resource, container):
            if isinstance(fact, Database) and public is not None:
                yield replace(fact, public=True, places={**fact.places, "public": public})
            else:
                yield fact
        yield from _group_of_logs(resource, container)


def _group_of_logs(resource: Resource, container: Node) -> Iterator[Fact]:
    """The one that the driver of a container's output makes: nobody says how long it keeps what it is given."""
    made = container.get("LogConfiguration", "Options", "awslogs-create-group")
    if made is not None and made.flag() and not any(True for _ in resource.stack.of("AWS::Logs::LogGroup")):
        name = container.text("LogConfiguration", "Options", "awslogs-group")
        yield KeptForGood(**{**resource.said, "at": resource.where(made)}, what="logs", name=name or resource.shown)


def _public_address(task: Resource) -> Location | None:
    """Where a service of the task asks for an address on the internet."""
    path = ("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp")
    services = task.stack.users(task, "AWS::ECS::Service")
    return next((one.place(*path) for one in services if one.properties.text(*path) == "ENABLED"), None)


def task_role(resource: Resource) -> Iterator[Credential]:
    """The role with which the containers of a task reach AWS, when it has one."""
    if resource.properties.has("TaskRoleArn"):
        said = {**resource.said, "at": resource.place("TaskRoleArn")}
        yield Credential(**said, form=CredentialForm.INSTANCE_ROLE, holder="application")


def container_facts(resource: Resource, container: Node, *, image_counts: bool = True) -> Iterator[Fact]:
    """What one container definition says: its health check, secrets and image.

    Args:
        resource: the task definition.
        container: one of its containers.
        image_counts: the image that stands here is the one that is deployed; a task definition file whose
            image a workflow fills in says nothing by it.
    """
    check = container.get("HealthCheck")
    command = " ".join(check.texts("Command")) if check else ""
    if check is not None and command:
        yield probe(resource, check, command)
    started = (*container.texts("EntryPoint"), *container.texts("Command"))
    told = {
        **resource.said,
        "at": resource.where(container.child("Command" if container.has("Command") else "EntryPoint")),
    }
    yield from started_with(told, container.text("Name") or resource.name or "", " ".join(started))
    for secret in container.items("Secrets"):
        source = secret.text("ValueFrom") or ""
        store = "parameter-store" if ":ssm:" in source or source.startswith("/") else "secrets-manager"
        yield SecretStore(**{**resource.said, "at": resource.where(secret)}, service=store, name=secret.text("Name"))
    image = _image_of(resource, container)
    said = {**resource.said, "at": resource.where(container.child("Image"))}
    base = image.rpartition("/")[2].partition(":")[0]
    if base in ENGINES:
        if only_asks(started):
            return
        yield Database(
            **said,
            engine=ENGINES[base],
            placement=Placement.CONTAINER,
            name=container.text("Name") or base,
            version=image.rpartition(":")[2] if ":" in image else None,
            with_application=_has_others(resource) or None,
            places={
                "retention_days": said["at"],
                "with_application": _size_of(resource) or said["at"],
                **({"version": said["at"]} if is_whatever_is_newest(image) else {}),
            },
        )
    elif image_counts and _OWN_IMAGE.search(image) and (identity := standing(image)):
        yield StandingName(
            **said, name=resource.shown, identity=identity, places=_tag_places(resource, container.child("Image"))
        )


def _has_others(task: Resource) -> bool:
    """Something else than databases runs in the same task."""
    images = (container.text("Image") or "" for container in task.properties.items("ContainerDefinitions"))
    return any(image.rpartition("/")[2].partition(":")[0] not in ENGINES for image in images)


def _size_of(task: Resource) -> Location | None:
    """The lines that say how much processor and memory the containers of a task have together."""
    told = [node for key in ("Cpu", "Memory") if (node := task.properties.get(key)) is not None and node.home is None]
    lines = [line for node in told for line in (node.key_line, node.end)]
    return task.snippet.at(min(lines), max(lines)) if lines and max(lines) - min(lines) < _NEAR else None


_NEAR = 5
"""Lines between a task's processor and its memory that one place shows."""


def _image_of(resource: Resource, container: Node) -> str:
    """The image as it is written; where it ends with a repository of the same stack, its address without a tag."""
    node = container.child("Image")
    text = node.text() or ""
    last = _LAST_REFERENCE.search(text)
    target = resource.stack.resources.get(last["id"] if last else node.reference().partition(".")[0])
    return f"{target.id}.dkr.ecr.aws/{target.id}" if target is not None and target.type == _REGISTRY else text


_REGISTRY = "AWS::ECR::Repository"
_LAST_REFERENCE = regex(r"\$\{(?P<id>\w{1,255})(?:\.\w{1,40})?\}$")


def _tag_places(resource: Resource, image: Node) -> dict[str, Location]:
    """Where the tag itself is written, when a parameter or a constant tells it."""
    return {"identity": resource.where(image.origin)} if image.origin is not None else {}


def _function(resource: Resource) -> Iterator[StandingName]:
    """The image that a function is made of."""
    image = resource.properties.get("Code", "ImageUri") or resource.properties.child("ImageUri")
    if identity := standing(image.text() or ""):
        said = {**resource.said, "at": resource.where(image)}
        yield StandingName(**said, name=resource.shown, identity=identity, places=_tag_places(resource, image))


def probe(resource: Resource, node: Node, command: str) -> HealthProbe:
    """The probe that a container's health command is."""
    path, port = asked_by(command)
    said = {**resource.said, "at": resource.where(node)}
    return HealthProbe(**said, asker="container", path=path, port=port, decides=not passes_anyway(command))


def asked_by(command: str) -> tuple[str | None, int | None]:
    """Path and port of the URL that a health command asks, "/" where it has no path; None for what it does not say."""
    path, port = _URL_PATH.search(command), _URL_PORT.search(command)
    return (path[1] or "/") if path else None, int(port[1]) if port else None


def _target_group(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    if properties.flag("HealthCheckEnabled") is False or properties.text("TargetType") == "lambda":
        return
    traits = resource.traits
    if traits.get("empty", False) and not traits.get("attached", False) and not properties.has("HealthCheckPath"):
        return
    protocol = properties.text("HealthCheckProtocol") or properties.text("Protocol") or "HTTP"
    http = protocol.upper().startswith("HTTP")
    path = properties.text("HealthCheckPath", default="/") if http else ""
    port = properties.integer("HealthCheckPort") or properties.integer("Port")
    said = {**resource.said, "at": resource.place("HealthCheckPath")}
    lenient = takes_errors(properties.text(*_GOOD))
    passed = _taken(properties.text(*_GOOD), resource.place(*_GOOD))
    chosen = {"path": said["at"]} if properties.has("HealthCheckPath") else {}
    passed = {**passed, **chosen}
    yield HealthProbe(**said, asker="load-balancer", path=path, port=port, decides=not lenient, places=passed)


_GOOD = ("Matcher", "HttpCode")


def _taken(codes: str | None, at: Location) -> dict[str, Location]:
    """The place of a probe that counts errors, or redirects, as good answers."""
    return {"decides": at} if takes_errors(codes) else {"redirects": at} if takes_redirects(codes) else {}


def _classic(resource: Resource) -> Iterator[Fact]:
    target = resource.properties.text("HealthCheck", "Target")
    if not target:
        return
    protocol, _, rest = target.partition(":")
    port, slash, path = rest.partition("/")
    said = {**resource.said, "at": resource.place("HealthCheck", "Target")}
    yield HealthProbe(
        **said,
        asker="load-balancer",
        path=slash + path if protocol.upper().startswith("HTTP") else "",
        port=int(port) if port.isdecimal() else None,
    )


def _beanstalk(resource: Resource) -> Iterator[Fact]:
    options: dict[str, Node] = {}
    for item in resource.properties.items("OptionSettings"):
        options[f"{item.text('Namespace')}/{item.text('OptionName')}"] = item
    yield from beanstalk_facts(resource, options, whole=True)


_AUTOSCALING = "aws:autoscaling:asg/"
_LAUNCH = "aws:autoscaling:launchconfiguration/"
_ENVIRONMENT = "aws:elasticbeanstalk:environment/"
_SIZES = (_ENVIRONMENT + "EnvironmentType", _AUTOSCALING + "MinSize", _AUTOSCALING + "MaxSize")
"""What says how many hosts run, what says most first."""


def beanstalk_facts(resource: Resource, options: dict[str, Node], *, whole: bool) -> Iterator[Fact]:
    """What Beanstalk options say; each option is a node with a `Value`.

    Args:
        resource: the environment, or the file of options.
        options: by `namespace/name`.
        whole: these are all the options, so that one left out has Beanstalk's default.
    """

    def text(key: str) -> str | None:
        return options[key].text("Value") if key in options else None

    def number(key: str, default: int | None) -> int | None:
        return options[key].integer("Value") if key in options else default if whole else None

    def places(**keys: str) -> dict[str, Location]:
        return {name: resource.where(options[key]) for name, key in keys.items() if key in options}

    single = (text(_ENVIRONMENT + "EnvironmentType") or "").lower() == "singleinstance"
    sized = [key for key in _SIZES if key in options] or [key for key in options if key.startswith(_AUTOSCALING)]
    key = _LAUNCH + "InstanceType" if _LAUNCH + "InstanceType" in options else "aws:ec2:instances/InstanceTypes"
    kind = text(key)
    least, most = (_SIZES[0], _SIZES[0]) if single else _SIZES[1:]
    if whole or sized:
        first = {} if whole else {"at": resource.where(options[sized[0]])}
        yield Workload(
            **{**resource.said, **first},
            platform=Platform.BEANSTALK,
            name=resource.shown,
            minimum=1 if single else number(_AUTOSCALING + "MinSize", 1),
            maximum=1 if single else number(_AUTOSCALING + "MaxSize", 4),
            behind_load_balancer=not single,
            instance_type=kind,
            places=places(minimum=least, maximum=most, instance_type=key),
        )
    if kind:
        said = {**resource.said, "at": resource.where(options[key])}
        group = resource.shown
        role = (_LAUNCH + "IamInstanceProfile" in options) or None
        yield Instance(**said, name=group, instance_type=kind, role=role, purpose="application", group=group)
    path = text("aws:elasticbeanstalk:application/Application Healthcheck URL") or text(
        "aws:elasticbeanstalk:environment:process:default/HealthCheckPath"
    )
    if path:
        at = next(resource.where(node) for node in options.values() if node.text("Value") == path)
        codes = "aws:elasticbeanstalk:environment:process:default/MatcherHTTPCode"
        lenient = takes_errors(text(codes))
        passed = _taken(text(codes), resource.where(options[codes])) if codes in options else {}
        yield HealthProbe(
            **{**resource.said, "at": at},
            asker="load-balancer",
            path=path,
            decides=not lenient,
            places={**passed, "path": at},
        )
    told = {name: (text(name), resource.where(node)) for name, node in options.items()}
    yield from facts_beside(resource.said, told, resource.shown)
    if not single:
        yield from balancer(resource.said, told, resource.shown)


def _app_runner(resource: Resource) -> Iterator[Fact]:
    path = ("SourceConfiguration", "ImageRepository", "ImageIdentifier")
    if identity := standing(resource.properties.text(*path) or ""):
        yield StandingName(**{**resource.said, "at": resource.place(*path)}, name=resource.shown, identity=identity)
    path = ("SourceConfiguration", "CodeRepository", "SourceCodeVersion")
    if resource.properties.has(*path):
        # A branch is all that it can follow: each release is what that holds by then.
        said = {**resource.said, "at": resource.place(*path)}
        yield StandingName(**said, name=resource.shown, identity="none", alone=True)


def _registry(resource: Resource) -> Iterator[Fact]:
    if resource.properties.text("ImageTagMutability") == "MUTABLE":
        yield OverwritableTags(**{**resource.said, "at": resource.place("ImageTagMutability")}, name=resource.shown)
    if not resource.properties.has("LifecyclePolicy"):
        yield KeptForGood(**resource.said, what="images", name=resource.shown)


TABLE = {
    "AWS::AppRunner::Service": _app_runner,
    "AWS::ECR::Repository": _registry,
    "AWS::ECS::Service": service_facts,
    "AWS::Lambda::Function": _function,
    "AWS::Serverless::Function": _function,
    "AWS::ECS::TaskDefinition": _task,
    "AWS::ElasticLoadBalancingV2::TargetGroup": _target_group,
    "AWS::ElasticLoadBalancing::LoadBalancer": _classic,
    "AWS::ElasticBeanstalk::Environment": _beanstalk,
}
"""Resource types of this subject, each with the function that makes its facts."""
