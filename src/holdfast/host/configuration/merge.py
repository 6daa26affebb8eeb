"""Which value wins: the process environment, then later secrets over earlier ones, then parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from holdfast.model.secret import Secret
from holdfast.model.startup import Notice, NoticeKind, Place, PlaceKind

ENVIRONMENT = Place(PlaceKind.ENVIRONMENT)


@dataclass(frozen=True, slots=True)
class Given:
    """A variable's value, hidden in any `repr`, and the place that won."""

    value: Secret
    place: Place


@dataclass(frozen=True, slots=True)
class Merged:
    """All variables that the application will see, and what was shadowed on the way."""

    variables: Mapping[str, Given]
    notices: tuple[Notice, ...]


def merge(environment: Mapping[str, str], sources: Iterable[tuple[Place, Mapping[str, Secret]]]) -> Merged:
    """Put everything together; a key that two places give with different values is said by name.

    Args:
        environment: the process environment; it wins over everything, also with an empty value.
        sources: what was read, weakest first.
    """
    merged: dict[str, Given] = {}
    notices: list[Notice] = []
    own = {name: Secret(value) for name, value in environment.items()}
    for place, variables in (*sources, (ENVIRONMENT, own)):
        for name, value in variables.items():
            before = merged.get(name)
            if before is not None and before.value != value:
                notices.append(Notice(NoticeKind.SHADOWED, name, (place, before.place)))
            merged[name] = Given(value, place)
    return Merged(merged, tuple(notices))
