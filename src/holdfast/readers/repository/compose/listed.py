"""The services of a compose file, where its form of the format lists them."""

from holdfast.readers.repository.text.nodes import Node

_OTHER_PARTS = ("services", "version", "networks", "volumes", "secrets", "configs", "include", "name")


def services_of(root: Node) -> dict[str, Node]:
    """The nodes of the services by their names; in the first form of the format they stand at the top themselves."""
    if any(root.has(part) for part in _OTHER_PARTS):
        return root.child("services").entries()
    found = root.entries()
    return found if found and all(one.has("image") or one.has("build") for one in found.values()) else {}
