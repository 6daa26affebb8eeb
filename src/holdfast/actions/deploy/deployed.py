"""What is deployed: a stack's state, template, parameters and outputs, as CloudFormation tells them."""

import json
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from holdfast.actions.deploy.cloud import Cloud, CloudError, asking
from holdfast.model.deployment import digest
from holdfast.model.record import record


class Phase(StrEnum):
    """What can be done with a stack now."""

    ABSENT = "absent"
    """There is none, or only the shell that a change set for a first creation leaves (REVIEW_IN_PROGRESS)."""
    SETTLED = "settled"
    """It can be updated."""
    MOVING = "moving"
    """Something is under way."""
    FAILED_FIRST = "failed-first"
    """Its creation failed: it can only be deleted."""
    STUCK = "stuck"
    """The rollback of an update failed: it must be continued before anything else."""
    HALF_DELETED = "half-deleted"
    """Its deletion failed: it can only be deleted."""


_PHASES = {
    "": Phase.ABSENT,
    "REVIEW_IN_PROGRESS": Phase.ABSENT,
    "DELETE_COMPLETE": Phase.ABSENT,
    "ROLLBACK_COMPLETE": Phase.FAILED_FIRST,
    "ROLLBACK_FAILED": Phase.FAILED_FIRST,
    "CREATE_FAILED": Phase.FAILED_FIRST,
    "UPDATE_ROLLBACK_FAILED": Phase.STUCK,
    "UPDATE_FAILED": Phase.STUCK,
    "DELETE_FAILED": Phase.HALF_DELETED,
}


def phase_of(state: str) -> Phase:
    """The phase of a stack's state as CloudFormation names it; an unknown one counts as settled."""
    if state in _PHASES:
        return _PHASES[state]
    return Phase.MOVING if state.endswith("_IN_PROGRESS") else Phase.SETTLED


@record(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A stack that is there, or is not.

    Attributes:
        stack: its name.
        region: where it is.
        state: as CloudFormation names it; empty when there is none.
        reason: CloudFormation's words on the state.
        id: its ARN.
        template: what it was made from; empty when there is none.
        parameters: its values.
        resolved: what those parameters stand for whose value is the name of another parameter (of SSM).
        outputs: what it gives.
        protected: it refuses to be deleted.
        drifted: somebody changed it by hand, as far as the last look for drift tells.
    """

    stack: str
    region: str
    state: str = ""
    reason: str = ""
    id: str = ""
    template: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    resolved: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False
    drifted: bool = False

    @property
    def phase(self) -> Phase:
        """What can be done with it now."""
        return phase_of(self.state)

    @property
    def base(self) -> str:
        """Digest of what it was made from; empty where nothing is."""
        if self.phase is Phase.ABSENT:
            return ""
        return digest({"template": self.template, "parameters": dict(self.parameters), "state": self.state})


def read_stack(cloud: Cloud, stack: str, region: str, *, template: bool = True) -> Deployed:
    """Ask CloudFormation for one stack.

    Args:
        cloud: the account.
        stack: its name, or its id: only by that a deleted one can be asked for.
        region: where it is.
        template: whether its template is wanted, too.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    client = cloud.client("cloudformation", region)
    try:
        with asking("cloudformation:DescribeStacks", stack):
            found = client.describe_stacks(StackName=stack)["Stacks"][0]
    except CloudError as error:
        if _is_absent(error):
            return Deployed(stack=stack, region=region)
        raise
    name, state = str(found["StackName"]), str(found["StackStatus"])
    body: Mapping[str, Any] = {}
    if template and phase_of(state) is not Phase.ABSENT:
        with asking("cloudformation:GetTemplate", stack):
            body = as_mapping(client.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"])
    given = found.get("Parameters", ())
    return Deployed(
        stack=name,
        region=region,
        state=state,
        reason=str(found.get("StackStatusReason") or ""),
        id=str(found.get("StackId") or ""),
        template=body,
        parameters={str(one["ParameterKey"]): str(one.get("ParameterValue", "")) for one in given},
        resolved={str(one["ParameterKey"]): str(one["ResolvedValue"]) for one in given if "ResolvedValue" in one},
        outputs={str(one["OutputKey"]): str(one["OutputValue"]) for one in found.get("Outputs", ())},
        protected=bool(found.get("EnableTerminationProtection")),
        drifted=found.get("DriftInformation", {}).get("StackDriftStatus") == "DRIFTED",
    )


def as_mapping(body: Any) -> Mapping[str, Any]:
    """A template as CloudFormation gives it back: botocore reads JSON by itself, and leaves YAML a text."""
    if isinstance(body, Mapping):
        return body
    try:
        read = json.loads(body)
    except ValueError:
        return {}  # YAML: somebody else's, and then everything in it differs
    return read if isinstance(read, dict) else {}


@record(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource of a stack as CloudFormation lists it: names, type, and the state with its reason."""

    logical_id: str
    physical_id: str
    kind: str
    state: str
    reason: str = ""


def read_resources(cloud: Cloud, stack: str, region: str) -> tuple[Resource, ...]:
    """The resources of a stack, those that are deleted included; none when there is no such stack.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    pages = cloud.client("cloudformation", region).get_paginator("list_stack_resources")
    found: list[Resource] = []
    try:
        with asking("cloudformation:ListStackResources", stack):
            for page in pages.paginate(StackName=stack):
                found += [
                    Resource(
                        logical_id=str(one["LogicalResourceId"]),
                        physical_id=str(one.get("PhysicalResourceId") or ""),
                        kind=str(one["ResourceType"]),
                        state=str(one["ResourceStatus"]),
                        reason=str(one.get("ResourceStatusReason") or ""),
                    )
                    for one in page["StackResourceSummaries"]
                ]
    except CloudError as error:
        if _is_absent(error):
            return ()
        raise
    return tuple(found)


def _is_absent(error: CloudError) -> bool:
    return error.code == "ValidationError" and "does not exist" in error.detail
