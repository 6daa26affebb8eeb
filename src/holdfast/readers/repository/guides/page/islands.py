"""HTML within a page of Markdown, as the Markdown that says the same: headings, lists, sentences and code."""

import re
from dataclasses import field
from html import unescape
from textwrap import dedent
from typing import TYPE_CHECKING

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.marks import plain

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLOCKS = r"(?:h[1-6]|pre|ul|ol|li|p|summary|details|div|center|section|article|main|dl|dt|dd)"
HELD = regex(rf"</?(?:{_BLOCKS}|code|tt|kbd|samp|b|strong)\b", re.IGNORECASE | re.ASCII)
_BLOCK = regex(
    rf"<(?P<closes>/?)(?P<name>{_BLOCKS})\b(?P<rest>[^<>\n]{{0,300}})>",
    re.IGNORECASE | re.ASCII,
)
_OPENS_ROW = regex(rf"\s*</?{_BLOCKS}\b[^<>\n]{{0,300}}>", re.IGNORECASE | re.ASCII)
_INLINE = regex(r"<(?P<name>code|tt|kbd|samp)\b[^<>\n]{0,100}>(?P<said>[^`\n]{1,300}?)</(?P=name)>", re.IGNORECASE)
_BOLD = regex(r"<(?P<name>b|strong)>\s{0,9}(?P<said>[^*<>\n]{1,200}?)\s{0,9}</(?P=name)>", re.IGNORECASE)
_OF_CODE = regex(r"</?(?:pre|code|span|b|i|em|strong|br)\b[^<>\n]{0,200}>", re.IGNORECASE)
_LANGUAGE = regex(r"\b(?:language-|lang(?:uage)?=[\"']?)(?P<name>[\w+#-]{1,20})")
_FENCE = regex(r"\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?P<marks>`{3,}|~{3,})")
_LEFT_ALONE = (("<!--", "-->"), ("<table", "</table"), ("<script", "</script"), ("<style", "</style"))
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "summary")
DETAILS_END = "</details>"
_LONGEST = 20_000
_DEEPEST = 8
"""Lists within one another; what stands deeper stands beside it."""
_MARKS = {True: "1. ", False: "- "}
_CLOSES_PRE = regex(r"</pre\s*>", re.IGNORECASE)
_OPENS_CODE = regex(r"\s{0,20}<code\b[^<>\n]{0,200}>", re.IGNORECASE)
_AROUND = ("details", "div", "center", "section", "article", "main", "dl")


@record(frozen=True, slots=True)
class Page:
    """A page, and the row of the original, from 0, at which each of its rows stood; none where nothing moved."""

    text: str
    rows: tuple[int, ...] = ()

    def placed(self, tokens: "list[Token]") -> "list[Token]":
        """The tokens of its text, each where the original has it."""
        for token in tokens if self.rows else ():
            if token.map:
                token.map = [self.rows[min(at, len(self.rows) - 1)] for at in token.map]
        return tokens


def without_html(text: str) -> Page:
    """The page with Markdown's marks in place of HTML's; rows are added, so that each block begins on its own."""
    if not HELD.search(text):
        return Page(text)
    islands = _Islands()
    for at, row in enumerate(text.split("\n")):
        islands.read(at, row)
    if islands.code is not None:  # never closed: it may be anything
        return Page(text)
    return Page("\n".join(said for _, said in islands.told), tuple(at for at, _ in islands.told))


@record(frozen=False)
class _Code:
    """The block of code that is open; `at` is the row above its first."""

    at: int
    mark: str
    language: str
    rows: list[tuple[int, str]] = field(default_factory=list)


