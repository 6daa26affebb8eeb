"""Places that notice a missing variable and only say so: helpers that are handed its name, lists of what is missing."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import enclosed

_SCRIPT = regex(
    # Its first letter by itself: a matcher looks for one of a few letters ten times as fast as for words.
    r"[fclv](?:(?<=\bf)unction\s+(?P<name>\w{2,60})\s*\(|(?:(?<=\bc)onst|(?<=\bl)et|(?<=\bv)ar)\s+(?P<arrow>\w{2,60})\s*(?::[^=\n]{1,60})?=\s*(?:async\s*)?\()"
    r"\s*(?P<asked>\w{1,40})[^()]{0,120}\)[^{;=]{0,60}(?:=>\s*)?(?P<open>\{)"
)
_GO = regex(
    r"\bfunc\s+(?:\([^()]{0,80}\)\s*)?(?P<name>\w{2,60})\(\s*(?P<asked>\w{1,40})[^()]{0,80}\)[^{\n]{0,40}(?P<open>\{)"
)
_JVM = regex(
    r"\b(?:String\??\s+(?P<name>\w{2,60})\(\s*(?:final\s+)?String\s+|fun\s+(?P<arrow>\w{2,60})\(\s*)(?P<asked>\w{1,40})"
    r"[^()]{0,80}\)[^{;]{0,80}(?P<open>\{)"
)
_PYTHON = regex(
    r"(?m)^(?P<indent>[ \t]{0,8})def[ ](?P<name>\w{2,41})\([ ]*(?:(?:self|cls),[ ]*)?(?P<asked>\w{1,40})[^()\n]{0,60}\)"
    r"[^\n]{0,40}:[ ]*\n(?P<body>(?:(?:(?P=indent)[ \t]{1,40}[^\n]{0,300})?\n){1,30})"
)
_FORMS = {"go": _GO, "java": _JVM, "kotlin": _JVM, "python": _PYTHON}
_SAYS = regex(
    r"(?i)\bconsole\.\w+\(|\blog(?:ger|ging)?\w*\.\w+\(|\bfmt\.Print|(?<![\w.])print(?:ln)?\(|\bwarnings\.warn\(|\bSystem\.\w+\.print"
)
_ENDS = regex(
    r"\bthrow\b|\braise\b|(?i:\bexit(?:Process)?\()|\bpanic\(|\.(?:Fatal|Panic)\w*\(|\brequireNonNull\(|\berror\(\""
)
_IF = regex(r"\bif\b(?P<asked>[^{}\n]{1,160}?)\s*(?P<open>\{)")
_IF_AT_ONCE = regex(r"\bif\s*\([^{}\n]{1,120}\)\s*[^\s{][^\n]{0,200}")
_INDENTED_IF = regex(r"(?m)^(?P<indent>[ \t]+)if\b[^\n]{1,160}:[ ]*\n(?:(?P=indent)[ \t][^\n]*\n){1,8}")
_MISSING = regex(
    r"\bif\s*\(\s*!?\w{0,30}(?:[mM]issing|[uU]nset|[aA]bsent)\w{0,30}(?:\.(?:length|size))?[^(){}]{0,30}\)\s*(?P<open>\{)"
)
_PRINTED = regex(
    r"(?m)^(?P<indent>[ \t]*)if[ ](?:len\()?\w{0,30}(?:missing|unset|absent)\w{0,30}\)?[^\n:]{0,20}:[ ]*\n"
    r"(?P<body>(?:(?P=indent)[ \t][^\n]*\n){1,12})"
)
_MOST = 1_200
"""Characters of a helper: a longer one does more than look something up."""


def only_told(source: Source) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The variables that are asked for by a helper which only says what is missing, none where that stands elsewhere.

    Each with the characters at which it is said.
    """
    if not source.mentions("env"):
        return
    form = _FORMS.get(source.language, _SCRIPT if source.language in paths.JAVASCRIPT else None)
    for match in form.finditer(source.code) if form is not None else ():
        start, end = match.span("body") if form is _PYTHON else _inside(source, match)
        said = _said(source, start, end, match["asked"])
        if said is not None:
            name = match["name"] or match.groupdict().get("arrow") or ""
            yield _handed(source, name), *said
    if form is _PYTHON:
        yield from (((), *span) for span in _printed(source))
    if form is _SCRIPT:
        yield from (((), *span) for span in _listed(source))


