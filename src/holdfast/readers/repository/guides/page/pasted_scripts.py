"""Whole scripts that somebody pasted into a page as they are: from their first row, which names the shell, to prose."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.islands import Page
from holdfast.readers.repository.guides.page.typed import is_command

_NAMES_SHELL = regex(r" {0,3}#! ?/(?:usr/)?bin/(?:env (?:-S )?)?(?:ba|z|da|k)?sh\b[^\n]{0,40}$")
_FENCE = regex(r"\s{0,8}(?:(?:[-*+]|\d{1,3}[.)])\s{1,4})?(?:`{3,}|~{3,})")
_GOES_ON = regex(
    r"\s*$|[ \t]+\S|#(?!#)|[A-Za-z_]\w{0,60}\+?=|[{}()\[\]&|]|;;|[\w-]{1,60} ?\(\) ?\{|[\"'*]?[\w.|*-]{1,60}[\"']?\)"
    r"|(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|return|exit|set|echo|printf|cd|export|local"
    r"|source|trap|sudo|mkdir|rm|cp|mv|cat|tail|head|grep|awk|sed|df|free|uptime|top|ps|mail|sleep|date|kill|pkill|find"
    r"|chmod|chown|ls|exec|shift|read|test|true|declare|readonly|unset|wait|touch|tee|ln)(?=[ \t;]|$)"
    r"(?![^\n]{0,200}[.:。]\s*$)"
)
"""How a row of a script begins; one of a sentence ends as sentences do, or begins in another way."""
_REMARK = regex(r"\s*(?:#|$)")
_DOCUMENT = regex(r"<<-?[ \t]?[\"']?(?P<end>\w{1,30})[\"']?")
_FEWEST_ROWS = 4
"""A shorter one is as likely an example of how scripts begin."""


def with_scripts_fenced(page: Page) -> Page:
    """The page with a fence around each script that has none; the rows stay those of the original."""
    if "#!" not in page.text:
        return page
    rows = page.text.split("\n")
    origin = page.rows or tuple(range(len(rows)))
    if len(origin) != len(rows):
        return page
    told: list[tuple[int, str]] = []
    at, fenced = 0, False
    while at < len(rows):
        end = at if fenced or not at or not _NAMES_SHELL.match(rows[at]) else _end(rows, at)
        if end - at >= _FEWEST_ROWS:
            told += [
                (origin[at] - 1, "```bash"),
                *zip(origin[at:end], rows[at:end], strict=True),
                (origin[end - 1], "```"),
            ]
            at = end
            continue
        fenced ^= _FENCE.match(rows[at]) is not None
        told.append((origin[at], rows[at]))
        at += 1
    return Page("\n".join(row for _, row in told), tuple(row for row, _ in told))


def _end(rows: list[str], first: int) -> int:
    """Where prose begins again; what is left open above it, as rows without words or remarks, is no part."""
    end, closes = first + 1, ""
    for at in range(first + 1, len(rows)):
        row = rows[at]
        if _FENCE.match(row) or (not closes and _NAMES_SHELL.match(row)):
            break
        within = closes or rows[at - 1].endswith("\\")
        if not (within or _GOES_ON.match(row[:400]) or is_command(row[:400])):
            break
        if closes:
            closes = "" if row.strip() == closes else closes
        elif opened := _DOCUMENT.search(row[:400]):
            closes = opened["end"]
        end = at + 1 if not _REMARK.match(row[:400]) else end
    return end
