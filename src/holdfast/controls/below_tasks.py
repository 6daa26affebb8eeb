"""Around tasks of containers: the one machine below them, and where the number of their copies was left open."""

from collections.abc import Sequence

from holdfast.controls.common import places, solid
from holdfast.controls.hosting import Hosting, is_bare
from holdfast.controls.one_copy import is_alone, once_a_guide
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance, Platform, Workload
from holdfast.model.findings import Evident


def machine_below(view: View, home: Hosting) -> tuple[Evident, ...]:
    """The one machine that containers run on, where no group stands below them; a cluster may lie on any of some."""
    platforms = {fact.platform for fact in home.workloads}
    hosts = solid(view, Instance, lambda host: host.purpose in (None, "application") and not host.group)
    if platforms == {Platform.KUBERNETES}:
        grouped = solid(view, Workload, lambda one: one.platform is Platform.EC2_GROUP)
        return () if grouped else places([host for host in hosts if host.purpose], most=2)
    if platforms != {Platform.ECS}:
        return ()
    return places(hosts) if sum(host.count for host in hosts) == 1 else ()


def left_open(view: View, workloads: Sequence[Workload]) -> tuple[Evident, ...]:
    """Where the number of copies should have been said.

    A task's description by itself, and what hands it to a service, know nothing of that. There a text may have somebody
    make the service, or run it all on a machine instead.
    """
    described = [one for one in workloads if not is_bare(one)]
    if described:
        return places(described, "desired", most=1)
    made = solid(view, Workload, lambda one: "desired" in one.places and one.kind is EvidenceKind.INSTRUCTED)
    hosts = solid(view, Instance, lambda one: is_alone(one) and one.kind is EvidenceKind.INSTRUCTED)
    return (*places(made, "desired", most=1), *places(once_a_guide(hosts), most=2))
