"""What weighs less where the application itself refuses to start without the settings that it demands."""

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from holdfast.model.findings import Severity
from holdfast.model.vital_names import is_vital, names_host_of_store, opens_sessions

AROUND = frozenset({"compose", "script", "cloudformation", "serverless"})
"""Loaders that hand an empty value on to the application, which may refuse it."""

_FROM_OUTSIDE = frozenset({"spring", "compose", "shell"})
"""Tools that hold up a start because of a placeholder or a name, and know nothing of what the application demands."""

_FEWEST = 2
"""One setting that is asked for is no list of what is required."""


def lesser(loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]) -> Severity | None:
    """A remark, when somebody wrote down what must be there and left these out; None leaves a finding as it is.

    What only warns, and what stands in for a secret inside the application, is believed by no list; nor is a list
    believed that leaves out more than it demands, unless it demands the data store and what signs sessions.
    """
    lists = [one for one in required if one.tool not in _FROM_OUTSIDE and one.before_serving is not False]
    demanded = {name for one in lists for name in one.names}
    left_out = {name for loader in loaders if loader.source not in AROUND for name in loader.names} - demanded
    if len(demanded) < _FEWEST or (len(demanded) < len(left_out) and not _is_whole(demanded)):
        return None
    return Severity.NOTICE if all(_is_left_out(loader, demanded) for loader in loaders) else None


def _is_whole(demanded: set[str]) -> bool:
    """It demands what hardly any product serves without: the way to its data, and what signs its sessions."""
    if len(demanded) <= _FEWEST:
        return False
    return any(map(opens_sessions, demanded)) and any(is_vital(name) and not opens_sessions(name) for name in demanded)


def _is_left_out(loader: ConfigurationLoader, demanded: set[str]) -> bool:
    """It names what it lets through or stands in for: nothing that is demanded, and nothing that all products need."""
    if not loader.names or any(map(_matters, loader.names)):
        return False
    return demanded.isdisjoint(loader.names) if loader.source in AROUND else loader.missing == "silent"


def _matters(name: str) -> bool:
    """All products need it; or it is the debug mode, which nobody leaves on by leaving it out of a list."""
    return is_vital(name) or names_host_of_store(name) or name.upper().endswith("DEBUG")


def passes_spring(loader: ConfigurationLoader, required: tuple[RequiredSettings, ...]) -> bool:
    """Spring's placeholders are all that asks for it, and to them an empty value is there.

    Where a script takes all settings at once and goes on without, they stop at the first that is wanting, and the host
    starts the program again and again.
    """
    asked = {name for settings in required for name in settings.names}
    only = bool(required) and all(settings.tool == "spring" for settings in required)
    whole = loader.source == "script" and not loader.names
    # What every product needs is asked for in some file of the application, whichever of them are at hand.
    wanted = any(map(is_vital, loader.names)) or not asked.isdisjoint(loader.names)
    return only and (whole or wanted)
