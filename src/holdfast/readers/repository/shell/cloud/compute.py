"""Compute, databases and networks that `aws` commands create."""

import re
from collections.abc import Iterator

from holdfast.model.facts import (
    Database,
    Fact,
    HealthProbe,
    Ingress,
    Instance,
    LoadBalancer,
    Placement,
    Platform,
    ScalingPolicy,
    ScheduledScaling,
    Workload,
)
from holdfast.model.record import replace
from holdfast.readers.purposes import host_purpose
from holdfast.readers.repository.shell.cloud.arguments import (
    chosen,
    count,
    document,
    in_turn,
    named,
    number,
    shorthand,
    written_at,
)
from holdfast.readers.repository.shell.cloud.certificates import presented
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.templates.compute import metric_word
from holdfast.readers.repository.templates.database import engine_of


def attaches_role(command: Command) -> bool:
    """It gives a role to an instance that runs already."""
    return command.text.startswith("aws ec2 associate-iam-instance-profile")


def run_instances(command: Command, source: Source) -> Iterator[Fact]:
    """`aws ec2 run-instances`: without a profile the instance has no role."""
    tags = " ".join(command.many("--tag-specifications"))
    name = re.search(r"Key=\"?Name\"?,\s*Value=([^}\],]+)", tags)
    label = source.script.expand(name[1]) if name else None
    yield Instance(
        **source.common(command, label or ""),
        name=label,
        instance_type=chosen(command, source, "--instance-type"),
        count=number((command.option("--count") or "1").rpartition(":")[2]) or 1,
        role=command.has("--iam-instance-profile") or any(map(attaches_role, source.commands)),
        credit_mode=shorthand(" ".join(command.many("--credit-specification")), "CpuCredits"),
        purpose=host_purpose(label or ""),
        places={"instance_type": written_at(command, source, "--instance-type")},
    )


def launch_template(command: Command, source: Source) -> Iterator[Fact]:
    """`aws ec2 create-launch-template` with inline data."""
    found = document(command, "--launch-template-data")
    if found is None:
        return
    data, line = found
    kind = data.get("InstanceType")
    name = named(command, source, "--launch-template-name")
    yield Instance(
        **source.common(source.snippet.at(line + kind.line - 1) if kind else source.place(command), name or ""),
        instance_type=data.text("InstanceType"),
        role=data.has("IamInstanceProfile"),
        credit_mode=data.text("CreditSpecification", "CpuCredits"),
        group=name,
    )


def scaling_group(command: Command, source: Source) -> Iterator[Fact]:
    """`aws autoscaling create-auto-scaling-group`."""
    name = named(command, source, "--auto-scaling-group-name")
    told = (command.many("--vpc-zone-identifier"), command.many("--availability-zones"))
    numbers = [count(tuple(source.script.expand(one) for one in every)) for every in told]
    yield Workload(
        **source.common(command, name or ""),
        platform=Platform.EC2_GROUP,
        name=name,
        minimum=number(named(command, source, "--min-size")),
        maximum=number(named(command, source, "--max-size")),
        desired=number(named(command, source, "--desired-capacity")) or number(named(command, source, "--min-size")),
        zones=next((amount for amount in numbers if amount is not None), None),
        health_check=command.option("--health-check-type") or "EC2",
        behind_load_balancer=command.has("--target-group-arns", "--load-balancer-names", "--traffic-sources"),
    )


def group_resized(command: Command, source: Source) -> Iterator[Fact]:
    """`aws autoscaling update-auto-scaling-group` where it says how many copies run; none of them is a group at rest.

    A pipeline often makes a group larger for as long as it delivers: that there is one is all it tells.
    """
    name = named(command, source, "--auto-scaling-group-name")
    options = ("--min-size", "--max-size", "--desired-capacity")
    least, most, desired = (number(named(command, source, option)) for option in options)
    group = Workload(**source.common(command, name or ""), platform=Platform.EC2_GROUP, name=name)
    if least or most or desired:
        yield group if source.part else replace(group, minimum=least, maximum=most, desired=desired)


