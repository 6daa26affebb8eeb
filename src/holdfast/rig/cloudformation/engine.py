"""What CloudFormation does to a stack: it becomes what a template says, or what it was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from holdfast.rig.cloudformation.acting import ResourceFaultError, attempt, handled, injected, made_up
from holdfast.rig.cloudformation.ending import backwards, delete, end, end_all, roll_back
from holdfast.rig.cloudformation.evaluation import Evaluation, dynamic
from holdfast.rig.cloudformation.handlers import handler
from holdfast.rig.cloudformation.schemas import schema
from holdfast.rig.cloudformation.state import Resource, Stack, Step, Wanted, now
from holdfast.rig.cloudformation.values import TemplateError

_CANCELLED = "Resource creation cancelled"


class Deployment:
    """A stack made or changed into what a template says.

    Args:
        stack: the stack.
        wanted: what it becomes.
        creating: whether the stack is new.
    """

    def __init__(self, stack: Stack, wanted: Wanted, *, creating: bool) -> None:
        self.stack, self.creating = stack, creating
        self.verb = "CREATE" if creating else "UPDATE"
        self.before = dict(stack.resources)
        self.old_template = stack.template
        self.evaluation = Evaluation(stack, wanted, stack.resources)
        self.steps: list[Step] = []
        stack.previous, stack.wanted = stack.wanted, replace(wanted, resolved=self.evaluation.resolved)

    def run(self, on_failure: str = "ROLLBACK") -> None:
        """Do all of it; on failure go back, keep what there is (`DO_NOTHING`) or delete all (`DELETE`)."""
        stack = self.stack
        try:
            for logical in self.evaluation.template.order(self.evaluation.active):
                self._place(logical)
            stack.outputs = self.evaluation.outputs()
        except (ResourceFaultError, TemplateError) as fault:
            self._fail(str(fault), on_failure)
            return
        stack.imports = self.evaluation.imports
        if self.creating:
            stack.say("CREATE_COMPLETE")
            return
        stack.updated = now()
        self._clean()

    def _clean(self) -> None:
        stack = self.stack
        stack.say("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        replaced = [step.before for step in self.steps if step.replaced and step.before]
        removed = [one for logical, one in self.before.items() if logical not in self.evaluation.active]
        for one in backwards(self.old_template, [*replaced, *removed]):
            end(stack, one, policy="UpdateReplacePolicy" if one in replaced else "DeletionPolicy")
            if one not in replaced:
                stack.resources.pop(one.logical, None)
        stack.say("UPDATE_COMPLETE")

    def _fail(self, reason: str, on_failure: str) -> None:
        stack = self.stack
        stack.undone = self.steps
        if self.creating and on_failure == "DO_NOTHING":
            stack.say("CREATE_FAILED", reason)
        elif self.creating and on_failure == "DELETE":
            stack.say("CREATE_FAILED", reason)
            delete(stack, set())
        elif self.creating:
            stack.say("ROLLBACK_IN_PROGRESS", f"{reason} Rollback requested by user.")
            kept = end_all(stack, [step.after for step in self.steps if step.after], creating=True)
            stack.say("ROLLBACK_FAILED" if kept else "ROLLBACK_COMPLETE", kept)
        else:
            stack.say("UPDATE_ROLLBACK_IN_PROGRESS", reason)
            roll_back(stack, set())

    def _place(self, logical: str) -> None:
        body = self.evaluation.template.resources[logical]
        old = self.stack.resources.get(logical)
        new = Resource(
            logical, str(body["Type"]), body={key: value for key, value in body.items() if key != "Properties"},
            template=body.get("Properties", {}),
        )  # fmt: skip
        try:
            new.properties = self.evaluation.properties(logical)
        except TemplateError as error:
            raise self._failed(old or new, str(error)) from error
        if old is None:
            self._make(new, None)
            return
        names = differing(old.properties, new.properties)
        if not names:
            self.stack.resources[logical] = _with(old, new)
            return
        if replaces(new.kind, names, old.properties, new.properties):
            self._make(new, old)
        else:
            self._change(old, new)

    def _make(self, new: Resource, old: Resource | None) -> None:
        stack, verb = self.stack, "CREATE" if old is None else "UPDATE"
        if old is not None:
            stack.tell(
                old,
                "UPDATE_IN_PROGRESS",
                "Requested update requires the creation of a new physical resource; hence creating one.",
            )
        else:
            stack.tell(new, "CREATE_IN_PROGRESS")
        try:
            self._call_create(new, old)
            self.steps.append(Step(new.logical, old, new, replaced=old is not None))
            stack.resources[new.logical] = new
            stack.tell(new, f"{verb}_IN_PROGRESS", "Resource creation Initiated")
        except ResourceFaultError as fault:
            raise self._failed(new if new.physical else old or new, str(fault), verb) from fault
        stack.tell(new, f"{verb}_COMPLETE")

    def _call_create(self, new: Resource, old: Resource | None) -> None:
        at, how = self.evaluation.place, handler(new.kind)
        injected(new.logical, "create")
        known = schema(new.kind)
        for problem in known.problems(new.properties) if known else ():
            raise ResourceFaultError(
                f"Properties validation failed for resource {new.logical} with message:\n{problem}"
            )
        own = str(new.properties.get(how.named, "")) if how.named else ""
        if own and old is not None and own == old.properties.get(how.named):
            raise ResourceFaultError(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {own} and update the stack again."
            )
        if own and how.silent and attempt(lambda: how.exists(at, own)):
            raise ResourceFaultError(handled(f"{own} already exists", "AlreadyExists"))
        given = attempt(lambda: dynamic(new.properties, at))
        name = made_up(self.stack.name, new.logical, how.longest, lower=how.lower)
        new.physical = attempt(lambda: how.create(at, given, name))

    def _change(self, old: Resource, new: Resource) -> None:
        stack, at, how = self.stack, self.evaluation.place, handler(new.kind)
        new.physical = old.physical
        stack.tell(old, "UPDATE_IN_PROGRESS")
        try:
            before, after = attempt(lambda: dynamic([old.properties, new.properties], at))
            # What was begun may be half done: it is put back as a whole.
            self.steps.append(Step(new.logical, old.copy(), new))
            injected(new.logical, "update")
            attempt(lambda: how.update(at, old.physical, before, after))
        except ResourceFaultError as fault:
            raise self._failed(old, str(fault), "UPDATE") from fault
        stack.resources[new.logical] = new
        stack.tell(new, "UPDATE_COMPLETE")

    def _failed(self, resource: Resource, reason: str, verb: str = "") -> ResourceFaultError:
        verb = verb or ("UPDATE" if resource.physical else "CREATE")
        self.stack.tell(resource, f"{verb}_FAILED", reason)
        if resource.logical not in self.stack.resources:
            self.stack.resources[resource.logical] = resource
        self._cancel_others(resource.logical)
        word = "create" if verb == "CREATE" else "update"
        return ResourceFaultError(f"The following resource(s) failed to {word}: [{resource.logical}].")

    def _cancel_others(self, failed: str) -> None:
        """Say of what would have been under way at that moment that it was cancelled, as AWS does."""
        template = self.evaluation.template
        waiting = self.evaluation.active - set(self.stack.resources) - {failed}
        done = {logical for logical, one in self.stack.resources.items() if one.status.endswith("_COMPLETE")}
        for logical in sorted(waiting):
            if template.dependencies(logical) & self.evaluation.active <= done:
                other = Resource(logical, str(template.resources[logical]["Type"]))
                self.stack.tell(other, "CREATE_FAILED", _CANCELLED)


def _with(old: Resource, new: Resource) -> Resource:
    """The same resource under what the template now says besides its properties."""
    kept = old.copy()
    kept.body, kept.template = new.body, new.template
    return kept


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the properties that differ, at the top level, in order."""
    return [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def replaces(kind: str, names: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a change of these properties makes a new resource in the old one's place."""
    known = schema(kind)
    if known is None:
        return False
    changed = set(names)
    within = [path for name in changed for path in known.fixed_within(name)]
    if changed & known.fixed or any(_within(before, path) != _within(after, path) for path in within):
        return True
    return any(changes(before, after) for name, changes in _SOMETIMES.get(kind, {}).items() if name in changed)


def _within(value: Any, path: list[str]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


_SOMETIMES: dict[str, dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], bool]]] = {
    "AWS::RDS::DBInstance": {"Engine": lambda _before, _after: True, "AvailabilityZone": lambda _before, _after: True},
    "AWS::EC2::VPC": {"InstanceTenancy": lambda _before, after: after.get("InstanceTenancy") != "default"},
}
"""Properties of which some changes replace, as the CloudFormation user guide says of each (2026)."""
