"""Servers made for whoever writes the program, on which production answers its visitors."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.composing import idle_files
from holdfast.model.facts import Deployment, ScriptFault, Workload
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity

DEVELOPMENT_SERVER = Check("capacity.development-server", Severity.WARNING, Confidence.MEDIUM)

_CONTAINERS = frozenset(("compose", "docker", "ecs", "kubernetes", "beanstalk", "app-runner", "lightsail"))


def development_servers(scope: Scope) -> Iterator[Finding]:
    """What starts one, where it starts the product: an image that nobody is known to run there says nothing."""
    idle = idle_files(scope.view)
    released = {deployment.starts or deployment.method for deployment in scope.view.every(Deployment)}
    contained = not released.isdisjoint(_CONTAINERS) or any(True for _ in scope.view.every(Workload))

    def counts(fault: ScriptFault) -> bool:
        image = "dockerfile" in fault.at.path.lower()
        return fault.form == "development-server" and fault.at.path not in idle and (contained or not image)

    if faults := solid(scope.view, ScriptFault, counts):
        yield DEVELOPMENT_SERVER.failed(*places(faults), command=listed(fault.command for fault in faults))
