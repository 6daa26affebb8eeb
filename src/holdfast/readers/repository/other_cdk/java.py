"""A program of the CDK in Java, rewritten into TypeScript on the same lines."""

import re
from collections.abc import Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.other_cdk.text import blank, closings, lower_first, put_back, set_aside

_IMPORT = regex(
    r"(?m)^[ \t]*import\s+(?:static\s+)?software\.amazon\.awscdk\.(?:services\.(?P<service>[a-z][\w.]{0,60})\.)?"
    r"(?P<name>\*|[A-Z]\w{0,80})(?:\.\w{1,80})?;"
)
_DROPPED = regex(
    r"(?m)^[ \t]*(?:import|package)\s[^;\n]{1,300};|^[ \t]*@\w{1,60}(?:\([^()\n]{0,200}\))?[ \t]*$|@Override\b"
)
_CLASS = regex(
    r"\b(?:(?:public|private|protected|static|final|abstract)\s+){0,4}class\s+(?P<name>\w{1,80})"
    r"(?:\s+extends\s+(?P<base>[\w.]{1,80}))?(?:\s+implements\s+[\w.,\s]{1,200}?)?\s*\{"
)
_MAIN = regex(r"\bpublic\s+static\s+void\s+main\s*\([^()]{0,80}\)\s*(?:throws\s+[\w.,\s]{1,80})?\{")
_METHOD = regex(
    r"(?m)^(?P<space>[ \t]*)(?:(?:public|private|protected|static|final)\s+){0,4}(?:<[^<>\n]{1,40}>\s*)?"
    r"(?P<kind>[A-Z][\w.<>\[\], ?]{0,100}?\s+|void\s+|int\s+|boolean\s+|String\s+)?(?P<name>\w{1,80})\s*"
    r"\((?P<given>[^();=]{0,600})\)\s*(?:throws\s+[\w., ]{1,80})?\{"
)
_PARAMETER = regex(r"(?:final\s+)?[\w.<>\[\], ?]{1,100}?\s+(?P<name>\w{1,60})\s*(?:,|$)")
_FIELD = regex(
    r"(?m)^[ \t]*(?:(?:public|private|protected)\s+)(?:(?:static|final)\s+){0,2}[A-Z][\w.<>, ?]{0,100}\s+\w{1,80};"
)
_CONSTANT = regex(
    r"(?m)^[ \t]*(?:public|private|protected)\s+(?:(?:static|final)\s+){0,2}(?:String|int|Integer|boolean|Boolean)\s+"
    r"(?P<name>[A-Za-z_]\w{0,80})\s*=\s*(?P<value>\x00\d{1,6}\x00|\d{1,9}|true|false)\s*;"
)
"""A field with what it is from the start."""
_TYPED = regex(r"\b(?:String|int|Integer|boolean|Boolean)\s+(\w{1,80})\s*[,)=;]")
_LOCAL = regex(
    r"(?m)(?P<before>^[ \t]*|[;{]\s*)(?:(?:public|private|protected|static|final)\s+){0,4}"
    r"(?:[A-Z][\w.]{0,80}(?:<[^=;\n]{0,100}>)?(?:\[\])?|var|int|boolean|String)\s+(?P<name>\w{1,80})\s*=(?!=)"
)
_BUILDER = regex(
    r"\bnew\s+(?P<made>[A-Z]\w{0,80})\.Builder\(|\b(?P<sort>[A-Z]\w{0,80})\.Builder\.create\("
    r"|\b(?:[a-z]\w{0,40}\.){0,8}[A-Z]\w{0,80}(?:\.[A-Z]\w{0,80})?(?P<plain>\.builder\(|\.Builder\(\)|\.Builder\.create\(\))"
)
_STEP = regex(r"(?P<space>\s*)\.(?P<name>\w{1,80})\(")
_LISTS = regex(r"\b(?:(?:Immutable)?List\.of|Arrays\.asList|Collections\.singletonList|Set\.of|ImmutableSet\.of)\(")
_MAPS = regex(r"\b(?:(?:Immutable)?Map\.of|Collections\.singletonMap)\(")
_ENTRIES = regex(r"\bMap\.ofEntries\(")
_GETTER = regex(r"\.get(?P<name>[A-Z]\w{0,80})\(\)")
_NOT_METHODS = frozenset(("if", "for", "while", "switch", "catch", "synchronized", "try", "return", "new", "else"))
_DEEPEST = 30

SERVICES = _IMPORT
"""The imports of the CDK; `service` with dots where it is a part of another."""


def rewrite(text: str) -> str:
    """The program as TypeScript, without its imports."""
    code = set_aside(text)
    told = _DROPPED.sub(blank, _IMPORT.sub(blank, code.text))
    told = _MAIN.sub(lambda match: "{" + blank(match), told)
    told = _methods(_constants(told))
    told = _FIELD.sub(blank, told)
    told = _CLASS.sub(_class, told)
    told = _LOCAL.sub(lambda match: f"{match['before']}const {match['name']} =", told)
    told = _GETTER.sub(lambda match: "." + lower_first(match["name"]), _values(told, 0))
    return put_back(told, code.texts)


