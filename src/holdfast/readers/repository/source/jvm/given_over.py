"""Settings of Spring that whatever starts the application gives anew, by the variables that stand for their keys."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Reading, Tree
from holdfast.readers.repository.source.origins.unset import given_in


def without_given(tree: Tree, readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings but for those of a key that a file of settings holds for nobody: a variable takes its place."""
    found = list(readings)
    variables = {id(one): name for one in found if (name := _variable(one))}
    given = given_in(tree, frozenset(variables.values()))
    yield from (one for one in found if not given.get(variables.get(id(one), "")))


def _variable(reading: Reading) -> str | None:
    """As Spring derives it from the one key that a loader is about."""
    if not isinstance(reading, ConfigurationLoader) or reading.source != "file" or len(reading.names) != 1:
        return None
    key = reading.names[0]
    return re.sub(r"\W", "_", key.replace("-", "")).upper() if key.startswith("spring.") else None
