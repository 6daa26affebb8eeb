"""Small estates made by hand for the tests of controls, and their findings in a form that is easy to compare."""

from collections.abc import Mapping
from typing import Any, TypeVar

from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.model.findings import Control, Finding, Scope, Status
from holdfast.model.product import Product
from holdfast.reports.catalogue import CHECK_FIELDS, LOCALES, Catalogue, Locale

CLAIMED = EvidenceKind.CLAIMED
INSTRUCTED = EvidenceKind.INSTRUCTED
CODED = EvidenceKind.CODED
DECLARED = EvidenceKind.DECLARED

_MESSAGE_OF = {Status.FAILED: "failed", Status.UNPROVEN: "unproven", Status.CONFIGURED: "met"}

F = TypeVar("F", bound=Fact)


def at(place: str) -> Location:
    """The location written as `path:line` or `path:start-end`."""
    path, _, span = place.partition(":")
    start, _, end = span.partition("-")
    return Location.lines(path, int(start or 1), int(end or start or 1))


def made(
    sort: type[F],
    place: str,
    *,
    kind: EvidenceKind = CODED,
    environment: str | None = None,
    places: Mapping[str, str] | None = None,
    old: bool = False,
    **values: Any,
) -> F:
    """One fact at `place`, with the narrower `places` of its attributes."""
    narrower = {name: at(where) for name, where in (places or {}).items()}
    return sort(kind=kind, at=at(place), environment=environment, places=narrower, old=old, **values)


def scope(
    *facts: Fact,
    environment: str = "production",
    strict: bool = True,
    unreadable: str = "",
    product: Product | None = None,
    spec_given: bool = False,
    others: Mapping[str, tuple[Fact, ...]] | None = None,
) -> Scope:
    """What a control sees of one environment; `unreadable` names a file that could not be read."""
    gaps = (Gap(at=Location(path=unreadable), reason=GapReason.MALFORMED),) if unreadable else ()
    product = product or Product.model_validate({})
    seen = tuple(fact for fact in facts if fact.environment in (None, environment))
    return Scope(
        view=View(environment=environment, facts=seen, gaps=gaps),
        product=product,
        environment=product.environment(environment),
        spec_given=spec_given,
        strict=strict,
        others={name: View(environment=name, facts=theirs) for name, theirs in (others or {}).items()},
    )


def judged(control: Control, given: Scope) -> dict[str, tuple[str, ...]]:
    """Each finding as `question: (status, place, …)`, a notice's status marked `(notice)`.

    Every finding is also put into words in every language, so that a missing text or param fails the test.
    """
    findings = list(control.judge(given))
    assert findings, "a control always answers"
    answers: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        assert finding.check in {check.id for check in control.checks}
        for locale in LOCALES:
            assert in_words(finding, locale)
        mark = "" if finding.opens or not finding.status.is_open else " (notice)"
        question = finding.check.partition(".")[2]
        key = question if question not in answers else f"{question} 2"
        answers[key] = (f"{finding.status}{mark}", *(str(place.at) for place in finding.evidence))
    return answers


def in_words(finding: Finding, locale: Locale) -> str:
    """All words of a finding in one language; a text or a param that is missing fails."""
    catalogue = Catalogue(locale)
    texts = catalogue.check(finding.check)
    for name in CHECK_FIELDS:
        assert texts[name], (finding.check, name)
    if finding.status not in _MESSAGE_OF:
        message = catalogue.texts(finding).message
        assert message != finding.params["reason"], "a reason without words"
        return message
    said = [texts[_MESSAGE_OF[finding.status]]]
    if finding.status.is_open:
        said += [texts["risk"], texts["remediation"]]
    return "\n".join(text.format(**finding.params) for text in said)
