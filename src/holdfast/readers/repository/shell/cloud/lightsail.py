"""What `aws lightsail` commands create: instances, container services, databases, and the ports that they open."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Fact, Ingress, Placement, Platform, Workload
from holdfast.readers.purposes import host_purpose
from holdfast.readers.repository.shell.cloud.arguments import in_turn, named, number, shorthand, written_at
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.templates.database import engine_of


def instances(command: Command, source: Source) -> Iterator[Fact]:
    """`create-instances`: as many as it is given names, all in one zone."""
    names = [source.script.expand(name) for given in command.many("--instance-names") for name in given.split()]
    yield Workload(
        **source.common(command, " ".join(names)),
        platform=Platform.LIGHTSAIL,
        name=names[0] if names else None,
        minimum=len(names) or 1,
        maximum=len(names) or 1,
        desired=len(names) or 1,
        zones=1,
        behind_load_balancer=False,
        instance_type=named(command, source, "--bundle-id"),
        purpose=host_purpose(names[0]) if names else None,
        places={"instance_type": written_at(command, source, "--bundle-id")},
    )


def containers(command: Command, source: Source) -> Iterator[Fact]:
    """`create-container-service` and `update-container-service`, which says how many only where it changes that."""
    scale = number(named(command, source, "--scale"))
    name = named(command, source, "--service-name")
    if scale is not None or command.args[1].startswith("create"):
        yield Workload(
            **source.common(command, name or ""),
            platform=Platform.LIGHTSAIL_CONTAINERS,
            name=name,
            minimum=scale,
            maximum=scale,
            desired=scale,
            behind_load_balancer=True,
            places={"desired": written_at(command, source, "--scale")} if command.has("--scale") else {},
        )


def database(command: Command, source: Source) -> Iterator[Fact]:
    """`create-relational-database`: seven days of backups unless they are switched off; its bundle tells a standby."""
    name = named(command, source, "--relational-database-name")
    bundle = named(command, source, "--relational-database-bundle-id")
    yield Database(
        **source.common(command, name or ""),
        engine=engine_of(
            (named(command, source, "--relational-database-blueprint-id") or "").partition("_")[0] or None
        ),
        placement=Placement.RDS,
        name=name,
        multi_az=None if bundle is None or "$" in bundle else "_ha_" in bundle,
        retention_days=7,
        public=command.switches_on("--publicly-accessible"),
        point_in_time=True,
    )


def ports(command: Command, source: Source) -> Iterator[Fact]:
    """`open-instance-public-ports` and `put-instance-public-ports`; without sources they are open to the world."""
    for one in in_turn(command):
        for text in (*one.many("--port-info"), *one.many("--port-infos")):
            given = source.script.expand(text)
            first, last = number(shorthand(given, "fromPort")), number(shorthand(given, "toPort"))
            if first is None or last is None:
                continue
            told = shorthand(given, "cidrs")
            yield Ingress(
                **source.common(command, ""),
                from_port=first,
                to_port=last,
                sources=(told,) if told else ("0.0.0.0/0",),
                target=named(command, source, "--instance-name"),
            )