def scalable_target(command: Command, source: Source) -> Iterator[Fact]:
    """`aws application-autoscaling register-scalable-target` of a service."""
    name = named(command, source, "--resource-id") or ""
    if name.startswith("service/"):
        least = written_at(command, source, "--min-capacity") if command.has("--min-capacity") else None
        yield Workload(
            **source.common(command, name),
            places={"minimum": least} if least is not None else {},
            platform=Platform.ECS,
            name=name.rpartition("/")[2],
            minimum=number(named(command, source, "--min-capacity")),
            maximum=number(named(command, source, "--max-capacity")),
        )


def scaling_policy(command: Command, source: Source) -> Iterator[Fact]:
    """`put-scaling-policy`, of groups and of services."""
    text = " ".join(
        (*command.many("--target-tracking-configuration", "--target-tracking-scaling-policy-configuration"),)
    )
    name = named(command, source, "--auto-scaling-group-name", "--resource-id")
    target = shorthand(text, "TargetValue")
    yield ScalingPolicy(
        **source.common(command, name or ""),
        workload=name,
        metric=metric_word(shorthand(text, "PredefinedMetricType")),
        target=float(target) if target and re.fullmatch(r"\d+(?:\.\d+)?", target) else None,
    )


def scheduled_action(command: Command, source: Source) -> Iterator[Fact]:
    """Capacity that follows the clock."""
    name = named(command, source, "--auto-scaling-group-name", "--resource-id")
    schedule = command.option("--recurrence", "--schedule")
    yield ScheduledScaling(**source.common(command, name or ""), workload=name, schedule=schedule)


def schedule_rule(command: Command, source: Source) -> Iterator[Fact]:
    """An EventBridge rule or schedule that stops and starts something."""
    schedule = command.option("--schedule-expression")
    if schedule and re.search(r"stop|start|scale|off-?peak|night|weekend", command.text, re.IGNORECASE):
        yield ScheduledScaling(**source.common(command), workload=command.option("--name"), schedule=schedule)


def service(command: Command, source: Source) -> Iterator[Fact]:
    """`aws ecs create-service`."""
    name = named(command, source, "--service-name")
    network = " ".join(command.many("--network-configuration"))
    subnets = re.search(r"subnets\"?\s*[=:]\s*\[([^\]]*)\]", network)
    counted_at = {"desired": written_at(command, source, "--desired-count")} if command.has("--desired-count") else {}
    yield Workload(
        **source.common(command, name or ""),
        places=counted_at,
        platform=Platform.FARGATE if "FARGATE" in command.text else Platform.ECS,
        name=name,
        desired=number(named(command, source, "--desired-count")),
        zones=count((subnets[1],)) if subnets else None,
        behind_load_balancer=command.has("--load-balancers"),
    )


def counted(command: Command, source: Source) -> Iterator[Fact]:
    """`aws ecs update-service` where it says how many copies run; none of them is a service that rests."""
    desired = number(named(command, source, "--desired-count"))
    name = named(command, source, "--service")
    if desired:
        yield Workload(
            **source.common(command, name or ""),
            platform=Platform.ECS,
            name=name,
            desired=desired,
            places={"desired": written_at(command, source, "--desired-count")},
        )


def load_balancer(command: Command, source: Source) -> Iterator[Fact]:
    """`aws elbv2 create-load-balancer` and the classic one."""
    name = named(command, source, "--name", "--load-balancer-name")
    sort = "classic" if command.args[0] == "elb" else (command.option("--type") or "application")
    zones = count(command.many("--subnets", "--availability-zones", "--subnet-mappings"))
    listeners = [one for one in source.commands if one.name == "aws" and one.args[:2] == _LISTENS]
    places = {"listener": source.place(listeners[0])} if listeners else {}
    tls = any(map(_speaks_tls, listeners)) if listeners else None
    internal = command.option("--scheme") == "internal" or None
    said = source.common(command, name or "")
    yield LoadBalancer(**said, places=places, name=name, type=sort, zones=zones, internal=internal, tls=tls)


_LISTENS = ("elbv2", "create-listener")


