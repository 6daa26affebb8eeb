"""Health checks that call every answer a good one: commands of containers, codes that a load balancer takes."""

from collections.abc import Sequence

from holdfast.model.regex import regex

_PASSES = regex(
    r"(?:\|\||;)\s*(?:true|:|exit\s+0|/bin/true|echo\b[^|;&]*)\s*[\"']?\s*\)?\s*$"
    r"|^\s*(?:exit\s+0|true|:|/bin/true|echo\b[^|;&]*|ls\b[^|;&]*|sleep\s+\d+)\s*$"
)
_CURL = regex(r"\bcurl\s")
_ASKS_STATUS = regex(r"\bcurl\b[^|;&]*\s(?:-\w*f\w*|--fail\S*)(?=\s|$)|http_code|\bgrep\b|\bjq\b|\btest\b|\[\s|=")


def passes_anyway(words: Sequence[str] | str) -> bool:
    """The command ends well whatever it is told: it swallows that, asks nothing, or takes an error for an answer.

    `curl` by itself ends badly only where nobody answers at all; a server that answers 500 is well for it.
    """
    text = words if isinstance(words, str) else " ".join(words)
    text = _FORM.sub("", text.strip()[:2_000])
    if _PASSES.search(text):
        return True
    return _CURL.search(text) is not None and not _ASKS_STATUS.search(text)


_CODES = regex(r"(?P<low>\d{3})(?:\s*-\s*(?P<high>\d{3}))?")
_NOT_FOUND, _FAILED = 404, range(500, 600)


def takes_errors(codes: str | None) -> bool:
    """Among the codes that count as well is that of a page which is not there, or of a server that failed."""
    for match in _CODES.finditer((codes or "")[:200]):
        low, high = int(match["low"]), int(match["high"] or match["low"])
        if low <= _NOT_FOUND <= high or (high in _FAILED and low <= high):
            return True
    return False


_FORM = regex(r"^(?:CMD(?:-SHELL)?\s+)")
