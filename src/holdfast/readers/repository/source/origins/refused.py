"""Programs that refuse to start, in production at least, where their list of origins holds every website."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import is_developers
from holdfast.readers.repository.source.code import Source

_EVERY = regex(r"[\"'`]\*[\"'`]")
_ASKS = regex(r"\b(?:el)?if\b(?P<asked>[^{};]{0,300})\Z")
_OF_ORIGINS = regex(r"(?i)origin|cors")
_ONLY_WITH = regex(r"(?i)credential|cookie")
"""Such a question is about cookies, and leaves the list as it is."""
_BY_STAGE = regex(r"(?i)[!=]==?\s*[\"'`](?:dev\w*|local|test)|\bis_?(?:dev|local|test)|\bdebug\b")
_ENDS = regex(
    r"\bthrow\b|\braise\b|\b(?:os|sys|process)\.[eE]xit\(|\.Fatal\w*\(|\bpanic!?\(|\babort\(|\baddIssue\("
    r"|\breturn (?:false|fmt\.Errorf|errors\.New)|(?i:error|problem|issue|missing|fault)\w{0,20}\.(?:push|append|add)\("
    r"|(?i:error|problem|issue)\w{0,20}\s?=\s?append\("
)
_GOES_ON = regex(r"\n\s*\n|\bif\b|\belse\b")
_BEFORE, _BEHIND = 400, 300
_MOST = 40


def refuses_everybody(sources: Iterable[Source]) -> bool:
    """Whether any of them asks for the star among its origins, and ends over it."""
    return any(map(_refuses, sources))


def _refuses(source: Source) -> bool:
    if "origin" not in source.lower or is_developers(source.path):
        return False
    for _, match in zip(range(_MOST), _EVERY.finditer(source.code), strict=False):
        asks = _ASKS.search(source.code, max(match.start() - _BEFORE, 0), match.start())
        if asks is None:
            continue
        rest, body = _behind(source, match.end())
        asked = asks["asked"] + rest
        apart = _ONLY_WITH.search(asked) or _BY_STAGE.search(asked) or not _OF_ORIGINS.search(asked)
        if not apart and _ENDS.search(_GOES_ON.split(body)[0]):
            return True
    return False


def _behind(source: Source, at: int) -> tuple[str, str]:
    """What is left of the question, and what is done then: a block, or one statement in the same row."""
    behind = source.code[at : at + _BEHIND]
    if source.language == "python":
        rest, _, body = behind.partition(":\n")
        return rest, body
    rest, _, body = behind.partition("{")
    statement = rest.partition(";")[0]
    return (rest, body) if statement == rest else (statement, statement)
