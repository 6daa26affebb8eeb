"""What is deployed: templates, what a deployment would change, and a plan that can be approved by its hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the value of a template's parameter comes from: the output of a stack that is deployed before."""

    stack: str
    output: str


@record(frozen=True, slots=True, kw_only=True)
class Template:
    """One CloudFormation template, decided and not yet deployed.

    Attributes:
        stack: the stack's name, such as `sweetorder-production`.
        region: where it is deployed.
        environment: the environment it belongs to; empty when it belongs to the whole account.
        body: the template itself, as JSON would hold it.
        depends_on: names of stacks that are deployed before.
        parameters: values known now by parameter name, or where they come from.
        protected: whether the stack refuses to be deleted.
    """

    stack: str
    region: str
    environment: str
    body: Mapping[str, Any]
    depends_on: tuple[str, ...] = ()
    parameters: Mapping[str, str | Source] = field(default_factory=dict)
    protected: bool = False

    def of_kind(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Logical id and properties of every resource of one type."""
        for name, block in self.body.get("Resources", {}).items():
            if block.get("Type") == kind:
                yield name, block.get("Properties", {})


MANAGED_TAG, ENVIRONMENT_TAG = "holdfast:managed", "holdfast:environment"
"""Tags of every stack that `deploy` makes: that it is ours, and whose it is."""

HOLDS_DATA = frozenset(
    [
        "AWS::Backup::BackupVault",
        "AWS::DynamoDB::Table",
        "AWS::EC2::Instance",
        "AWS::EC2::Volume",
        "AWS::EFS::FileSystem",
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::SecretsManager::Secret",
        "AWS::SSM::Parameter",
    ]
)
"""Types of resources with something in them that a new one would not have; without a key its data cannot be read."""


class Act(StrEnum):
    """What happens to a resource."""

    ADD = "add"
    MODIFY = "modify"
    REPLACE = "replace"
    REMOVE = "remove"


@record(frozen=True, slots=True, kw_only=True)
class Change:
    """What a deployment would do to one resource.

    Attributes:
        act: what happens to it.
        logical_id: its name in the template.
        kind: its CloudFormation type, such as `AWS::S3::Bucket`.
        physical_id: its name on AWS; empty before it exists.
        properties: names of the properties that change.
        loses_data: whether data in it is lost by this.
        conditional: whether it is replaced is known only when it is done; then `act` is `replace`.
    """

    act: Act
    logical_id: str
    kind: str
    physical_id: str = ""
    properties: tuple[str, ...] = ()
    loses_data: bool = False
    conditional: bool = False

    @property
    def is_destructive(self) -> bool:
        """Something is there that is gone afterwards: it is removed, or replaced while it holds data."""
        return self.act is Act.REMOVE or (self.act is Act.REPLACE and self.kind in HOLDS_DATA)


class Turn(StrEnum):
    """What happens to a whole stack."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    RECREATE = "recreate"
    """Its first creation failed and was rolled back: the empty rest is deleted, then it is created."""


@record(frozen=True, slots=True, kw_only=True)
class StackPlan:
    """What a deployment would do to one stack.

    Attributes:
        stack: its name.
        region: where it is.
        environment: the one it belongs to; empty when it belongs to the account.
        turn: what happens to it.
        template: SHA-256 of the template that it shall have, in hexadecimal.
        base: SHA-256 of the template and the parameters that it has; empty where there is none.
        parameters: values that are known now.
        awaits: outputs whose values are known only after their stacks are deployed, as `STACK.OUTPUT`.
        changes: what happens to its resources, in the order of their names.
        estimated: the changes were read off the templates, since CloudFormation could not be asked yet.
        drifted: somebody changed it by hand, as far as the last look for drift tells.
    """

    stack: str
    region: str
    environment: str
    turn: Turn
    template: str
    base: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    awaits: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    estimated: bool = False
    drifted: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a deployment would do, stack by stack in the order of deployment.

    Attributes:
        product: its name.
        account: number of the account that it is for.
        caller: ARN of who made it; no part of what is approved.
        stacks: first those that others depend on.
    """

    product: str
    account: str
    caller: str = ""
    stacks: tuple[StackPlan, ...] = ()

    @property
    def hash(self) -> str:
        """What is approved: 16 hexadecimal digits over everything that would be done, and what it starts from."""
        approved = {"product": self.product, "account": self.account, "stacks": [plain(one) for one in self.stacks]}
        return digest(approved)[:16]

    @property
    def is_empty(self) -> bool:
        """Nothing would be changed."""
        return all(one.turn is Turn.UNCHANGED for one in self.stacks)

    @property
    def destroys(self) -> tuple[tuple[StackPlan, Change], ...]:
        """What is removed, or replaced while it holds data."""
        return tuple((one, change) for one in self.stacks for change in one.changes if change.is_destructive)


def plain(one: StackPlan) -> dict[str, Any]:
    """A stack's plan as JSON holds it; drift is told beside it, and is not approved."""
    return {
        "stack": one.stack,
        "region": one.region,
        "environment": one.environment,
        "turn": one.turn.value,
        "template": one.template,
        "base": one.base,
        "parameters": dict(sorted(one.parameters.items())),
        "awaits": list(one.awaits),
        "estimated": one.estimated,
        "changes": [
            {
                "act": change.act.value,
                "logical_id": change.logical_id,
                "kind": change.kind,
                "physical_id": change.physical_id,
                "properties": list(change.properties),
                "loses_data": change.loses_data,
                "conditional": change.conditional,
            }
            for change in one.changes
        ],
    }


def from_plain(value: Mapping[str, Any]) -> StackPlan:
    """The stack's plan that `plain` made JSON of.

    Raises:
        KeyError, TypeError, ValueError: it is not of that shape.
    """
    return StackPlan(
        stack=str(value["stack"]),
        region=str(value["region"]),
        environment=str(value["environment"]),
        turn=Turn(value["turn"]),
        template=str(value["template"]),
        base=str(value["base"]),
        parameters={str(key): str(each) for key, each in dict(value["parameters"]).items()},
        awaits=tuple(map(str, value["awaits"])),
        estimated=bool(value["estimated"]),
        changes=tuple(
            Change(
                act=Act(each["act"]),
                logical_id=str(each["logical_id"]),
                kind=str(each["kind"]),
                physical_id=str(each["physical_id"]),
                properties=tuple(map(str, each["properties"])),
                loses_data=bool(each["loses_data"]),
                conditional=bool(each["conditional"]),
            )
            for each in value["changes"]
        ),
    )


def digest(value: Any) -> str:
    """SHA-256 of a value as canonical JSON, in hexadecimal: order of keys and spaces do not count."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@record(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a deployment failed: the first failure that was not the consequence of another.

    Attributes:
        key: of the known causes, such as `denied`; `other` where none is known.
        logical_id: the resource that failed.
        kind: its CloudFormation type.
        reason: CloudFormation's own words.
        params: particulars for the text, such as the action that was denied.
    """

    key: str
    logical_id: str
    kind: str
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True, kw_only=True)
class StackResult:
    """How one stack came out.

    Attributes:
        stack: its name.
        region: where it is.
        state: its state at CloudFormation, such as `UPDATE_ROLLBACK_COMPLETE`.
        seconds: how long it took.
        done: how many resources were created, changed or removed.
        cause: why it failed; None when it did not.
    """

    stack: str
    region: str
    state: str
    seconds: float = 0
    done: int = 0
    cause: Cause | None = None

    @property
    def is_well(self) -> bool:
        """It has what was planned."""
        return self.cause is None

    @property
    def is_rolled_back(self) -> bool:
        """It failed, and is again as it was before."""
        return self.cause is not None and self.state in {"ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", ""}
