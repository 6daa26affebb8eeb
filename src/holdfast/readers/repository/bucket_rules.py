"""Cross-origin rules of a bucket that a script of the product sets through an SDK."""

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
_ITEM = regex(r"[\"'`](?P<text>[^\"'`\n]{1,300})[\"'`]")
_BUCKET = regex(r"(?i)\bbucket(?:_?name)?[\"']?\s*[:=]\s*[\"'`](?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])[\"'`]")
_WORDS = ("ors", "CORS", "CrossOrigin")
_MAX = 200_000


def _wants(path: str) -> bool:
    return path.endswith(_ENDINGS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if not any(word in snippet.text for word in _WORDS) or len(snippet.text) > _MAX or not _SETS.search(snippet.text):
        return
    yield from _rules(snippet)


def _rules(snippet: Snippet) -> Iterator[BucketCors]:
    """All rules of the file as one fact: a script sets those of one bucket."""
    found: dict[str, list[str]] = {"origins": [], "methods": []}
    places: dict[str, Location] = {}
    lists = _TYPED if snippet.path.endswith((".java", ".kt", ".go", ".cs")) else _LIST
    for match in lists.finditer(snippet.text):
        what = match["what"].lower()
        first = snippet.text.count("\n", 0, match.start()) + 1
        places.setdefault(what, snippet.at(first, first + match[0].count("\n")))
        found[what] += [item["text"] for item in _ITEM.finditer(match["items"]) if item["text"] not in found[what]]
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


READER = Reader(name="bucket rules", serves=frozenset(("cors",)), wants=_wants, read=_read, kind=EvidenceKind.CODED)
"""Programs in any language that call `PutBucketCors`."""
