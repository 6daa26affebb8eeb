"""Lists of origins that are put together: spread into one another, joined, or added to one by one."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.guarded import is_guarded
from holdfast.readers.repository.source.origins.returned import everybody_for_want, handed_back
from holdfast.readers.repository.source.origins.rules import Span, enclosed, literal, parts, text_of, trimmed

Found = tuple[tuple[tuple[str, Span], ...], bool]
"""The origins with where each stands, and whether they are all there are."""

_NOTHING: Found = ((), True)
UNKNOWN: Found = ((), False)

_MAKES = regex(
    r"(?:(?:List|Set|Stream|Arrays|Collections|Array|ImmutableList|ImmutableSet|Lists|Iterables|slices|dict)\."
    r"(?:of|asList|stream|singletonList|singleton|unmodifiableList|from|fromkeys|concat|Concat|copyOf)"
    r"|listOf|mutableListOf|arrayOf|setOf|arrayListOf|append|list|set|tuple|sorted|array_(?:merge|unique|filter|values))"
    r"(?:<[\w<>]{0,40}>)?\("
    r"|new(?:\s{1,4}\w{1,20})?\s?(?:\[\s?\]\s?\{|(?:<[\w<>]{0,40}>)?\()"
    r"|\[\]string[{(]"
)
"""What makes a list of what stands between its brackets."""
_NAME = regex(r"\$?(?:(?:this|self|cls)\.)?(?P<name>[A-Za-z_$][\w$]*)")
_SPREADS = regex(r"\.\.\.?\s?|\*(?=[\w(\[])")
_JOINS = regex(r"\s*\??\.(?:concat|Concat|plus|Union|push)(?P<open>\()")
_KEEPS = regex(r"\s*\??\.\w{1,30}(?P<open>\()")
_TEXT = regex(r"([\"'])(?P<list>[^\"'\n]{1,400})\1")
_SPLITS = regex(r"\s*\??\.split\(")
_INDEX = regex(r"\s*(?:\??\.\w{1,60}|\[)")
_PLUS = regex(r"\s*(?:\+|\|)(?![=+|])\s*(?=[\w\[({*$\"'])")
_IF_ELSE = regex(r"\s*\bif\b(?P<asked>[\s\S]{1,200}?)\belse\b\s*")
_ASKS = regex(r"(?<![?])\?(?![?.:])")
_OTHER = regex(r":(?!:)")
_ONLY_SOMETIMES = regex(r"&&|\|\||\?[?:]|\band\b|\bor\b")
_ADDS = (
    r"{name}(?<![\w.$]{name})(?:\s*\.\s*(?:push|unshift|append|extend|add|addAll|update|Add|AddRange|plusAssign)(?P<call>\()"
    r"|\s*\+=\s*(?P<more>)|\s*:?=\s*(?=[^=;\n]{{0,60}}(?:(?<=\.\.)|(?<![\w.$])){name}\b)(?P<again>)|\[\]\s*=\s*(?P<element>))"
)
_GETS = r"{name}(?<![\w.$]{name})\b(?:\s*:[^=\n]{{1,80}})?\s*:?=(?![=>])\s*(?!{name}\s*[,)\n])"
_ON_CONDITION = regex(r"^\s*(?:\}?\s*else\b|if\b|unless\b|case\b|when\b)|&&|\?(?!\.)")
_PRODUCTION = regex(r"(?i)prod")
_DEVELOPERS = regex(r"(?i)local|(?:\b|_|is)dev|debug|test")
_NEGATES = regex(r"!|\bnot\b|\bunless\b")
_GOES_ON = regex(r"\s{1,80}(?:\.(?=\w)|\?(?!\?)|:(?!:)|\+)")
_MOST_CHARACTERS = 8_000
_MOST_ADDED = 20
_DEEPEST = 5
"""A list in a call in a list that is spread again: nobody goes deeper."""


def composed(source: Source, value: Span, depth: int = 0) -> Found:
    """The origins that an expression puts together; what it takes from elsewhere or decides later is not among them."""
    value = trimmed(source, value)
    only = literal(source, value)
    if only is not None:
        return ((only, value),), True
    if depth > _DEEPEST or value.start >= value.end:
        return UNKNOWN
    spread = _SPREADS.match(source.code, value.start, value.end)
    if spread is not None:
        value = trimmed(source, Span(spread.end(), value.end))
    chosen = _chosen(source, value)
    if chosen is not None:
        return composed(source, chosen, depth + 1) if chosen.start < chosen.end else UNKNOWN
    found, end = _term(source, value, depth)
    return _joined(source, found, end, value.end, depth)


def named(source: Source, name: str, depth: int = 0) -> Found:
    """What `name` holds in this file after everything that is added to it, whatever happens."""
    # A name that stands in its own list is told once.
    told = cast("dict[str, Found]", source.memo.setdefault("lists of origins", {}))
    if name not in told:
        told[name] = UNKNOWN
        told[name] = _added_up(source, name, depth)
    return told[name]


def _added_up(source: Source, name: str, depth: int) -> Found:
    word = re.escape(name)
    gets = list(islice(re.finditer(_GETS.format(name=word), source.code), _MOST_ADDED))
    if not gets:
        return UNKNOWN
    adds = list(islice(re.finditer(_ADDS.format(name=word), source.code), _MOST_ADDED))
    again = {match.end() for match in adds if match["again"] is not None}
    first = [match for match in gets if match.end() not in again]
    if len(first) != 1 or is_guarded(source, first[0].start()):
        return UNKNOWN
    found = [composed(source, expression(source, first[0].end()), depth + 1)]
    for match in adds:
        if is_guarded(source, match.start()) or _ON_CONDITION.search(_row_before(source, match.start())):
            found.append(UNKNOWN)
        elif match["call"]:
            found += [composed(source, part, depth + 1) for part in parts(source, enclosed(source, match.end() - 1))]
        elif match["again"] is not None:
            found += _without(source, match.end(), name, depth)
        else:
            found.append(composed(source, expression(source, match.end()), depth + 1))
    return together(found)


def _without(source: Source, at: int, name: str, depth: int) -> Iterator[Found]:
    """What an expression adds to the list that it begins with, which is told already."""
    value = expression(source, at)
    make = _MAKES.match(source.code, at, value.end)
    bracket = at if source.code[at : at + 1] == "[" else make.end() - 1 if make else None
    if bracket is None:
        yield _joined(source, _NOTHING, at + len(name), value.end, depth)
        return
    inside = parts(source, enclosed(source, bracket))
    yield from (composed(source, part, depth + 1) for part in inside if text_of(source, part).strip(".*") != name)


def _term(source: Source, value: Span, depth: int) -> tuple[Found, int]:
    """What the expression begins with, and where that ends."""
    make = _MAKES.match(source.code, value.start, value.end)
    bracket = make.end() - 1 if make else value.start
    if make or source.code[bracket] in "[{(":
        inside = enclosed(source, bracket)
        return together([composed(source, part, depth + 1) for part in parts(source, inside)]), inside.end + 1
    text = _TEXT.match(source.code, value.start, value.end)
    if text is not None and _SPLITS.match(source.code, text.end(), value.end):
        told = tuple((one.strip(), Span(*text.span())) for one in text["list"].split(","))
        return (told, True), text.end()
    name = _NAME.match(source.code, value.start, value.end)
    if name is None:
        return UNKNOWN, value.end
    if source.code[name.end() : name.end() + 1] == "(" and name.end() < value.end:
        return _returned(source, name["name"], depth), enclosed(source, name.end()).end + 1
    if _INDEX.match(source.code, name.end(), value.end) and not _KEEPS.match(source.code, name.end(), value.end):
        return UNKNOWN, name.end()
    told, complete = named(source, name["name"], depth)
    if _SPLITS.match(source.code, name.end(), value.end):
        told = tuple((one.strip(), span) for text, span in told for one in text.split(","))
    return (told, complete), name.end()


def _returned(source: Source, name: str, depth: int) -> Found:
    """What a function hands back, once for each name: one that calls itself hands back nothing more."""
    told = cast("dict[str, Found]", source.memo.setdefault("lists that are handed back", {}))
    if name not in told:
        told[name] = UNKNOWN
        if (everybody := everybody_for_want(source, name)) is not None:
            told[name] = ((("*", Span(*everybody)),), False)
            return told[name]
        values = handed_back(source, name)
        found = [UNKNOWN if at is None else composed(source, expression(source, at), depth + 1) for at in values]
        told[name] = together(found)
    return told[name]


def _joined(source: Source, found: Found, end: int, limit: int, depth: int) -> Found:
    """What follows a list: calls that add to it, others that leave it as it is, and lists behind a plus."""
    all_of_it = [found]
    while end < limit:
        if plus := _PLUS.match(source.code, end, limit):
            all_of_it.append(composed(source, Span(plus.end(), limit), depth + 1))
            break
        call = _KEEPS.match(source.code, end, limit)
        if call is None:
            beside = _INDEX.match(source.code, end, limit)
            if beside is None:
                break
            all_of_it.append(UNKNOWN)
            end = enclosed(source, beside.end() - 1).end + 1 if beside[0].endswith("[") else beside.end()
            continue
        inside = enclosed(source, call.start("open"))
        if _JOINS.match(source.code, end, limit):
            all_of_it += [composed(source, part, depth + 1) for part in parts(source, inside)]
        end = inside.end + 1
    return together(all_of_it)


def _chosen(source: Source, value: Span) -> Span | None:
    """The side of a choice that production takes, an empty one where that is not told; None where nothing is chosen."""
    flat = _flat(source, value)
    if python := _IF_ELSE.search(flat):
        first, other = Span(value.start, value.start + python.start()), Span(value.start + python.end(), value.end)
        asked = source.code[value.start + python.start("asked") : value.start + python.end("asked")]
        return _side(asked, first, other)
    if (question := _ASKS.search(flat)) and (colon := _OTHER.search(flat, question.end())):
        first = Span(value.start + question.end(), value.start + colon.start())
        return _side(source.code[value.start : first.start - 1], first, Span(value.start + colon.end(), value.end))
    if _ONLY_SOMETIMES.search(flat):
        return Span(value.end, value.end)
    return None


def _side(asked: str, first: Span, other: Span) -> Span:
    production = _PRODUCTION.search(asked) is not None
    if production == (_DEVELOPERS.search(asked) is not None):
        return Span(other.end, other.end)
    return first if production != (_NEGATES.search(asked) is not None) else other


def _flat(source: Source, value: Span) -> str:
    """The expression with what stands in brackets blanked, at the same places."""
    signs = []
    depth = 0
    for sign in source.bare[value.start : value.end]:
        closes = sign in ")]}"
        depth -= closes
        signs.append(sign if depth <= 0 and not closes and sign not in "([{" else " ")
        depth += sign in "([{"
    return "".join(signs)


def expression(source: Source, start: int) -> Span:
    """The expression from `start` on: up to a comma, a semicolon, a bracket of what is around it, or its last row."""
    depth = 0
    text = source.bare[start : start + _MOST_CHARACTERS]
    for index, sign in enumerate(text):
        ends = sign in ",;" or (sign == "\n" and not _GOES_ON.match(text, index))
        if not depth and index and (ends or sign in ")]}"):
            return trimmed(source, Span(start, start + index))
        depth += (sign in "([{") - (sign in ")]}")
    return trimmed(source, Span(start, start + len(text)))


def _row_before(source: Source, at: int) -> str:
    return source.code[source.code.rfind("\n", 0, at) + 1 : at]


def together(found: list[Found]) -> Found:
    """One list of several."""
    told: dict[str, Span] = {}
    for origins, _ in found:
        for text, span in origins:
            told.setdefault(text, span)
    return tuple(told.items()), all(complete for _, complete in found)
