"""Keeps a fault in one step of reading from taking the others along."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.readers.repository.base import ALL_SLUGS

T = TypeVar("T")


def guarded(
    name: str, at: Location, serves: frozenset[str], read: Callable[[], Iterable[Fact | Gap]]
) -> Iterator[Fact | Gap]:
    """What a reader gives; a fault of its own becomes a gap at `at`, so that one strange input never hides others.

    Args:
        name: of the reader, as the gap tells it.
        at: what was being read.
        serves: slugs of the controls that the gap leaves open.
        read: reads.
    """
    try:
        yield from read()
    except Exception as error:  # noqa: BLE001 - hostile input may break any parser; the gap says so, and never passes
        yield Gap(at=at, reason=GapReason.INTERNAL, detail=f"{name}: {type(error).__name__}", serves=serves)


def narrowed(name: str, told: list[T], narrow: Callable[[list[T]], Iterable[T]]) -> tuple[list[T], list[Gap]]:
    """What `narrow` leaves of what was read; where it faults, all of that, and a gap of the whole repository.

    Args:
        name: of the step, as the gap tells it.
        told: what was read.
        narrow: takes away what does not count in this repository.
    """
    try:
        return list(narrow(told)), []
    except Exception as error:  # noqa: BLE001 - as above; what counts and what does not stays open, and never passes
        detail = f"{name}: {type(error).__name__}"
        return told, [Gap(at=Location(path=""), reason=GapReason.INTERNAL, detail=detail, serves=ALL_SLUGS)]
