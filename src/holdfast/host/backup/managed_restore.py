"""Plans how a managed database comes back: into a new instance beside the old one, with everything the old one has."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from holdfast.host.backup.asking import Asked
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.model.backup_status import Managed

_SAME = (
    "DBInstanceClass",
    "MultiAZ",
    "PubliclyAccessible",
    "AutoMinorVersionUpgrade",
    "StorageType",
    "CopyTagsToSnapshot",
    "DeletionProtection",
)
_LONGEST_NAME = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to come back, and where to.

    Attributes:
        to_time: the moment; None with a snapshot, or for the latest restorable one.
        snapshot: a snapshot's identifier; empty for a point in time.
        name: of the new instance; made from the old one's name and the time when empty.
        region: where it is restored.
        subnet_group: instead of the old one's; needed in another region.
        security_groups: instead of the old one's; needed in another region.
        parameter_group: instead of the old one's.
    """

    region: str
    to_time: datetime | None = None
    snapshot: str = ""
    name: str = ""
    subnet_group: str = ""
    security_groups: tuple[str, ...] = ()
    parameter_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPlan:
    """One call of RDS's API, with every parameter; nothing is done by making it.

    Attributes:
        operation: as boto3 names it.
        region: where it is called.
        parameters: of the call.
        missing: what the caller still has to name before it can be done.
    """

    operation: str
    region: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The new instance's identifier."""
        return str(self.parameters["DBInstanceIdentifier"] if self._from_snapshot else self.parameters[_TARGET])

    @property
    def _from_snapshot(self) -> bool:
        return self.operation == _FROM_SNAPSHOT


_FROM_SNAPSHOT = "restore_db_instance_from_db_snapshot"
_TO_TIME = "restore_db_instance_to_point_in_time"
_TARGET = "TargetDBInstanceIdentifier"


def plan_restore(
    managed: Managed, instance: Mapping[str, Any], wanted: Wanted, home: str, now: datetime
) -> ManagedPlan:
    """The call that brings the database back into a new instance; the old one is not touched.

    Args:
        managed: what RDS keeps.
        instance: the old one, as RDS describes it; empty when it is gone.
        wanted: what, and where to.
        home: region of the old one.
        now: the time, for the new name.

    Raises:
        BackupError: there is no such moment or snapshot, or the new name is none that RDS takes.
    """
    name = wanted.name or _new_name(managed.instance, now)
    if not re.fullmatch(r"[a-z](?:-?[a-z0-9])*", name) or len(name) > _LONGEST_NAME or name == managed.instance:
        raise _impossible(
            "no name for a new instance", name, "lower-case letters, digits, single hyphens, 63 at most, and a new one"
        )
    moved = wanted.region != home
    parameters: dict[str, Any] = {key: instance[key] for key in _SAME if key in instance}
    parameters |= dict(_network({} if moved else instance, wanted))
    if tags := instance.get("TagList"):
        parameters["Tags"] = [dict(tag) for tag in tags if not str(tag.get("Key", "")).startswith("aws:")]
    missing = tuple(_missing(parameters, instance, moved=moved))
    if wanted.snapshot:
        known = managed.copies if moved else managed.snapshots
        if wanted.snapshot not in {one.id for one in known}:
            raise _impossible(
                "no such snapshot there",
                wanted.snapshot,
                "`holdfast backup status --json` and `aws rds describe-db-snapshots` show them",
            )
        parameters |= {"DBInstanceIdentifier": name, "DBSnapshotIdentifier": wanted.snapshot}
        return ManagedPlan(operation=_FROM_SNAPSHOT, region=wanted.region, parameters=parameters, missing=missing)
    if moved:
        raise _impossible(
            "a point in time is restored in the home region, or from automated backups that are replicated",
            wanted.region,
            "name a snapshot there with --snapshot",
        )
    parameters |= {"SourceDBInstanceIdentifier": managed.instance, _TARGET: name} | _moment(managed, wanted.to_time)
    return ManagedPlan(operation=_TO_TIME, region=wanted.region, parameters=parameters, missing=missing)


def plan_lines(plan: ManagedPlan) -> Iterator[str]:
    """The plan for a person: the call with every parameter, then the same as a command of AWS's own."""
    call = "".join(word.capitalize() for word in plan.operation.split("_")).replace("Db", "DB")
    yield f"{call} in {plan.region}"
    for key, value in sorted(plan.parameters.items()):
        yield f"  {key} = {_shown(value)}"
    for what in plan.missing:
        yield f"  MISSING: {what}"
    yield ""
    yield "The same by hand:"
    yield f"  {command_line(plan)}"
    yield ""
    yield f"Afterwards: wait until it is available (aws rds wait db-instance-available --region {plan.region}"
    yield f"  --db-instance-identifier {plan.name}), compare it (holdfast backup verify), then put its endpoint"
    yield "  into the database's URL in the secret, and start the application anew. The old instance stays as it is."


