"""Ways back by hand that name no release: they count from what stands on the host, or pull what a tag means by then."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from holdfast.controls.common import places, solid
from holdfast.model.estate import View
from holdfast.model.facts import Rollback
from holdfast.model.findings import Finding

_NAMELESS = ("step", "moving")
_ASKED_BY = ("releases.manual-deploy", "releases.no-identity")


def with_steps_back(view: View, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; the first one about releases without a name shows such a way, which misses the name as much."""
    counted = solid(view, Rollback, lambda way: way.target in _NAMELESS and not way.automatic)
    shown = places(counted, most=2)
    for finding in findings:
        asks = bool(shown) and finding.opens and finding.check in _ASKED_BY
        more = tuple(place for place in shown if place not in finding.evidence) if asks else ()
        yield replace(finding, evidence=(*finding.evidence, *more)) if more else finding
        shown = () if asks else shown
