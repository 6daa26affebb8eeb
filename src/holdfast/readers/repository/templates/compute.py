"""What runs the application: instances, groups, container services, and what scales them."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    HealthProbe,
    Instance,
    LoadBalancer,
    PlainBeside,
    Platform,
    ScalingPolicy,
    ScheduledScaling,
    Workload,
)
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.purposes import host_purpose
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.platforms.processors import units
from holdfast.readers.repository.templates.database import scales_no_service
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_GROUP = "AWS::AutoScaling::AutoScalingGroup"
_BEANSTALKS = "AWSEB"
"""How the names of those resources begin that Elastic Beanstalk makes itself, and lets a file change."""
_TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
_STEP_ALARM = "AWS::CloudWatch::Alarm"


def _launch(resource: Resource) -> Node:
    """The properties that say how an instance is launched: its template's, where it has one."""
    if resource.type == "AWS::EC2::LaunchTemplate":
        return resource.properties.child("LaunchTemplateData")
    return resource.properties


def _template_of(resource: Resource) -> Resource | None:
    """The launch template or configuration that a group or an instance starts from."""
    properties = resource.properties
    candidates = (
        properties.get("LaunchTemplate", "LaunchTemplateId"),
        properties.get("LaunchTemplate", "LaunchTemplateName"),
        properties.get("LaunchConfigurationName"),
        properties.get("MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification", "LaunchTemplateId"),
    )
    return next((found for node in candidates if (found := resource.stack.target(node))), None)


def _instance(resource: Resource) -> Iterator[Fact]:
    template = _template_of(resource)
    own = resource.properties
    base = _launch(template) if template else own
    source = resource if own.has("InstanceType") or template is None else template
    kind = own.text("InstanceType") if own.has("InstanceType") else base.text("InstanceType", default="m1.small")
    profile = own.get("IamInstanceProfile") or base.get("IamInstanceProfile")
    credit = own.text("CreditSpecification", "CPUCredits") or base.text("CreditSpecification", "CpuCredits")
    yield Instance(
        **resource.said,
        name=resource.shown,
        instance_type=kind,
        role=profile is not None,
        credit_mode=credit,
        purpose=host_purpose(resource.label),
        zone=_zone(own),
        places=resource.places(
            instance_type="InstanceType",
            role="IamInstanceProfile",
            credit_mode="CreditSpecification",
            zone="AvailabilityZone" if own.has("AvailabilityZone") else "SubnetId",
        )
        | ({} if source is resource else {"instance_type": source.header})
        | _network_of(resource)
        | _attached_at(resource),
    )


def _network_of(machine: Resource) -> dict[str, Location]:
    """Where its network is held to a single zone, as source can say."""
    told = machine.traits.get("places", {}).get("network")
    return {"network": told} if told else {}


def _attached_at(machine: Resource) -> dict[str, Location]:
    """Where a target group or a classic load balancer is given this very machine."""
    told = machine.traits.get("places", {}).get("attached")
    for sort, key in ((_TARGETS, "Targets"), (_CLASSIC, "Instances")):
        told = told or next((one.place(key) for one in machine.stack.users(machine, sort)), None)
    return {"attached": told} if told else {}


def _zone(own: Node) -> str | None:
    """The availability zone or subnet of an instance, by its name or what it is taken from."""
    for name in ("AvailabilityZone", "SubnetId"):
        node = own.get(name)
        if node is not None:
            return node.text()
    return None


def _launch_template(resource: Resource) -> Iterator[Fact]:
    users = resource.stack.users(resource, _GROUP, "AWS::EC2::Instance", "AWS::EKS::Nodegroup")
    groups = [user for user in users if user.type != "AWS::EC2::Instance"]
    if users and not groups:
        return  # told with its instances
    data = _launch(resource)
    prefix = "LaunchTemplateData." if data is not resource.properties else ""
    yield Instance(
        **resource.said,
        name=resource.shown,
        instance_type=data.text("InstanceType"),
        role=data.has("IamInstanceProfile"),
        credit_mode=data.text("CreditSpecification", "CpuCredits"),
        purpose=host_purpose(resource.label),
        # What is launched by it stands elsewhere where nothing here does; it says how, and not how many.
        group=groups[0].shown if groups else resource.shown,
        places=resource.places(
            instance_type=f"{prefix}InstanceType",
            role=f"{prefix}IamInstanceProfile",
            credit_mode=f"{prefix}CreditSpecification",
        ),
    )


def count(node: Node | None) -> int | None:
    """How many things a list names; None when it is not a plain list."""
    if node is None:
        return None
    if isinstance(node.value, list):
        spread = any(item.reference() == "" and isinstance(item.value, dict) for item in node.value)
        single = len(node.value) == 1 and node.value[0].reference().lower().endswith(("subnets", "subnetids", "zones"))
        return None if spread or single else len(node.value)
    return len(node.value.split(",")) if isinstance(node.value, str) and "${" not in node.value else None


