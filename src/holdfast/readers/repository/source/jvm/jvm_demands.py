"""What Java and Kotlin programs do where a variable or a managed secret is missing: what throws, what goes on."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.code import Source, extent, named
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.origins.rules import enclosed

_ELSE_ENDS = regex(r"\s{0,40}\)?\s{0,40}(?:\?:\s{0,40}(?:error\(|throw\b|exitProcess\()|\.orElseThrow\()")
_ASSERTS = regex(r"\b(?:requireNonNull|requireNotNull|checkNotNull)\(\s*\Z")
_FUNCTION = regex(
    r"\b(?:String\??\s+(?P<java>\w{2,60})\(\s*(?:final\s+)?String\s+(?P<asked>\w{1,40})\s*\)"
    r"|fun\s+(?P<kotlin>\w{2,60})\(\s*(?P<given>\w{1,40})\s*:\s*String\s*\))[^{;=]{0,120}(?:=\s*[^\n]{0,200}|(?P<open>\{))"
)
_CALL = regex(r"(?<![\w.])(?P<function>\w{2,60})\(\s*\"(?P<name>[A-Z][A-Z0-9_]{1,80})\"\s*\)")
_ENDS = regex(r"\bthrow\b|\berror\(|\bexit(?:Process)?\(|requireNo[tn]Null\(")
_FETCHES = regex(r"\.(?:getSecretValue|getParameter(?:s(?:ByPath)?)?)\s*[({]")
_SAYS = regex(r"(?i)\blog(?:ger)?\w*\.\w+\(|\bprint(?:ln|StackTrace)?\(|\bSystem\.\w+\.print")
_CATCHES = ("catch_clause", "catch_block")
_TRIES = {"java": ("try_statement", "try_with_resources_statement"), "kotlin": ("try_expression",)}


def ends_without(source: Source, start: int, end: int) -> bool:
    """Whether the program ends, or throws, where the look-up between two offsets gives nothing."""
    before = source.code[max(start - 60, 0) : start]
    return _ELSE_ENDS.match(source.code, end) is not None or _ASSERTS.search(before) is not None


def demands(source: Source) -> Iterator[tuple[str, int]]:
    """The variables that the functions of a file are asked for by name, and throw without, each with its place."""
    functions = frozenset(_throwing(source)) if "getenv" in source.text else frozenset()
    for match in _CALL.finditer(source.code) if functions else ():
        if match["function"] in functions:
            yield match["name"], match.start()


def fetches(source: Source) -> bool:
    """A cheap test: whether a file may fetch a managed secret or parameter."""
    return "getSecretValue" in source.text or ("getParameter" in source.text and "ssm" in source.lower)


def swallowed(source: Source) -> Iterator[Reaction]:
    """Where a program catches that a managed secret could not be fetched, and what it does then."""
    tried = source.nodes(*_TRIES[source.language]) if fetches(source) else []
    seen: set[int] = set()
    for match in _FETCHES.finditer(source.bare) if tried else ():
        around = [node for node in tried if extent(node)[0] <= match.start() < extent(node)[1]]
        caught = [child for child in named(around[-1]) if child.kind() in _CATCHES] if around else []
        if not caught or extent(caught[0])[0] in seen or extent(caught[0])[0] < match.start():
            continue
        seen.add(extent(caught[0])[0])
        bodies = source.bare[extent(caught[0])[0] : extent(caught[-1])[1]]
        missing = "fails" if _ENDS.search(bodies) else "warns" if _SAYS.search(bodies) else "silent"
        service = "secrets-manager" if "Secret" in match[0] else "parameter-store"
        yield Reaction(missing, (), source.at_node(caught[0]), source=service, whole=True)


_BY_CONSTANT = regex(r"@Value\(\s{0,9}\"\\?\$\{(?P<name>[\w.\-]{1,80}):\"\s?\+\s?[\w.]{1,80}\s?\+\s?\"\}")


def by_constants(source: Source) -> Iterator[Reaction]:
    """Secrets in whose place Spring puts the word that a constant holds: `@Value("${jwt.secret:" + DEFAULT + "}")`."""
    for match in _BY_CONSTANT.finditer(source.code) if '" +' in source.code else ():
        if is_secret(match["name"]):
            yield Reaction("default", (match["name"],), source.at(match.start()))


def _throwing(source: Source) -> Iterator[str]:
    for match in _FUNCTION.finditer(source.code):
        inside = enclosed(source, match.start("open")) if match["open"] else None
        body = source.bare[inside.start : inside.end] if inside else match[0]
        asked = re.escape(match["asked"] or match["given"] or "")
        if re.search(rf"getenv\(\s*{asked}\s*\)", body) and _ENDS.search(body):
            yield match["java"] or match["kotlin"]


MAPS = ("otenv.get(", "otenv()[", 'env["')
"""One of these stands where a variable is taken out of a map."""

_INSTEAD = (
    regex(
        r"(?:getenv\(\)\.getOrDefault|\bgetProperty|\b[dD]otenv\w{0,20}\.get)\(\s*\"(?P<name>[\w.-]+)\"\s*,\s*\"(?P<default>[^\"\n]+)\""
    ),
    regex(r"(?<![\w.])\w{0,20}[eE]nv\w{0,40}\(\s*\"(?P<name>[A-Z]\w{1,80})\"\s*,\s*\"(?P<default>[^\"\n]+)\"\s*\)"),
    regex(r"\bsystem(?:Environment|Properties)\[\s*'(?P<name>[\w.]+)'\s*\]\s*\?:\s*'(?P<default>[^'\n]+)'"),
    regex(
        r"\b(?:get|dot)?[eE]nv\w{0,20}(?:\(\)\[|\[|\.get\()\s*\"(?P<name>[A-Z]\w{1,80})\"\s*[\])]\s*\?:\s*\"(?P<default>[^\"\n]+)\""
    ),
    regex(r"\bproperty(?:OrNull)?\(\s*\"(?P<name>[\w.-]+)\"\s*\)\??\.getString\(\)\s*\?:\s*\"(?P<default>[^\"\n]+)\""),
)


def instead(source: Source) -> Iterator[re.Match[str]]:
    """Look-ups that are handed what to take where there is nothing: the setting's `name`, and the `default`."""
    for pattern in _INSTEAD:
        yield from pattern.finditer(source.code)