def _speaks_tls(listener: Command) -> bool:
    """Or leads to one that does, or does not say."""
    leads_on = "redirect" in listener.text.lower() or listener.has("--certificates")
    return leads_on or (listener.option("--protocol") or "?").upper() not in ("HTTP", "TCP")


def listener(command: Command, source: Source) -> Iterator[Fact]:
    """`aws elbv2 create-listener`: what it presents, and itself where something else makes its load balancer."""
    yield from presented(command, source)
    if any(one.name == "aws" and "create-load-balancer" in one.args[:2] for one in source.commands):
        return
    if not _speaks_tls(command):
        yield LoadBalancer(**source.common(command), type="application", tls=False)


def target_group(command: Command, source: Source) -> Iterator[Fact]:
    """`aws elbv2 create-target-group`: a load balancer asks `/` unless told otherwise."""
    if (command.option("--protocol") or "HTTP").upper() in ("TCP", "TLS", "UDP"):
        return
    line = command.line_of("--health-check-path")
    at = source.snippet.at(line) if command.has("--health-check-path") else source.place(command)
    yield HealthProbe(
        **source.common(at, command.option("--name") or ""),
        asker="load-balancer",
        path=command.option("--health-check-path") or "/",
        port=number(command.option("--port")),
    )


_CHANGES = (("rds", "modify-db-instance"), ("rds", "modify-db-cluster"))
_MAKES = (("create-db-instance",), ("create-db-cluster",))
_DATABASE = ("--db-instance-identifier", "--db-cluster-identifier")


def _same_database(later: Command, command: Command, source: Source) -> bool:
    return named(later, source, *_DATABASE) == named(command, source, *_DATABASE)


def _with_options(command: Command, later: Command) -> Command:
    """The command with another's options, which count before its own."""
    return replace(
        command,
        args=(*command.args[:2], *later.args[2:], *command.args[2:]),
        words=(*command.words[:2], *later.words[2:], *command.words[2:]),
        arg_lines=(*command.arg_lines[:2], *later.arg_lines[2:], *command.arg_lines[2:]),
    )


def database(command: Command, source: Source) -> Iterator[Fact]:
    """`aws rds create-db-instance` and `create-db-cluster`, with the API's defaults for what is left out.

    What the script changes on it afterwards is how it will be.
    """
    for later in source.commands[command.order + 1 :]:
        if later.name == "aws" and later.args[:2] in _CHANGES and _same_database(later, command, source):
            command = _with_options(command, later)
    name = named(command, source, *_DATABASE)
    cluster = command.args[1] == "create-db-cluster"
    aurora = "aurora" in (command.option("--engine") or "")
    if aurora and not cluster:
        return
    retention = (
        number(named(command, source, "--backup-retention-period")) if command.has("--backup-retention-period") else 1
    )
    members = _members(command, source) if aurora else ()
    sized = next((one for one in members if one.has("--db-instance-class")), command)
    places = {field: written_at(command, source, flag) for flag, field in _OPTIONS.items() if command.has(flag)}
    if members:
        places["multi_az"] = source.place(members[0])
        places["instance_class"] = written_at(sized, source, "--db-instance-class")
    yield Database(
        **source.common(command, name or ""),
        engine=engine_of(named(command, source, "--engine")),
        placement=Placement.AURORA if aurora else Placement.RDS,
        name=name,
        instance_class=chosen(sized, source, "--db-instance-class"),
        multi_az=_spread(members) if aurora else _switched(command, source, "--multi-az"),
        retention_days=retention,
        deletion_protection=command.switches_on("--deletion-protection"),
        encrypted=command.switches_on("--storage-encrypted"),
        public=command.switches_on("--publicly-accessible") if not cluster else None,
        point_in_time=None if retention is None else retention > 0,
        version=named(command, source, "--engine-version"),
        places=places,
    )


def _switched(command: Command, source: Source, flag: str) -> bool | None:
    """Whether it is on, also where a variable holds it; what a variable decides behind it cannot be told."""
    if any(arg.startswith("$") and source.script.expand(arg) == flag for arg in command.args):
        return True
    return None if (command.option(flag) or "").startswith("$") else command.switches_on(flag)


