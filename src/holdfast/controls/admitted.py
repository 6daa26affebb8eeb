"""Where a text admits that there is nothing: shown with the finding that asks for it."""

from holdfast.controls.common import places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted, Instance
from holdfast.model.findings import Finding
from holdfast.model.record import replace

_ASKED_BY = {
    "availability": ("single-instance", "single-az-database", "database-on-host"),
    "backup": ("no-backup", "never-scheduled", "same-host", "no-restore-procedure"),
    "certificates": ("no-tls", "host-certificate-renewal", "self-signed", "no-expiry-alarm"),
    "configuration": ("secret-in-plain-environment", "no-required-list", "silent-loader", "no-rotation"),
    "cors": ("shared-bucket", "localhost-in-production", "wildcard-origin", "other-environments-origin"),
    "cost": ("no-budget",),
    "health": (
        "no-health-endpoint",
        "constant-handler",
        "handler-never-fails",
        "no-readiness",
        "readiness-ignores-database",
        "proxy-cannot-stop",
        "deploy-never-asks",
    ),
    "monitoring": ("missing-alarms", "only-by-hand", "metrics-without-alarms"),
    "releases": ("no-rollback", "manual-deploy", "no-deployment", "no-identity", "stopped-before-start"),
    "scaling": ("no-group", "no-load-balancer", "no-policy"),
}
"""The checks of each control that an admission answers, by what they are called after its slug."""
_MOST = 3
_ASIDE = 2


def shown_with(slug: str, view: View, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of a control, with such places at the first open one that they answer.

    An admission opens nothing by itself: it may be out of date, and what is there says more.
    """
    told = [fact for fact in view.every(Admitted) if fact.control == slug]
    asked = [f"{slug}.{name}" for name in _ASKED_BY.get(slug, ())]
    first = next((at for at, finding in enumerate(findings) if finding.opens and finding.check in asked), None)
    if not told or first is None:
        return findings
    known = findings[first].evidence
    if any(one.kind is EvidenceKind.DECLARED for one in known):
        # What a text says only in passing adds nothing to the template that makes it so.
        told = [fact for fact in told if "in passing" not in fact.places]
    # Nor to the step of a guide by which somebody chooses the machine.
    chosen = {fact.at for fact in solid(view, Instance, lambda one: one.instance_type is not None)}
    if any(one.at in chosen for one in known):
        told = [fact for fact in told if "in passing" not in fact.places]
    # What a text only leaves for later says less than what it says is not there.
    put_aside = [fact for fact in told if "aside" in fact.places]
    outright = [fact for fact in told if fact not in put_aside]
    named = (*places(outright, most=_MOST), *places(put_aside, most=_ASIDE))[:_MOST]
    also = tuple(one for one in named if all(one.at != other.at for other in known))
    shown = replace(findings[first], evidence=(*known, *also))
    return (*findings[:first], shown, *findings[first + 1 :])
