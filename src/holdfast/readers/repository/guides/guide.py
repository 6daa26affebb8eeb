"""A guide as the extractors see it: its passages with mood, environment and age, and its sections."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TypedDict

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.guides.mood.as_is import as_is
from holdfast.readers.repository.guides.mood.continued import without_next
from holdfast.readers.repository.guides.mood.described import described
from holdfast.readers.repository.guides.mood.for_whom import by_environment, environment_of_guide, environment_said
from holdfast.readers.repository.guides.mood.instructing import is_command_alone
from holdfast.readers.repository.guides.mood.later_parts import later_apart
from holdfast.readers.repository.guides.mood.reader import Context, Manner, Mood, manner_of, mood_of
from holdfast.readers.repository.guides.page.blocks import Fence, Form, Statement, parse
from holdfast.readers.repository.guides.page.hidden_cells import without_passwords
from holdfast.readers.repository.guides.page.inventories import without_costs
from holdfast.readers.repository.guides.page.markup import as_markdown
from holdfast.readers.repository.guides.page.trail import Heading, Trail
from holdfast.readers.repository.guides.page.typed import COPIES_THERE
from holdfast.readers.repository.guides.wording import lexicon as words
from holdfast.readers.repository.guides.wording.by_machine import BY_MACHINE


class Common(TypedDict):
    """What every fact of a passage has, ready to be passed on."""

    kind: EvidenceKind
    at: Location
    environment: str | None
    old: bool


@record(frozen=True)
class Passage:
    """A statement, with how it speaks and for which environment; `index` is its place in the guide."""

    index: int
    said: Statement
    mood: Mood
    environment: str | None
    old: bool

    @property
    def text(self) -> str:
        """What it says, in plain text."""
        return self.said.text

    @property
    def told(self) -> bool:
        """The reader is told to do it, and not told to leave it."""
        return self.mood.kind is EvidenceKind.INSTRUCTED and not self.mood.negated

    @property
    def speaks(self) -> bool:
        """It is evidence of something, whichever way."""
        return self.mood.kind is not None

    @property
    def affirmed(self) -> bool:
        """It is told or claimed, and not negated."""
        return self.mood.kind is not None and not self.mood.negated

    @cached_property
    def surroundings(self) -> str:
        """The statement and what stands above it, one per line."""
        return "\n".join(text for text in self.around() if text)

    @property
    def by_machine(self) -> bool:
        """It names what does it in place of a person, or the step of its list does: "GitHub Actions will: …"."""
        return any(map(BY_MACHINE.search, (self.text, *self.said.trail.labels)))

    def around(self) -> Iterator[str]:
        """The statement and what stands above it, nearest first."""
        yield self.said.text
        yield from self.said.trail.upwards()


@record(frozen=True)
class Code:
    """A code block whose context lets it count, with what the reader of its language made of it."""

    fence: Fence
    snippet: Snippet
    readings: tuple[Reading, ...] = ()
    typed: bool = False  # a command in a sentence, and no block

    @property
    def end(self) -> int:
        """Its last line of content."""
        return self.fence.line + max(len(self.snippet.rows), 1) - 1

    def common(self, row: int) -> Common:
        """What every fact has that one of its rows, counted from 1, tells."""
        snippet = self.snippet
        return Common(kind=snippet.kind, at=snippet.at(row), environment=snippet.environment, old=snippet.old)


@record(frozen=True)
class Section:
    """Consecutive passages (and code) under the same headings."""

    headings: tuple[Heading, ...]
    passages: tuple[Passage, ...]
    codes: tuple[Code, ...] = ()

    @property
    def title(self) -> str:
        """The nearest heading; empty before the first."""
        return self.headings[-1].text if self.headings else ""

    def titles(self) -> Iterator[str]:
        """The headings, nearest first."""
        return (heading.text for heading in reversed(self.headings))

    def holds(self, code: Code) -> bool:
        """The code stands in it, also under a label of its own there ("**Commands**")."""
        return bool(self.headings) and code.fence.trail.headings[: len(self.headings)] == self.headings

    @cached_property
    def text(self) -> str:
        """All that is said in it, the heading too."""
        return "\n".join([self.title, *(passage.text for passage in self.passages)])


@record(frozen=True)
class Guide:
    """Everything an extractor may ask of one guide."""

    snippet: Snippet
    manner: Manner
    passages: tuple[Passage, ...]
    codes: tuple[Code, ...]
    asides: tuple[Code, ...] = ()  # code that nobody is told to use: examples, what was once, what not to do
    options: tuple[Code, ...] = ()  # code that a reader may leave out: what it sets up is no more than a claim

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The passages in runs of equal headings; code goes with the section of its headings."""
        code_of: dict[tuple[Heading, ...], list[Code]] = {}
        for code in self.codes:
            code_of.setdefault(code.fence.trail.headings, []).append(code)
        runs: dict[tuple[Heading, ...], list[Passage]] = {}
        for passage in self.passages:
            runs.setdefault(passage.said.trail.headings, []).append(passage)
        return tuple(
            Section(headings, tuple(passages), tuple(code_of.get(headings, ()))) for headings, passages in runs.items()
        )

    def section_of(self, passage: Passage) -> Section:
        """The section in which `passage` stands."""
        return self._by_headings[passage.said.trail.headings]

    @cached_property
    def _by_headings(self) -> dict[tuple[Heading, ...], Section]:
        return {section.headings: section for section in self.sections}

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What the readers of embedded code found, in order."""
        return tuple(reading for code in self.codes for reading in code.readings)

    @cached_property
    def all_text(self) -> str:
        """The whole text, code included; for questions such as whether CloudFront is spoken of at all."""
        return self.snippet.text

    @cached_property
    def engine(self) -> str | None:
        """The database engine that the guide speaks of at all."""
        return words.engine_in(self.all_text)

    def common(self, passage: Passage, kind: EvidenceKind | None = None) -> Common:
        """Kind, place, environment and age of a fact that `passage` states."""
        return Common(
            kind=kind or passage.mood.kind or EvidenceKind.CLAIMED,
            at=self.at(passage),
            environment=passage.environment,
            old=passage.old,
        )

    def at(self, passage: Passage, last: Passage | None = None) -> Location:
        """The lines of a passage, or from it to `last`; what a table calls a password is not quoted."""
        last = last or passage
        said = (one.said for one in self.passages[passage.index : last.index + 1])
        return without_passwords(self.snippet.at(passage.said.line, last.said.end), said)


def build(snippet: Snippet) -> Guide:
    """Read a guide's text; its code blocks are still unread (`Code.readings` is empty)."""
    blocks = parse(as_markdown(snippet.path, snippet.text))
    manner = manner_of(snippet.path, blocks)
    whole = _Whole(snippet, blocks.statements)
    said_of = map(without_costs, blocks.statements)
    parts = [part for said in said_of for one in later_apart(as_is(said)) for part in by_environment(one)]
    environments = [named or whole.environment(said.trail, said.text) for said, named in parts]
    told = described(tuple((said, mood_of(said, manner)) for said, _ in parts), environments)
    passages = tuple(
        Passage(index, said, mood, environment, whole.is_old(said.trail))
        for index, (said, mood, environment) in enumerate(told)
    )
    pairs = zip((None, *blocks.fences), blocks.fences, strict=False)
    contexts = [(fence, _context_of(fence, manner, before)) for before, fence in pairs]
    silent = (Context.NOTHING, Context.LOCAL, Context.OPTIONAL)
    run = [Code(fence, whole.snippet_of(fence)) for fence, context in contexts if context not in silent]
    codes = tuple(sorted((*run, *_typed(passages, whole)), key=lambda code: code.fence.line))
    asides = tuple(Code(f, whole.snippet_of(f)) for f, context in contexts if context is Context.NOTHING)
    options = tuple(Code(f, whole.snippet_of(f)) for f, context in contexts if context is Context.OPTIONAL)
    return Guide(snippet, manner, passages, codes, asides, options)


