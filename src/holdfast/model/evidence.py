"""Evidence in its three arms, found, absent and unreadable, and the places it comes from."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from holdfast.model.record import record, replace
from holdfast.model.redaction import redact

MAX_LINES = 40
"""A location names at most this many lines: a longer one sends the reader searching."""

_MAX_QUOTE = 600


class EvidenceKind(StrEnum):
    """How strongly a piece of evidence speaks, weakest first; compare with `strength`."""

    CLAIMED = "claimed"
    INSTRUCTED = "instructed"
    CODED = "coded"
    DECLARED = "declared"
    OBSERVED = "observed"
    PROVEN = "proven"

    @property
    def strength(self) -> int:
        """0 for a mere claim up to 5 for a proof."""
        return _STRENGTH[self]


_STRENGTH = {kind: rank for rank, kind in enumerate(EvidenceKind)}


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where a piece of evidence stands: lines of a file, or an ARN, or a URL.

    Args:
        path: relative to the repository, with forward slashes; empty for an ARN or a URL.
        start_line: counts from 1; 0 when the place is the whole file.
        end_line: inclusive, at most 39 lines after `start_line`.
        quote: the text there, redacted and shortened.
        arn: the resource in an account.
        url: the endpoint that was asked.
    """

    path: str = ""
    start_line: int = 0
    end_line: int = 0
    quote: str = field(default="", compare=False)
    arn: str = ""
    url: str = ""

    @classmethod
    def lines(cls, path: str, start: int, end: int | None = None, quote: str = "") -> "Location":
        """Name lines `start` to `end` (inclusive, from 1) of a file, cut to `MAX_LINES`; hides secrets."""
        last = min(max(start, end or start), start + MAX_LINES - 1)
        kept = "\n".join(quote.strip("\n").splitlines()[: last - start + 1])
        return cls(path=path, start_line=start, end_line=last, quote=redact(kept[:_MAX_QUOTE]))

    def overlaps(self, other: "Location") -> bool:
        """Whether the two share a line of one file; in an account, whether they are the same resource or endpoint."""
        if (self.path, self.arn, self.url) != (other.path, other.arn, other.url):
            return False
        return self.start_line <= other.end_line and other.start_line <= self.end_line

    def __str__(self) -> str:
        if not self.path:
            return self.arn or self.url
        if not self.start_line:
            return self.path
        span = f"-{self.end_line}" if self.end_line > self.start_line else ""
        return f"{self.path}:{self.start_line}{span}"


@record(frozen=True, slots=True)
class Gap:
    """Something that should have been read and could not be: where, why, and which controls it leaves open.

    Args:
        at: the file (and line, where there is one) or resource.
        reason: one of the words in `GapReason`.
        detail: what the parser or the system said, redacted; may be empty.
        serves: slugs of the controls whose evidence may stand there.
        hides: the sorts of facts that may stand there; any, where none are named.
    """

    at: Location
    reason: "GapReason"
    detail: str = ""
    serves: frozenset[str] = frozenset()
    hides: frozenset[type] = frozenset()

    def may_hide(self, sort: type) -> bool:
        """Whether a fact of that sort may stand there."""
        return not self.hides or any(issubclass(one, sort) for one in self.hides)

    def joined(self, other: "Gap") -> "Gap":
        """This gap, as what another reader misses at the same place leaves it."""
        hides = self.hides | other.hides if self.hides and other.hides else frozenset()
        return replace(self, serves=self.serves | other.serves, hides=hides)


class GapReason(StrEnum):
    """Why something could not be read."""

    MALFORMED = "malformed"
    ENCODING = "encoding"
    BINARY = "binary"
    TOO_LARGE = "too-large"
    UNSUPPORTED = "unsupported"
    DENIED = "denied"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    INTERNAL = "internal"


T_co = TypeVar("T_co", covariant=True)


@record(frozen=True, slots=True)
class Found(Generic[T_co]):
    """We looked, and here it is; at least one fact, the strongest evidence first."""

    facts: tuple[T_co, ...]


@record(frozen=True, slots=True)
class Absent(Generic[T_co]):
    """We looked, and there is none; `claims` are mere statements that there were one."""

    claims: tuple[T_co, ...] = ()


@record(frozen=True, slots=True)
class Unreadable:
    """We could not look, or only in part and found nothing in the rest."""

    gaps: tuple[Gap, ...]


Evidence: TypeAlias = Found[T_co] | Absent[T_co] | Unreadable
"""Every control answers for all three arms; end each `match` with `assert_never`."""
