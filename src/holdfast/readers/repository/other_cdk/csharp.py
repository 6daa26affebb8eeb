"""A program of the CDK in C#, rewritten into TypeScript on the same lines."""

import re
from collections.abc import Callable

from holdfast.model.regex import regex
from holdfast.readers.repository.other_cdk.text import blank, closings, lower_first, put_back, set_aside

USING = regex(
    r"(?m)^[ \t]*(?:global\s+)?using\s+(?:static\s+)?(?:\w{1,60}\s*=\s*)?"
    r"Amazon\.CDK(?:\.AWS\.(?P<service>[A-Z][\w.]{0,60}))?;"
)
"""The imports of the CDK; `service` with dots where it is a part of another."""
_DROPPED = regex(
    r"(?m)^[ \t]*(?:global\s+)?using\s[^;(\n]{1,200};|^[ \t]*#\w[^\n]{0,200}|^[ \t]*\[\w[^\]\n]{0,100}\][ \t]*$"
)
_NAMESPACE = regex(r"\bnamespace\s+[\w.]{1,120}\s*(?P<end>[;{])")
_CLASS = regex(
    r"\b(?:(?:public|internal|private|protected|static|sealed|abstract|partial)\s+){0,4}class\s+(?P<name>\w{1,80})"
    r"(?:\s*:\s*(?P<base>[\w.]{1,80})(?:\s*,\s*\w{1,80}){0,5})?\s*\{"
)
_MAIN = regex(
    r"\b(?:(?:public|internal|private)\s+)?static\s+(?:async\s+)?(?:void|int|Task)\s+Main\s*\([^()]{0,80}\)\s*\{"
)
_METHOD = regex(
    r"(?m)^(?P<space>[ \t]*)(?:(?:public|private|protected|internal|static|override|virtual)\s+){1,4}"
    r"(?P<kind>[\w.<\[][\w.<>\[\], ?]{0,100}?\s+)?(?P<name>\w{1,80})\s*\((?P<given>[^();]{0,600})\)"
    r"(?P<base>\s*:\s*base\s*\([^()]{0,300}(?:\([^()]{0,100}\)[^()]{0,100}){0,3}\))?\s*\{"
)
_PARAMETER = regex(r"[\w.<>\[\], ?]{1,100}?\s+(?P<name>\w{1,60})\s*(?:=\s*[^,]{1,60})?(?:,|$)")
_LOCAL = regex(
    r"(?m)(?P<before>^[ \t]*|[;{]\s*)(?:(?:readonly|const)\s+)?"
    r"(?:[A-Z][\w.]{0,80}(?:<[^=;\n]{0,100}>)?(?:\[\])?\??|var|int|bool|string)"
    r"\s+(?P<name>\w{1,80})\s*=(?![=>])"
)
_FIELD = regex(
    r"(?m)^[ \t]*(?:(?:public|private|protected|internal)\s+)(?:(?:static|readonly)\s+){0,2}"
    r"[A-Z][\w.<>, ?]{0,100}\s+\w{1,80}\s*(?:;|\{\s*get;[^{}\n]{0,60}\})"
)
_PROPS = regex(
    r"\bnew(?:\s+(?:[A-Z]\w{0,80}(?:Props|Options|Attributes|Rule|Configuration)\b|[A-Z]\w{0,80}(?!\s*[(<\[])))?"
    r"(?:\s*\(\s*\))?\s*(?=\{)"
)
_LISTS = regex(
    r"\bnew(?:(?:\s+\w{1,81})?\s*\[\s*\]|\s+(?:System\.Collections\.Generic\.)?List<[\w.?]{1,80}>(?:\s*\(\s*\))?)\s*(?=\{)"
)
_MAPS = regex(
    r"\bnew\s+(?:System\.Collections\.Generic\.)?Dictionary<\s*string\s*,\s*[\w.?]{1,80}\s*>(?:\s*\(\s*\))?\s*(?=\{)"
)
_PAIR = regex(r"\{\s*(?P<name>\x00\d{1,6}\x00)\s*,")
_INDEXED = regex(r"\[\s*(?P<name>\x00\d{1,6}\x00)\s*\]\s*=(?!=)")
_GIVEN = regex(r"(?P<before>[{,]\s*)(?P<name>[A-Z]\w{0,80})\s*=(?![=>])")
_MEMBER = regex(r"(?<=[\w)\]>])(?P<dot>\s*\??\.)(?P<name>[A-Z][a-z]\w{0,80})")
_NOT_METHODS = frozenset(("if", "for", "foreach", "while", "switch", "catch", "using", "lock", "return", "new", "else"))
_DEEPEST = 30
"""Lists within lists that are still told apart."""


