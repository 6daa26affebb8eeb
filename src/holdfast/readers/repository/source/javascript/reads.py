"""Where JavaScript and TypeScript look settings up: by `process.env`, or by a service for configuration."""

import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex

# Each pattern begins with a word that is seldom met, and looks back from there: most of a program is passed over fast.
_ENV = regex(
    r"""(?x)
    env(?:(?P<process>(?<=\bprocess\.env))|(?P<bun>(?<=\bBun\.env))|(?<=\benv))
    (?:\??\.(?P<dotted>[A-Z][A-Z0-9_]{1,80}\b|[a-z]\w{1,80}\b(?!\())|\[\s*["'`](?P<keyed>\w{2,80})["'`]\s*\])
    """
)
_SET = regex(r"\s{0,40}=(?![=>])")
"""A variable that the program gives a value looks nothing up."""
_ONLY_TOLD = regex(
    r"\s{0,40}\?\s{0,40}(?:'[^'\n]{0,60}'|\"[^\"\n]{0,60}\")\s{0,40}:\s{0,40}(?:'[^'\n]{0,60}'|\"[^\"\n]{0,60}\")"
)
"""Somebody is told whether it is there (`? "set" : "not set"`): nothing works with its value."""
_LOGS = regex(r"\s{0,80}(?:this\.)?(?:console|\w{0,20}[lL]ogger|log)\.(?:log|info|debug|verbose|trace)\(")
"""The row that puts it into a log does nothing else with it."""
_COMPARED = regex(
    r"\s{0,9}[)]?(?:\??\.(?:trim|to(?:Lower|Upper)Case)\(\)){0,2}\s{0,9}[=!]==?\s{0,9}([\"'`])(?!undefined\b)[^\"'`\n]{1,40}\1"
)
_COMPARED_WITH = regex(r"([\"'`])(?!undefined\b)[^\"'`\n]{1,40}\1\s{0,9}(?:[=!]==?\s{0,9}|\]\.includes\(\s{0,9})\(?\Z")
_ONLY_IF = regex(r"\bif\s{0,9}\((?:[^(){};\n]{1,80}&&)?\s{0,9}\Z")
_THEN = regex(r"\s{0,9}\)(?!\s{0,9}(?:\?|\|\|))")
"""A branch is taken where it is there, and what the branch does needs no value of it."""
_WHETHER = regex(r"(?:\bBoolean\(|!!)\s{0,9}\(?\Z")
"""Nothing but whether it is there."""
_ASKED = regex(
    r"""(?x)
    onf(?:ig(?<=[cC]onfig)\w{0,60}|(?<=\bnconf))\s{0,40}\.\s{0,40}get(?:<[\w\s|\[\]]{1,40}>)?
    \(\s{0,40}["'](?P<name>[A-Z][A-Z0-9_]{1,80})["']
    """
)
_OF_SERVICE = regex(r"\b(?P<name>[A-Za-z_]\w{0,40})\s?\??:\s?ConfigService\b")
_ASKED_OF = regex(
    r"(?<![\w.])(?:this\s{0,9}\.\s{0,9})?(?P<of>[A-Za-z_]\w{0,40})\s{0,40}\.\s{0,40}get(?:<[\w\s|\[\]]{1,40}>)?"
    r"\(\s{0,40}[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']"
)
"""The service under whatever name a parameter gives it."""
_GOT = regex(
    r"this\.get(?:String|Number|Boolean|Bool|Int|Env|Value|Required|OrThrow)?\("
    r"\s{0,40}[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']"
)
OR_LIST = regex(
    r"(?:\??\.split\([^()\n]{0,20}\)\s*(?:\|\||\?\?)|\s*\?\s*process\.env\.\w{1,80}\.split\([^()\n]{0,20}\)\s*:)\s*"
    r"\[\s*(?P<rest>[\"'`].{0,200})",
    re.DOTALL,
)
"""A list that takes the place of the one that a variable holds between its commas."""


@record(frozen=True, slots=True)
class Read:
    """One look-up: `bare` of a variable called env, `asked` of a service for configuration."""

    name: str
    start: int
    end: int
    bare: bool = False
    asked: bool = False


