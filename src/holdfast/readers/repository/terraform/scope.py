"""What names mean in a module that is called: variables, locals, outputs of further modules."""

from collections.abc import Iterator
from dataclasses import field
from typing import Protocol

from holdfast.model.environments import environment_of
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.evaluate import evaluate
from holdfast.readers.repository.terraform.functions import with_defaults
from holdfast.readers.repository.terraform.project import ENVIRONMENT_VARIABLE, Module, Project, source_of
from holdfast.readers.repository.terraform.steps import pairs
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.terraform.values import GIVEN, NOTHING, UNKNOWN, EnvironmentName, Place, Ref, Value

_OF_PEOPLE = regex(
    r"(?i)^(?!.*(?:zip|package|path|file|image|artifact|archive|jar)s?$)(?:.*(?:e?mail|phone|slack|teams|discord|webhook"
    r"|chatbot|chatwork|pager|opsgenie|alert|alarm|notif|budget|subscri|recipient|operator)"
    r"|(?:.*_)?(?:sns|topic|contact|on_?call))"
)
"""Variables for the address of people who are to hear of something: where nobody gives one, nobody does."""
_MAX_CALLS = 8
_MAX_COPIES = 40
_MAX_MODULES = 400


@record(frozen=False)
class Inputs:
    """What a run is given from outside.

    Args:
        environment: the environment that is read now, as the files spell it; None when they know only one.
        values: from `.tfvars` files, in the order in which the first decides.
        fallback: from example files; only for variables that have no other value.
        supposing: somebody gives what is null by default, unless it is an address of people.
    """

    environment: str | None = None
    values: dict[str, Expression] = field(default_factory=dict)
    fallback: dict[str, Expression] = field(default_factory=dict)
    supposing: bool = False


class Around(Protocol):
    """What names and functions mean that Terraform does not know, in the files of the tool that runs it."""

    def lookup(self, root: str, name: str) -> Value | None:
        """The value of `root.name`; None when it is none of the tool's."""

    def answer(self, function: str, arguments: list[Value]) -> Value | None:
        """What a function gives; None for one that is none of the tool's."""


@record(frozen=False)
class _State:
    """What all views of one called module share."""

    project: Project
    module: Module
    path: tuple[str, ...]
    inputs: Inputs
    arguments: dict[str, Expression] = field(default_factory=dict)
    caller: "ModuleScope | None" = None
    named: str | None = None
    asked_from: Place | None = None
    around: Around | None = None
    done: dict[tuple[str, str], Value] = field(default_factory=dict)
    busy: set[tuple[str, str]] = field(default_factory=set)
    children: "dict[str, list[ModuleScope]]" = field(default_factory=dict)
    modules: list[int] = field(default_factory=lambda: [0])


