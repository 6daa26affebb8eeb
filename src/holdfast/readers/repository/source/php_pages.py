"""PHP inside a page: the program alone, as the grammar wants it."""

from holdfast.model.regex import regex

_MARK = regex(r"<\?(?:php\b|=)|<\?xml[^\n?]{0,200}\?>|\?>")
_NO_BREAK = regex(r"[^\r\n]")


def only_program(text: str) -> str:
    """The text with blanks where the page stands, so that every character of the program keeps its place."""
    if "?>" not in text:
        return text
    kept: list[str] = []
    at, inside = 0, False
    for mark in _MARK.finditer(text):
        if mark[0] == "?>" and inside:
            # The mark ends a statement, too.
            kept += (text[at : mark.start()], " ;")
        elif mark[0].startswith(("<?php", "<?=")) and not inside:
            kept += (_blank(text[at : mark.start()]), _blank(mark[0]) if kept else mark[0].replace("<?=", "   "))
        else:
            continue
        at, inside = mark.end(), not inside
    kept.append(text[at:] if inside else _blank(text[at:]))
    return "".join(kept) if at else text


def _blank(text: str) -> str:
    return _NO_BREAK.sub(" ", text)
