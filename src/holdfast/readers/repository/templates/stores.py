"""What AWS keeps beside the application's database: caches, brokers, and indexes to search in."""

from collections.abc import Iterator

from holdfast.model.facts import ManagedNode
from holdfast.model.facts.base import Fact
from holdfast.readers.repository.configuration.kept import keeps, only_watches
from holdfast.readers.repository.templates.stack import Resource


def _cache(resource: Resource) -> Iterator[Fact]:
    said = resource.properties
    told = next((key for key in _NODES if said.has(key)), "")
    nodes = said.integer(told) if told else None
    if nodes is not None and told == "ReplicasPerNodeGroup":
        nodes += 1
    described = (said.text(key) for key in ("Description", "ReplicationGroupDescription", "ClusterName"))
    yield ManagedNode(
        **resource.said,
        service="cache",
        name=resource.shown,
        node_type=said.text("CacheNodeType"),
        nodes=nodes,
        keeps=keeps(resource.label, *described),
        places=resource.places(node_type="CacheNodeType", **({"nodes": told} if told else {})),
    )


_NODES = ("NumCacheNodes", "NumCacheClusters", "ReplicasPerNodeGroup")


def _broker(resource: Resource) -> Iterator[Fact]:
    yield ManagedNode(
        **resource.said,
        service="broker",
        name=resource.shown,
        node_type=resource.properties.text("HostInstanceType"),
        nodes=1 if resource.properties.text("DeploymentMode") == "SINGLE_INSTANCE" else None,
        keeps=True,
        public=resource.properties.flag("PubliclyAccessible"),
        places=resource.places(node_type="HostInstanceType", nodes="DeploymentMode", public="PubliclyAccessible"),
    )


def _warehouse(resource: Resource) -> Iterator[Fact]:
    yield ManagedNode(
        **resource.said,
        service="warehouse",
        name=resource.shown,
        public=resource.properties.flag("PubliclyAccessible"),
        places=resource.places(public="PubliclyAccessible"),
    )


def _durable(resource: Resource) -> Iterator[Fact]:
    """MemoryDB takes one replica where nothing is said."""
    told = resource.properties.has("NumReplicasPerShard")
    replicas = resource.properties.integer("NumReplicasPerShard") if told else 1
    yield ManagedNode(
        **resource.said,
        service="cache",
        name=resource.shown,
        node_type=resource.properties.text("NodeType"),
        nodes=None if replicas is None else replicas + 1,
        keeps=True,
        places=resource.places(node_type="NodeType", nodes="NumReplicasPerShard"),
    )


def _search(resource: Resource) -> Iterator[Fact]:
    """OpenSearch takes one node where nothing is said; where only logs lie, nobody waits."""
    if only_watches(resource.label, resource.properties.text("DomainName")):
        return
    key = next((key for key in _SIZED if resource.properties.has(key)), "")
    sized = resource.properties.get(key) if key else None
    told = sized is not None and sized.has("InstanceCount")
    yield ManagedNode(
        **resource.said,
        service="search",
        name=resource.shown,
        nodes=sized.integer("InstanceCount") if sized is not None and told else 1,
        places=resource.places(nodes=f"{key}.InstanceCount") if told else {},
    )


_SIZED = ("ClusterConfig", "ElasticsearchClusterConfig")

TABLE = {
    "AWS::ElastiCache::CacheCluster": _cache,
    "AWS::ElastiCache::ReplicationGroup": _cache,
    "AWS::AmazonMQ::Broker": _broker,
    "AWS::Redshift::Cluster": _warehouse,
    "AWS::MemoryDB::Cluster": _durable,
    "AWS::OpenSearchService::Domain": _search,
    "AWS::Elasticsearch::Domain": _search,
}
"""Resource types of this subject, each with the function that makes its facts."""
