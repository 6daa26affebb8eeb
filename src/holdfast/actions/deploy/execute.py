"""Executes a plan that was approved, stack by stack; what is not as planned any more is not touched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from holdfast.actions.deploy import artifacts, changes
from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.actions.deploy.deployed import Deployed, Phase, read_stack
from holdfast.actions.deploy.events import read_events
from holdfast.actions.deploy.follow import Watch, follow, nobody
from holdfast.actions.deploy.plan import Step, in_order, is_resolved, step_of
from holdfast.actions.deploy.states import delete_empty_buckets
from holdfast.model.deployment import Change, Plan, StackPlan, StackResult, Template, Turn
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.record import replace
from holdfast.stacks.place import artifacts_stack
from holdfast.stacks.protection import at_first

Fill = Callable[[Cloud, str], None]
"""Puts into the artifact bucket, by its name, what hosts fetch from it."""


class StaleError(UsageError):
    """The plan that was approved is not what would be done now."""


class HalfwayError(IncompleteError):
    """AWS could not be asked any more while a plan was executed; `results` are the stacks that are done."""

    def __init__(
        self, cause: IncompleteError, results: tuple[StackResult, ...], at: str, command: str = "deploy --wait"
    ) -> None:
        done = ", ".join(one.stack for one in results) or "none"
        first = "log in again, then run" if isinstance(cause, CredentialsError) else "run"
        under_way = f"; under way: {at} (CloudFormation goes on by itself)" if at else ""
        super().__init__(
            f"{cause.happened}\n  done: {done}{under_way}",
            where=cause.where,
            next_step=f"{first} `holdfast {command}` again: it continues",
        )
        self.results = results


@dataclass(slots=True)
class Execution:
    """One run of a plan.

    Args:
        cloud: the account.
        plan: what was approved.
        watch: told how far each stack is.
        fill: fills the artifact bucket once there is one.
        results: how the stacks came out that were touched.
    """

    cloud: Cloud
    plan: Plan
    watch: Watch = nobody
    fill: Fill = lambda _cloud, _bucket: None
    results: list[StackResult] = field(default_factory=list)
    _deployed: dict[str, Deployed] = field(default_factory=dict)
    _bucket: str = ""
    _at: str = ""

    def run(self, templates: Iterable[Template]) -> tuple[StackResult, ...]:
        """Deploy the templates in their order; ends at the first stack that fails.

        Raises:
            StaleError: a stack is not as it was when the plan was made, or more would be destroyed than it says.
            HalfwayError: AWS refused, or did not answer.
        """
        try:
            self._each(templates)
        except CloudError as error:
            raise HalfwayError(error, tuple(self.results), self._at) from error
        return tuple(self.results)

    def _each(self, templates: Iterable[Template]) -> None:
        planned = {one.stack: one for one in self.plan.stacks}
        filled = False
        for template in in_order(templates):
            if not filled and template.stack != artifacts_stack(self.plan.product):
                self._bucket = artifacts.bucket_of(self.cloud, self.plan.product)
                if self._bucket:
                    self.fill(self.cloud, self._bucket)
                filled = True
            self._at = ""
            self._stack(template, planned[template.stack])
            if self.results and not self.results[-1].is_well:
                return

    def _stack(self, template: Template, planned: StackPlan) -> None:
        there = read_stack(self.cloud, template.stack, template.region)
        if there.base != planned.base:
            raise _stale(planned, "was changed since the plan was made")
        if planned.turn is Turn.RECREATE:
            there = self._cleared(there)
        if planned.turn is not Turn.UNCHANGED:
            there = self._changed(template, planned, there)
        self._deployed[template.stack] = there
        if template.protected and not there.protected and there.phase is Phase.SETTLED:
            set_protection(self.cloud, there, on=True)

    def _changed(self, template: Template, planned: StackPlan, there: Deployed) -> Deployed:
        step = step_of(template, there, self._known(template))
        if step.awaits:
            missing = ", ".join(sorted(step.awaits.values()))
            raise IncompleteError(
                f"lacks what it needs: {missing}", where=template.stack, next_step="report this fault"
            )
        first = at_first(template.body, there.template.get("Resources", {}))
        if first is template.body:
            self._applied(template, planned, step)
            return self._as_it_is(template)
        if not self._applied(replace(template, body=first), planned, step):
            return self._as_it_is(template)
        if self.results[-1].is_well:
            self._protected(template, step)
        return self._as_it_is(template)

    def _as_it_is(self, template: Template) -> Deployed:
        return read_stack(self.cloud, template.stack, template.region, template=False)

    def _applied(self, template: Template, planned: StackPlan, step: Step) -> bool:
        """Execute what was approved for a stack; whether there was anything to do."""
        there = step.deployed
        made = self._change_set(template, step, there)
        if not made.id:
            return False
        problem = _disagreement(planned, step, made.changes)
        if problem:
            changes.delete(self.cloud, template.region, made)
            raise _stale(planned, problem)
        self.results.append(self._followed(template, made))
        return True

    def _protected(self, template: Template, step: Step) -> None:
        """Protect what is new in a stack against deletion, now that its rollback would not have to delete it.

        Raises:
            IncompleteError: hosts would change with it, for which there is a newer image since they were made.
        """
        there = read_stack(self.cloud, template.stack, template.region)
        if not is_resolved(self.cloud, step, there):
            raise IncompleteError(
                "is made, and not protected against deletion yet: there is a newer image for its hosts by now",
                where=f"{template.stack} ({template.region})",
                next_step="run `holdfast plan`, and deploy what it says",
            )
        made = self._change_set(template, step, there)
        if not made.id:
            return
        made_before, result = self.results[-1], self._followed(template, made)
        # To people it is one deployment of the stack, unless the second half fails.
        both = replace(made_before, seconds=made_before.seconds + result.seconds)
        self.results[-1:] = [both] if result.is_well else [both, result]

    def _change_set(self, template: Template, step: Step, there: Deployed) -> changes.ChangeSet:
        return changes.create(
            self.cloud,
            template,
            parameters=step.parameters,
            deployed=there.template,
            bucket=self._bucket,
            first=there.phase is Phase.ABSENT,
        )

    def _followed(self, template: Template, made: changes.ChangeSet) -> StackResult:
        """Execute a change set, and wait for the end of it."""
        target = Deployed(stack=template.stack, region=template.region, id=made.stack_id)
        known = frozenset(one.id for one in read_events(self.cloud, target.id, target.region))
        self._at = template.stack
        with asking("cloudformation:ExecuteChangeSet", template.stack):
            self.cloud.client("cloudformation", template.region).execute_change_set(ChangeSetName=made.id)
        return follow(self.cloud, target, known=known, total=len(made.changes), watch=self.watch)

    def _known(self, template: Template) -> dict[str, Deployed]:
        """The stacks that give values to a template, those of earlier runs included."""
        for name, value in template.parameters.items():
            if isinstance(value, str) or value.stack in self._deployed:
                continue
            raise IncompleteError(
                f"its parameter {name} comes from {value.stack}, which is not deployed before it",
                where=template.stack,
                next_step="report this fault",
            )
        return self._deployed

    def _cleared(self, there: Deployed) -> Deployed:
        """Delete the rest of a first creation that failed."""
        delete_empty_buckets(self.cloud, there)
        result = delete_stack(self.cloud, there, self.watch)
        if not result.is_well:
            self.results.append(result)
            raise IncompleteError(
                f"what its failed creation left could not be deleted: {result.cause and result.cause.reason}",
                where=there.stack,
                next_step="delete what it names by hand, and deploy again",
            )
        return Deployed(stack=there.stack, region=there.region)


def set_protection(cloud: Cloud, there: Deployed, *, on: bool) -> None:
    """Have a stack refuse to be deleted, or not any more.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    with asking("cloudformation:UpdateTerminationProtection", there.stack):
        cloud.client("cloudformation", there.region).update_termination_protection(
            StackName=there.stack, EnableTerminationProtection=on
        )


