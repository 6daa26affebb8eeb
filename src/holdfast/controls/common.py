"""What several controls need: current facts, the places they stand at, and evidence that contradicts itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypedDict, TypeVar, assert_never

from holdfast.model.estate import View
from holdfast.model.evidence import MAX_LINES, Absent, EvidenceKind, Found, Gap, Location, Unreadable
from holdfast.model.facts import Fact, Ingress
from holdfast.model.findings import Check, Confidence, Evident, Finding, Severity, Status, evident
from holdfast.model.record import replace

F = TypeVar("F", bound=Fact)

MOST_PLACES = 10
"""A finding lists at most this many places: more say nothing new."""
MOST_NAMES = 20
"""A message names at most this many things of one sort."""


def current(facts: Iterable[F]) -> tuple[F, ...]:
    """`facts` without those of superseded texts; those too, when nothing newer speaks."""
    facts = tuple(facts)
    return tuple(fact for fact in facts if not fact.old) or facts


def solid(view: View, sort: type[F], where: Callable[[F], bool] | None = None) -> tuple[F, ...]:
    """Current facts of one sort that are more than a claim, strongest first; empty when there are none.

    For side questions only: the main question of a control goes through `View.look` and its three arms.
    """
    looked = view.look(sort, where)
    return current(looked.facts) if isinstance(looked, Found) else ()


def claimed(view: View, sort: type[F], where: Callable[[F], bool] | None = None) -> tuple[F, ...]:
    """Facts of one sort that are merely claimed, in reading order."""
    return tuple(
        fact for fact in view.every(sort) if fact.kind is EvidenceKind.CLAIMED and (where is None or where(fact))
    )


def strongest(facts: Sequence[F]) -> tuple[F, ...]:
    """Those of `facts` that speak with the greatest strength among them."""
    top = max((fact.kind.strength for fact in facts), default=0)
    return tuple(fact for fact in facts if fact.kind.strength == top)


def outweighed(facts: Sequence[Fact], view: View) -> Severity | None:
    """A warning at most, where an account shows all of a sort and only guides tell these: how to make another."""
    only_told = all(type(fact) in view.shown and fact.kind is EvidenceKind.INSTRUCTED for fact in facts)
    return Severity.WARNING if only_told else None


class Weight(TypedDict):
    """How much a finding weighs; None for what its check says."""

    severity: Severity | None
    confidence: Confidence | None


def weighed(openings: Sequence[Ingress], view: View) -> Weight:
    """As `outweighed`; less sure, too, where texts only offer the world as a wider choice beside one's own address."""
    offered = all(fact.kind is EvidenceKind.INSTRUCTED and _OWN_ADDRESS in fact.sources for fact in openings)
    severity = Severity.WARNING if offered else outweighed(openings, view)
    return Weight(severity=severity, confidence=Confidence.MEDIUM if offered else None)


_OWN_ADDRESS = "my-ip"
"""What readers call the address of whoever follows a guide."""


def places(facts: Iterable[Fact], attribute: str = "", most: int = MOST_PLACES) -> tuple[Evident, ...]:
    """Where `facts` say `attribute` (or stand, without one), each place once, at most `most` of them.

    Of more than a reader takes in, some of every file are shown rather than many of one.
    """
    distinct: dict[object, Evident] = {}
    for fact in facts:
        found = evident(fact, attribute)
        distinct.setdefault(found.at, found)
        taken = fact.places.get(f"{attribute} taken")
        if attribute and fact.kind is EvidenceKind.DECLARED and (taken or found.at.path != fact.at.path):
            # A value that comes from elsewhere, as a variable's default does, is shown beside what takes it.
            own = Evident(fact.kind, taken or fact.at)
            distinct.setdefault(own.at, own)
    every = tuple(distinct.values())
    return every[:most] if len(every) <= MOST_PLACES or most < MOST_PLACES else spread(every)


def joined(facts: Iterable[Fact]) -> tuple[Evident, ...]:
    """Where `facts` stand, with consecutive lines of a guide as one place: a list there is a single step."""
    found: list[Evident] = []
    for one in dict.fromkeys(map(evident, facts)):
        last = found[-1] if found else None
        if last is None or not _follows(one, last):
            found.append(one)
            continue
        quote = f"{last.at.quote}\n{one.at.quote}"
        found[-1] = replace(last, at=Location.lines(one.at.path, last.at.start_line, one.at.end_line, quote))
    return tuple(found) if len(found) <= MOST_PLACES else spread(tuple(found))


def _follows(one: Evident, last: Evident) -> bool:
    """Both are of one guide, the one right below the last, and one place has room for both."""
    told = one.kind is last.kind is EvidenceKind.INSTRUCTED and one.at.path == last.at.path
    fits = one.at.end_line - last.at.start_line < MAX_LINES
    return told and fits and one.at.start_line == last.at.end_line + 1


