"""What every repository reader is given and gives back.

A reader is a module with a `READER`: it says which files it wants and turns each into facts and gaps.
Text of its kind that stands inside another file (shell in a workflow, nginx in a guide) reaches it as a
`Snippet` too, so a reader never needs to know where its text came from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Protocol, TypeVar

from holdfast.model.environments import environment_of
from holdfast.model.evidence import EvidenceKind, Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.model.findings import SLUGS
from holdfast.model.record import record, replace
from holdfast.model.regex import regex

T = TypeVar("T")

Reading = Fact | Gap
"""What a reader yields: a fact, or a place it could not read."""

ALL_SLUGS = frozenset(SLUGS)
"""For sources in which the evidence of any control may stand."""


@record(frozen=True)
class Given:
    """A variable that an earlier text has set, for whoever goes through both one after the other."""

    name: str
    value: str
    at: Location


@record(frozen=True)
class Snippet:
    """A text of one kind, and where it stands.

    Args:
        path: of the file, relative to the repository, with forward slashes.
        text: the text itself.
        first_line: line number in the file of the first line of `text`.
        kind: how strongly this text speaks: INSTRUCTED inside a guide, CODED for scripts and source,
            DECLARED for templates.
        environment: told from the path, the job or the heading around it; None when none is named.
        old: the text around it calls itself superseded.
        heading: words around an embedded text (headings, step names), for readers that want context.
        given: variables that earlier texts of the same file set and that hold here, too.
        called: name of the file that a script writes this text into; "" where the text is its file.
    """

    path: str
    text: str
    first_line: int = 1
    kind: EvidenceKind = EvidenceKind.CODED
    environment: str | None = None
    old: bool = False
    heading: str = ""
    given: tuple[Given, ...] = ()
    called: str = ""

    @cached_property
    def rows(self) -> list[str]:
        """The lines of `text`, without their ends."""
        return self.text.splitlines()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.called or self.path.rpartition("/")[2]

    def at(self, start: int, end: int | None = None) -> Location:
        """The location of lines `start` to `end` of this text (inclusive, from 1), quoted from it."""
        last = end or start
        quote = "\n".join(self.rows[max(start, 1) - 1 : last])
        shift = self.first_line - 1
        return Location.lines(self.path, start + shift, last + shift, quote)

    def part(
        self,
        text: str,
        start: int,
        *,
        kind: EvidenceKind | None = None,
        environment: str | None = None,
        heading: str = "",
    ) -> "Snippet":
        """A text that stands inside this one, beginning at this one's line `start` (from 1)."""
        return replace(
            self,
            text=text,
            first_line=self.first_line + start - 1,
            kind=kind or self.kind,
            environment=environment or self.environment,
            heading=heading or self.heading,
        )

    def gap(
        self,
        reason: GapReason,
        serves: frozenset[str],
        line: int = 0,
        detail: str = "",
        hides: frozenset[type] = frozenset(),
    ) -> Gap:
        """This text could not be read, at `line` of it where the parser says so."""
        at = self.at(line) if line else Location(path=self.path)
        return Gap(at=at, reason=reason, detail=detail, serves=serves, hides=hides)


class Apart(Protocol):
    """Begins work; what it returns is called once, waits for the work and gives its result, which must pickle."""

    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        """Begin `work`, in another process perhaps."""


def not_apart(work: Callable[[], T]) -> Callable[[], T]:
    """Do `work` here, once it is asked for."""
    return work


@record(frozen=True)
class Tree:
    """The files of a repository that readers may open.

    Args:
        paths: all files that are not vendored, relative, sorted, with forward slashes.
        open_text: gives the text of one of `paths`, or the gap that says why it cannot be read.
        skipped: how many files were passed over, by reason.
        apart: has work done beside what a reader goes on with.
    """

    paths: tuple[str, ...]
    open_text: Callable[[str], "str | Gap"]
    skipped: Mapping[str, int] = field(default_factory=dict)
    apart: Apart = not_apart

    @cached_property
    def known(self) -> frozenset[str]:
        """The same paths, to ask whether one exists."""
        return frozenset(self.paths)

    def snippet(self, path: str, kind: EvidenceKind, serves: frozenset[str] = ALL_SLUGS) -> Snippet | Gap:
        """Open a whole file; its environment is the one that its path names."""
        text = self.open_text(path)
        if isinstance(text, Gap):
            return replace(text, serves=serves)
        return self.with_text(path, text, kind)

    def with_text(self, path: str, text: str, kind: EvidenceKind) -> Snippet:
        """The snippet of a whole file that is open already."""
        return Snippet(path=path, text=text, kind=kind, environment=environment_of(_PACKAGES.sub("/", path)))


_PACKAGES = regex(r"/src/\w+/(?:java|kotlin|scala|groovy)/(?:.*/)?|^src/\w+/(?:java|kotlin|scala|groovy)/(?:.*/)?")
"""Folders of the JVM's packages: `dev` in front of a name is mostly a domain."""


@record(frozen=True)
class Reader:
    """One kind of source.

    Args:
        name: of the kind, as reports show it.
        serves: slugs of the controls whose evidence may stand in such files; a gap in one leaves them open.
        wants: whether a path is of this kind, told by the path alone.
        read: facts and gaps of one file; must yield a gap, not raise, for text that it cannot parse.
        kind: how strongly a whole file of this kind speaks.
        read_together: set when files of this kind only make sense together (modules, includes): then it is
            called once with all of them, and `read` only for embedded texts.
        unasked: `read_together` is called even where no path is of this kind: it finds some by their text.
    """

    name: str
    serves: frozenset[str]
    wants: Callable[[str], bool]
    read: Callable[[Snippet], Iterable[Reading]]
    kind: EvidenceKind = EvidenceKind.CODED
    read_together: Callable[[Tree, tuple[Snippet, ...]], Iterator[Reading]] | None = None
    unasked: bool = False
