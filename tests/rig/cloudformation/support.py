"""Stacks deployed and looked at, in few words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from holdfast.rig.aws import ACCOUNT, EmbeddedAws
from holdfast.rig.cloudformation import acting
from holdfast.rig.cloudformation.comparison import Loss, compare

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]


def template(outputs: Mapping[str, Any] | None = None, **resources: Mapping[str, Any]) -> dict[str, Any]:
    """A template of these resources, whose outputs are given as their values."""
    found: dict[str, Any] = {"Resources": resources}
    return found | ({"Outputs": {name: {"Value": value} for name, value in outputs.items()}} if outputs else {})


def resource(kind: str, *, needs: str = "", keep: str = "", **properties: Any) -> dict[str, Any]:
    """One resource of a template."""
    found: dict[str, Any] = {"Type": f"AWS::{kind}", "Properties": properties}
    return found | ({"DependsOn": needs} if needs else {}) | ({"DeletionPolicy": keep} if keep else {})


def bucket(name: str, **attributes: Any) -> dict[str, Any]:
    """A bucket of a template."""
    return resource("S3::Bucket", BucketName=name, **attributes)


def topic(name: str, **attributes: Any) -> dict[str, Any]:
    """A topic of a template: cheap, and changed in place by its display name."""
    return resource("SNS::Topic", TopicName=name, **attributes)


@dataclass(frozen=True)
class Stacks:
    """The stacks of one account."""

    aws: EmbeddedAws
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """A client of a service, made once: making one takes longer than most calls."""
        if service not in self._clients:
            self._clients[service] = self.aws.client(service)
        return self._clients[service]

    @property
    def api(self) -> Any:
        """CloudFormation's client."""
        return self.client("cloudformation")

    def create(self, name: str, body: Mapping[str, Any], **given: Any) -> str:
        """Make a stack; gives its state when all is done."""
        self.api.create_stack(StackName=name, TemplateBody=json.dumps(body), Capabilities=CAPABILITIES, **given)
        return self.state(name)

    def update(self, name: str, body: Mapping[str, Any], **given: Any) -> str:
        """Change a stack; gives its state when all is done."""
        self.api.update_stack(StackName=name, TemplateBody=json.dumps(body), Capabilities=CAPABILITIES, **given)
        return self.state(name)

    def delete(self, name: str, **given: Any) -> str:
        """Delete a stack; gives its state when all is done."""
        number = self.describe(name)["StackId"]
        self.api.delete_stack(StackName=name, **given)
        return self.state(number)

    def describe(self, name: str) -> dict[str, Any]:
        """A stack as the API shows it."""
        found: dict[str, Any] = self.api.describe_stacks(StackName=name)["Stacks"][0]
        return found

    def state(self, name: str) -> str:
        """A stack's state when all that is being done is done."""
        acting.finish()
        return str(self.describe(name)["StackStatus"])

    def outputs(self, name: str) -> dict[str, str]:
        """What a stack gives."""
        return {one["OutputKey"]: one["OutputValue"] for one in self.describe(name).get("Outputs", ())}

    def physical(self, name: str, logical: str) -> str:
        """What AWS calls a resource."""
        detail = self.api.describe_stack_resource(StackName=name, LogicalResourceId=logical)["StackResourceDetail"]
        return str(detail["PhysicalResourceId"])

    def events(self, name: str, *of: str) -> list[tuple[str, str]]:
        """What happened, oldest first, to these resources or to all."""
        found = self.api.describe_stack_events(StackName=name)["StackEvents"]
        return [
            (one["LogicalResourceId"], one["ResourceStatus"])
            for one in reversed(found)
            if not of or one["LogicalResourceId"] in of
        ]

    def reason(self, name: str, logical: str, state: str) -> str:
        """Why a resource came to a state."""
        found = self.api.describe_stack_events(StackName=name)["StackEvents"]
        return next(
            str(one.get("ResourceStatusReason", ""))
            for one in found
            if (one["LogicalResourceId"], one["ResourceStatus"]) == (logical, state)
        )

    def changes(self, name: str, body: Mapping[str, Any], **given: Any) -> dict[str, dict[str, Any]]:
        """What a template would change, by logical id; nothing is done."""
        self.api.create_change_set(
            StackName=name, ChangeSetName="look", TemplateBody=json.dumps(body), Capabilities=CAPABILITIES, **given
        )
        found = self.api.describe_change_set(StackName=name, ChangeSetName="look")
        self.api.delete_change_set(StackName=name, ChangeSetName="look")
        return {one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"] for one in found.get("Changes", ())}

    def losses(self, name: str, region: str = "", *, everything: bool = False) -> list[Loss]:
        """What the services do not say of what the template says."""
        return compare(name, ACCOUNT, region or self.aws.region, everything=everything)
