"""What CloudFormation remembers: stacks with their resources, events and change sets, by account and region."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from holdfast.rig.cloudformation.template import Template


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Resource:
    """One resource of a stack.

    Attributes:
        logical: its name in the template.
        kind: its type.
        physical: its name on AWS; empty before it exists.
        properties: what it was made with, every function done.
        body: what the template says besides its properties, such as `DeletionPolicy`.
        attributes: what `Fn::GetAtt` gives, once somebody asked.
        template: its properties as the template has them.
    """

    logical: str
    kind: str
    physical: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    attributes: Mapping[str, Any] = field(default_factory=dict, repr=False)
    template: Mapping[str, Any] = field(default_factory=dict, repr=False)
    status: str = ""
    reason: str = ""
    at: datetime = field(default_factory=now)

    def copy(self) -> "Resource":
        """The same again, to be put back when an update fails."""
        return replace(self)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of what happened."""

    number: str
    at: datetime
    logical: str
    kind: str
    physical: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a stack is to become.

    Attributes:
        template: its template.
        parameters: values of the template's parameters, as they were given.
        tags: tags of the whole stack.
        resolved: what those parameters came to that name a parameter of Systems Manager, once it is deployed.
    """

    template: Template
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    resolved: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ChangeSet:
    """What an update would do, asked for and not yet done."""

    arn: str
    name: str
    kind: str
    wanted: Wanted
    changes: list[dict[str, Any]]
    description: str = ""
    status: str = "CREATE_COMPLETE"
    execution: str = "AVAILABLE"
    reason: str = ""
    on_failure: str = ""
    capabilities: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=now)


@dataclass(slots=True)
class Step:
    """One thing that an update did: what there was, and what there is; None where there is none."""

    logical: str
    before: Resource | None
    after: Resource | None
    replaced: bool = False


@dataclass(slots=True)
class Stack:
    """One stack."""

    name: str
    arn: str
    account: str
    region: str
    wanted: Wanted
    status: str = "REVIEW_IN_PROGRESS"
    reason: str = ""
    protected: bool = False
    resources: dict[str, Resource] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    outputs: list[dict[str, str]] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    capabilities: list[str] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    previous: Wanted | None = None
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None

    def say(self, status: str, reason: str = "") -> None:
        """Change the stack's own status."""
        self.status, self.reason = status, reason
        self._event(self.name, "AWS::CloudFormation::Stack", self.arn, status, reason)

    def tell(self, resource: Resource, status: str, reason: str = "") -> None:
        """Change a resource's status."""
        resource.status, resource.reason, resource.at = status, reason, now()
        self._event(resource.logical, resource.kind, resource.physical, status, reason)

    def _event(self, logical: str, kind: str, physical: str, status: str, reason: str) -> None:
        self.events.append(Event(str(uuid4()), now(), logical, kind, physical, status, reason))

    @property
    def template(self) -> Template:
        """Its template."""
        return self.wanted.template

    @property
    def busy(self) -> bool:
        """Whether something is being done to it."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"


@dataclass
class State:
    """Everything, and what is being done in the background."""

    stacks: dict[tuple[str, str], list[Stack]] = field(default_factory=lambda: defaultdict(list))
    failures: list["Failure"] = field(default_factory=list)
    work: list[threading.Thread] = field(default_factory=list)


@dataclass(slots=True)
class Failure:
    """A failure made on purpose."""

    logical: str
    message: str
    verb: str
    times: int
    after: int = 0


STATE = State()
"""moto keeps one state for the whole process; so does this."""


def failure(logical: str, verb: str) -> str:
    """What a resource fails with now, by purpose; empty when it does not."""
    for one in STATE.failures:
        if one.logical != logical or one.verb != verb:
            continue
        if one.after:
            one.after -= 1
        elif one.times:
            one.times -= 1
            return one.message
    return ""
