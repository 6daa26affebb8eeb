"""`diff`: the templates against those that are deployed, and what somebody changed by hand, as far as it is known."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from holdfast.actions.deploy.cloud import Cloud, asking
from holdfast.actions.deploy.deployed import Phase, read_stack
from holdfast.actions.deploy.plan import in_order
from holdfast.model.deployment import Act, Template
from holdfast.model.difference import Drifted, ResourceDifference, StackDifference, Value

_SECTIONS = ("Parameters", "Conditions", "Mappings", "Outputs")
_WORKERS = 8


def diff(cloud: Cloud, templates: Iterable[Template]) -> tuple[StackDifference, ...]:
    """How each stack differs from its template, in the order of deployment.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="diff") as pool:
        return tuple(pool.map(lambda one: _of_stack(cloud, one), in_order(templates)))


def _of_stack(cloud: Cloud, template: Template) -> StackDifference:
    there = read_stack(cloud, template.stack, template.region)
    if there.phase is Phase.ABSENT:
        return StackDifference(
            stack=template.stack, region=template.region, there=False, parts=tuple(compare({}, template.body))
        )
    return StackDifference(
        stack=template.stack,
        region=template.region,
        there=True,
        parts=tuple(compare(there.template, template.body)),
        drifted=_drifted(cloud, template) if there.drifted else None,
    )


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ResourceDifference]:
    """What differs between two templates: resources first, then the other sections; metadata does not count."""
    old, new = before.get("Resources", {}), after.get("Resources", {})
    for name in sorted({*old, *new}):
        kind = str((new.get(name) or old.get(name)).get("Type"))
        if name not in old or name not in new:
            yield ResourceDifference(act=Act.ADD if name in new else Act.REMOVE, name=name, kind=kind)
            continue
        values = tuple(differing(_plain(old[name]), _plain(new[name])))
        if values:
            yield ResourceDifference(act=Act.MODIFY, name=name, kind=kind, values=values)
    for section in _SECTIONS:
        values = tuple(differing(before.get(section, {}), after.get(section, {})))
        if values:
            yield ResourceDifference(act=Act.MODIFY, name=section, values=values)


def _plain(block: Mapping[str, Any]) -> dict[str, Any]:
    """A resource with its properties beside its attributes, and without metadata."""
    rest = {key: value for key, value in block.items() if key not in {"Metadata", "Properties"}}
    return {**block.get("Properties", {}), **rest}


def differing(before: Any, after: Any, path: str = "") -> Iterator[Value]:
    """Every value that differs between two values of JSON, with its path such as `Tags[2].Value`."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            yield from differing(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
        return
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differing(one, other, f"{path}[{place}]")
        return
    yield Value(path=path, before=before, after=after)


def _drifted(cloud: Cloud, template: Template) -> tuple[Drifted, ...]:
    client = cloud.client("cloudformation", template.region)
    with asking("cloudformation:DescribeStackResourceDrifts", template.stack):
        answer = client.describe_stack_resource_drifts(
            StackName=template.stack, StackResourceDriftStatusFilters=["MODIFIED", "DELETED"], MaxResults=100
        )
    return tuple(
        Drifted(
            logical_id=str(one["LogicalResourceId"]),
            kind=str(one["ResourceType"]),
            state=str(one["StackResourceDriftStatus"]).lower(),
            values=tuple(
                Value(
                    path=str(each["PropertyPath"]).strip("/").replace("/", "."),
                    before=each.get("ExpectedValue"),
                    after=each.get("ActualValue"),
                )
                for each in one.get("PropertyDifferences", ())
            ),
        )
        for one in answer["StackResourceDrifts"]
    )
