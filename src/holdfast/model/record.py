"""Dataclasses that cost little to make.

The standard library's decorator writes and compiles six functions for every frozen class when its module is loaded.
Two hundred classes made that a quarter of a small check. A record compiles one, its `__init__`, when its first value is
made, which most kinds of facts never see in one repository, and shares the rest. A copy with other values is made in
a third of the time: two thousand commands are each copied several times before all is known of them.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from dataclasses import replace as _any_replaced
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

__all__ = ["record", "replace"]

T = TypeVar("T")


def _record(*, frozen: bool, slots: bool = False, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """Like `dataclasses.dataclass`, with equality, text and (of what is frozen) hash by value.

    To mypy it *is* that decorator, so that a type checker holds what is frozen; the interpreter does not, and need not:
    its check at every assignment would cost as much again as the rest. `fields`, `replace`, `asdict` and pattern
    matching know a record as what it is, a dataclass.
    """

    def make(cls: type[T]) -> type[T]:
        # `dataclass` would ask what its signature is, to say that instead, which takes longer than all the rest.
        cls.__doc__ = cls.__doc__ or cls.__name__
        made = dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        declared: Any = made
        values = _values([one.name for one in fields(declared) if one.compare])

        def equal(self: T, other: object) -> bool:
            return bool(values(self) == values(other)) if type(other) is type(self) else NotImplemented

        def hashed(self: T) -> int:
            return hash(values(self))

        def first(self: T, *args: object, **named: object) -> None:
            declared.__init__ = _init(declared)
            declared.__init__(self, *args, **named)

        declared.__init__ = first
        for name, method in (("__eq__", equal), ("__hash__", hashed if frozen else None), ("__repr__", _text)):
            if name not in cls.__dict__ or cls.__dict__[name] is None:
                setattr(made, name, method)
        return made

    return make


def _values(names: list[str]) -> Callable[[Any], object]:
    return attrgetter(*names) if names else lambda _record: ()


def _init(declared: Any) -> Any:
    """An `__init__` as `dataclass` writes it, without the annotations, which take as long to compile as the rest."""
    given: dict[str, Any] = {"_new": object()}
    by_position, by_name, body = ["self"], ["*"], []
    for one in fields(declared):
        parameter, value = _taken(one, given)
        if one.init:
            (by_name if one.kw_only else by_position).append(parameter)
        if value:
            body.append(f"self.{one.name} = {value}")
    if hasattr(declared, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join(by_position + (by_name if len(by_name) > 1 else []))
    # As `dataclass` does: no other way to make a function with these parameters.
    exec(f"def __init__({parameters}):\n  " + "\n  ".join(body or ["pass"]), given)  # noqa: S102
    init = given["__init__"]
    init.__qualname__ = f"{declared.__qualname__}.__init__"
    return init


def _taken(one: Field[Any], given: dict[str, Any]) -> tuple[str, str]:
    """How a field stands among the parameters, and where its value comes from; adds what both name to `given`."""
    name, make, default = one.name, f"_make_{one.name}", f"_default_{one.name}"
    if one.default_factory is not MISSING:
        given[make] = one.default_factory
        return f"{name}=_new", f"{make}() if {name} is _new else {name}" if one.init else f"{make}()"
    if one.default is not MISSING:
        given[default] = one.default
        return f"{name}={default}", name if one.init else default
    return name, name if one.init else ""


def _replaced(record: T, /, **changes: Any) -> T:
    """Like `dataclasses.replace`, which asks each field anew what it is.

    Raises:
        TypeError: there is no field of such a name.
    """
    made: Any = type(record)
    shape = _shape(made)
    if shape is None or not changes.keys() <= shape[1].keys():
        other: Any = _any_replaced  # it knows the rarer kinds of fields, and what to say of a wrong name
        return cast("T", other(record, **changes))
    values, places = shape
    told = list(values(record))
    for name, value in changes.items():
        told[places[name]] = value
    return cast("T", made(*told))


@cache
def _shape(cls: type) -> tuple[Callable[[Any], tuple[object, ...]], dict[str, int]] | None:
    """What gives the values in the order of `__init__`, and each field's place; None where some are of a rarer kind."""
    declared: Any = cls
    own = fields(declared)
    if len(own) < 2 or any(one.kw_only or not one.init for one in own):
        return None
    return attrgetter(*(one.name for one in own)), {one.name: place for place, one in enumerate(own)}


def _text(record: Any) -> str:
    shown = (f"{one.name}={getattr(record, one.name)!r}" for one in fields(record) if one.repr)
    return f"{type(record).__qualname__}({', '.join(shown)})"


if TYPE_CHECKING:
    from dataclasses import dataclass as record
    from dataclasses import replace
else:
    record = _record
    replace = _replaced