class ModuleScope:
    """One module, called once, for one environment; `named` is the environment that the call itself names."""

    __slots__ = ("_bindings", "state")

    def __init__(self, state: _State, bindings: dict[str, Value] | None = None) -> None:
        self.state = state
        self._bindings = bindings or {}

    @classmethod
    def root(cls, project: Project, module: Module, inputs: Inputs, named: str | None) -> "ModuleScope":
        """The scope of a module that somebody runs."""
        return cls(_State(project, module, (), inputs, named=named))

    @classmethod
    def within(cls, project: Project, module: Module, around: Around) -> "ModuleScope":
        """The scope of a file of the tool that runs Terraform; what stands in its modules is told from all others'."""
        return cls(_State(project, module, (module.folder,), Inputs(), around=around))

    @property
    def path(self) -> tuple[str, ...]:
        """The module calls that lead here."""
        return self.state.path

    @property
    def folder(self) -> str:
        """The module's folder."""
        return self.state.module.folder

    @property
    def asked_from(self) -> Place | None:
        """Where the stack that somebody runs calls for it; None in that stack itself."""
        return self.state.asked_from

    @property
    def named(self) -> str | None:
        """The environment that the folder or the call names."""
        return self.state.named

    def is_left(self, name: str) -> bool:
        """The stack's call of this module leaves the variable at its default, and nobody else can give it."""
        return self.state.caller is not None and name not in self.state.arguments

    def binding(self, name: str) -> Value | None:
        """The value of a name that a loop binds."""
        return self._bindings.get(name)

    def bind(self, **bindings: Value) -> "ModuleScope":
        """The same scope with more names bound."""
        return ModuleScope(self.state, {**self._bindings, **bindings})

    def lookup(self, root: str, name: str) -> Value | None:
        """The value of `root.name`; None when `root` is the type of a resource."""
        around = self.state.around
        told = around.lookup(root, name) if around is not None else None
        if told is not None:
            return told
        if root == "path":
            return Value(f"/{self.folder}") if name == "module" else NOTHING
        if root == "terraform":
            return self._environment() if name == "workspace" else NOTHING
        if root not in ("var", "local"):
            return None
        return self._once((root, name))

    def snippet(self, path: str) -> Snippet | None:
        """A file of the repository."""
        return self.state.project.snippet(path)

    def answer(self, function: str, arguments: list[Value]) -> Value | None:
        """What a function gives that the tool around Terraform has; None for one that it has not."""
        around = self.state.around
        return around.answer(function, arguments) if around is not None else None

    def output(self, call: str, name: str) -> Value:
        """The value of `module.call.name`; a reference when the module is not of this repository."""
        children = self.children(call)
        if not children:
            return Value(Ref(self.path, f"module.{call}", (name,)))
        return children[0]._once(("output", name))

    def called(self, call: str) -> Value:
        """The value of `module.call`: what each copy gives out, by its key or in order; NOTHING for an unknown one."""
        block = next((one for one in self.state.module.calls if one.labels[0] == call), None)
        children = self.children(call)
        if block is None or not children:
            return NOTHING
        given = [
            Value({name: child._once(("output", name)) for name in child.state.module.outputs}) for child in children
        ]
        if "for_each" in block.attributes:
            keys = [child.path[-1].partition("[")[2].removesuffix("]") for child in children]
            return Value(dict(zip(keys, given, strict=True)))
        return Value(given) if "count" in block.attributes else given[0]

    def _once(self, key: tuple[str, str]) -> Value:
        state = self.state
        known = state.done.get(key)
        if known is not None:
            return known
        if key in state.busy or len(state.busy) > 40:
            return NOTHING
        state.busy.add(key)
        try:
            value = self._find(*key)
        finally:
            state.busy.discard(key)
        state.done[key] = value
        return value

    def _find(self, root: str, name: str) -> Value:
        module = self.state.module
        plain = ModuleScope(self.state)
        if root == "local":
            return evaluate(module.locals[name], plain) if name in module.locals else NOTHING
        if root == "output":
            block = module.outputs.get(name)
            return evaluate(block.attributes["value"], plain) if block and "value" in block.attributes else NOTHING
        return self._variable(name, plain)

    def _variable(self, name: str, plain: "ModuleScope") -> Value:
        block = self.state.module.variables.get(name)
        shape = block.attributes.get("type") if block is not None else None
        value = self._given_or_default(name, block, plain)
        return value if shape is None else with_defaults(value, evaluate(shape, plain))

    def _given_or_default(self, name: str, block: Block | None, plain: "ModuleScope") -> Value:
        state = self.state
        if state.caller is not None and name in state.arguments:
            value = evaluate(state.arguments[name], state.caller)
            if value.data is not None:
                return value
        if state.caller is None:
            given = self._given(name, plain)
            if given is not None:
                return given
        default = block.attributes.get("default") if block is not None else None
        fallback = state.inputs.fallback.get(name) if state.caller is None else None
        if default is not None:
            value = evaluate(default, plain)
            supposed = state.inputs.supposing and state.caller is None and value.data is None
            if not supposed or _OF_PEOPLE.search(name):
                return value
            return _filled_in(evaluate(fallback, plain)) if fallback is not None else Value(GIVEN, value.place)
        return _filled_in(evaluate(fallback, plain)) if fallback is not None else NOTHING

    def _given(self, name: str, plain: "ModuleScope") -> Value | None:
        if name in self.state.inputs.values:
            return evaluate(self.state.inputs.values[name], plain)
        if ENVIRONMENT_VARIABLE.fullmatch(name) and self.state.inputs.environment:
            return self._environment()
        return None

    def _environment(self) -> Value:
        name = self.state.inputs.environment
        return Value(EnvironmentName(name)) if name else NOTHING

    def children(self, name: str) -> "list[ModuleScope]":
        """The scopes of a local module that is called as `name`; none for a registry module or a count of 0."""
        if name not in self.state.children:
            self.state.children[name] = []  # a call that needs its own output finds none
            call = next((call for call in self.state.module.calls if call.labels[0] == name), None)
            self.state.children[name] = list(self._called(call)) if call is not None else []
        return self.state.children[name]

    def _called(self, call: Block) -> "Iterator[ModuleScope]":
        state = self.state
        target = state.project.resolve(source_of(call), state.module.folder)
        if target is None or self._runs_inside(target) or len(state.path) >= _MAX_CALLS:
            return
        for copy in self.copies(call):
            state.modules[0] += 1
            if state.modules[0] > _MAX_MODULES:
                return
            child = _State(
                state.project,
                target,
                (*state.path, call.labels[0] + (f"[{copy.key}]" if copy.key else "")),
                state.inputs,
                arguments=call.attributes,
                caller=copy.scope,
                named=state.named or copy.named(call),
                asked_from=state.asked_from or Place(call.snippet, call.line, call.line),
                modules=state.modules,
            )
            yield ModuleScope(child)

    def _runs_inside(self, module: Module) -> bool:
        scope: ModuleScope | None = self
        while scope is not None:
            if scope.state.module is module:
                return True
            scope = scope.state.caller
        return False

    def copies(self, block: Block) -> "list[Copy]":
        """The copies that `count` and `for_each` make of a block; none when they make none."""
        if "for_each" in block.attributes:
            over = evaluate(block.attributes["for_each"], self)
            if isinstance(over.data, Ref):
                return self._copies_of(over.data) or [Copy(self, None, self._amount(over.data))]
            if not isinstance(over.data, (list, dict)):
                return [Copy(self, None, 1)]
            return [
                Copy(self.bind(each=Value({"key": key, "value": item})), key.text(), 1, item.place)
                for key, item in _members(over)[:_MAX_COPIES]
            ]
        if "count" in block.attributes:
            number = evaluate(block.attributes["count"], self)
            if number.flag() is False or number.number() == 0:
                return []
            amount = number.number()
            if amount is None or not 0 < amount < 1e6:
                return [Copy(self, None, _meant(block))]
            if block.labels[:1] and block.labels[0] in _EACH_BY_ITSELF:
                turns = range(min(int(amount), _MAX_COPIES))
                return [Copy(self.bind(count=Value({"index": Value(turn)})), None, 1) for turn in turns]
            return [Copy(self, None, int(amount))]
        return [Copy(self, None, 1)]

    def _copies_of(self, ref: Ref) -> "list[Copy]":
        """The copies of another resource, which `for_each` goes over."""
        block = next((one for one in self.state.module.resources if ".".join(one.labels) == ref.address), None)
        if block is None or ref.attributes:
            return []
        found = []
        key = ("for_each", ref.address)
        if key in self.state.busy:
            return []
        self.state.busy.add(key)
        copies = self.copies(block)
        self.state.busy.discard(key)
        for copy in copies:
            item = Value(Ref(ref.path, ref.address, (), copy.key))
            if copy.key is not None:
                found.append(Copy(self.bind(each=Value({"key": Value(copy.key), "value": item})), copy.key, 1))
        return found

    def _amount(self, ref: Ref) -> int:
        """How many copies a resource has, in whichever module it stands; 1 when that cannot be told."""
        scope: ModuleScope | None = self
        while scope is not None and scope.state.caller is not None:
            scope = scope.state.caller
        for step in ref.path[len(scope.path) if scope is not None else 0 :]:
            children = scope.children(step.partition("[")[0]) if scope is not None else []
            scope = next((child for child in children if child.path[-1] == step), None)
        key = ("for_each", ".".join((*ref.path, ref.address)))
        if scope is None or ref.key is not None or key in self.state.busy:
            return 1
        block = next((one for one in scope.state.module.resources if ".".join(one.labels) == ref.address), None)
        self.state.busy.add(key)
        amount = sum(copy.count for copy in scope.copies(block)) if block is not None else 1
        self.state.busy.discard(key)
        return max(amount, 1)


