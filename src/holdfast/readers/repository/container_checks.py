"""Health checks of containers that call every answer a good one."""

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


_FORM = regex(r"^(?:CMD(?:-SHELL)?\s+)")
