"""PHP inside a page: the program alone, as the grammar wants it."""

import re

from holdfast.model.regex import regex

_OPENS = regex(r"<\?(?:php\b|=)")
_ENDS = regex(
    r"\?>"
    # What only looks like the end: words of a comment or of a text, which may run on to the end of the file.
    r"|/\*[\s\S]*?(?:\*/|\Z)|(?://|#(?!\[))(?:[^\n?]|\?(?!>))*"
    r"|'[^'\\]*(?:\\[\s\S][^'\\]*)*(?:'|\\?\Z)|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*(?:\"|\\?\Z)"
    r"|<<<[ \t]*(?P<quote>[\"']?)(?P<word>[A-Za-z_]\w*)(?P=quote)\r?\n[\s\S]*?(?:^[ \t]*(?P=word)\b|\Z)",
    re.MULTILINE,
)
_NO_BREAK = regex(r"[^\r\n]")


def only_program(text: str) -> str:
    """The text with blanks where the page stands, so that every character of the program keeps its place."""
    if "?>" not in text:
        return text
    kept: list[str] = []
    at = 0
    while (opens := _OPENS.search(text, at)) is not None:
        kept += (_blank(text[at : opens.start()]), _blank(opens[0]) if kept else opens[0].replace("<?=", "   "))
        at = opens.end()
        ends = next((mark for mark in _ENDS.finditer(text, at) if mark[0] == "?>"), None)
        if ends is None:
            return "".join(kept) + text[at:]
        # The mark ends a statement, too.
        kept += (text[at : ends.start()], " ;")
        at = ends.end()
    return "".join(kept) + _blank(text[at:]) if at else text


def _blank(text: str) -> str:
    return _NO_BREAK.sub(" ", text)
