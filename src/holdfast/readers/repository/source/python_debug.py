"""Django's debug mode that is on wherever nobody switches it off."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.settings_use import Reaction

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
_FOR_DEVELOPERS = regex(r"(?:^|[/_.])(?:local|dev|development|test|tests|testing)(?=[/_.])")
_SCHEME = regex(r"\bDEBUG\s*=\s*\(\s*bool\s*,\s*True\s*\)")
"""What django-environ takes for a variable that is missing."""


def debugging(serving: Iterable[Source]) -> Iterator[Reaction]:
    """The settings that turn it on without their variable, unless other settings beside them turn it off for good."""
    sources = tuple(serving)
    if any(_OFF.search(source.code) for source in sources if "DEBUG" in source.text):
        return
    for source in sources:
        if "INSTALLED_APPS" not in source.text or _FOR_DEVELOPERS.search(source.path):
            continue
        for match in _SET.finditer(source.code):
            if _ON.search(match["rest"]) or _UNLESS_OFF.search(match["rest"]):
                yield Reaction("silent", (match["name"],), source.at(match.start(), match.end()))
        for match in _SCHEME.finditer(source.code):
            yield Reaction("silent", ("DEBUG",), source.at(match.start(), match.end()))
