"""Change sets: what CloudFormation says it would do, and what can be said before it can be asked."""

import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.actions.deploy.artifacts import template_argument
from holdfast.actions.deploy.cloud import Cloud, asking
from holdfast.model.deployment import ENVIRONMENT_TAG, HOLDS_DATA, MANAGED_TAG, Act, Change, Template
from holdfast.model.errors import IncompleteError
from holdfast.model.record import record

_ACTS = {"Add": Act.ADD, "Modify": Act.MODIFY, "Remove": Act.REMOVE, "Import": Act.ADD, "Dynamic": Act.MODIFY}
_NOTHING = ("didn't contain changes", "no updates are to be performed", "no changes to deploy")
_KEEPS = frozenset({"Retain", "Snapshot", "RetainExceptOnCreate", "ReplaceAndRetain", "ReplaceAndSnapshot"})
_SNAPSHOTS_BY_ITSELF = frozenset({"AWS::RDS::DBCluster", "AWS::RDS::DBInstance"})
_PATIENCE_SECONDS = 600


@record(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """One change set as CloudFormation made it: its ARN (empty when nothing would change), and its changes."""

    id: str
    stack_id: str
    changes: tuple[Change, ...]


def create(
    cloud: Cloud,
    template: Template,
    *,
    parameters: Mapping[str, str],
    deployed: Mapping[str, Any],
    bucket: str,
    first: bool,
) -> ChangeSet:
    """Have CloudFormation work out what a template would change; nothing is changed yet.

    Args:
        cloud: the account.
        template: what shall be.
        parameters: values of all its parameters.
        deployed: the template that is there; empty for a first creation.
        bucket: the artifact bucket, for a large template.
        first: there is no such stack.

    Raises:
        IncompleteError: CloudFormation does not accept the template, or does not come to an end.
        CloudError: AWS refused, or did not answer.
    """
    client = cloud.client("cloudformation", template.region)
    with asking("cloudformation:CreateChangeSet", template.stack):
        made = client.create_change_set(
            StackName=template.stack,
            ChangeSetName=f"holdfast-{uuid.uuid4().hex[:12]}",
            ChangeSetType="CREATE" if first else "UPDATE",
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in sorted(parameters.items())],
            Tags=tags_of(template),
            Description="holdfast",
            **template_argument(cloud, bucket, template.stack, template.region, template.body),
        )
    found = ChangeSet(id=str(made["Id"]), stack_id=str(made["StackId"]), changes=())
    pages = _worked_out(cloud, template, found.id)
    if not pages:
        delete(cloud, template.region, found)
        return ChangeSet(id="", stack_id=found.stack_id, changes=())
    changes = sorted(_changes(pages, deployed, template.body), key=lambda change: change.logical_id)
    return ChangeSet(id=found.id, stack_id=found.stack_id, changes=tuple(changes))


def tags_of(template: Template) -> list[dict[str, str]]:
    """The tags of a stack, which CloudFormation hands on to what is in it."""
    tags = {MANAGED_TAG: "true", ENVIRONMENT_TAG: template.environment}
    return [{"Key": key, "Value": value} for key, value in tags.items() if value]


def delete(cloud: Cloud, region: str, found: ChangeSet) -> None:
    """Take a change set away again; one that is gone already is no fault."""
    if not found.id:
        return
    with asking("cloudformation:DeleteChangeSet", found.id):
        cloud.client("cloudformation", region).delete_change_set(ChangeSetName=found.id, StackName=found.stack_id)


def _worked_out(cloud: Cloud, template: Template, change_set: str) -> list[Mapping[str, Any]]:
    """The pages of a change set once it is ready; none when it would change nothing."""
    client = cloud.client("cloudformation", template.region)
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with asking("cloudformation:DescribeChangeSet", template.stack):
            page = client.describe_change_set(ChangeSetName=change_set, StackName=template.stack)
        state, reason = str(page["Status"]), str(page.get("StatusReason") or "")
        if state == "CREATE_COMPLETE":
            break
        if state == "FAILED" and any(words in reason.lower() for words in _NOTHING):
            return []
        if state == "FAILED":
            raise IncompleteError(
                f"CloudFormation does not accept the template: {reason}",
                where=f"{template.stack} ({template.region})",
                next_step="mend what it names in holdfast.toml, and plan again",
            )
        if time.monotonic() > until:
            raise IncompleteError(
                "CloudFormation works on the change set for more than ten minutes",
                where=f"{template.stack} ({template.region})",
                next_step="look at the stack in the console, and plan again",
            )
        time.sleep(min(cloud.pace, 1.0))
    pages = [page]
    while page.get("NextToken"):
        with asking("cloudformation:DescribeChangeSet", template.stack):
            page = client.describe_change_set(
                ChangeSetName=change_set, StackName=template.stack, NextToken=page["NextToken"]
            )
        pages.append(page)
    return pages


