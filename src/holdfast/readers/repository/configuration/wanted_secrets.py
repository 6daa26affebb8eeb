"""Reads which secrets of AWS Secrets Manager a repository wants by name: in source, settings, scripts and guides.

Only what is written out counts. A name that is put together, or comes from a variable, may be any secret; and a value
in a test, a comment or an example is wanted by nobody.
"""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import WantedSecret
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.source import paths

_SERVES: frozenset[str] = frozenset()
"""What these facts say is held against an account; a file that cannot be read leaves no control open for it."""

_SETTINGS = regex(
    r"(?i)\.(?:sh|bash|service|md|markdown|properties)$|(?:^|/)[\w.-]*\.env[\w.-]*$|(?:^|/)\.github/workflows/[^/]+\.ya?ml$"
    r"|(?:^|/)(?:ecosystem|pm2|docker-compose|compose)[^/]*$"
)
_SAMPLE = regex(r"(?i)(?:example|sample|template|dist)(?:\.\w+)?$")
_COMMENT = regex(r"^\s*(?://|#|/?\*|<!--|--|;)")

_QUOTED = r"[\"'`](?P<name>[\w/+=.@:-]{1,512})[\"'`]"
_ASKS = regex(
    r"(?P<key>\b[sS]ecretId\b|\bsecret_id\b)[\"']?\s*(?:=>|[:=(])\s*(?:aws\.String\(\s*)?"
    rf"(?:{_QUOTED}|(?P<word>[A-Za-z_]\w*)(?=\s*[,)}}\n]))"
    r"|(?P<short>(?<=[{,\s])SecretId)(?=\s*[,}])"
)
_ARN = regex(r"arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+")
_ARN_KEY = regex(r"(?i)secrets?_?(?:arn|id|name)\w*[\"']?[ \t]*[:=][ \t]*[\"']?$")
_LABEL = regex(
    r"(?i)(?:secret[ _-]?name|보안 ?암호 ?이름|시크릿 ?(?:이름|명)|비밀 ?값? ?이름|シークレット(?:の)?名前?)\**\s*"
    r"[:：=|]\s*\**\s*`?(?P<name>[A-Za-z0-9][\w/+=.@-]{2,511})"
)
_STORE = regex(r"(?i)secrets ?manager|시크릿 ?매니저|시크릿 관리자|シークレットマネージャ")
_NAMED = r"(?<![\w.])WORD(?:\s*:\s*[\w<>\[\]]+)?\s*=\s*(?:aws\.String\(\s*)?" + _QUOTED
_LIST = r"(?<![\w.])WORD(?:\s*:\s*[\w<>\[\]]+)?\s*=\s*(?P<list>[\[({][^\])}]{0,2000}[\])}])"
_LOOP = (
    r"\bfor\s*\(?\s*(?:const\s+|let\s+|var\s+|String\s+|final\s+)*WORD\s+(?:of|in)\s+"
    r"(?P<each>[A-Za-z_]\w*|[\[(][^\])]{0,2000}[\])])"
    r"|(?P<mapped>[A-Za-z_]\w*|\[[^\]]{0,2000}\])\s*\.(?:map|forEach|flatMap)\(\s*(?:async\s*)?\(?\s*WORD\b"
)
_FUNCTION = (
    r"(?:\bfunction\s+(?P<one>\w+)\s*|\bdef\s+(?P<two>\w+)\s*|\b(?P<three>\w+)\s*[:=]\s*(?:async\s*)?"
    r"|\b(?P<four>\w+)\s*)"
    r"\((?P<list>[^()]{0,300}\bWORD\b[^()]{0,300})\)"
)
_STRING = regex(_QUOTED)
_MOST = 100
"""Places of one file that are looked at; a file that asks for more was written by a tool."""
_NEAR = 3000
"""Characters before a call in which the loop or the function around it begins."""
_LONGEST = 300_000
"""Characters; a text above this was not written by hand."""


@record(frozen=True)
class _Wanted:
    """A name and where it stands, as an offset in a text."""

    name: str
    offset: int


def _wants(path: str) -> bool:
    return paths.is_source(path) or bool(_SETTINGS.search(path))


def _read(snippet: Snippet) -> Iterator[Reading]:
    return _read_all((snippet,))


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    del tree
    return _read_all(snippets)


