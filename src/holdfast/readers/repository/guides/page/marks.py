"""What Markdown writes around the words of a line, or around a whole page: taken off, or asked for."""

import re

from holdfast.model.regex import regex

_LONGEST = 2_000  # characters of one line that are looked at: people do not say things in longer ones

BOX = regex(r"(?:\[(?P<box>[ xX])\]|(?P<empty>[☐⬜🔲])|(?P<full>[☑✅✔]))\ufe0f?\s*")
_IMAGE = regex(r"!\[[^\]\[]{0,300}\]\([^()]{0,500}\)")
_LINK = regex(r"\[(?P<text>[^\]\[]{0,300})\]\([^()]{0,500}\)")
_COMMENT = regex(r"<!--(?:(?!-->).){0,2000}-->", re.DOTALL)
_STRUCK = regex(r"~~[^~]{1,400}~~|<(?:del|s)>[^<]{0,400}</(?:del|s)>")
_BREAK = regex(r"<br\s*/?>", re.IGNORECASE | re.ASCII)
_TAG = regex(r"</?[a-zA-Z][a-zA-Z0-9]{0,12}(?:\s[^<>]{0,300})?/?>")
_KNOWN_TAG = regex(
    r"</?(?:a|b|i|em|strong|code|kbd|span|div|p|img|sub|sup|summary|details|u|h[1-6]|td|tr|li|ul)\b",
    re.IGNORECASE | re.ASCII,
)
_MARKS = regex(r"\*\*|(?<![\w_])_(?=[가-힣ぁ-ヶ一-龥])|(?<=[가-힣ぁ-ヶ一-龥])_(?![\w_])|`+|\\(?=[_*#|<>\[\]-])|\ufe0f")
_PASTED = regex(r"\s*(?P<marks>`{3,}|~{3,})[ \t]*(?:markdown|md)[ \t]*(?=\n)", re.IGNORECASE)
_SHORTEST_FENCE = 3


_FRONT_MATTER = regex(r"\A---\r?\n(?=(?:#[^\n]*\n)?[\w\"'-]+[ \t]*:|---)(?:[^\n]*\n){0,60}?---[ \t]*(?:\r?\n|\Z)")


def without_front_matter(page: str) -> str:
    """The page without the settings that stand above it between two rules; lines stay in place."""
    front = _FRONT_MATTER.match(page)
    return "\n" * front[0].count("\n") + page[front.end() :] if front else page


def unpacked(page: str) -> str:
    """The page without the fence that opens it and calls it Markdown, with which it was pasted; lines stay in place.

    A fence of three marks ends where the page does: the ones between belong to its code.
    """
    opening = _PASTED.match(page)
    if opening is None:
        return page
    rows = page.split("\n")
    first, marks = opening[0].count("\n"), opening["marks"]
    ends = [at for at, row in enumerate(rows) if at > first and row.strip() == marks]
    if len(marks) > _SHORTEST_FENCE:
        ends = ends[:1]
    else:
        ends = [at for at in ends[-1:] if not any(row.strip() for row in rows[at + 1 :])]
    for at in (first, *ends):
        rows[at] = ""
    return "\n".join(rows)


_SHALLOW = regex(r"^\d{1,3}[.)] [^\n]*\n(?:[ \t]*\n)? {1,3}[-*+] ", re.MULTILINE)
_NUMBER = regex(r"\d{1,3}[.)] ")
_BULLET = regex(r"[-*+] ")
_FENCE = regex(r"`{3}|~{3}")


_TYPED_BULLET = regex(r"(?P<indent> {0,3})[•‣▪◦●](?=[ \t])")


def bulleted(page: str) -> str:
    """The page with the bullets that somebody typed as signs of their own as those of Markdown, but for its code."""
    rows, fenced = page.split("\n"), False
    for at, row in enumerate(rows):
        fenced ^= _FENCE.match(row.lstrip(" ")) is not None
        if not fenced:
            rows[at] = _TYPED_BULLET.sub(r"\g<indent>-", row, count=1) if _TYPED_BULLET.match(row) else row
    return "\n".join(rows)


