"""`deploy`: see that nothing stands in the way, plan, have it approved, and execute exactly that."""

from collections.abc import Callable, Iterator
from datetime import datetime

from holdfast.actions.deploy import approval, artifacts
from holdfast.actions.deploy.cloud import Cloud, asking
from holdfast.actions.deploy.deployed import Deployed, Phase, read_stack
from holdfast.actions.deploy.events import read_events
from holdfast.actions.deploy.execute import Execution
from holdfast.actions.deploy.follow import Watch, follow, nobody, wait_until_settled
from holdfast.actions.deploy.leftover import left_over
from holdfast.actions.deploy.outlook import outlook
from holdfast.actions.deploy.plan import make_plan
from holdfast.actions.deploy.price_list import ask_prices
from holdfast.actions.deploy.session import Session
from holdfast.actions.deploy.states import StateError, stuck
from holdfast.actions.read import read_repository
from holdfast.model.deployment import Act, Plan, StackResult, Turn
from holdfast.model.outlook import Outlook, Reminder
from holdfast.model.product import Product
from holdfast.model.record import record
from holdfast.simulation.bill import unknown_units
from holdfast.simulation.prices import Prices
from holdfast.stacks.place import Place

_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105  # a type of resource


@record(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a plan is approved, and what is done before it is made.

    Attributes:
        approved: the plan that was approved, read from a file; None without one.
        hash: the hash that was approved; empty without one.
        wait: wait for what is under way at the stacks first.
        continue_rollback: continue the rollbacks that failed first.
    """

    approved: Plan | None = None
    hash: str = ""
    wait: bool = False
    continue_rollback: bool = False


def outlook_of(session: Session, *, now: datetime) -> Outlook:
    """The plan of a session with its consequences; nothing is changed.

    Raises:
        PreflightError: the deployment would fail.
        IncompleteError: AWS refused or did not answer, or a stack must be mended first.
    """
    unasked = session.preflight()
    survey = make_plan(session.cloud, session.product.name, session.templates)
    read = read_repository(session.root)
    prices = _prices(session)
    gone = left_over(session.cloud, session.product)
    reminders = (*by_hand(session.product, survey.plan), *(_left_over(name) for name in gone))
    return outlook(
        survey, session.templates, session.spec, read, now=now, prices=prices, notes=unasked, reminders=reminders
    )


def by_hand(product: Product, plan: Plan) -> Iterator[Reminder]:
    """What the spec asks for and the templates do not do.

    Args:
        product: the spec.
        plan: what would be done.
    """
    stacks = {one.stack: one for one in plan.stacks}
    for place in (Place(product, name) for name in product.environments):
        if place.name not in stacks:
            continue
        region = place.about.backup.copy_region
        if place.has_rds and region and place.about.backup.point_in_time:
            yield Reminder(key="second-region", params={"place": place.name, "region": region})
        added = any(one.kind == _SECRET and one.act is Act.ADD for one in stacks[place.name].changes)
        names = [name for name in place.about.secrets if not name.startswith("arn:")]
        if added and names:
            yield Reminder(key="empty-secrets", params={"place": place.name, "names": ", ".join(names)})


def _left_over(name: str) -> Reminder:
    return Reminder(key="left-over", params={"environment": name})


def _prices(session: Session) -> Prices:
    """What the offline table lacks, asked of AWS; an account in small has no price list."""
    unknown = unknown_units(session.templates)
    if session.embedded or not unknown:
        return {}
    return ask_prices(session.cloud, unknown)


def clear_the_way(session: Session, wish: Wish, watch: Watch = nobody) -> None:
    """Wait for what is under way, and continue rollbacks that failed, as far as it was asked for.

    Raises:
        StateError: a rollback failed again.
        IncompleteError: AWS refused or did not answer, or it takes too long.
    """
    if not (wish.wait or wish.continue_rollback):
        return
    for template in session.templates:
        there = read_stack(session.cloud, template.stack, template.region, template=False)
        if wish.wait:
            there = wait_until_settled(session.cloud, there, watch)
        if wish.continue_rollback and there.phase is Phase.STUCK:
            _continue(session.cloud, there, watch)


def _continue(cloud: Cloud, there: Deployed, watch: Watch) -> None:
    known = frozenset(one.id for one in read_events(cloud, there.id, there.region))
    with asking("cloudformation:ContinueUpdateRollback", there.stack):
        cloud.client("cloudformation", there.region).continue_update_rollback(StackName=there.stack)
    good = frozenset({"UPDATE_ROLLBACK_COMPLETE"})
    result = follow(cloud, there, known=known, total=0, watch=watch, good=good)
    if not result.is_well:
        raise StateError((stuck(there, read_events(cloud, there.id, there.region)),))


def approve(session: Session, plan: Plan, wish: Wish, agree: Callable[[], bool]) -> bool:
    """Whether the plan may be executed: by its file, its hash, or what a person says now.

    Raises:
        StaleError: another plan was approved.
        UsageError: the hash is too short to name a plan.
    """
    if wish.approved is not None:
        approval.see_approved(plan, wish.approved)
        return True
    if wish.hash:
        earlier = None
        if not plan.hash.startswith(wish.hash.lower()):
            bucket = artifacts.bucket_of(session.cloud, session.product.name)
            earlier = approval.kept(session.cloud, bucket, wish.hash)
        approval.see_hash(plan, wish.hash, earlier)
        return True
    return agree()


def execute(session: Session, plan: Plan, watch: Watch = nobody) -> tuple[tuple[StackResult, ...], tuple[str, ...]]:
    """Execute an approved plan; how the stacks came out, and the names of those that were not begun.

    Raises:
        StaleError: a stack changed since the plan was made.
        HalfwayError: AWS refused or did not answer while it was executed.
    """

    def fill(cloud: Cloud, bucket: str) -> None:
        approval.keep(cloud, bucket, plan)
        session.fill(cloud, bucket)

    results = Execution(cloud=session.cloud, plan=plan, watch=watch, fill=fill).run(session.templates)
    begun = {one.stack for one in results}
    left = tuple(one.stack for one in plan.stacks if one.turn is not Turn.UNCHANGED and one.stack not in begun)
    return results, left
