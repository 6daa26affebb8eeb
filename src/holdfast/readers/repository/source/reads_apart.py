"""Settings that stand apart from most others, and without which nobody logs in or nothing is found."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.evidence import Location
from holdfast.readers.repository.source.names import is_vital, signs


def apart(
    reads: Mapping[str, Location], names: Iterable[str], shown: Location, loader: Location
) -> dict[str, Location]:
    """Where what signs is read in another file than `shown`, and the data store's where no shown line tells it."""
    names = tuple(names)
    signed = next((reads[name] for name in names if signs(name) and reads[name].path != shown.path), None)
    stores = next(_untold(reads, names, (shown, loader)), None)
    return {**({"signs": signed} if signed else {}), **({"connects": stores} if stores else {})}


def _untold(reads: Mapping[str, Location], names: Iterable[str], shown: tuple[Location, ...]) -> Iterator[Location]:
    for name in names:
        at = reads[name]
        told = any(one.path == at.path and one.start_line <= at.start_line <= one.end_line for one in shown)
        if not told and is_vital(name) and not signs(name):
            yield at
