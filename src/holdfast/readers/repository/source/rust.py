"""Servers in Rust: the routes of Axum, Actix and Rocket, and how they read variables."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.origins.rules import enclosed

_ROUTE = regex(
    r"\.(?:route|service|at)\(\s*(?:web::resource\(\s*)?\"(?P<path>/[\w/-]*)\"\s*\)?[\s,.]{0,40}(?:route\(\s*)?"
    r"(?:[\w:]{0,40}\bget\(\s*(?:\)\s*\.to\(\s*)?)(?P<rest>[\w:]{1,80}|\|)"
)
_ATTRIBUTE = regex(
    r"#\[(?:[\w:]{1,40}::)?get\(\s*\"(?P<path>/[\w/-]*)\"[^\]]{0,200}\)\]\s*(?:#\[[^\]]{0,200}\]\s*){0,4}"
    r"(?:pub(?:\([^()]{0,40}\))?\s+)?(?:async\s+)?fn\s+(?P<name>\w+)"
)
_READ = regex(r"\benv::var(?:_os)?\(\s*\"(?P<name>[A-Z][A-Z0-9_]{1,80})\"\s*\)")
_THEN = regex(
    r"\s*(?:\.(?:map|map_err|and_then|filter|parse)\([^\n]{0,120}\)\s*|\.await\s*)?"
    r"(?:(?P<ends>\.(?:expect|unwrap)\(|\.(?:with_)?context\([^\n]{0,160}\)\s*\?|\.ok_or\w{0,10}\([^\n]{0,160}\)\s*\?|\?"
    r"|\.unwrap_or_else\(\s*\|_?\w{0,12}\|\s*\{?\s*panic!)"
    r"|\.unwrap_or(?:_else)?\(\s*(?:\|_?\w{0,12}\|\s*\{?\s*)?\"(?P<default>[^\"\n]*)\""
    r"|(?P<nothing>\.unwrap_or_default\(\))|(?P<optional>\.ok\(\)|\.is_ok\(\)))"
)


def routes(source: Source) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """The path of each route that is asked for by GET, the name of what answers, and where both are written.

    The name is empty where the answer stands in the route itself.
    """
    functions = {extent(node)[0]: extent(node)[1] for node in source.nodes("function_item")}
    for match in _ATTRIBUTE.finditer(source.code):
        begins = max((start for start in functions if start < match.end()), default=None)
        if begins is not None and functions[begins] > match.end():
            yield match["path"], "", (match.start(), functions[begins])
    for match in _ROUTE.finditer(source.code):
        name = match["rest"].rpartition("::")[2]
        span = (match.start(), enclosed(source, source.code.index("(", match.start())).end + 1)
        yield match["path"], "" if name == "|" else name, span


def collect(source: Source, use: SettingsUse) -> None:
    """Note the variables that a file reads, and what is done where one of them is missing."""
    for match in _READ.finditer(source.code):
        name, at = match["name"], source.at(match.start(), match.end())
        use.read(name, at)
        then = _THEN.match(source.code, match.end())
        if then is None:
            continue
        if then["ends"]:
            use.reactions.append(Reaction("fails", (name,), at))
        elif then["default"] is not None:
            use.falls_back(name)
            use.stands_in_for_secret(name, then["default"], source.at(match.start(), then.end()))
        elif then["nothing"]:
            use.stands_in(name, "", at)
        elif then["optional"]:
            use.falls_back(name)
    use.looked_up = len(use.reads)
