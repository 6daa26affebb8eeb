"""Where a stack has a module make a lone host or database: there a team changes it for one environment alone."""

from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Database, Instance
from holdfast.model.findings import Evident, Finding
from holdfast.model.record import replace

_MOST = 2


def with_stacks(view: View, finding: Finding) -> Finding:
    """An open finding, with the places from which stacks ask for what it shows, of files that it does not show yet.

    Where the module makes a service, the number of its copies stands in it, and the call shows nothing of that.
    """
    if not finding.opens:
        return finding
    shown = {one.at for one in finding.evidence}
    files = {at.path for at in shown}
    asked: dict[Location, None] = {}
    for fact in (*view.every(Instance), *view.every(Database)):
        place = fact.places.get("asked from")
        if place is not None and place.path not in files and not shown.isdisjoint((fact.at, *fact.places.values())):
            asked[place] = None
    also = tuple(Evident(EvidenceKind.DECLARED, place) for place in asked)[:_MOST]
    return replace(finding, evidence=(*finding.evidence, *also))
