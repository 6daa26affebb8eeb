"""Settings that somebody chose to let be missing, where others are required."""

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from holdfast.model.regex import regex


def is_part_of(loader: ConfigurationLoader, required: tuple[RequiredSettings, ...]) -> bool:
    """A row of the list itself that gives an address its default: whoever wrote the others down chose it."""
    if not loader.names or not all(map(_ADDRESS.search, loader.names)):
        return False
    beside = (one.at for one in required if one.at.path == loader.at.path)
    return any(at.start_line <= loader.at.start_line and loader.at.end_line <= at.end_line for at in beside)


def is_told_with_others(loader: ConfigurationLoader, loaders: tuple[ConfigurationLoader, ...]) -> bool:
    """One setting of those that its own file lets through together, beside a secret that something stands in for."""
    beside = [one for one in loaders if one is not loader and one.at.path == loader.at.path]
    together = any(set(loader.names) < set(one.names) for one in beside if one.missing == "silent")
    return bool(loader.names) and together and any(one.missing == "default" for one in beside)


def is_chosen(
    loader: ConfigurationLoader, loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]
) -> bool:
    """An address with its default in a file that refuses to start without what it cannot do without."""
    refusing = [one.at.path for one in loaders if one.missing == "fails"]
    # What goes through the settings one by one refuses there; a schema holds its defaults itself.
    refusing += [one.at.path for one in required if one.tool in _ONE_BY_ONE and one.before_serving is not False]
    return bool(loader.names) and all(map(_ADDRESS.search, loader.names)) and loader.at.path in refusing


_ONE_BY_ONE = frozenset(("loop", "helper", "checks", "pydantic"))
"""Ways to demand settings whose lines are those of what is demanded, with the others above or below."""


def only_tells(loader: ConfigurationLoader) -> bool:
    """It lets only a channel be missing into which the program tells of its errors: the product serves without."""
    return bool(loader.names) and all(map(_CHANNEL.search, loader.names))


_CHANNEL = regex(r"(?i)(?:slack|discord|telegram|teams|mattermost)_?\w{0,40}(?:web)?_?hook|^sentry_(?:dsn|auth_token)$")
_ADDRESS = regex(r"(?i)(?:ur[il]|origin|host|domain|endpoint)s?$")
