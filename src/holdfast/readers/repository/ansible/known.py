"""What Ansible's variables are known to hold, put into the options of modules and into the text of tasks."""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.evidence import Location
from holdfast.model.facts import Fact
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.configuration.exposed import is_exposed
from holdfast.readers.repository.text.nodes import Node, build, scalar

_NAME = r"(?P<name>[A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}|\[[\"']\w{1,80}[\"']\]){0,4})"
_HOLE = regex(rf"\{{\{{-?\s*{_NAME}(?P<rest>[^{{}}]{{0,200}})\}}\}}")
_FILTER = r"\|\s*(?:bool|int|string|list|default\([^(){}]{0,80}\))\s*"
_LONE = regex(rf"^\{{\{{-?\s*{_NAME}\s*(?:{_FILTER}){{0,3}}-?\}}\}}$")
_KEY = regex(r"\[[\"'](\w{1,80})[\"']\]")
_ELSE = regex(r"\|\s*default\(\s*[\"'](?P<value>[\w./:@-]{0,120})[\"']")
_OUTSIDE = regex(r"^\(\s*[\"']env[\"']\s*,\s*[\"'](?P<name>\w{1,80})[\"']\s*\)")
_MAX_TURNS = 3  # a variable may hold another one
_MAX_DEPTH = 4
_MOST_ITEMS = 100
_LONGEST = 20_000
_LONGEST_VALUE = 300


@record(frozen=True, slots=True)
class Value:
    """What a variable holds, and where that is written."""

    node: Node
    at: Location

    @property
    def text(self) -> str:
        """A single value as text; "" for a list."""
        return self.node.text() or ""


Known = Mapping[str, Value]
"""By name; what stands in a map goes by `map.key`."""


def known_in(snippet: Snippet, variables: Node) -> dict[str, Value]:
    """Those that hold one short text, or a list of such, and no secret: a command that is shown keeps its name."""
    return dict(_within(snippet, variables, "", 0))


def _within(snippet: Snippet, variables: Node, before: str, depth: int) -> Iterator[tuple[str, Value]]:
    for name, node in variables.entries().items() if depth < _MAX_DEPTH else ():
        if isinstance(node.value, dict):
            yield from _within(snippet, node, f"{before}{name}.", depth + 1)
        elif _is_plain(name, node):
            yield before + name, Value(node, snippet.at(node.key_line, max(node.end, node.key_line)))


def _is_plain(name: str, node: Node) -> bool:
    if isinstance(node.value, list):
        return len(node.value) <= _MOST_ITEMS and all(is_plain(name, item.text() or "") for item in node.value)
    return is_plain(name, node.text() or "")


def is_plain(name: str, text: str) -> bool:
    """A value that a command may show: one short line, and no secret."""
    return bool(text) and len(text) <= _LONGEST_VALUE and "\n" not in text and not is_exposed(name, text)


def with_values(given: Node, known: Known, depth: int = 0) -> Node:
    """A module's options with each that is nothing but a known variable replaced by what that holds."""
    if depth > _MAX_DEPTH:
        return given
    if isinstance(given.value, dict):
        return replace(given, value={key: with_values(one, known, depth + 1) for key, one in given.value.items()})
    if isinstance(given.value, list):
        return replace(given, value=[with_values(one, known, depth + 1) for one in given.value])
    told = _lone(given, known)
    return _as_here(told.node, given) if told else given


def _lone(node: Node, known: Known) -> Value | None:
    """What a node holds that is nothing but a variable, also where that holds another."""
    told: Value | None = None
    for _ in range(_MAX_TURNS):
        match = _LONE.match(node.value[:_LONGEST_VALUE]) if isinstance(node.value, str) else None
        found = known.get(_dotted(match["name"])) if match else None
        if found is None:
            break
        told, node = found, found.node
    return told


def _as_here(node: Node, given: Node) -> Node:
    """Another file's value on the lines of the option that takes it."""
    value = scalar(node.value) if isinstance(node.value, str) else node.value
    if isinstance(value, list):
        value = build(node.plain(), given.line).value
    return replace(given, value=value)


def taken(given: Node, known: Known) -> Iterator[tuple[int, Location]]:
    """The line of each option that is nothing but a known variable, and where the value of that is written."""
    for option in given.entries().values():
        told = _lone(option, known)
        if told is not None:
            yield option.key_line, told.at


def placed(reading: Reading, taken_at: Mapping[int, Location], snippet: Snippet) -> Reading:
    """A fact with its attributes placed where their values are written, not where an option takes them."""
    if not isinstance(reading, Fact) or not reading.places or not taken_at:
        return reading
    shift = snippet.first_line - 1

    def moved(place: Location) -> Location:
        alone = place.path == snippet.path and place.start_line == place.end_line
        return taken_at.get(place.start_line - shift, place) if alone else place

    return replace(reading, places={name: moved(place) for name, place in reading.places.items()})


def filled(text: str, values: Known) -> str:
    """The text with known variables written out, and all others as variables of a shell."""

    def held(hole: re.Match[str]) -> str:
        value = values.get(_dotted(hole["name"]))
        return value.text if value and value.text and value.text != hole[0] else hole[0]

    for _ in range(_MAX_TURNS):
        text = _HOLE.sub(held, text)[:_LONGEST]
    return _HOLE.sub(_as_shell, text)


def _dotted(name: str) -> str:
    return _KEY.sub(r".\1", name)


def _as_shell(hole: re.Match[str]) -> str:
    """A variable as a shell has it, with what it is where nobody says it; one of Ansible's own machine by that name."""
    outside = _OUTSIDE.match(hole["rest"]) if hole["name"] == "lookup" else None
    name = outside["name"] if outside else _dotted(hole["name"]).partition(".")[0]
    other = _ELSE.search(hole["rest"])
    return f"${{{name}:-{other['value']}}}" if other and other["value"] else f"${{{name}}}"
