"""Caches, brokers and indexes that commands make, with the number of their nodes."""

import pytest

from holdfast.model.facts import ManagedNode
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def nodes(text: str) -> list[ManagedNode]:
    return [one for one in facts_of(Snippet("setup.sh", text)) if isinstance(one, ManagedNode)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "aws elasticache create-cache-cluster --cache-node-type cache.t3.micro \\\n  --engine redis \\\n  --num-cache-nodes 1\n",
            ("cache", "cache.t3.micro", 1, 3),
        ),
        ("NODES=1\naws elasticache create-cache-cluster --num-cache-nodes $NODES\n", ("cache", None, 1, 1)),
        (
            "aws elasticache create-replication-group --replication-group-id shop \\\n  --num-cache-clusters 2\n",
            ("cache", None, 2, 2),
        ),
        ("aws elasticache create-replication-group --replicas-per-node-group 1\n", ("cache", None, 2, 1)),
        ("aws elasticache create-replication-group --replication-group-id shop\n", ("cache", None, None, None)),
        (
            "aws memorydb create-cluster --cluster-name shop --node-type db.t4g.small\n",
            ("cache", "db.t4g.small", 2, None),
        ),
        ("aws mq create-broker --broker-name shop --deployment-mode SINGLE_INSTANCE\n", ("broker", None, 1, 1)),
        ("aws mq create-broker --deployment-mode ACTIVE_STANDBY_MULTI_AZ\n", ("broker", None, None, 1)),
        ("aws opensearch create-domain --domain-name products\n", ("search", None, 1, None)),
        (
            "aws opensearch create-domain --cluster-config InstanceType=t3.small.search,InstanceCount=3\n",
            ("search", None, 3, 1),
        ),
    ],
)
def test_a_store_has_as_many_nodes_as_its_command_says(
    command: str, expected: tuple[str, str | None, int | None, int | None]
) -> None:
    [one] = nodes(command)
    line = one.places["nodes"].start_line if "nodes" in one.places else None
    assert (one.service, one.node_type, one.nodes, line) == expected


@pytest.mark.parametrize(
    "command",
    [
        "aws elasticache create-cache-cluster --cache-cluster-id shop-2 --replication-group-id shop\n",
        "aws elasticache create-replication-group --snapshot-name nightly --num-cache-clusters 1\n",
        "aws elasticache describe-cache-clusters\n",
        "aws opensearch create-domain --domain-name logs\n",
        "aws --endpoint-url http://localhost:4566 elasticache create-cache-cluster --num-cache-nodes 1\n",
    ],
)
def test_members_of_a_group_what_comes_from_a_copy_and_what_holds_logs_are_no_store_of_their_own(command: str) -> None:
    assert nodes(command) == []


def test_a_cache_that_is_called_after_sessions_keeps_them() -> None:
    kept = [
        one.keeps
        for name in ("shop-sessions", "shop")
        for one in nodes(f"aws elasticache create-cache-cluster --cache-cluster-id {name}\n")
    ]
    assert kept == [True, False]
