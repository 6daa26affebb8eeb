"""The regions in which the providers of a Terraform configuration work."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Credential, CredentialForm, Fact, Region
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.emulators import emulates, opens_nothing
from holdfast.readers.repository.terraform.evaluate import evaluate
from holdfast.readers.repository.terraform.project import Module, entries_of
from holdfast.readers.repository.terraform.resource import Resource
from holdfast.readers.repository.terraform.scope import ModuleScope
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.terraform.values import Value
from holdfast.readers.repository.text.nodes import Node


def home_regions(scope: ModuleScope) -> Iterator[Region]:
    """The region of the provider that everything uses which names none."""
    value = _region(scope, "")
    if value is None or not value.known or not isinstance(value.data, str) or value.place is None:
        return
    snippet = value.place.snippet
    kind = EvidenceKind.DECLARED if snippet.kind is EvidenceKind.CODED else snippet.kind
    base: dict[str, Any] = {"kind": kind, "environment": scope.named, "old": snippet.old}
    yield Region(at=value.place.location(), name=value.data, **base)


def provider_keys(scope: ModuleScope) -> Iterator[Fact]:
    """A provider that is handed an access key: whoever runs this holds one that never expires by itself."""
    for block in scope.state.module.providers:
        given = [block.attributes[name] for name in ("access_key", "secret_key") if name in block.attributes]
        told = block.attributes.get("access_key")
        if block.labels[:1] != ("aws",) or len(given) < 2 or told is None or _stands_in(block, scope):
            continue
        lines = [expression.place() for expression in given]
        snippet, first, last = lines[0].snippet, min(one.start for one in lines), max(one.end for one in lines)
        kind = EvidenceKind.DECLARED if snippet.kind is EvidenceKind.CODED else snippet.kind
        base: dict[str, Any] = {"kind": kind, "environment": scope.named, "old": snippet.old}
        yield Credential(at=snippet.at(first, last), form=CredentialForm.STATIC_KEY, holder="workflow", **base)


_KEY = regex(r"(?i)^aws_?access_?key(?:_?id)?$")
_SECRET = regex(r"(?i)^aws_?secret_?(?:access_?)?key$")


def asked_keys(scope: ModuleScope) -> Iterator[Fact]:
    """Variables for an access key that no provider takes: Terraform's own cloud, or whoever runs it, hands them on.

    Only the module that is run asks whoever runs it.
    """
    module = scope.state.module
    taken = any("access_key" in block.attributes for block in module.providers)
    if scope.state.caller is not None or taken or is_emulated(module):
        return
    keys = [next((one for name, one in module.variables.items() if told.match(name)), None) for told in (_KEY, _SECRET)]
    blocks = [block for block in keys if block is not None]
    if len(blocks) < len(keys):
        return
    first, last = sorted(blocks, key=lambda block: block.line)
    near = first.snippet.path == last.snippet.path and last.end - first.line < _NEAR
    snippet = first.snippet
    kind = EvidenceKind.DECLARED if snippet.kind is EvidenceKind.CODED else snippet.kind
    base: dict[str, Any] = {"kind": kind, "environment": scope.named, "old": snippet.old}
    at = snippet.at(first.line, last.end if near else first.end)
    yield Credential(at=at, form=CredentialForm.STATIC_KEY, holder="workflow", **base)


_NEAR = 20


def is_emulated(module: Module) -> bool:
    """Its provider talks to an emulator on a developer's machine."""
    blocks = [block for block in module.providers if block.labels[:1] == ("aws",)]
    endpoints = [inner for block in blocks for inner in block.all("endpoints")]
    return any(emulates("\n".join(one.snippet.rows[one.line - 1 : one.end])) for one in endpoints)


def _stands_in(block: Block, scope: ModuleScope) -> bool:
    """It talks to an emulator (LocalStack): its endpoints are its own, or its key is one that opens nothing."""
    if any(inner.type == "endpoints" for inner in block.blocks):
        return True
    value = evaluate(block.attributes["access_key"], scope)
    return value.known and (not value.text() or opens_nothing(value.text() or ""))


def region_of(resource: Resource) -> str | None:
    """The region in which a resource is made; None when it is not told."""
    own = resource.literal("region")
    if own:
        return own
    value = _region(resource.scope, _alias(resource.block.attributes.get("provider")))
    return value.text() if value is not None and value.known else None


def provider_block(resource: Resource) -> Block | None:
    """The block of the provider that a resource names, when it stands in the same module."""
    return _block(resource.scope, _alias(resource.block.attributes.get("provider")))


def _alias(expression: Expression | None) -> str:
    if expression is None:
        return ""
    node = expression.node
    written = (node.text() or "") if isinstance(node, (Node, Value)) else node.text()
    return written.strip().strip('"').partition(".")[2]


def _block(scope: ModuleScope, alias: str) -> Block | None:
    for block in scope.state.module.providers:
        if block.labels[:1] != ("aws",):
            continue
        told = block.attributes.get("alias")
        if (evaluate(told, scope).text() if told is not None else "") == alias:
            return block
    return None


def _region(scope: ModuleScope | None, alias: str) -> Value | None:
    while scope is not None:
        block = _block(scope, alias)
        if block is not None and "region" in block.attributes:
            return evaluate(block.attributes["region"], scope)
        state = scope.state
        handed = entries_of(state.arguments["providers"]) if "providers" in state.arguments else {}
        wanted = f"aws.{alias}" if alias else "aws"
        if wanted in handed:
            alias = _alias(handed[wanted])
        elif alias:
            return None
        scope = state.caller
    return None