def reads_in(text: str) -> list[Read]:
    """Every look-up of a setting in a piece of source, in the order of the text."""
    found = []
    for match in _ENV.finditer(text):
        before = 8 if match["process"] is not None else 4 if match["bun"] is not None else 0
        name = match["dotted"] or match["keyed"]
        told = bool(before) or (bool(match["dotted"]) and name[0].isupper())
        if told and not _SET.match(text, match.end()) and not _ONLY_TOLD.match(text, match.end()):
            found.append(Read(name, match.start() - before, match.end(), bare=not before))
    found += (Read(m["name"], m.start() - 1, m.end(), asked=True) for m in _ASKED.finditer(text))
    # A service that wraps the one for configuration has methods of its own to ask it.
    if "onfigService" in text:
        given = {one["name"] for one in _OF_SERVICE.finditer(text)} if "ConfigService" in text else set()
        others = {name for name in given if "onf" not in name}
        asked = (one for one in _ASKED_OF.finditer(text) if one["of"] in others) if others else ()
        found += (Read(m["name"], m.start(), m.end(), asked=True) for m in asked)
        found += (Read(m["name"], m.start(), m.end(), asked=True) for m in _GOT.finditer(text))
    return sorted((one for one in found if not _is_logged(text, one)), key=lambda read: read.start)


def _is_logged(text: str, read: Read) -> bool:
    start = text.rfind("\n", 0, read.start) + 1
    return _LOGS.match(text, start, read.start) is not None


_HELPED = regex(
    r"nv(?<=[eE]nv)\w{0,20}\(\s{0,40}[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']\s{0,20},"
    r"(?:\s{0,40}(?:false|undefined|null|\{\s?required:\s?false\s?\})\s{0,20},)?"
    r"\s{0,40}(?P<quote>[\"'`])(?P<value>[^\"'`\n]+)(?P=quote)"
)
_BY_PACKAGE = regex(
    r"\bget\(\s{0,40}(?:process\.env\s{0,9},\s{0,40})?[\"'](?P<name>[A-Z]\w{1,80})[\"']\s{0,20}(?:,|\)\s{0,40}\.default\()"
    r"\s{0,40}(?P<quote>[\"'`])(?P<value>[^\"'`\n]+)(?P=quote)"
)

_OWN_HELPER = regex(
    r"\b(?P<name>[A-Za-z_]\w{0,40})\s{0,9}(?:=\s{0,9})?(?:<[\w\s,=]{1,30}>)?\(\s{0,20}(?P<key>\w{1,40})(?:\s?:\s?string)?\s{0,20},"
    r"[^()]{0,120}\)[^;]{0,200}?\bprocess\.env\[(?P=key)\]"
)
"""A function of the program's own that looks up whatever it is asked for."""
_BY_OWN = regex(
    r"(?<!\w)(?P<of>[A-Za-z_]\w{0,40})(?:<[\w\s|]{1,30}>)?\(\s{0,40}[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']\s{0,20},"
    r"\s{0,40}(?P<quote>[\"'`])(?P<value>[^\"'`\n]*)(?P=quote)"
)


def helped(text: str) -> Iterator[re.Match[str]]:
    """Look-ups by a helper or a package that is handed what to take for a missing variable: its name, that value."""
    known = {one.end(): one for one in _HELPED.finditer(text)}
    yield from known.values()
    if "process.env[" in text:
        own = {one["name"] for one in _OWN_HELPER.finditer(text)}
        yield from (one for one in _BY_OWN.finditer(text) if one["of"] in own and one.end() not in known)
    yield from _BY_PACKAGE.finditer(text) if "env-var" in text or "(process.env," in text else ()


def switches(text: str, reads: list[Read]) -> set[str]:
    """The settings of which a piece of source asks nothing but whether they are there, or have a value it knows."""
    asked: dict[str, bool] = {}
    for read in reads:
        before = (max(read.start - 80, 0), read.start)
        compared = _COMPARED.match(text, read.end) or _COMPARED_WITH.search(text, *before)
        compared = compared or _WHETHER.search(text, *before)
        compared = compared or (_THEN.match(text, read.end) and _ONLY_IF.search(text, *before))
        asked[read.name] = asked.get(read.name, True) and compared is not None
    return {name for name, only in asked.items() if only}


_TARGET = regex(r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]{0,40}(?:\.[\w$]{1,60}){1,6})\s{0,9}=\s{0,9}\Z")


def puts_over(before: str, rest: str) -> bool:
    """What takes the setting holds a value already, and keeps it where nobody gives another."""
    target = _TARGET.search(before)
    return target is not None and re.match(rf"{re.escape(target['name'])}\s{{0,9}}(?:[;,)\n}}]|$)", rest) is not None
