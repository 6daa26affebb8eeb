"""What a template or an account shows of the network around the hosts."""

from holdfast.controls.common import solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress, Instance, Platform, Workload

HOSTS_OWN = frozenset({"ufw", "firewalld", "iptables"})
"""Firewalls of a host itself: who reaches it at all, the network decides."""

_SHOWN = frozenset({EvidenceKind.DECLARED, EvidenceKind.OBSERVED})
_WITHOUT_HOSTS = frozenset({Platform.FARGATE, Platform.LAMBDA, Platform.APP_RUNNER, Platform.HOSTED})


def network_of_hosts(view: View) -> tuple[Ingress, ...]:
    """Its openings; none where all that it is drawn around runs without hosts, and a script sets one up elsewhere."""
    openings = solid(view, Ingress, lambda fact: fact.target not in HOSTS_OWN and fact.kind in _SHOWN)
    drawn = solid(view, Workload, lambda fact: fact.kind in _SHOWN)
    apart = bool(drawn) and all(fact.platform in _WITHOUT_HOSTS for fact in drawn)
    hosts = solid(view, Instance, lambda fact: fact.kind in _SHOWN) if apart else ()
    return () if apart and not hosts else openings
