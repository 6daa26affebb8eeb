"""Cross-origin rules of a bucket that a script of the product sets through an SDK."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import BucketCors
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet

_SETS = regex(r"PutBucketCors|put_bucket_cors|putBucketCors|BucketCorsConfiguration")
_TESTS = regex(
    r"(?:^|/)(?:tests?|__tests__|spec|e2e|mocks?)/|\.(?:test|spec)\.[jt]sx?$|(?:^|/)test_[^/]*\.py$|\.d\.ts$"
)
_ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".py", ".rb")
_LIST = regex(r"(?i)[\"']?allowed_?(?P<what>origins|methods)[\"']?\s*(?::|=>|=)\s*\[(?P<items>[^\]]{0,4000})\]")
_ITEM = regex(r"[\"'`](?P<text>[^\"'`\n]{1,300})[\"'`]")
_BUCKET = regex(r"(?i)\bbucket(?:_?name)?[\"']?\s*[:=]\s*[\"'`](?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])[\"'`]")
_MAX = 200_000


def _wants(path: str) -> bool:
    return path.endswith(_ENDINGS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if "ors" not in snippet.text or len(snippet.text) > _MAX or not _SETS.search(snippet.text):
        return
    yield from _rules(snippet)


def _rules(snippet: Snippet) -> Iterator[BucketCors]:
    """All rules of the file as one fact: a script sets those of one bucket."""
    found: dict[str, list[str]] = {"origins": [], "methods": []}
    places: dict[str, Location] = {}
    for match in _LIST.finditer(snippet.text):
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
"""Scripts in JavaScript, TypeScript, Python and Ruby that call `PutBucketCors`."""
