"""Approval: a plan that was read by somebody is executed as it was, or the rest of it, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.actions.deploy.execute import StaleError
from holdfast.model.deployment import Act, Change, Plan, StackPlan, Turn, from_plain, plain
from holdfast.model.errors import UsageError
from holdfast.stacks.protection import PROPERTIES

SCHEMA = "holdfast.plan/1"
_SHORTEST = 8


def read_plan(path: Path) -> Plan:
    """The plan in a file that `holdfast plan --output` wrote.

    Raises:
        UsageError: it cannot be read, is none, or was changed by hand.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read", where=str(path), next_step="give a file of `holdfast plan`") from error
    return plan_of(text, str(path))


def plan_of(text: str, where: str) -> Plan:
    """The plan that a text holds as JSON.

    Raises:
        UsageError: it is none, or was changed by hand.
    """
    try:
        value = json.loads(text)
        if value["schema"] != SCHEMA:
            raise ValueError(value["schema"])
        plan = Plan(
            product=str(value["product"]),
            account=str(value["account"]),
            caller=str(value["caller"]),
            stacks=tuple(from_plain(one) for one in value["stacks"]),
        )
        told = str(value["hash"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError("is no plan", where=where, next_step="make one with `holdfast plan --output FILE`") from error
    if told != plan.hash:
        raise UsageError("was changed by hand: its hash is another", where=where, next_step="plan again")
    return plan


def text_of(plan: Plan) -> str:
    """What `plan_of` reads, and no more."""
    about = {"schema": SCHEMA, "hash": plan.hash, "product": plan.product, "account": plan.account}
    return json.dumps({**about, "caller": plan.caller, "stacks": [plain(one) for one in plan.stacks]}, indent=2)


def keep(cloud: Cloud, bucket: str, plan: Plan) -> None:
    """Leave an approved plan in the artifact bucket, so that a run that was ended can be continued by its hash.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    from holdfast.actions.deploy.artifacts import upload

    upload(cloud, bucket, f"plans/{plan.hash}.json", text_of(plan).encode(), "application/json")


def kept(cloud: Cloud, bucket: str, approved: str) -> Plan | None:
    """The plan of a hash that an earlier run left; None when there is none.

    Raises:
        CredentialsError: there are none, or they are not valid.
    """
    if not bucket:
        return None
    key = f"plans/{approved}.json"
    try:
        with asking("s3:GetObject", f"{bucket}/{key}"):
            body = cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except CredentialsError:
        raise
    except CloudError:
        return None
    return plan_of(body.decode("utf-8", "replace"), f"s3://{bucket}/{key}")


def see_approved(now: Plan, approved: Plan) -> None:
    """See that what would be done now is what was approved, or what an ended run left of it.

    Raises:
        StaleError: it is not, with what changed.
    """
    if now.hash == approved.hash:
        return
    changed = tuple(_changed(now, approved))
    if not changed:
        return
    raise StaleError(
        "the approved plan is stale: " + "".join(f"\n  {line}" for line in changed),
        where=f"plan {approved.hash}",
        next_step=f"read what `holdfast plan` says now, and approve it (it would be {now.hash}); nothing was changed",
    )


def see_hash(now: Plan, given: str, earlier: Plan | None) -> None:
    """See that a hash is that of what would be done now, or of an approved plan of which this is the rest.

    Args:
        now: what would be done.
        given: the hash, or at least its first eight digits.
        earlier: the plan of that hash, where an earlier run left it.

    Raises:
        UsageError: it is too short to name a plan.
        StaleError: it is the hash of another plan.
    """
    if len(given) < _SHORTEST:
        raise UsageError("too short to name a plan", where="--approve", next_step="give the hash that `plan` prints")
    if now.hash.startswith(given.lower()):
        return
    if earlier is not None:
        see_approved(now, earlier)
        return
    raise StaleError(
        f"that is not the plan any more: what would be done now is {now.hash}",
        where=f"--approve {given}",
        next_step="read what `holdfast plan` says now, and approve that; with --plan FILE the differences are told",
    )


def _changed(now: Plan, approved: Plan) -> Iterator[str]:
    if (now.product, now.account) != (approved.product, approved.account):
        yield f"it is for {approved.product} in account {approved.account}, not {now.product} in {now.account}"
        return
    known = {one.stack: one for one in approved.stacks}
    for one in now.stacks:
        before = known.pop(one.stack, None)
        if before is None:
            yield f"{one.stack}: is new in the plan"
        elif not _is_same(one, before):
            yield f"{one.stack}: {'; '.join(_differences(one, before))}"
    for name in known:
        yield f"{name}: is no longer in the plan"


def _is_same(now: StackPlan, before: StackPlan) -> bool:
    if plain(now) == plain(before) or _is_done(now, before) or _lacks_protection(now, before):
        return True
    # What the first stacks gave is known by now: the rest waits for less, and is otherwise as it was.
    return (
        bool(before.awaits)
        and now.template == before.template
        and now.base == before.base
        and set(now.awaits) < set(before.awaits)
        and set(_destroyed(now)) <= set(_destroyed(before))
    )


def _is_done(now: StackPlan, before: StackPlan) -> bool:
    """An ended run had executed it: the stack has the template that was approved."""
    return now.turn is Turn.UNCHANGED and now.template == before.template


def _lacks_protection(now: StackPlan, before: StackPlan) -> bool:
    """An ended run had made what is new in the stack, and not protected it yet."""
    same = now.template == before.template and dict(now.parameters).items() >= dict(before.parameters).items()
    made = before.turn is not Turn.UNCHANGED and now.turn is Turn.UPDATE
    kinds = {(change.kind, name) for change in now.changes for name in change.properties}
    protected = not kinds.isdisjoint(PROPERTIES.items())
    return same and made and protected and all(_is_harmless(one) for one in now.changes)


def _is_harmless(change: Change) -> bool:
    # Where a resource changes, CloudFormation lists what takes an attribute of it as changed too, or even as replaced
    # perhaps (CloudFormation API Reference, *ResourceChange* and its `Dynamic` evaluations, read 2026-11).
    return change.act is Act.MODIFY or change.conditional


def _destroyed(one: StackPlan) -> tuple[tuple[str, str], ...]:
    return tuple((change.act.value, change.logical_id) for change in one.changes if change.is_destructive)


def _differences(now: StackPlan, before: StackPlan) -> Iterator[str]:
    if now.base != before.base:
        yield "the stack was changed since"
    if now.template != before.template:
        yield "its template is another (the spec, the host bundle or Holdfast changed)"
    if now.turn is not before.turn:
        yield f"{before.turn.value} became {now.turn.value}"
    gone, new = set(before.changes) - set(now.changes), set(now.changes) - set(before.changes)
    for word, changes in (("would no longer", gone), ("would now", new)):
        if changes:
            yield f"{word} {', '.join(sorted(map(_told, changes)))}"
    if dict(now.parameters) != dict(before.parameters):
        names = {
            key
            for key in {*now.parameters, *before.parameters}
            if now.parameters.get(key) != before.parameters.get(key)
        }
        yield f"values are others: {', '.join(sorted(names))}"


def _told(change: Change) -> str:
    return f"{change.act.value} {change.logical_id}"
