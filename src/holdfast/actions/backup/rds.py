"""`backup rds`: plans how a managed database comes back into a new instance, and does it only when told to."""

from datetime import UTC, datetime
from typing import Any

from holdfast.actions.backup.place import Place
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.managed import instance_named, read_managed
from holdfast.host.backup.managed_restore import ManagedPlan, Wanted, do_restore, plan_restore
from holdfast.model.errors import UsageError
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to come back; `to_time` and `snapshot` exclude each other, neither means the latest moment.

    Attributes:
        instance: the old one; else the one in the database's URL.
        to_time: the moment.
        snapshot: a snapshot's identifier.
        name: of the new instance; made when empty.
        region: where to; the home region when empty.
        subnet_group: instead of the old one's.
        security_groups: instead of the old one's.
        parameter_group: instead of the old one's.
    """

    instance: str | None = None
    to_time: datetime | None = None
    snapshot: str = ""
    name: str = ""
    region: str = ""
    subnet_group: str = ""
    security_groups: tuple[str, ...] = ()
    parameter_group: str = ""


def plan_rds(place: Place, wish: Wish, now: datetime | None = None) -> ManagedPlan:
    """The call that would bring it back; nothing is done.

    Raises:
        UsageError: the database is not RDS's, or the wish contradicts itself.
        BackupError: there is no such moment, snapshot or name; RDS could not be asked.
    """
    database = place.environment.database
    if database.placement != "rds":
        raise UsageError(
            "the database is not RDS's",
            where=f"environments.{place.name}.database.placement",
            next_step="restore it with `holdfast restore`",
        )
    if wish.to_time is not None and wish.snapshot:
        raise UsageError("a moment and a snapshot exclude each other", where="--to-time", next_step="name one of them")
    url = place.environ.get(database.url_variable, "")
    name = wish.instance or instance_named(url, f"{place.product.name}-{place.name}")
    copy_region = wish.region if wish.region and wish.region != place.region else place.backup.copy_region
    managed, described = read_managed(name, place.region, copy_region)
    refused = next((one for one in managed.unreadable if one.action == "rds:DescribeDBInstances"), None)
    if refused is not None:
        raise BackupError(
            Cause.DATABASE,
            f"RDS could not be asked: {refused.reason}",
            where=refused.resource,
            next_step=f"allow {refused.action}",
        )
    wanted = Wanted(
        region=wish.region or place.region,
        to_time=wish.to_time,
        snapshot=wish.snapshot,
        name=wish.name,
        subnet_group=wish.subnet_group,
        security_groups=wish.security_groups,
        parameter_group=wish.parameter_group,
    )
    return plan_restore(managed, described, wanted, place.region, now or datetime.now(UTC))


def do_rds(plan: ManagedPlan) -> str:
    """Do what the plan says; the state of the new instance.

    Raises:
        BackupError: something is missing, or RDS refuses.
    """
    from holdfast.host.aws.clients import client

    rds: Any = client("rds", plan.region)
    return do_restore(plan, rds)