def lone_subnet(resource: Resource, node: Node | None) -> dict[str, Location]:
    """Where the one subnet is made that a list names: a second one would stand beside it."""
    items = node.value if node is not None and isinstance(node.value, list) else []
    made = resource.stack.target(items[0]) if len(items) == 1 else None
    return {"subnet": made.header} if made is not None and made.type == "AWS::EC2::Subnet" else {}


def _group(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    template = _template_of(resource)
    attached = bool(properties.items("TargetGroupARNs") or properties.items("LoadBalancerNames"))
    platforms = resource.label.startswith(_BEANSTALKS)  # which puts a load balancer before it, unless told otherwise
    kind = _launch(template).text("InstanceType") if template else None
    market = _launch(template).get("InstanceMarketOptions", "MarketType") if template else None
    spare = market is not None and market.text() == "spot"
    sized = template.where(_launch(template).child("InstanceType")) if template and kind else resource.header
    yield Workload(
        **resource.said,
        platform=Platform.BEANSTALK if platforms else Platform.EC2_GROUP,
        name=resource.shown,
        minimum=properties.integer("MinSize"),
        maximum=properties.integer("MaxSize"),
        desired=properties.integer("DesiredCapacity"),
        zones=count(properties.get("VPCZoneIdentifier") or properties.get("AvailabilityZones")),
        health_check=(properties.text("HealthCheckType", default="EC2") or "").upper() or None,
        behind_load_balancer=attached or resource.traits.get("attached", None if platforms else False),
        instance_type=kind,
        spot=True if spare else None,
        places=resource.places(
            minimum="MinSize",
            maximum="MaxSize",
            desired="DesiredCapacity",
            health_check="HealthCheckType",
            zones="VPCZoneIdentifier" if properties.has("VPCZoneIdentifier") else "AvailabilityZones",
            behind_load_balancer="TargetGroupARNs",
        )
        | {"instance_type": sized}
        | ({"spot": template.where(market)} if template and market is not None else {})
        | lone_subnet(resource, properties.get("VPCZoneIdentifier")),
    )


def _metric(resource: Resource) -> tuple[str | None, float | None, str]:
    """The metric a policy follows, its target, and the property that says so."""
    for key in ("TargetTrackingConfiguration", "TargetTrackingScalingPolicyConfiguration"):
        tracking = resource.properties.get(key)
        if tracking is None:
            continue
        name = (
            tracking.text("PredefinedMetricSpecification", "PredefinedMetricType")
            or tracking.text("CustomizedMetricSpecification", "MetricName")
            or tracking.text("PredefinedScalingMetricSpecification", "PredefinedScalingMetricType")
        )
        return metric_word(name), tracking.number("TargetValue"), key
    alarms = resource.stack.users(resource, _STEP_ALARM)
    name = next((alarm.properties.text("MetricName") for alarm in alarms), None)
    return metric_word(name), None, ""


def metric_word(name: str | None) -> str | None:
    """The short word for a scaling metric: "cpu", "memory", "requests", or the name as written."""
    if not name:
        return None
    word = watched_by(name).value
    return word if word in ("cpu", "memory", "requests") else name


def _scaling_policy(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    target = resource.stack.target(properties.get("AutoScalingGroupName") or properties.get("ScalingTargetId"))
    if scales_no_service(resource) or (target is not None and scales_no_service(target)):
        return
    metric, value, key = _metric(resource)
    name = _scaled_name(target) if target else properties.text("AutoScalingGroupName")
    places = {"target": resource.place(key)} if key else {}
    yield ScalingPolicy(**resource.said, workload=name, metric=metric, target=value, places=places)


def _scaled_name(target: Resource) -> str:
    service = _scaled_service(target)
    return service.shown if service else target.shown


def _scaled_service(target: Resource) -> Resource | None:
    services = target.stack.of("AWS::ECS::Service")
    return next((service for service in services if target in target.stack.users(service, target.type)), None)


def _scalable_target(resource: Resource) -> Iterator[Fact]:
    if scales_no_service(resource):
        return
    for action in resource.properties.items("ScheduledActions"):
        said = {**resource.said, "at": resource.where(action)}
        yield ScheduledScaling(**said, workload=_scaled_name(resource), schedule=action.text("Schedule"))
    if _scaled_service(resource) is None:
        yield Workload(
            **resource.said,
            platform=Platform.ECS,
            name=resource.properties.text("ResourceId"),
            minimum=resource.properties.integer("MinCapacity"),
            maximum=resource.properties.integer("MaxCapacity"),
            places=resource.places(minimum="MinCapacity", maximum="MaxCapacity"),
        )


def _scheduled_action(resource: Resource) -> Iterator[Fact]:
    target = resource.stack.target(resource.properties.get("AutoScalingGroupName"))
    name = _scaled_name(target) if target else resource.properties.text("AutoScalingGroupName")
    yield ScheduledScaling(**resource.said, workload=name, schedule=resource.properties.text("Recurrence"))


def _balancer(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    kind = properties.text("Type", default="application") or "application"
    if resource.type == _CLASSIC:
        kind = "classic"
    key = "SubnetMappings" if properties.has("SubnetMappings") else "Subnets"
    zones = count(properties.get(key) or properties.get("AvailabilityZones"))
    places = {"zones": resource.place(key)}
    listeners = resource.stack.users(resource, "AWS::ElasticLoadBalancingV2::Listener")
    if listeners:
        places["listener"] = listeners[0].header
    elif "listener" in resource.traits:
        places["listener"] = resource.traits["listener"]
    scheme = properties.text("Scheme")
    yield LoadBalancer(
        **resource.said,
        name=resource.shown,
        type=kind,
        zones=zones,
        internal=None if scheme is None else scheme == "internal",
        tls=any(_speaks_tls(listener.properties) for listener in listeners) if listeners else None,
        places=places,
    )
    plain = next((one for one in listeners if _serves_plain(one.properties)), None)
    if plain is not None and scheme != "internal" and any(_presents(one.properties) for one in listeners):
        yield PlainBeside(**{**resource.said, "at": plain.header}, name=resource.shown)


def _serves_plain(listener: Node) -> bool:
    """It hands what came without TLS on to the application."""
    forwards = any(action.text("Type") == "forward" for action in listener.items("DefaultActions"))
    return forwards and listener.text("Protocol") == "HTTP"


def _presents(listener: Node) -> bool:
    return listener.has("Certificates") or listener.text("Protocol") in ("HTTPS", "TLS")


def _speaks_tls(listener: Node) -> bool:
    """Or leads to one that does, or cannot be told not to."""
    redirects = any(action.text("Type") == "redirect" for action in listener.items("DefaultActions"))
    return redirects or listener.has("Certificates") or listener.text("Protocol") not in ("HTTP", "TCP")


def _app_runner(resource: Resource) -> Iterator[Fact]:
    limits = resource.properties.get("AutoScalingConfigurationArn")
    scaling = resource.stack.target(limits)
    own = scaling.properties if scaling else limits or Node(None)
    size = resource.properties.get("InstanceConfiguration", "Cpu")
    places = {} if limits is not None else {"limits": resource.header}
    yield Workload(
        **resource.said,
        platform=Platform.APP_RUNNER,
        name=resource.shown,
        minimum=own.integer("MinSize", default=1),
        maximum=own.integer("MaxSize", default=25),
        behind_load_balancer=True,
        processor=units(size.text()) if size is not None else None,
        places=places | ({"processor": resource.where(size)} if size is not None else {}),
    )
    http = resource.properties.text("HealthCheckConfiguration", "Protocol") == "HTTP"
    at = resource.place("HealthCheckConfiguration", "Path") if http else resource.header
    path = (resource.properties.text("HealthCheckConfiguration", "Path") or "/") if http else ""
    yield HealthProbe(**{**resource.said, "at": at}, asker="load-balancer", path=path)


def _hosted(resource: Resource) -> Iterator[Fact]:
    """An app of Amplify: its hosting runs, spreads and puts out what is built of each branch."""
    yield Workload(**resource.said, platform=Platform.HOSTED, name=resource.shown)


def _nodegroup(resource: Resource) -> Iterator[Fact]:
    scaling = resource.properties.child("ScalingConfig")
    yield Workload(
        **resource.said,
        platform=Platform.KUBERNETES,
        name=resource.shown,
        minimum=scaling.integer("MinSize", default=1),
        maximum=scaling.integer("MaxSize", default=2),
        desired=scaling.integer("DesiredSize"),
        zones=count(resource.properties.get("Subnets")),
        places=resource.places(minimum="ScalingConfig.MinSize", maximum="ScalingConfig.MaxSize"),
    )


_STOPS = regex(r"stop|off.?(hours|peak)|night(?!ly)|scale.?(down|in)|shutdown|업무 ?시간|야간", re.IGNORECASE)


def _schedule_rule(resource: Resource) -> Iterator[Fact]:
    schedule = resource.properties.text("ScheduleExpression")
    words = [resource.label, resource.properties.text("Description") or ""]
    words += [node.value for node in resource.properties.scalars() if isinstance(node.value, str)]
    if schedule and any(_STOPS.search(word) for word in words):
        yield ScheduledScaling(**resource.said, workload=None, schedule=schedule)


TABLE = {
    "AWS::EC2::Instance": _instance,
    "AWS::EC2::LaunchTemplate": _launch_template,
    "AWS::AutoScaling::LaunchConfiguration": _launch_template,
    _GROUP: _group,
    "AWS::AutoScaling::ScalingPolicy": _scaling_policy,
    "AWS::AutoScaling::ScheduledAction": _scheduled_action,
    "AWS::ApplicationAutoScaling::ScalableTarget": _scalable_target,
    "AWS::ApplicationAutoScaling::ScalingPolicy": _scaling_policy,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balancer,
    _CLASSIC: _balancer,
    "AWS::AppRunner::Service": _app_runner,
    "AWS::Amplify::App": _hosted,
    "AWS::EKS::Nodegroup": _nodegroup,
    "AWS::Events::Rule": _schedule_rule,
    "AWS::Scheduler::Schedule": _schedule_rule,
}
"""Resource types of this subject, each with the function that makes its facts."""