def command_line(plan: ManagedPlan) -> str:
    """The plan as one line for the AWS command line."""
    words = ["aws", "rds", plan.operation.replace("_", "-"), "--region", plan.region]
    for key, value in sorted(plan.parameters.items()):
        words += _option(key, value)
    return shlex.join(words)


def do_restore(plan: ManagedPlan, rds: Any) -> str:
    """Do what the plan says; the state of the new instance.

    Args:
        plan: with nothing missing.
        rds: boto3's client, in the plan's region.

    Raises:
        BackupError: something is missing, or RDS refuses.
    """
    if plan.missing:
        raise _impossible("not everything is named yet", plan.name, "; ".join(plan.missing))
    asked = Asked()
    action = "rds:" + "".join(word.capitalize() for word in plan.operation.split("_")).replace("Db", "DB")
    answer = asked.ask(action, plan.name, lambda: _call(rds, plan))
    if answer is None:
        refused = asked.unreadable[0]
        raise BackupError(
            Cause.TARGET,
            f"RDS did not make the instance: {refused.reason}",
            where=plan.name,
            next_step=f"allow {refused.action}, or see what RDS says: {command_line(plan)}",
        )
    return str((answer.get("DBInstance") or {}).get("DBInstanceStatus", "creating"))


def _call(rds: Any, plan: ManagedPlan) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = getattr(rds, plan.operation)(**plan.parameters)
    return answer


def _network(instance: Mapping[str, Any], wanted: Wanted) -> Iterator[tuple[str, Any]]:
    subnets = wanted.subnet_group or (instance.get("DBSubnetGroup") or {}).get("DBSubnetGroupName", "")
    if subnets:
        yield "DBSubnetGroupName", subnets
    groups = wanted.security_groups or tuple(
        str(one["VpcSecurityGroupId"]) for one in instance.get("VpcSecurityGroups", ()) if one.get("VpcSecurityGroupId")
    )
    if groups:
        yield "VpcSecurityGroupIds", list(groups)
    parameters = wanted.parameter_group or next(
        (str(one["DBParameterGroupName"]) for one in instance.get("DBParameterGroups", ())), ""
    )
    if parameters:
        yield "DBParameterGroupName", parameters


def _missing(parameters: Mapping[str, Any], instance: Mapping[str, Any], *, moved: bool) -> Iterator[str]:
    """What RDS would choose by itself, and wrongly: its default network is open to others."""
    if "DBSubnetGroupName" not in parameters and (moved or not instance):
        yield "--subnet-group: the subnets that the application reaches"
    if "VpcSecurityGroupIds" not in parameters and (moved or not instance):
        yield "--security-group: the one that lets only the application in"


def _moment(managed: Managed, to_time: datetime | None) -> dict[str, Any]:
    if to_time is None:
        if managed.latest is None:
            raise _impossible("RDS keeps no moment to go back to", managed.instance, "name a snapshot with --snapshot")
        return {"UseLatestRestorableTime": True}
    latest = managed.latest
    earliest = managed.earliest
    if earliest is None and latest is not None:
        earliest = latest - timedelta(days=managed.retention_days)
    if latest is None or earliest is None or not earliest <= to_time <= latest:
        since, until = (moment.isoformat() if moment else "?" for moment in (earliest, latest))
        raise _impossible(
            "RDS does not keep that moment", to_time.isoformat(), f"choose one from {since} until {until}"
        )
    return {"RestoreTime": to_time}


def _new_name(instance: str, now: datetime) -> str:
    end = f"-restored-{now:%Y%m%d-%H%M}"
    return instance[: _LONGEST_NAME - len(end)].rstrip("-") + end


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(
            f"{one['Key']}={one.get('Value', '')}" if isinstance(one, Mapping) else str(one) for one in value
        )
    return str(value)


def _option(key: str, value: Any) -> list[str]:
    """One option of the AWS command line, whose names are the parameters' with hyphens."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", key.replace("DB", "Db").replace("AZ", "Az"))
    name = f"--{plain.lower()}"
    if isinstance(value, bool):
        return [name if value else f"--no-{name[2:]}"]
    if isinstance(value, datetime):
        return [name, value.isoformat()]
    if isinstance(value, list):
        return [
            name,
            *(
                f"Key={one['Key']},Value={one.get('Value', '')}" if isinstance(one, Mapping) else str(one)
                for one in value
            ),
        ]
    return [name, str(value)]


def _impossible(happened: str, where: str, next_step: str) -> BackupError:
    return BackupError(Cause.TARGET, happened, where=where, next_step=next_step)