def _typed(passages: tuple[Passage, ...], whole: "_Whole") -> Iterator[Code]:
    """The commands that steps name in their text, each as a block of its own."""
    for run in _runs(passages):
        first = run[0]
        commands = [_below(run)] if len(run) > 1 else first.said.typed
        for command in commands:
            line = first.said.line if len(run) > 1 else whole.line_of(first.said, command)
            fence = Fence(line, command, "bash", first.said.trail)
            snippet = replace(whole.snippet_of(fence), environment=first.environment)
            yield Code(fence, snippet, typed=not is_command_alone(first.said))


def _runs(passages: tuple[Passage, ...]) -> Iterator[list[Passage]]:
    """Passages that have something typed; lines that are nothing but commands, one below the other, together."""
    run: list[Passage] = []
    for passage in passages:
        if not (passage.told and passage.said.typed):
            continue
        if run and not (all(is_command_alone(one.said) for one in (run[-1], passage)) and _follows(run[-1], passage)):
            yield run
            run = []
        run.append(passage)
    if run:
        yield run


def _follows(above: Passage, below: Passage) -> bool:
    near = 0 < below.said.line - above.said.end <= _BLANK_BETWEEN
    return near and above.said.trail.headings == below.said.trail.headings


_BLANK_BETWEEN = 3
_BEGINNING = 30


