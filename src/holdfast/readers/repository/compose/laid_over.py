"""Compose files that production lays over another: what the lower one says holds, but for what is said anew."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.compose.listed import services_of
from holdfast.readers.repository.text.command_files import says_commands
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_LOWER = regex(r"(?i)^(?:docker-)?compose(?:[.-](?:base|common|shared|main))?\.ya?ml$")
_TELLS = regex(r"\.(?:md|rst|adoc|service|rb|py)$")
"""Files beside those of commands: guides, units, programs that bring releases."""
_SAID_ANEW = ("command", "entrypoint", "healthcheck")


@record(frozen=True)
class Upper:
    """What lies over a compose file: its environment, and its services by their names."""

    environment: str = PRODUCTION
    services: Mapping[str, Node] = field(default_factory=dict)


def laid_over(tree: Tree, composed: Iterable[Snippet]) -> dict[str, Upper]:
    """By the path of each lower file, what lies over it: it cannot start without that, or a command names both."""
    files = tuple(composed)
    lower = {posixpath.dirname(one.path): one for one in files if _LOWER.match(one.name)}
    found: dict[str, Upper] = {}
    for one in files:
        below = lower.get(posixpath.dirname(one.path))
        if below is None or below is one or environment_of(one.name) != PRODUCTION or "services:" not in one.text:
            continue
        services, whole = _services(one), _services(below)
        if _goes_on(services, whole) or _named_together(tree, below, one):
            found[below.path] = Upper(PRODUCTION, services)
    return found


def _services(snippet: Snippet) -> dict[str, Node]:
    try:
        return services_of(parse_yaml(snippet.text))
    except NodeError:
        return {}  # told by whoever reads the services


def _goes_on(upper: Mapping[str, Node], lower: Mapping[str, Node]) -> bool:
    """A service of the upper file says neither what it is made of nor what image it runs: the lower one does."""
    return any(
        name in lower and node.entries() and not any(node.has(key) for key in ("image", "build", "extends"))
        for name, node in upper.items()
    )


def _named_together(tree: Tree, lower: Snippet, upper: Snippet) -> bool:
    option = r"(?:-f|--file)[ =]\S*"
    both = re.compile(
        rf"{option}{re.escape(lower.name)}[\"']? (?:{option} )*{option}{re.escape(upper.name)}\b|"
        rf"COMPOSE_FILE=\S*{re.escape(lower.name)}:\S*{re.escape(upper.name)}\b"
    )
    if both.search(upper.text) or both.search(lower.text):
        return True
    texts = (tree.open_text(path) for path in tree.paths if says_commands(path) or _TELLS.search(path))
    return any(
        isinstance(text, str) and upper.name in text and both.search(text.replace("\\\n", " ")) for text in texts
    )


def beneath(services: Mapping[str, Node], upper: Mapping[str, Node]) -> dict[str, Node]:
    """The services of the lower file with what still holds of them."""
    return dict(_beneath(services, upper))


def _beneath(services: Mapping[str, Node], upper: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    for name, node in services.items():
        over = upper.get(name, Node(None))
        if any(over.items("profiles")):  # an empty list leaves it to start with the others
            continue
        gone = {key for key in _SAID_ANEW if over.has(key)} | {
            key for key in node.entries() if _is_reset(over.get(key))
        }
        kept = {key: value for key, value in node.entries().items() if key not in gone}
        if "environment" in kept and over.has("environment"):
            kept["environment"] = _without(kept["environment"], _names(over.child("environment")))
        yield name, replace(node, value=kept)


def _is_reset(node: Node | None) -> bool:
    """`!reset []`, `!override [...]`: nothing of the lower file's list is kept."""
    return node is not None and any(key in ("Fn::reset", "Fn::override") for key in node.entries())


def _names(environment: Node) -> frozenset[str]:
    listed = ((item.text() or "").partition("=")[0] for item in environment.items())
    return frozenset(environment.entries() or listed)


def _without(environment: Node, names: frozenset[str]) -> Node:
    if environment.entries():
        return replace(environment, value={key: v for key, v in environment.entries().items() if key not in names})
    items = [item for item in environment.items() if (item.text() or "").partition("=")[0] not in names]
    return replace(environment, value=items)