def _read_all(snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    snippets = tuple(snippet for snippet in snippets if len(snippet.text) <= _LONGEST)
    sources = [snippet for snippet in snippets if paths.is_source(snippet.path)]
    asking = [snippet for snippet in sources if "ecretId" in snippet.text or "secret_id" in snippet.text]
    wrappers: dict[str, int] = {}
    for snippet in asking:
        yield from _facts(snippet, _asked(snippet.text, wrappers))
    for snippet in sources if wrappers else ():
        yield from _facts(snippet, _through(snippet.text, wrappers))
    for snippet in snippets:
        if ":secretsmanager:" in snippet.text and not _SAMPLE.search(snippet.path):
            yield from _facts(snippet, _arns(snippet.text))
        if snippet.path.lower().endswith((".md", ".markdown")) and _STORE.search(snippet.text):
            yield from _facts(snippet, _labelled(snippet.text))


def _facts(snippet: Snippet, found: Iterable[_Wanted]) -> Iterator[WantedSecret]:
    guide = snippet.path.lower().endswith((".md", ".markdown"))
    told: set[str] = set()
    for wanted in found:
        line = snippet.text.count("\n", 0, wanted.offset) + 1
        if wanted.name in told or (_COMMENT.match(snippet.rows[line - 1]) is not None and not guide):
            continue
        told.add(wanted.name)
        yield WantedSecret(
            kind=EvidenceKind.INSTRUCTED if guide else snippet.kind,
            at=snippet.at(line),
            environment=snippet.environment,
            service="secrets-manager",
            name=wanted.name,
        )


def _asked(text: str, wrappers: dict[str, int]) -> Iterator[_Wanted]:
    """The names in calls to Secrets Manager; functions that hand their argument on are noted in `wrappers`."""
    words: set[str] = set()
    for count, match in enumerate(_ASKS.finditer(text)):
        if count == _MOST:
            return
        if match["name"]:
            yield _Wanted(match["name"], match.start("name"))
            continue
        word = match["word"] or match["short"]
        found = [] if word in words else list(_meant(text, word, match.start()))
        words.add(word)
        yield from found
        function = None if found else _function_of(text, word, match.start())
        if function is not None:
            wrappers[function[0]] = function[1]


def _meant(text: str, word: str, before: int) -> Iterator[_Wanted]:
    """What a word of the source stands for: a text, or each text of a list that a loop around it goes through."""
    if word in ("None", "null", "undefined", "self", "this"):
        return
    named = re.search(_about(_NAMED, word), text)
    if named is not None:
        yield _Wanted(named["name"], named.start("name"))
        return
    for loop in re.compile(_about(_LOOP, word)).finditer(text, max(0, before - _NEAR), before):
        group = "each" if loop["each"] else "mapped"
        many, start = loop[group], loop.start(group)
        if many[0] not in "[(":
            known = re.search(_about(_LIST, many), text)
            many, start = (known["list"], known.start("list")) if known else ("", 0)
        yield from (_Wanted(one["name"], start + one.start("name")) for one in _STRING.finditer(many))


def _about(pattern: str, word: str) -> str:
    return pattern.replace("WORD", re.escape(word))


def _function_of(text: str, word: str, before: int) -> tuple[str, int] | None:
    """The function around a place that has `word` among its parameters, and which of them it is (from 0)."""
    pattern = re.compile(_about(_FUNCTION, word))
    last = None
    for match in pattern.finditer(text, max(0, before - _NEAR), before):
        last = match
    if last is None:
        return None
    name = last["one"] or last["two"] or last["three"] or last["four"]
    parameters = [part for part in last["list"].split(",") if part.strip() not in ("self", "cls")]
    place = next((n for n, part in enumerate(parameters) if re.search(rf"\b{re.escape(word)}\b", part)), None)
    return None if place is None or name in ("if", "while", "for", "switch", "catch", "send") else (name, place)


def _through(text: str, wrappers: dict[str, int]) -> Iterator[_Wanted]:
    """The names that are handed to functions which ask for them."""
    if not any(f"{name}(" in text for name in wrappers):
        return
    called = re.compile(r"\b(?P<function>" + "|".join(map(re.escape, wrappers)) + r")\(")
    for count, match in enumerate(called.finditer(text)):
        if count == _MOST:
            return
        place = wrappers[match["function"]]
        argument = re.compile(r"\s*" + r"[^,()]{0,100},\s*" * place + _QUOTED).match(text, match.end())
        if argument is not None:
            yield _Wanted(argument["name"], argument.start("name"))


def _arns(text: str) -> Iterator[_Wanted]:
    """ARNs that are handed over as the secret to read: a policy's resource is no wish, nor is one that ends in `*`."""
    for match in _ARN.finditer(text):
        row = text[max(0, match.start() - 80) : match.start()]
        if _ARN_KEY.search(row) and text[match.end() : match.end() + 1] not in ("*", "?", "$", "{"):
            yield _Wanted(match[0], match.start())


def _labelled(text: str) -> Iterator[_Wanted]:
    for match in _LABEL.finditer(text):
        yield _Wanted(match["name"].rstrip("."), match.start("name"))


READER = Reader(
    name="wanted-secrets",
    serves=_SERVES,
    wants=_wants,
    read=_read,
    read_together=_read_together,
)
