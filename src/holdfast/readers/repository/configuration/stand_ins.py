"""Values in a template that only keep a place: an address of a developer's machine, or words to be filled in."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import StandIn
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.handed import Setting, literal

_HERE = regex(rf"^https?://{OWN_MACHINE}" + r"(?::\d{1,5})?(?:/[\w./-]*)?$")
_AT_A_DESK = regex(r"^https?://host\.docker\.internal(?::\d{1,5})?(?:/[\w./-]*)?$")
"""Docker's name for the machine of whoever develops: no service of AWS knows it."""
_NOWHERE = regex(
    r"(?i)^(?:https?://(?:[\w-]{1,60}\.)*(?:example\.(?:com|org|net|co\.kr|co\.jp)"
    r"|(?:your-|my-?domain|your(?:domain|app|site|web|front|company|server))[\w.-]*"
    r"|(?:placeholder|change-?me|replace-?me)[\w.-]*)"
    r"|(?:[\w-]{1,60}\.){1,6}example\.(?:com|org|net|co\.kr|co\.jp))(?::\d{1,5})?(?:/[\w./-]*)?$"
)
_BLANK = regex(
    r"(?i)^(?:replace[-_ ]?(?:me|this)|replace[-_ ]with[-_ ].{1,60}"
    r"|change[-_ ]?(?:me|this|it)(?:[-_ ](?:in|before|for|on|please|now)\b.{0,60}|[-_ ]?(?:in_|before_|for_)\w{1,60})?"
    r"|to[-_ ]?be[-_ ]?(?:set|filled|replaced|updated)\b.*"
    r"|(?:will|to)[-_ ]be[-_ ](?:set|filled|provided|injected|updated|configured|overridden)\b.*"
    r"|(?:will[-_ ])?(?:set|fill(?:[-_ ]in)?|update|configure|define)[-_ ](?:me|later|at|by|after|in)\b.*|tbd|tba"
    r"|dummy(?:[-_ ](?:value|secret|key|token|password|host|url|endpoint))?|x{4,}"
    r"|(?:後で|あとで)(?:設定|変更|入力|差し替え).{0,20}|要変更|仮の値|ここに.{1,30}"
    r"|나중에 ?(?:설정|변경|입력).{0,20}|여기에.{1,30}"
    r"|placeholder(?:[-_ ][\w -]{1,60})?|todo|fixme|<[^<>]{1,60}>"
    r"|your[-_ ][\w-]{1,60}[-_ ](?:here|key|token|secret|id|pass(?:word)?)"
    r"|(?:enter|insert|put|type|provide|paste)[-_ ]?(?:your|the|a)[-_ ]?[a-z][\w -]{1,60}"
    r"|your[-_ ]?(?:strong|secure|db|database|rds|root|admin|master)?pass(?:word)?(?:[-_ ]?here)?"
    r"|(?:[a-z]{1,20}[-_ ]){0,3}pass(?:word)?[-_ ](?:goes[-_ ])?here)$"
)
_BLANK_PASSWORD = regex(
    r"(?i)^[a-z][a-z0-9+.-]{1,30}://[^\s:/@]{0,100}:"
    r"(?:placeholder|(?:change|replace)[-_]?(?:me|this)|password[-_]?(?:here|placeholder)"
    r"|(?:your|my|db|the)[-_](?:\w{1,20}[-_])?pass(?:word)?|<[\w -]{1,40}>|\{\{[\w .-]{1,40}\}\}"
    r"|to[-_]?do|tbd|dummy|x{4,}|\*{3,})@"
)
"""An address with a blank where its password goes."""
_SHORT = 3
_FOR_BROWSERS = regex(
    r"(?i)^(?:next_?)?auth_url$|^(?:next_public|vite|react_app|nuxt_public)_\w*(?:url|uri|origin)$"
    r"|(?:^|_)(?:app|site|front_?end|client|web|website|public|canonical|callback|redirect|return|success|cancel)"
    r"_?(?:base_?)?(?:url|uri|origin)s?$"
    r"|(?:^|_)(?:link|invit(?:e|ation)|verif(?:y|ication)|confirm(?:ation)?|activat(?:e|ion)|password_reset|reset_password"
    r"|unsubscribe|share)(?:_link)?_?(?:base_?)?(?:url|uri|origin|host|domain)s?$"
)
"""Addresses that browsers follow; others on the same machine may lead to a container beside."""


def stand_ins(said: dict[str, Any], to: str, settings: Iterable[Setting]) -> Iterator[StandIn]:
    """One fact for each variable of `to` whose value, as it is written there, only keeps a place.

    What a guide leaves to be filled in is for whoever follows it; they would take over an address that is written out.
    """
    kept: dict[str, Setting] = {}
    if said["kind"] is EvidenceKind.INSTRUCTED:
        settings = (one for one in settings if is_own_page(one.name, literal(one) or ""))
    for setting in settings:
        # Told at its own lines and at its value's, it is shown where it is told more closely.
        if setting.name and _keeps_a_place(setting) and _is_closer(setting, kept.get(setting.name)):
            kept[setting.name] = setting
    for name, setting in kept.items():
        yield StandIn(**{**said, "at": setting.at}, to=to, name=name)


def _is_closer(one: Setting, other: Setting | None) -> bool:
    return other is None or one.at.end_line - one.at.start_line < other.at.end_line - other.at.start_line


def is_own_page(name: str, value: str) -> bool:
    """An address that browsers follow, and that leads each of them to the machine it runs on."""
    return _FOR_BROWSERS.search(name) is not None and _HERE.match(value) is not None


def leads_nowhere(address: str) -> bool:
    """An address whose host is kept free for examples, or asks for another one."""
    return _NOWHERE.match(address) is not None


def _keeps_a_place(setting: Setting) -> bool:
    value = literal(setting)
    return value is not None and is_stand_in(setting.name, value)


def is_stand_in(name: str, value: str) -> bool:
    """Whether a value that is known in full only keeps a place."""
    if len(name) > _SHORT and value == name.upper() == name:
        return True  # its own name stands where the value goes
    return is_own_page(name, value) or any(one.match(value) for one in (_AT_A_DESK, _NOWHERE, _BLANK, _BLANK_PASSWORD))
