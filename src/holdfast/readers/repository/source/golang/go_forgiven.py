"""Go programs that check their settings and only log the error which tells what is missing."""

import re
from collections.abc import Iterable

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.origins.rules import enclosed

_FUNCTION = regex(
    r"(?m)^func\s+(?:\([^()\n]{1,80}\)\s*)?(?P<name>\w{2,60})\([^()\n]{0,200}\)(?P<gives>[^{\n]{0,80})(?P<open>\{)"
)
_ENDS = regex(r"\.(?:Fatal|Panic)\w*\(|\bpanic\(|os\.Exit\(|\breturn\b")
_LEAVES = regex(r"\.(?:Fatal|Panic)\w*\(|\bpanic\(|os\.Exit\(")
_SAYS = regex(r"\b(?:log|slog|logger|zap|sugar)\w*\.\w+\(|\bfmt\.Print|\bprintln\(")
_MOST = 20
_MOST_ROWS = 10


def forgive_errors(sources: Iterable[Source], use: SettingsUse) -> None:
    """Turn each list whose error every caller only logs into a place that warns."""
    files = [source for source in sources if source.language == "go"]
    kept = []
    for one in use.validated:
        found = _forgiven(files, one.at) if files else None
        if found is None:
            kept.append(one)
        else:
            use.reactions.append(Reaction("warns", one.names, found))
    use.validated = kept


def _forgiven(files: list[Source], at: Location) -> Location | None:
    own = next((source for source in files if source.path == at.path), None)
    function = _around(own, at) if own is not None else None
    if function is None:
        return None
    called = re.compile(rf"(?<!func )(?<!\) )(?<![\w]){re.escape(function)}\(")
    handled = re.compile(
        rf"\b(?P<error>\w*[eE]rr\w*)\s*:?=\s*(?:\w{{1,30}}\.)?{re.escape(function)}\([^()\n]{{0,120}}\)\s*(?:;\s*|\n\s*if\s+)"
        r"(?P=error)\s*!=\s*nil\s*(?P<open>\{)"
    )
    calls = sum(1 for source in files for _ in called.finditer(source.bare))
    found = [(source, match) for source in files for match in handled.finditer(source.bare)]
    if not 0 < calls == len(found) <= _MOST:
        return None
    spans = [(source, match, enclosed(source, match.start("open"))) for source, match in found]
    for source, _, inside in spans:
        if _ENDS.search(source.bare, inside.start, inside.end) or not _SAYS.search(
            source.bare, inside.start, inside.end
        ):
            return None
    source, match, inside = spans[0]
    first = source.line(match.start())
    return source.snippet.at(first, min(source.line(inside.end), first + _MOST_ROWS))


def _around(source: Source, at: Location) -> str | None:
    """The function around a list that hands its error back, and leaves the program by no other way."""
    for match in _FUNCTION.finditer(source.bare):
        inside = enclosed(source, match.start("open"))
        if source.line(match.start()) <= at.start_line <= source.line(inside.end):
            hands_back = "error" in match["gives"] and not _LEAVES.search(source.bare, inside.start, inside.end)
            return match["name"] if hands_back else None
    return None
