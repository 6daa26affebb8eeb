"""Programs that ask for their settings and forgive the answer: the error that tells what is missing is only logged."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import cast

from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.attempts import Attempt, attempts_in
from holdfast.readers.repository.source.code import Source, extent, short
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.origins.rules import enclosed

_OF_SCRIPTS = (
    "function_declaration",
    "method_definition",
    "variable_declarator",
    "assignment_expression",
    "pair",
)
_KINDS = {"python": ("function_definition", "class_definition")}
_FUNCTION_VALUE = frozenset(("arrow_function", "function_expression", "function"))
_TRIES = regex(r"\btry\s*[{:]|\.catch\(")
_APPLIES = regex(
    r"\b(?:process|Bun)\.env\b|\bimport\.meta\b|environ\b|getenv|\b(?:cleanEnv|createEnv)\(|\.(?:parse|validate)\("
)
_METHOD = regex(r"[^(){};]{0,120}\)\s*(?::[^={};]{1,60})?\{")
"""The head of a method, with its body behind the brackets."""
_EXITS = regex(r"process\.(?:exit|abort)\(|\bsys\.exit\(|\bos\._exit\(|(?<![\w.])(?:exit|quit)\(")
_ENDS = regex(
    r"\bthrow\b|\braise\b|\breturn\b|process\.(?:exit|abort)\(|\b(?:sys|os)\.\w{0,2}exit\(|\breject\(|exitCode\s*="
    r"|(?i:\b\w{0,20}(?:fatal|shutdown|exit|quit|abort|crash|terminate|bail|die)\w{0,20}\()"
)
_CLAUSE = regex(r"(?m)^[ \t]*except\b([^:\n]{0,120}?)(?:\bas\s+\w+\s*)?:")
_OTHERS = regex(
    r"\(?\s*(?:[\w.]{0,40}(?:Import|ModuleNotFound|FileNotFound|JSONDecode|Connection|Timeout|Attribute|Client|NoCredentials)\w{0,12}+"
    r"\s*+(?:,\s*+)?){1,6}\)?"
)
_SERVES = regex(r"\.listen\(|\bserve\(|createServer\(|uvicorn\.run\(|\.run\(|\byield\b|\bNestFactory\b")
_CAUGHT = regex(r"\s*\.catch\(\s*(?P<open>(?:async\s*)?(?:\(?\w{0,20}\)?\s*=>|function\b|console\b))")
_ANSWERS = regex(r"\bres(?:ponse)?\b|\breply\b|\bctx\b|\brequest\b|\bnext\(|Response\b|\bc\.json")
_STARTS = regex(
    r"(?i)^(?:_*(?:main|start|bootstrap|init|boot|run|setup|lifespan|startup|on_?startup|create_?app|serve|launch|load|application)\w*"
    r"|on(?:Module|Application)\w+)$"
)
"""What runs once, when the program starts."""
_GIVEN = regex(r"[ \t]*(?:export\s+)?(?:const|let|var)?\s*(?P<name>[A-Za-z_$]\w{1,60})\s*(?::[^=\n]{1,60})?=(?!=)")
_HANDS_ON = regex(r"\s*(?:import\b|from\b|export\s*\{|export default\s*$|(?:module\.)?exports\b|__all__)")
_UNPACKS = regex(r"\s*(?:const|let|var)\s*\{")
_BRINGS = regex(r"[^{}\n]{0,200}\}\s*=\s*(?:await\s+import|require)\(")
_DEFINES = regex(r"\b(?:function|def|class|async|static|public|private|const|let|var)\s+\Z")
_GETS = regex(r"\s*=(?!=)")
_BY_NAME = regex(
    r"(?<![\w$])(?P<name>(?:validate|check|verify|assert|ensure|require)_?\w{0,20}"
    r"(?:[Ee]nv|[Ee]nvironment|[Cc]onfig|[Cc]onfiguration|[Ss]ettings|[Ss]ecrets?)(?:_?[Vv]ar(?:iable)?s)?)\(\s{0,80}(?:process\.env\s{0,80})?(?=\))"
)
_SAYS = regex(r"(?i)\bconsole\.\w+\(|\blog(?:ger|ging)?\b\w*(?:\.\w+)?\(|\bprint\(|\bwarn\w*\(")
_FARTHEST = 600
_MOST = 40
"""Places where a name is met: one that is met more often is no loader's."""
_SHORTEST = 3
_MOST_ROWS = 12


@record(frozen=True)
class _Pass:
    """Where an error is caught and forgiven: from the call or its `try` to the end of what is done then."""

    source: Source
    start: int
    end: int