@record(frozen=False)
class _Islands:
    """Goes through the rows once; `told` are the rows of Markdown, each with where it comes from."""

    told: list[tuple[int, str]] = field(default_factory=list)
    lists: list[bool] = field(default_factory=list)  # those that are open, and whether each is numbered
    mark: str = ""  # of the item that was opened, until something stands behind it
    depth: int = 0
    code: _Code | None = None
    title: str = ""
    heading: list[tuple[int, str]] = field(default_factory=list)
    until: str = ""  # what ends that which is left as it is

    def read(self, at: int, row: str) -> None:
        """Take in the next row."""
        left: str | None = row
        while left is not None:
            left = self._shown(self.code, at, left) if self.code is not None else self._apart_from_code(at, left)

    def _apart_from_code(self, at: int, row: str) -> str | None:
        """What stands behind the tag of code that it opens; None for a row to its end."""
        if self.until:
            self.told.append((at, row))
            ends = row.strip().startswith(self.until) if self.until[0] in "`~" else self.until in row
            self.until = "" if ends else self.until
            return None
        return None if self._left(at, row) else self._row(at, row)

    def _left(self, at: int, row: str) -> bool:
        """The row opens code, a comment or a table of the page's own, is a heading or endless: Markdown goes on."""
        fence, said = _FENCE.match(row), row.lstrip()
        edges = next((ends for begins, ends in _LEFT_ALONE if said.startswith(begins)), "")
        if fence is None and not edges and not said.startswith("#") and len(row) <= _LONGEST:
            return False
        self.lists, self.mark, self.title = [], "", ""
        if fence:
            self.until = fence["marks"]
        elif edges and edges not in row:
            self.until = edges
        self.told.append((at, row if fence or edges else _marked(row)))
        return True

    def _row(self, at: int, row: str) -> str | None:
        within = self.lists or self.title
        if not row.strip() or not (within or _OPENS_ROW.match(row)):
            self.told.append((at, _marked(row)))
            return None
        done = 0
        indent = "" if self.depth else row[: len(row) - len(row.lstrip())]
        for tag in _BLOCK.finditer(row):
            self._text(at, row[done : tag.start()], indent)
            done = tag.end()
            name = tag["name"].lower()
            if name == "pre" and not tag["closes"]:
                return self._opens_code(at, row[tag.start() :], indent)
            self._tag(at, name, closes=bool(tag["closes"]))
        self._text(at, row[done:], indent)
        return None

    def _tag(self, at: int, name: str, *, closes: bool) -> None:
        if name in _TITLES:
            self._titled(name, closes=closes)
        elif name in ("ul", "ol"):
            self._listed(at, numbered=name == "ol", closes=closes)
        elif name == "li":
            self.mark = "" if closes else _MARKS[bool(self.lists and self.lists[-1])]
        else:
            self._apart(at)
            self.depth = max(0, self.depth + (-1 if closes else 1) * (name in _AROUND))
        if name == "details" and closes:
            self.told += [(at, DETAILS_END), (at, "")]

    def _listed(self, at: int, *, numbered: bool, closes: bool) -> None:
        self.mark = ""
        if not closes:
            self.lists.append(numbered)
        elif self.lists:
            self.lists.pop()
        if not closes or not self.lists:
            self._apart(at)

    def _titled(self, name: str, *, closes: bool) -> None:
        if not closes:
            self.title = name
            return
        said = " ".join(text for _, text in self.heading).replace("**", "")
        if said:
            at, level = self.heading[0][0], _TITLES.index(name) + 1
            self._apart(at)
            self._tell(at, f"**{said}**" if self.lists or level == len(_TITLES) else f"{'#' * level} {said}")
            self._apart(at)
        self.title, self.heading = "", []

    def _text(self, at: int, text: str, indent: str) -> None:
        said = unescape(_marked(text)).strip()
        if self.title:
            self.heading += [(at, said)] if plain(said) else []
        elif said:
            self._tell(at, said, indent)

    def _tell(self, at: int, said: str, indent: str = "") -> None:
        self.told.append((at, self._inset(indent) + said))

    def _inset(self, indent: str) -> str:
        """What stands before the next row: the mark of the item that was opened, or its width."""
        widths = [len(_MARKS[numbered]) for numbered in self.lists[:_DEEPEST]]
        mark, self.mark = self.mark, ""
        if not self.lists:
            return mark or indent
        return " " * sum(widths[:-1]) + mark if mark else " " * sum(widths)

    def _apart(self, at: int) -> None:
        if self.told and self.told[-1][1].strip():
            self.told.append((at, ""))

    def _opens_code(self, at: int, row: str, indent: str) -> str | None:
        tag = _BLOCK.match(row)
        rest = row[tag.end() :] if tag else ""
        begins = _CLOSES_PRE.split(rest, maxsplit=1)[0]
        language = _LANGUAGE.search(row[: len(row) - len(rest)] + (_OPENS_CODE.match(rest) or [""])[0])
        first = bool(_OF_CODE.sub("", begins).strip())
        self._apart(at)
        mark = self._inset(indent)
        self.code = _Code(at - first, mark, language["name"].lower() if language else "")
        return rest if first or _CLOSES_PRE.search(rest) else None

    def _shown(self, code: _Code, at: int, row: str) -> str | None:
        """What stands behind the end of the code; None where it goes on, or where nothing does."""
        parts = _CLOSES_PRE.split(row, maxsplit=1)
        said = unescape(_OF_CODE.sub("", parts[0]))
        if len(parts) == 1 or said.strip():
            code.rows.append((at, said))
        if len(parts) == 1:
            return None
        within = " " * len(code.mark)
        text = dedent("\n".join(said for _, said in code.rows)).split("\n") if code.rows else []
        self.told.append((code.at, f"{code.mark}~~~{code.language}"))
        self.told += [(row, within + said) for (row, _), said in zip(code.rows, text, strict=True)]
        self.told += [(at, f"{within}~~~"), (at, "")]
        self.code = None
        return parts[1] if parts[1].strip() else None


def _marked(row: str) -> str:
    """The row with Markdown's marks around what is typed, and around what stands out."""
    if "<" not in row:
        return row
    return _BOLD.sub(r"**\g<said>**", _INLINE.sub(r"`\g<said>`", row))
