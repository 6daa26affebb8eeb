"""Markdown into statements and code blocks, each with its exact lines and everything that stands above it."""

import re
from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.embedded import language_of
from holdfast.readers.repository.guides.page.columns import Table, table_in
from holdfast.readers.repository.guides.page.islands import DETAILS_END, without_html
from holdfast.readers.repository.guides.page.levels import levelled
from holdfast.readers.repository.guides.page.listed import COMMAND_FENCES, are_console_fields, listed_settings
from holdfast.readers.repository.guides.page.marks import (
    BOX,
    bulleted,
    copied,
    nested,
    plain,
    unpacked,
    without_front_matter,
)
from holdfast.readers.repository.guides.page.marks import ticked as boxed
from holdfast.readers.repository.guides.page.parted import parted
from holdfast.readers.repository.guides.page.pasted_scripts import with_scripts_fenced
from holdfast.readers.repository.guides.page.prose import is_prose
from holdfast.readers.repository.guides.page.rows import joined, placed
from holdfast.readers.repository.guides.page.trail import BOLD_LEVEL, NUMBERED, Heading, Trail
from holdfast.readers.repository.guides.page.typed import commands_in
from holdfast.readers.repository.guides.page.unfenced import RULES_OF_BUCKET, Pasted, pasted_commands, pasted_json
from holdfast.readers.repository.guides.wording.apart import apart
from holdfast.readers.repository.guides.wording.lexicon import STEP_COLUMN
from holdfast.readers.repository.guides.wording.marked_later import is_for_later

if TYPE_CHECKING:
    from markdown_it.token import Token


_PROSE_FENCES = frozenset({"", "text", "txt", "plain", "plaintext", "md", "markdown"})


class Form(StrEnum):
    """What a statement looks like on the page."""

    HEADING = "heading"
    ITEM = "item"
    STEP = "step"  # an item of a numbered list
    LINE = "line"  # of a paragraph
    ROW = "row"  # of a table


@record(frozen=True)
class Statement:
    """One thing that a guide says.

    Args:
        line, end: lines in the text, inclusive, from 1.
        text: without Markdown's marks; the cells of a table's row joined by ` | `.
        form: what it looks like.
        trail: what stands above it.
        ticked: the box before it is ticked; None when there is no box.
        cells: of a row.
        columns: headings of the row's table.
        table: line of the table's first row, 0 outside tables; tells which rows belong together.
        typed: commands that it has somebody type.
    """

    line: int
    end: int
    text: str
    form: Form
    trail: Trail
    ticked: bool | None = None
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    table: int = 0
    typed: tuple[str, ...] = ()

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Keys and values that it sets: `type: t3.small`, or the cells of a row under their columns."""
        if self.form is Form.ROW:
            if len(self.cells) == 2:
                return ((self.cells[0], self.cells[1]),)
            return tuple(zip(self.columns, self.cells, strict=False))
        match = _PAIR.match(self.text)
        return ((match["key"].strip(), match["value"].strip()),) if match and match["value"].strip() else ()

    @property
    def is_row_of_steps(self) -> bool:
        """It is one of the rows of a table that are done one after the other, each with its command."""
        return bool(self.typed) and any(map(STEP_COLUMN.search, self.columns[:1]))

    @cached_property
    def crumbs(self) -> tuple[str, ...]:
        """The stations of a way through a console (`AWS > EC2 > Launch`); empty when it is none."""
        parts = tuple(part.strip() for part in _CRUMB.split(self.text) if part.strip())
        return parts if len(parts) > 1 and all(len(part) <= 60 for part in parts) else ()


@record(frozen=True, slots=True)
class Fence:
    """A code block: `line` is where its first line of content stands; `language` lower case, may be empty."""

    line: int
    text: str
    language: str
    trail: Trail


@record(frozen=True)
class Blocks:
    """All statements and code blocks of a text, in its order."""

    statements: tuple[Statement, ...]
    fences: tuple[Fence, ...]


_PAIR = regex(
    r"(?P<key>[^:：→=]{1,60}?)\s*(?:：|:(?=\s|$|[^\s/:0-9\\])|→|->|=>|\s[-–—]\s|＝|"
    r"\s?=\s?)\s*(?P<value>.*)",
    re.DOTALL,
)
_CRUMB = regex(r"(?<!\s)\s+(?:>|›|»|→|->|＞|▶|⇒)\s+|＞|›|(?<=[^\s=>-])>(?=[^\s=>-])")
_LEADS_ON = regex(r"[*_]{0,3}\[[^\[\]\n]{1,200}\]\(#[^()\s]{0,200}(?:\([^()\s]{0,80}\)[^()\s]{0,80}){0,2}\)[*_]{0,3}")
_BOLD_ONLY = regex(
    r"(?:\*\*|__)(?P<text>[^*_]{0,119}[^*_.!。！])(?:\*\*|__)\s*[:：]?\s*(?P<mark>[(（\[【][^()（）\[\]【】\n*]{1,40}[)）\]】]\s*[:：]?\s*)?"
)


def parse(text: str) -> Blocks:
    """Read Markdown (CommonMark with tables); never fails, everything is Markdown."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    # Marks inside lines are taken off by `plain`; parsing them costs most of the time and gives no lines.
    parser.core.ruler.disable("inline")
    walker = _Walker()
    page = with_scripts_fenced(without_html(nested(bulleted(copied(unpacked(without_front_matter(text)))))))
    walker.walk(levelled(page.placed(parser.parse(page.text))))
    return Blocks(tuple(walker.statements), tuple(walker.fences))


