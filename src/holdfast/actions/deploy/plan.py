"""`plan`: what deploying some templates would do to each stack; CloudFormation is asked, and nothing is changed."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from graphlib import CycleError, TopologicalSorter

from holdfast.actions.deploy import artifacts, changes
from holdfast.actions.deploy.cloud import Cloud, asking
from holdfast.actions.deploy.deployed import Deployed, Phase, read_stack
from holdfast.actions.deploy.states import StateError, database_removed, laid_out_anew, refuse
from holdfast.model.deployment import Change, Plan, Source, StackPlan, Template, Turn, digest
from holdfast.model.errors import IncompleteError
from holdfast.model.record import record

_WORKERS = 8


@record(frozen=True, slots=True, kw_only=True)
class Step:
    """One stack on its way: what it shall be, what is there, and the values of its parameters.

    Attributes:
        template: what it shall be.
        deployed: what is there.
        parameters: values that are known.
        awaits: `STACK.OUTPUT` of values that are not known yet, by the parameter they are for.
    """

    template: Template
    deployed: Deployed
    parameters: Mapping[str, str]
    awaits: Mapping[str, str]


@record(frozen=True, slots=True)
class Survey:
    """A plan, and what is deployed now in the same order."""

    plan: Plan
    deployed: tuple[Deployed, ...]


def in_order(templates: Iterable[Template]) -> tuple[Template, ...]:
    """Those first that others depend on; else as they came.

    Raises:
        IncompleteError: two wait for one another, which is a fault of ours.
    """
    by_name = {one.stack: one for one in templates}
    needs = {
        name: {*one.depends_on, *(value.stack for value in one.parameters.values() if isinstance(value, Source))}
        & {*by_name}
        for name, one in by_name.items()
    }
    try:
        return tuple(by_name[name] for name in TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise IncompleteError(
            f"stacks wait for one another: {', '.join(error.args[1])}", where="templates", next_step="report this fault"
        ) from error


def make_plan(cloud: Cloud, product: str, templates: Iterable[Template]) -> Survey:
    """What deploying these templates would do, and what is there.

    Args:
        cloud: the account.
        product: its name.
        templates: of all stacks that are planned.

    Raises:
        IncompleteError: a stack is in a state from which it cannot be updated, with what to do; AWS refused, or did
            not answer; CloudFormation does not accept a template.
    """
    account, caller = cloud.identity()
    ordered = in_order(templates)
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="plan") as pool:
        read = tuple(pool.map(lambda one: read_stack(cloud, one.stack, one.region), ordered))
        refuse(cloud, read)
        _see_what_stands(ordered, read)
        deployed = {one.stack: one for one in read}
        steps = [step_of(one, deployed[one.stack], deployed) for one in ordered]
        bucket = artifacts.bucket_of(cloud, product)
        stacks = tuple(pool.map(lambda step: _planned(cloud, step, bucket), steps))
    return Survey(Plan(product=product, account=account, caller=caller, stacks=stacks), read)


def _see_what_stands(templates: tuple[Template, ...], read: tuple[Deployed, ...]) -> None:
    """See that nothing is pulled away under what stands.

    Raises:
        StateError: a network would be laid out anew, or a database removed.
    """
    pairs = tuple(zip(templates, read, strict=True))
    looks = (laid_out_anew, database_removed)
    found = tuple(one for look in looks for template, there in pairs for one in look(there, template.body))
    if found:
        raise StateError(found)


def step_of(template: Template, there: Deployed, deployed: Mapping[str, Deployed]) -> Step:
    """A stack with the values of its parameters, as far as the stacks that give them are deployed."""
    parameters: dict[str, str] = {}
    awaits: dict[str, str] = {}
    for name, value in template.parameters.items():
        if not isinstance(value, Source):
            parameters[name] = value
            continue
        giver = deployed.get(value.stack)
        if giver is not None and value.output in giver.outputs:
            parameters[name] = giver.outputs[value.output]
        else:
            awaits[name] = f"{value.stack}.{value.output}"
    return Step(template=template, deployed=there, parameters=parameters, awaits=awaits)


def turn_of(step: Step) -> Turn:
    """What happens to a stack, as far as its state tells; one that is there may yet turn out unchanged."""
    phase = step.deployed.phase
    if phase is Phase.ABSENT:
        return Turn.CREATE
    return Turn.RECREATE if phase in {Phase.FAILED_FIRST, Phase.HALF_DELETED} else Turn.UPDATE


def is_unchanged(cloud: Cloud, step: Step) -> bool:
    """The stack was made from this very template with these very values: CloudFormation need not be asked."""
    there = step.deployed
    if there.phase is not Phase.SETTLED or step.awaits or digest(there.template) != digest(step.template.body):
        return False
    declared = step.template.body.get("Parameters", {})
    wanted = {name: step.parameters.get(name, block.get("Default")) for name, block in declared.items()}
    hidden = {name for name, block in declared.items() if str(block.get("NoEcho", "")).lower() == "true"}
    if any(str(wanted[name]) != there.parameters.get(name) for name in wanted if name not in hidden):
        return False
    return is_resolved(cloud, step, there)


def is_resolved(cloud: Cloud, step: Step, there: Deployed) -> bool:
    """Whether the parameters of SSM that a stack's values name still say what they said when it was deployed."""
    declared = step.template.body.get("Parameters", {})
    named = {
        name: str(step.parameters.get(name, block.get("Default")))
        for name, block in declared.items()
        if str(block.get("Type", "")).startswith("AWS::SSM::Parameter::Value")
    }
    return not named or _resolved(cloud, step.template.region, named) == {one: there.resolved.get(one) for one in named}


def _resolved(cloud: Cloud, region: str, named: Mapping[str, str]) -> dict[str, str | None]:
    """What SSM's parameters say now: a new machine image, for one, changes hosts though no template changed."""
    names = sorted(set(named.values()))
    found: dict[str, str] = {}
    for start in range(0, len(names), 10):  # ten is the most that one call takes
        with asking("ssm:GetParameters", region):
            answer = cloud.client("ssm", region).get_parameters(Names=names[start : start + 10])
        found |= {str(one["Name"]): str(one["Value"]) for one in answer["Parameters"]}
    return {name: found.get(source) for name, source in named.items()}


def _planned(cloud: Cloud, step: Step, bucket: str) -> StackPlan:
    template, turn = step.template, turn_of(step)
    if is_unchanged(cloud, step):
        return stack_plan(step, Turn.UNCHANGED, ())
    if turn is not Turn.UPDATE or step.awaits:
        before = step.deployed.template if turn is Turn.UPDATE else {}
        return stack_plan(step, turn, changes.estimate(before, template.body), estimated=True)
    made = changes.create(
        cloud, template, parameters=step.parameters, deployed=step.deployed.template, bucket=bucket, first=False
    )
    changes.delete(cloud, template.region, made)
    # A template may differ in what CloudFormation does not act on, such as metadata: nothing would be done.
    return stack_plan(step, Turn.UPDATE if made.id else Turn.UNCHANGED, made.changes)


def stack_plan(step: Step, turn: Turn, found: tuple[Change, ...], *, estimated: bool = False) -> StackPlan:
    """The plan of one stack from what was found out about it."""
    template = step.template
    return StackPlan(
        stack=template.stack,
        region=template.region,
        environment=template.environment,
        turn=turn,
        template=digest(template.body),
        base=step.deployed.base,
        parameters=step.parameters,
        awaits=tuple(sorted(step.awaits.values())),
        changes=found,
        estimated=estimated,
        drifted=step.deployed.drifted,
    )
