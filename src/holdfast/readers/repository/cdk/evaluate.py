"""What an expression comes to, for one use of a class and one environment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from holdfast.model.environments import canonical
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.conditions import behind, is_negated, plain
from holdfast.readers.repository.cdk.exports import Exports
from holdfast.readers.repository.cdk.parts import Guard, Part
from holdfast.readers.repository.cdk.supposed import is_handed, is_made, supposed
from holdfast.readers.repository.cdk.syntax import Expr, camel, default_of, item_of
from holdfast.readers.repository.cdk.told import (
    PRODUCTION_FLAG,
    asks,
    at,
    at_home,
    called,
    converted,
    environment_asked,
    is_anothers,
    is_untold,
    joined,
    led_to,
    node_of,
    rest_of,
    unknown,
    unsaid,
    written,
)
from holdfast.readers.repository.cdk.worked_out import member, only_table, worked_out
from holdfast.readers.repository.text.nodes import Node

_DEPTH = 24
_PLACEHOLDER = regex(r"\$?\{([\w.$?!\[\]'\"]{1,80}?)(?:\.(?:to(Low|Upp)erCase|(low|upp)er)\(\))?\}")
_WRITTEN = frozenset({"literal", "call", "either", "list", "sum"})
"""Expressions that say a value, and not only by which name it is found."""
_LEADS_ON = frozenset({"name", "index"})
_NAMES_PARTS = frozenset({"object", "call"})
"""Expressions with entries: an object, and a call with arguments by name, as Python makes what it keeps settings in."""


@dataclass(eq=False)
class Context:
    """One use of a class: who made it, with which properties, for which environment.

    Args:
        part: the class, or a file's own code.
        shared: what files export to one another, by name.
        environment: it is for, told by its name or properties; None when not told.
        region: it is built in; None when not told.
        bindings: what its constructor's parameters are, as expressions of the `parent`.
        parent: the use that makes this one.
        made: resource ids, by construct expression.
        children: uses of other classes, by the expression that makes them.
        named: this use names its environment itself, or one above it does.
        owner: the use of the class, or the file's own code, whose method this is one run of; None for all others.
        whole: the use of the code outside of classes in the same file.
        runs: every run of this use's methods.
        answers: the runs that calls within this use lead to.
        budget: expressions it may still evaluate; names that refer to names twice over would never end.
    """

    part: Part
    shared: dict[str, Expr]
    environment: str | None = None
    region: str | None = None
    bindings: dict[str, Expr] = field(default_factory=dict)
    parent: "Context | None" = None
    made: dict[Expr, str] = field(default_factory=dict)
    children: "dict[Expr, Context]" = field(default_factory=dict)
    named: bool = False
    owner: "Context | None" = None
    whole: "Context | None" = None
    runs: "list[Context]" = field(default_factory=list)
    answers: "dict[Expr, Context]" = field(default_factory=dict)
    budget: int = 100_000

    def id_of(self, expr: Expr) -> str | None:
        """The id of the resource that an expression makes: here, in a method that runs for this use, or in its file."""
        runs = (*self._around(), *self._wholes(expr))
        return next((run.made[expr] for run in runs if expr in run.made), None)

    def _child(self, expr: Expr) -> "Context | None":
        return next((run.children[expr] for run in self._around() if expr in run.children), None)

    def _around(self) -> "tuple[Context, ...]":
        return (self, *self.runs) if self.owner is None else (self, self.owner, *self.owner.runs)

    def _answer(self, call: Expr) -> "Context | None":
        """The run that a call leads to, here or where what it gives is kept under a name for others."""
        return next((one.answers[call] for one in (self, *self._wholes(call)) if call in one.answers), None)

    def _wholes(self, expr: Expr) -> "tuple[Context, ...]":
        return self.shared.wholes_of(expr) if isinstance(self.shared, Exports) else ()

    def ids(self) -> list[str]:
        """The ids of what this use makes, its own first."""
        return [name for run in self._around() for name in run.made.values()]

    def evaluate(self, expr: Expr, depth: int = 0) -> Node:
        """The value as a node on the expression's lines; what cannot be told is an empty function."""
        self.budget -= 1
        if depth > _DEPTH or self.budget < 0:
            return unknown(expr)
        match expr.sort:
            case "literal":
                return self._literal(expr)
            case "name":
                return self._supposed(expr, self._name(expr, depth), depth)
            case "object":
                return self._object(expr, depth)
            case "list":
                return node_of(list(self._items(expr.parts, depth)), expr)
            case "sum":
                return self._sum(expr, depth)
            case "choice" | "condition":
                return self._choice(expr, depth)
            case "either":
                return self._either(expr, depth)
            case "index":
                return self._index(expr, depth)
            case "call":
                return self._call(expr, depth)
            case "applied":
                return self.evaluate(expr.parts[0], depth + 1)
            case _:
                return unknown(expr)

    def _literal(self, expr: Expr) -> Node:
        if not isinstance(expr.value, str) or "{" not in expr.value:
            return node_of(expr.value, expr)

        def known(match: re.Match[str]) -> str:
            value = self.evaluate(Expr("name", expr.line, expr.end, match[1].removeprefix("this.")), _DEPTH - 6)
            text = value.text() or f"${{{match[1]}}}"
            form = (match[2] or match[3] or "").lower()
            return text.lower() if form == "low" else text.upper() if form == "upp" else text

        return node_of(_PLACEHOLDER.sub(known, expr.value), expr)

    def _name(self, expr: Expr, depth: int) -> Node:
        path = str(expr.value)
        found = self.find(path, depth)
        if found is None:
            # What is handed in from elsewhere under production's name is chosen for each environment.
            chosen = self.holds(path) if PRODUCTION_FLAG.fullmatch(path.rpartition(".")[2]) else None
            return node_of(chosen, expr) if chosen is not None else member(path, expr)
        context, value, rest = found
        if rest and (default := default_of(value, rest[0])) is not None:
            value, rest = default, ()
        told = at_home(context.evaluate(value, depth + 1), context._home(value), self.part.file.snippet)
        node = at(told, expr)
        if not rest and value.sort in _WRITTEN:
            node = replace(node, origin=told.origin or replace(told, home=context._home(value)))
        elif not rest and value.sort in _LEADS_ON:
            node = replace(node, origin=told.origin)
        return rest_of(node, rest, expr)

    def _supposed(self, expr: Expr, node: Node, depth: int) -> Node:
        """What is handed in by a maker that is not at hand."""
        if not isinstance(self.shared, Exports) or not is_untold(node) or is_made(self):
            return node
        handed = is_handed(expr, self.part, self.find(str(expr.value), depth))
        return supposed(expr, self.environment, self.shared.kept) if handed else node

    def _home(self, value: Expr) -> Snippet:
        """The text in which an expression stands that a name leads to: another one may export it."""
        homes = self.shared.homes if isinstance(self.shared, Exports) else {}
        return homes.get(id(value), self.part.file.snippet)

    def find(self, path: str, depth: int = 0) -> "tuple[Context, Expr, tuple[str, ...]] | None":
        """Where a dotted name leads: the context and expression of its head, and the names after it."""
        if depth > _DEPTH:
            return None
        names = path.split(".")
        for size in range(len(names), 0, -1):
            head, rest = ".".join(names[:size]), names[size:]
            given = self.bindings.get(head) if self.parent is not None else None
            if self.owner is not None and given is not None and self.parent is not None:
                return self._follow(self.parent, given, rest, depth)
            value = self.part.names.get(head) or (self.part.defaults.get(head) if given is None else None)
            if value is not None and not (value.sort == "name" and value.value in (path, head)):
                return self._follow(self, value, rest, depth)
            if given is not None and self.parent is not None:
                return self._follow(self.parent, given, rest, depth)
        if self.owner is not None and names[0] not in self.part.parameters:
            return self.owner.find(path, depth + 1)
        known = self._named_around(names[0]) if names[0] not in self.part.names else None
        if known is None and len(names) > 1:
            return self._of_class(names[0], names[1:], depth)
        return self._follow(self, known, names[1:], depth) if known is not None else None

    def _of_class(self, name: str, rest: list[str], depth: int) -> "tuple[Context, Expr, tuple[str, ...]] | None":
        """What a class says of all that are made of it, and of itself."""
        part = self.shared.classes.get(name) if isinstance(self.shared, Exports) else None
        value = part.names.get(rest[0]) if part is not None and part is not self.part else None
        if part is None or value is None:
            return None
        return self._follow(Context(part, self.shared, self.environment), value, rest[1:], depth + 1)

    def _named_around(self, name: str) -> Expr | None:
        """What this file, or else another one, gives a name to: several may have a constant of the same name."""
        own = self.part.file.parts[0].names if self.part.file.parts else {}
        return own.get(name) or self.shared.get(name)

    def _follow(
        self, context: "Context", value: Expr, rest: list[str], depth: int
    ) -> "tuple[Context, Expr, tuple[str, ...]] | None":
        child = context._child(value)
        if child is not None and rest and (child.part.parameters or not value.entries):
            return child.find(".".join(rest), depth + 1)
        if value.sort in _NAMES_PARTS and rest:
            asked = (rest[0], camel(rest[0]))
            entry = next((part for name, _, part in value.entries if name in asked), None)
            if entry is not None:
                return self._follow(context, entry, rest[1:], depth + 1)
            if value.sort == "call" and (of_class := context._of_class(str(value.value), rest, depth)) is not None:
                return of_class
            for spread in (part for name, _, part in value.entries if not name and part.sort == "name"):
                context.budget -= 1
                if context.budget > 0 and (found := context.find(".".join([str(spread.value), *rest]), depth + 1)):
                    return found
        if rest and (item := item_of(value, rest[0])) is not None:
            return self._follow(context, item, rest[1:], depth + 1)
        run = context._answer(value)
        if run is not None and (result := run.returned()) is not None:
            return self._follow(run, result, rest, depth + 1) if depth < _DEPTH else None
        if rest and depth < _DEPTH and (arm := context._arm(value, depth)) is not None:
            return self._follow(*arm, rest, depth + 1)
        if value.sort == "name" and rest:
            return context.find(".".join([str(value.value), *rest]), depth + 1)
        return context, value, tuple(rest)

    def returned(self) -> Expr | None:
        """What this run of a method gives back: the first that stands under no condition that is false."""
        return next((expr for expr, guards in self.part.results if self.allowed(guards)), None)

    def _arm(self, value: Expr, depth: int) -> "tuple[Context, Expr] | None":
        """What a choice, or a table with one entry for each environment, comes to where that is certain."""
        self.budget -= 1
        if value.sort == "choice":
            holds = self.holds(str(value.value))
            return None if holds is None else (self, value.parts[0 if holds else 1])
        if value.sort == "either" and depth < _DEPTH:
            return self._arm(value.parts[0], depth + 1)
        if value.sort != "index" or value.base is None or value.base.sort != "name" or self.budget < 0:
            return None
        found = self.find(str(value.base.value), depth + 1)
        if found is None or found[2] or found[1].sort != "object":
            return None
        entries = {name: part for name, _, part in found[1].entries}
        part = entries.get(self._key(value, entries, depth))
        return (found[0], part) if part is not None else None

    def _object(self, expr: Expr, depth: int) -> Node:
        entries: dict[str, Node] = {}
        for name, line, value in expr.entries:
            node = self.evaluate(value, depth + 1)
            if name:
                entries[name] = Node(node.value, value.line, value.end, line, node.origin)
                continue
            home = self._home_of(value, depth)
            for key, part in node.entries().items():
                # What comes from elsewhere is taken where it is written, and not where it is spread.
                here = part.origin is not None and home is self.part.file.snippet
                origin = part.origin or (replace(part, home=home) if home is not None else None)
                entries[key] = part if here else Node(part.value, line, line, line, origin)
        return node_of(entries, expr)

    def _home_of(self, value: Expr, depth: int) -> "Snippet | None":
        """The text in which stands what a name leads to, where that is certain."""
        found = self.find(str(value.value), depth) if value.sort == "name" else None
        if found is None or found[2]:
            return None
        return found[0]._home(found[1]) if found[1].sort in ("object", "choice") else None

    def _items(self, parts: tuple[Expr, ...], depth: int) -> Iterator[Node]:
        """The items of a list; what is spread into it brings its own, shown where it is spread."""
        for part in parts:
            inner = self.evaluate(part.parts[0] if part.sort == "spread" else part, depth + 1)
            if part.sort == "spread" and isinstance(inner.value, list):
                yield from (at(item, part) for item in inner.value)
            else:
                yield inner

    def _sum(self, expr: Expr, depth: int) -> Node:
        """Two lists as one, or two texts."""
        left, right = (self.evaluate(part, depth + 1) for part in expr.parts)
        if isinstance(left.value, list) and isinstance(right.value, list):
            return node_of([*left.value, *right.value], expr)
        is_text = isinstance(left.value, str) or isinstance(right.value, str)
        texts = [written(side) for side in (left, right)] if is_text else [None]
        return unknown(expr) if None in texts else node_of("".join(map(str, texts)), expr)

    def _choice(self, expr: Expr, depth: int) -> Node:
        holds = self.holds(str(expr.value))
        if expr.sort == "condition":
            return unknown(expr) if holds is None else node_of(holds, expr)
        yes, no, *given = (self.evaluate(part, depth + 1) for part in expr.parts)
        if holds is None and given:
            # As with `??`, what nobody gave is what stands in for it.
            holds = given[0].value is not None and not unsaid(given[0])
        if holds is not None:
            return at(yes if holds else no, expr)
        alike = yes.text() is not None and yes.text() == no.text()
        return at(yes, expr) if alike else unknown(expr)

    def _either(self, expr: Expr, depth: int) -> Node:
        """The first that is known; a default that names another environment than this one is what others get."""
        left = self.evaluate(expr.parts[0], depth + 1)
        if left.value is not None and not unsaid(left):
            return left
        default = self.evaluate(expr.parts[1], depth + 1)
        return unknown(expr) if not self.named and is_anothers(default, self.environment) else default

    def _index(self, expr: Expr, depth: int) -> Node:
        if expr.base is not None and expr.base.sort == "name" and expr.value:
            member = replace(expr.base, value=f"{expr.base.value}.{expr.value}")
            if (led := self.find(str(member.value), depth)) is not None and not led[2]:
                return replace(self._name(member, depth), line=expr.line, end=expr.end, key_line=expr.line)
        base = self.evaluate(expr.base, depth + 1) if expr.base is not None else unknown(expr)
        if reference := base.reference():
            return node_of({"Ref": node_of(reference, expr)}, expr)
        found = base.get(self._key(expr, base.entries(), depth))
        return led_to(found, expr, self.part.file.snippet) if found is not None else unknown(expr)

    def _key(self, expr: Expr, names: Mapping[str, object], depth: int) -> str:
        """The entry that an index asks for; of a table of environments this one's where it cannot be told."""
        key = str(expr.value or "")
        if not key and expr.parts:
            key = self.evaluate(expr.parts[0], depth + 1).text() or ""
        if key not in names and self.environment is not None:
            key = next((name for name in names if canonical(name) == self.environment), key)
        return key

    def _call(self, expr: Expr, depth: int) -> Node:
        if made := self.id_of(expr):
            return node_of({"Ref": node_of(made, expr)}, expr)
        run = self._answer(expr)
        if run is not None and (result := run.returned()) is not None:
            return led_to(run.evaluate(result, depth + 1), expr, run.part.file.snippet)
        name = str(expr.value)
        given = self._setting(expr) or worked_out(expr, self.evaluate, self._turn, depth + 1)
        if given is not None:
            return given
        receiver = str(expr.base.value) if expr.base is not None and expr.base.sort == "name" else ""
        arguments = [self.evaluate(part, depth + 1) for part in expr.parts]
        if (told_so := converted(name, receiver, arguments, expr)) is not None:
            return told_so
        base = self.evaluate(expr.base, depth + 1) if expr.base is not None else None
        if name == "concat" and base is not None and not receiver.endswith(("pulumi", "Output")):
            return joined(base, arguments, expr)
        keywords = {key: self.evaluate(value, depth + 1) for key, _, value in expr.entries}
        return called(expr, receiver, base, arguments, keywords)

    def _turn(self, name: str, item: Expr, body: Expr, depth: int) -> Node:
        """What a function that is called for each item of a list makes of one."""
        turn = replace(self, part=replace(self.part, names={**self.part.names, name: item}))
        made = turn.evaluate(body, depth)
        self.budget = turn.budget
        return made

    def _setting(self, expr: Expr) -> Node | None:
        """What a call that asks for a setting gets, shown where that stands."""
        key = expr.parts[0] if expr.parts else None
        settings = self.shared.settings if isinstance(self.shared, Exports) else {}
        if key is None or not settings or not asks(str(expr.value)):
            return None
        # What is asked for by the environment's own name has one entry for each.
        named_so = str(key.value) if key.sort == "literal" else self._key(expr, settings, _DEPTH - 6)
        found = settings.get(named_so) or (only_table(settings) if key.sort != "literal" else None)
        found = None if found is not None and not self.named and is_anothers(found, self.environment) else found
        return Node(found.value, expr.line, expr.end, expr.line, found) if found is not None else None

    def allowed(self, guards: tuple[Guard, ...]) -> bool:
        """Whether code under these conditions may run."""
        return all(self.holds(text) in (None, wanted) for text, wanted in guards)

    def holds(self, condition: str) -> bool | None:
        """Whether a condition that asks for the environment is true; None for any other."""
        text = condition.strip().strip("()").strip()
        if meant := behind(text, self.part.names, self.owner.part.names if self.owner is not None else {}):
            inner = self.holds(meant)
            return None if inner is None else inner is not text.startswith(("!", "not "))
        asked = environment_asked(text)
        if asked is None or self.environment is None:
            return self._plain(text)
        return (self.environment == asked) is not is_negated(text)

    def _plain(self, text: str) -> bool | None:
        """A condition that is a name with a literal value."""
        name, negated = plain(text)
        if not name or PRODUCTION_FLAG.search(name):
            return None
        value = self._name(Expr("name", 1, 1, name), _DEPTH - 6).flag()
        return None if value is None else value is not negated
