"""`destroy`: deletes the stacks of an environment, the last first; what holds data is never deleted with them."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.actions.deploy.deployed import Deployed, Phase, Resource, read_resources, read_stack
from holdfast.actions.deploy.execute import HalfwayError, delete_stack, set_protection
from holdfast.actions.deploy.follow import Watch, nobody
from holdfast.actions.deploy.plan import in_order
from holdfast.model.demolition import Demolition, Fate, Holder, Standing
from holdfast.model.deployment import StackResult, Template
from holdfast.model.errors import ExitCode, HoldfastError

_KEEPS = frozenset({"Retain", "Snapshot", "RetainExceptOnCreate"})


class HoldsDataError(HoldfastError):
    """Something that would be destroyed holds data, or is protected; nothing was deleted."""

    exit_code = ExitCode.OPEN


def survey(cloud: Cloud, templates: Iterable[Template]) -> Demolition:
    """What destroying the stacks of these templates would do; nothing is changed.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    found = tuple(read_stack(cloud, one.stack, one.region) for one in reversed(in_order(templates)))
    there = tuple(one for one in found if one.phase is not Phase.ABSENT)
    return Demolition(
        stacks=tuple(
            Standing(stack=one.stack, region=one.region, state=one.state, id=one.id, protected=one.protected)
            for one in there
        ),
        holders=tuple(holder for one in there for holder in _holders(cloud, one)),
    )


def see_that_nothing_is_lost(demolition: Demolition, *, keep_data: bool, unprotect: bool) -> None:
    """Refuse to destroy what holds data, and what is protected, unless it was said how.

    Args:
        demolition: what would be done.
        keep_data: leave what stays, and snapshots, behind.
        unprotect: lift the protection of stacks.

    Raises:
        HoldsDataError: something would be lost, or left behind unsaid, or is protected; with all of it.
    """
    refused = [one for one in demolition.holders if one.fate is Fate.LOST or not keep_data]
    if refused:
        lines = "".join(
            f"\n  {one.stack}: {one.logical_id} ({one.kind}, {one.physical_id}): {one.why}; {_WORDS[one.fate]}"
            for one in refused
        )
        raise HoldsDataError(
            f"what holds data is not destroyed:{lines}",
            where="destroy",
            next_step="save what you need and empty or delete what is listed as lost; with --keep-data the rest is "
            "left where it is, and goes on to cost",
        )
    if demolition.protected and not unprotect:
        raise HoldsDataError(
            f"protected against deletion: {', '.join(demolition.protected)}",
            where="destroy",
            next_step="add --unprotect when you are sure",
        )


_WORDS = {
    Fate.STAYS: "it would stay behind",
    Fate.SNAPSHOT: "a last snapshot would stay behind",
    Fate.LOST: "it would be lost",
}


def destroy(cloud: Cloud, demolition: Demolition, watch: Watch = nobody) -> tuple[StackResult, ...]:
    """Delete the stacks one after another; ends at the first that cannot be deleted.

    Raises:
        HalfwayError: AWS refused, or did not answer.
    """
    results: list[StackResult] = []
    at = ""
    try:
        for one in demolition.stacks:
            at = one.stack
            there = Deployed(stack=one.stack, region=one.region, state=one.state, id=one.id)
            if one.protected:
                set_protection(cloud, there, on=False)
            results.append(delete_stack(cloud, there, watch))
            if not results[-1].is_well:
                break
    except CloudError as error:
        raise HalfwayError(error, tuple(results), at, "destroy") from error
    return tuple(results)


def _holders(cloud: Cloud, stack: Deployed) -> Iterator[Holder]:
    blocks = stack.template.get("Resources", {})
    for each in read_resources(cloud, stack.stack, stack.region):
        look = _LOOKS.get(each.kind)
        if look is None or each.state == "DELETE_COMPLETE" or not each.physical_id:
            continue
        why = look(cloud, stack.region, each)
        if not why:
            continue
        policy = blocks.get(each.logical_id, {}).get("DeletionPolicy")
        if policy == "Snapshot" or (policy is None and each.kind == "AWS::RDS::DBInstance"):
            fate = Fate.SNAPSHOT
        else:
            fate = Fate.STAYS if policy in _KEEPS else Fate.LOST
        yield Holder(
            stack=stack.stack,
            logical_id=each.logical_id,
            physical_id=each.physical_id,
            kind=each.kind,
            why=why,
            fate=fate,
        )


def _bucket(cloud: Cloud, region: str, each: Resource) -> str:
    client = cloud.client("s3", region)
    try:
        with asking("s3:ListBucketVersions", each.physical_id):
            found = client.list_object_versions(Bucket=each.physical_id, MaxKeys=1)
    except CredentialsError:
        raise
    except CloudError as error:
        return "" if error.code in {"NoSuchBucket", "404"} else f"nobody knows whether it is empty ({error.happened})"
    return "there are objects in it" if found.get("Versions") or found.get("DeleteMarkers") else ""


def _vault(cloud: Cloud, region: str, each: Resource) -> str:
    try:
        with asking("backup:ListRecoveryPointsByBackupVault", each.physical_id):
            found = cloud.client("backup", region).list_recovery_points_by_backup_vault(
                BackupVaultName=each.physical_id, MaxResults=1
            )
    except CredentialsError:
        raise
    except CloudError as error:
        return "" if error.code == "ResourceNotFoundException" else f"nobody knows what is in it ({error.happened})"
    return "there are snapshots in it" if found.get("RecoveryPoints") else ""


def _always(why: str) -> Callable[[Cloud, str, Resource], str]:
    return lambda _cloud, _region, _each: why


_LOOKS: dict[str, Callable[[Cloud, str, Resource], str]] = {
    "AWS::S3::Bucket": _bucket,
    "AWS::Backup::BackupVault": _vault,
    "AWS::RDS::DBInstance": _always("it is a database"),
    "AWS::RDS::DBCluster": _always("it is a database"),
    "AWS::DynamoDB::Table": _always("it is a table"),
    "AWS::EC2::Volume": _always("it is a disk with the data of a host"),
    "AWS::EFS::FileSystem": _always("it is a file system"),
}
"""How each kind is asked whether there is something in it; secrets and keys can be brought back for a month."""
