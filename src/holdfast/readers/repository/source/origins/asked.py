"""Lists that a program asks by itself for the origin of a request, before it writes the header."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.composed import named
from holdfast.readers.repository.source.origins.rules import Rule, matches

_ASKED: dict[str, re.Pattern[str]] = {
    "python": regex(r"\b\w{0,20}[oO]rigin\w{0,10}\s{1,4}(?:not\s{1,4})?in\s{1,4}(?P<list>[A-Za-z_]\w{0,60})\b(?![(.])"),
    "php": regex(r"\bin_array\(\s{0,9}\$\w{0,20}[oO]rigin\w{0,10}\s{0,9},\s{0,9}(?P<list>\$\w{1,60})"),
    "go": regex(
        r"\bslices\.Contains\(\s{0,9}(?P<list>\w{1,60})\s{0,9},\s{0,9}\w{0,20}[oO]rigin"
        r"|(?<![\w.])(?P<table>\w{1,60})\[\w{0,20}[oO]rigin\w{0,10}\]"
    ),
    "java": regex(
        r"(?<![\w.])(?:this\.)?(?P<list>[A-Za-z_]\w{0,60})\.contains\(\s{0,9}\w{0,20}[oO]rigin\w{0,10}\s{0,9}\)"
    ),
    "ruby": regex(r"(?<![\w.])(?P<list>[A-Za-z_]\w{0,60})\.include\?\(\s{0,9}\w{0,20}origin\w{0,10}\s{0,9}\)"),
}
_ASKED["kotlin"] = _ASKED["java"]
_CREDENTIALS = regex(r"(?i)allow-?_?credentials[\"']?\]?\s{0,9}[:=,(]\s{0,9}[\"']?true")


def asked_lists(source: Source) -> Iterator[Rule]:
    """The origins of each list that stands in the same file, in an application that writes the header itself."""
    pattern = _ASKED.get(source.language)
    if pattern is None or "access-control-allow-origin" not in source.lower:
        return
    credentials = _CREDENTIALS.search(source.code) is not None
    for name in dict.fromkeys(match[match.lastgroup or 0] for match in matches(pattern, source)):
        origins, complete = named(source, name)
        known = tuple((text, span) for text, span in origins if "://" in text)
        if known:
            yield Rule(known, credentials, complete)
