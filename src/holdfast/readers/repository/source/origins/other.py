"""Cross-origin rules in Spring, Rails, Go, ASP.NET and Laravel."""

import re
from collections.abc import Callable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.aspnet import aspnet_rules
from holdfast.readers.repository.source.origins.composed import composed, expression, together
from holdfast.readers.repository.source.origins.python import rules as python_rules
from holdfast.readers.repository.source.origins.rules import (
    Rule,
    Span,
    enclosed,
    listed,
    matches,
    parts,
    site_of,
    site_of_pattern,
    text_of,
)
from holdfast.readers.repository.source.origins.rust import rules as rust_rules

_SPRING = regex(
    r"\b(?:setAllowedOrigin(?:Pattern)?s|addAllowedOrigin(?:Pattern)?|(?<=\.)allowedOrigin(?:Pattern)?s)(?P<open>\()"
    r"|\ballowedOrigin(?:Pattern)?s\s*=\s*(?P<listed>(?=\w+\())"
)
_SPRING_CREDENTIALS = regex(r"\b(?:setAllowCredentials|allowCredentials)\(\s*true\s*\)|\ballowCredentials\s*=\s*true\b")
_KTOR = regex(r"\binstall\(\s*CORS\s*\)\s*(?P<open>\{)")
_KTOR_HOST = regex(r"\b(?:allowHost|host)\(\s*(?:host\s*=\s*)?\"(?P<host>[\w.:-]{1,100})\"")
_ANY_HOST = regex(r"\banyHost\(\)|\ballowOrigins\s*\{\s*(?:\w+\s*->\s*)?true\s*\}")
_KTOR_CREDENTIALS = regex(r"\ballowCredentials\s*=\s*true\b")
_CROSS_ORIGIN = regex(r"@CrossOrigin\b(?!\s*\()")
_ANY_ORIGIN = regex(r"(?:^\s*|\b(?:origins?|originPatterns|value)\s*=\s*)(?:[{\[]\s*|arrayOf\(\s*)?\"\*\"")
_WITHOUT_ORIGINS = regex(r"^\s*(?:$|(?:maxAge|allowedHeaders|exposedHeaders|methods)\s*=)(?![\s\S]*\b(?:origin|value))")
_MAPPING = regex(
    r"(?<!=)(?<!= )\b\w{1,40}\.addMapping\(\s*\"[^\"\n]{1,100}\"\s*\)"
    r"(?P<rest>(?:\s{0,60}\.\w{1,40}\([^()]{0,300}(?:\([^()]{0,300}\)[^()]{0,100}){0,5}\)){0,12})"
    r"(?!\s*\.\w{1,40}\s*[({])"
)
_PERMITS = regex(r"\.applyPermitDefaultValues\(\)")
_EACH = regex(
    r"(?<![\w.])(?P<list>(?:\w{1,20}\.)?\w{1,60}(?:\([^();]{0,2000}\))?)\.forEach"
    r"(?:\(\s*(?:\w{1,60})?::addAllowedOrigin(?:Pattern)?\s*\)"
    r"|\s*\(?\s*\{?\s*(?:\w{1,40}\s*->\s*)?(?:\w{1,40}\.)?addAllowedOrigin(?:Pattern)?\(\w{1,40}\))"
)
_GO_LOCAL = regex(
    r"\bstrings\.(?:HasPrefix|Contains)\(\s*\w{0,20}[oO]rigin\w{0,20}\s*,\s*\"(?:https?://)?(?:localhost|127\.0\.0\.1)\b"
)
_CROSS_ORIGIN_OF = regex(r"@CrossOrigin\s*(?P<open>\()")
_WEB_ORIGIN = regex(r"\"(?P<origin>https?://[^\"\s]{1,200})\"")
_RUBY = regex(r"(?m)^[^\S\n]*origins[\s(]+(?P<list>[^\n#]{1,400}?)\)?\s*$")
_RUBY_AGREES = regex(
    r"(?m)^[^\S\n]*origins\s*(?:\(\s*)?(?:\{|do\b|->\s*(?:\([^()\n]{0,40}\))?\s*\{)\s*(?:\|[^|\n]{0,40}\|)?\s*true\s*(?:\}|end\b)"
)
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
_LARAVEL = regex(
    r"""(?ix)["']allowed_?origins["']\s{0,40}=>\s{0,40}
    (?P<asked>(?:(?!=>)[^\[\];?]){1,160}\?\s{0,80}(?![?:]))?
    (?P<around>array_(?:filter|merge|unique|values)\(\s{0,80}){0,3}(?:(?P<open>\[)|\barray(?P<long>\())"""
)
_OR_ELSE = regex(r"\]\s*:\s*(?P<open>\[)")
_LARAVEL_PATTERNS = regex(
    r"""(?i)["']allowed_?origins_?patterns["']\s{0,40}=>\s{0,40}(?:array_filter\(\s{0,80})?(?P<open>\[)"""
)
_LARAVEL_CREDENTIALS = regex(
    r"(?i)[\"']supports_?credentials[\"']\s*=>\s*(?:true\b|env\(\s*[\"']\w+[\"']\s*,\s*true\b)"
)


