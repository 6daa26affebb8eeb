"""CloudFormation's functions: parameters, mappings and conditions followed to plain values where that is possible."""

import re
from dataclasses import field

from holdfast.model.environments import PRODUCTION, canonical, named_in
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Node

_PLACEHOLDER = regex(r"\$\{(!?[^{}$]{1,200})\}")
_ENVIRONMENT_NAME = regex(r"env|stage", re.IGNORECASE)


@record(frozen=False)
class Evaluator:
    """Follows the functions of one template for one environment.

    Args:
        root: the template.
        environment: the one to evaluate for; None for the parameters' defaults.
    """

    root: Node
    environment: str | None = None
    _done: dict[int, Node] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parameters = self.root.child("Parameters").entries()
        self.mappings = self.root.child("Mappings")
        self.conditions = self.root.child("Conditions").entries()
        self.chooser = _environment_parameter(self.root)

    def resolve(self, node: Node) -> Node:
        """The node with everything followed that can be; what cannot stays a function."""
        if not isinstance(node.value, (dict, list)):
            return node
        key = id(node.value)
        if key not in self._done:
            self._done[key] = self._resolve(node)
        found = self._done[key]
        return replace(found, key_line=node.key_line)

    def _resolve(self, node: Node) -> Node:
        if isinstance(node.value, list):
            items = (self.resolve(item) for item in node.value)
            return replace(node, value=[item for item in items if not _is_nothing(item)])
        if len(node.entries()) == 1:
            ((name, argument),) = node.entries().items()
            if name in ("Ref", "Condition") or name.startswith("Fn::"):
                return self._function(name, argument, node)
        entries = {key: self.resolve(part) for key, part in node.entries().items()}
        return replace(node, value={key: part for key, part in entries.items() if not _is_nothing(part)})

    def _function(self, name: str, argument: Node, node: Node) -> Node:
        match name:
            case "Ref":
                return self._ref(argument, node)
            case "Fn::If":
                return self._if(argument, node)
            case "Fn::FindInMap":
                return self._find(argument, node)
            case "Fn::Sub":
                return self._sub(argument, node)
            case "Fn::Join":
                return self._join(argument, node)
            case "Fn::Select":
                return self._select(argument, node)
            case "Fn::Base64":
                return replace(self.resolve(argument), key_line=node.key_line)
            case "Fn::GetAtt" | "Fn::ImportValue":
                return replace(node, value={name: self.resolve(argument)})
            case _:
                return replace(node, value={name: self.resolve(argument)})

    def _ref(self, argument: Node, node: Node) -> Node:
        name = argument.text() or ""
        if name == self.chooser:
            return node  # a name made with it is the same name in every environment
        parameter = self.parameters.get(name)
        default = parameter.get("Default") if parameter is not None else None
        if default is None or parameter is None:
            return node
        if "List" in (parameter.text("Type") or "") and isinstance(default.value, str):
            parts = [replace(node, value=part.strip()) for part in default.value.split(",") if part.strip()]
            return replace(node, value=parts)
        return replace(node, value=default.value, origin=default)

    def _if(self, argument: Node, node: Node) -> Node:
        parts = argument.items()
        if len(parts) != 3:
            return node
        holds = self.holds(parts[0].text() or "")
        if holds is None:
            return replace(node, value={"Fn::If": argument})
        return replace(self.resolve(parts[1 if holds else 2]), key_line=node.key_line)

    def _find(self, argument: Node, node: Node) -> Node:
        keys = [self._chosen(part) for part in argument.items()]
        found = self.mappings.get(*keys[:3]) if len(keys) >= 3 else None
        if found is None and len(keys) >= 3:
            found = self._alike(keys)
        if found is None:
            return replace(node, value={"Fn::FindInMap": argument})
        # The value's own line says more than the line that looks it up.
        return replace(found, key_line=found.key_line)

    def _alike(self, keys: list[str]) -> Node | None:
        """The value that a map has for every key that may be asked, where one of the two keys is not told."""
        table = self.mappings.child(keys[0])
        row = table.get(keys[1])
        cells = [row.get(keys[2]) for row in table.entries().values()] if row is None else [*row.entries().values()]
        texts = {cell.text() if cell is not None else None for cell in cells}
        return cells[0] if len(texts) == 1 and None not in texts else None

    def _chosen(self, part: Node) -> str:
        """The text of a key or of one side of a comparison; the environment's own word for its parameter."""
        resolved = self.resolve(part)
        if self.chooser and resolved.reference() == self.chooser:
            return self._word()
        return resolved.text() or ""

    def _word(self) -> str:
        words = _environment_words(self.root, self.chooser)
        default = self.parameters[self.chooser].text("Default") or ""
        if self.environment is None:
            return default
        return next((word for word in words if canonical(word) == self.environment), default or self.environment)

    def _sub(self, argument: Node, node: Node) -> Node:
        parts = argument.items() if isinstance(argument.value, list) else [argument]
        values = parts[1].entries() if len(parts) > 1 else {}

        def known(match: re.Match[str]) -> str:
            name = match[1]
            if name in values:
                return self.resolve(values[name]).text() or match[0]
            return self._ref(replace(argument, value=name), Node({"Ref": replace(argument, value=name)})).text() or ""

        text = parts[0].text() if parts else None
        if text is None:
            return node
        line = parts[0]
        origin = self._last_default(text, values)
        return replace(node, value=_PLACEHOLDER.sub(known, text), line=line.line, end=line.end, origin=origin)

    def _last_default(self, text: str, values: dict[str, Node]) -> Node | None:
        """The parameter's default with which a text ends, as an image does with its tag."""
        last = next((match for match in _PLACEHOLDER.finditer(text) if match.end() == len(text)), None)
        if last is None or last[1] == self.chooser:
            return None
        if last[1] in values:
            return self.resolve(values[last[1]]).origin
        parameter = self.parameters.get(last[1])
        return parameter.get("Default") if parameter is not None else None

    def _join(self, argument: Node, node: Node) -> Node:
        parts = argument.items()
        if len(parts) != 2:
            return node
        listed = self.resolve(parts[1])
        texts = [item.text() for item in listed.items()]
        if any(text is None for text in texts) or listed.reference():
            return node
        return replace(node, value=(parts[0].text() or "").join(text for text in texts if text is not None))

    def _select(self, argument: Node, node: Node) -> Node:
        parts = argument.items()
        index = parts[0].integer() if parts else None
        listed = self.resolve(parts[1]).items() if len(parts) == 2 else []
        if index is None or not 0 <= index < len(listed):
            return node
        return replace(listed[index], key_line=node.key_line)

    def holds(self, condition: str) -> bool | None:
        """Whether a named condition is true; None when that depends on what is not told."""
        node = self.conditions.get(condition)
        if node is None or condition in self._asked:
            return None
        self._asked.add(condition)
        try:
            return self._true(node)
        finally:
            self._asked.discard(condition)

    def _true(self, node: Node) -> bool | None:
        if len(node.entries()) != 1:
            return None
        ((name, argument),) = node.entries().items()
        match name:
            case "Condition":
                return self.holds(argument.text() or "")
            case "Fn::Not":
                inner = self._true(argument.items()[0]) if argument.items() else None
                return None if inner is None else not inner
            case "Fn::And" | "Fn::Or":
                return _combined([self._true(part) for part in argument.items()], every=name == "Fn::And")
            case "Fn::Equals":
                return self._equal(argument.items())
            case _:
                return None

    def _equal(self, sides: list[Node]) -> bool | None:
        if len(sides) != 2:
            return None
        left, right = (self._chosen(side) for side in sides)
        unknown = "${" in left + right or any(
            isinstance(self.resolve(side).value, dict) and not word
            for side, word in zip(sides, (left, right), strict=True)
        )
        return None if unknown else left == right


