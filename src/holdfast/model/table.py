"""What every table of the spec is: a frozen dataclass that pydantic checks when there is something to doubt.

What a key may hold is written in pydantic's own words (`ge`, `pattern`, `min_length`, …) once, beside the key, and
pydantic itself reads it there. Loading pydantic took a fifth of a small check, so values that are valid beyond doubt
(`plainly`) do without it; whatever is not is pydantic's to accept or to refuse, and every refusal is pydantic's.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from datetime import date
from functools import cache, partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
    overload,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


class Table:
    """A table of the spec: unknown keys are mistakes, and nothing changes after reading."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid"}

    @classmethod
    def model_validate(cls, values: object) -> Self:
        """The table that `values` give, every one of them checked.

        Raises:
            pydantic.ValidationError: with everything that is not valid.
        """
        try:
            made: Self = plainly(cls, values)
        except ValueError:
            made = checked(cls, values)
        return made


def checked(table: Any, values: object) -> Any:
    """The `table` (a subclass of `Table`) that `values` give, by pydantic.

    Raises:
        pydantic.ValidationError: with everything that is not valid.
    """
    return _adapter(table).validate_python(values)


@cache
def _adapter(table: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(table)


def plainly(table: Any, values: object) -> Any:
    """The `table` (a subclass of `Table`) that `values` give, where they are valid beyond doubt.

    They are of the very types and within the limits, and the table equals what `checked` gives. Nothing is converted
    but lists, and whole numbers where a key holds fractions.

    Raises:
        ValueError: there is a doubt; whether `values` are valid is for `checked` to say.
    """
    declared = _fields_of(table)
    if type(values) is not dict or not values.keys() <= declared.keys():
        raise _DoubtError
    if any(needed and name not in values for name, needed in declared.items()):
        raise _DoubtError
    return table(**{name: _reader_of(table, name)(value) for name, value in values.items()})


class _DoubtError(ValueError):
    """Whether a value is valid is for pydantic to say."""


class Limits:
    """What values of a type must keep to, in pydantic's words; stands in `Annotated`."""

    def __init__(self, *, examples: tuple[str, ...] = (), **words: object) -> None:
        """Keep `words`, such as `pattern` or `ge`, and the `examples` that the JSON Schema shows."""
        self._examples = list(examples)
        self._words = words

    def plainly_kept(self, value: Any) -> bool:
        """Whether `value` keeps to these beyond doubt; of a word that is not known here, never."""
        return all(word in _KEPT and _KEPT[word](value, limit) for word, limit in self._words.items())

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Called by pydantic: the type's own rules, and these."""
        return {**handler(source), **self._words}

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Called by pydantic: what a JSON Schema says of the type."""
        described = handler(core)
        return {**described, "examples": self._examples} if self._examples else described


def _matches(text: str, pattern: str) -> bool:
    # Pydantic's engine is another one: what `\\w` and `$` are outside printable ASCII, the two do not agree on.
    return text.isascii() and text.isprintable() and re.search(pattern, text) is not None


_KEPT: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "min_length": lambda value, limit: len(value) >= limit,
    "pattern": _matches,
}

_LARGEST_EXACT = 2**53
"""Whole numbers up to here are fractions without loss."""


@cache
def _fields_of(table: Any) -> dict[str, bool]:
    """The keys of a table, and whether each must be given."""
    return {one.name: one.default is MISSING and one.default_factory is MISSING for one in fields(table) if one.init}


@cache
def _reader_of(table: Any, name: str) -> Callable[[Any], Any]:
    """What turns the value of one key into what the table holds, or doubts."""
    one = next(one for one in fields(table) if one.name == name)
    words = {word: limit for word, limit in one.metadata.items() if word != "description"}
    return partial(_limited, _reader(one.type), (Limits(**words),))


def _reader(declared: Any) -> Callable[[Any], Any]:
    inner = get_args(declared)
    match get_origin(declared):
        case origin if origin is Annotated:
            return partial(_limited, _reader(inner[0]), inner[1:])
        case origin if origin in (Union, UnionType):
            # TOML has no null: what may be left out is either its type, or not there.
            some = [one for one in inner if one is not NoneType]
            return _reader(some[0]) if len(some) == 1 else _doubted
        case origin if origin is Literal:
            return partial(_one_of, inner)
        case origin if origin is tuple:
            return partial(_listed, _reader(inner[0])) if inner[1:] == (...,) else _doubted
        case origin if origin is dict:
            return partial(_mapped, _reader(inner[0]), _reader(inner[1]))
    if declared is float:
        return _fraction
    if declared in (str, int, bool, date):
        return partial(_exactly, declared)
    return partial(plainly, declared) if issubclass(declared, Table) else _doubted


def _limited(read: Callable[[Any], Any], limits: tuple[object, ...], value: object) -> Any:
    made = read(value)
    if all(isinstance(limit, Limits) and limit.plainly_kept(made) for limit in limits):
        return made
    raise _DoubtError


def _exactly(kind: type, value: object) -> object:
    if type(value) is not kind:  # not isinstance: true is an int, and a date with a time is a date
        raise _DoubtError
    if isinstance(value, str):
        value.encode()
    return value


def _fraction(value: object) -> float:
    if type(value) is float or (type(value) is int and abs(value) <= _LARGEST_EXACT):
        return float(value)
    raise _DoubtError


def _one_of(words: tuple[object, ...], value: object) -> object:
    if type(value) is str and value in words:
        return value
    raise _DoubtError


def _listed(read: Callable[[Any], Any], value: object) -> tuple[Any, ...]:
    if type(value) is list:
        return tuple(map(read, value))
    raise _DoubtError


def _mapped(read_key: Callable[[Any], Any], read: Callable[[Any], Any], value: object) -> dict[Any, Any]:
    if type(value) is dict:
        return {read_key(name): read(one) for name, one in value.items()}
    raise _DoubtError


def _doubted(_value: object) -> Any:
    raise _DoubtError


@overload
def key(default: T, *, description: str, **words: object) -> T: ...
@overload
def key(*, default_factory: Callable[[], T], description: str) -> T: ...
def key(default: Any = MISSING, *, default_factory: Any = MISSING, **words: object) -> Any:
    """A key that may be left out: what it is then, what it means, and what it must keep to, in pydantic's words.

    One that must be given is a `dataclasses.field` with the same words as its `metadata`.
    """
    if default_factory is MISSING:
        return field(default=default, metadata=words)
    return field(default_factory=default_factory, metadata=words)