def _constants(text: str) -> str:
    """Each field that is given its value where it stands, as that value wherever it is named."""
    values = {match["name"]: match["value"] for match in _CONSTANT.finditer(text)}
    if not values:
        return text
    rest = _CONSTANT.sub(blank, text)
    for name in _TYPED.findall(rest):
        values.pop(name, None)  # a method calls something of its own so
    if not values:
        return text
    named = re.compile(rf"(?<![\w.])(?:this\.)?(?P<name>{'|'.join(values)})\b(?!\s*\()")
    return named.sub(lambda match: values[match["name"]], rest)


def _class(match: re.Match[str]) -> str:
    if match["base"] is None:
        return "{" + blank(match)
    return f"export class {match['name']} extends {match['base'].rpartition('.')[2]} {{" + blank(match)


def _methods(text: str) -> str:
    """Methods and constructors as TypeScript has them; a constructor that only calls another one is left out."""
    classes = {match["name"] for match in _CLASS.finditer(text)}
    ends = closings(text)
    out: list[str] = []
    last = 0
    for match in _METHOD.finditer(text):
        if match.start() < last or match["name"] in _NOT_METHODS or (match["kind"] or "").strip() in _NOT_METHODS:
            continue
        built = match["kind"] is None and match["name"] in classes
        if match["kind"] is None and not built:
            continue
        out.append(text[last : match.start()])
        end = ends.get(match.end() - 1, -1)
        if built and end > 0 and text[match.end() : end].lstrip().startswith("this("):
            out.append("\n" * text.count("\n", match.start(), end + 1))
            last = end + 1
            continue
        names = ", ".join(one["name"] for one in _PARAMETER.finditer(match["given"].strip()))
        name = "constructor" if built else match["name"]
        out.append(f"{match['space']}{name}({names}) {{" + blank(match))
        last = match.end()
    return "".join((*out, text[last:]))


def _values(text: str, depth: int) -> str:
    """Builders, lists and maps as objects and lists."""
    if depth > _DEEPEST:
        return text
    out: list[str] = []
    last = 0
    ends = closings(text)
    starts = sorted(
        (match.start(), name, match)
        for name, pattern in (("built", _BUILDER), ("list", _LISTS), ("map", _MAPS))
        for match in pattern.finditer(text)
    )
    for start, sort, match in starts:
        opens = text.rindex("(", match.start(), match.end())
        end = ends.get(opens, -1) if start >= last else -1
        if end < 0:
            continue
        if sort == "built":
            made = _built(text, match, ends, depth)
            if made is None:
                continue
            shown, after = made
        else:
            parts = _values(text[match.end() : end], depth + 1)
            shown, after = (f"[{parts}]" if sort == "list" else _pairs(parts)), end + 1
        out += [text[last:start], shown]
        last = after
    return "".join((*out, text[last:]))


def _built(text: str, match: re.Match[str], ends: Mapping[int, int], depth: int) -> tuple[str, int] | None:
    """What the calls behind a builder tell, and where they end; None where nothing builds it."""
    sort = match["sort"] or match["made"]
    opens = text.rindex("(", match.start(), match.end())
    end = ends[opens]
    steps = _steps(text, end + 1, ends)
    if not steps or steps[-1][0]["name"] != "build":
        return None
    told: list[str] = []
    for step, close in steps[:-1]:
        parts = _values(text[step.end() : close], depth + 1)
        told.append(f"{step['space']} {step['name']}: {f'[{parts}]' if len(split(parts)) > 1 else parts or 'true'},")
    last, close = steps[-1]
    body = "{" + "".join(told) + last["space"] + "}"
    if not sort or match["plain"]:
        return body, close + 1
    given = _values(text[opens + 1 : end], depth + 1)
    return f"new {sort}({given}, {body})", close + 1


def _steps(text: str, at: int, ends: Mapping[int, int]) -> list[tuple[re.Match[str], int]]:
    """The calls behind a builder as far as the one that builds it, each with where it is closed.

    They are looked for before what they are given is read: a builder that nothing builds is passed over at once,
    and those within it are read once.
    """
    found: list[tuple[re.Match[str], int]] = []
    while (step := _STEP.match(text, at)) and (close := ends.get(step.end() - 1, -1)) >= 0:
        found.append((step, close))
        at = close + 1
        if step["name"] == "build":
            break
    return found


def split(text: str) -> list[str]:
    """The arguments of a call, at the commas that no bracket holds."""
    found: list[str] = []
    depth, last = 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            found.append(text[last:at])
            last = at + 1
    return [*found, text[last:]]


def _pairs(text: str) -> str:
    """`"A", x, "B", y` as an object."""
    parts = split(text)
    if len(parts) % 2:
        return "{" + "\n" * text.count("\n") + "}"
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return "{" + ",".join(f"{name.rstrip()}:{value}" for name, value in pairs) + "}"
