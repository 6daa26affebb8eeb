"""Stacks, resources, events and change sets as the API shows them."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.handlers import handler
from holdfast.rig.cloudformation.state import ChangeSet, Event, Resource, Stack, Wanted
from holdfast.rig.cloudformation.template import Template


def stack(one: Stack) -> dict[str, Any]:
    """A stack, whole."""
    found = {
        "StackId": one.arn,
        "StackName": one.name,
        "Description": one.template.body.get("Description"),
        "Parameters": _parameters(one.wanted),
        "CreationTime": one.created,
        "LastUpdatedTime": one.updated,
        "DeletionTime": one.deleted,
        "StackStatus": one.status,
        "StackStatusReason": one.reason or None,
        "DisableRollback": False,
        "NotificationARNs": [],
        "Outputs": list(one.outputs),
        "Tags": _tags(one.wanted.tags),
        "EnableTerminationProtection": one.protected,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }
    return _present(found)


def summary(one: Stack) -> dict[str, Any]:
    """A stack in short."""
    found = {
        "StackId": one.arn,
        "StackName": one.name,
        "CreationTime": one.created,
        "LastUpdatedTime": one.updated,
        "DeletionTime": one.deleted,
        "StackStatus": one.status,
        "StackStatusReason": one.reason or None,
    }
    return _present(found)


def event(of: Stack, one: Event) -> dict[str, Any]:
    """One line of what happened."""
    found = {
        "StackId": of.arn,
        "StackName": of.name,
        "EventId": one.number,
        "LogicalResourceId": one.logical,
        "PhysicalResourceId": one.physical,
        "ResourceType": one.kind,
        "Timestamp": one.at,
        "ResourceStatus": one.status,
        "ResourceStatusReason": one.reason or None,
    }
    return _present(found)


def resource(of: Stack, one: Resource) -> dict[str, Any]:
    """A resource, as `DescribeStackResources` shows it."""
    return {"StackId": of.arn, "StackName": of.name, "Timestamp": one.at, **_common(one)}


def detail(of: Stack, one: Resource) -> dict[str, Any]:
    """A resource, as `DescribeStackResource` and `ListStackResources` show it."""
    return {"StackId": of.arn, "StackName": of.name, "LastUpdatedTimestamp": one.at, **_common(one)}


def _common(one: Resource) -> dict[str, Any]:
    found = {
        "LogicalResourceId": one.logical,
        "PhysicalResourceId": handler(one.kind).reference(one.physical) or None,
        "ResourceType": one.kind,
        "ResourceStatus": one.status,
        "ResourceStatusReason": one.reason or None,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }
    return _present(found)


def change_set(of: Stack, one: ChangeSet) -> dict[str, Any]:
    """A change set, whole."""
    found = {
        "ChangeSetName": one.name,
        "ChangeSetId": one.arn,
        "StackId": of.arn,
        "StackName": of.name,
        "Description": one.description or None,
        "Parameters": _parameters(one.wanted),
        "CreationTime": one.at,
        "ExecutionStatus": one.execution,
        "Status": one.status,
        "StatusReason": one.reason or None,
        "Capabilities": one.capabilities,
        "Tags": _tags(one.wanted.tags),
        "Changes": one.changes,
        "OnStackFailure": one.on_failure or None,
    }
    return _present(found)


def declared(template: Template) -> list[dict[str, Any]]:
    """The parameters that a template declares."""
    return [
        _present(
            {
                "ParameterKey": name,
                "DefaultValue": str(one["Default"]) if "Default" in one else None,
                "ParameterType": str(one.get("Type", "String")),
                "NoEcho": str(one.get("NoEcho", "false")).lower() == "true",
                "Description": one.get("Description"),
            }
        )
        for name, one in template.section("Parameters").items()
    ]


def _parameters(wanted: Wanted) -> list[dict[str, str]]:
    found = []
    for name, one in wanted.template.section("Parameters").items():
        value = str(wanted.parameters.get(name, one.get("Default", "")))
        hidden = str(one.get("NoEcho", "false")).lower() == "true"
        shown = {"ParameterKey": name, "ParameterValue": "****" if hidden else value}
        resolved = {"ResolvedValue": wanted.resolved[name]} if name in wanted.resolved else {}
        found.append(shown | resolved)
    return found


def _tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _present(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value is not None}
