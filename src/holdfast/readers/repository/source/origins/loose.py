"""Questions of a program that an origin passes whose name only looks like one of the product's own."""

import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.composed import named
from holdfast.readers.repository.source.origins.look_alikes import BEGINS, CONTAINS, ENDS, of_text
from holdfast.readers.repository.source.origins.rules import Rule, Span, matches

_WORDS = ("includes", "contain", "indexof", "start", "end", "prefix", "suffix", "strpos", "in origin", "include?")
_OTHERS = r"(?!\w{0,30}(?:allow|white|valid|trust|permit|known|list|origins|our|own|front|client|base|config|env))"
_SUFFIXES = r"(?:_?(?:url|uri|host|header|str|string|name|value|domain|lower))?"
_ASKER = rf"(?i:(?<![\w$])\$?(?=\w{{0,24}}origin){_OTHERS}\w{{0,24}}origin{_SUFFIXES})"
_ASKER_OF_PHP = r"\$_SERVER\[\s?[\"']HTTP_ORIGIN[\"']\s?\]"
_HOST = r"(?<![\w$])(?:host(?:name)?|netloc|domain|source|o)\b"
_WRITTEN_SAME = (
    r"(?:\)|[?!]|\.(?:toLowerCase|lower|to_lowercase|ToLower|ToLowerInvariant|downcase|strip|trim|as_bytes|to_s|toString|as_str)\(\)"
    r"|\.(?:hostname|host|Host|netloc|value)\b|\.to_str\(\)|\.unwrap(?:_or(?:_default)?)?\((?:\"\")?\)){0,5}"
)
_TEXT = r"b?(?P<sign>[\"'`])(?P<text>[^\"'`\n$]{1,120})(?P=sign)(?=\s{0,80}[,)\n:])"
_NAME = (
    r"(?:&|\$)?(?P<name>[A-Za-z_]\w{0,60}(?:\??(?:\.|->)[A-Za-z_]\w{0,60}){0,4})"
    r"(?P<bare>\??\.(?:replace|Replace|split|sub)\([^()\n]{0,60}\)(?:\[\d\])?)?(?=\s{0,80}[,):\n])"
)
_CALLS = {
    "includes": CONTAINS, "contains": CONTAINS, "indexof": CONTAINS, "include?": CONTAINS, "find": CONTAINS,
    "index": CONTAINS, "strpos": CONTAINS, "stripos": CONTAINS, "str_contains": CONTAINS, "strstr": CONTAINS,
    "stristr": CONTAINS, "mb_strpos": CONTAINS,
    "startswith": BEGINS, "start_with?": BEGINS, "starts_with": BEGINS, "hasprefix": BEGINS, "str_starts_with": BEGINS,
    "endswith": ENDS, "end_with?": ENDS, "ends_with": ENDS, "hassuffix": ENDS, "str_ends_with": ENDS,
}  # fmt: skip
"""How languages spell them, in lower case."""
_METHOD = regex(
    rf"(?P<asker>{_ASKER}|(?P<host>{_HOST})){_WRITTEN_SAME}\s{{0,60}}\??\.(?P<call>includes|[cC]ontains|include\?|[iI]ndexOf|find"
    rf"|(?:starts|ends)With|(?:Starts|Ends)With|(?:starts|ends)with|(?:start|end)_with\?|(?:starts|ends)_with)\(\s{{0,80}}(?:{_TEXT}|{_NAME})"
)
_FUNCTION = regex(
    rf"(?<![\w.])(?:strings\.)?(?P<call>Contains|Index|HasPrefix|HasSuffix|(?:mb_)?strpos|stripos|stri?str"
    rf"|str_(?:contains|starts_with|ends_with))\(\s{{0,80}}(?:strings\.ToLower\(|strtolower\()?(?P<asker>{_ASKER}|{_ASKER_OF_PHP}|(?P<host>u(?:rl)?\.Host(?:name\(\))?))\)?"
    rf"\s{{0,80}},\s{{0,80}}(?:{_TEXT}|{_NAME})"
)
_IN = regex(
    rf"(?:(?P<sign>[\"'])(?P<text>[^\"'\n]{{1,120}})(?P=sign)|(?<![\w.])(?P<name>[a-z_]\w{{0,40}}))(?P<bare>\.replace\([^()\n]{{0,60}}\))?"
    rf"\s{{1,80}}in\s{{1,80}}\(?(?P<asker>{_ASKER}|request\.headers\.get\(\s?[\"'][oO]rigin[\"'][^()\n]{{0,20}}\)|(?P<host>{_HOST}))(?![\w.(\[])"
)
_AT_START = regex(r"\)\s*={2,3}\s*0\b")
_OF_ORIGIN = regex(
    r"(?i)\borigins?\w{0,20}\s*[:=({]?\s*(?:do\s*)?(?:async\s+)?(?:function\s*\w{0,20}\s*)?[(|]?\s*(?:source|o|host|domain)\b"
    r"|\b(?:URL|urlparse|Uri|URI|parse_url|url\.Parse|urlsplit)(?:\.\w{1,10})?\(\s*\$?[\w.\[\]\"'?!]{0,40}origin"
)
_ACCEPTS = regex(
    r"(?i)\(\s*(?:null|None|undefined)\s*,\s*(?:true|!?!?\w{0,20}origin)|Access-Control-Allow-Origin(?![\"']\s{0,9}(?:\]\s{0,9}=|[,:]|=>)\s{0,9}[\"'][^\"'\n]{2})|AccessControlAllowOrigin"
    r"|\breturn\s+true\b|\?\s*\w{0,20}origin\b|\breturn\s+\w{0,20}origin\b"
)
_REFUSES = regex(
    r"(?i)\bError\(|\breturn\s+false\b|(?:null|undefined)\s*,\s*false|\b40[13]\b|\bForbidden|\babort\(|\breject|\bthrow\b"
)
_RULE = regex(
    r"(?i)\b\w{0,20}(?:is|check|valid\w*|allow\w*|match\w*|verif\w*|trust\w*)_?\w{0,12}origins?\w{0,10}\s*[=(:]|(?<![\w.])cors\w{0,20}\s*[(:]"
    r"|\borigin[\"']?\s*[:(]|Allow\w{0,12}Origin\w{0,12}Func|SetIsOriginAllowed|AllowOrigin::predicate|allowed_origin_fn"
    r"|^\s*origins\b|\borigin\w{0,20}allowed|\bis_?allowed\b"
)
"""The head of what decides about origins; a header is given behind the question otherwise."""
_ROW_ACCEPTS = regex(r"(?i)Access-Control-Allow-Origin")
_WEB = r"(?i:\.startsWith\(\s*[\"'`]https?://[\"'`]\s*\)|protocol\s*[!=]==?\s*[\"']https?:?[\"']|\bscheme\s*==\s*[\"']https?[\"'])"
_SELF = regex(
    r"(?:!!?)?(?:typeof\s+)?\$?[\w.$]{1,60}(?:\s*[!=]==?\s*[\w\"']{1,20}|\s+is not None)?\s*(?:&&|\band\b)"
    rf"|[\w.$]{{0,40}}{_WEB}\s*(?:&&|\band\b)"
)
_AND = regex(r"&&|\band\b")
_NEGATED = regex(r"(?:!|\bnot\s?|\bunless\b[^\n]{0,60})[\w.$(]{0,60}$")
_OTHER_QUESTION = regex(r"(?i)node_?env\b|\benv(?:ironment)?\s*[=!]=|\bis_?(?:dev|prod|local)|\bdebug\b")
_LIST = r"[A-Za-z_$][\w$]*(?:(?:\.|->)[A-Za-z_$][\w$]*){{0,3}}"
_BINDS = (
    rf"(?P<list>{_LIST}|\[[^\[\]\n]{{{{1,200}}}}\])\)?(?:\.(?:iter|stream|values|into_iter)\(\)|\?)?"
    r"\.(?:some|find|filter|every|findIndex|any|anyMatch|Any|Exists|any\?|exists)\s*[({{]\s*(?:\{{\s*)?"
    r"(?:async\s+)?(?:function\s*)?[(|]?\s*&?(?:const |string |String )?{name}\b"
    r"|\bfor\s*\(?\s*(?:const|let|var|final|auto)?\s*(?:String\s+|_,\s*)?{name}\s*(?:of|in|:=\s*range|:)\s*"
    rf"\$?(?P<loop>{_LIST}|[\[(][^\[\]()\n]{{{{1,200}}}}[\])])"
    r"|\bforeach\s*\(\s*\$(?P<each>[A-Za-z_]\w*)\s+as\s+\$?{name}\b"
    r"|\bforeach\s*\(\s*(?:var|string)\s+{name}\s+in\s+(?P<sharp>[\w.]{{1,60}})"
)
_KEPT = regex(
    r"^[ \t]{0,80}(?:(?:const|let|var|final|bool|boolean)[ \t]{1,4})?\$?([A-Za-z_]\w*)\s*(?::[^=\n]{1,30})?:?=(?!=)"
)
"""The name that gets the answer: it has to be asked for where an origin is let in."""
_NEAR = 400
_ROWS = 40


