"""Guides in reStructuredText, AsciiDoc and others, as the Markdown that says the same; no line moves."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page import endings, wikis


def as_markdown(path: str, text: str) -> str:
    """The page in Markdown, whatever its ending says that it is written in."""
    lower = path.lower()
    if lower.endswith(endings.STRUCTURED):
        return "\n".join(_Structured(text.expandtabs(4).split("\n")).rows())
    if lower.endswith(endings.ASCIIDOC):
        return "\n".join(_asciidoc(text.split("\n")))
    told = next((told for ends, told in _WIKIS if lower.endswith(ends)), None)
    return "\n".join(told(text.split("\n"))) if told else text


_WIKIS = (
    (endings.ORG, wikis.org),
    (endings.RDOC, wikis.rdoc),
    (endings.TEXTILE, wikis.textile),
    (endings.WIKI, wikis.wiki),
    (endings.HTML, wikis.html),
)


_UNDERLINE = regex(r"([=\-~^\"'`#*+:.<>_])\1{2,}\s*")
_CODE = regex(
    r"(?P<indent>\s*)\.\.\s+(?:code-block|code|sourcecode|prompt|parsed-literal|highlight|console|literalblock)::"
    r"[ \t]*(?P<language>[\w+#-]{0,20})"
)
_DIRECTIVE = regex(r"(?P<indent>\s*)\.\.\s+(?P<name>[\w-]{1,40})::(?P<said>[^\n]{0,1000})")
_SAID = frozenset(
    (
        *("note", "warning", "tip", "hint", "important", "caution", "attention", "danger", "admonition", "seealso"),
        *("versionadded", "tab", "tabs", "topic", "step"),
    )
)
"""Directives whose body goes on telling."""
_REMARK = regex(r"(?P<indent>\s*)\.\.(?:\s|$)")
_OPTION = regex(r"\s+:[\w-]{1,40}:")
_NUMBER = regex(r"(?P<indent>\s*)#\.(?=\s)")
_LISTED = regex(r"\s*(?:[-*+•]|\d{1,3}[.)]|#\.)\s")
_ROLE = regex(r":[\w:+-]{1,40}:`(?P<said>[^`\n]{1,300})`")
_LINK = regex(r"`(?P<said>[^`<\n]{1,300}?)\s*<(?P<to>[^<>`\n]{1,500})>`__?")


class _Structured:
    """reStructuredText: underlined headings of any mark, blocks that are indented below what announces them."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._levels: list[str] = []

    def rows(self) -> list[str]:
        """Its lines as Markdown's."""
        told = list(self._rows)
        listed, at = False, 0
        while at < len(told):
            row = self._rows[at]
            if heading := self._heading(at):
                first, last, level = heading
                said = self._rows[last - 1].strip()
                told[first : last + 1] = [""] * (last + 1 - first)
                told[last - 1] = f"{'#' * level} {_inline(said)}"
                listed, at = False, last + 1
                continue
            if row.strip() and not row.startswith(" "):
                listed = _LISTED.match(row) is not None
            at = self._block(told, at, listed=listed)
        return told

    def _heading(self, at: int) -> tuple[int, int, int] | None:
        """First and last line of the heading that begins there, and its level."""
        rows = self._rows
        over = _UNDERLINE.fullmatch(rows[at]) is not None and rows[at + 2 : at + 3] == rows[at : at + 1]
        text, line = at + over, at + 1 + over
        if line >= len(rows) or not rows[text].strip() or (rows[text][0] == " " and not over):
            return None
        mark = _UNDERLINE.fullmatch(rows[line])
        if mark is None or _UNDERLINE.fullmatch(rows[text]) or len(rows[line].strip()) * 2 < len(rows[text].strip()):
            return None
        kind = mark[1] + "^" * over
        if kind not in self._levels:
            self._levels.append(kind)
        return at, line, min(self._levels.index(kind) + 1, 6)

    def _block(self, told: list[str], at: int, *, listed: bool) -> int:
        """Writes what begins on that line; returns the line after it."""
        row = self._rows[at]
        if code := _CODE.match(row):
            told[at] = ""
            return self._code(told, at, len(code["indent"]), code["language"])
        if directive := _DIRECTIVE.match(row):
            body = self._body(at, len(directive["indent"]))
            told[at] = directive["indent"] + directive["said"].strip() if directive["name"] in _SAID else ""
            if directive["name"] in _SAID:
                self._moved(body, len(directive["indent"]))
                return at + 1
            told[body.start : body.stop] = [""] * len(body)
            return body.stop
        if remark := _REMARK.match(row):
            body = self._body(at, len(remark["indent"]))
            told[at : body.stop] = [""] * (body.stop - at)
            return body.stop
        indent = len(row) - len(row.lstrip())
        said = _inline(_NUMBER.sub(lambda match: match["indent"] + "1.", row))
        told[at] = said if listed or indent < _CODE_INDENT else said.lstrip()
        if row.rstrip().endswith("::"):
            told[at] = said.rstrip()[:-1] if row.strip() != "::" else ""
            item = _LISTED.match(row)
            return self._code(told, at, len(item[0]) if item else indent, "", least=indent + 1)
        return at + 1

    def _code(self, told: list[str], at: int, indent: int, language: str, least: int = 0) -> int:
        """Fences what is indented below that line, as deep as what announces it."""
        rows = self._rows
        first = at + 1
        while first < len(rows) and (not rows[first].strip() or (first - at < 10 and _OPTION.match(rows[first]))):
            told[first] = ""
            first += 1
        body = self._body(first - 1, (least or indent + 1) - 1)
        if first >= len(rows) or body.stop <= first or first == at + 1:
            return at + 1
        last = body.stop
        while not rows[last - 1].strip():
            last -= 1
        depth = min(len(one) - len(one.lstrip()) for one in rows[first:last] if one.strip())
        edge = " " * min(indent, depth)
        if last < len(told) and rows[last].strip():  # no line is free for a mark that ends it
            told[first:last] = [f"{edge}    {one[depth:]}" for one in rows[first:last]]
            return last
        told[first - 1] = f"{edge}```{language}"
        told[first:last] = [edge + one[depth:] for one in rows[first:last]]
        told[last : last + 1] = [f"{edge}```"] * (last < len(told))
        return last + 1

    def _body(self, at: int, indent: int) -> range:
        """The lines below that one that are indented deeper."""
        rows, last = self._rows, at + 1
        for number in range(at + 1, len(rows)):
            row = rows[number]
            if row.strip() and len(row) - len(row.lstrip()) <= indent:
                break
            last = number + 1 if row.strip() else last
        return range(at + 1, last)

    def _moved(self, body: range, indent: int) -> None:
        """What a note says stands where the note does."""
        rows = self._rows
        depth = min((len(rows[at]) - len(rows[at].lstrip()) for at in body if rows[at].strip()), default=0)
        for at in body:
            rows[at] = " " * indent + rows[at][depth:] if rows[at].strip() else ""