def _below(run: list[Passage]) -> str:
    """Their commands as the block that they would be, each on its own line."""
    rows = [""] * (run[-1].said.end - run[0].said.line + 1)
    for passage in run:
        rows[passage.said.line - run[0].said.line] = passage.said.typed[0]
    return "\n".join(rows)


def _context_of(fence: Fence, manner: Manner, before: Fence | None) -> Context:
    above = (fence.trail.lead, *fence.trail.parents[-1:], fence.text[:200].partition("\n")[0])
    opened = before is not None and _is_within(fence.trail, before.trail) and _OPENS.search(before.text)
    if opened or any(_WORKFLOW_FILE.search(text) for text in above):
        return manner.context_of_file(fence.trail)
    found = manner.context(without_next(fence.trail) or fence.trail)
    return Context.STEPS if found is Context.LOCAL and COPIES_THERE.search(fence.text) else found


def _is_within(trail: Trail, chapter: Trail) -> bool:
    return trail.headings[: len(chapter.headings)] == chapter.headings


_OPENS = regex(r"(?:^|\n)[^\S\n]*(?:\$\s+)?(?:sudo\s+)?(?:nano|vim?)\s+[^\s-]\S{0,200}\s*\Z", re.ASCII)
"""The last command of a block opens an editor: the next block shows what is written there, whatever it is called."""

_WORKFLOW_FILE = regex(r"\.github/workflows/[\w.-]{1,80}\.ya?ml\b", re.ASCII)


class _Whole:
    """What holds for the whole document: its environment and whether it calls itself old."""

    def __init__(self, snippet: Snippet, statements: tuple[Statement, ...]) -> None:
        self._snippet = snippet
        self._environment = environment_of_guide(snippet.path)
        opening = statements[:6]
        self._old = (
            snippet.old
            or _OLD_PATH.search(snippet.path) is not None
            or any(words.OLD_MARK.search(said.text) for said in opening if said.form is Form.LINE)
        )

    @cached_property
    def _rows(self) -> list[str]:
        return self._snippet.text.splitlines()

    def line_of(self, said: Statement, command: str) -> int:
        """Where a command begins that stands in a sentence, which may go over several lines."""
        rows = enumerate(self._rows[said.line - 1 : said.end], start=said.line)
        return next((number for number, row in rows if command[:_BEGINNING] in row), said.line)

    def environment(self, trail: Trail, text: str = "") -> str | None:
        for above in (text, *trail.upwards()):
            found = environment_said(above) if above else None
            if found:
                return found
        return self._environment

    def is_old(self, trail: Trail) -> bool:
        return self._old or any(words.OLD_MARK.search(heading.text) for heading in trail.headings)

    def snippet_of(self, fence: Fence) -> Snippet:
        trail = fence.trail
        heading = " / ".join([*(h.text for h in trail.headings), *trail.parents, *([trail.lead] if trail.lead else [])])
        part = self._snippet.part(fence.text, fence.line, kind=EvidenceKind.INSTRUCTED, heading=heading)
        return replace(part, environment=self.environment(trail), old=self.is_old(trail), heading=heading)


_OLD_PATH = regex(
    r"(?:^|[/_\s.-])(?:old|archived?|deprecated|legacy|obsolete|outdated|구버전|이전버전|"
    r"旧)(?=[/_\s.-])",
    re.IGNORECASE | re.ASCII,
)
