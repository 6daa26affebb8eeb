"""Values that commands which release a template hand to its parameters."""

from collections.abc import Iterator, Mapping, Sequence

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.text.command_files import says_commands
from holdfast.readers.repository.text.nodes import Node

_RELEASES = regex(
    r"\bcloudformation\s+(?:deploy|create-stack|update-stack)\b|\bsam\s+deploy\b|^\s*parameter-overrides:"
)
_TEMPLATE = regex(
    r"(?:--template(?:-file|-body)?|(?<=\s)-t)[ =][\"']?(?:file://)?(?:\$(?:\w{1,80}|\{\w{1,80}\})[\"']?/)?(?P<path>[\w./-]{1,200})"
)
"""Below a folder that a variable names, its path is told from there."""
_STACK = regex(r"--stack-name[ =][\"']?(?P<name>[\w.-]{1,128})")
_PAIR = regex(
    r"ParameterKey=[\"']?(?P<key>\w{1,120})[\"']?,ParameterValue=[\"']?(?P<told>[^\s\"',\\;]{1,400})"
    r"|(?<![\w-])(?P<name>[A-Za-z]\w{0,119})=[\\\"']{0,2}(?P<value>[^\s\"',\\;]{1,400})"
)
_VARIABLE = regex(r"^\$(?:(?P<plain>\w{1,80})|[{(](?P<name>\w{1,80})(?::?-(?P<otherwise>[\w.*-]{1,200}))?[})])$")
_ASSIGNED = regex(
    r"^\s*(?:export\s+|readonly\s+|local\s+)?(?P<name>\w{1,80})(?:\s*[:?]?=\s*|:\s+)[\"']?"
    r"(?:\$\{\w{1,80}:?-(?P<otherwise>[\w.*-]{1,200})\}|(?P<value>[\w.:/@*-]{1,200}))[\"']?\s*(?:#.*)?$"
)
_OPTION = regex(r"(?:^|\s)--[a-z]")
"""Another option of the command, such as its tags, ends what is handed over."""
_LONGEST = 40
"""Rows of one command at most."""


@record(frozen=True, slots=True)
class Override:
    """What one such command hands over.

    Args:
        template: as the command names it; "" where it does not.
        values: by the names of the parameters.
        otherwise: those of the names whose value the script only takes where nobody gives it another.
        unseen: names that are handed what only the command knows when it runs.
    """

    template: str
    values: Mapping[str, Node]
    otherwise: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


def overridden(tree: Tree) -> Iterator[Override]:
    """One for each such command; one for another environment than production says nothing here."""
    for path in tree.paths:
        text = tree.open_text(path) if says_commands(path) else None
        if not isinstance(text, str) or ("parameter-overrides" not in text and "ParameterKey=" not in text):
            continue
        file = tree.with_text(path, text, EvidenceKind.CODED)
        if file.environment in (None, PRODUCTION):
            yield from _commands(file)


def _commands(file: Snippet) -> Iterator[Override]:
    past = 0
    weak: set[str] = set()
    known: dict[str, Node] = {}
    for number, row in enumerate(file.rows, start=1):
        if assigned := _ASSIGNED.match(row[:500]):
            value = assigned["otherwise"] or assigned["value"]
            known[assigned["name"]] = Node(value, number, number, number, home=file)
            (weak.add if assigned["otherwise"] else weak.discard)(assigned["name"])
        if number <= past or not _RELEASES.search(row[:2_000]) or row.lstrip().startswith("#"):
            continue
        past = _end(file.rows, number)
        rows = file.rows[number - 1 : past]
        together = " ".join(rows)[:8_000]
        stack = _STACK.search(together)
        if stack and environment_of(stack["name"]) not in (None, PRODUCTION):
            continue
        named = _TEMPLATE.search(together)
        told = [(name, node, _followed(node, known)) for name, node in _values(file, number, rows)]
        values = {name: followed for name, _, followed in told if followed is not None}
        if told:
            otherwise = frozenset(name for name, node, _ in told if _is_otherwise(node, weak))
            unseen = frozenset(name for name, _, _ in told) - values.keys()
            yield Override(named["path"] if named else "", values, otherwise, unseen)


def _is_otherwise(node: Node, weak: set[str]) -> bool:
    variable = _VARIABLE.match(node.text() or "")
    return variable is not None and (bool(variable["otherwise"]) or (variable["plain"] or variable["name"]) in weak)


def _followed(node: Node, known: Mapping[str, Node]) -> Node | None:
    """The value, or what the variable in its place holds by then or by default."""
    text = node.text() or ""
    variable = _VARIABLE.match(text)
    if variable is None:
        return None if "$" in text or "{" in text else node
    held = known.get(variable["plain"] or variable["name"])
    if held is None and variable["otherwise"]:
        return replace(node, value=variable["otherwise"])
    return held


def _end(rows: Sequence[str], first: int) -> int:
    """The last row of the command: of a setting of a workflow's step, what stands further in than its name."""
    own = len(rows[first - 1]) - len(rows[first - 1].lstrip())
    setting = rows[first - 1].lstrip().startswith("parameter-overrides:")
    last = first
    while last < min(len(rows), first + _LONGEST):
        if setting:
            row = rows[last]
            if not row.strip() or len(row) - len(row.lstrip()) <= own:
                break
        elif not rows[last - 1].rstrip().endswith("\\"):
            break
        last += 1
    return last


def _values(file: Snippet, first: int, rows: Sequence[str]) -> Iterator[tuple[str, Node]]:
    inside = False
    for number, row in enumerate(rows, start=first):
        before, word, after = row[:4_000].partition("parameter-overrides")
        inside = inside or bool(word)
        given = after if word else before
        ends = _OPTION.search(given) if inside else None
        for match in _PAIR.finditer(given[: ends.start()] if ends else given):
            if inside or match["key"]:
                value = match["told"] or match["value"]
                yield match["key"] or match["name"], Node(value, number, number, number, home=file)
        inside = inside and ends is None