@record(frozen=True)
class _Question:
    """A part of an origin that is asked for: by a text, or by a name that stands for some."""

    part: str
    text: str | None
    name: str | None
    without_scheme: bool
    listed: bool = False


def loose_questions(source: Source, told: set[int]) -> Iterator[Rule]:
    """The first question of a source that decides about origins and that others pass, unless it was `told` already."""
    if not source.mentions(*_WORDS):
        return
    patterns = (_METHOD, _FUNCTION, *_OF_LANGUAGES.get(source.language, ()))
    for match in sorted((one for pattern in patterns for one in matches(pattern, source)), key=lambda one: one.start()):
        if match.start() in told or not _decides(source, match):
            continue
        passing = _passing(source, _question(source, match), match.start())
        if passing:
            credentials = _CREDENTIALS.search(source.code) is not None
            yield Rule(((passing, Span(match.start(), match.end())),), credentials, complete=False, holds=True)
            return


_CREDENTIALS = regex(
    r"(?i)credentials[\"']?\]?\s{0,9}[:=,(]\s{0,9}[\"']?true|\bsupports_credentials\(\)|AllowCredentials\(\)"
)


_ANY_OF = regex(
    rf"(?P<list>[A-Za-z_]\w{{0,60}})(?:\.stream\(\))?\.anyMatch\(\s*(?P<asker>{_ASKER})::(?P<call>contains|endsWith|startsWith)\s*\)"
)
"""As Java hands a question on."""
_OF_LANGUAGES = {"python": (_IN,), "java": (_ANY_OF,), "kotlin": (_ANY_OF,)}