_EACH_BY_ITSELF = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule")
"""What is no amount of one thing: each opens another port, or lets somebody else in."""


def _meant(block: Block) -> int:
    """How many copies whoever wrote it has in mind, where nobody sees the number: several have to be told apart."""
    rows = block.snippet.rows[block.line - 1 : block.end]
    switched = any(map(_SWITCHED, rows))
    return 2 if not switched and any("count.index" in row for row in rows) else 1


_SWITCHED = regex(r"\s*count\s*=[^?\n]{1,200}\?\s*(?:1\s*:\s*0|0\s*:\s*1)\s*(?:#.*)?$").match


def _members(over: Value) -> list[tuple[Value, Value]]:
    if isinstance(over.data, dict):
        return pairs(over)
    return [(item, item) for item in over.items()]


@record(frozen=True, slots=True)
class Copy:
    """One of the copies of a block: its scope, the key of `for_each`, how many `count` makes; its `entry` in a list."""

    scope: ModuleScope
    key: str | None
    count: int
    entry: Place | None = None

    def named(self, block: Block) -> str | None:
        """The environment that the key, an argument or the label of the block names."""
        if self.key and environment_of(self.key):
            return environment_of(self.key)
        for name, expression in block.attributes.items():
            if not ENVIRONMENT_VARIABLE.fullmatch(name):
                continue
            value = evaluate(expression, self.scope)
            if isinstance(value.data, str) and value.known and not isinstance(value.data, EnvironmentName):
                return environment_of(value.data) if expression.place() == value.place else None
            return None
        return environment_of(block.labels[-1]) if block.labels else None


def _filled_in(value: Value) -> Value:
    """A value of a file to copy; an empty one stands where whoever copies it writes theirs."""
    return Value(UNKNOWN, value.place) if value.data in ("", [], {}) else value
