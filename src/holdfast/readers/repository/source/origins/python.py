"""Cross-origin rules in FastAPI and Starlette, Flask and Django."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.composed import composed, expression, named
from holdfast.readers.repository.source.origins.rules import (
    Rule,
    Span,
    assigned,
    enclosed,
    is_local_alone,
    listed,
    matches,
    parts,
    site_of_pattern,
    text_of,
    trimmed,
)

_STARLETTE = regex(r"(?:\bMiddleware|\.add_middleware)(?P<open>\()\s*CORSMiddleware\s*,|\bCORSMiddleware(?P<direct>\()")
_FLASK = regex(r"(?<![\w.])CORS(?P<open>\()")
_FLASK_LATER = regex(r"(?<![\w.])(?P<name>\w{1,40})\.init_app(?P<open>\()")
_FLASK_ORIGINS = regex(r"""["']?origins["']?\s*(?:=|:)\s*(?P<value>(?=["'\w\[(]))""")
_FLASK_DECORATED = regex(r"(?m)^[^\S\n]*@(?:flask_cors\.)?cross_origin(?P<open>\()")
_FLASK_EVERY = regex(r"origin|\*\*|\bresources\s*=(?!\s*(?:r?[\"']|\[\s*r?[\"']))")
_FLASK_SETTING = regex(r"""\.config\[\s*["']CORS_ORIGINS["']\s*\]\s*=\s*(?P<value>(?=["'\w\[(]))""")
_KEYWORD = regex(r"""^(?:(?P<key>\w+)\s*=|["'](?P<quoted>\w+)["']\s*:)\s*""")
_UNPACKED = regex(r"^\*\*\s*(?:(?P<name>[A-Za-z_]\w*)$|(?:dict)?(?P<open>[({]))")
_TABLE = regex(r"^(?:dict)?[({]")
_SET_TRUE = (
    r"(?:\s*:\s*bool)?\s*=\s*(?:CORS_\w{1,40}\s*=\s*){0,3}(?:True\b"
    r"|[\w.(]*(?:getenv|environ\.get|config|env|env\.bool)\(\s*[\"']\w+[\"']\s*,\s*(?:default\s*=\s*)?[\"']?(?:[Tt]rue|1)\b)"
)
_DJANGO_ALL = regex(rf"(?m)^(?:CORS_ALLOW_ALL_ORIGINS|CORS_ORIGIN_ALLOW_ALL){_SET_TRUE}")
_DJANGO_AS_DEBUG = regex(r"(?m)^(?:CORS_ALLOW_ALL_ORIGINS|CORS_ORIGIN_ALLOW_ALL)(?:\s*:\s*bool)?\s*=\s*DEBUG\b")
_DEBUG = regex(rf"(?m)^DEBUG{_SET_TRUE}")
_QUOTED = regex(r"[\"'](\w+)[\"']")
_GETS = r"(?:\s*:\s*[\w\[\], ]{1,40})?\s*=\s*(?P<open>[\[(])"
_DJANGO_LIST = regex(r"(?m)^(?P<name>CORS_ALLOWED_ORIGINS|CORS_ORIGIN_WHITELIST)(?:\s*:\s*[\w\[\], ]{1,40})?\s*=")
_DJANGO_PATTERNS = regex(rf"(?m)^(?:CORS_ALLOWED_ORIGIN_REGEXES|CORS_ORIGIN_REGEX_WHITELIST){_GETS}")
_DJANGO_TRUSTED = regex(rf"(?m)^CSRF_TRUSTED_ORIGINS{_GETS}")
_DJANGO_CREDENTIALS = regex(r"(?m)^(?:CORS_\w{1,40}\s*=\s*){0,3}CORS_ALLOW_CREDENTIALS(?:\s*:\s*bool)?\s*=\s*True\b")
_REAL = regex(r"https://(?!localhost\b|127\.|0\.0\.0\.0)\S")


def rules(source: Source) -> Iterator[Rule]:
    """What each middleware, extension or setting allows, where it can be told."""
    yield from _starlette(source)
    if re.search(r"\b(?:flask|sanic)_cors\b|\bcors\.init_app\(", source.code):
        yield from _flask(source)
    yield from _django(source)


def _starlette(source: Source) -> Iterator[Rule]:
    for match in matches(_STARLETTE, source):
        opening = match.start("open") if match["open"] else match.start("direct")
        keywords = _keywords(source, enclosed(source, opening))
        credentials = _is_true(source, keywords.get("allow_credentials"))
        pattern = _written(source, keywords.get("allow_origin_regex"))
        site = site_of_pattern(source, pattern) if pattern is not None else None
        if pattern is not None and site:
            alone = "allow_origins" not in keywords and is_local_alone(source, pattern)
            yield Rule(((site, pattern),), credentials, complete=site == "*" or alone)
        if "allow_origins" in keywords and site != "*":
            origins, complete = composed(source, keywords["allow_origins"])
            yield Rule(origins, credentials, complete)


def _written(source: Source, value: Span | None) -> Span | None:
    """The text that a keyword is given: by its name, and as what stands in for a variable that nobody sets, too."""
    if value is not None and _NAME.fullmatch(text_of(source, value)):
        value = assigned(source, text_of(source, value))
    asked = _ASKED.match(text_of(source, value)) if value is not None else None
    if value is None or asked is None:
        return value
    given = parts(source, enclosed(source, value.start + asked.end() - 1))
    return given[1] if len(given) > 1 else value


_NAME = regex(r"[A-Za-z_]\w{0,60}")
_ASKED = regex(r"(?:os\.)?(?:getenv|environ\.get)\(")


def _keywords(source: Source, inside: Span) -> dict[str, Span]:
    """What a call is given by names, those of a table among them that this file writes down and the call unpacks."""
    found: dict[str, Span] = {}
    for part in parts(source, inside):
        text = text_of(source, part)
        key, unpacked = _KEYWORD.match(text), _UNPACKED.match(text)
        if key is not None:
            found[key["key"] or key["quoted"]] = trimmed(source, Span(part.start + key.end(), part.end))
        elif unpacked is not None:
            found |= _unpacked(source, part, unpacked)
    return found


def _unpacked(source: Source, part: Span, unpacked: "re.Match[str]") -> dict[str, Span]:
    if unpacked["open"]:
        return _keywords(source, enclosed(source, part.start + unpacked.start("open")))
    table = assigned(source, unpacked["name"])
    opens = _TABLE.match(text_of(source, table)) if table is not None else None
    if table is None or opens is None:
        return {}
    return _keywords(source, enclosed(source, table.start + opens.end() - 1))


def _is_true(source: Source, value: Span | None) -> bool:
    """It is on, also by its name, and by what stands in for a variable that nobody sets."""
    text = text_of(source, value) if value is not None else ""
    if not _NAME.fullmatch(text):
        return _ON.match(text) is not None
    return (
        text == "True"
        or re.search(rf"(?m)^[ \t]*{text}[ ]?(?::[ ]?bool[ ]?)?=[ ]?{_ON.pattern}", source.code) is not None
    )


_ON = regex(
    r"(?:True\b|(?:bool\()?(?:os\.)?(?:getenv|environ\.get)\(\s*[\"'][^\"'\n]{1,80}[\"']\s*,"
    r"\s*[\"']?(?:[Tt]rue|TRUE|1|yes|on)[\"']?\s*\))"
)


def _flask(source: Source) -> Iterator[Rule]:
    made = set(re.findall(r"\b(\w{1,40})\s*=\s*CORS\(\s*\)", source.code)) | {"cors"}
    later_ones = [match for match in matches(_FLASK_LATER, source) if match["name"] in made]
    decorated = list(matches(_FLASK_DECORATED, source))[:1]
    settled = _FLASK_SETTING.search(source.code)
    if settled is not None:
        yield _flask_value(source, settled.start("value"), credentials=False)
    for match in (*matches(_FLASK, source), *later_ones, *decorated):
        inside = enclosed(source, match.start("open"))
        text = text_of(source, inside)
        credentials = re.search(r"\bsupports_credentials[\"']?\s*[=:]\s*True\b", text) is not None
        told = _FLASK_ORIGINS.search(text)
        if told is not None:
            yield _flask_value(source, inside.start + told.start("value"), credentials=credentials)
        elif match in later_ones or settled is not None:
            continue  # what the application was set up with says whom it lets in
        elif _FLASK_EVERY.search(text) is None and (text.strip() or match in decorated):
            yield Rule((("*", Span(match.start(), inside.end)),), credentials)


def unsettled(source: Source) -> Iterator[Rule]:
    """Where Flask's extension is set up later without a word of origins: its settings tell them, or it lets all in."""
    made = set(re.findall(r"\b(\w{1,40})\s*=\s*CORS\(\s*\)", source.code)) | {"cors"}
    for match in matches(_FLASK_LATER, source):
        inside = enclosed(source, match.start("open"))
        text = text_of(source, inside)
        if match["name"] in made and _FLASK_EVERY.search(text) is None:
            yield Rule((("*", Span(match.start(), inside.end)),), "supports_credentials=True" in text)


def _flask_value(source: Source, start: int, *, credentials: bool) -> Rule:
    """The list, or the one expression, that begins at `start`."""
    value = expression(source, start)
    site = site_of_pattern(source, value)
    origins, complete = (((site, value),), True) if site else composed(source, value)
    return Rule(origins, credentials, complete)


def _django(source: Source) -> Iterator[Rule]:
    if not source.mentions("cors_", "csrf_trusted"):
        return
    credentials = _DJANGO_CREDENTIALS.search(source.code) is not None
    debug = _DEBUG.search(source.code)
    for match in matches(_DJANGO_ALL, source):
        yield Rule((("*", Span(match.start(), match.end())),), credentials)
    for match in matches(_DJANGO_AS_DEBUG, source) if debug else ():
        switch = _QUOTED.search(debug[0]) if debug else None
        yield Rule((("*", Span(match.start(), match.end())),), credentials, unless=switch[1] if switch else None)
    for name in {match["name"]: None for match in matches(_DJANGO_LIST, source)}:
        origins, complete = named(source, name)
        yield Rule(origins, credentials, complete)
    for match in matches(_DJANGO_PATTERNS, source):
        elements = parts(source, enclosed(source, match.start("open")))
        told = [(site_of_pattern(source, span), span) for span in elements]
        alone = all(is_local_alone(source, span) for span in elements)
        yield Rule(tuple((site, span) for site, span in told if site), credentials, complete=alone)
    for match in matches(_DJANGO_TRUSTED, source):
        # Forms from these may be sent with the visitor's cookies; a list for developers alone names nobody else.
        origins, complete = listed(source, parts(source, enclosed(source, match.start("open"))))
        if any(_REAL.match(origin) for origin, _ in origins):
            yield Rule(origins, credentials=True, complete=complete)
