"""CloudFormation's API: what each call does, and what it is answered with."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from holdfast.rig.cloudformation import acting, asked, ending, engine, shown
from holdfast.rig.cloudformation.changes import changes
from holdfast.rig.cloudformation.evaluation import Evaluation
from holdfast.rig.cloudformation.state import ChangeSet, Stack, Wanted
from holdfast.rig.cloudformation.values import TemplateError
from holdfast.rig.cloudformation.wire import Answerer, Call, answer, refuse

_NO_CHANGE = "The submitted information didn't contain changes. Submit different information to create a change set."


def create_change_set(call: Call) -> Mapping[str, Any]:
    """Find what a template would change."""
    kind = str(call.given.get("ChangeSetType", "UPDATE"))
    stack = asked.maybe(call, str(call.given["StackName"]))
    if stack is not None and stack.status == "DELETE_COMPLETE":
        stack = None
    if kind == "CREATE" and stack is not None and stack.status != "REVIEW_IN_PROGRESS":
        raise asked.invalid(
            f"Stack [{stack.name}] already exists and cannot be created again "
            f"with the changeSet [{call.given['ChangeSetName']}]."
        )
    if kind == "UPDATE":
        if stack is None:
            raise asked.invalid(f"Stack [{call.given['StackName']}] does not exist")
        asked.updatable(stack)
    wanted = asked.wanted(call, stack)
    made = stack or asked.new(call, wanted)
    name = str(call.given["ChangeSetName"])
    if name in made.change_sets:
        raise refuse(
            "AlreadyExistsException",
            f"ChangeSet {name} cannot be created due to a mismatch with existing attribute Template",
        )
    found = _changes(made, wanted)
    if stack is None:
        asked.stacks(call).append(made)
        made.say("REVIEW_IN_PROGRESS", "User Initiated")
    arn = f"arn:aws:cloudformation:{call.region}:{call.account}:changeSet/{name}/{uuid4()}"
    change_set = ChangeSet(arn, name, kind, wanted, found)
    change_set.description = str(call.given.get("Description", ""))
    change_set.capabilities = list(call.given.get("Capabilities", ()))
    change_set.on_failure = str(call.given.get("OnStackFailure", "ROLLBACK"))
    if not found and _outputs_equal(made, wanted):
        change_set.status, change_set.execution, change_set.reason = "FAILED", "UNAVAILABLE", _NO_CHANGE
    made.change_sets[name] = change_set
    return {"Id": arn, "StackId": made.arn}


def _changes(stack: Stack, wanted: Wanted) -> list[dict[str, Any]]:
    try:
        return changes(stack, wanted)
    except TemplateError as error:
        raise asked.invalid(str(error)) from error


def _outputs_equal(stack: Stack, wanted: Wanted) -> bool:
    if stack.wanted.tags != wanted.tags:
        return False
    return Evaluation(stack, wanted, stack.resources).outputs() == stack.outputs


def _change_set(call: Call) -> tuple[Stack, ChangeSet]:
    named = str(call.given["ChangeSetName"])
    stacks = [asked.stack(call)] if call.given.get("StackName") else asked.stacks(call)
    for stack in stacks:
        for one in stack.change_sets.values():
            if named in {one.name, one.arn}:
                return stack, one
    raise refuse("ChangeSetNotFound", f"ChangeSet [{named}] does not exist")


def describe_change_set(call: Call) -> Mapping[str, Any]:
    """Show what would change."""
    return shown.change_set(*_change_set(call))


def list_change_sets(call: Call) -> Mapping[str, Any]:
    """Show the change sets of a stack."""
    stack = asked.stack(call)
    return {"Summaries": [shown.change_set(stack, one) for one in stack.change_sets.values()]}


def delete_change_set(call: Call) -> Mapping[str, Any]:
    """Forget what would change."""
    stack, one = _change_set(call)
    stack.change_sets.pop(one.name)
    return {}


def execute_change_set(call: Call) -> Mapping[str, Any]:
    """Do what a change set says; the other change sets of the stack are void."""
    stack, one = _change_set(call)
    if one.execution != "AVAILABLE":
        raise refuse(
            "InvalidChangeSetStatus",
            f"ChangeSet [{one.arn}] cannot be executed in its current status of [{one.status}]",
        )
    asked.capable(one.wanted.template, one.capabilities)
    if one.kind == "UPDATE":
        asked.updatable(stack)
    stack.change_sets.clear()
    rolled = "DO_NOTHING" if call.given.get("DisableRollback") else one.on_failure or "ROLLBACK"
    _begin(stack, one.wanted, rolled, creating=one.kind == "CREATE")
    return {}


def _begin(stack: Stack, wanted: Wanted, on_failure: str, *, creating: bool) -> None:
    try:
        deployment = engine.Deployment(stack, wanted, creating=creating)
    except TemplateError as error:
        raise asked.invalid(str(error)) from error
    stack.say("CREATE_IN_PROGRESS" if creating else "UPDATE_IN_PROGRESS", "User Initiated")
    acting.in_background(stack, partial(deployment.run, on_failure))


def create_stack(call: Call) -> Mapping[str, Any]:
    """Make a stack at once, without a change set."""
    old = asked.maybe(call, str(call.given["StackName"]))
    if old is not None and old.status != "DELETE_COMPLETE":
        raise refuse("AlreadyExistsException", f"Stack [{old.name}] already exists")
    wanted = asked.wanted(call, None)
    asked.capable(wanted.template, call.given.get("Capabilities"))
    stack = asked.new(call, wanted)
    stack.protected = bool(call.given.get("EnableTerminationProtection"))
    failing = "DO_NOTHING" if call.given.get("DisableRollback") else str(call.given.get("OnFailure", "ROLLBACK"))
    _begin(stack, wanted, failing, creating=True)
    asked.stacks(call).append(stack)
    return {"StackId": stack.arn}


def update_stack(call: Call) -> Mapping[str, Any]:
    """Change a stack at once, without a change set."""
    stack = asked.stack(call)
    asked.updatable(stack)
    wanted = asked.wanted(call, stack)
    asked.capable(wanted.template, call.given.get("Capabilities"))
    if not _changes(stack, wanted) and _outputs_equal(stack, wanted):
        raise asked.invalid("No updates are to be performed.")
    _begin(stack, wanted, "ROLLBACK", creating=False)
    return {"StackId": stack.arn}


def delete_stack(call: Call) -> Mapping[str, Any]:
    """Delete a stack; nothing happens when there is none."""
    stack = asked.maybe(call, str(call.given["StackName"]))
    if stack is None or stack.status in {"DELETE_COMPLETE", "DELETE_IN_PROGRESS"}:
        return {}
    if stack.protected:
        raise asked.invalid(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    if stack.busy:
        raise asked.invalid(f"Stack [{stack.arn}] cannot be deleted while in status {stack.status}")
    retained = set(call.given.get("RetainResources", ()))
    if retained and stack.status != "DELETE_FAILED":
        raise asked.invalid(
            f"Invalid operation on stack [{stack.arn}]. When you delete a stack, specify which resources to retain "
            "only when the stack is in the DELETE_FAILED state."
        )
    for output in stack.outputs:
        users = [
            one.name for one in asked.stacks(call) if output.get("ExportName") in one.imports and one.deleted is None
        ]
        if users:
            raise asked.invalid(
                f"Export {output['ExportName']} cannot be deleted as it is in use by {', '.join(users)}"
            )
    stack.status = "DELETE_IN_PROGRESS"
    acting.in_background(stack, partial(ending.delete, stack, retained))
    return {}


def continue_update_rollback(call: Call) -> Mapping[str, Any]:
    """Go on with the way back of an update that stopped."""
    stack = asked.stack(call)
    if stack.status != "UPDATE_ROLLBACK_FAILED":
        raise asked.invalid(f"Stack:{stack.arn} is in {stack.status} state and can not be rolled back.")
    skipped = set(call.given.get("ResourcesToSkip", ()))
    stack.say("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
    acting.in_background(stack, partial(ending.roll_back, stack, skipped))
    return {}


def describe_stacks(call: Call) -> Mapping[str, Any]:
    """Show one stack, or all that live."""
    if call.given.get("StackName"):
        return {"Stacks": [shown.stack(asked.stack(call))]}
    return {"Stacks": [shown.stack(one) for one in asked.stacks(call) if one.status != "DELETE_COMPLETE"]}


def list_stacks(call: Call) -> Mapping[str, Any]:
    """Show stacks in short, those that are deleted among them."""
    wanted = set(call.given.get("StackStatusFilter", ()))
    return {"StackSummaries": [shown.summary(one) for one in asked.stacks(call) if not wanted or one.status in wanted]}


def describe_stack_events(call: Call) -> Mapping[str, Any]:
    """Show what happened, newest first."""
    stack = asked.stack(call)
    return {"StackEvents": [shown.event(stack, one) for one in reversed(list(stack.events))]}


def describe_stack_resources(call: Call) -> Mapping[str, Any]:
    """Show a stack's resources."""
    stack = asked.stack(call)
    wanted = call.given.get("LogicalResourceId")
    found = [one for one in list(stack.resources.values()) if wanted in {None, one.logical}]
    if wanted and not found:
        raise asked.invalid(f"Resource {wanted} does not exist for stack {stack.name}")
    return {"StackResources": [shown.resource(stack, one) for one in found]}


