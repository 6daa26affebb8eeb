"""Cross-origin rules in FastAPI, Flask, Django, Spring, Rails, Go, ASP.NET and Laravel."""

import re
from collections.abc import Callable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origin_rules import (
    Rule,
    Span,
    enclosed,
    listed,
    literal,
    matches,
    parts,
    site_of_pattern,
    text_of,
    trimmed,
)
from holdfast.readers.repository.source.origins_composed import composed, expression, named, together
from holdfast.readers.repository.source.rust import rules as rust_rules

_STARLETTE = regex(r"(?:\bMiddleware|\.add_middleware)(?P<open>\()\s*CORSMiddleware\s*,|\bCORSMiddleware(?P<direct>\()")
_FLASK = regex(r"(?<![\w.])CORS(?P<open>\()")
_FLASK_LATER = regex(r"(?<![\w.])(?P<name>\w{1,40})\.init_app(?P<open>\()")
_FLASK_ORIGINS = regex(r"""["']?origins["']?\s*(?:=|:)\s*(?P<value>(?=["'\w\[(]))""")
_KEYWORD = regex(r"^(?P<key>\w+)\s*=\s*")
_DJANGO_ALL = regex(
    r"(?m)^(?:CORS_ALLOW_ALL_ORIGINS|CORS_ORIGIN_ALLOW_ALL)\s*=\s*(?:True\b"
    r"|[\w.(]*(?:getenv|environ\.get|config|env|env\.bool)\(\s*[\"']\w+[\"']\s*,\s*(?:default\s*=\s*)?[\"']?(?:[Tt]rue|1)\b)"
)
_DJANGO_LIST = regex(r"(?m)^(?P<name>CORS_ALLOWED_ORIGINS|CORS_ORIGIN_WHITELIST)\s*=")
_DJANGO_PATTERNS = regex(r"(?m)^(?:CORS_ALLOWED_ORIGIN_REGEXES|CORS_ORIGIN_REGEX_WHITELIST)\s*=\s*(?P<open>[\[(])")
_DJANGO_TRUSTED = regex(r"(?m)^CSRF_TRUSTED_ORIGINS\s*=\s*(?P<open>[\[(])")
_DJANGO_CREDENTIALS = regex(r"(?m)^CORS_ALLOW_CREDENTIALS\s*=\s*True\b")
_SPRING = regex(
    r"\b(?:setAllowedOrigin(?:Pattern)?s|addAllowedOrigin(?:Pattern)?|(?<=\.)allowedOrigin(?:Pattern)?s)(?P<open>\()"
    r"|\ballowedOrigin(?:Pattern)?s\s*=\s*\w+(?P<listed>\()"
)
_SPRING_CREDENTIALS = regex(r"\b(?:setAllowCredentials|allowCredentials)\(\s*true\s*\)|\ballowCredentials\s*=\s*true\b")
_REAL = regex(r"https://(?!localhost\b|127\.|0\.0\.0\.0)\S")
_KTOR = regex(r"\binstall\(\s*CORS\s*\)\s*(?P<open>\{)")
_KTOR_HOST = regex(r"\b(?:allowHost|host)\(\s*(?:host\s*=\s*)?\"(?P<host>[\w.:-]{1,100})\"")
_ANY_HOST = regex(r"\banyHost\(\)")
_KTOR_CREDENTIALS = regex(r"\ballowCredentials\s*=\s*true\b")
_CROSS_ORIGIN = regex(r"@CrossOrigin\b(?!\s*\()|@CrossOrigin\(\s*(?:origins?\s*=\s*)?(?:\{\s*)?\"\*\"")
_CROSS_ORIGIN_OF = regex(r"@CrossOrigin\s*(?P<open>\()")
_WEB_ORIGIN = regex(r"\"(?P<origin>https?://[^\"\s]{1,200})\"")
_RUBY = regex(r"(?m)^\s*origins[\s(]+(?P<list>[^\n#]{1,400}?)\)?\s*$")
_RUBY_LIST = regex(r"^\*?(?:(?P<words>%w)|(?P<pattern>%r))?[\[({](?P<inside>[^\[\](){}]{1,300})[\])}]$")
_RUBY_CREDENTIALS = regex(r"\bcredentials:\s*true\b")
_GO_ALL = regex(
    r"\bAllowAllOrigins\s*[:=]\s*true\b|\bcors\.(?:Default|AllowAll|New)\(\)|\bmiddleware\.CORS\(\)"
    r"|\b(?:AllowOrigins?(?:VaryRequest|Request|WithContext)?Func:|AllowedOriginValidator\()\s*"
    r"func\([^()]{0,80}\)\s*(?:bool|\(bool, (?:error|\[\]string)\))\s*\{\s*return true\b"
    r"|\bAllowOrigins:\s*\"\*\""
    r"|\bAllowedOrigins\(\[\]string\{\"\*\"\}\)"
)
_ECHO_PACKAGE = regex(r"labstack/echo(?:/v\d+)?/middleware\"")
_GO_ASKED = regex(
    r"\b(?:AllowOrigins?(?:VaryRequest|Request|WithContext)?Func:|AllowedOriginValidator\()\s*(?P<name>[A-Za-z_]\w{0,60})\s*[,)}\n]"
)
_GO_AGREES = r"\bfunc {name}\([^()]{{0,120}}\)\s*(?:bool|\(bool, (?:error|\[\]string)\))\s*\{{\s*return true\b"
_GO_LIST = regex(r"\bAllow(?:ed)?Origins\s*[:=]\s*(?:strings\.Join\(\s*)?(?P<value>(?=[\w\[]))")
_GO_TEXT = regex(r"\b(?:Allow)?Origins:\s*\"(?P<list>[^\"\n]{2,400})\"")
"""Origins in one text with commas between them, as Fiber has them."""
_GO_CREDENTIALS = regex(r"\bAllowCredentials:\s*true\b")
_ASPNET_ALL = regex(
    r"\.AllowAnyOrigin\(\)"
    r"|\.SetIsOriginAllowed\(\s*(?:\w+|\(\s*(?:string\s+)?\w+\s*\))\s*=>\s*(?:true\b|\{\s*return\s+true\s*;)"
    r"|\bIsOriginAllowed\s*=\s*\(?\w+\)?\s*=>\s*true\b"
)
_ASPNET_LIST = regex(r"\.WithOrigins(?P<value>\()")
_ASPNET_CREDENTIALS = regex(r"\.AllowCredentials\(\)")
_LARAVEL = regex(
    r"""(?ix)["']allowed_origins["']\s{0,40}=>\s{0,40}
    (?P<asked>(?:(?!=>)[^\[\];?]){1,160}\?\s{0,80}(?![?:]))?
    (?P<around>array_(?:filter|merge|unique|values)\(\s{0,80}){0,3}(?:(?P<open>\[)|\barray(?P<long>\())"""
)
_OR_ELSE = regex(r"\]\s*:\s*(?P<open>\[)")
_LARAVEL_ANY = regex(r"""["']allowed_origins_patterns["']\s*=>\s*\[\s*["'](.)\^?\.[*+]\$?\1["']""")
_LARAVEL_CREDENTIALS = regex(r"(?i)[\"']supports_credentials[\"']\s*=>\s*(?:true\b|env\(\s*[\"']\w+[\"']\s*,\s*true\b)")