def rewrite(text: str) -> str:
    """The program as TypeScript, without its imports."""
    code = set_aside(text)
    told = _DROPPED.sub(blank, USING.sub(blank, code.text))
    told = _NAMESPACE.sub(lambda match: ("" if match["end"] == ";" else "{") + blank(match), told)
    told = _MAIN.sub(lambda match: "{" + blank(match), told)
    told = _CLASS.sub(_class, _FIELD.sub(blank, _methods(told)))
    told = _objects(told)
    told = _LOCAL.sub(lambda match: f"{match['before']}const {match['name']} =", told)
    told = _GIVEN.sub(lambda match: f"{match['before']}{lower_first(match['name'])}:", told)
    told = _MEMBER.sub(lambda match: f"{match['dot'].replace('?', '')}{lower_first(match['name'])}", told)
    return put_back(told, code.texts)


def _class(match: re.Match[str]) -> str:
    base = (match["base"] or "").rpartition(".")[2]
    if not base:
        return "{" + blank(match)
    return f"export class {match['name']} extends {base} {{" + blank(match)


def _methods(text: str) -> str:
    classes = {match["name"] for match in _CLASS.finditer(text)}

    def written(match: re.Match[str]) -> str:
        built = match["kind"] is None and match["name"] in classes
        if match["name"] in _NOT_METHODS or (match["kind"] is None and not built):
            return match[0]
        names = ", ".join(one["name"] for one in _PARAMETER.finditer(match["given"].strip()))
        return f"{match['space']}{'constructor' if built else lower_first(match['name'])}({names}) {{" + blank(match)

    return _METHOD.sub(written, text)


def _objects(text: str) -> str:
    """Lists and dictionaries first: what is left in braces behind `new` are properties."""
    told = _MAPS.sub(lambda match: "\x01" + blank(match), text)
    told = _braced(told, "\x01", _as_object)
    told = _LISTS.sub(lambda match: "\x02" + blank(match), told)
    told = _braced(told, "\x02", lambda inner: f"[{inner}]")
    return _PROPS.sub(blank, told)


def _braced(text: str, mark: str, shown: Callable[[str], str], depth: int = 0) -> str:
    if depth > _DEEPEST:
        return text.replace(mark, "")
    out: list[str] = []
    last = 0
    ends = closings(text) if mark in text else {}
    while (at := text.find(mark, last)) >= 0:
        opens = text.find("{", at)
        end = ends.get(opens, -1)
        if end < 0:
            break
        out += [text[last:at], text[at + 1 : opens], shown(_braced(text[opens + 1 : end], mark, shown, depth + 1))]
        last = end + 1
    return "".join((*out, text[last:].replace(mark, "")))


def _as_object(inner: str) -> str:
    """`{ "A", x }, { "B", y }` or `["A"] = x` as an object."""
    out: list[str] = []
    last = 0
    ends = closings(inner)
    for pair in _PAIR.finditer(inner):
        end = ends.get(pair.start(), -1) if pair.start() >= last else -1
        if end >= 0:
            head = blank(pair)
            out += [inner[last : pair.start()], head, f"{pair['name']}:", inner[pair.end() : end]]
            last = end + 1
    told = "".join((*out, inner[last:]))
    return "{" + _INDEXED.sub(lambda match: f"{match['name']}:" + blank(match), told) + "}"
