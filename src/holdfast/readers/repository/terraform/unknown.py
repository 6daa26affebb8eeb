"""Modules that are not at hand, read by the arguments that a call gives them; what is left out says nothing."""

import re
from collections.abc import Iterator

from holdfast.model.facts import (
    Database,
    Fact,
    HealthProbe,
    Ingress,
    Instance,
    Placement,
    Platform,
    ScalingPolicy,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.compute import purpose_of, zones_of
from holdfast.readers.repository.terraform.database import engine_of
from holdfast.readers.repository.terraform.documents import policy_facts
from holdfast.readers.repository.terraform.module_alarms import module_alarms
from holdfast.readers.repository.terraform.newest import unnamed_image
from holdfast.readers.repository.terraform.origins import of_module
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.stores import cache_of_module

_FRONT = r"(?:service_|ecs_|app_|task_|asg_|auto_?scal(?:ing|e)_|scaling_)*"
_COUNTED = r"(?:capacity|count|tasks?|task_count|size|instances|replicas)"
_DESIRED = regex(rf"^{_FRONT}desired_{_COUNTED}$", re.IGNORECASE)
_SCALED = r"(?:auto_?scal(?:ing|e)|scaling|asg)_"
_LEAST = regex(rf"^(?:{_FRONT}min(?:imum)?_{_COUNTED}|{_SCALED}min)$", re.IGNORECASE)
_MOST = regex(rf"^(?:{_FRONT}max(?:imum)?_{_COUNTED}|{_SCALED}max)$", re.IGNORECASE)
_ASKED = regex(r"^(?:\w+_)?health_?check_(?:path|url)$")
_POLICY = regex(r"(?:^|_)policy(?:_|$)")
_TASK = regex(
    r"^(?:container_(?:port|image|name|definitions?|cpu|memory)|(?:task|fargate)_(?:cpu|memory)|task_role_arn"
    r"|ecs_cluster\w*|task_definition\w*)$"
)
_HOST = regex(r"^(?:instance_types?|launch_template\w*|ami_id|image_id|vpc_zone_identifier)$")
_OF_HOST = regex(
    r"^(?:(?:ami|image)(?:_id|_name|_owner)?|(?:ssh_)?key(?:_pair)?_name|user_data|associate_public_ip\w*)$"
)
_OTHER_STORE = regex(
    r"(?i)doc(?:ument)?-?_?db|neptune|redis|valkey|memcached|elasticache|memorydb|opensearch|elasticsearch"
)
_CLASS = regex(r"^(?:(?:db|rds|database)_)?instance_(?:class|type|size)$")
_ENGINE = regex(r"^(?:(?:db|rds|database)_)?engine$")
_OF_DATABASE = regex(
    r"(?i)(?:^|[/_.\"-])(?:rds|aurora|(?:my|postgre)sql|postgres|mariadb|databases?|db)"
    r"(?:[_-](?:cluster|instance|serverless|v2|main|primary|module))*(?:\.git)?(?:/aws)?(?:\?[^\"]*)?\"?\s*$"
)
"""How modules and their calls are named that make a database; one for its users, secrets or alarms ends otherwise."""
_KEEPS = regex(
    r"^(?:(?:db|rds)_)?(?:engine_version|database_name|db_name|(?:master_)?username|(?:master_)?password"
    r"|(?:preferred_)?(?:backup|maintenance)_window)$"
)
_MEMBERS = regex(r"^(?:instances|(?:instance|node)s?_count|number_of_instances|cluster_size|cluster_instances)$")
_READERS = regex(r"^(?:replica|reader|read_replica)s?_(?:count|number)$")
_ZONES = regex(r"^(?:(?:db|rds|database|enable|is)_)*multi_(?:az|availability_zones?)(?:_enabled)?$")
_RETAINED = regex(r"^(?:(?:db|rds|database)_)?backup_retention(?:_period|_days|_in_days)?$")
_LET_IN = regex(r"(?:^|_)ssh_(?:\w+_)?(?:cidrs?|ips?|sources?)(?:_|$)|(?:^|_)cidrs?_(?:\w+_)?ssh(?:_|$)")
_AMOUNT = regex(r"^(?:(?:instance|node|server|host|vm)s?_(?:count|number)|number_of_\w+|replicas)$")
_GROUPED = regex(r"(?:^|_)(?:min|max|desired)(?:imum)?_|vpc_zone_identifier|launch_template")
_FARGATE = regex(r"fargate", re.IGNORECASE)
_BALANCED = regex(r"target_group|load_balancer|listener|^alb_|^lb_", re.IGNORECASE)


def unknown_module(resource: Resource, world: World) -> Iterator[Fact]:
    """What the call of such a module keeps running, keeps data in, asks for, or allows."""
    given = resource.block.attributes
    yield from _told(resource, world)
    yield from _admitted(resource)
    yield from of_module(resource, world)
    database = bool(_class_of(resource)) or _keeps_data(resource)
    yield from module_alarms(resource, database=database)
    if database:
        yield from _database(resource)
        return
    yield from cache_of_module(resource)
    numbers = {
        name: next((argument for argument in given if pattern.search(argument)), "")
        for name, pattern in (("desired", _DESIRED), ("minimum", _LEAST), ("maximum", _MOST))
    }
    tasks, hosts = (any(pattern.search(argument) for argument in given) for pattern in (_TASK, _HOST))
    if (numbers["desired"] or numbers["minimum"]) and (tasks or hosts):
        yield from _workload(resource, world, numbers, tasks=tasks)
    elif "instance_type" in given and any(map(_OF_HOST.search, given)) and not any(map(_GROUPED.search, given)):
        yield from _instance(resource)


_IMAGE = regex(r"^(?:\w+_)?(?:image(?:_ur[il])?)$")


def images(resource: Resource, _: World) -> Iterator[Fact]:
    """The images among the arguments that name no release."""
    for argument in resource.block.attributes:
        if _IMAGE.search(argument):
            yield from unnamed_image(resource, resource.get(argument), resource.name)


def _instance(resource: Resource) -> Iterator[Instance]:
    """A host, or as many as are asked for: the module may well make a role of its own, and nobody can tell."""
    several = next((argument for argument in resource.block.attributes if _AMOUNT.search(argument)), "")
    amount = resource.integer(several) if several else 1
    if not amount:
        return
    profile = next((name for name in ("iam_instance_profile", "instance_profile") if resource.has(name)), "")
    yield Instance(
        **resource.said(instance_type="instance_type", role=profile),
        name=resource.name,
        instance_type=resource.literal("instance_type"),
        count=resource.count * amount,
        role=True if profile else None,
        purpose=purpose_of(resource),
    )


def _told(resource: Resource, world: World) -> Iterator[Fact]:
    """Policies that are written out as an argument, and the path that a load balancer is to ask."""
    for argument in resource.block.attributes:
        if _POLICY.search(argument):
            yield from policy_facts(resource, world, resource.get(argument), principal=resource.name)
        path = resource.literal(argument) if _ASKED.search(argument) else None
        if path is not None and path.startswith("/"):
            yield HealthProbe(**resource.base(resource.at(argument)), asker="load-balancer", path=path)


def _workload(resource: Resource, world: World, numbers: dict[str, str], *, tasks: bool) -> Iterator[Fact]:
    given = resource.block.attributes
    told = {name: resource.integer(argument) if argument else None for name, argument in numbers.items()}
    desired, minimum, maximum = told["desired"], told["minimum"], told["maximum"]
    if desired is not None and minimum is not None:
        desired = max(desired, minimum)
    words = (*given, resource.written("source"), resource.written("launch_type"))
    fargate = any(_FARGATE.search(word) for word in words)
    group = Platform.FARGATE if fargate else Platform.ECS
    yield Workload(
        **resource.said(
            instance_type="instance_type", **{name: argument for name, argument in numbers.items() if argument}
        ),
        platform=group if tasks else Platform.EC2_GROUP,
        name=resource.name,
        minimum=minimum,
        maximum=maximum,
        desired=desired,
        zones=zones_of(resource, world, "subnets", "subnet_ids", "private_subnet_ids", "vpc_zone_identifier"),
        behind_load_balancer=True if any(_BALANCED.search(argument) for argument in given) else None,
        instance_type=resource.literal("instance_type"),
    )
    if minimum is not None and maximum is not None and maximum > minimum:
        # Whoever is given two bounds moves between them; by what is the module's own affair.
        yield ScalingPolicy(**resource.base(resource.at(numbers["maximum"])), workload=resource.name)


def _argument(resource: Resource, pattern: re.Pattern[str]) -> str:
    return next((argument for argument in resource.block.attributes if pattern.search(argument)), "")


def _class_of(resource: Resource) -> str:
    """The argument with a database's class: by its value, or by the engine that stands beside it."""
    argument = _argument(resource, _CLASS)
    engine = _argument(resource, _ENGINE)
    words = (resource.name, resource.written("source"), (resource.literal(engine) or "") if engine else "")
    if not argument or any(map(_OTHER_STORE.search, words)):
        return ""
    of_database = (resource.literal(argument) or "").startswith("db.")
    return argument if of_database or ("class" in argument and engine) else ""


def _keeps_data(resource: Resource) -> bool:
    """Called after a database, and given what databases are given: how long it is kept, or how it is entered."""
    called = (resource.name, resource.written("source"))
    given = resource.block.attributes
    told = bool(_argument(resource, _RETAINED)) or sum(1 for argument in given if _KEEPS.search(argument)) > 1
    return told and any(map(_OF_DATABASE.search, called)) and not any(map(_OTHER_STORE.search, called))


def _members(resource: Resource) -> tuple[str, bool | None]:
    """The argument with a cluster's instances, and whether there is one to take over; "" for no cluster."""
    for pattern, enough in ((_MEMBERS, 2), (_READERS, 1)):
        argument = _argument(resource, pattern)
        if not argument:
            continue
        value = resource.get(argument)
        listed = value.data if value is not None and isinstance(value.data, dict | list) else None
        amount = resource.integer(argument) if listed is None else len(listed)
        return argument, None if amount is None else amount >= enough
    return "", None


def _admitted(resource: Resource) -> Iterator[Ingress]:
    """Who may log in by SSH, where an argument is called after that."""
    argument = _argument(resource, _LET_IN)
    sources = resource.texts(argument) if argument else ()
    if sources:
        at = resource.at(argument)
        yield Ingress(**resource.base(at), from_port=22, to_port=22, sources=sources, target=resource.name)


def _database(resource: Resource) -> Iterator[Fact]:
    names = {"engine": _ENGINE, "instance_class": _CLASS, "multi_az": _ZONES, "retention_days": _RETAINED}
    told = {name: _argument(resource, pattern) for name, pattern in names.items()}
    engine = resource.literal(told["engine"]) if told["engine"] else None
    members, several = _members(resource)
    zones = resource.flag(told["multi_az"]) if told["multi_az"] else several
    told["multi_az"] = told["multi_az"] or members
    clustered = bool(members) or "aurora" in (engine or resource.written("source"))
    retention = resource.integer(told["retention_days"]) if told["retention_days"] else None
    skip = resource.flag("skip_final_snapshot")
    yield Database(
        **resource.said(
            **{name: argument for name, argument in told.items() if argument},
            deletion_protection="deletion_protection",
            final_snapshot="skip_final_snapshot",
            public="publicly_accessible",
        ),
        engine=engine_of(engine),
        placement=Placement.AURORA if clustered else Placement.RDS,
        name=resource.name,
        instance_class=resource.literal(told["instance_class"]) if told["instance_class"] else None,
        multi_az=zones,
        retention_days=retention,
        deletion_protection=resource.flag("deletion_protection"),
        final_snapshot=None if skip is None else not skip,
        public=resource.flag("publicly_accessible"),
        point_in_time=None if retention is None else retention > 0,
    )