@record(frozen=False)
class _Item:
    """An open item of a list; `lead` as in `Trail`, of a paragraph inside it."""

    ordered: bool
    text: str = ""
    lead: str = ""


@record(frozen=False)
class _Walker:
    """Goes through the tokens once, and keeps what is open."""

    statements: list[Statement] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    lists: list[bool] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    lead: str = ""
    listed: str = ""  # the step right above, to which a block belongs that its author did not indent
    columns: tuple[str, ...] = ()
    cells: list[str] = field(default_factory=list)
    shown: tuple[str, ...] = ()
    row: int = 0
    table: int = 0
    head: bool = False
    level: int = 0

    def walk(self, tokens: "list[Token]") -> None:
        for token in tokens:
            handler = getattr(self, f"_{token.type}", None)
            if handler is not None:
                handler(token)

    def trail(self) -> Trail:
        parents = tuple(item.text for item in self.items if item.text)
        # A list inside an item has the paragraph above it, which stands in the item around it.
        leads = (*(item.lead for item in reversed(self.items[-2:])), self.lead, self.listed)
        return Trail(tuple(self.headings), parents, next(filter(None, leads), ""))

    def _heading_open(self, token: "Token") -> None:
        self.level = int(token.tag[1:])

    def _heading_close(self, _: "Token") -> None:
        self.level = 0

    def _bullet_list_open(self, _: "Token") -> None:
        self.lists.append(False)

    def _ordered_list_open(self, _: "Token") -> None:
        self.lists.append(True)

    def _bullet_list_close(self, _: "Token") -> None:
        self.lists.pop()
        self._block_ends()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, _: "Token") -> None:
        self.items.append(_Item(self.lists[-1]))

    def _list_item_close(self, _: "Token") -> None:
        closed = self.items.pop()
        self.listed = "" if self.items else closed.lead or closed.text

    def _table_open(self, token: "Token") -> None:
        self.table = _line(token)
        self.columns = ()

    def _table_close(self, _: "Token") -> None:
        self.table, self.listed = 0, ""
        self._block_ends()

    def _thead_open(self, _: "Token") -> None:
        self.head = True

    def _thead_close(self, _: "Token") -> None:
        self.head = False

    def _tr_open(self, token: "Token") -> None:
        self.row = _line(token)
        self.cells = []
        self.shown = ()

    def _tr_close(self, _: "Token") -> None:
        cells = tuple(self.cells)
        if self.head:
            self.columns = cells
            return
        text = " | ".join(cell for cell in cells if cell)
        box = next((found for cell in cells if (found := boxed(cell)) is not None), None)
        if text:
            said = Statement(self.row, self.row, text, Form.ROW, self.trail(), box, cells, self.columns, self.table)
            self.statements.append(replace(said, typed=self.shown))

    def _inline(self, token: "Token") -> None:
        # A table has the step above it as its lead where that says what to do with the rows.
        if not self.table or not self.listed.endswith((":", "：")):
            self.listed = ""
        if self.table:
            self.cells.append(plain(token.content))
            self.shown += commands_in(token.content, listed=False)
        elif self.level and not (self.level == 1 and self.items):  # there, a remark among commands
            self._heading(token.content, _line(token), self.level)
        else:
            self._paragraph(token)

    def _leave(self, level: int) -> None:
        while self.headings and self.headings[-1].level >= level:
            self.headings.pop()

    def _heading(self, raw: str, line: int, level: int) -> None:
        self._leave(level)
        heading = Heading(level, plain(raw).strip(" :："), line)
        self.headings.append(heading)
        self.lead = ""
        self.statements.append(Statement(line, line, heading.text, Form.HEADING, self.trail()))

    def _paragraph(self, token: "Token") -> None:
        raw, line = token.content, _line(token)
        if self.items and _LEADS_ON.fullmatch(raw.strip()):
            return  # a table of contents names its chapters, and says nothing of what they are about
        bold = _BOLD_ONLY.fullmatch(raw)
        planned = any(is_for_later(one.text) for one in self.headings if one.level == BOLD_LEVEL)
        # A remark in brackets makes no heading, but it ends what another one put off.
        if bold and not self.items and (not bold["mark"] or planned or is_for_later(raw)):
            self._heading(f"{bold['text']} {bold['mark'] or ''}", line, BOLD_LEVEL)
            return
        pasted = pasted_json(raw)
        self._rows(raw, line, (pasted,) if pasted is not None else () if self.items else pasted_commands(raw))

    def _rows(self, raw: str, line: int, pasted: Iterable[Pasted]) -> None:
        """The lines of a paragraph, but those that somebody pasted into it as code."""
        rows = raw.split("\n")
        done = 0
        for one in pasted:
            self._lines("\n".join(rows[done : one.first]), line + done)
            self.fences.append(Fence(line + one.first, one.text, one.language, self.trail()))
            done = one.last + 1
        self._lines("\n".join(rows[done:]), line + done)

    def _lines(self, raw: str, line: int) -> None:
        fresh = bool(self.items) and not self.items[-1].text
        above = self.lead if not self.items and _TITLE.fullmatch(self.lead) else ""
        for start, rows in joined(raw, line) if raw.strip() else ():
            self.lead = above or self.lead
            self._line_of_text(start, rows, fresh=fresh)
            fresh = False

    def _line_of_text(self, start: int, rows: list[str], *, fresh: bool) -> None:
        form = (Form.STEP if self.items[-1].ordered else Form.ITEM) if fresh else Form.LINE
        raw = " ".join(rows)
        if form is Form.LINE and not self.items and (numbered := _STEP_OF_OWN.match(raw)):
            form, raw = Form.STEP, raw[numbered.end() :]
        ticked, trail, said = boxed(raw), self.trail(), []
        for first, last, one in placed(rows, apart(raw)):
            said.append(plain(BOX.sub("", one, count=1) if ticked is not None and BOX.match(one) else one))
            at, end, typed = start + first, start + last, commands_in(one, listed=fresh)
            if said[-1]:
                self.statements.append(Statement(at, end, said[-1], form, trail, ticked, typed=typed))
        text = " ".join(filter(None, said))
        if not text:
            return
        if fresh:
            self.items[-1].text = text
        elif self.items:
            self.items[-1].lead = text
        else:
            self.lead = text

    def _fence(self, token: "Token") -> None:
        self._code(token.content, _line(token) + 1, token.info)

    def _code_block(self, token: "Token") -> None:
        self._code(token.content, _line(token), "")

    def _html_block(self, token: "Token") -> None:
        if RULES_OF_BUCKET.match(token.content):
            self._code(token.content, _line(token), "xml")
        elif token.content.strip() == DETAILS_END:
            self._leave(BOLD_LEVEL)

    def _code(self, text: str, line: int, info: str) -> None:
        language = (info.lower().replace("{", " ").split() or [""])[0].partition(":")[0]
        if table := table_in(text):
            self._columns(table, line)
        elif (language in _PROSE_FENCES and is_prose(text)) or are_console_fields(language, text):
            self._prose(text, line)
        else:
            language = language_of(language, text)
            commands = self._settings(text, line) if language in COMMAND_FENCES else text
            above = self.trail()
            parts = parted(language, commands, f"{above.chapter}\n{above.lead}")
            self.fences.extend(Fence(line + one.row, one.text, one.language, above) for one in parts)
        self._block_ends()

    def _columns(self, table: Table, line: int) -> None:
        for offset, cells in table.rows:
            at, text = line + offset, " | ".join(cell for cell in cells if cell)
            said = Statement(at, at, text, Form.ROW, self.trail(), cells=cells, columns=table.names, table=line)
            self.statements.append(said)

    def _settings(self, text: str, line: int) -> str:
        """What a block of commands tells to choose in a console, as a list; returns what are really commands."""
        listed, commands = listed_settings(text)
        above = self.trail()
        for one in listed:
            if said := plain(one.text):
                trail = replace(above, parents=(*above.parents, plain(one.above))) if one.above else above
                form = Form.LINE if one.heads else Form.ITEM
                self.statements.append(Statement(line + one.row, line + one.row, said, form, trail))
        return commands

    def _prose(self, text: str, line: int) -> None:
        """A walk-through that somebody put into a code block, line by line."""
        above = self.trail()
        indents: list[tuple[int, str]] = []
        lead = above.lead
        for offset, raw in enumerate(text.splitlines()):
            stripped = _LIST_MARK.sub("", raw)
            said = plain(BOX.sub("", stripped, count=1) if BOX.match(stripped) else stripped)
            if not said:
                continue
            indent = len(raw) - len(raw.lstrip())
            listed = stripped != raw.lstrip()
            while indents and indents[-1][0] >= indent:
                indents.pop()
            parents = above.parents + tuple(text for _, text in indents)
            trail = replace(above, parents=parents, lead=lead)
            form = Form.STEP if NUMBERED.match(raw) else Form.ITEM if listed else Form.LINE
            at, typed = line + offset, commands_in(stripped, listed=listed)
            self.statements.append(Statement(at, at, said, form, trail, boxed(stripped), typed=typed))
            if listed or _LABEL.search(said):
                indents.append((indent, said))
            if not listed:
                lead = said

    def _block_ends(self) -> None:
        if not self.items and not self.lists:
            self.lead = ""


_STEP_OF_OWN = regex(
    r"(?i)[^\w\n]{0,12}(?:(?:step|단계|ステップ) ?\d{1,2}|\d{1,2} ?단계)\s?(?:[:：.)|]|[-–—](?=\s))\s{0,4}(?=\S)"
)
"""A line that calls itself a step, where no list numbers it."""
_TITLE = regex(r"[^.!?。:：,，、]{2,40}")
"""A short line above a paragraph, which heads all its rows as the title would that Markdown marks."""
_LABEL = regex(r"[^\s:：][:：]$")
_LIST_MARK = regex(r"\A\s*(?:[-*•·]\s+|\d+[.)]\s+)?")


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 1
