"""States from which a stack cannot simply be updated: what each means, and what to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from holdfast.actions.deploy.cloud import Cloud, CloudError, asking
from holdfast.actions.deploy.deployed import Deployed, Phase, Resource, read_resources
from holdfast.actions.deploy.events import Event, read_events
from holdfast.model.deployment import HOLDS_DATA
from holdfast.model.errors import IncompleteError
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why nothing can be deployed to a stack now, and what to do; both one sentence without a full stop."""

    stack: str
    happened: str
    next_step: str


class StateError(IncompleteError):
    """Stacks are in states from which they cannot be updated; `obstacles` holds all of them."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        first, *rest = obstacles
        lines = [first.happened]
        for one in rest:
            step = "" if one.next_step == first.next_step else f"; {one.next_step}"
            lines.append(f"{one.stack}: {one.happened}{step}")
        super().__init__("\n  ".join(lines), where=first.stack, next_step=first.next_step)
        self.obstacles = obstacles


def refuse(cloud: Cloud, found: Iterable[Deployed]) -> None:
    """See that all stacks can be deployed to.

    Raises:
        StateError: some cannot; with all of them.
        CloudError: AWS refused, or did not answer.
    """
    obstacles = tuple(obstacle for one in found for obstacle in _obstacles(cloud, one))
    if obstacles:
        raise StateError(obstacles)


def _obstacles(cloud: Cloud, one: Deployed) -> Iterator[Obstacle]:
    if one.phase is Phase.MOVING:
        yield Obstacle(
            stack=one.stack,
            happened=f"something is under way there ({one.state}), begun by somebody else or by a run that was ended",
            next_step="wait until it is over, or add --wait; then plan again",
        )
    if one.phase is Phase.STUCK:
        yield stuck(one, read_events(cloud, one.id, one.region))
    if one.phase in {Phase.FAILED_FIRST, Phase.HALF_DELETED}:
        yield from kept(one, read_resources(cloud, one.stack, one.region))


def stuck(one: Deployed, events: Sequence[Event]) -> Obstacle:
    """What to do about a stack whose rollback failed: the resources that hinder it, and how it goes on.

    Args:
        one: the stack.
        events: of it, the oldest first.
    """
    begun = max((place for place, each in enumerate(events) if _begins_rollback(each)), default=0)
    hindering = {
        each.logical_id: each for each in events[begun:] if each.state.endswith("_FAILED") and not each.is_of_stack
    }
    told = "; ".join(
        f"{each.logical_id} ({each.kind}): {each.reason or 'no reason told'}" for each in hindering.values()
    )
    return Obstacle(
        stack=one.stack,
        happened=f"the rollback of its last update failed ({one.state}): {told or one.reason or 'no reason told'}",
        next_step="mend what hinders it by hand, then run `holdfast deploy --continue-rollback`; "
        "nothing else can be done to the stack until then",
    )


_LAID_OUT = {"AWS::EC2::VPC": ("CidrBlock",), "AWS::EC2::Subnet": ("CidrBlock", "AvailabilityZone")}
"""What cannot be changed of a network that is there: CloudFormation would make a second one beside it, and everything
that stands in it anew, the database first."""


def laid_out_anew(one: Deployed, planned: Mapping[str, Any]) -> Iterator[Obstacle]:
    """Why a stack cannot become what is planned: its network would be laid out anew under what stands in it.

    Args:
        one: the stack that is there.
        planned: the template that it shall have.
    """
    before, after = (each.get("Resources", {}) for each in (one.template, planned))
    moved = [
        f"{logical_id}.{name}"
        for logical_id, block in before.items()
        for name in _LAID_OUT.get(str(block.get("Type")), ())
        if logical_id in after and _differ(block, after[logical_id], name)
    ]
    if moved and one.phase is Phase.SETTLED:
        more = f" and {len(moved) - 1} more" if len(moved) > 1 else ""
        yield Obstacle(
            stack=one.stack,
            happened=f"its network would be laid out anew ({moved[0]}{more}): hosts, load balancer and database stand "
            "in the one that is there, and none of them can be moved",
            next_step="put `network.cidr` and `network.zone_names` in holdfast.toml back as they were; another range "
            "is had by an environment of another name, into which the data is restored (docs/recovery.md)",
        )


def database_removed(one: Deployed, planned: Mapping[str, Any]) -> Iterator[Obstacle]:
    """Why a stack cannot lose its database: it is protected, and CloudFormation would leave it outside of any stack.

    Args:
        one: the stack that is there.
        planned: the template that it shall have.
    """
    after = planned.get("Resources", {})
    for logical_id, block in one.template.get("Resources", {}).items():
        protected = block.get("Properties", {}).get("DeletionProtection") in {True, "true"}
        if one.phase is not Phase.SETTLED or not protected or logical_id in after:
            continue
        if block.get("Type") == "AWS::RDS::DBInstance":
            yield Obstacle(
                stack=one.stack,
                happened=f"its database would be removed ({logical_id}), which is protected against deletion, and its "
                "data with it",
                next_step="put `database.placement` and `database.engine` in holdfast.toml back as they were; to move, "
                "make an environment of another name, restore the data into it (docs/recovery.md), and `holdfast "
                "destroy` this one",
            )


def _differ(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    """Whether a property is certainly another: of what is told by a function, CloudFormation alone knows."""
    old, new = (each.get("Properties", {}).get(name) for each in (before, after))
    return isinstance(old, str) and isinstance(new, str) and old != new


def _begins_rollback(event: Event) -> bool:
    return event.is_of_stack and event.state == "UPDATE_ROLLBACK_IN_PROGRESS"


def kept(one: Deployed, resources: Iterable[Resource]) -> Iterator[Obstacle]:
    """What stands in the way of deleting the rest of a stack and creating it again: what holds data there."""
    for each in resources:
        if each.state == "DELETE_COMPLETE" or each.kind not in HOLDS_DATA or not each.physical_id:
            continue
        if each.kind in {"AWS::S3::Bucket", "AWS::KMS::Key"}:
            continue  # a bucket is only ever deleted empty, by AWS's own rule; a key hinders nothing
        yield Obstacle(
            stack=one.stack,
            happened=f"its creation failed ({one.state}), and {each.logical_id} ({each.kind}, {each.physical_id}) "
            "was kept, which may hold data",
            next_step=f"see what is in {each.physical_id}; save it, delete it, and plan again",
        )


def delete_empty_buckets(cloud: Cloud, one: Deployed) -> None:
    """Delete the buckets that a failed creation left, so that their names are free again; none with anything in it.

    Raises:
        StateError: a bucket is not empty.
        CloudError: AWS refused, or did not answer.
    """
    for each in read_resources(cloud, one.stack, one.region):
        if each.kind != "AWS::S3::Bucket" or each.state == "DELETE_COMPLETE" or not each.physical_id:
            continue
        try:
            with asking("s3:DeleteBucket", each.physical_id):
                cloud.client("s3", one.region).delete_bucket(Bucket=each.physical_id)
        except CloudError as error:
            if error.code == "NoSuchBucket":
                continue
            if error.code != "BucketNotEmpty":
                raise
            raise StateError(
                (
                    Obstacle(
                        stack=one.stack,
                        happened=f"its creation failed, and the bucket {each.physical_id} that was kept is not empty",
                        next_step="save what is in it, empty and delete it, and deploy again",
                    ),
                )
            ) from error
