"""What Ansible's variables hold: in the files kept for them, in inventories, and put into a task's text."""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.environments import DEVELOPMENT, PRODUCTION
from holdfast.model.facts import ApplicationCors, ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.api_cors import given_cors
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.nodes import Node, NodeError, parse_yaml

_VALUES = regex(
    r"(?:^|/)(?:group_vars|host_vars)/.{1,200}\.ya?ml$|(?:^|/)(?:vars|defaults)/[\w.-]+\.ya?ml$"
    r"|(?:^|/)(?:[\w.-]{1,60}[-_.])?vars(?:[-_.][\w.-]{1,60})?\.ya?ml$"
)
_ELSEWHERE = regex(r"(?:^|/)(?:molecule|tests?|meta|collections|\.[\w-]+)/")
_DEFAULTS = regex(r"(?:^|/)defaults/")
_PAIR = regex(
    r"(?:^|\s)(?P<name>[A-Za-z_]\w{0,80})\s?=\s?(?P<value>\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'|[^\s\"']{1,300})"
)
_HOLE = regex(
    r"\{\{-?\s*(?P<name>[A-Za-z_]\w*)(?P<rest>[^{}]{0,200})\}\}",
)
_ELSE = regex(r"\|\s*default\(\s*[\"'](?P<value>[\w./:@-]{0,120})[\"']")
_OUTSIDE = regex(r"^\(\s*[\"']env[\"']\s*,\s*[\"'](?P<name>\w{1,80})[\"']\s*\)")
_MAX_TURNS = 3  # a variable may hold another one
_LONGEST = 20_000
_LONGEST_VALUE = 300


def holds_values(path: str) -> bool:
    """Files of variables and nothing else, by their place or by their name."""
    return bool(_VALUES.search(path)) and not _ELSEWHERE.search(path)


def plain_values(variables: Node) -> dict[str, str]:
    """Name and value of those whose value is one short text, and no secret: a command that is shown keeps its name."""
    told = ((name, node.text()) for name, node in variables.entries().items())
    return {name: text for name, text in told if text and _is_plain(name, text)}


def _is_plain(name: str, text: str) -> bool:
    return len(text) <= _LONGEST_VALUE and "\n" not in text and not is_exposed(name, text)


def values_in(snippets: Iterable[Snippet]) -> dict[str, str]:
    """What variables hold in production: a default of a role gives way to what is said for hosts."""
    found: dict[str, str] = {}
    for snippet in sorted(snippets, key=_rank):
        for variables in _variables(snippet):
            found.update(plain_values(variables))
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
        return value if value and _is_plain(key or "", value) else hole[0]

    return _ITEM.sub(held, text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with known variables written out, and all others as variables of a shell."""

    def held(hole: re.Match[str]) -> str:
        value = values.get(hole["name"])
        return value if value and value != hole[0] else hole[0]

    for _ in range(_MAX_TURNS):
        text = _HOLE.sub(held, text)[:_LONGEST]
    return _HOLE.sub(_as_shell, text)


def _as_shell(hole: re.Match[str]) -> str:
    """A variable as a shell has it, with what it is where nobody says it; one of Ansible's own machine by that name."""
    outside = _OUTSIDE.match(hole["rest"]) if hole["name"] == "lookup" else None
    name = outside["name"] if outside else hole["name"]
    other = _ELSE.search(hole["rest"])
    return f"${{{name}:-{other['value']}}}" if other and other["value"] else f"${{{name}}}"