def _members(cluster: Command, source: Source) -> tuple[Command, ...]:
    """The instances that the same script makes within a cluster of Aurora."""
    own = named(cluster, source, "--db-cluster-identifier")
    made = (one for one in source.commands if one.name == "aws" and one.args[:2] == ("rds", "create-db-instance"))
    return tuple(one for one in made if own and named(one, source, "--db-cluster-identifier") == own)


def _spread(members: tuple[Command, ...]) -> bool | None:
    """Aurora puts a second instance into another zone; how often a loop makes one is not told."""
    return None if not members or any(one.loop for one in members) else len(members) > 1


_OPTIONS = {
    "--multi-az": "multi_az",
    "--no-multi-az": "multi_az",
    "--backup-retention-period": "retention_days",
    "--db-instance-class": "instance_class",
    "--publicly-accessible": "public",
    "--no-deletion-protection": "deletion_protection",
    "--no-storage-encrypted": "encrypted",
}


def weakened(command: Command, source: Source) -> Iterator[Fact]:
    """`aws rds modify-db-instance` of a database that was made elsewhere, where it takes something from its safety."""
    made_here = (one for one in source.commands if one.name == "aws" and one.args[1:2] in _MAKES)
    if any(_same_database(one, command, source) for one in made_here):
        return
    kept = number(named(command, source, "--backup-retention-period"))
    single, opened, unprotected = (
        command.has(flag) for flag in ("--no-multi-az", "--publicly-accessible", "--no-deletion-protection")
    )
    if not (single or opened or unprotected or kept == 0):
        return
    name = named(command, source, *_DATABASE)
    yield Database(
        **source.common(command, name or ""),
        engine=engine_of(None),
        placement=Placement.RDS,
        name=name,
        multi_az=False if single else None,
        public=True if opened else None,
        deletion_protection=False if unprotected else None,
        retention_days=kept,
        point_in_time=False if kept == 0 else None,
        places={field: written_at(command, source, flag) for flag, field in _OPTIONS.items() if command.has(flag)},
    )


def table(command: Command, source: Source) -> Iterator[Fact]:
    """`aws dynamodb create-table`."""
    name = named(command, source, "--table-name")
    yield Database(
        **source.common(command, name or ""),
        engine="dynamodb",
        placement=Placement.DYNAMODB,
        name=name,
        point_in_time=_recovers(name or "", source),
    )


def _recovers(table: str, source: Source) -> bool | None:
    """Whether the script switches on that a table can go back; None where it cannot be told for which."""
    for command in source.commands:
        if command.args[:2] == ("dynamodb", "update-continuous-backups"):
            told = named(command, source, "--table-name") or ""
            return "Enabled=true" in command.text.replace(" ", "") if told == table and "$" not in told else None
    return False


def ingress(command: Command, source: Source) -> Iterator[Fact]:
    """`aws ec2 authorize-security-group-ingress`, once for each value of the loops around it."""
    for one in in_turn(command):
        yield from _opening(one, source)


def _opening(command: Command, source: Source) -> Iterator[Fact]:
    """What one call opens, in both of its forms."""
    target = named(command, source, "--group-name", "--group-id")
    permissions = " ".join(command.many("--ip-permissions"))
    if permissions:
        low, high = shorthand(permissions, "FromPort"), shorthand(permissions, "ToPort")
        sources = tuple(re.findall(r"(?:CidrIp|CidrIpv6|GroupId)\"?\s*[=:]\s*\"?([^\",}\]\s]+)", permissions[:20_000]))
        protocol = shorthand(permissions, "IpProtocol") or "tcp"
    else:
        low, _, high = (named(command, source, "--port") or "").partition("-")
        high = high or low
        sources = tuple(filter(None, (named(command, source, "--cidr"), named(command, source, "--source-group"))))
        protocol = command.option("--protocol") or "tcp"
    everything = protocol in ("-1", "all")
    first, last = number(low), number(high)
    if sources and (everything or (first is not None and last is not None)):
        yield Ingress(
            **source.common(command, target or ""),
            from_port=0 if everything or first is None else first,
            to_port=65_535 if everything or last is None else last,
            sources=sources,
            target=target,
        )
