"""A plan for machines: `holdfast.plan/1`, which `holdfast deploy --plan` executes.

The shape keeps the promise of an assessment's: it may gain optional keys; a key that exists never changes its meaning
or goes away. Amounts are US dollars a month; digests are SHA-256 in hexadecimal.
"""

import json
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from holdfast.model.bill import Bill
from holdfast.model.deployment import plain
from holdfast.model.outlook import Outlook
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.plan_text import reminded

SCHEMA: Final = "holdfast.plan/1"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChangeEntry(_Frozen):
    """What happens to one resource; `conditional`: whether it is replaced is known only when it is done."""

    act: Literal["add", "modify", "replace", "remove"]
    logical_id: str
    kind: str = Field(description="Its CloudFormation type.")
    physical_id: str = Field("", description="Its name on AWS; empty before it exists.")
    properties: tuple[str, ...] = Field((), description="Names of the properties that change.")
    loses_data: bool = Field(description="Whether data in it is lost by this.")
    conditional: bool = False


class StackEntry(_Frozen):
    """What happens to one stack; `template` and `base` are digests of what it shall have and of what it has."""

    stack: str
    region: str
    environment: str = Field(description="Empty when it belongs to the account.")
    turn: Literal["create", "update", "unchanged", "recreate"]
    template: str
    base: str
    parameters: dict[str, str]
    awaits: tuple[str, ...] = Field((), description="Outputs that are known only after deployment, `STACK.OUTPUT`.")
    estimated: bool = Field(description="The changes were read off the templates.")
    changes: tuple[ChangeEntry, ...]
    drifted: bool = False


class LineEntry(_Frozen):
    """One line of the bill; `monthly_usd` is null where no price is known, or where it is billed by use."""

    item: str
    control: str = Field(description="Slug of the control it is paid for; empty for the product itself.")
    environment: str = Field(description="Empty for what the account has once.")
    stack: str
    resource: str
    detail: str
    quantity: float
    basis: Literal["listed", "by-use", "unknown"]
    monthly_usd: float | None = None


class CostEntry(_Frozen):
    """What a month costs now and then; `controls` are the sums by slug, `lines` what it costs then."""

    before_usd: float
    after_usd: float
    controls: dict[str, tuple[float, float]] = Field(description="By slug: now, then.")
    lines: tuple[LineEntry, ...]
    sources: tuple[str, ...] = Field(description="Where the prices come from, with their dates.")


class ControlEntry(_Frozen):
    """One control in one environment, by the repository and the templates."""

    slug: str
    environment: str
    before: str
    after: str
    left: tuple[str, ...] = Field((), description="Checks that leave it open afterwards.")


class PlanDocument(_Frozen):
    """A plan: `hash` is what `holdfast deploy --approve` takes."""

    schema_: Literal["holdfast.plan/1"] = Field(SCHEMA, alias="schema")
    hash: str
    product: str
    account: str
    caller: str
    destroys: tuple[str, ...] = Field((), description="What is removed or replaced with data, as `STACK.LOGICAL_ID`.")
    stacks: tuple[StackEntry, ...]
    cost: CostEntry
    controls: tuple[ControlEntry, ...] = ()
    notes: tuple[str, ...] = ()


def to_document(outlook: Outlook) -> PlanDocument:
    """The plan in its published shape."""
    plan = outlook.plan
    return PlanDocument(
        schema=SCHEMA,
        hash=plan.hash,
        product=plan.product,
        account=plan.account,
        caller=plan.caller,
        destroys=tuple(f"{stack.stack}.{change.logical_id}" for stack, change in plan.destroys),
        stacks=tuple(StackEntry.model_validate({**plain(one), "drifted": one.drifted}) for one in plan.stacks),
        cost=CostEntry(
            before_usd=outlook.before.monthly_usd,
            after_usd=outlook.after.monthly_usd,
            controls=dict(outlook.costs),
            lines=tuple(_lines(outlook.after)),
            sources=outlook.sources,
        ),
        controls=tuple(
            ControlEntry(
                slug=one.slug,
                environment=one.environment,
                before=one.before.value,
                after=one.after.value,
                left=one.left,
            )
            for one in outlook.controls
        ),
        notes=(*outlook.notes, *reminded(outlook, Catalogue("en"))),
    )


def render_json(outlook: Outlook) -> str:
    """The plan as indented JSON with a final line end."""
    return to_document(outlook).model_dump_json(indent=2, by_alias=True) + "\n"


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) that every rendered plan satisfies."""
    described: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast:plan:1",
        **PlanDocument.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _lines(bill: Bill) -> list[LineEntry]:
    return [
        LineEntry(
            item=line.item,
            control=line.control,
            environment=line.environment,
            stack=line.stack,
            resource=line.resource,
            detail=line.detail,
            quantity=line.quantity,
            basis=line.basis.value,
            monthly_usd=line.monthly_usd,
        )
        for line in bill.lines
    ]
