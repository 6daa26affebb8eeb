"""Frozen dataclasses that cost little to make.

The standard library's decorator writes and compiles six functions for every frozen class when its module is loaded.
Two hundred classes made that a quarter of a small check. A record compiles one, its `__init__`, and shares the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["record"]

T = TypeVar("T")


def _record(*, frozen: bool, slots: bool = False, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """Like `dataclasses.dataclass`, with equality, hash and text by value.

    To mypy it *is* that decorator, so that a type checker holds what is frozen; the interpreter does not, and need not:
    its check at every assignment would cost as much again as the rest. `fields`, `replace`, `asdict` and pattern
    matching know a record as what it is, a dataclass.
    """
    if not frozen:
        raise TypeError("a record never changes; `dataclasses.dataclass` makes what does")

    def make(cls: type[T]) -> type[T]:
        made = dataclass(repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        declared: Any = made
        values = _values([one.name for one in fields(declared) if one.compare])

        def equal(self: T, other: object) -> bool:
            return bool(values(self) == values(other)) if type(other) is type(self) else NotImplemented

        def hashed(self: T) -> int:
            return hash(values(self))

        for name, method in (("__eq__", equal), ("__hash__", hashed), ("__repr__", _text)):
            if name not in cls.__dict__ or cls.__dict__[name] is None:
                setattr(made, name, method)
        return made

    return make


def _values(names: list[str]) -> Callable[[Any], object]:
    return attrgetter(*names) if names else lambda _record: ()


def _text(record: Any) -> str:
    shown = (f"{one.name}={getattr(record, one.name)!r}" for one in fields(record) if one.repr)
    return f"{type(record).__qualname__}({', '.join(shown)})"


if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    record = _record
