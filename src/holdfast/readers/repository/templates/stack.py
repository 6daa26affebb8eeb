"""A stack's resources in CloudFormation's terms, whoever wrote them: a template, a framework, or CDK source."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from holdfast.model.environments import environment_of
from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node

T = TypeVar("T")

_PLACEHOLDER = regex(r"\$\{[^{}]{0,200}\}")
# In logical names these are parts of other words and things: ApiStage, DevOpsTopic, LiveStream, TestFunction.
_AMBIGUOUS = regex(r"live|stage|test|devops", re.IGNORECASE)

HEADER_LINES = 3
"""A resource is shown by at most this many of its first lines."""


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource.

    Args:
        id: its logical name.
        type: such as `AWS::RDS::DBInstance`.
        properties: with references between parameters, mappings and conditions already followed.
        block: the whole resource.
        stack: the stack it stands in.
        snippet: the text in which it stands.
        traits: what a template cannot say and source can (`{"notifies": True}`).
    """

    id: str
    type: str
    properties: Node
    block: Node
    stack: "Stack"
    snippet: Snippet
    traits: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def header(self) -> Location:
        """Its first lines, down to the line that tells its type."""
        first = self.block.key_line
        told = self.block.get("Type")
        last = told.end if told is not None else first
        return self.snippet.at(first, min(max(first, last), first + HEADER_LINES - 1))

    @property
    def label(self) -> str:
        """Its logical name and whatever name it is given, to look for words in."""
        return f"{self.id} {self.name or ''}"

    @cached_property
    def name(self) -> str | None:
        """The name that it is given; None when AWS makes one up."""
        for key in _NAME_KEYS:
            if name := self.properties.text(key):
                return name
        return next((tag.text("Value") for tag in self.properties.items("Tags") if tag.text("Key") == "Name"), None)

    @property
    def shown(self) -> str:
        """The name by which people would know it."""
        return self.name or self.id

    def place(self, *path: str) -> Location:
        """Where a property is said, or the header when it is left out."""
        node = self.properties.get(*path)
        return self.where(node) if node is not None else self.header

    def where(self, node: Node) -> Location:
        """The lines of a node of this resource, from its key on."""
        return (node.home or self.snippet).at(min(node.key_line, node.line), node.end)

    def places(self, **properties: str) -> dict[str, Location]:
        """The places of attributes, each given with the dotted path of its property."""
        found: dict[str, Location] = {}
        for attribute, path in properties.items():
            node = self.properties.get(*path.split("."))
            found[attribute] = self.place(*path.split("."))
            if node is not None and node.origin is not None:
                # A parameter's default is what there is to change; what takes it is shown beside it.
                found |= {attribute: self.where(node.origin), f"{attribute} taken": found[attribute]}
        return found

    @property
    def _environment(self) -> str | None:
        """The environment that its own names tell; a placeholder's name tells none."""
        return environment_of(_PLACEHOLDER.sub("", f"{_AMBIGUOUS.sub('', self.id)} {self.name or ''}"))

    @property
    def said(self) -> dict[str, Any]:
        """What every fact of this resource has in common: how strongly, where, for which environment."""
        environment = self.snippet.environment or self.stack.environment or self._environment
        return {"kind": self.snippet.kind, "at": self.header, "environment": environment, "old": self.snippet.old}


_NAME_KEYS = (
    "Name",
    "BucketName",
    "DBInstanceIdentifier",
    "DBClusterIdentifier",
    "TableName",
    "AutoScalingGroupName",
    "ServiceName",
    "FunctionName",
    "RoleName",
    "UserName",
    "AlarmName",
    "TopicName",
    "DashboardName",
    "GroupName",
    "ClusterName",
    "ManagedPolicyName",
    "PolicyName",
    "EnvironmentName",
    "LaunchTemplateName",
    "InstanceName",
    "RelationalDatabaseName",
)


@dataclass(eq=False)
class Stack:
    """Resources that know one another.

    Args:
        environment: that the stack is built for, when its name or settings say so.
        region: that the stack is built in, when it is said.
        resources: by logical name.
    """

    environment: str | None = None
    region: str | None = None
    resources: dict[str, Resource] = field(default_factory=dict)
    _by_type: dict[str, list[Resource]] = field(default_factory=dict, init=False)
    _answers: dict[object, Any] = field(default_factory=dict, init=False)

    def add(self, resource: Resource) -> None:
        """Take a resource in; a name that is taken gets a number."""
        name = resource.id
        while name in self.resources:
            name += "_"
        self.resources[name] = resource
        self._by_type.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, type by type."""
        return (resource for sort in dict.fromkeys(types) for resource in self._by_type.get(sort, ()))

    def target(self, node: Node | None) -> "Resource | None":
        """The resource that a reference points at."""
        if node is None:
            return None
        name = node.reference().partition(".")[0]
        if not name and isinstance(node.value, str):
            name = node.value.removeprefix("${").partition("}")[0].partition(".")[0]
        return self.resources.get(name)

    def once(self, ask: "Callable[[Stack], T]") -> T:
        """The answer to a question about the whole stack that each of its resources asks; none may be added after."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        answer: T = self._answers[ask]
        return answer

    @cached_property
    def _references(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(references(resource.properties)) for name, resource in self.resources.items()}

    @cached_property
    def _users(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for other in self.resources.values():
            for name in self._references.get(other.id, ()):
                found.setdefault(name, []).append(other)
        return found

    def users(self, resource: Resource, *types: str) -> list[Resource]:
        """The resources of these types that refer to this one."""
        return [other for other in self._users.get(resource.id, ()) if other.type in types]


def references(node: Node) -> Iterator[str]:
    """The logical names that anything under this node refers to."""
    waiting, seen = [node], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part.value, str):
            yield from _named_in_text(part.value)
        if not isinstance(part.value, (dict, list)) or id(part.value) in seen:
            continue
        seen.add(id(part.value))
        if name := part.reference():
            yield name.partition(".")[0]
        waiting.extend(part.value.values() if isinstance(part.value, dict) else part.value)


def _named_in_text(text: str) -> Iterator[str]:
    for piece in text.split("${")[1:]:
        yield piece.partition("}")[0].partition(".")[0]
