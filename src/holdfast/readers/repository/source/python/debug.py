"""The debug mode of Django, Flask and FastAPI that is on wherever nobody switches it off."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.reaction import Reaction

_SET = regex(
    r"^DEBUG\s*(?::\s*bool\s*)?=[^\n]{0,200}[\"'](?P<name>\w{0,40}DEBUG\w{0,40})[\"'](?P<rest>[^\n]{0,200})$",
    re.MULTILINE,
)
_OFF = regex(r"^DEBUG\s*(?::\s*bool\s*)?=\s*False\b", re.MULTILINE)
_ON = regex(r"^\s*,\s*(?:cast\s*=\s*bool\s*,\s*)?(?:default\s*=\s*)?[\"']?(?:true|1|on|yes)\b", re.IGNORECASE)
_UNLESS_OFF = regex(
    r"^\s*(?:,\s*(?:[\"']{2}|None)\s*)?\)(?:\.(?:lower|strip)\(\))*\s*(?:!=\s*|not in\s*[(\[{]\s*)"
    r"[\"'](?:false|0|off|no)[\"']",
    re.IGNORECASE,
)
_ANY_TEXT = regex(
    r"^DEBUG\s*(?::\s*bool\s*)?=\s*bool\(\s*(?:os\.)?(?:environ\.get|getenv)\(\s*[\"']\w{1,40}[\"']"
    r"\s*(?:,\s*(?:False|None|0|[\"']{2})\s*)?\)\s*\)",
)
"""Every text is true to Python's `bool`: whoever sets the variable to `False` turns it on."""

_ASKS = r"(?:os\.)?(?:environ\.get|getenv)\(\s*[\"']"
_BY_STAGE = regex(
    rf"""(?xm)^DEBUG\s*(?::\s*bool\s*)?=\s*(?:
    {_ASKS}\w{{1,40}}["']\s*(?:,\s*["'](?!prod)\w{{0,40}}["']\s*)?\)(?:\.lower\(\))?\s*(?:!=\s*|not\s+in\s*[(\[{{]\s*)["']prod
    |{_ASKS}\w{{1,40}}["']\s*,\s*["'](?P<stage>(?!(?i:true|1|yes|on)\b)\w{{1,40}})["']\s*\)(?:\.lower\(\))?\s*==\s*["'](?P=stage)["']
    |not\s+(?:bool\(\s*)?{_ASKS}\w{{0,40}}PROD
    |["']\w{{1,40}}["']\s+not\s+in\s+(?:os\.)?environ\b
    |(?P<word>[A-Za-z_]\w{{0,40}})\s*(?P<sign>!=|==)\s*["'](?P<asked>\w{{1,40}})["']\s*(?:\#[^\n]*)?$)"""
)
"""On wherever nobody says that this is production."""

_TAKES_ALL = regex(r"^from\s+\.?[\w.]{0,60}\b(?:base|common|settings|defaults)\w{0,20}\s+import\s+\*", re.MULTILINE)
"""Settings that begin with those of another file."""

_THEIRS = r"(?:local|dev|development|test|tests|testing)"
FOR_DEVELOPERS = regex(rf"(?:^|/){_THEIRS}(?=/)|(?:^|[/_.-]){_THEIRS}(?=[_.-][^/]*$)")
"""A folder of that name, or a part of the file's; a project may call itself so, too (`shop_dev/settings.py`)."""

_SCHEME = regex(r"\bDEBUG\s*=\s*\(\s*bool\s*,\s*True\s*\)")
"""What django-environ takes for a variable that is missing."""


_IN_CLASS = regex(
    r"^[^\S\n]+(?P<line>(?:DEBUG|debug)\s*(?::\s*bool\s*)?=[^\n]{0,200}"
    r"[\"'](?P<name>\w{0,40}DEBUG\w{0,40})[\"'](?P<rest>[^\n]{0,200}))$",
    re.MULTILINE,
)
_FIELD = regex(r"^[^\S\n]+(?P<line>(?P<name>DEBUG|debug)\s*:\s*bool\s*=\s*True)[^\S\n]*(?:#[^\n]*)?$", re.MULTILINE)
_OFF_IN_CLASS = regex(r"^[^\S\n]+(?:DEBUG|debug)\s*(?::\s*bool\s*)?=\s*False\b", re.MULTILINE)
_CLASS = regex(r"^class\s+\w*(?:Config|Settings)\w*\b(?P<bases>[^\n:]*):", re.MULTILINE)


def debugging(serving: Iterable[Source]) -> Iterator[Reaction]:
    """The settings that turn it on without their variable, unless other settings beside them turn it off for good."""
    sources = tuple(serving)
    if any(_OFF.search(source.code) for source in sources if "DEBUG" in source.text):
        return
    yield from _in_classes(sources)
    for source in sources:
        if not ("INSTALLED_APPS" in source.text or _TAKES_ALL.search(source.code)) or FOR_DEVELOPERS.search(
            source.path
        ):
            continue
        for match in _SET.finditer(source.code):
            if _ON.search(match["rest"]) or _UNLESS_OFF.search(match["rest"]) or _ANY_TEXT.match(match[0]):
                yield Reaction("silent", (match["name"],), source.at(match.start(), match.end()))
        staged = (match for match in _BY_STAGE.finditer(source.code) if _is_on(source, match))
        # Where a name stands in between, what is taken for a missing variable is said there.
        told = (_given(source, match["word"]) or match if match["word"] else match for match in staged)
        for match in (*_SCHEME.finditer(source.code), *told):
            yield Reaction("silent", ("DEBUG",), source.at(match.start(), match.end()))


def _is_on(source: Source, match: re.Match[str]) -> bool:
    """What the comparison says while the variable behind its name is missing, when there is a name in between."""
    if match["word"] is None:
        return True
    given = _given(source, match["word"])
    instead = (given["instead"] or "") if given else ""
    asked_for_production = match["asked"].lower().startswith("prod")
    if match["sign"] == "!=":
        return given is not None and asked_for_production and not instead.lower().startswith("prod")
    return given is not None and not asked_for_production and instead == match["asked"]


def _given(source: Source, name: str) -> re.Match[str] | None:
    """Where the name is given a variable's value."""
    return re.search(
        rf"(?m)^{re.escape(name)}\s*=\s*{_ASKS}\w{{1,40}}[\"']\s*(?:,\s*[\"'](?P<instead>\w{{0,40}})[\"']\s*)?\)",
        source.code,
    )


def _in_classes(sources: tuple[Source, ...]) -> Iterator[Reaction]:
    """The only class of settings that speaks of it asks a variable, and takes a missing one for yes."""
    saying = [source for source in sources if "debug" in source.lower and _CLASS.search(source.code)]
    if any(_OFF_IN_CLASS.search(source.code) for source in saying):
        return
    for source in saying:
        if FOR_DEVELOPERS.search(source.path):
            continue
        for match in _IN_CLASS.finditer(source.code):
            if _ON.search(match["rest"]) or _UNLESS_OFF.search(match["rest"]):
                yield Reaction("silent", (match["name"],), source.at(match.start("line"), match.end("line")))
        if "BaseSettings" in source.text:
            for match in _FIELD.finditer(source.code):
                yield Reaction("silent", ("DEBUG",), source.at(match.start("line"), match.end("line")))
