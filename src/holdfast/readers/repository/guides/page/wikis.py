"""Guides in Org, RDoc, Textile, MediaWiki and HTML, as the Markdown that says the same; no line moves."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.islands import HELD

_CODE_INDENT = "    "


def org(rows: list[str]) -> Iterator[str]:
    """Org: headings of asterisks, blocks between `#+BEGIN_…` and `#+END_…`, single rows of code behind a colon."""
    for row in rows:
        if bound := _ORG_BLOCK.match(row):
            shown = bound["kind"].lower() in ("src", "example")
            yield (f"```{bound['language'] or ''}" if bound["edge"].lower() == "begin" else "```") if shown else ""
        elif heading := _ORG_HEADING.match(row):
            yield f"{_marks(len(heading['marks']))} {row[heading.end() :]}"
        elif row.startswith(": "):
            yield _CODE_INDENT + row[2:]
        elif row.startswith("#+"):
            title = _ORG_TITLE.match(row)
            yield f"# {title['said']}" if title else ""
        else:
            yield _ORG_LINK.sub(r"[\g<said>](\g<to>)", row) if "[[" in row else row


def rdoc(rows: list[str]) -> Iterator[str]:
    """RDoc: headings of equals signs; what is indented below text that is not a list is code."""
    listed = False
    for row in rows:
        heading = _RDOC_HEADING.match(row)
        if heading:
            yield f"{_marks(len(heading['marks']))} {row[heading.end() :].strip()}"
            continue
        if row.strip() and not row.startswith((" ", "\t")):
            listed = _LISTED.match(row) is not None
        code = row.startswith("  ") and not listed and not _LISTED.match(row)
        yield _CODE_INDENT + row.strip() if code else row


def textile(rows: list[str]) -> Iterator[str]:
    """Textile: `h2. Title`, `bc. code` up to an empty line, numbers as hash signs; `<pre>` is Markdown's as well."""
    inside = False
    for row in rows:
        if inside:
            inside = bool(row.strip())
            yield _CODE_INDENT + row if inside else row
        elif heading := _TEXTILE_HEADING.match(row):
            yield f"{_marks(int(heading['level']))} {row[heading.end() :]}"
        elif code := _TEXTILE_CODE.match(row):
            inside = True
            yield _CODE_INDENT + row[code.end() :]
        else:
            yield _numbered(row)


def wiki(rows: list[str]) -> Iterator[str]:
    """MediaWiki: headings between equals signs, code behind one blank, numbers as hash signs."""
    for row in rows:
        heading = _WIKI_HEADING.fullmatch(row)
        if heading:
            yield f"{_marks(len(heading['marks']))} {heading['said'].strip()}"
        elif row.startswith(" ") and row.strip():
            yield _CODE_INDENT + row.strip()
        else:
            yield _numbered(row)


def html(rows: list[str]) -> Iterator[str]:
    """HTML: only the marks that pages of Markdown hold as well stay; nothing is set apart by blanks but code."""
    inside = False
    for row in rows:
        opens, closes = "<pre" in row, "</pre>" in row
        told = _HTML_TAG.sub(lambda tag: tag[0] if HELD.match(tag[0]) else "", row)
        yield told if inside else told.strip()
        inside = (inside or opens) and not closes


def _marks(level: int) -> str:
    return "#" * min(level, 6)


def _numbered(row: str) -> str:
    """A step of a list that numbers itself; a single hash sign would begin a heading."""
    step = _STEP.match(row)
    return f"{_CODE_INDENT[1:] * (len(step['marks']) - 1)}1. {row[step.end() :]}" if step else row


_ORG_BLOCK = regex(
    r"(?i)[^\S\n]*#\+(?P<edge>begin|end)_(?P<kind>[a-z]{1,20})(?:[^\S\n]+(?P<language>[\w+#-]{1,20}))?[^\n]{0,300}$"
)
_ORG_HEADING = regex(r"(?P<marks>\*{1,8})[^\S\n]+(?:(?:TODO|DONE)[^\S\n]+)?(?=\S)")
_ORG_TITLE = regex(r"(?i)#\+title:[^\S\n]*(?P<said>\S[^\n]{0,300})")
_ORG_LINK = regex(r"\[\[(?P<to>[^\[\]\n]{1,300})\]\[(?P<said>[^\[\]\n]{1,300})\]\]")
_RDOC_HEADING = regex(r"(?P<marks>={1,6})[^\S\n]*(?=[^=\s])")
_TEXTILE_HEADING = regex(r"h(?P<level>[1-6])(?:\([^()\n]{0,60}\))?\.[^\S\n]+(?=\S)")
_TEXTILE_CODE = regex(r"(?:bc|pre)(?:\([^()\n]{0,60}\))?\.{1,2}[^\S\n]+")
_WIKI_HEADING = regex(r"(?P<marks>={1,6})(?P<said>[^=\n][^\n]{0,300}?)(?P=marks)[^\S\n]*")
_STEP = regex(r"(?P<marks>#{1,5})[^\S\n]+(?=\S)")
_LISTED = regex(r"[^\S\n]*(?:[-*]|\d{1,3}\.|[a-z]\.|\[[^\]\n]{1,60}\]|[^\s:][^:\n]{0,60}::)[^\S\n]")
_HTML_TAG = regex(r"<[^<>\n]{1,600}>")
