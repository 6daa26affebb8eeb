"""Patterns for origins that are not held at both ends, so that names which only look like the product's pass."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.look_alikes import of_pattern
from holdfast.readers.repository.source.origins.rules import Rule, Span, matches

_ORIGIN = r"(?i:\$?\w{0,24}origin\w{0,10}|\$_SERVER\[\s?[\"']HTTP_ORIGIN[\"']\s?\])"
_SLASHES = regex(
    r"(?:(?<=[\[(,:=|&!?\s])/|%r[{!|(])(?![/*\s])(?P<body>(?:[^/\\\n]|\\.){3,200}?)"
    r"(?:/|[}!|)](?=\s*(?:[,)\n#]|\Z)))[gimsuyx]{0,4}(?P<then>\.test\(\s*[\w.!?$\[\]\"']{0,40}?origin\w{0,10}|)",
    re.IGNORECASE,
)
"""As JavaScript and Ruby write them."""
_MADE = regex(
    r"(?:\bnew RegExp|\bre\.compile|\bregexp\.MustCompile|\bPattern\.compile|\bnew Regex)\("
    r"\s*r?@?(?P<sign>[\"'`])(?P<body>[^\"'`\n]{3,200})(?P=sign)"
)
_ASKED = (
    rf"(?:preg_match\(\s*|\bre\.(?P<how>match|search|fullmatch)\(\s*)r?(?P<sign>[\"'])(?P<body>[^\"'\n]{{3,200}})(?P=sign)\s*,\s*{_ORIGIN}"
    rf"|(?P<java>\b\w{{0,24}}[oO]rigin\w{{0,10}}\.matches)\(\s*(?P<sign2>\")(?P<whole>[^\"\n]{{3,200}})(?P=sign2)"
    rf"|\bRegex\.IsMatch\(\s*{_ORIGIN}\s*,\s*@?(?P<sign3>\")(?P<sharp>[^\"\n]{{3,200}})(?P=sign3)"
)
_QUESTION = regex(_ASKED)
_QUOTED = regex(r"r?(?P<sign>[\"'])(?P<body>[^\"'\n]{3,200})(?P=sign)")
_OPTION = regex(
    r"(?i)[\"']?(?P<key>allow_origin_regex|cors_allowed_origin_regexe?s|cors_origin_regex_whitelist|allowed_?origins_?patterns)[\"']?"
    r"(?:\s*:\s*[\w\[\], ]{1,30})?\s*(?:=>|[=:])\s*[\[(]?"
)
_LIST_END = regex(r"[\])]\s*(?:[,;\n]|\Z)")
_GIVEN = regex(
    r"(?i)(?:\borigins?|\b\w{0,30}(?:origin|cors|whitelist)\w{0,20})[\"']?\s*"
    r"(?::[^=\n;{}]{1,40}=|[:=(]|\s(?=[\"'/%]))\s*(?:\[|new Set\(\[)?[^;{}()]*\Z"
)
"""What a list, an option or a call of origins begins with, up to one of its elements."""
_NEXT = regex(r"\n\s*(?:const|let|var|return|if|export|function|resource|app|await|module)\b")
_NAMED = regex(r"(?P<name>[A-Za-z_$][\w$]{0,60})\s*(?::[^=\n]{1,40})?:?=\s*\Z")
_CREDENTIALS = regex(r"(?i)credentials[\"']?\]?\s{0,9}[:=,(>]{1,2}\s{0,9}[\"']?true")
_FAR = 600
_DELIMITED = regex(r"^(?P<sign>[#/~@!%])(?P<body>.{1,300})(?P=sign)[a-zA-Z]{0,6}$")


def loose_patterns(source: Source, told: set[int]) -> Iterator[Rule]:
    """The first pattern of a source by which others pass, unless it was `told` already."""
    if not source.mentions("origin"):
        return
    found = sorted(_patterns(source), key=lambda one: one[1].start)
    for body, span, begins, ends in found:
        passing = of_pattern(body, begins=begins, ends=ends)
        if passing and not (span.start in told or only_for_developers(source, span.start)):
            credentials = _CREDENTIALS.search(source.code) is not None
            yield Rule(((passing, span),), credentials, complete=False, holds=True)
            return


_Pattern = tuple[str, Span, bool, bool]
"""What it says, where it stands, and whether it is held at its beginning and at its end by what takes it."""


def _patterns(source: Source) -> Iterator[_Pattern]:
    if source.language in ("javascript", "typescript", "tsx", "ruby"):
        for match in matches(_SLASHES, source):
            if match["then"] or _is_of_origins(source, match):
                yield match["body"], Span(match.start(), match.end("body") + 1), False, False
    for match in matches(_MADE, source):
        if _is_of_origins(source, match):
            held, whole = _held(source, match)
            yield match["body"].replace("\\\\", "\\"), Span(*match.span()), held, whole
    for match in matches(_QUESTION, source):
        body = match["body"] or match["whole"] or match["sharp"]
        whole = match["java"] is not None or match["how"] == "fullmatch"
        yield _inside(source, body), Span(*match.span()), whole or match["how"] == "match", whole
    yield from _options(source)


def _options(source: Source) -> Iterator[_Pattern]:
    """Settings whose texts are patterns: held as a whole by Starlette, at their beginning by Django, not by Laravel."""
    for match in matches(_OPTION, source):
        key = match["key"].lower()
        end = _LIST_END.search(source.bare, match.end())
        stop = min(end.start() if end else len(source.code), match.end() + 2_000)
        last = stop if match[0][-1] in "[(" else match.end() + 200
        for quoted in _QUOTED.finditer(source.code, match.end(), last):
            starlette, django = key == "allow_origin_regex", key.startswith("cors_")
            yield _inside(source, quoted["body"]), Span(*quoted.span()), starlette or django, starlette
            if match[0][-1] not in "[(":
                break


def _inside(source: Source, body: str) -> str:
    """The pattern within the signs by which PHP tells it from other texts."""
    delimited = _DELIMITED.match(body) if source.language == "php" else None
    return (delimited["body"] if delimited else body).replace("\\\\", "\\")


def _is_of_origins(source: Source, match: re.Match[str]) -> bool:
    """It stands in a list or an option of origins, or gets a name that origins are asked by."""
    before = source.code[max(0, match.start() - _FAR) : match.start()]
    if re.search(rf"{_ORIGIN}\)?[.?!]{{0,2}}(?:match\w{{0,3}}\??|search)\(\s*\Z|{_ORIGIN}\s*=~\s*\Z", before):
        return True
    named = _NAMED.search(before)
    if named is not None:
        name = re.escape(named["name"])
        asks = rf"\b{name}\.(?:test|match|search|fullmatch|MatchString|Match|IsMatch|matcher)\(\s*"
        if re.search(rf"{asks}(?:\[\]byte\()?[\w.!?$]{{0,40}}?{_ORIGIN}", source.code):
            return True
    bare = source.bare[max(0, match.start() - _FAR) : match.start()]
    given = _GIVEN.search(bare)
    # Where no sign ends a statement, the next one begins with a word.
    return given is not None and not _NEXT.search(given[0])


def _held(source: Source, match: re.Match[str]) -> tuple[bool, bool]:
    """Whether the method by which a made pattern is asked holds it at its beginning and at its end."""
    named = _NAMED.search(source.code[max(0, match.start() - _FAR) : match.start()])
    name = re.escape(named["name"]) if named else "_"
    asked = re.search(rf"\b{name}\.(match|fullmatch|matcher)\(", source.code)
    if source.language == "python":
        return asked is None or asked[1] in ("match", "fullmatch"), asked is not None and asked[1] == "fullmatch"
    whole = asked is not None and asked[1] == "matcher" and ".matches()" in source.code
    return whole, whole