def rules(source: Source) -> Iterator[Rule]:
    """What a source in one of these languages allows, where it can be told."""
    reader = _READERS.get(source.language)
    if reader is not None:
        yield from reader(source)


def _jvm(source: Source) -> Iterator[Rule]:
    credentials = _SPRING_CREDENTIALS.search(source.code) is not None
    for match in matches(_SPRING, source):
        if match["open"]:
            given = parts(source, enclosed(source, match.start("open")))
        else:
            given = [expression(source, match.start("listed"))]
        origins, complete = together([composed(source, part) for part in given])
        yield Rule(origins, credentials, complete)
    for match in matches(_EACH, source):
        origins, complete = composed(source, Span(match.start("list"), match.end("list")))
        yield Rule(origins, credentials, complete)
    yield from _spring_unsaid(source)
    yield from _ktor(source)
    yield from _annotated(source)


def _spring_unsaid(source: Source) -> Iterator[Rule]:
    """Rules that name nobody: Spring lets every website in by them."""
    for match in matches(_MAPPING, source) if "CorsRegistry" in source.text else ():
        if "llowedOrigin" not in match["rest"] and "combine" not in match["rest"]:
            yield Rule((("*", Span(match.start(), match.end())),), credentials=False)
    for match in matches(_PERMITS, source) if "llowedOrigin" not in source.code else ():
        yield Rule((("*", Span(match.start(), match.end())),), credentials=False)


def _ktor(source: Source) -> Iterator[Rule]:
    for match in matches(_KTOR, source):
        inside = enclosed(source, match.start("open"))
        with_cookies = _KTOR_CREDENTIALS.search(source.code, inside.start, inside.end) is not None
        every = _ANY_HOST.search(source.code, inside.start, inside.end)
        if every is not None:
            yield Rule((("*", Span(every.start(), every.end())),), with_cookies)
            continue
        hosts = _KTOR_HOST.finditer(source.code, inside.start, inside.end)
        told = tuple((f"http://{host['host']}", Span(host.start(), host.end())) for host in hosts)
        if told:
            yield Rule(told, with_cookies, complete="getenv" not in text_of(source, inside))


def _annotated(source: Source) -> Iterator[Rule]:
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
        elif _ANY_ORIGIN.search(written) or _WITHOUT_ORIGINS.match(written):
            here = Span(match.start(), inside.end)
            yield Rule((("*", here),), 'allowCredentials = "true"' in written)
    for match in matches(_CROSS_ORIGIN, source):
        yield Rule((("*", Span(match.start(), match.end())),), credentials=False)


def _ruby(source: Source) -> Iterator[Rule]:
    if "Cors" not in source.code:
        return
    for match in matches(_RUBY, source):
        origins, complete = _of_ruby(source, Span(match.start("list"), match.end("list")))
        if _RUBY_AGREES.match(source.code, match.start()):
            origins, complete = (("*", Span(match.start("list"), match.end("list"))),), True
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
        site = "http://localhost" if "localhost" in only["inside"] else site_of(only["inside"])
        return (((site, inside),) if site else ()), False
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
    for match in matches(_LARAVEL_PATTERNS, source):
        patterns = parts(source, enclosed(source, match.start("open")))
        told = tuple((site, span) for span in patterns if (site := site_of_pattern(source, span)))
        if told:
            # Pages of one's own machine beside what comes from a setting are no rule by themselves.
            yield Rule(told, credentials, complete=any(site == "*" for site, _ in told))


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
    for match in matches(_GO_LOCAL, source) if "cors" in source.lower else ():
        yield Rule((("http://localhost", Span(match.start(), match.end())),), credentials, complete=False)
    for match in matches(_GO_ASKED, source):
        if re.search(_GO_AGREES.format(name=match["name"]), source.code):
            yield Rule((("*", Span(match.start(), match.end("name"))),), credentials)


_READERS: dict[str, Callable[[Source], Iterator[Rule]]] = {
    "python": python_rules,
    "java": _jvm,
    "kotlin": _jvm,
    "ruby": _ruby,
    "go": _go,
    "csharp": aspnet_rules,
    "php": _laravel,
    "rust": rust_rules,
}
