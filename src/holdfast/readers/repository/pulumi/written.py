"""Pulumi's own YAML, `runtime: yaml`: the resources of a program that is a list of them."""

from collections.abc import Iterator, Mapping

from holdfast.model.evidence import GapReason
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reading, Snippet, Tree
from holdfast.readers.repository.pulumi.resources import facts_of_blocks
from holdfast.readers.repository.pulumi.types import PROVIDER, type_of
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_REFERENCE = regex(r"\$\{([\w-]{1,80})(?:[.\[][^{}]{0,100})?\}")
_DOCUMENT = "fn::toJSON"


def facts_written(snippet: Snippet, tree: Tree | None) -> Iterator[Reading]:
    """What the resources of a program in YAML say."""
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, error.line, error.detail)
        return
    types = {
        name: sort
        for name, block in root.child("resources").entries().items()
        if (sort := _type(block.text("type") or "")) is not None
    }
    known: dict[str, Node] = {name: Node({"Ref": Node(f"{sort}.{name}")}) for name, sort in types.items()}
    for name, setting in (*root.child("config").entries().items(), *root.child("configuration").entries().items()):
        default = setting.get("default")
        if default is not None:
            known.setdefault(name, default)
    blocks = {
        f"{sort}.{name}": (_followed(block, known), _followed(block.child("properties"), known))
        for name, sort in types.items()
        if (block := root.get("resources", name)) is not None
    }
    yield from facts_of_blocks(snippet, blocks, tree)


def _type(name: str) -> str | None:
    """`aws:ec2:Instance`, or `aws:ec2/instance:Instance` in full, as Terraform's type."""
    if name == "pulumi:providers:aws":
        return PROVIDER
    package, _, rest = name.partition(":")
    service, _, sort = rest.partition(":")
    return type_of(f"aws.{service.partition('/')[0]}", sort) if package == "aws" and sort else None


def _followed(node: Node, known: Mapping[str, Node]) -> Node:
    """The properties with references to resources and settings in the form that programs give them."""
    if isinstance(node.value, list):
        return replace(node, value=[_followed(item, known) for item in node.value])
    if isinstance(node.value, dict):
        if list(node.value) == [_DOCUMENT]:
            given = replace(node, value=[_followed(node.value[_DOCUMENT], known)])
            return replace(node, value={"call": Node("stringify"), "given": given})
        return replace(node, value={key: _followed(part, known) for key, part in node.value.items()})
    match = _REFERENCE.fullmatch(node.value) if isinstance(node.value, str) else None
    found = known.get(match[1]) if match else None
    return replace(node, value=found.value) if found is not None else node
