"""The way back and the end: resources ended as their policies say, and updates put back."""

from collections.abc import Collection, Iterable

from holdfast.rig.cloudformation.acting import ResourceFaultError, attempt, injected
from holdfast.rig.cloudformation.evaluation import dynamic
from holdfast.rig.cloudformation.handlers import handler
from holdfast.rig.cloudformation.handlers.base import Place
from holdfast.rig.cloudformation.state import Resource, Stack, Step, now
from holdfast.rig.cloudformation.template import Template

_BY_USER = "User Initiated"
_DEFAULT_POLICY = {"AWS::RDS::DBInstance": "Snapshot"}
"""What happens to data where the template does not say (CloudFormation user guide, DeletionPolicy, 2026)."""


def roll_back(stack: Stack, skipped: set[str]) -> None:
    """Put back what an update changed, newest first; `skipped` are left as they are."""
    at = Place(stack.account, stack.region, stack.name)
    ends: list[Resource] = []
    for step in reversed(stack.undone):
        if step.after is not None and (step.before is None or step.replaced):
            ends.append(step.after)
        if step.before is None or step.logical in skipped:
            continue
        fault = "" if step.replaced else _put_back(stack, step, at)
        if fault:
            stack.say("UPDATE_ROLLBACK_FAILED", f"The following resource(s) failed to update: [{step.logical}].")
            return
        stack.resources[step.logical] = step.before
        stack.tell(step.before, "UPDATE_COMPLETE")
    _restore(stack)
    stack.say("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    for one in ends:
        end(stack, one, creating=True)
        if stack.resources.get(one.logical) is one:
            stack.resources.pop(one.logical)
    for logical in [logical for logical, one in stack.resources.items() if not one.physical]:
        stack.resources.pop(logical)
    stack.undone = []
    stack.say("UPDATE_ROLLBACK_COMPLETE")


def _put_back(stack: Stack, step: Step, at: Place) -> str:
    if step.before is None or step.after is None:
        return ""
    old, new, how = step.before, step.after, handler(step.before.kind)
    stack.tell(old, "UPDATE_IN_PROGRESS")
    try:
        injected(old.logical, "update")
        before, after = attempt(lambda: dynamic([new.properties, old.properties], at))
        attempt(lambda: how.update(at, old.physical, before, after))
    except ResourceFaultError as fault:
        stack.tell(old, "UPDATE_FAILED", str(fault))
        return str(fault)
    return ""


def _restore(stack: Stack) -> None:
    if stack.previous is not None:
        stack.wanted = stack.previous


def delete(stack: Stack, retained: set[str]) -> None:
    """Delete a stack's resources, each after all that depend on it.

    Args:
        stack: the stack.
        retained: logical ids that stay, of resources that could not be deleted before.
    """
    stack.say("DELETE_IN_PROGRESS", _BY_USER)
    wanted = [one for one in stack.resources.values() if one.status != "DELETE_COMPLETE"]
    kept = end_all(stack, wanted, retained=retained)
    if kept:
        stack.say("DELETE_FAILED", kept)
        return
    stack.deleted = now()
    stack.say("DELETE_COMPLETE")


def end_all(
    stack: Stack,
    resources: Iterable[Resource],
    *,
    creating: bool = False,
    retained: Collection[str] = (),
) -> str:
    """End resources; gives what could not be ended in AWS's words, empty when all are gone."""
    failed: list[str] = []
    blocked: set[str] = set()
    for one in backwards(stack.template, list(resources)):
        # What others still use is not tried.
        if one.logical in blocked:
            blocked |= stack.template.dependencies(one.logical)
            continue
        if not one.physical:
            continue
        if not end(stack, one, creating=creating, retained=one.logical in retained):
            failed.append(one.logical)
            blocked |= stack.template.dependencies(one.logical)
    return f"The following resource(s) failed to delete: [{', '.join(failed)}]. " if failed else ""


def end(
    stack: Stack,
    one: Resource,
    *,
    policy: str = "DeletionPolicy",
    creating: bool = False,
    retained: bool = False,
) -> bool:
    """End one resource as its policy says; whether it is gone or left on purpose."""
    wish = str(one.body.get(policy, _DEFAULT_POLICY.get(one.kind, "")))
    if retained or wish == "Retain" or (wish == "RetainExceptOnCreate" and not creating):
        stack.tell(one, "DELETE_SKIPPED")
        return True
    at, how = Place(stack.account, stack.region, stack.name), handler(one.kind)
    stack.tell(one, "DELETE_IN_PROGRESS")
    try:
        injected(one.logical, "delete")
        way = how.snapshot if wish == "Snapshot" and not creating else how.delete
        if attempt(lambda: how.exists(at, one.physical)):
            attempt(lambda: way(at, one.physical))
    except ResourceFaultError as fault:
        stack.tell(one, "DELETE_FAILED", str(fault))
        return False
    stack.tell(one, "DELETE_COMPLETE")
    return True


def backwards(template: Template, resources: list[Resource]) -> list[Resource]:
    """Resources in the order in which they can be ended: each after all that depend on it."""
    order = {logical: index for index, logical in enumerate(template.order(set(template.resources)))}
    return sorted(resources, key=lambda one: -order.get(one.logical, 0))
