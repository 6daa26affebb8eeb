"""Questions of a program by which every page of a service passes on which everybody may publish one."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.model.sites import HOSTING
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import Rule, Span, matches

_WORDS = ("endswith(", "includes(", "indexof(", "end_with?", "contains(", "hassuffix(", "str_ends_with(")
_ASKED = regex(
    r"(?i)\b\w{0,30}origin\w{0,10}\)?(?:\.toLowerCase\(\)|\.lower\(\)|\.hostname)?\??"
    rf"(?P<call>\.(?:endsWith|includes|indexOf|end_with\?|contains)\(\s*[\"'`]\.?{HOSTING}/?[\"'`])"
)
_HANDED = regex(
    r"(?i)\b(?P<call>(?:strings\.(?:HasSuffix|Contains)|str_(?:ends_with|contains))\(\s*\$?\w{0,30}origin\w{0,10}\s*,"
    rf"\s*[\"']\.?{HOSTING}[\"'])"
)
_ITSELF = regex(r"(?i)(?:!!?)?(?:typeof\s+)?\$?\w{0,30}origin\w{0,10}(?:\s*[!=]==?\s*[\w\"']{1,20})?\s*(?:&&|and\b)")
_AND = regex(r"&&|\band\b")
_CREDENTIALS = regex(r"(?i)allow-?_?credentials[\"']?\]?\s{0,9}[:=,(]\s{0,9}[\"']?true|\bcredentials\s*:\s*true")


def hosted(source: Source, told: set[int]) -> Iterator[Rule]:
    """The first of them that nothing else on its line narrows down, unless it was `told` already."""
    if not source.mentions(*_WORDS) or ("cors" not in source.lower and "access-control-allow" not in source.lower):
        return
    for match in (*matches(_ASKED, source), *matches(_HANDED, source)):
        start = match.start("call")
        if start in told or _is_narrowed(source, match):
            continue
        credentials = _CREDENTIALS.search(source.code) is not None
        yield Rule(((f"https://*.{match['host'].lower()}", Span(start, match.end())),), credentials, complete=False)
        return


def _is_narrowed(source: Source, match: "re.Match[str]") -> bool:
    """Something else has to be true as well, or the question is whether it is none of these pages."""
    begin = source.code.rfind("\n", 0, match.start()) + 1
    end = source.code.find("\n", match.end())
    row = source.code[begin : end if end >= 0 else None]
    before = row[: match.start() - begin]
    return before.rstrip("( ").endswith(("!", "not")) or _AND.search(_ITSELF.sub("", row)) is not None
