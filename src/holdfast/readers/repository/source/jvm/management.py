"""Endpoints that tell or change the inside of a Spring application, as far as its settings and source open them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from holdfast.model.facts import OpenManagement
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.settings_files.flat import Entry
from holdfast.readers.repository.source.spring_files import SpringFiles

_EXPOSURE = "management.endpoints.web.exposure."
_INSIDE = (
    "heapdump",
    "env",
    "configprops",
    "threaddump",
    "loggers",
    "shutdown",
    "httpexchanges",
    "httptrace",
    "logfile",
    "jolokia",
    "gateway",
    "sessions",
    "refresh",
    "restart",
)
"""They hand out memory, settings, requests and logs, or change what runs (Spring Boot's reference, read 2026-11)."""

_WORST = frozenset(("heapdump", "env"))
_ELSEWHERE = ("management.server.port", "management.server.address")
_CLOSED = ("management.endpoints.enabled-by-default", "management.endpoints.access.default")
_GUARDS = regex(r"\b(?:SecurityFilterChain|SecurityWebFilterChain|WebSecurityConfigurerAdapter)\b")
_FOR_SOME = regex(
    r"(?:actuator|\bEndpointRequest\b)(?:(?!permitAll)[^;]){0,160}?\.(?:hasRole|hasAnyRole|hasAuthority|hasAnyAuthority|hasIpAddress|authenticated"
    r"|denyAll|access)\("
)
_FREE_HEALTH = regex(
    r"\.(?:requestMatchers|antMatchers|pathMatchers|matchers|mvcMatchers)\(\s*(?:EndpointRequest\s*\.to\([^()]{0,120}\)|"
    r"(?:\"/actuator/(?:health|info)[\w/*-]{0,40}\"[\s,]{0,20}){1,6})\s*\)\s*\.permitAll\(\)"
    r"|\bauthorize\(\s*\"/actuator/(?:health|info)[\w/*-]{0,40}\"\s*,\s*permitAll\s*\)"
)
"""What a rule leaves open ahead of the one for all others."""
_OWN_CHAIN = regex(
    r"\bsecurityMatchers?\((?:[^;{}]{0,60}?)(?:\"/actuator/\*\*\"|EndpointRequest\s*\.toAny\w*\(\))(?:(?!permitAll)[^;]){0,400}?"
    r"(?:\.anyRequest\(\)\s*\.(?!permitAll)|\bauthorize\(\s*anyRequest\s*,\s*(?!\s|permitAll))"
)
"""Rules of its own for all of Actuator, the last of which lets only some in."""
_ALL_FREE = regex(r"\.any(?:Request|Exchange)\(\)\s*\.permitAll\(")
_NAMED = regex(
    r"[\"'][^\"'\n]{0,40}/actuator(?:/\*\*?|/(?:env|heapdump)\b[^\"'\n]{0,20}|/)?[\"']|\bEndpointRequest\.toAny"
)
_CONSOLE = "spring.h2.console."
_H2 = regex(r"(?im)^(?!.{0,80}\btest)(?![ \t]*(?://|#)).{0,120}(?:h2database|\blibs\.h2\b)")
_CONSOLE_FOR_SOME = regex(
    r"(?:toH2Console\(\)|h2-console)(?:(?!permitAll)[^;]){0,80}?\.(?:hasRole|hasAnyRole|hasAuthority|hasAnyAuthority"
    r"|hasIpAddress|authenticated|denyAll|access)\("
)


def opened(app: App, files: SpringFiles) -> Iterator[OpenManagement]:
    """Where settings open them to whoever asks; nothing when they listen elsewhere, or source lets only some in."""
    shown = [(snippet, entry) for snippet, entry in files.entries if not files.is_elsewhere(snippet, entry)]
    yield from _console(app, shown)
    yield from _actuator(app, shown)


def _actuator(app: App, shown: Sequence[tuple[Snippet, Entry]]) -> Iterator[OpenManagement]:
    if any(entry.key in _ELSEWHERE for _, entry in shown):
        return
    if any(entry.key in _CLOSED and entry.value.strip("\"'").lower() in ("false", "none") for _, entry in shown):
        return
    hidden = {name for _, entry in shown if entry.key.startswith(f"{_EXPOSURE}exclude") for name in _names(entry.value)}
    for snippet, entry in shown:
        if not entry.key.startswith(f"{_EXPOSURE}include"):
            continue
        names = _names(entry.value)
        told = tuple(name for name in (_INSIDE if "*" in names else names) if name in _INSIDE and name not in hidden)
        if told and "*" not in hidden and not ("*" in names and hidden >= _WORST) and not _lets_some_in(app):
            yield OpenManagement(kind=snippet.kind, at=snippet.at(entry.line), endpoints=told)
            return


def _console(app: App, shown: Sequence[tuple[Snippet, Entry]]) -> Iterator[OpenManagement]:
    """H2's page, which runs any statement; a proxy on the same host makes every visitor one from there."""
    told = {entry.key: (snippet, entry) for snippet, entry in shown if entry.key.startswith(_CONSOLE)}
    switched = told.get(f"{_CONSOLE}enabled")
    if switched is None or switched[1].value.strip("\"'") != "true":
        return
    if app.manifest_text and not _H2.search(app.manifest_text):
        return
    path = told[f"{_CONSOLE}path"][1].value.strip("\"'") if f"{_CONSOLE}path" in told else "/h2-console"
    guards = [source for source in app.serving if _GUARDS.search(source.text)]
    named = any("toH2Console()" in source.text or f'"{path}' in source.text for source in guards)
    kept = _says(guards, _CONSOLE_FOR_SOME) or not (named or _says(guards, _ALL_FREE))
    if kept if guards else "spring-boot-starter-security" in app.manifest_text:
        return
    snippet, entry = switched
    yield OpenManagement(kind=snippet.kind, at=snippet.at(entry.line), endpoints=(path.strip("/"),))


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'[]").strip().lower() for name in value.split(","))


def _lets_some_in(app: App) -> bool:
    """Spring Security stands before them: by itself, by a rule for them, or because no rule leaves them out."""
    guards = [source for source in app.serving if _GUARDS.search(source.text)]
    if not guards:
        return "spring-boot-starter-security" in app.manifest_text
    rules = [_FREE_HEALTH.sub("", source.text) for source in guards]
    closed = any(_FOR_SOME.search(rule) or _OWN_CHAIN.search(rule) for rule in rules)
    return closed or not (_says(guards, _NAMED) or _says(guards, _ALL_FREE))


def _says(sources: Iterable[Source], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(source.text) for source in sources)
