"""What AWS keeps beside the application's database, as commands make it: caches, brokers, indexes to search in."""

from collections.abc import Iterator

from holdfast.model.facts import Fact, ManagedNode
from holdfast.readers.repository.configuration.kept import keeps, only_watches
from holdfast.readers.repository.shell.cloud.arguments import named, number, shorthand, written_at
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_NODES = ("--num-cache-nodes", "--num-cache-clusters", "--replicas-per-node-group", "--num-replicas-per-shard")
_NAMES = ("--cache-cluster-id", "--replication-group-id", "--cluster-name")
_TYPES = ("--cache-node-type", "--node-type")


def cache(command: Command, source: Source) -> Iterator[Fact]:
    """`aws elasticache create-cache-cluster` and `create-replication-group`, `aws memorydb create-cluster`.

    A member of a group is told with the group, and one that comes out of a copy with what was copied. MemoryDB takes
    one replica where nothing is said.
    """
    member = command.has("--replication-group-id") and command.args[1] == "create-cache-cluster"
    if member or command.has("--snapshot-name") or command.has("--snapshot-arns"):
        return
    counting = next((option for option in _NODES if command.has(option)), "")
    durable = command.args[0] == "memorydb"
    told = number(named(command, source, counting)) if counting else 2 if durable else None
    beside = counting in _NODES[2:]
    type_ = next((option for option in _TYPES if command.has(option)), "")
    places = {"nodes": counting, "node_type": type_}
    name = named(command, source, *_NAMES)
    yield ManagedNode(
        **source.common(command, name or ""),
        places={ours: written_at(command, source, option) for ours, option in places.items() if option},
        service="cache",
        name=name,
        node_type=named(command, source, type_) if type_ else None,
        nodes=told + 1 if told is not None and beside else told,
        keeps=durable or keeps(name, command.option("--replication-group-description")),
    )


def broker(command: Command, source: Source) -> Iterator[Fact]:
    """`aws mq create-broker`."""
    name = named(command, source, "--broker-name")
    mode = named(command, source, "--deployment-mode")
    at = {"nodes": written_at(command, source, "--deployment-mode")} if mode else {}
    yield ManagedNode(
        **source.common(command, name or ""),
        places=at,
        service="broker",
        name=name,
        node_type=named(command, source, "--host-instance-type"),
        nodes=1 if mode == "SINGLE_INSTANCE" else None,
        keeps=True,
        public=command.has("--publicly-accessible") or None,
    )


def search(command: Command, source: Source) -> Iterator[Fact]:
    """`aws opensearch create-domain`: one node where nothing is said. Where only logs lie, nobody waits."""
    name = named(command, source, "--domain-name")
    if only_watches(name):
        return
    sized = next((option for option in _SIZED if command.has(option)), "")
    text = " ".join(command.many(sized)) if sized else ""
    counted = shorthand(text, "InstanceCount")
    yield ManagedNode(
        **source.common(command, name or ""),
        places={"nodes": written_at(command, source, sized)} if sized else {},
        service="search",
        name=name,
        nodes=(number(counted) if counted is not None else None) if sized else 1,
    )


_SIZED = ("--cluster-config", "--elasticsearch-cluster-config")
