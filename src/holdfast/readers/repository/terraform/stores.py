"""What AWS keeps beside the application's database: caches, brokers, and indexes to search in."""

from collections.abc import Iterator

from holdfast.model.facts import ManagedNode
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.kept import keeps, only_watches
from holdfast.readers.repository.terraform.resource import Resource, Section, World


def cache_nodes(resource: Resource, _: World) -> Iterator[Fact]:
    """The nodes of ElastiCache."""
    sharded = next(iter(resource.sections("cluster_mode")), resource)
    counted = ((section, name) for name in _NODES for section in (resource, sharded) if section.has(name))
    section, name = next(counted, (resource, ""))
    yield _cache(resource, "node_type", section, name)


def cache_of_module(resource: Resource) -> Iterator[ManagedNode]:
    """The same where a module that is not at hand makes them: told by the class, or by its name and their number."""
    given = resource.block.attributes
    type_ = next((one for one in given if _CLASS.search(one)), "")
    number = next((one for one in given if _AMOUNT.search(one)), "")
    classed = bool(type_) and (resource.literal(type_) or "").startswith("cache.")
    if classed or (number and any(map(_CALLED.search, (resource.name, resource.written("source"))))):
        yield _cache(resource, type_, resource, number)


def _cache(resource: Resource, type_: str, counting: Section, number: str) -> ManagedNode:
    """What is counted is a cache's nodes, or what stands beside the first of them."""
    nodes = counting.integer(number) if number else None
    beside = "replica" in number
    return ManagedNode(
        **resource.said(
            **({"node_type": type_} if type_ else {}),
            **({"nodes": (counting, number)} if number else {}),
        ),
        service="cache",
        name=resource.label,
        node_type=resource.literal(type_) if type_ else None,
        nodes=nodes + 1 if nodes is not None and beside else nodes,
        keeps=keeps(resource.label, *(resource.text(name) for name in _NAMED)),
    )


_NODES = ("num_cache_nodes", "num_cache_clusters", "number_cache_clusters", "replicas_per_node_group")
_NAMED = ("description", "replication_group_description", "replication_group_id", "cluster_id")
_FRONT = r"(?:(?:redis|valkey|memcached|elasticache|cache)_)?"
_CLASS = regex(rf"^{_FRONT}(?:node|instance)_(?:type|class|size)$")
_AMOUNT = regex(
    rf"^{_FRONT}(?:num(?:ber)?_(?:of_)?(?:cache_)?(?:nodes|clusters|replicas)|cluster_size"
    r"|(?:node|replica)s?_count|replicas_per_node_group)$"
)
_CALLED = regex(r"(?i)redis|valkey|memcached|elasticache")


def broker_nodes(resource: Resource, _: World) -> Iterator[Fact]:
    """The nodes of Amazon MQ; a single one where nothing is said."""
    mode = resource.get("deployment_mode")
    alone = mode is None or resource.literal("deployment_mode") == "SINGLE_INSTANCE"
    yield ManagedNode(
        **resource.said(node_type="host_instance_type", nodes="deployment_mode", public="publicly_accessible"),
        service="broker",
        name=resource.label,
        node_type=resource.literal("host_instance_type"),
        nodes=1 if alone else None,
        keeps=True,
        public=resource.flag("publicly_accessible", default=False),
    )


def warehouse(resource: Resource, _: World) -> Iterator[Fact]:
    """A cluster of Redshift."""
    yield ManagedNode(
        **resource.said(public="publicly_accessible"),
        service="warehouse",
        name=resource.label,
        public=resource.flag("publicly_accessible"),
    )


def durable_nodes(resource: Resource, _: World) -> Iterator[Fact]:
    """The nodes of MemoryDB; one replica is taken where nothing is said."""
    replicas = resource.integer("num_replicas_per_shard", 1)
    yield ManagedNode(
        **resource.said(node_type="node_type", nodes="num_replicas_per_shard"),
        service="cache",
        name=resource.label,
        node_type=resource.literal("node_type"),
        nodes=None if replicas is None else replicas + 1,
        keeps=True,
    )


def search_nodes(resource: Resource, _: World) -> Iterator[Fact]:
    """The nodes of OpenSearch that keep the index: one where nothing is said. Where only logs lie, nobody waits."""
    if only_watches(resource.label, resource.text("domain_name")):
        return
    sized = next(iter(resource.sections("cluster_config")), None)
    yield ManagedNode(
        **resource.said(**({"nodes": (sized, "instance_count")} if sized else {})),
        service="search",
        name=resource.label,
        nodes=sized.integer("instance_count", 1) if sized else 1,
    )
