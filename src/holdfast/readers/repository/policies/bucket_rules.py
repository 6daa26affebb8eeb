"""Cross-origin rules of a bucket that a script of the product sets through an SDK."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import BucketCors
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet

_SETS = regex(
    r"PutBucketCors|put_bucket_cors|putBucketCors|BucketCorsConfiguration|BucketCrossOriginConfiguration|PutCORSConfiguration"
)
_TESTS = regex(
    r"(?:^|/)(?:tests?|__tests__|spec|e2e|mocks?)/|\.(?:test|spec)\.[jt]sx?$|(?:^|/)test_[^/]*\.py$|\.d\.ts$"
)
_ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".py", ".rb", ".java", ".kt", ".go", ".cs", ".php")
_LIST = regex(r"(?i)[\"']?allowed_?(?P<what>origins|methods)[\"']?\s*(?::|=>|=)\s*\[(?P<items>[^\]]{0,4000})\]")
_TYPED = regex(
    r"(?i)\b(?:with|set)?allowed_?(?P<what>origins|methods)\s*[(:=]\s*(?:new\s+\w{1,30}(?:<\w{1,30}>)?\s*|\[\]\w{1,30}\s*"
    r"|(?:\w{1,20}\.)?(?:of|asList|listOf|arrayOf|singletonList)\s*)?[\[({]?(?P<items>[\s\"'][^\])}]{0,2000})"
)
"""As languages with types write such a list: handed over, or with the type before its brackets."""
_BY_NAME = regex(
    r"(?i)\b(?:with|set)?allowed_?(?P<what>origins|methods)[\"']?\s{0,10}(?::|=>|=|\()\s{0,10}\$?(?:(?:this|self)\.)?"
    r"(?P<name>[a-z_]\w{0,60})\s{0,10}[,)}\n]"
)
"""Where a name stands in the place of the list."""
_ITEM = regex(r"[\"'`](?P<text>[^\"'`\n]{1,300})[\"'`]")
_BUCKET = regex(
    r"(?i)\bbucket(?:_?name)?[\"']?\s{0,10}[:=]\s{0,10}(?:[^,;\n\"'`]{0,80}(?:\?\?|\|\||\bor|\?:)\s{0,10})?[\"'`](?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])[\"'`]"
)
_WORDS = ("ors", "CORS", "CrossOrigin")
_MAX = 200_000
_MOST = 20
"""Names of lists in one file; more of them were not written by a person."""


def _wants(path: str) -> bool:
    return path.endswith(_ENDINGS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if not any(word in snippet.text for word in _WORDS) or len(snippet.text) > _MAX or not _SETS.search(snippet.text):
        return
    yield from _rules(snippet)


def _rules(snippet: Snippet) -> Iterator[BucketCors]:
    """All rules of the file as one fact: a script sets those of one bucket."""
    found: dict[str, dict[str, None]] = {"origins": {}, "methods": {}}
    places: dict[str, Location] = {}
    lists = _TYPED if snippet.path.endswith((".java", ".kt", ".go", ".cs")) else _LIST
    for what, match in (*((one["what"].lower(), one) for one in lists.finditer(snippet.text)), *_named(snippet.text)):
        first = snippet.text.count("\n", 0, match.start()) + 1
        texts = _texts(match)
        if texts:
            places.setdefault(what, snippet.at(first, first + match[0].count("\n")))
        found[what].update(dict.fromkeys(texts))
    if not found["origins"]:
        return
    named = _BUCKET.search(snippet.text)
    yield BucketCors(
        kind=snippet.kind,
        at=places["origins"],
        environment=snippet.environment,
        old=snippet.old,
        places=places,
        bucket=named["name"] if named else None,
        origins=tuple(origin for origin in found["origins"] if "${" not in origin),
        methods=tuple(found["methods"]),
    )


def _texts(match: re.Match[str]) -> list[str]:
    if "%w" in match[0]:
        return match["items"].split()
    return [item["text"] for item in _ITEM.finditer(match["items"])]


def _named(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The lists that stand elsewhere in the file, under the name that the rules have for them."""
    uses = [(one["what"].lower(), one["name"]) for one in _BY_NAME.finditer(text)]
    for what, name in dict.fromkeys(uses[:_MOST]):
        found = re.search(
            rf"(?<![\w.])\$?{name}\b(?:\s{{0,10}}:\s{{0,10}}[^=\n]{{1,60}})?\s{{0,10}}:?=\s{{0,10}}(?:[\w.<>\[\]]{{1,60}}\s{{0,10}})?"
            r"(?:\[|\(|\{|%w[\[(])(?P<items>[^\])}]{1,2000})",
            text,
        )
        if found is not None:
            yield what, found


READER = Reader(name="bucket rules", serves=frozenset(("cors",)), wants=_wants, read=_read, kind=EvidenceKind.CODED)
"""Programs in any language that call `PutBucketCors`."""
