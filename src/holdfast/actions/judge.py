"""Judges what was read: the twelve controls in each environment, less what the team set aside."""

from collections.abc import Iterator
from datetime import datetime

from holdfast.actions.read import Read
from holdfast.controls import admitted, joining
from holdfast.controls.registry import CONTROLS
from holdfast.model.assessment import Assessment, ControlResult, status_of
from holdfast.model.environments import DEVELOPMENT, PRODUCTION
from holdfast.model.errors import UsageError
from holdfast.model.estate import Estate
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.findings import Check, Control, Finding, Scope, Severity, Status
from holdfast.model.product import Product
from holdfast.model.record import record, replace
from holdfast.model.suppression import (
    SetAside,
    Unheeded,
    covers,
    is_expired,
    set_aside_by_mark,
    set_aside_by_spec,
)
from holdfast.readers.spec import FILE_NAME, Spec


@record(frozen=True)
class Judged:
    """An environment that is judged: `strict` by production's needs, `sole` when it is the only one known."""

    name: str
    strict: bool
    sole: bool


def judge(spec: Spec, read: Read, *, now: datetime, environment: str | None = None) -> Assessment:
    """The assessment of evidence that was read already; does no input or output."""
    judged = environments_to_judge(spec, read.estate)
    if environment is not None:
        known = ", ".join(one.name for one in judged)
        judged = tuple(one for one in judged if one.name == environment)
        if not judged:
            raise UsageError(
                f"no such environment: {environment}",
                where="--environment",
                next_step=f"name one that the spec or the evidence knows: {known}",
            )
    results: list[ControlResult] = []
    aside: list[SetAside] = []
    believed = joining.believed(read.estate)
    for one in judged:
        for control in CONTROLS:
            told = _scope(spec, read.estate, one, control.slug, ())
            held = _scope(spec, believed, one, control.slug, judged)
            found = tuple(_in_spec(spec, f) for f in _run(control, held, told))
            kept, put_aside = _set_aside(found, one.name, spec.product, read, now)
            aside += put_aside
            results.append(ControlResult(control.number, control.slug, one.name, kept, one.sole))
    return Assessment(
        product=spec.product.name,
        generated_at=now,
        controls=tuple(results),
        set_aside=tuple(aside),
        unheeded=tuple(_unheeded(spec, read, aside, now)),
        gaps=read.estate.gaps,
        skipped=read.estate.skipped,
        files=read.estate.files,
        unassigned=read.estate.unassigned(),
        owner=read.estate.owner,
        locale=spec.product.locale,
    )


def environments_to_judge(spec: Spec, estate: Estate) -> tuple[Judged, ...]:
    """The spec's environments, else those in evidence; production's needs are asked where production is not apart."""
    names = tuple(spec.product.environments) or _evidenced(estate) or (PRODUCTION,)
    apart = PRODUCTION in names
    strictest = PRODUCTION if apart else names[0]
    sole = len(names) == 1 and not apart
    return tuple(Judged(name, strict=name == strictest, sole=sole) for name in names)


def _evidenced(estate: Estate) -> tuple[str, ...]:
    """Those that serve somebody; without a staging, also the developers' own that machines release to."""
    names = estate.environments()
    return (PRODUCTION, DEVELOPMENT) if names == (PRODUCTION,) and estate.releases_to(DEVELOPMENT) else names


def _needs_of(one: Judged) -> str:
    """Whose defaults an environment gets that the spec does not name: production's, where it is judged by them."""
    return PRODUCTION if one.strict else one.name


def _scope(spec: Spec, estate: Estate, one: Judged, slug: str, judged: tuple[Judged, ...]) -> Scope:
    return Scope(
        view=estate.view(one.name, slug=slug),
        product=spec.product,
        environment=spec.product.environment(one.name if one.name in spec.product.environments else _needs_of(one)),
        spec_given=spec.given,
        strict=one.strict,
        others={other.name: estate.view(other.name, slug=slug) for other in judged if other != one},
    )


def _in_spec(spec: Spec, finding: Finding) -> Finding:
    """The finding with its places in the spec on their lines: a control knows what the spec says, and not where."""
    if all(place.at.path != FILE_NAME or place.at.start_line for place in finding.evidence):
        return finding
    return replace(finding, evidence=tuple(replace(one, at=_line_of(spec, one.at)) for one in finding.evidence))


def _line_of(spec: Spec, at: Location) -> Location:
    if at.path != FILE_NAME or at.start_line:
        return at
    told = (number for number, row in enumerate(spec.rows, start=1) if at.quote in row)
    line = next(told, 0)
    return replace(at, start_line=line, end_line=line)


def _run(control: Control, scope: Scope, told: Scope) -> tuple[Finding, ...]:
    """What one control finds in what may be believed, and where what is told differs from what is there."""
    try:
        judged = admitted.shown_with(control.slug, scope.view, tuple(control.judge(scope)))
        found = (*judged, *joining.judge(control.slug, told))
        return found + tuple(_unread(control, scope, found))
    except Exception as error:  # noqa: BLE001 - one control's fault must not take the other eleven along
        gap = Gap(Location(), GapReason.INTERNAL, detail=type(error).__name__)
        broken = Check(f"{control.slug}.could-not-judge", Severity.WARNING)
        return (broken.unreadable((gap,)),)


def _unread(control: Control, scope: Scope, found: tuple[Finding, ...]) -> Iterator[Finding]:
    """What could not be read is listed with every control it may have spoken of, even one judged without it."""
    named = {place.at for finding in found if finding.status is Status.UNREADABLE for place in finding.evidence}
    gaps = [gap for gap in scope.view.gaps if gap.at not in named]
    if gaps:
        yield Check(f"{control.slug}.unreadable-evidence", Severity.NOTICE).unreadable(gaps)


def _set_aside(
    findings: tuple[Finding, ...], environment: str, product: Product, read: Read, now: datetime
) -> tuple[tuple[Finding, ...], list[SetAside]]:
    """What stays of one control's findings, and what comments or the spec set aside; only open ones can be."""
    kept: list[Finding] = []
    aside: list[SetAside] = []
    for finding in findings:
        stays, marked = (
            set_aside_by_mark(finding, environment, read.marks) if finding.status.is_open else (finding, None)
        )
        by_spec = set_aside_by_spec(stays, environment, product.suppressions, now.date()) if stays else None
        aside += [done for done in (marked, by_spec) if done]
        if stays and not by_spec:
            kept.append(stays)
    if aside and status_of(kept).is_open and not any(finding.opens for finding in kept):
        # Nothing is left to act on, and nothing was shown either: the report must say so, not "unproven".
        slug = aside[0].finding.check.partition(".")[0]
        kept.append(Check(f"{slug}.set-aside", Severity.NOTICE).not_applicable("set-aside"))
    return tuple(kept), aside


def _unheeded(spec: Spec, read: Read, aside: list[SetAside], now: datetime) -> Iterator[Unheeded]:
    for mark in read.marks:
        if not mark.reason:
            yield Unheeded(mark.check, "no-reason", str(mark.at))
        elif not any(mark.reason in done.reason and covers(mark.check, done.finding) for done in aside):
            yield Unheeded(mark.check, "matches-nothing", str(mark.at))
    for word in spec.product.suppressions:
        if is_expired(word, now.date()):
            yield Unheeded(word.check, "expired", f"{FILE_NAME} ({word.author}, {word.expires.isoformat()})")
        elif not any(done.author == word.author and covers(word.check, done.finding) for done in aside):
            yield Unheeded(word.check, "matches-nothing", f"{FILE_NAME} ({word.author})")
