"""Settings by which an application runs as on a developer's machine: debug modes, sandboxes, doors left open."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, TEST, named_in
from holdfast.model.facts import DeveloperMode, SwitchedOff
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.handed import Setting, literal

_SWITCH = regex(
    r"(?i)^(?:\w{1,60}_)?(?:debug(?:_?mode)?|(?:use|is|enable)_(?:sandbox|mocks?)|sandbox(?:_?mode)?|(?:test|dev)_?mode)$|^debug_\w"
)
_MEASURE = regex(
    r"(?i)_(?:rate|ratio|ttl|level|port|limit|count|size|days|hours|minutes|seconds|percent|interval|timeout|max|min)$"
)
"""Names of numbers: of those, 1 switches nothing on."""
_ON = regex(r"(?i)^(?:true|1|yes|on|enabled?)$")
_UNGUARDED = regex(
    r"(?i)^(?:\w{1,40}_)?(?:disable|skip|bypass)_auth(?:entication|orization)?$|^auth(?:entication)?_disabled$"
)
_GUARDED = regex(
    r"(?i)^(?:\w{1,40}_)?(?:(?:enable|require|use)_auth(?:entication)?|auth(?:entication)?_(?:enabled|required|mode))$"
    r"|^node_tls_reject_unauthorized$|^pythonhttpsverify$"
)
_OFF = regex(r"(?i)^(?:false|0|no|off|none|disabled?)$")
_KIND = regex(r"(?i)^(?:node|app|flask|rails|rack|django|aspnetcore)_env(?:ironment)?$|^gin_mode$")
_MODULE = regex(r"(?i)^(?:django_settings_module|(?:flask|app|node)_config(?:_name|_env|_mode)?|app_settings)$")
_CONFIGURED = regex(r"(?i)(?:^|[./_:])(?:dev|development|local|debug|(?:Dev|Development|Debug|Local)Config)$")
"""How the module, or the class, of settings for developers is called."""
_DEVELOPERS = regex(r"(?i)^(?:dev|development|local|debug)$")
_SERVICE = regex(r"(?i)_(?:mode|env|environment)$")
_SANDBOX = regex(r"(?i)^sandbox$")
_REAL = regex(r"(?i)^(?:prod(?:uction)?|live|real)$")
_PROFILES = regex(r"(?i)^spring_profiles_active$")
_LOCAL = regex(r"(?i)local[\w-]{0,20}")
_PROPERTY = regex(r"(?:-D|--)spring\.profiles\.active[= ](?P<profiles>\S{1,100})")


def modes(said: dict[str, Any], to: str, settings: Iterable[Setting]) -> Iterator[DeveloperMode | SwitchedOff]:
    """One fact for each variable of `to` that is given such a value, or that switches one off, written out."""
    for setting in settings:
        value = literal(setting) if setting.name else None
        if value is not None and is_for_developers(setting.name, value):
            yield DeveloperMode(**{**said, "at": setting.at}, to=to, name=setting.name)
        elif value is not None and is_switched_off(setting.name, value):
            yield SwitchedOff(**{**said, "at": setting.at}, to=to, name=setting.name)


def is_for_developers(name: str, value: str) -> bool:
    """With this value the application tells, or does, what production must not."""
    if _SWITCH.search(name):
        return _ON.match(value) is not None and not _MEASURE.search(name)
    if _UNGUARDED.match(name):
        return _ON.match(value) is not None
    if _GUARDED.match(name) and _OFF.match(value):
        return True
    if _KIND.match(name):
        return _DEVELOPERS.match(value) is not None
    if _MODULE.match(name):
        return _CONFIGURED.search(value) is not None
    if _PROFILES.match(name):
        return is_profile_for_developers(value)
    return bool(_SERVICE.search(name) and _SANDBOX.match(value))


def is_switched_off(name: str, value: str) -> bool:
    """With this value, a mode for developers is off, or a service is the real one."""
    if _SWITCH.search(name):
        return _OFF.match(value) is not None and not _MEASURE.search(name)
    return bool(_SERVICE.search(name) and not _KIND.match(name) and _REAL.match(value))


def is_profile_for_developers(profiles: str) -> bool:
    """Spring's profiles, as listed, are for working on the application or trying it out, and for nothing else."""
    named = named_in(profiles)
    return _LOCAL.fullmatch(profiles) is not None or (bool(named) and set(named) <= {DEVELOPMENT, TEST})


def starts_for_developers(line: str) -> str | None:
    """The property by which a command starts a Spring application with such profiles; None when it does not.

    Args:
        line: the command, with the values of its variables as far as they are known.
    """
    told = _PROPERTY.search(line)
    chosen = told is not None and is_profile_for_developers(told["profiles"].strip("\"'"))
    return "spring.profiles.active" if chosen else None