def _inside(source: Source, match: re.Match[str]) -> tuple[int, int]:
    inside = enclosed(source, match.start("open"))
    return inside.start, inside.end


_OF_ENVIRONMENT = regex(r"[eE]nv")


def _said(source: Source, start: int, end: int, asked: str) -> tuple[int, int] | None:
    """Where a helper says that there is nothing under the name it was handed, and goes on."""
    body = source.code[start:end]
    if len(body) > _MOST or _OF_ENVIRONMENT.search(body) is None:
        return None
    name = re.escape(asked)
    looks_up = (
        rf"(?:process\.env|import\.meta\.env|Bun\.env|\benviron)\[\s*{name}\s*\]"
        rf"|(?:[gG]etenv|LookupEnv|environ\.get)\(\s*{name}\s*[,)]"
    )
    if not re.search(looks_up, body) or _ENDS.search(source.bare, start, end):
        return None
    if source.language == "python":
        branches = (match.span() for match in _INDENTED_IF.finditer(source.code, start, end))
    else:
        branches = (
            (match.start(), enclosed(source, match.start("open")).end + 1)
            for match in _IF.finditer(source.code, start, end)
        )
    found = next((span for span in branches if _SAYS.search(source.bare, *span)), None)
    if found is not None or source.language == "python":
        return found
    at_once = (match.span() for match in _IF_AT_ONCE.finditer(source.code, start, end))
    return next((span for span in at_once if _SAYS.search(source.bare, *span)), None)


def _handed(source: Source, function: str) -> tuple[str, ...]:
    call = rf"(?<![\w.]){re.escape(function)}(?:<\w{{1,20}}>)?\(\s*[\"']([A-Z][A-Z0-9_]{{1,80}})[\"']"
    return tuple(dict.fromkeys(re.findall(call, source.code)))


def _printed(source: Source) -> Iterator[tuple[int, int]]:
    """As `_listed`, in Python."""
    if not source.mentions("getenv", "environ") or not _PRINTED.search(source.text):
        return
    gathered = _GATHERED.search(source.code) is not None
    for match in _PRINTED.finditer(source.code):
        body = match.span("body")
        if not gathered and not _is_of_environment(source, match.start()):
            continue
        if _SAYS.search(source.bare, *body) and not _ENDS.search(source.bare, body[0], body[1] + 120):
            yield match.start(), match.end() - 1


def _is_of_environment(source: Source, start: int) -> bool:
    """Around a question for what is missing there is talk of the environment, within its function."""
    first = max(start - _MOST, 0)
    heads = ("\ndef ", "\n    def ", "\nasync def ", "\n    async def ")
    begins = max(first, *(source.code.rfind(head, first, start) for head in heads))
    return _ENVIRONMENT.search(source.code, begins, start) is not None


_ENVIRONMENT = regex(r"(?i)environ|getenv|(?:\b|_)env(?:\b|_|s\b)|settings|variables?\b")
_GATHERED = regex(r"(?i)\b\w{0,30}(?:missing|unset|absent)\w{0,30}\s{0,4}=[^=\n][^\n]{0,160}\b(?:environ|getenv|env)\b")


_FILTERED = regex(r"[eE](?:nv|NV)\w{0,20}\)?[^;]{0,400}\.filter\(|\.filter\([^;]{0,200}\benv\[")


def _listed(source: Source) -> Iterator[tuple[int, int]]:
    """Where a list of what is missing, gathered by going over names, is only printed."""
    if not source.mentions(".filter(") or not _FILTERED.search(source.code):
        return
    for match in _MISSING.finditer(source.code):
        end = enclosed(source, match.start("open")).end + 1
        said = _SAYS.search(source.bare, match.start(), end)
        if said and not _ENDS.search(source.bare, match.start(), end + 300):
            yield match.start(), end