def rules(source: Source) -> Iterator[Rule]:
    """What a source in one of these languages allows, where it can be told."""
    reader = _READERS.get(source.language)
    if reader is not None:
        yield from reader(source)


def _python(source: Source) -> Iterator[Rule]:
    for match in matches(_STARLETTE, source):
        opening = match.start("open") if match["open"] else match.start("direct")
        keywords = _keywords(source, enclosed(source, opening))
        credentials = _is_true(source, keywords.get("allow_credentials"))
        pattern = keywords.get("allow_origin_regex")
        if pattern is not None and (literal(source, pattern) or "").strip("^$") in (".*", ".+"):
            yield Rule((("*", pattern),), credentials)
            continue
        if pattern is not None and (site := site_of_pattern(source, pattern)):
            yield Rule(((site, pattern),), credentials, complete=False)
        if "allow_origins" in keywords:
            yield from _list_of(source, keywords["allow_origins"], credentials=credentials)
    if re.search(r"\bflask_cors\b|\bcors\.init_app\(", source.code):
        yield from _flask(source)
    credentials = _DJANGO_CREDENTIALS.search(source.code) is not None
    for match in matches(_DJANGO_ALL, source):
        yield Rule((("*", Span(match.start(), match.end())),), credentials)
    for name in {match["name"]: None for match in matches(_DJANGO_LIST, source)}:
        origins, complete = named(source, name)
        yield Rule(origins, credentials, complete)
    for match in matches(_DJANGO_PATTERNS, source):
        elements = parts(source, enclosed(source, match.start("open")))
        told = [(site_of_pattern(source, span), span) for span in elements]
        yield Rule(tuple((site, span) for site, span in told if site), credentials, complete=False)
    for match in matches(_DJANGO_TRUSTED, source):
        # Forms from these may be sent with the visitor's cookies; a list for developers alone names nobody else.
        origins, complete = listed(source, parts(source, enclosed(source, match.start("open"))))
        if any(_REAL.match(origin) for origin, _ in origins):
            yield Rule(origins, credentials=True, complete=complete)


