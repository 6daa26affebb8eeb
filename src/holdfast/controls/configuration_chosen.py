"""Settings that somebody chose to let be missing, where others are required."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital


def chosen(
    loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]
) -> Callable[[ConfigurationLoader], bool]:
    """Tells of a loader that lets a setting be missing whether that says nothing: somebody meant it, or tells more."""
    listed = _Lists(required)
    together = _told_together(loaders)
    guessed = {one.at.path for one in loaders if one.missing == "default"}
    refusing = {one.at.path for one in loaders if one.missing == "fails"}
    # What goes through the settings one by one refuses there; a schema holds its defaults itself.
    refusing |= {one.at.path for one in required if one.tool in _ONE_BY_ONE and one.before_serving is not False}

    def is_chosen(loader: ConfigurationLoader) -> bool:
        names, path = loader.names, loader.at.path
        addresses = bool(names) and all(map(_ADDRESS.search, names)) and not any(map(is_vital, names))
        # Whoever says in production that it is missing, or leads nowhere, did not mean it to be.
        if addresses and loader.missing != "warns" and (path in refusing or listed.holds(loader)):
            return True
        # One setting of those that its own file lets through together, beside a secret that something stands in for.
        more = together.get((path, names[0]), ()) if names and path in guessed else ()
        return any(set(names) < one for one in more) or only_tells(loader)

    return is_chosen


class _Lists:
    """Lists of required settings, to ask for the rows of one that give an address its default."""

    def __init__(self, required: Iterable[RequiredSettings]) -> None:
        spans: dict[str, list[tuple[int, int]]] = {}
        for one in required:
            spans.setdefault(one.at.path, []).append((one.at.start_line, one.at.end_line))
        self._spans = {path: sorted(told) for path, told in spans.items()}
        self._ends = {path: [*accumulate((end for _, end in told), max)] for path, told in self._spans.items()}

    def holds(self, loader: ConfigurationLoader) -> bool:
        """Whoever wrote the others down in that list chose this one, too."""
        spans = self._spans.get(loader.at.path, [])
        before = bisect_right(spans, loader.at.start_line, key=lambda span: span[0])
        return before > 0 and loader.at.end_line <= self._ends[loader.at.path][before - 1]


def _told_together(loaders: Iterable[ConfigurationLoader]) -> dict[tuple[str, str], list[frozenset[str]]]:
    """Names that a file lets be missing together, by the file and by each of them."""
    found: dict[tuple[str, str], list[frozenset[str]]] = {}
    for one in loaders:
        names = frozenset(one.names) if one.missing == "silent" and len(one.names) > 1 else frozenset()
        for name in names:
            found.setdefault((one.at.path, name), []).append(names)
    return found


_ONE_BY_ONE = frozenset(("loop", "helper", "checks", "pydantic"))
"""Ways to demand settings whose lines are those of what is demanded, with the others above or below."""


def only_tells(loader: ConfigurationLoader) -> bool:
    """It lets only a channel be missing into which the program tells of its errors: the product serves without."""
    return bool(loader.names) and all(map(_CHANNEL.search, loader.names))


_CHANNEL = regex(r"(?i)(?:slack|discord|telegram|teams|mattermost)_?\w{0,40}(?:web)?_?hook|^sentry_(?:dsn|auth_token)$")
_ADDRESS = regex(r"(?i)(?:ur[il]|origin|host|domain|endpoint)s?$")