def delete_stack(cloud: Cloud, there: Deployed, watch: Watch = nobody) -> StackResult:
    """Delete a stack and wait for the end of it.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    known = frozenset(one.id for one in read_events(cloud, there.id, there.region))
    with asking("cloudformation:DeleteStack", there.stack):
        cloud.client("cloudformation", there.region).delete_stack(StackName=there.id)
    good = frozenset({"DELETE_COMPLETE"})
    return follow(cloud, there, known=known, total=0, watch=watch, good=good)


def _disagreement(planned: StackPlan, step: Step, found: tuple[Change, ...]) -> str:
    """How what would be done differs from what was approved; empty when it does not, or only harmlessly.

    Where a value was not known when the plan was made, more may change than it could say; but nothing more may be
    destroyed.
    """
    approved = {(one.act, one.logical_id, one.kind) for one in planned.changes}
    told = {(one.act, one.logical_id, one.kind) for one in found}
    if not planned.estimated and dict(step.parameters) == dict(planned.parameters) and told != approved:
        names = sorted({name for _, name, _ in told ^ approved})
        return f"would change otherwise than the plan says: {', '.join(names)}"
    worse = [
        one.logical_id for one in found if one.is_destructive and (one.act, one.logical_id, one.kind) not in approved
    ]
    return f"would destroy what the plan does not name: {', '.join(worse)}" if worse else ""


def _stale(planned: StackPlan, problem: str) -> StaleError:
    return StaleError(
        f"the plan is stale: this stack {problem}",
        where=f"{planned.stack} ({planned.region})",
        next_step="run `holdfast plan` again, and approve what it says now; nothing was done to this stack",
    )