def _keywords(source: Source, inside: Span) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for part in parts(source, inside):
        key = _KEYWORD.match(text_of(source, part))
        if key is not None:
            found[key["key"]] = trimmed(source, Span(part.start + key.end(), part.end))
    return found


def _is_true(source: Source, value: Span | None) -> bool:
    return value is not None and text_of(source, value) == "True"


def _list_of(source: Source, value: Span, *, credentials: bool) -> Iterator[Rule]:
    """The list that is given, as this file puts it together; of another still whether cookies come along."""
    origins, complete = composed(source, value)
    yield Rule(origins, credentials, complete)


def _flask(source: Source) -> Iterator[Rule]:
    made = set(re.findall(r"\b(\w{1,40})\s*=\s*CORS\(\s*\)", source.code)) | {"cors"}
    later_ones = [match for match in matches(_FLASK_LATER, source) if match["name"] in made]
    for match in (*matches(_FLASK, source), *later_ones):
        inside = enclosed(source, match.start("open"))
        text = text_of(source, inside)
        credentials = re.search(r"\bsupports_credentials\s*=\s*True\b", text) is not None
        told = _FLASK_ORIGINS.search(text)
        if told is not None:
            value = expression(source, inside.start + told.start("value"))
            yield from _list_of(source, value, credentials=credentials)
        elif match in later_ones:
            continue  # what the application was set up with says whom it lets in
        elif "origin" not in text and "**" not in text and "resources" not in text and text.strip():
            yield Rule((("*", Span(match.start(), inside.end)),), credentials)


def _jvm(source: Source) -> Iterator[Rule]:
    credentials = _SPRING_CREDENTIALS.search(source.code) is not None
    for match in matches(_SPRING, source):
        inside = enclosed(source, match.start("open") if match["open"] else match.start("listed"))
        origins, complete = together([composed(source, part) for part in parts(source, inside)])
        yield Rule(origins, credentials, complete)
    for match in matches(_KTOR, source):
        inside = enclosed(source, match.start("open"))
        every = _ANY_HOST.search(source.code, inside.start, inside.end)
        if every is not None:
            with_cookies = _KTOR_CREDENTIALS.search(source.code, inside.start, inside.end) is not None
            yield Rule((("*", Span(every.start(), every.end())),), with_cookies)
            continue
        with_cookies = _KTOR_CREDENTIALS.search(source.code, inside.start, inside.end) is not None
        hosts = _KTOR_HOST.finditer(source.code, inside.start, inside.end)
        named = tuple((f"http://{host['host']}", Span(host.start(), host.end())) for host in hosts)
        if named:
            yield Rule(named, with_cookies, complete="getenv" not in text_of(source, inside))
    for match in matches(_CROSS_ORIGIN_OF, source):
        inside = enclosed(source, match.start("open"))
        written = text_of(source, inside)
        told = [
            (found["origin"], Span(inside.start + found.start(), inside.start + found.end()))
            for found in _WEB_ORIGIN.finditer(written)
        ]
        if told:
            # A placeholder beside them comes from the settings.
            yield Rule(tuple(told), 'allowCredentials = "true"' in written, complete="${" not in written)
    for match in matches(_CROSS_ORIGIN, source):
        yield Rule((("*", Span(match.start(), match.end())),), credentials=False)