def forgive(sources: Iterable[Source], use: SettingsUse) -> None:
    """Turn each list that is only asked for so into a place that warns; a call that is not tried keeps it."""
    program = _Program(tuple(sources))
    if not program.tries:
        return
    kept = []
    for one in use.validated:
        found = program.forgives(one.at, listed=True)
        if found is None:
            kept.append(one)
        else:
            use.reactions.append(Reaction("warns", one.names, _shown(found)))
    use.validated = kept
    use.reactions += [Reaction("warns", _about(name), _shown(found)) for name, found in program.unseen()]
    for index, reaction in enumerate(use.reactions):
        found = program.forgives(reaction.at, listed=False) if reaction.missing == "fails" else None
        if found is not None:
            use.reactions[index] = Reaction("warns", reaction.names, _shown(found), reaction.source)


def _about(function: str) -> tuple[str, ...]:
    """The group of settings that a function is named after; a list of others notices none of them."""
    words = _HUMP.sub("_", function).upper().split("_")[1:]
    return ("_".join(words),) if len(words) > 1 and words[0] not in ("ENV", "REQUIRED", "APP", "ALL") else ()


_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")


def _shown(found: _Pass) -> Location:
    first, last = found.source.line(found.start), found.source.line(found.end - 1)
    return found.source.snippet.at(first, min(last, first + _MOST_ROWS))


class _Program:
    """The files of one application, and what was found out about its functions."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self.sources = sources
        self.tries = any(_TRIES.search(source.bare) for source in sources if source.mentions("try", "catch"))
        self._by_path = {source.path: source for source in sources}
        self._told: dict[str, _Pass | None] = {}

    def forgives(self, at: Location, *, listed: bool) -> _Pass | None:
        """Where the error from a place is passed over, if it is wherever somebody asks; `listed`: a list stands there.

        A schema or a list of names that stands by itself asks nothing yet: what goes through it does.
        """
        own = self._by_path.get(at.path)
        if own is None:
            return None
        begin = _starts(own)[at.start_line - 1]
        around = _around(own, begin)
        if around is not None:
            return self._function(own, around)
        given = _GIVEN.match(own.code, begin) if listed else None
        end = _starts(own)[min(at.end_line, len(_starts(own)) - 1)]
        if given is None or _APPLIES.search(own.code, begin, max(end, given.end())):
            return _tried(own, begin, begin)
        return self._named(given["name"])

    def unseen(self) -> Iterator[tuple[str, _Pass]]:
        """The first of those that by its name asks for settings, and stands in a file that is not at hand."""
        for source in self.sources:
            for match in islice(_BY_NAME.finditer(source.bare), _MOST):
                defined = re.compile(
                    rf"\b(?:def|function|const|async|let)\s+{match['name']}\b|\b{match['name']}\s*\([^()]*\)[^;\n]*\{{"
                )
                if any(match["name"] in one.text and defined.search(one.bare) for one in self.sources):
                    continue
                found = _tried(source, match.start(), match.end())
                if found is not None and _SAYS.search(source.bare, match.end(), found.end):
                    yield match["name"], found
                    return

    def _named(self, name: str) -> _Pass | None:
        asked = re.compile(rf"(?<![\w$.]){re.escape(name)}\b(?!\s*(?::[^=\n]{{1,60}})?=(?!=))")
        found: list[_Pass | None] = []
        for source, match in self._met(asked, name):
            around = _around(source, match.start())
            found.append(self._function(source, around) if around else _tried(source, match.start(), match.end()))
        return found[0] if found and all(found) else None

    def _function(self, own: Source, around: tuple[int, int, str]) -> _Pass | None:
        start, end, name = around
        if _EXITS.search(own.bare, start, end):
            return None  # nobody catches that
        if name not in self._told:
            self._told[name] = None  # one that calls itself
            self._told[name] = self._called(name)
        return self._told[name]

    def _called(self, name: str) -> _Pass | None:
        found: _Pass | None = None
        word = re.compile(rf"(?<![\w$]){re.escape(name)}\b\s*(?P<call>\()?")
        for source, match in self._met(word, name):
            if _is_defined(source, match):
                continue
            # Whoever is handed the function may do with it what he likes.
            one = _tried(source, match.start(), match.end()) if match["call"] else None
            if one is None:
                return None
            found = found or one
        return found

    def _met(self, word: re.Pattern[str], name: str) -> "Iterator[tuple[Source, re.Match[str]]]":
        """Where a name stands, but for what only brings it in or hands it on; none where it is met too often."""
        found = []
        for source in self.sources if len(name) >= _SHORTEST else ():
            for match in word.finditer(source.bare) if name in source.text else ():
                row = source.bare[source.bare.rfind("\n", 0, match.start()) + 1 : match.start()]
                brought = _UNPACKS.match(row) and _BRINGS.match(source.bare, match.end())
                if not brought and not _HANDS_ON.match(row):
                    found.append((source, match))
                if len(found) > _MOST:
                    return
        yield from found


def _is_defined(source: Source, name: re.Match[str]) -> bool:
    """It is where the function gets its name: the call's brackets belong to its head, or there are none."""
    before = source.bare[max(0, name.start() - 20) : name.start()]
    if _DEFINES.search(before) or (name["call"] and _METHOD.match(source.bare, name.end())):
        return True
    return before.endswith(".") and not name["call"] and _GETS.match(source.bare, name.end()) is not None