_CODE_INDENT = 4


def _inline(row: str) -> str:
    linked = _LINK.sub(r"[\g<said>](\g<to>)", row) if "`" in row else row
    return _ROLE.sub(r"`\g<said>`", linked) if ":`" in linked else linked


_TITLE = regex(r"(?P<marks>={1,6})\s+(?=\S)")
_SOURCE = regex(r"\[(?:source|listing|,)[%\w]*(?:,\s*\"?(?P<language>[\w+#-]{1,20}))?[^\]\n]{0,200}\]\s*")
_EDGE = regex(r"(?P<mark>-{4,}|\.{4,})\s*")
_FRAME = regex(
    r"(?:={4,}|\*{4,}|_{4,}|\+{4,}|--|\|===|/{4,})\s*|\[[^\]\n]{0,300}\]\s*|:!?[\w-]{1,60}!?:[^\n]*|//(?!/)[^\n]*"
)
_ITEM = regex(r"\s*(?P<marks>\*{1,5}|\.{1,5}|-)\s+(?=\S)")
_CAPTION = regex(r"\.(?=[^\s.])")
_TO = regex(r"(?:link:)?(?P<to>https?://[^\s\[\]]{1,300}|(?<=link:)[^\s\[\]]{1,300})\[(?P<said>[^\]\n]{1,200})\]")


def _asciidoc(rows: list[str]) -> Iterator[str]:
    """AsciiDoc: headings of equals signs, blocks between lines of the same mark."""
    opened, language, bare = "", "", False
    for number, row in enumerate(rows):
        bound = _EDGE.fullmatch(row)
        if opened:
            closes = bound is not None and row.strip() == opened
            yield "```" if closes else row
            opened = "" if closes else opened
            continue
        if bare:
            bare = bool(row.strip())
            yield row if bare else "```"
            continue
        if bound is not None:
            opened = row.strip()
            yield f"```{language}"
            language = ""
            continue
        if source := _SOURCE.fullmatch(row):
            language = source["language"] or ""
            below = rows[number + 1] if number + 1 < len(rows) else ""
            bare = bool(below.strip()) and not _EDGE.fullmatch(below) and not _CAPTION.match(below)
            yield f"```{language}" if bare else ""
            language = "" if bare else language
            continue
        yield _of_asciidoc(row)


def _of_asciidoc(row: str) -> str:
    if title := _TITLE.match(row):
        return f"{'#' * len(title['marks'])} {row[title.end() :]}"
    if _FRAME.fullmatch(row) or row.strip() == "+":
        return ""
    said = _TO.sub(r"[\g<said>](\g<to>)", row) if "[" in row else row
    if item := _ITEM.match(said):
        marks = item["marks"]
        mark = "1." if marks[0] == "." else "-"
        return f"{' ' * (3 * (len(marks) - 1))}{mark} {said[item.end() :]}"
    return _CAPTION.sub("", said, count=1) if _CAPTION.match(said) else said