def describe_stack_resource(call: Call) -> Mapping[str, Any]:
    """Show one resource of a stack."""
    stack = asked.stack(call)
    wanted = str(call.given["LogicalResourceId"])
    if wanted not in stack.resources:
        raise asked.invalid(f"Resource {wanted} does not exist for stack {stack.name}")
    return {"StackResourceDetail": shown.detail(stack, stack.resources[wanted])}


def list_stack_resources(call: Call) -> Mapping[str, Any]:
    """Show a stack's resources in short."""
    stack = asked.stack(call)
    return {"StackResourceSummaries": [shown.detail(stack, one) for one in list(stack.resources.values())]}


def get_template(call: Call) -> Mapping[str, Any]:
    """Give the template back as it was given."""
    template = _change_set(call)[1].wanted.template if call.given.get("ChangeSetName") else asked.stack(call).template
    return {"TemplateBody": template.text, "StagesAvailable": ["Original", "Processed"]}


def validate_template(call: Call) -> Mapping[str, Any]:
    """Read a template and say what it declares."""
    template = asked.template(call, None)
    declared = [
        {k: one[k] for k in ("ParameterKey", "DefaultValue", "NoEcho", "Description") if k in one}
        for one in shown.declared(template)
    ]
    return {
        "Parameters": declared,
        "Capabilities": asked.needed(template),
        "Description": str(template.body.get("Description", "")),
    }


def update_termination_protection(call: Call) -> Mapping[str, Any]:
    """Let a stack be deleted, or not."""
    stack = asked.stack(call)
    stack.protected = bool(call.given["EnableTerminationProtection"])
    return {"StackId": stack.arn}


_CALLS: tuple[Callable[[Call], Mapping[str, Any]], ...] = (
    create_change_set,
    describe_change_set,
    list_change_sets,
    delete_change_set,
    execute_change_set,
    create_stack,
    update_stack,
    delete_stack,
    continue_update_rollback,
    describe_stacks,
    list_stacks,
    describe_stack_events,
    describe_stack_resources,
    describe_stack_resource,
    list_stack_resources,
    get_template,
    validate_template,
    update_termination_protection,
)


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def install() -> None:
    """Answer CloudFormation's calls here."""
    answerers: dict[str, Answerer] = {_pascal(one.__name__): one for one in _CALLS}
    answer("cloudformation", answerers)
