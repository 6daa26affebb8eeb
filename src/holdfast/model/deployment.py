"""What is deployed: templates, what a deployment would change, and a plan that can be approved by its hash."""

from collections.abc import Mapping
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
    """

    act: Act
    logical_id: str
    kind: str
    physical_id: str = ""
    properties: tuple[str, ...] = ()
    loses_data: bool = False
