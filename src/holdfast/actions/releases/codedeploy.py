"""Asks CodeDeploy: send a deployment, follow it, and say in plain words why it failed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws import failures
from holdfast.host.releases.failure import ReleaseError
from holdfast.model.errors import HoldfastError, IncompleteError
from holdfast.model.record import record
from holdfast.model.startup import ProblemKind

ONE_AT_A_TIME = "CodeDeployDefault.OneAtATime"
_ACTIVE = ("Created", "Queued", "InProgress", "Baking", "Ready")
_GOES_BACK = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")
_OURS = "holdfast: "
_LACKING = frozenset({"ApplicationDoesNotExistException", "DeploymentGroupDoesNotExistException"})


@record(frozen=True, slots=True, kw_only=True)
class Seen:
    """A deployment as CodeDeploy describes it.

    Attributes:
        id: its id.
        status: `Created`, `InProgress`, `Succeeded`, `Failed`, `Stopped`, ….
        done: how many hosts are through.
        hosts: how many there are.
        rollback: the id of the deployment that puts the release before it back; empty when there is none.
        error: why it failed, as CodeDeploy words it.
        note: what its sender wrote.
    """

    id: str
    status: str
    done: int = 0
    hosts: int = 0
    rollback: str = ""
    error: str = ""
    note: str = ""

    @property
    def active(self) -> bool:
        """Whether it has not ended yet."""
        return self.status in _ACTIVE


@record(frozen=True, slots=True)
class Failed:
    """A host on which a deployment failed: its id, the lifecycle event, and what the hook said."""

    host: str
    event: str
    reason: str

    def __str__(self) -> str:
        return f"{self.host}, {self.event or 'before any event'}: {self.reason or 'no reason was given'}"


class CodeDeploy:
    """The deployment group of one environment.

    Args:
        client: boto3's.
        name: of the application and of its group.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def send(self, bucket: str, key: str, etag: str, note: str) -> str:
        """Have a bundle put onto every host, one at a time, and the old one back when that fails; the id.

        Raises:
            HoldfastError: CodeDeploy refuses or cannot be reached.
        """
        where = {"bucket": bucket, "key": key, "bundleType": "tgz", "eTag": etag}
        answer = self._ask(
            "create_deployment",
            "codedeploy:CreateDeployment",
            applicationName=self._name,
            deploymentGroupName=self._name,
            revision={"revisionType": "S3", "s3Location": where},
            deploymentConfigName=ONE_AT_A_TIME,
            description=note,
            # A bundle of before may have a hook that fails; it has no say in what comes.
            ignoreApplicationStopFailures=True,
            autoRollbackConfiguration={"enabled": True, "events": list(_GOES_BACK)},
        )
        return str(answer["deploymentId"])

    def look(self, deployment: str) -> Seen:
        """How a deployment is.

        Raises:
            HoldfastError: CodeDeploy refuses or cannot be reached.
        """
        answer = self._ask("get_deployment", "codedeploy:GetDeployment", deploymentId=deployment)
        info: Mapping[str, Any] = answer["deploymentInfo"]
        counts: Mapping[str, int] = info.get("deploymentOverview") or {}
        error = info.get("errorInformation") or {}
        return Seen(
            id=deployment,
            status=str(info.get("status", "")),
            done=sum(int(counts.get(name, 0)) for name in ("Succeeded", "Failed", "Skipped")),
            hosts=sum(int(number) for number in counts.values()),
            rollback=str((info.get("rollbackInfo") or {}).get("rollbackDeploymentId", "")),
            error=str(error.get("message") or error.get("code") or ""),
            note=str(info.get("description") or ""),
        )

    def active(self) -> tuple[str, ...]:
        """The ids of deployments that have not ended.

        Raises:
            HoldfastError: CodeDeploy refuses or cannot be reached.
        """
        return self._listed(includeOnlyStatuses=["Created", "Queued", "InProgress"])

    def since(self, moment: datetime) -> tuple[str, ...]:
        """The ids of the deployments that were made since a moment, also those that have ended.

        Raises:
            HoldfastError: CodeDeploy refuses or cannot be reached.
        """
        return self._listed(createTimeRange={"start": moment})

    def failed(self, deployment: str) -> tuple[Failed, ...]:
        """The hosts on which a deployment failed, and why.

        Raises:
            HoldfastError: CodeDeploy refuses or cannot be reached.
        """
        return tuple(self._failures(deployment))

    def _listed(self, **which: Any) -> tuple[str, ...]:
        """The ids of those deployments of the group."""
        answer = self._ask(
            "list_deployments",
            "codedeploy:ListDeployments",
            applicationName=self._name,
            deploymentGroupName=self._name,
            **which,
        )
        return tuple(answer.get("deployments", ()))

    def _failures(self, deployment: str) -> Iterator[Failed]:
        listed = self._ask(
            "list_deployment_targets",
            "codedeploy:ListDeploymentTargets",
            deploymentId=deployment,
            targetFilters={"TargetStatus": ["Failed"]},
        )
        ids = listed.get("targetIds", ())
        for begin in range(0, len(ids), 25):
            answer = self._ask(
                "batch_get_deployment_targets",
                "codedeploy:BatchGetDeploymentTargets",
                deploymentId=deployment,
                targetIds=ids[begin : begin + 25],
            )
            for one in answer.get("deploymentTargets", ()):
                yield _failure(one.get("instanceTarget") or {})

    def _ask(self, operation: str, action: str, **words: Any) -> Mapping[str, Any]:
        question: Callable[..., Mapping[str, Any]] = getattr(self._client, operation)
        try:
            return question(**words)
        except failures.RAISED as error:
            raise self._refusal(error, action) from error

    def _refusal(self, error: Exception, action: str) -> HoldfastError:
        if not isinstance(error, ClientError):
            kind, params = failures.of_way(error)
            return IncompleteError(
                f"CodeDeploy cannot be reached ({params.get('reason', kind.value)})",
                where=self._name,
                next_step="see the network and the credentials; a deployment that was sent goes on",
            )
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _LACKING:
            return IncompleteError(
                "CodeDeploy does not know this environment",
                where=self._name,
                next_step="make it with `holdfast deploy`",
            )
        if code == "DeploymentLimitExceededException":
            return ReleaseError(
                "another deployment runs in this group", where=self._name, next_step="wait until it has ended"
            )
        kind, _ = failures.of_answer(error)
        denied = kind in {ProblemKind.DENIED, ProblemKind.REJECTED_CREDENTIALS, ProblemKind.EXPIRED_CREDENTIALS}
        step = f"allow {action} to this role, and sign in" if denied else "see CodeDeploy in the console"
        return IncompleteError(f"CodeDeploy refuses: {kind.value} ({code})", where=self._name, next_step=step)


def _failure(target: Mapping[str, Any]) -> Failed:
    host = str(target.get("targetId", "a host")).rpartition("/")[2]
    for event in target.get("lifecycleEvents", ()):
        if event.get("status") == "Failed":
            diagnostics = event.get("diagnostics") or {}
            return Failed(host, str(event.get("lifecycleEventName", "")), _reason(diagnostics))
    return Failed(host, "", "")


def _reason(diagnostics: Mapping[str, Any]) -> str:
    """The first error of our hook; of other scripts only what CodeDeploy says, since their output may be anything."""
    lines = str(diagnostics.get("logTail", "")).splitlines()
    for line, after in pairwise(lines):
        # Our errors say in their second line what to do next; lines of progress have none.
        if _OURS in line and after.partition("]")[2].startswith("  next: "):
            return line.partition(_OURS)[2].strip()
    return str(diagnostics.get("message") or diagnostics.get("errorCode") or "")
