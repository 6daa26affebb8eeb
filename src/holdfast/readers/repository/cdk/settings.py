"""Settings and secrets of a container in a CDK program."""

from collections.abc import Iterator

from holdfast.readers.repository.text.nodes import Node

_TOLD_OF_A_CALL = ("call", "on", "given", "of")


def written(settings: Node) -> Iterator[tuple[str, Node]]:
    """Those whose names are written out: what a call gives has names that only a run would tell."""
    entries = settings.entries()
    made = _TOLD_OF_A_CALL if "call" in entries else ()
    return ((key, node) for key, node in entries.items() if key not in made and not key.startswith("Fn::"))