def nested(page: str) -> str:
    """The page with the items below a numbered one moved under it, where they are indented by less than its number.

    Markdown ends the numbered list before them; whoever wrote them means them to be part of the step.
    """
    if not _SHALLOW.search(page):
        return page
    rows = page.split("\n")
    width, shift, fenced = 0, 0, False
    for at, row in enumerate(rows):
        text = row.lstrip(" ")
        indent = len(row) - len(text)
        fenced ^= not indent and _FENCE.match(text) is not None
        number = _NUMBER.match(text)
        if not text.strip():
            continue
        if not indent or fenced:
            width, shift = (len(number[0]) if number and not fenced else 0), 0
        elif 0 < indent < width and _BULLET.match(text):
            width, shift = 0, width - indent
        elif width:
            width = 0
        rows[at] = " " * shift + row
    return "\n".join(rows)


def copied(page: str) -> str:
    """The page with the code of a pasted chat indented, which lost its fences and kept the labels of their buttons.

    "bash / Copy / Edit" stands above such code, and nothing below it: it ends where sentences go on. No line moves.
    """
    if "Copy" not in page or not _BUTTONS.search(page):
        return page
    rows = page.split("\n")
    code, depth, within = False, 0, 0
    for at, row in enumerate(rows):
        labels = _labels(rows, at)
        if labels:
            rows[at : at + labels] = [""] * labels
            code, depth = True, 0
            continue
        ends = code and depth <= 0 and _PROSE.match(row.strip()) is not None
        code = code and not ends
        if code and row.strip():
            depth += row.count("{") - row.count("}")
            rows[at] = " " * (within + 4) + row
        elif row.strip():
            item = _ITEM.match(row)
            within = len(item[0]) if item else within * bool(at and rows[at - 1].strip() and not ends)
    return "\n".join(rows)


def _labels(rows: list[str], at: int) -> int:
    """How many rows from there are the name of a language and the buttons beside it."""
    if not _LANGUAGE.fullmatch(rows[at].strip()):
        return 0
    below = [row.strip() for row in rows[at + 1 : at + 3]]
    if below[:1] == ["Copy code"]:
        return 2
    return (3 if below[1:] == ["Edit"] else 2) if below[:1] == ["Copy"] else 0


_ITEM = regex(r"(?:\d{1,3}[.)]|[-*+]) +")
"""What stands below belongs to the item as long as it is indented as far as its words."""

_LANGUAGE = regex(r"[a-z][a-z+#-]{1,14}")
_BUTTONS = regex(r"^[a-z][a-z+#-]{1,14}[ \t\r]*\n[ \t]*Copy(?: code)?[ \t\r]*$", re.MULTILINE)
_PROSE = regex(
    r"[^\x00-\u2000]|(?:Step )?\d{1,2}[.)]\s|[A-Z][^\n=;{}()]{0,100}:$"
    r"|[A-Z][\w'’-]*,? (?:[\w`'’-]+,? ){2}[^\n=;{}]{0,200}$"
)
"""What no row of code looks like: a mark or a number before a heading, a lead, a sentence."""


def plain(raw: str) -> str:
    """A line without Markdown's marks, links' addresses, comments, tags and what is struck out."""
    straight = raw[:_LONGEST].replace("\u3000", " ").replace("\u2019", "'")
    text = _STRUCK.sub("", _COMMENT.sub("", straight))
    text = _LINK.sub(r"\g<text>", _IMAGE.sub("", text))
    text = _TAG.sub(lambda tag: "" if _KNOWN_TAG.match(tag[0]) else tag[0], _BREAK.sub(" ", text))
    return _MARKS.sub("", text).strip()


def ticked(text: str) -> bool | None:
    """Whether the box before a line is ticked; None when there is no box."""
    match = BOX.match(text.strip())
    if match is None:
        return None
    return bool(match["full"]) or (match["box"] or " ") in "xX"