def _ruby(source: Source) -> Iterator[Rule]:
    if "Cors" not in source.code:
        return
    for match in matches(_RUBY, source):
        origins, complete = _of_ruby(source, Span(match.start("list"), match.end("list")))
        following = source.code[match.end() : match.end() + 600]
        yield Rule(origins, _RUBY_CREDENTIALS.search(following) is not None, complete)


def _of_ruby(source: Source, span: Span) -> tuple[tuple[tuple[str, Span], ...], bool]:
    """The origins of one call: strings, a list that may be spread, words between `%w` and its end, or a pattern."""
    only = _RUBY_LIST.match(text_of(source, span))
    if only is None:
        return listed(source, parts(source, span))
    inside = Span(span.start + only.start("inside"), span.start + only.end("inside"))
    if only["words"]:
        return tuple((word, inside) for word in only["inside"].split()), True
    if only["pattern"]:
        return ((("http://localhost", inside),) if "localhost" in only["inside"] else ()), False
    return listed(source, parts(source, inside))


def _by_pattern(
    source: Source, everything: re.Pattern[str], given: re.Pattern[str], credentials: re.Pattern[str]
) -> Iterator[Rule]:
    allowed = credentials.search(source.code) is not None
    for match in matches(everything, source):
        if not only_for_developers(source, match.start()):
            yield Rule((("*", Span(match.start(), match.end())),), allowed)
    for match in matches(given, source):
        if only_for_developers(source, match.start()):
            continue
        origins, complete = composed(source, expression(source, match.start("value")))
        yield Rule(origins, allowed, complete)


def _laravel(source: Source) -> Iterator[Rule]:
    """The settings of Laravel's own middleware; a function around the list may add to it, or leave empty ones out."""
    credentials = _LARAVEL_CREDENTIALS.search(source.code) is not None
    for match in matches(_LARAVEL, source):
        inside = enclosed(source, match.start("open") if match["open"] else match.start("long"))
        chosen = _in_production(source, match["asked"], inside) if match["asked"] else inside
        if chosen is None:
            continue
        origins, complete = listed(source, parts(source, chosen))
        yield Rule(origins, credentials, complete and not match["around"])
    for match in matches(_LARAVEL_ANY, source):
        yield Rule((("*", Span(match.start(), match.end())),), credentials)


def _in_production(source: Source, asked: str, first: Span) -> Span | None:
    """The list that production takes of two, by the question before them; None where that is not told."""
    production = re.search(r"prod", asked, re.IGNORECASE) is not None
    if not production and not re.search(r"local|\bdev", asked, re.IGNORECASE):
        return None
    if production != ("!" in asked):
        return first
    other = _OR_ELSE.match(source.code, first.end)
    return enclosed(source, other.start("open")) if other else None


def _go(source: Source) -> Iterator[Rule]:
    # A package of one's own may have that name, too.
    of_echo = _ECHO_PACKAGE.search(source.text) is not None
    for rule in _by_pattern(source, _GO_ALL, _GO_LIST, _GO_CREDENTIALS):
        written = text_of(source, rule.origins[0][1]) if rule.origins else ""
        if of_echo or not written.startswith("middleware."):
            yield rule
    credentials = _GO_CREDENTIALS.search(source.code) is not None
    for match in matches(_GO_TEXT, source) if "cors" in source.text else ():
        names = [name for part in match["list"].split(",") if (name := part.strip())]
        yield Rule(tuple((name, Span(match.start(), match.end())) for name in names), credentials)
    for match in matches(_GO_ASKED, source):
        if re.search(_GO_AGREES.format(name=match["name"]), source.code):
            yield Rule((("*", Span(match.start(), match.end("name"))),), credentials)


_READERS: dict[str, Callable[[Source], Iterator[Rule]]] = {
    "python": _python,
    "java": _jvm,
    "kotlin": _jvm,
    "ruby": _ruby,
    "go": _go,
    "csharp": lambda source: _by_pattern(source, _ASPNET_ALL, _ASPNET_LIST, _ASPNET_CREDENTIALS),
    "php": _laravel,
    "rust": rust_rules,
}
