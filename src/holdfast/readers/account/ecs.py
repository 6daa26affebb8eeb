"""ECS: services with their copies and zones, the image that each runs, and whether a failed release goes back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Database,
    Deployment,
    Fact,
    HealthProbe,
    Placement,
    Platform,
    Rollback,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.account.application_autoscaling import TARGETS, targets_in
from holdfast.readers.account.base import (
    Account,
    AccountReader,
    Call,
    Reading,
    Record,
    Refused,
    each,
    gap_of,
    one,
    quoted,
    seen,
    tags_of,
)
from holdfast.readers.account.codedeploy import identity_of
from holdfast.readers.account.details import of_each
from holdfast.readers.account.values import child, name_of, records, text, texts, whole
from holdfast.readers.repository.templates.containers import ENGINES, asked_by

CLUSTERS = Call("ecs", "list_clusters", "ecs:ListClusters", page=100)
SERVICES = Call(
    "ecs", "list_services", "ecs:ListServices", page=100, absent=frozenset(["ClusterNotFoundException"])
)  # AWS takes no ARN for it but a condition on the cluster (2026, service authorization reference)
SERVICE = Call(
    "ecs",
    "describe_services",
    "ecs:DescribeServices",
    resource="arn:aws:ecs:*:*:service/*",
    absent=frozenset(["ClusterNotFoundException"]),
)
TASK = Call("ecs", "describe_task_definition", "ecs:DescribeTaskDefinition")
SUBNETS = Call("ec2", "describe_subnets", "ec2:DescribeSubnets", page=1000)

MOST_SERVICES = 10
"""Services that one question may name (2026, API)."""

_SERVES = frozenset(["access", "availability", "capacity", "cost", "health", "monitoring", "releases", "scaling"])
_OF_A_SET = ("launchType", "capacityProviderStrategy", "networkConfiguration", "loadBalancers", "taskDefinition")
"""What the task set that is live tells instead of its service, where CodeDeploy or another system deploys."""
_TAG = regex(r"[^/:@\s]{1,255}:([\w][\w.-]{0,127})$")


@dataclass(frozen=True, slots=True)
class _Service:
    """One service as it runs, and what is known beside it.

    Args:
        record: as ECS describes it, with what its live task set tells.
        about: from a quote to what a fact of it begins with.
        limits: its scalable target; empty when it does not scale.
        zones: names of the zones of its subnets; None when they are not known.
    """

    record: Record
    about: Callable[[str], dict[str, Any]]
    limits: Record
    zones: tuple[str, ...] | None

    @property
    def arn(self) -> str:
        return text(self.record, "serviceArn") or ""

    @property
    def name(self) -> str:
        return text(self.record, "serviceName") or name_of(self.arn)


def _services(account: Account, region: str) -> Iterator[Reading]:
    clusters = [arn for page in account.pages(CLUSTERS, region) for arn in texts(page, "clusterArns")]
    found = [service for cluster in clusters for service in _in_cluster(account, region, cluster)]
    if not found:
        return
    limits: Mapping[str, Record] = {}
    zones: Mapping[str, str] = {}
    try:
        limits = {text(target, "ResourceId") or "": target for target in targets_in(account, region)}
        zones = _zones(account, region, found)
    except Refused as refused:
        yield gap_of(refused, _SERVES, account)
    services = [_service(account, record, limits, zones) for record in found]
    for service in services:
        yield _workload(service)
        yield from _releases(service)
    yield from of_each(services, partial(_task, account, region))


def _in_cluster(account: Account, region: str, cluster: str) -> Iterator[Record]:
    """The services that keep copies of something running; what runs once on each host is no part of the product."""
    listed = account.pages(SERVICES, region, cluster=cluster)
    arns = [arn for page in listed for arn in texts(page, "serviceArns")]
    for start in range(0, len(arns), MOST_SERVICES):
        some = arns[start : start + MOST_SERVICES]
        for service in each(account, SERVICE, region, "services", cluster=cluster, services=some, include=["TAGS"]):
            if service.get("schedulingStrategy") != "DAEMON" and text(service, "status") in (None, "ACTIVE"):
                live = next((one for one in records(service, "taskSets") if one.get("status") == "PRIMARY"), {})
                yield {**service, **{key: live[key] for key in _OF_A_SET if live.get(key)}}


def _zones(account: Account, region: str, services: list[Record]) -> dict[str, str]:
    """The zone of each subnet; asked only where a service has subnets of its own."""
    if not any(_subnets(service) for service in services):
        return {}
    found = each(account, SUBNETS, region, "Subnets")
    return {text(subnet, "SubnetId") or "": text(subnet, "AvailabilityZone") or "" for subnet in found}


def _subnets(service: Record) -> tuple[str, ...]:
    return texts(child(child(service, "networkConfiguration"), "awsvpcConfiguration"), "subnets")


def _service(account: Account, record: Record, limits: Mapping[str, Record], zones: Mapping[str, str]) -> _Service:
    arn = text(record, "serviceArn") or ""
    name = text(record, "serviceName") or name_of(arn)
    cluster = name_of(record.get("clusterArn"))
    environment = account.environment(tags_of(record, "tags"), name, cluster)
    subnets = _subnets(record)
    known = subnets and all(subnet in zones for subnet in subnets)
    in_zones = tuple(sorted({zones[subnet] for subnet in subnets})) if known else None
    about = partial(seen, arn, environment=environment)
    return _Service(record, about, limits.get(f"service/{cluster}/{name}", {}), in_zones)


def _workload(service: _Service) -> Workload:
    record, limits = service.record, service.limits
    shown = {**record, "zones": ", ".join(service.zones or ())}
    places = quoted(
        service.arn, shown, desired="desiredCount", zones="zones", behind_load_balancer="loadBalancers"
    ) | quoted(text(limits, "ScalableTargetARN") or service.arn, limits, minimum="MinCapacity", maximum="MaxCapacity")
    return Workload(
        **service.about(f"desiredCount: {record.get('desiredCount')}"),
        platform=_platform(record),
        name=service.name,
        minimum=whole(limits, "MinCapacity"),
        maximum=whole(limits, "MaxCapacity"),
        desired=whole(record, "desiredCount"),
        zones=None if service.zones is None else len(service.zones),
        behind_load_balancer=bool(records(record, "loadBalancers")),
        places=places,
    )


def _platform(record: Record) -> Platform:
    providers = [text(one, "capacityProvider") or "" for one in records(record, "capacityProviderStrategy")]
    fargate = text(record, "launchType") == "FARGATE" or any(name.startswith("FARGATE") for name in providers)
    return Platform.FARGATE if fargate else Platform.ECS


def _releases(service: _Service) -> Iterator[Fact]:
    """The ways back that ECS goes by itself; those of CodeDeploy are told by its own groups."""
    for key in _ways_back(service.record):
        yield Rollback(**service.about(f"{key}: rollback true"), automatic=True, target="previous")


def _ways_back(record: Record) -> list[str]:
    if text(child(record, "deploymentController"), "type") not in (None, "ECS"):
        return []
    settings = child(record, "deploymentConfiguration")
    ways = {key: child(settings, key) for key in ("deploymentCircuitBreaker", "alarms")}
    return [key for key, way in ways.items() if way.get("enable") is True and way.get("rollback") is True]


def _task(account: Account, region: str, service: _Service) -> Iterator[Reading]:
    """What runs in the service: only its task definition says."""
    definition = text(service.record, "taskDefinition")
    if not definition:
        return
    try:
        answer = one(account, TASK, region, taskDefinition=definition)
    except Refused as refused:
        yield gap_of(refused, _SERVES, account)
        return
    task = child(answer, "taskDefinition")
    containers = records(task, "containerDefinitions")
    if text(task, "taskRoleArn"):
        quote = f"taskRoleArn: {name_of(task.get('taskRoleArn'))}"
        yield Credential(**service.about(quote), form=CredentialForm.INSTANCE_ROLE, holder="application")
    for container in containers:
        yield from _container(service, container)
    yield from _deployment(service, containers)


def _container(service: _Service, container: Record) -> Iterator[Fact]:
    command = " ".join(texts(child(container, "healthCheck"), "command"))
    if command:
        path, port = asked_by(command)
        said = service.about(f"healthCheck of {container.get('name')}")
        yield HealthProbe(**said, asker="container", path=path, port=port)
    image = text(container, "image") or ""
    base = _base(image)
    if base in ENGINES:
        tag = _TAG.search(image)
        name = text(container, "name") or base
        yield Database(
            **service.about(f"image: {image}"),
            engine=ENGINES[base],
            placement=Placement.CONTAINER,
            name=name,
            version=tag[1] if tag else None,
        )


def _deployment(service: _Service, containers: list[Record]) -> Iterator[Deployment]:
    """How the release that runs is named: by the image of the container that takes the requests, else the first."""
    serving = {text(balancer, "containerName") for balancer in records(service.record, "loadBalancers")}
    own = [one for one in containers if text(one, "image") and _base(str(one["image"])) not in ENGINES]
    main = next((one for one in own if text(one, "name") in serving), next(iter(own), None))
    if main is None:
        return
    image = str(main["image"])
    ways = _ways_back(service.record)
    back = ", ".join(f"{way}: rollback true" for way in ways) or "automatic rollback: false"
    yield Deployment(
        **service.about(f"image: {image}"),
        method="ecs",
        name=service.name,
        identity=_identity(image),
        rollback="automatic" if ways else None,
        places={"rollback": Location(arn=service.arn, quote=back)},
    )


def _base(image: str) -> str:
    return image.rpartition("/")[2].partition("@")[0].partition(":")[0]


def _identity(image: str) -> str | None:
    """What kind of name the image's tag is; a digest holds the release fast, and tells nobody which it is."""
    tag = _TAG.search(image)
    if tag:
        return identity_of(tag[1])
    return None if "@" in image else "latest"


READER = AccountReader(
    name="ecs",
    serves=_SERVES,
    calls=(CLUSTERS, SERVICES, SERVICE, TASK, SUBNETS, TARGETS),
    questions=(_services,),
    shows=(Workload, Deployment, HealthProbe),
)
