"""Groups of routes in Go, which lend their prefix, and the function that a route names last."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.origins.rules import Span, enclosed

_GROUP = regex(r"\b(?P<name>\w+)\s*:?=\s*(?P<owner>\w+)\.(?:Group|PathPrefix)\(\s*\"(?P<prefix>/?[\w/\-]*)\"")
_NESTED = regex(r"\.Route(?P<open>\()\s*\"(?P<prefix>/[\w/\-]*)\"\s*,\s*func\(")
_LAST = regex(r"(?P<name>\w+)(?:\(\))?\s*\){1,4}\s*(?:\.Methods\([^()]{0,80}\))?\s*$")
_DEEPEST = 4
_MOST = 60
"""Routers inside calls of one file; more of them were not written by a person."""


def prefixes(source: Source, match: re.Match[str]) -> list[str]:
    """What stands before the path of a route, outermost first; only routes in Go hang on groups."""
    if source.language != "go":
        return []
    found: list[str] = []
    owner = match["owner"]
    groups = source.memo.get("named groups")
    if not isinstance(groups, list):
        groups = source.memo["named groups"] = list(_GROUP.finditer(source.code))
    for _ in range(_DEEPEST):
        group = next((one for one in groups if one["name"] == owner), None)
        if group is None or group["owner"] == owner:
            break
        found.insert(0, group["prefix"])
        owner = group["owner"]
    return found + [prefix for prefix, inside in _nested(source) if inside.start <= match.start() < inside.end]


def _nested(source: Source) -> list[tuple[str, Span]]:
    """The routers that stand inside a call, with their prefixes."""
    known = source.memo.get("groups")
    if not isinstance(known, list):
        found = ((one["prefix"], enclosed(source, one.start("open"))) for one in _NESTED.finditer(source.code))
        known = source.memo["groups"] = list(islice(found, _MOST))
    return known


def answering(rest: str, call: str) -> list[str]:
    """The names of what may answer, the likeliest first; none where it stands in the call itself.

    Args:
        rest: what follows the path, up to the first bracket that is more than a name.
        call: the whole call, or its beginning.
    """
    row = call.partition("\n")[0]
    after = row.partition(rest)[2] if rest else ""
    if not rest or "func(" in row:
        return []
    names = [part.strip("( ").rpartition(".")[2] for part in rest.split("(")]
    if after.startswith("{"):
        return [f"{names[-1]}.ServeHTTP"]
    last = _LAST.search(row) if "(" in rest or "," in after else None
    return list(dict.fromkeys([*([last["name"]] if last else []), *reversed([name for name in names if name])]))


_PROBES = regex(r"\bhealthcheck\.New(?P<open>\()")
_PROBE = regex(r"\b(?:Readiness)?Probe:\s*(?P<function>func\([^()]{0,80}\)\s*bool\s*(?P<open>\{)|[\w.]{1,60})")
_ENDPOINT = regex(r"\bReadinessEndpoint:\s*\"(?P<path>/[\w/-]{1,80})\"")
_AGREES = regex(r"\s*return true\s*")


def probes(source: Source) -> Iterator[tuple[Span, str, Span | None]]:
    """Fiber's own endpoints for health: where they are set up, the path that tells readiness, and what it asks."""
    for match in _PROBES.finditer(source.code) if "middleware/healthcheck" in source.text else ():
        inside = enclosed(source, match.start("open"))
        path = _ENDPOINT.search(source.code, inside.start, inside.end)
        probe = _PROBE.search(source.code, inside.start, inside.end)
        body = enclosed(source, probe.start("open")) if probe is not None and probe["open"] else None
        asks = Span(probe.start("function"), probe.end("function")) if probe is not None else None
        if body is not None:
            asks = None if _AGREES.fullmatch(source.bare, body.start, body.end) else body
        yield Span(match.start(), inside.end + 1), path["path"] if path else "/readyz", asks


def of_type(source: Source, name: str) -> tuple[int, int] | None:
    """The method `ServeHTTP` of the type that stands before the dot in `name`."""
    receiver = re.escape(name.partition(".")[0])
    for node in source.nodes("method_declaration"):
        start, end = extent(node)
        if re.match(rf"func\s*\(\s*\w*\s*\*?\s*{receiver}\s*\)\s*ServeHTTP\b", source.code[start : start + 200]):
            return start, end
    return None
