"""Where a stack has a module make what a finding accuses: there a team changes it for one environment alone."""

from dataclasses import replace

from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.findings import Evident, Finding

_MOST = 2


def with_stacks(view: View, finding: Finding) -> Finding:
    """An open finding, with the places from which stacks ask for what it shows, of files that it does not show yet."""
    if not finding.opens:
        return finding
    shown = {one.at for one in finding.evidence}
    files = {at.path for at in shown}
    asked: dict[Location, None] = {}
    for fact in view.facts:
        place = fact.places.get("asked from")
        if place is not None and place.path not in files and not shown.isdisjoint((fact.at, *fact.places.values())):
            asked[place] = None
    also = tuple(Evident(EvidenceKind.DECLARED, place) for place in asked)[:_MOST]
    return replace(finding, evidence=(*finding.evidence, *also))
