"""What Ansible's variables hold: in the files kept for them, in inventories, and item by item of a loop."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import DEVELOPMENT, PRODUCTION
from holdfast.model.facts import ApplicationCors, ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.ansible.files import holds_values
from holdfast.readers.repository.ansible.known import Value, is_plain, known_in
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.api_cors import given_cors
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_DEFAULTS = regex(r"(?:^|/)defaults/")
_PAIR = regex(
    r"(?:^|\s)(?P<name>[A-Za-z_]\w{0,80})\s?=\s?(?P<value>\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'|[^\s\"']{1,300})"
)


def values_in(snippets: Iterable[Snippet]) -> dict[str, Value]:
    """What variables hold in production: a default of a role gives way to what is said for hosts."""
    found: dict[str, Value] = {}
    for snippet in sorted(snippets, key=_rank):
        for variables in _variables(snippet):
            found.update(known_in(snippet, variables))
    return found


def _rank(snippet: Snippet) -> int:
    said = {None: 2, PRODUCTION: 3}.get(snippet.environment, 1)
    return 0 if _DEFAULTS.search(snippet.path) else said


def _variables(snippet: Snippet) -> list[Node]:
    """The maps of variables in a file; those of an inventory stand under its groups and hosts."""
    if not snippet.path.endswith((".yml", ".yaml")):
        return []
    try:
        root = parse_yaml(snippet.text)
    except NodeError:
        return []
    if holds_values(snippet.path):
        return [root]
    return list(_within(root, 0))


def _within(group: Node, depth: int) -> Iterator[Node]:
    for name, node in group.entries().items() if depth < 8 else ():
        if name == "vars":
            yield node
        elif name == "hosts":
            yield from node.entries().values()
        else:
            yield from _within(node, depth + 1)


def secrets_in(snippet: Snippet) -> Iterator[ExposedSecret]:
    """Secrets whose value stands in a file of variables or in an inventory."""
    for variables in _variables(snippet):
        for one in (variables, *(node for node in variables.entries().values() if node.entries())):
            yield from written_out(snippet, one)
    rows = () if snippet.path.endswith((".yml", ".yaml")) else enumerate(snippet.rows, start=1)
    for number, row in rows:
        if "=" in row and not row.lstrip().startswith(("#", ";")):
            for pair in _PAIR.finditer(row[:2_000]):
                yield from _secret(snippet, pair["name"], pair["value"].strip("\"'"), number, number)


def origins_let_in(snippet: Snippet) -> Iterator[ApplicationCors]:
    """The websites that a variable of hosts lets in, also where it stands in a map for a container's environment."""
    for variables in _variables(snippet) if snippet.environment != DEVELOPMENT else ():
        maps = (variables, *(node for node in variables.entries().values() if node.entries()))
        for one in maps:
            yield from given_cors(snippet, one.entries(), snippet.environment)


def written_out(snippet: Snippet, variables: Node) -> Iterator[ExposedSecret]:
    """Secrets among variables whose value stands there; what Ansible's vault holds, or another variable, does not."""
    for name, node in variables.entries().items():
        if isinstance(node.value, str):
            yield from _secret(snippet, name, node.value, node.key_line, node.end)


def _secret(snippet: Snippet, name: str, value: str, first: int, last: int) -> Iterator[ExposedSecret]:
    if "{{" in value or snippet.environment == DEVELOPMENT or not is_exposed(name, value):
        return
    yield ExposedSecret(
        kind=snippet.kind,
        at=covered(snippet.at(first, last), value),
        environment=snippet.environment,
        old=snippet.old,
        name=name,
        form=form_of(name, value),
    )


_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
_ITEM = regex(r"\{\{-?\s*item(?:\.(?P<key>\w{1,80})|\[\s*[\"'](?P<other>\w{1,80})[\"']\s*\])?\s*-?\}\}")
_MOST_TURNS = 20


def looped(text: str, task: Node) -> str:
    """The command once for each item that its task goes over, where the items stand there."""
    if not _ITEM.search(text):
        return text
    items = [item for name in _LOOPS for item in task.items(name)][:_MOST_TURNS]
    told = [once for item in items if (once := _with(item, text)) != text]
    return " && ".join(told) or text


def _with(item: Node, text: str) -> str:
    def held(hole: re.Match[str]) -> str:
        key = hole["key"] or hole["other"]
        value = item.text(key) if key else item.text()
        return value if value and is_plain(key or "", value) else hole[0]

    return _ITEM.sub(held, text)
