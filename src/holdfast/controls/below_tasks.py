"""Around tasks of containers: the one machine below them, and the step that hands their description to a service."""

from collections.abc import Sequence

from holdfast.controls.common import current, places, solid
from holdfast.controls.hosting import Hosting
from holdfast.model.estate import View
from holdfast.model.facts import Deployment, Instance, Platform, Workload
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


def handed_over(view: View, workloads: Sequence[Workload]) -> tuple[Evident, ...]:
    """Where a pipeline hands a task's description to the service: by that name somebody can look up how many run.

    The description itself, which knows nothing of how many there are, where no pipeline does.
    """
    deploying = solid(view, Deployment, lambda one: one.method == "ecs" and not one.manual)
    only = all(one.platform in (Platform.ECS, Platform.FARGATE) for one in workloads)
    return places(current(deploying), most=1) if only and deploying else places(workloads, "desired", most=1)
