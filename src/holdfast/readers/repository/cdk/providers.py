"""Where a service's tasks run in a CDK program: on capacity of their own, or on what AWS has to spare."""

from holdfast.readers.repository.text.nodes import Node, build


def strategies(props: Node) -> list[Node] | None:
    """The capacity providers of a service under CloudFormation's names; None where it says none."""
    items = props.items("capacityProviderStrategies")
    return [_strategy(item) for item in items] or None


def _strategy(item: Node) -> Node:
    names = {"CapacityProvider": "capacityProvider", "Weight": "weight", "Base": "base"}
    told = {name: node for name, key in names.items() if (node := item.get(key)) is not None}
    return Node(build(told, item.line).value, item.line, item.end, item.key_line)
