"""What a CDK program is made of: its files, and the classes, functions and bodies of loops in them."""

from collections.abc import Iterator
from dataclasses import field

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.syntax import Expr

SELF = ("this", "self")
LOOP = "loop "
"""How the names of bodies of loops begin: no method has a space in its name."""
LOCAL = "local "
"""How the names of functions begin that stand within a method: only that method calls them."""

_EXTENDED = regex(r"(?:extends\s{1,4}|\(\s{0,4})(?P<name>[A-Za-z_$][\w$.]{0,100})")

Guard = tuple[str, bool]
"""A condition's text, and whether what it guards runs when it holds."""


@record(frozen=False)
class Part:
    """A class of a program, or a file's code outside of classes.

    Args:
        name: of the class; empty for a file's own code.
        file: where it stands.
        base: what it extends, as written.
        parameters: names of its constructor's parameters; empty for one without.
        calls: every call in order, with the conditions around it.
        names: what each variable or field was first given.
        defaults: what each parameter is where nobody gives it.
        methods: those that the program itself calls, each with its own parameters, calls, names and `results`.
        results: what a method returns, in order, with the conditions around each; empty for a class.
    """

    name: str
    file: "File"
    base: str = ""
    parameters: tuple[str, ...] = ()
    calls: list[tuple[Expr, tuple[Guard, ...]]] = field(default_factory=list)
    names: dict[str, Expr] = field(default_factory=dict)
    defaults: dict[str, Expr] = field(default_factory=dict)
    methods: "dict[str, Part]" = field(default_factory=dict)
    results: list[tuple[Expr, tuple[Guard, ...]]] = field(default_factory=list)

    @property
    def extended(self) -> str:
        """The class that it extends, with whatever stands before its name; empty for one that extends none."""
        found = _EXTENDED.match(self.base)
        return found["name"] if found is not None else ""

    def own_calls(self) -> Iterator[tuple[Expr, tuple[Guard, ...]]]:
        """Every call of the part, those in its methods with them."""
        yield from self.calls
        for method in self.methods.values():
            yield from method.own_calls()

    def own_names(self) -> Iterator[Expr]:
        """What its variables, fields and parameters of methods are given."""
        yield from self.names.values()
        yield from self.defaults.values()
        for method in self.methods.values():
            yield from method.own_names()

    def own_results(self) -> Iterator[tuple[Expr, tuple[Guard, ...]]]:
        """What it and its methods give back."""
        yield from self.results
        for method in self.methods.values():
            yield from method.own_results()

    def method(self, call: Expr) -> "Part | None":
        """The method that a call on the part itself leads to."""
        return self.methods.get(str(call.value)) if is_own(call) or is_turn(call) else None

    def local(self, call: Expr) -> "Part | None":
        """The function within this method that a plain call leads to."""
        return self.methods.get(f"{LOCAL}{call.value}") if call.base is None and not call.new else None

    def fold(self, method: "Part") -> None:
        """Take what a method makes for a piece of this one, at the place where it stands."""
        self.calls = sorted((*self.calls, *method.calls), key=lambda found: found[0].end)
        for key, value in method.names.items():
            self.names.setdefault(key, value)

    def function(self, call: Expr) -> "Part | None":
        """The function of a file's own code that a plain call leads to."""
        plain = call.base is None and not call.new
        return self.methods.get(str(call.value)) if plain or is_turn(call) else None


@record(frozen=False)
class File:
    """One file of a program.

    Args:
        snippet: its text.
        parts: its own code, and then its classes.
        error: the first line that could not be parsed, 0 for none.
        offered: functions that nobody here calls and that only give something back, by the name others call them.
        wanted: what its loops go over that has a name which it gives to nothing itself.
        makers: functions that nobody here calls and that make something.
        once: words that the whole program says a single time.
    """

    snippet: Snippet
    parts: list[Part] = field(default_factory=list)
    error: int = 0
    offered: dict[str, Part] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    makers: set[str] = field(default_factory=set)
    once: frozenset[str] = frozenset()

    def named(self) -> Iterator[Expr]:
        """What its own code and its classes give names to, and what such objects hold."""
        waiting = [expr for part in self.parts for expr in (*part.names.values(), *part.defaults.values())]
        while waiting:
            expr = waiting.pop()
            yield expr
            if expr.sort in ("object", "call", "list"):
                waiting += [value for _, _, value in expr.entries]
            if expr.sort == "list":
                waiting += expr.parts


def is_own(call: Expr) -> bool:
    """A method of the object itself is called."""
    return call.base is not None and call.base.sort == "name" and call.base.value in SELF and not call.new


def is_turn(call: Expr) -> bool:
    """It stands for one turn of a loop; for all of them where it is handed an "each", which names the list."""
    return str(call.value).startswith(LOOP)
