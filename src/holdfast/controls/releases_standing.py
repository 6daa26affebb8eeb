"""Names without a release in files beside the ways that are accused: what is started by them cannot be put back."""

from collections.abc import Iterable, Iterator

from holdfast.controls.common import current, places, solid
from holdfast.model.estate import View
from holdfast.model.facts import StandingName
from holdfast.model.findings import Finding
from holdfast.model.record import replace

_ASKED_BY = ("releases.no-identity", "releases.manual-deploy", "releases.no-rollback")
"""What such a name is a part of; the first one that is open shows it."""


def with_standing_names(view: View, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; where releases have no name, come by hand or cannot go back, with the names that stand in files.

    Alone such a name is nobody's fault: whoever delivers may hand another one in.
    """
    told = tuple(findings)
    asking = [finding for finding in told if finding.opens and finding.check in _ASKED_BY]
    shown = [one.at for finding in told for one in finding.evidence]
    names = [fact for fact in current(solid(view, StandingName)) if not any(map(fact.at.overlaps, shown))]
    first = min(asking, key=lambda finding: _ASKED_BY.index(finding.check), default=None)
    for finding in told:
        more = places(names, most=3) if finding is first else ()
        yield replace(finding, evidence=(*finding.evidence, *more)) if more else finding
