"""What a cluster's file for eksctl says: its nodes, what they may do, and who may log in to them."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import Fact, Ingress, Instance, Platform, Policy, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node

KIND = "ClusterConfig"
_SSH = 22


def cluster_facts(snippet: Snippet, root: Node) -> Iterator[Fact]:
    """The facts of every group of nodes, those that AWS manages and others."""
    if not (root.text("apiVersion") or "").startswith("eksctl.io/"):
        return
    cluster = root.text("metadata", "name") or "cluster"
    for group in (*root.items("managedNodeGroups"), *root.items("nodeGroups")):
        yield from _group(snippet, group, f"{cluster}/{group.text('name') or 'nodes'}")


def _group(snippet: Snippet, group: Node, name: str) -> Iterator[Fact]:
    least, wanted = group.get("minSize"), group.get("desiredCapacity")
    # eksctl makes two nodes where nobody says how many.
    told = wanted or least
    yield Workload(
        **_said(snippet, group, told.key_line if told is not None else group.line),
        platform=Platform.KUBERNETES,
        name=name,
        minimum=least.integer() if least is not None else (wanted.integer() if wanted is not None else 2),
        maximum=group.integer("maxSize", default=wanted.integer() if wanted is not None else 2),
        desired=wanted.integer() if wanted is not None else None,
        places={key: snippet.at(node.key_line) for key, node in (("minimum", least), ("desired", wanted)) if node},
    )
    if (kind := group.get("instanceType")) is not None:
        said = _said(snippet, group, kind.key_line)
        # Each group of nodes has a role that eksctl makes.
        yield Instance(**said, name=name, instance_type=kind.text(), role=True, purpose="application", group=name)
    for arn in group.items("iam", "attachPolicyARNs"):
        said = _said(snippet, group, arn.line)
        managed = (arn.text() or "").rpartition("/")[2]
        yield Policy(**said, principal=name, principal_type="instance-role", managed=managed)
    yield from _logins(snippet, group, name)


def _logins(snippet: Snippet, group: Node, name: str) -> Iterator[Fact]:
    """Nodes in public networks whose SSH is allowed without a group of its own take it from anywhere."""
    ssh = group.child("ssh")
    if ssh.flag("allow") and not ssh.has("sourceSecurityGroupIds") and not group.flag("privateNetworking"):
        said = _said(snippet, group, ssh.child("allow").key_line)
        yield Ingress(**said, from_port=_SSH, to_port=_SSH, sources=("0.0.0.0/0",), target=name)


def _said(snippet: Snippet, group: Node, line: int) -> dict[str, Any]:
    at = snippet.at(line or group.line)
    return {"kind": snippet.kind, "at": at, "environment": snippet.environment, "old": snippet.old}
