"""Settings by which an application runs as on a developer's machine: debug modes, and sandboxes in payment's place."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import DeveloperMode
from holdfast.model.regex import regex
from holdfast.readers.repository.handed import Setting, literal

_SWITCH = regex(
    r"(?i)^(?:\w{1,60}_)?(?:debug(?:_?mode)?|(?:use|is|enable)_(?:sandbox|mocks?)|sandbox(?:_?mode)?|(?:test|dev)_?mode)$|^debug_\w"
)
_MEASURE = regex(
    r"(?i)_(?:rate|ratio|ttl|level|port|limit|count|size|days|hours|minutes|seconds|percent|interval|timeout|max|min)$"
)
"""Names of numbers: of those, 1 switches nothing on."""
_ON = regex(r"(?i)^(?:true|1|yes|on|enabled?)$")
_KIND = regex(r"(?i)^(?:node|app|flask|rails|rack|django|aspnetcore)_env(?:ironment)?$|^gin_mode$")
_DEVELOPERS = regex(r"(?i)^(?:dev|development|local|debug)$")
_SERVICE = regex(r"(?i)_(?:mode|env|environment)$")
_SANDBOX = regex(r"(?i)^sandbox$")


def modes(said: dict[str, Any], to: str, settings: Iterable[Setting]) -> Iterator[DeveloperMode]:
    """One fact for each variable of `to` that is given such a value, written out."""
    for setting in settings:
        value = literal(setting) if setting.name else None
        if value is not None and is_for_developers(setting.name, value):
            yield DeveloperMode(**{**said, "at": setting.at}, to=to, name=setting.name)


def is_for_developers(name: str, value: str) -> bool:
    """With this value the application tells, or does, what production must not."""
    if _SWITCH.search(name):
        return _ON.match(value) is not None and not _MEASURE.search(name)
    if _KIND.match(name):
        return _DEVELOPERS.match(value) is not None
    return bool(_SERVICE.search(name) and _SANDBOX.match(value))
