"""Settings that stand apart from most others, and without which nobody logs in or nothing is found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.evidence import Location
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import is_secret, signs


def apart(
    reads: Mapping[str, Location], names: Iterable[str], shown: Location, loader: Location
) -> dict[str, Location]:
    """Where what signs is read in another file than `shown`, and the data store's where no shown line tells it.

    And the first of all other secrets, in the file that reads most of them and is not told by then.
    """
    names = tuple(names)
    signed = next((reads[name] for name in names if signs(name) and reads[name].path != shown.path), None)
    stores = next(_untold(reads, names, (shown, loader)), None)
    told = {one.path for one in (shown, loader, signed, stores) if one is not None}
    secrets = [reads[name] for name in names if is_secret(name) and reads[name].path not in told]
    found = {"signs": signed, "connects": stores, "keeps": _most(secrets)}
    return {name: at for name, at in found.items() if at is not None}


def _most(secrets: list[Location]) -> Location | None:
    """The first of those in the file that reads most."""
    per_file = Counter(at.path for at in secrets)
    return max(secrets, key=lambda at: per_file[at.path], default=None)


def _untold(reads: Mapping[str, Location], names: Iterable[str], shown: tuple[Location, ...]) -> Iterator[Location]:
    for name in names:
        at = reads[name]
        told = any(one.path == at.path and one.start_line <= at.start_line <= one.end_line for one in shown)
        if not told and is_vital(name) and not signs(name):
            yield at
