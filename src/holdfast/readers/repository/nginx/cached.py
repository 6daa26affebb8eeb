"""Answers that the proxy gives from what it keeps, in place of the application."""

from collections.abc import Iterable

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.nginx.sites import Server
from holdfast.readers.repository.nginx.tree import Directive, named

_PROTOCOLS = ("proxy", "fastcgi", "uwsgi", "scgi")
_WELL = frozenset({"200", "any"})
_TIME = regex(r"(?P<number>\d{1,9})(?P<unit>ms|[smhdwMy]?)$")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 2_592_000, "y": 31_536_000}
_BRIEF = 5
"""Seconds: so long an answer is as good as new to whoever asks every ten."""
_NEAR = 10


def kept_for_a_while(server: Server, body: Iterable[Directive]) -> Location | None:
    """Where a location, or what stands around it, has good answers kept; nothing where that is brief, or may be passed.

    As Nginx inherits, what a level says replaces all that the one around it does. Without a time of its own the proxy
    keeps what the application allows, and its health says that it may not be kept.
    """
    inside = list(body)
    for protocol in _PROTOCOLS:
        cache = named(inside, f"{protocol}_cache") or server.around(f"{protocol}_cache")
        if not cache or cache[-1].first == "off":
            continue
        if named(inside, f"{protocol}_cache_bypass", f"{protocol}_no_cache"):
            continue
        valid = named(inside, f"{protocol}_cache_valid") or server.around(f"{protocol}_cache_valid")
        kept = list(filter(_keeps_good, valid))
        if kept:
            return _place(cache[-1], kept[-1])
    return None


def _keeps_good(valid: Directive) -> bool:
    told = _TIME.match(valid.args[-1]) if valid.args else None
    if told is None or (len(valid.args) > 1 and _WELL.isdisjoint(valid.args[:-1])):
        return False
    return told["unit"] != "ms" and int(told["number"]) * _SECONDS[told["unit"]] > _BRIEF


def _place(cache: Directive, valid: Directive) -> Location:
    together = cache.source is valid.source and 0 <= valid.line - cache.line <= _NEAR
    return cache.source.at(cache.line, valid.end if together else cache.end)
