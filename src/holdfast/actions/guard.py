"""Keeps one reader's fault from taking the others along."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Fact


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
