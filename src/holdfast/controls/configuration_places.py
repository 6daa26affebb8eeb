"""Which lines best show that a program starts without a setting."""

from collections.abc import Iterator

from holdfast.controls.configuration_lesser import AROUND
from holdfast.model.evidence import Location
from holdfast.model.facts import ConfigurationLoader, Fact
from holdfast.model.findings import Evident
from holdfast.model.vital_names import is_vital


def best_shown(silent: tuple[ConfigurationLoader, ...], loaders: tuple[ConfigurationLoader, ...]) -> list[Fact]:
    """Those that best show it: where a file makes up secrets, what it leaves empty beside them shows nothing more."""
    best: list[Fact] = [one for one in silent if one not in _minor(silent, loaders)]
    return best or list(silent[:1])


def are_minor(silent: tuple[ConfigurationLoader, ...], loaders: tuple[ConfigurationLoader, ...]) -> bool:
    """All that is left empty stands beside secrets that the same file makes up: a remark, beside those."""
    return len(_minor(silent, loaders)) == len(silent)


def _minor(
    silent: tuple[ConfigurationLoader, ...], loaders: tuple[ConfigurationLoader, ...]
) -> list[ConfigurationLoader]:
    guessed = {one.at.path for one in loaders if one.missing == "default"}
    return [one for one in silent if one.at.path in guessed and _is_minor(one)]


def _is_minor(loader: ConfigurationLoader) -> bool:
    """One setting inside of the program that other products do without."""
    return loader.source not in AROUND and len(loader.names) == 1 and not is_vital(loader.names[0])


def read_at(silent: tuple[ConfigurationLoader, ...], loaders: tuple[ConfigurationLoader, ...]) -> Iterator[Evident]:
    """Where the settings are read that a loader lets through: a list belongs there as much as into the loader.

    Where something stands in for a secret in the same file, that shows better than one empty setting among many.
    """
    guessed = {one.at.path for one in loaders if one.missing == "default"}
    for fact in silent:
        shown = ("names",) if fact.at.path in guessed else ("names", "signs", "connects", "keeps")
        told = [fact.places[name] for name in shown if name in fact.places]
        told = [one for one in told if not _is_vague(one, told)]
        for reads in told:
            if not reads.overlaps(fact.at):
                yield Evident(fact.kind, reads)


def _is_vague(one: Location, told: list[Location]) -> bool:
    """So many lines that none of them is the one to mend, where the same file has that one."""
    long = one.end_line - one.start_line >= _MANY_LINES
    return long and any(other != one and other.path == one.path for other in told)


_MANY_LINES = 20