def _question(source: Source, match: re.Match[str]) -> _Question:
    part = _CALLS[match["call"].lower()] if "call" in match.re.groupindex else CONTAINS
    if part == CONTAINS and _AT_START.search(source.code[match.end() : match.end() + 12]):
        part = BEGINS
    told = match.groupdict()
    if told.get("list"):
        return _Question(part, None, told["list"], without_scheme=False, listed=True)
    return _Question(part, match["text"], match["name"], match["bare"] is not None)


def _decides(source: Source, match: re.Match[str]) -> bool:
    """It stands where the program makes up its mind about an origin, and for production, too."""
    start, end = match.span()
    if match.groupdict().get("host") and not _OF_ORIGIN.search(source.code[max(0, start - _NEAR) : start]):
        return False
    begin, stop = source.code.rfind("\n", 0, start) + 1, source.code.find("\n", end)
    before, behind = source.code[begin:start], source.code[end : stop if stop >= 0 else None]
    above = source.code[max(0, begin - 200) : begin].rstrip()
    if only_for_developers(source, start) or _is_narrowed(before, behind) or above.endswith(("&&", " and")):
        return False
    return _accepts(source, before, begin, end)


def _accepts(source: Source, before: str, begin: int, end: int) -> bool:
    """Whether the answer, given behind `end`, lets an origin in; `before` it stands in a row that begins there."""
    after = source.code[end : end + _NEAR]
    accepts, refuses = _ACCEPTS.search(after), _REFUSES.search(after)
    inside = _ROW_ACCEPTS.search(before) or _RULE.search(before) or any(map(_RULE.search, _heads(source, begin)))
    first = refuses is not None and (accepts is None or refuses.start() < accepts.start())
    if _NEGATED.search(before):
        return first and bool(inside or accepts)
    kept = _KEPT.match(before)
    if refuses is not None and first and (not inside or (kept is None and refuses.start() < _AT_ONCE)):
        between = after[refuses.start() : accepts.start()] if accepts else ""
        return bool(inside) and ":" in after[: refuses.start()] and "else" in between
    if inside or _is_asked_elsewhere(source, (before, *_heads(source, begin))):
        return True
    if accepts is None or accepts[0].lower().startswith(("return", "?")):
        return False
    return kept is None or re.search(rf"\b{re.escape(kept[1])}\b", after[: accepts.end() + _NEAR // 4]) is not None


_AT_ONCE = 60


def _is_asked_elsewhere(source: Source, rows: tuple[str, ...]) -> bool:
    """It stands in a function whose answer, given elsewhere in the file, lets an origin in."""
    for name in (found["name"] for found in map(_FUNCTION_OF.search, rows) if found):
        for call in re.finditer(rf"(?<![\w.]){re.escape(name)}\(\s*[\w.$!?]{{0,40}}", source.code):
            behind = source.code[call.end() : call.end() + _NEAR]
            if _HANDED_ON.search(source.code[max(0, call.start() - _AT_ONCE) : call.start()]) or (
                "rigin" in call[0] and _ACCEPTS.search(behind)
            ):
                return True
    return False


_FUNCTION_OF = regex(r"\b(?:const|let|var|function|def|func|fn|fun)\s+(?P<name>\w{2,60})\s*(?:[=(:])")
_HANDED_ON = regex(r"\(\s*(?:null|undefined)\s*,\s*!?\Z")


def _is_narrowed(before: str, behind: str) -> bool:
    """Something else has to be true as well."""
    row = _SELF.sub("", before) + "\0" + behind
    return _AND.search(row) is not None or _OTHER_QUESTION.search(before) is not None


def _heads(source: Source, begin: int) -> Iterator[str]:
    """The rows above that something at the row of `begin` stands in, told by what is indented less."""
    depth = _indent(source.code[begin : begin + 200])
    for above in reversed(source.code[max(0, begin - 4_000) : max(0, begin - 1)].rsplit("\n", _ROWS)[-_ROWS:]):
        if above.strip() and _indent(above) < depth:
            depth = _indent(above)
            yield above[:300]


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


_QUOTED = regex(r"[\"'`]([^\"'`\n]{1,120})[\"'`]")


def _held(source: Source, name: str) -> list[str]:
    """What the list of a name holds, as far as it is written out."""
    return [text for text, _ in named(source, re.split(r"\.|->", name)[-1].lstrip("$"))[0]]


def _passing(source: Source, asked: _Question, at: int) -> str | None:
    """What passes besides: told by the texts that are asked for, or by what a list holds."""
    if asked.text is not None:
        return of_text(asked.part, asked.text)
    name = asked.name or ""
    if not asked.listed and re.search(r"(?i)^(?:self|null|none|true|false)$|origins$|^origin$", name):
        return None
    last = re.split(r"\.|->", name)[-1]
    bound = list(re.finditer(_BINDS.format(name=re.escape(last)), source.code[max(0, at - 1_500) : at + 300]))
    holder = next((one for one in bound[-1].groups() if one), "") if bound else name
    texts = [one[1] for one in _QUOTED.finditer(holder)] if holder[:1] in ("[", "(") else _held(source, holder)
    told = (of_text(asked.part, re.sub(r"^https?://", "", one) if asked.without_scheme else one) for one in texts)
    found = next((one for one in told if one), None)
    if found or texts:
        return found
    # A setting holds whole origins, and whatever it is, others contain it or begin with it.
    is_setting = bool(bound) or re.search(r"\benv\b|config|settings|_(?:URL|ORIGIN|DOMAIN|HOST)$", name)
    if not is_setting or asked.part == ENDS:
        return None
    word = re.sub(r"\W", "", last)
    return f"*{word}*" if asked.part == CONTAINS else f"https://{word}*"