def _changes(
    pages: list[Mapping[str, Any]], deployed: Mapping[str, Any], planned: Mapping[str, Any]
) -> Iterator[Change]:
    for page in pages:
        for entry in page.get("Changes", ()):
            if entry.get("Type", "Resource") == "Resource" and "ResourceChange" in entry:
                yield _change(entry["ResourceChange"], deployed, planned)


def _change(told: Mapping[str, Any], deployed: Mapping[str, Any], planned: Mapping[str, Any]) -> Change:
    logical_id, kind = str(told["LogicalResourceId"]), str(told["ResourceType"])
    act = _ACTS.get(str(told["Action"]), Act.MODIFY)
    replacement = str(told.get("Replacement") or "False")
    conditional = act is Act.MODIFY and replacement == "Conditional"
    if act is Act.MODIFY and replacement in {"True", "Conditional"}:
        act = Act.REPLACE
    names = []
    for detail in told.get("Details", ()):
        target = detail.get("Target", {})
        names.append(str(target.get("Name") or target.get("Attribute") or ""))
    return Change(
        act=act,
        logical_id=logical_id,
        kind=kind,
        physical_id=str(told.get("PhysicalResourceId") or ""),
        properties=tuple(sorted({name for name in names if name})),
        loses_data=loses_data(act, logical_id, kind, deployed, planned, policy=str(told.get("PolicyAction") or "")),
        conditional=conditional,
    )


def loses_data(
    act: Act, logical_id: str, kind: str, deployed: Mapping[str, Any], planned: Mapping[str, Any], *, policy: str = ""
) -> bool:
    """Whether data goes with what happens to a resource.

    Args:
        act: what happens.
        logical_id: of the resource.
        kind: its type.
        deployed: the template that is there: it says what becomes of what is removed.
        planned: the template that shall be: it says what becomes of what is replaced.
        policy: what CloudFormation says it will do (`PolicyAction`); empty when it does not.
    """
    if kind not in HOLDS_DATA or act not in {Act.REMOVE, Act.REPLACE}:
        return False
    if policy:
        return policy not in _KEEPS
    template, key = (deployed, "DeletionPolicy") if act is Act.REMOVE else (planned, "UpdateReplacePolicy")
    said = template.get("Resources", {}).get(logical_id, {}).get(key)
    if said is None and act is Act.REMOVE:
        return kind not in _SNAPSHOTS_BY_ITSELF
    return said not in _KEEPS


def estimate(deployed: Mapping[str, Any], planned: Mapping[str, Any]) -> tuple[Change, ...]:
    """What two templates differ in, where CloudFormation cannot be asked: no stack, or values that are not known.

    Whether a change replaces a resource only CloudFormation knows: a changed one counts as modified.
    """
    before, after = deployed.get("Resources", {}), planned.get("Resources", {})
    found = [
        Change(
            act=Act.REMOVE,
            logical_id=name,
            kind=str(block.get("Type")),
            loses_data=loses_data(Act.REMOVE, name, str(block.get("Type")), deployed, planned),
        )
        for name, block in before.items()
        if name not in after
    ]
    for name, block in after.items():
        kind = str(block.get("Type"))
        if name not in before:
            found.append(Change(act=Act.ADD, logical_id=name, kind=kind))
        elif block != before[name]:
            found.append(Change(act=Act.MODIFY, logical_id=name, kind=kind, properties=_differing(before[name], block)))
    return tuple(sorted(found, key=lambda change: change.logical_id))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    old, new = before.get("Properties", {}), after.get("Properties", {})
    names = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    names |= {key for key in {*before, *after} - {"Properties", "Metadata"} if before.get(key) != after.get(key)}
    return tuple(sorted(names))
