"""One template evaluated for one stack: which resources there are, with which properties, and what comes out."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from holdfast.rig.cloudformation.acting import ResourceFaultError, attempt
from holdfast.rig.cloudformation.handlers import handler
from holdfast.rig.cloudformation.handlers.base import Place, listed, pairs
from holdfast.rig.cloudformation.schemas import schema
from holdfast.rig.cloudformation.state import STATE, Resource, Stack, Wanted
from holdfast.rig.cloudformation.values import Later, Scope, TemplateError, later, resolve

_DYNAMIC = re.compile(r"\{\{resolve:(?P<service>ssm|ssm-secure|secretsmanager):(?P<rest>[^}]+)\}\}")
_PARAMETER = "AWS::SSM::Parameter::Value<"


class Evaluation:
    """A template with its parameters, in a stack.

    Args:
        stack: the stack.
        wanted: the template, its parameters' values, and the tags of the whole stack.
        resources: what exists so far, by logical id: what references come to.
    """

    def __init__(self, stack: Stack, wanted: Wanted, resources: Mapping[str, Resource]) -> None:
        self.stack, self.template, self.tags, self.resources = stack, wanted.template, wanted.tags, resources
        self.place = Place(stack.account, stack.region, stack.name)
        self.imports: set[str] = set()
        self.pending: set[str] = set()
        self.moving: set[tuple[str, str]] = set()
        template = wanted.template
        names = {**_pseudo(stack), **template.values(wanted.parameters)}
        self.resolved = self._read_parameters(names)
        names |= self.resolved
        self.scope: Scope = template.scope(
            names=names,
            reference=self._reference,
            attribute=self._attribute,
            exported=self._exported,
            zones=self._zones,
        )
        self.active = {
            logical
            for logical, body in template.resources.items()
            if "Condition" not in body or self.scope.holds(str(body["Condition"]))
        }

    def properties(self, logical: str) -> dict[str, Any]:
        """A resource's properties with every function done, and the stack's tags among its own.

        Raises:
            TemplateError: a function that cannot be done.
        """
        body = self.template.resources[logical]
        done: dict[str, Any] = resolve(body.get("Properties", {}), self.scope)
        return _tagged(str(body["Type"]), done, self.tags)

    def outputs(self) -> list[dict[str, str]]:
        """The stack's outputs, in the template's order."""
        found = []
        for name, one in self.template.section("Outputs").items():
            if "Condition" in one and not self.scope.holds(str(one["Condition"])):
                continue
            output = {"OutputKey": name, "OutputValue": str(resolve(one["Value"], self.scope))}
            if one.get("Description"):
                output["Description"] = str(one["Description"])
            if one.get("Export"):
                output["ExportName"] = str(resolve(one["Export"]["Name"], self.scope))
            found.append(output)
        return found

    def _reference(self, logical: str) -> Any:
        if logical in self.pending or logical not in self.resources:
            self._known(logical)
            return Later(frozenset({logical}))
        one = self.resources[logical]
        return handler(one.kind).reference(one.physical)

    def _attribute(self, logical: str, name: str) -> Any:
        if logical in self.pending or logical not in self.resources or (logical, name) in self.moving:
            self._known(logical)
            return Later(frozenset({f"{logical}.{name}"}))
        one = self.resources[logical]
        if not one.attributes:
            one.attributes = self._attributes(one)
        if name not in one.attributes:
            raise TemplateError(f"Requested attribute {name} does not exist in schema for {one.kind}")
        return one.attributes[name]

    def _attributes(self, one: Resource) -> Mapping[str, Any]:
        how = handler(one.kind)
        try:
            found: Mapping[str, Any] = attempt(lambda: how.attributes(self.place, one.physical))
        except ResourceFaultError as fault:
            raise TemplateError(str(fault)) from fault
        return found

    def _zones(self, region: str) -> list[str]:
        found = self.place.call("ec2", "describe_availability_zones", region)["AvailabilityZones"]
        return sorted(str(one["ZoneName"]) for one in found)

    def _known(self, logical: str) -> None:
        if logical not in self.template.resources:
            raise TemplateError(f"Template error: instance of Ref references undefined resource {logical}")

    def _exported(self, name: str) -> Any:
        self.imports.add(name)
        for stack in STATE.stacks[self.stack.account, self.stack.region]:
            for output in stack.outputs:
                if output.get("ExportName") == name and stack.status != "DELETE_COMPLETE":
                    return output["OutputValue"]
        raise TemplateError(f"No export named {name} found.")

    def _read_parameters(self, names: Mapping[str, Any]) -> dict[str, str]:
        """Values that a parameter of Systems Manager holds."""
        return {
            name: str(_parameter(self.place, str(names[name])))
            for name, declared in self.template.section("Parameters").items()
            if str(declared.get("Type", "")).startswith(_PARAMETER) and not isinstance(names[name], Later)
        }


def _parameter(at: Place, name: str) -> Any:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    try:
        return at.call("ssm", "get_parameter", Name=name, WithDecryption=True)["Parameter"]["Value"]
    except ClientError as error:
        raise TemplateError(f"Unable to fetch parameters [{name}] from parameter store for this account.") from error


def _pseudo(stack: Stack) -> dict[str, Any]:
    return {
        "AWS::AccountId": stack.account,
        "AWS::Region": stack.region,
        "AWS::StackName": stack.name,
        "AWS::StackId": stack.arn,
        "AWS::Partition": "aws",
        "AWS::URLSuffix": "amazonaws.com",
        "AWS::NotificationARNs": [],
    }


def _tagged(kind: str, properties: dict[str, Any], tags: Mapping[str, str]) -> dict[str, Any]:
    known = schema(kind)
    if not tags or known is None or not known.tags:
        return properties
    own = properties.get(known.tags)
    if later(own) is not None:
        return properties
    merged = {**tags, **pairs(own)}
    if known.body["properties"][known.tags].get("type") == "object":
        return {**properties, known.tags: merged}
    if kind == "AWS::AutoScaling::AutoScalingGroup":
        spread = {str(one["Key"]): one.get("PropagateAtLaunch", True) for one in own or ()}
        grouped = [{**one, "PropagateAtLaunch": spread.get(one["Key"], True)} for one in listed(merged)]
        return {**properties, known.tags: grouped}
    return {**properties, known.tags: listed(merged)}


def dynamic(value: Any, at: Place) -> Any:
    """A value with its dynamic references read: `{{resolve:secretsmanager:…}}` and `{{resolve:ssm:…}}`."""
    if isinstance(value, list):
        return [dynamic(item, at) for item in value]
    if isinstance(value, dict):
        return {key: dynamic(item, at) for key, item in value.items()}
    if isinstance(value, str) and "{{resolve:" in value:
        return _DYNAMIC.sub(lambda match: _READ[match["service"]](match["rest"], at), value)
    return value


def _ssm(rest: str, at: Place) -> str:
    return str(_parameter(at, rest.partition(":")[0]))


def _secret(rest: str, at: Place) -> str:
    named, _, tail = rest.partition(":SecretString")
    text = at.call("secretsmanager", "get_secret_value", SecretId=named)["SecretString"]
    key = tail.removeprefix(":").partition(":")[0]
    return str(json.loads(text)[key]) if key else str(text)


_READ: dict[str, Callable[[str, Place], str]] = {"ssm": _ssm, "ssm-secure": _ssm, "secretsmanager": _secret}
