"""Caches, brokers and indexes of a single node, which take what they keep along when they go down."""

from collections.abc import Iterator

from holdfast.controls.common import names, places, solid
from holdfast.model.facts import KeptInCache, ManagedNode
from holdfast.model.findings import Check, Finding, Scope, Severity
from holdfast.model.regex import regex

SINGLE_NODE_STORE = Check(
    "availability.single-node-store",
    Severity.WARNING,
    references=(
        "prowler:elasticache_redis_cluster_multi_az_enabled",
        "prowler:elasticache_redis_cluster_automatic_failover_enabled",
    ),
)


def single_nodes(scope: Scope) -> Iterator[Finding]:
    """One node takes sessions or jobs along, and whoever waits for it; what only caches fills again: a remark."""
    single = solid(scope.view, ManagedNode, lambda node: node.nodes == 1)
    if not single:
        return
    caches = [node for node in single if node.service == "cache"]
    kept = [node for node in caches if node.keeps] or (caches if solid(scope.view, KeptInCache) else [])
    kept = kept or [node for node in caches if not _ONLY_CACHES.search(node.name or "")]
    shown = [node for node in single if node in kept or node not in caches]
    severity = None if shown else Severity.NOTICE
    yield SINGLE_NODE_STORE.failed(*places(shown or single, "nodes"), severity=severity, name=names(shown or single))


_ONLY_CACHES = regex(r"(?i)(?<!elasti)cache")
"""A name that tells what is kept there, and not by which service."""
