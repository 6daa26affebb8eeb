"""Settings of a class whose maker is not at hand: what the program keeps under their very names is what it is given."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.record import record
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.parts import Part
from holdfast.readers.repository.cdk.syntax import Expr, camel
from holdfast.readers.repository.cdk.told import named, unknown
from holdfast.readers.repository.text.nodes import Node

_DEEPEST = 4
_MOST = 2_000


@record(frozen=True)
class Setting:
    """A value that is written out, by the names that lead to it; `environment`: whose table it stands in, if told."""

    names: tuple[str, ...]
    environment: str | None
    value: Expr
    home: Snippet

    def answers(self, asked: tuple[str, ...]) -> bool:
        """By the last two of these names; or by the last alone, where the one before is only what holds them all."""
        return self.names[-2:] == asked[-2:] or self.names == asked[-1:]


def is_made(use: Any) -> bool:
    """The program itself makes what this is a use of, or something in it: its file runs, and no class for itself."""
    while use.parent is not None:
        use = use.parent
    return not use.part.name


def is_handed(expr: Expr, part: Part, led: tuple[Any, Expr, Any] | None) -> bool:
    """A name within a parameter, or one that leads on to such a name."""
    head, _, rest = str(expr.value).partition(".")
    kept = led[1] if led is not None else part.names.get(head)
    return (head in part.parameters and bool(rest)) if kept is None else kept.sort in ("name", "index")


def supposed(expr: Expr, asked: str | None, settings: Iterable[Setting]) -> Node:
    """What a name comes to where every table says the same of it; unknown for all else.

    Args:
        expr: the name.
        asked: the environment, whose own tables come before those of others.
        settings: all that the program keeps.
    """
    names = tuple(map(camel, str(expr.value).split(".")))
    known = [one for one in settings if one.answers(names)]
    own = [one for one in known if one.environment in (None, asked)] or known
    if not own or len({repr(one.value.value) for one in own}) > 1:
        return unknown(expr)
    value = own[0].value
    origin = Node(value.value, value.line, value.end, value.line, home=own[0].home)
    return Node(value.value, expr.line, expr.end, expr.line, origin)


def settings_in(named_there: Iterable[tuple[str, Expr, Snippet]]) -> tuple[Setting, ...]:
    """What stands in the tables that files give a name to; nothing where there is too much to tell one from another."""
    found: list[Setting] = []
    for name, expr, home in named_there:
        found.extend(_written_in(expr, (), named(name) or home.environment, home, 0))
        if len(found) > _MOST:
            return ()
    return tuple(found)


def _written_in(
    expr: Expr, names: tuple[str, ...], environment: str | None, home: Snippet, depth: int
) -> Iterator[Setting]:
    for name, _, value in expr.entries if expr.sort == "object" and depth < _DEEPEST else ():
        told = named(name)
        within = names if told else (*names, camel(name))
        if value.sort == "literal" and within:
            yield Setting(within, environment, value, home)
        else:
            yield from _written_in(value, within, told or environment, home, depth + 1)
