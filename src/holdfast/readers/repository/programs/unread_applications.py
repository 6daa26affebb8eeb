"""Servers in a language that no other reader knows: what they answer and whom they let in is unread, not absent."""

from collections.abc import Iterator

from holdfast.model.evidence import GapReason
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet

_FRAMEWORKS = {
    ".ex": regex(r"\b(?:Phoenix|Plug|Bandit|Cowboy|Corsica|CORSPlug|\w+Web)\b"),
    ".exs": regex(r"\b(?:Phoenix|Plug|Corsica|CORSPlug|\w+Web\.Endpoint)\b"),
    ".scala": regex(r"\b(?:play\.api|akka\.http|org\.apache\.pekko|org\.http4s|zio\.http|scalatra)\b"),
    ".clj": regex(r"\b(?:ring\.|compojure|reitit|pedestal)"),
    ".pl": regex(r"\b(?:Mojolicious|Dancer2?|Plack|Catalyst)\b"),
    ".pm": regex(r"\b(?:Mojolicious|Dancer2?|Plack|Catalyst)\b"),
    ".swift": regex(r"\bimport\s+(?:Vapor|Hummingbird|Kitura)\b"),
    ".dart": regex(r"package:(?:shelf|serverpod|dart_frog)"),
    ".hs": regex(r"\b(?:Network\.Wai|Servant|Yesod|Web\.Scotty)\b"),
    ".erl": regex(r"\bcowboy"),
    ".cr": regex(r"\b(?:kemal|lucky|amber)\b"),
    ".fs": regex(r"\b(?:Giraffe|Saturn|Microsoft\.AspNetCore)\b"),
    ".vb": regex(r"\bMicrosoft\.AspNetCore\b"),
    ".cpp": regex(r"\b(?:drogon|crow\.h|httplib\.h|oatpp)\b"),
    ".groovy": regex(r"\b(?:grails\.|ratpack\.|io\.micronaut)"),
}
"""By their endings, the words by which such a file is part of a server."""
_TESTS = regex(r"(?i)(?:^|/)(?:tests?|spec|deps|_build)/|tests?\.\w{1,6}$")
_ASKED = (
    ("health", regex(r"[\"'/](?:health\w{0,10}|healthz|readyz?|livez?|liveness|readiness|ping|up)(?=[\"'\s/,)?])")),
    ("cors", regex(r"(?i)access-control-allow-origin|\bcors\w*|\bcorsica\b")),
)
"""What such a file speaks of, for the control that would have to know more of it."""


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _wants(path: str) -> bool:
    return _ending(path) in _FRAMEWORKS and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterator[Reading]:
    if not _FRAMEWORKS[_ending(snippet.path)].search(snippet.text):
        return
    for slug, pattern in _ASKED:
        found = pattern.search(snippet.text)
        if found is not None:
            line = snippet.text.count("\n", 0, found.start()) + 1
            yield snippet.gap(
                GapReason.UNSUPPORTED, frozenset((slug,)), line, "a server in a language that is not read"
            )


READER = Reader(name="unread applications", serves=frozenset(("cors", "health")), wants=_wants, read=_read)
"""One gap for each of the two questions to which such a file may hold the answer."""