def _combined(parts: list[bool | None], *, every: bool) -> bool | None:
    if (not every) in parts:
        return not every
    return None if None in parts or not parts else every


def _is_nothing(node: Node) -> bool:
    return isinstance(node.value, dict) and node.reference() == "AWS::NoValue"


def environments(root: Node) -> tuple[str, ...]:
    """The environments that a template's own parameter tells apart, when its text depends on it; else none."""
    chooser = _environment_parameter(root)
    if not chooser:
        return ()
    names = tuple(dict.fromkeys(canonical(word) for word in _environment_words(root, chooser)))
    if not _is_open(root, chooser) or PRODUCTION in names:
        return names if len(names) > 1 or _is_open(root, chooser) else ()
    # What is told apart is the others: production is whatever is none of them.
    return (*names, PRODUCTION)


def _environment_parameter(root: Node) -> str:
    """The parameter whose values are environments: by its name and its values; empty when there is none."""
    for name, parameter in root.child("Parameters").entries().items():
        values = (*parameter.texts("AllowedValues"), parameter.text("Default") or "")
        if not any(values) and re.fullmatch(r"(?i)env(?:ironment)?(?:_?name)?|stage", name):
            values = (*_map_keys(root), *_compared(root))
        if any(_is_environment(value) for value in values) and (
            _ENVIRONMENT_NAME.search(name) or len([v for v in values if _is_environment(v)]) > 1
        ):
            return name
    return ""


def _is_open(root: Node, chooser: str) -> bool:
    """The template neither lists the environments nor has one of its own: whoever releases says which one it is."""
    parameter = root.child("Parameters", chooser)
    return not parameter.has("AllowedValues") and not parameter.text("Default")


def _compared(root: Node) -> list[str]:
    """The words with which conditions compare."""
    return [node.value for node in root.child("Conditions").scalars() if isinstance(node.value, str)]


def _map_keys(root: Node) -> list[str]:
    """The keys of both levels of every map."""
    maps = [mapping.entries() for mapping in root.child("Mappings").entries().values()]
    inner = (key for rows in maps for row in rows.values() for key in row.entries())
    return [*(key for rows in maps for key in rows), *inner]


def _environment_words(root: Node, chooser: str) -> tuple[str, ...]:
    parameter = root.child("Parameters", chooser)
    words = list(parameter.texts("AllowedValues")) or [parameter.text("Default") or ""]
    if not parameter.has("AllowedValues"):
        words += [*_compared(root), *_map_keys(root)]
    return tuple(dict.fromkeys(word for word in words if _is_environment(word)))


def _is_environment(word: str) -> bool:
    return len(named_in(word)) == 1 and re.fullmatch(r"[\w-]{2,20}", word) is not None
