"""What every table of the spec is: a frozen dataclass that pydantic checks when there is something to check.

Pydantic is loaded by `model_validate` and by what asks for a JSON Schema alone: most checks of a repository need the
defaults, and loading pydantic took a fifth of a small one. What a key may hold is written in pydantic's own words
(`ge`, `pattern`, `min_length`, …) once, beside the key, and pydantic itself reads it there.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, overload

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
        table: Any = cls  # mypy does not see that a class can be hashed
        checked: Self = _adapter(table).validate_python(values)
        return checked


@cache
def _adapter(table: type[Table]) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(table)


class Limits:
    """What values of a type must keep to, in pydantic's words; stands in `Annotated`."""

    def __init__(self, *, examples: tuple[str, ...] = (), **words: object) -> None:
        """Keep `words`, such as `pattern` or `ge`, and the `examples` that the JSON Schema shows."""
        self._examples = list(examples)
        self._words = words

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Called by pydantic: the type's own rules, and these."""
        return {**handler(source), **self._words}

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Called by pydantic: what a JSON Schema says of the type."""
        described = handler(core)
        return {**described, "examples": self._examples} if self._examples else described


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