def _starts(source: Source) -> list[int]:
    """Where each line begins."""
    if "starts of lines" not in source.memo:
        source.memo["starts of lines"] = [0, *(match.end() for match in re.finditer("\n", source.text))]
    return cast("list[int]", source.memo["starts of lines"])


def _around(source: Source, offset: int) -> tuple[int, int, str] | None:
    """The innermost function or class around a character that has a name, with its own characters."""
    if "functions by name" not in source.memo:
        source.memo["functions by name"] = [*_functions(source)]
    spans = cast("list[tuple[int, int, str]]", source.memo["functions by name"])
    last = bisect_right(spans, offset, key=lambda span: span[0])
    return next((one for one in reversed(spans[max(0, last - _MOST) : last]) if offset < one[1] and one[2]), None)


def _functions(source: Source) -> Iterator[tuple[int, int, str]]:
    for node in source.nodes(*_KINDS.get(source.language, _OF_SCRIPTS)):
        named = "name"
        if node.kind() in ("variable_declarator", "assignment_expression", "pair"):
            named = {"assignment_expression": "left", "pair": "key"}.get(node.kind(), "name")
            value = node.field("right" if node.kind() == "assignment_expression" else "value")
            if value is None or value.kind() not in _FUNCTION_VALUE:
                continue
        start, end = extent(node)
        yield source.text.rfind("\n", 0, start) + 1, end, short(node.field(named)).rpartition(".")[2]


def _tried(source: Source, start: int, end: int) -> _Pass | None:
    """The handler that goes on whatever the call found, where the program starts."""
    close = enclosed(source, end - 1).end + 1
    behind = _CAUGHT.match(source.bare, close)
    if behind is not None:
        last = enclosed(source, source.bare.index("(", close)).end + 1
        body = source.bare[behind.start("open") : last]
        return None if _ENDS.search(body) or not at_start(source, start) else _Pass(source, start, last)
    around = [one for one in attempts_of(source) if one.start <= start < one.end]
    if not around:
        return None
    attempt = min(around, key=lambda one: one.end - one.start)
    handler, rest = source.bare[attempt.end : attempt.last], source.bare[end : attempt.end]
    ends = _ENDS.search(handler) or _ANSWERS.search(handler) or _SERVES.search(rest)
    if ends or not _catches(handler, source.bare[attempt.start : attempt.end]) or not at_start(source, start):
        return None
    if "return" in source.bare[attempt.start : attempt.end] and attempt.end - attempt.start > _FARTHEST:
        return None
    begin = source.bare.rfind("try", 0, attempt.start + 1)
    return _Pass(source, max(begin, 0), attempt.start + len(source.bare[attempt.start : attempt.last].rstrip()))


def _catches(handler: str, tried: str) -> bool:
    """Of Python's clauses one has to be for such errors; others are for what cannot be loaded, or read.

    A look-up by itself finds no wrong value: it only misses its name.
    """
    clauses = _CLAUSE.findall(handler)
    only_looks_up = _LOOKS_UP.search(tried) is not None and _CALLS.search(tried) is None
    others = [one for one in clauses if _OTHERS.fullmatch(one.strip()) or (only_looks_up and _VALUES.fullmatch(one))]
    return not clauses or len(others) < len(clauses)


_LOOKS_UP = regex(r"\benviron\s*\[")
_CALLS = regex(r"\w\(")
_VALUES = regex(r"\s*\(?\s*(?:(?:Value|Type)Error\s*+(?:,\s*+)?){1,4}\)?\s*")


def attempts_of(source: Source) -> list[Attempt]:
    """What a file tries, told once."""
    if "attempts" not in source.memo:
        source.memo["attempts"] = [*attempts_in(source.bare)]
    return cast("list[Attempt]", source.memo["attempts"])


def at_start(source: Source, offset: int) -> bool:
    """Whether no function is around a character, or one that runs as the program starts."""
    around = _around(source, offset)
    return around is None or _STARTS.match(around[2]) is not None
