"""Paths that Spring Security keeps from whoever asks without a login, as its rules say outright."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import HealthHandler
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import assigned, enclosed, matches, parts, text_of

_ABOUT = ("Matchers(", "authorize(")
_RULE = regex(r"(?<![\w$])(?:(?P<chain>(?:request|ant|mvc|path)Matchers)|(?P<dsl>authorize))\(")
_THEN = regex(r"\)\s{0,200}\.\s{0,20}(?P<word>[a-zA-Z]{1,40})\b")
_DSL_WORD = regex(r"^(?P<word>[a-zA-Z]{1,40})\b")
_IGNORED = regex(r"\bignoring\(\)\s{0,200}\.\s{0,20}$")
_OPENS = frozenset({"permitAll", "anonymous"})
_CLOSES = frozenset(
    {"authenticated", "fullyAuthenticated", "denyAll", "hasRole", "hasAnyRole", "hasAuthority", "hasAnyAuthority"}
)
_STRING = regex(r'"(?P<text>[^"\n]{0,300})"')
_METHOD = regex(r"^(?:HttpMethod\.)?(?P<verb>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)$")
_NAME = regex(r"^(?:\*|\w{1,60}\.)?(?P<name>[A-Za-z_]\w{0,80})$")
_ENDPOINTS = regex(r"\bEndpointRequest\s*\.\s*(?P<what>toAnyEndpoint|to)\(")
_NAMES_HEALTH = regex(r"(?i)\"health\"|\bHealthEndpoint\b")
_ELSEWHERE = regex(r"\bPathRequest\s*\.")
_OTHER_PROFILE = regex(r"@Profile\([^()\n]{0,80}?(?:\"(?:local|dev\w*|test\w*|default)|!\s?prod)")
_MOST_LEFT = 400
"""Characters before a rule that may say what it is for."""


@record(frozen=True)
class _Rule:
    """What one rule says of a path: `covers` is None where its patterns stand somewhere else."""

    at: Location
    opens: bool
    covers: bool | None


def with_closed(found: Iterable[HealthHandler], sources: Iterable[Source], context: str) -> Iterator[HealthHandler]:
    """The handlers, with `places["closed"]` for those that answer nobody who has no login.

    Args:
        found: handlers of one application.
        sources: what it is written in.
        context: the path below which all of it lies, which the rules leave out.
    """
    about = [source for source in sources if _is_about(source)]
    for handler in found:
        at = _closed(about, handler.path.removeprefix(context)) if about else None
        yield replace(handler, places={**handler.places, "closed": at}) if at else handler


def _closed(sources: list[Source], path: str) -> Location | None:
    """Where a rule wants a login of whoever asks for `path`; None where another opens it, or may do so, before that."""
    rules = [rule for source in sources for rule in _rules(source, path)]
    if any(rule.opens and rule.covers for rule in rules):
        return None
    first = next((rule for rule in rules if rule.covers is not False), None)
    return first.at if first and first.covers and not first.opens else None


def _is_about(source: Source) -> bool:
    return any(word in source.text for word in _ABOUT) and _OTHER_PROFILE.search(source.code) is None


def _rules(source: Source, path: str) -> Iterator[_Rule]:
    for match in matches(_RULE, source):
        span = enclosed(source, match.end() - 1)
        elements = [text_of(source, part) for part in parts(source, span)]
        if match["dsl"]:
            word = _DSL_WORD.match(elements.pop()) if len(elements) > 1 else None
        elif _IGNORED.search(source.bare, max(match.start() - _MOST_LEFT, 0), match.start()):
            yield _Rule(source.at(match.start()), opens=True, covers=_covers(source, elements, path))
            continue
        else:
            word = _THEN.match(source.bare, span.end)
        if word is None or word["word"] not in _OPENS | _CLOSES:
            continue
        covers = _covers(source, elements, path)
        yield _Rule(source.at(match.start(), span.end), opens=word["word"] in _OPENS, covers=covers)


def _covers(source: Source, elements: list[str], path: str) -> bool | None:
    """Whether any of the patterns is one of `path`; None where one of them may be, for all that is seen here."""
    unknown = False
    for element in elements:
        if verb := _METHOD.match(element):
            if verb["verb"] != "GET":
                return False
            continue
        if told := _ENDPOINTS.search(element):
            if _is_of_health(element, told):
                return True
            continue
        if _ELSEWHERE.search(element):
            continue
        patterns = _patterns(source, element)
        unknown = unknown or patterns is None
        if any(_matches(pattern, path) for pattern in patterns or ()):
            return True
    return None if unknown else False


def _is_of_health(element: str, told: re.Match[str]) -> bool:
    named = _NAMES_HEALTH.search(element) is not None
    return named if told["what"] == "to" else not named


def _patterns(source: Source, element: str) -> list[str] | None:
    """Those of one argument: written out, within a call or a list, or by a name that this file gives to a list."""
    written = [match["text"] for match in _STRING.finditer(element)]
    if written:
        return written
    name = _NAME.match(element)
    given = assigned(source, name["name"]) if name else None
    listed = [match["text"] for match in _STRING.finditer(text_of(source, given))] if given else []
    return listed or None


def _matches(pattern: str, path: str) -> bool:
    """As Spring's patterns do: `/**` at the end takes in the path itself and all below it."""
    if pattern.endswith("/**"):
        start = pattern.removesuffix("/**")
        return "*" not in start and (path == start or path.startswith(f"{start}/"))
    if pattern.endswith("/*"):
        start = pattern.removesuffix("/*")
        return "*" not in start and path.startswith(f"{start}/") and "/" not in path[len(start) + 1 :]
    return pattern.rstrip("/") == path
