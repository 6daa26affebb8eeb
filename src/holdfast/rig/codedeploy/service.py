"""CodeDeploy itself in small: takes the deployments that moto was asked to make, and carries them out on a rig's hosts.

As with the real one: hosts in turn, those on which the last deployment failed first, each blocked at the load balancer
while it is worked on and left blocked when it fails; one at a time, the first failure ends the deployment, and one of
the last host alone does not; with automatic rollback a deployment of the last good revision follows, on every host
(CodeDeploy User Guide, *Instance health*, *Deployment configurations* and *Redeploy and roll back a deployment*;
MinimumHealthyHosts in the API reference; read 2026-11).
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from holdfast.model.errors import IncompleteError
from holdfast.rig.aws import ACCOUNT
from holdfast.rig.codedeploy.agent import Event, EventError, HostAgent, Revision
from holdfast.rig.codedeploy.balancer import Balancer

ORDER = (
    "BeforeBlockTraffic",
    "BlockTraffic",
    "AfterBlockTraffic",
    "ApplicationStop",
    "DownloadBundle",
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "ApplicationStart",
    "ValidateService",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
)
"""The events of a deployment in place behind a load balancer, in their order."""

AT_ONCE = "CodeDeployDefault.AllAtOnce"
"""The configuration under which one host that succeeds is enough."""


@dataclass(slots=True)
class _Target:
    """One host in one deployment."""

    status: str = "Pending"
    events: list[Event] = field(default_factory=lambda: [Event(name) for name in ORDER])


@dataclass(slots=True)
class _More:
    """What moto does not know of a deployment."""

    targets: dict[str, _Target] = field(default_factory=dict)
    rollback: str = ""
    error: dict[str, str] = field(default_factory=dict)
    stop: bool = False


class CodeDeployService:
    """Carries out deployments of one group, in a thread of its own, until the `with` is left.

    Args:
        agents: of the hosts, in the order in which they are worked on.
        balancer: before them; None when there is none, as in a group without a load balancer.
        region: of the group, in moto.
        group: name of application and group.
        alarms: asks whether an alarm of the group rings.
    """

    def __init__(
        self,
        agents: Sequence[HostAgent],
        balancer: Balancer | None,
        *,
        region: str,
        group: str,
        alarms: Callable[[], bool] = lambda: False,
    ) -> None:
        self.agents = tuple(agents)
        self.balancer = balancer
        self._region = region
        self._group = group
        self._alarms = alarms
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="codedeploy", daemon=True)
        self._good: Revision | None = None
        self._runs: dict[str, Revision | None] = {}

    def __enter__(self) -> Self:
        _install()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join(120)

    def _work(self) -> None:
        while not self._ending.wait(0.05):
            waiting = [one for one in self._deployments() if one.status == "Created"]
            if waiting:
                self._deploy(waiting[0])

    def _deployments(self) -> list[Any]:
        from moto.codedeploy.models import codedeploy_backends

        known = codedeploy_backends[ACCOUNT][self._region].deployments.values()
        return sorted((one for one in known if one.deployment_group_name == self._group), key=lambda o: o.create_time)

    def _deploy(self, deployment: Any) -> None:
        where = deployment.revision["s3Location"]
        revision = Revision(where["bucket"], where["key"], str(where.get("eTag", "")).strip('"'))
        more = _more(deployment.deployment_id)
        more.targets = {agent.host.name: _Target() for agent in self.agents}
        deployment.status = "InProgress"
        failed = self._hosts(deployment, more, revision)
        if more.stop:
            status, more.error = "Stopped", {"code": "MANUAL_STOP", "message": "stopped"}
        elif failed:
            status = "Failed"
        else:
            status, self._good = "Succeeded", revision
        self._roll_back(deployment, more, needed=status != "Succeeded")
        deployment.status = status

    def _hosts(self, deployment: Any, more: _More, revision: Revision) -> bool:
        """Work on one host after the other, or on all at once; whether the deployment failed."""
        if deployment.deployment_config_name == AT_ONCE:
            with ThreadPoolExecutor(len(self.agents)) as together:
                good = list(together.map(lambda agent: self._host(agent, deployment, more, revision), self.agents))
            return not any(good)
        for number, agent in enumerate(self._in_order(revision), start=1):
            if self._alarms():
                more.error = {"code": "ALARM_ACTIVE", "message": "One or more alarms have been activated"}
                return True
            if more.stop or self._ending.is_set():
                return False
            worked = self._host(agent, deployment, more, revision)
            # The last of several may fail: the others are healthy, which is all that is asked for.
            if not worked and (number < len(self.agents) or len(self.agents) == 1):
                more.error = {
                    "code": "HEALTH_CONSTRAINTS",
                    "message": "too many individual instances failed deployment",
                }
                return True
        if self._alarms():
            more.error = {"code": "ALARM_ACTIVE", "message": "One or more alarms have been activated"}
            return True
        return False

    def _in_order(self, revision: Revision) -> list[HostAgent]:
        """The hosts that failed last time first, then those with another revision, then those with this one."""

        def rank(agent: HostAgent) -> tuple[bool, bool]:
            good = self._runs.get(agent.host.name)
            return good is not None, good == revision

        return sorted(self.agents, key=rank)

    def _host(self, agent: HostAgent, deployment: Any, more: _More, revision: Revision) -> bool:
        target = more.targets[agent.host.name]
        target.status = "InProgress"
        good = True
        for event in target.events:
            event.status = "InProgress" if good else "Skipped"
            good = good and self._event(agent, deployment, event, revision)
        target.status = "Succeeded" if good else "Failed"
        self._runs[agent.host.name] = revision if good else None
        deployment.deployment_overview[target.status] += 1
        return good

    def _event(self, agent: HostAgent, deployment: Any, event: Event, revision: Revision) -> bool:
        try:
            if event.name == "BlockTraffic":
                agent.on_event(agent.host.name, event.name)
                if self.balancer:
                    self.balancer.block(agent.host.name)
            elif event.name == "AllowTraffic":
                agent.on_event(agent.host.name, event.name)
                if self.balancer:
                    self.balancer.allow(agent.host.name)
            else:
                agent.run(event.name, deployment.deployment_id, self._group, revision)
        except EventError as error:
            event.status, event.code, event.message, event.tail = "Failed", error.code, error.message, error.tail
            forgiven = event.name == "ApplicationStop" and deployment.ignore_application_stop_failures
            return bool(forgiven)
        except IncompleteError as error:
            event.status, event.code, event.message = "Failed", "UnknownError", error.happened
            return False
        event.status = "Succeeded"
        return True

    def _roll_back(self, deployment: Any, more: _More, *, needed: bool) -> None:
        """Make a deployment of the last good revision, where the failed one goes back by itself."""
        wanted = (deployment.auto_rollback_configuration or {}).get("enabled")
        if not needed or not wanted or self._good is None or deployment.creator == "codeDeployRollback":
            return
        from moto.codedeploy.models import codedeploy_backends

        backend = codedeploy_backends[ACCOUNT][self._region]
        good = self._good
        where = {"bucket": good.bucket, "key": good.key, "bundleType": "tgz", "eTag": good.etag}
        more.rollback = backend.create_deployment(
            application_name=deployment.application_name,
            deployment_group_name=self._group,
            revision={"revisionType": "S3", "s3Location": where},
            deployment_config_name=deployment.deployment_config_name,
            ignore_application_stop_failures=True,
        )
        backend.deployments[more.rollback].creator = "codeDeployRollback"


_KNOWN: dict[str, _More] = {}


def _more(deployment: str) -> _More:
    return _KNOWN.setdefault(deployment, _More())


def _install() -> None:
    """Let moto answer what it lacks of CodeDeploy: targets, the reasons of failures, rollbacks, and stopping."""
    from moto.codedeploy import responses
    from moto.core.responses import ActionResult

    named: Any = responses.CodeDeployResponse
    plain = responses._deployment_info
    if getattr(plain, "__module__", "") == __name__:
        return

    def deployment_info(deployment: Any) -> dict[str, Any]:
        more = _more(deployment.deployment_id)
        told: dict[str, Any] = plain(deployment)
        rollback = {"rollbackDeploymentId": more.rollback} if more.rollback else {}
        pending = sum(1 for target in more.targets.values() if target.status in {"Pending", "InProgress"})
        overview = {**told["deploymentOverview"], "Pending": pending}
        return {**told, "errorInformation": more.error, "rollbackInfo": rollback, "deploymentOverview": overview}

    def list_deployment_targets(response: Any) -> Any:
        asked = response._get_param("deploymentId")
        wanted = (response._get_param("targetFilters") or {}).get("TargetStatus")
        found = [name for name, one in _more(asked).targets.items() if not wanted or one.status in wanted]
        return ActionResult({"targetIds": found})

    def batch_get_deployment_targets(response: Any) -> Any:
        asked = response._get_param("deploymentId")
        targets = _more(asked).targets
        ids = response._get_param("targetIds") or list(targets)
        return ActionResult({"deploymentTargets": [_told(asked, name, targets[name]) for name in ids]})

    def stop_deployment(response: Any) -> Any:
        _more(response._get_param("deploymentId")).stop = True
        return ActionResult({"status": "Pending", "statusMessage": "stopping"})

    responses._deployment_info = deployment_info
    named.list_deployment_targets = list_deployment_targets
    named.batch_get_deployment_targets = batch_get_deployment_targets
    named.stop_deployment = stop_deployment


def _told(deployment: str, name: str, target: _Target) -> dict[str, Any]:
    events = [
        {
            "lifecycleEventName": event.name,
            "status": event.status,
            "diagnostics": {"errorCode": event.code, "message": event.message, "logTail": event.tail}
            if event.code
            else {},
        }
        for event in target.events
    ]
    told = {"deploymentId": deployment, "targetId": name, "status": target.status, "lifecycleEvents": events}
    return {"deploymentTargetType": "InstanceTarget", "instanceTarget": told}
