"""What a plan would mean: the bill before and after, and the controls that it closes, judged by our own check."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from holdfast.actions.deploy.deployed import Deployed
from holdfast.actions.deploy.plan import Survey
from holdfast.actions.judge import judge
from holdfast.actions.read import Read
from holdfast.model.assessment import Assessment, ControlResult
from holdfast.model.deployment import Template
from holdfast.model.estate import Estate
from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.model.facts import Fact
from holdfast.model.outlook import Closing, Outlook, Reminder
from holdfast.model.record import replace
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.templates.document import READER
from holdfast.readers.spec import Spec
from holdfast.simulation.bill import bill_of
from holdfast.simulation.prices import SOURCES, Prices


def outlook(
    survey: Survey,
    templates: Iterable[Template],
    spec: Spec,
    read: Read,
    *,
    now: datetime,
    prices: Prices | None = None,
    notes: tuple[str, ...] = (),
    reminders: tuple[Reminder, ...] = (),
) -> Outlook:
    """What a plan would mean.

    Args:
        survey: the plan, and what is deployed.
        templates: that are planned.
        spec: of the product.
        read: its repository.
        now: ages are told against it.
        prices: that were asked for now, which count before the offline table.
        notes: what a person should know besides.
        reminders: what a person does by hand.
    """
    planned = tuple(templates)
    there = tuple(_as_template(one, planned) for one in survey.deployed if one.template)
    before, after = bill_of(there, prices), bill_of(planned, prices)
    used = dict.fromkeys(line.source for line in (*before.lines, *after.lines) if line.source)
    return Outlook(
        plan=survey.plan,
        before=before,
        after=after,
        controls=tuple(_closings(spec, read, there, planned, now)),
        sources=tuple(SOURCES[key] for key in used),
        notes=notes,
        reminders=reminders,
    )


def _as_template(one: Deployed, planned: tuple[Template, ...]) -> Template:
    """What is deployed as the template that it was made from."""
    now = next(template for template in planned if template.stack == one.stack)
    return replace(now, body=one.template)


def _closings(
    spec: Spec, read: Read, there: tuple[Template, ...], planned: tuple[Template, ...], now: datetime
) -> Iterator[Closing]:
    names = {template.environment for template in planned if template.environment}
    before, after = (_judged(spec, read, templates, now) for templates in (there, planned))
    known = {(one.slug, one.environment): one for one in before.controls}
    for one in after.controls:
        if one.environment in names and (one.slug, one.environment) in known:
            yield Closing(
                slug=one.slug,
                environment=one.environment,
                before=known[one.slug, one.environment].status,
                after=one.status,
                left=_left(one),
            )


def _left(one: ControlResult) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.check for finding in one.findings if finding.opens))


def _judged(spec: Spec, read: Read, templates: tuple[Template, ...], now: datetime) -> Assessment:
    declared = declared_by(templates)
    joined = read.estate.joined(declared, tuple(spec.product.environments))
    return judge(spec, replace(read, estate=joined), now=now)


def declared_by(templates: Iterable[Template]) -> Estate:
    """What templates declare, as facts of their environments."""
    facts: list[Fact] = []
    gaps: list[Gap] = []
    for template in templates:
        snippet = Snippet(
            path=f"{template.stack}.template.json",
            text=json.dumps(template.body, indent=1, ensure_ascii=False),
            kind=EvidenceKind.DECLARED,
            environment=template.environment or None,
        )
        for reading in READER.read(snippet):
            if isinstance(reading, Fact):
                facts.append(reading)
            else:
                gaps.append(reading)
    return Estate(facts=tuple(dict.fromkeys(facts)), gaps=tuple(dict.fromkeys(gaps)))
