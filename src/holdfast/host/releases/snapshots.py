"""A snapshot of the RDS instance before a migration, where the environment has no bucket for dumps."""

import re
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws import failures
from holdfast.host.aws.clients import client as aws_client
from holdfast.host.backup.managed import instance_named
from holdfast.host.releases.failure import ReleaseError
from holdfast.model.errors import IncompleteError

_PAUSE_SECONDS = 10.0
_MOST_SECONDS = 45 * 60.0


def snapshot(
    url: str,
    place: str,
    commit: str,
    region: str,
    say: Callable[[str], None],
    *,
    client: Any = None,
    pause: Callable[[float], None] = time.sleep,
) -> str:
    """Make a snapshot, wait until it is there, and give its name: `PRODUCT-ENVIRONMENT-before-COMMIT`.

    Args:
        url: the database's URL, which names the instance.
        place: `PRODUCT-ENVIRONMENT`, by which the host's role may make snapshots; also the instance's name where the
            URL goes by another one.
        commit: of the release that comes.
        region: of the instance.
        say: told that it takes a while.
        client: boto3's; made when None.
        pause: waits some seconds.

    Raises:
        IncompleteError: RDS refuses or cannot be reached.
        ReleaseError: the snapshot failed, or is not there in time.
    """
    instance = instance_named(url, place)
    name = re.sub(r"-+", "-", f"{place}-before-{commit[:12]}")
    rds = client or aws_client("rds", region)
    say(f"a snapshot of {instance} is made: {name}")
    try:
        rds.create_db_snapshot(DBSnapshotIdentifier=name, DBInstanceIdentifier=instance)
    except ClientError as error:
        # One of an attempt before, which failed later on: the schema has not changed since.
        if error.response.get("Error", {}).get("Code") != "DBSnapshotAlreadyExists":
            raise _refused(error, instance, "rds:CreateDBSnapshot") from error
    except failures.RAISED as error:
        raise _refused(error, instance, "rds:CreateDBSnapshot") from error
    ends = time.monotonic() + _MOST_SECONDS
    while (status := _status(rds, name)) != "available":
        if status in {"failed", "error"} or time.monotonic() >= ends:
            raise ReleaseError(
                f"the snapshot before the migration is {status}", where=name, next_step="see RDS, and deploy again"
            )
        pause(_PAUSE_SECONDS)
    return name


def _status(rds: Any, name: str) -> str:
    try:
        found = rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"]
    except failures.RAISED as error:
        raise _refused(error, name, "rds:DescribeDBSnapshots") from error
    return str(found[0].get("Status", "")) if found else "gone"


def _refused(error: Exception, where: str, action: str) -> IncompleteError:
    kind, params = failures.of(error)
    code = params.get("code", "") or params.get("reason", "")
    return IncompleteError(
        f"RDS does not make a snapshot: {kind.value}{f' ({code})' if code else ''}",
        where=where,
        next_step=f"allow {action} to the host's role; nothing was migrated",
    )