def spread(found: tuple[Evident, ...]) -> tuple[Evident, ...]:
    """As many as a finding lists: turn by turn the first of each file, the second, and so on; in the order given."""
    of_file: dict[str, list[Evident]] = {}
    for one in sorted(found, key=lambda one: one.at.start_line or 0):
        of_file.setdefault(one.at.path, []).append(one)
    turns = {one.at: turn for many in of_file.values() for turn, one in enumerate(many)}
    chosen = sorted(range(len(found)), key=lambda at: (turns[found[at].at], at))[:MOST_PLACES]
    return tuple(found[at] for at in sorted(chosen))


_NEAR = 5
"""Lines: what stands closer together is seen at one glance."""


def apart(facts: Iterable[F]) -> Iterator[F]:
    """`facts` without those that stand close behind another of the same file: whoever mends the one sees the next."""
    last: dict[str, int] = {}
    for fact in facts:
        before = last.get(fact.at.path)
        last[fact.at.path] = max(fact.at.end_line, fact.at.start_line)
        if before is None or not before <= fact.at.start_line <= before + _NEAR:
            yield fact


def silence(check: Check, answer: Absent[F] | Unreadable, *anchors: Fact, **params: str) -> Finding:
    """Answer for evidence that was not found.

    Unreadable stays unreadable. Absent is unproven, shown at the claims that want proof, or else at the first
    of `anchors`: the place where it should have been said.
    """
    match answer:
        case Unreadable(gaps):
            return check.unreadable(gaps)
        case Absent(claims):
            return check.unproven(*(places(claims) or places(anchors, most=1)), severity=None, **params)
        case _:
            assert_never(answer)


def unread(check: Check, gaps: Iterable[Gap], **params: str) -> Finding:
    """An unreadable finding whose texts speak of the reader's own values all the same."""
    finding = check.unreadable(gaps)
    return replace(finding, params={**params, **finding.params})


def listed(values: Iterable[str | None]) -> str:
    """The values that are said, each once, joined by commas; for the params of a message.

    Of more than a reader takes in, the first and how many there are besides.
    """
    told = list(dict.fromkeys(value for value in values if value))
    more = len(told) - MOST_NAMES
    return ", ".join(told) if more <= 0 else f"{', '.join(told[:MOST_NAMES])}, … (+{more})"


def names(facts: Iterable[Fact]) -> str:
    """The facts' own names, each once; the file it stands in, for one without a name."""
    return listed(str(getattr(fact, "name", None) or fact.at) for fact in facts)


def files(facts: Iterable[Fact]) -> str:
    """The files that they stand in, or the resources of the account, each once."""
    return listed(fact.at.path or str(fact.at) for fact in facts)


def unrepeated(findings: Iterable[Finding]) -> Iterator[Finding]:
    """`findings` without silences that stand only at places which an earlier one has accused already.

    Failures all stay, two at one line as well: each is a problem of its own, and setting one aside must not
    hide the other.
    """
    accused: set[Location] = set()
    for finding in findings:
        stands_at = {place.at for place in finding.evidence}
        if finding.status is Status.UNPROVEN and stands_at and stands_at <= accused:
            continue
        if finding.status.is_open:
            accused |= stands_at
        yield finding


def gaps_of(*answers: object) -> tuple[Gap, ...]:
    """The gaps in those of `answers` that are unreadable, each once."""
    found = (gap for answer in answers if isinstance(answer, Unreadable) for gap in answer.gaps)
    return tuple(dict.fromkeys(found))


def disagreement(
    check: Check,
    facts: Iterable[F],
    attribute: str,
    *,
    name: Callable[[F], str | None] = lambda fact: getattr(fact, "name", None),
) -> Iterator[Finding]:
    """At most one finding: two sources give the same thing two values of `attribute`.

    Precise rather than eager. Each source (a file, with the strength it speaks with) must know exactly one
    value: a source with several describes several resources, and nothing tells which one the other means.
    Sources that name different resources or different environments do not contradict one another; neither
    do two files of templates (they are modules of one whole), nor a text that calls itself superseded.
    """
    by_source: dict[tuple[str, EvidenceKind], list[F]] = {}
    for fact in facts:
        if not fact.old and getattr(fact, attribute) is not None:
            by_source.setdefault((fact.where(attribute).path, fact.kind), []).append(fact)
    single = [group[0] for group in by_source.values() if len({getattr(fact, attribute) for fact in group}) == 1]
    if len({getattr(fact, attribute) for fact in single}) < 2:  # the rule, and no pair to look for
        return
    ranked = sorted(single, key=lambda fact: -fact.kind.strength)
    for position, stronger in enumerate(ranked):
        for weaker in ranked[position + 1 :]:
            if getattr(stronger, attribute) == getattr(weaker, attribute):
                continue
            if _same_subject(stronger, weaker, name):
                yield check.failed(
                    *places((stronger, weaker), attribute),
                    attribute=attribute,
                    stronger=str(getattr(stronger, attribute)),
                    weaker=str(getattr(weaker, attribute)),
                    place=str(stronger.where(attribute)),
                )
                return


def _same_subject(one: F, other: F, name: Callable[[F], str | None]) -> bool:
    if one.environment != other.environment:
        return False
    if one.kind is other.kind and one.kind is not EvidenceKind.INSTRUCTED:
        return False
    names = {name(one), name(other)} - {None}
    return len(names) < 2
