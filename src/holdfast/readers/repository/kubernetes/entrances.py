"""Where a cluster lets the internet in: ports of its balancers, and hosts that answer without TLS."""

from collections.abc import Iterator, Mapping

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import Ingress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.alerts import said
from holdfast.readers.repository.text.nodes import Node

_OF_SITES = (80, 443, 8080, 8443, 3000, 5000, 8000)


def openings(root: Node, name: str, snippet: Snippet, notes: Mapping[str, Node]) -> Iterator[Ingress]:
    """The ports that a load balancer of AWS's lets the internet in on, beside those of websites."""
    kinds = {key.rpartition("-")[2]: (node.text() or "").lower() for key, node in notes.items()}
    if kinds.get("internal") in ("true", "0.0.0.0/0") or kinds.get("scheme") == "internal":
        return
    spec = root.child("spec")
    sources = spec.texts("loadBalancerSourceRanges") or ("0.0.0.0/0",)
    for port in spec.items("ports"):
        number = port.integer("port")
        if number is not None and number not in _OF_SITES:
            yield Ingress(**said(snippet, spec.child("type").key_line), from_port=number, to_port=number,
                          sources=sources, target=name)  # fmt: skip


def without_tls(root: Node, line: int, snippet: Snippet) -> dict[str, Location]:
    """The place of an ingress without a word on TLS, from its name to the first host that it answers for."""
    spec = root.child("spec")
    rules = spec.items("rules")
    if spec.has("tls") or not rules or not 0 < rules[0].line - line < MAX_LINES:
        return {}
    return {"listener": snippet.at(line, rules[0].line)}
