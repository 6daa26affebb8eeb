"""Questions for health that a Jenkinsfile asks by a plugin's step instead of in its shell."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import HealthProbe
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines.groovy import LONGEST_BLOCK, closed
from holdfast.readers.repository.shell.steps.purposes import split_url

_ASKS = regex(r"\bhttpRequest\b(?P<given>[^\n]{1,400})")
_URL = regex(r"['\"](?P<url>https?://[^'\"\s]{1,300})['\"]")
_SENDS = regex(r"(?i)\bhttpMode\s*:\s*['\"](?:POST|PUT|PATCH|DELETE)")
_ANY_CODE = regex(r"validResponseCodes\s*:\s*['\"][^'\"]{0,40}[1-4]\d\d:5\d\d")
_TRY = regex(r"\btry[ \t]*\{")
_CATCH = regex(r"\}\s*catch\s*\([^()\n]{1,80}\)\s*\{")
_PASSED = regex(r"\b(?:catchError|warnError)[ \t]*(?:\([^()\n]{0,200}\)[ \t]*)?\{")
_LOUD = regex(r"\berror\b[ \t]*[('\"]|\bthrow\b|\bexit [1-9]|FAILURE|\bunstable\b")
_MOST = 20


def questions(snippet: Snippet, text: str) -> Iterator[HealthProbe]:
    """One fact for each question; the step by itself fails the build on an answer of 400 or more."""
    for match in islice(_ASKS.finditer(text), _MOST) if "httpRequest" in text else ():
        url = _URL.search(match["given"])
        if url is None or _SENDS.search(text, match.start(), match.end()):
            continue
        path, port = split_url(url["url"])
        line = text.count("\n", 0, match.start()) + 1
        caught = _swallowed(snippet, text, match.start())
        yield HealthProbe(
            kind=snippet.kind,
            at=snippet.at(line),
            old=snippet.old,
            places={"decides": caught} if caught else {},
            asker="deploy",
            path=path,
            port=port,
            decides=caught is None and _ANY_CODE.search(match["given"]) is None,
        )


def _swallowed(snippet: Snippet, text: str, at: int) -> Location | None:
    """Where a bad answer is only spoken of, around the question at `at`."""
    begin = max(at - LONGEST_BLOCK, 0)
    for opened in reversed(list(_TRY.finditer(text, begin, at))):
        end = closed(text, opened.end())
        caught = _CATCH.match(text, end)
        if end < at or caught is None:
            continue
        last = closed(text, caught.end())
        return None if _LOUD.search(text, caught.end(), last) else _rows(snippet, text, caught.start(), last)
    for opened in reversed(list(_PASSED.finditer(text, begin, at))):
        if closed(text, opened.end()) > at:
            return _rows(snippet, text, opened.start(), opened.end())
    return None


def _rows(snippet: Snippet, text: str, start: int, end: int) -> Location:
    first, last = (text.count("\n", 0, offset) + 1 for offset in (start, end))
    return snippet.at(first, min(last, first + MAX_LINES - 1))
