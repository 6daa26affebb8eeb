"""Details that have no list: asked one by one for each resource, several at once, each refusal a gap of its own."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from holdfast.readers.account.base import Reading

T = TypeVar("T")

WORKERS = 8
"""Resources under way at once, for one service."""


def of_each(resources: Iterable[T], read: Callable[[T], Iterable[Reading]]) -> Iterator[Reading]:
    """What `read` says of each resource, in the resources' own order.

    Args:
        resources: of one list.
        read: from one of them to its readings; runs in several threads.
    """
    resources = list(resources)
    if len(resources) < 2:
        for resource in resources:
            yield from read(resource)
        return
    with ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="details") as pool:
        for readings in pool.map(lambda resource: tuple(read(resource)), resources):
            yield from readings
