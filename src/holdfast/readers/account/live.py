"""The account behind a session's credentials, as readers see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.evidence import GapReason
from holdfast.readers.account.base import GLOBAL_REGION, Call, Record, Refused
from holdfast.readers.account.client import Client
from holdfast.readers.account.environments import Environments

if TYPE_CHECKING:
    from boto3.session import Session  # type: ignore[import-untyped]

IDENTITY = Call("sts", "get_caller_identity", "sts:GetCallerIdentity")
REGIONS = Call("ec2", "describe_regions", "ec2:DescribeRegions")


@dataclass(frozen=True)
class LiveAccount:
    """An account and how to ask it; as `base.Account`."""

    client: Client
    id: str
    partition: str
    caller: str
    home: str
    environments: Environments
    now: datetime
    regions: tuple[str, ...] = ()

    def pages(self, call: Call, region: str, /, **parameters: Any) -> tuple[Record, ...]:
        """Every page of an answer, asked once."""
        return self.client.pages(call, region, **parameters)

    def environment(self, tags: Mapping[str, str], *names: str | None) -> str:
        """The environment of a resource with these tags and names."""
        return self.environments.of_resource(tags, *names)

    def sharing(self, *names: str | None) -> tuple[str, ...]:
        """The spec's environments that share what goes by these names."""
        return self.environments.sharing(*names)


def open_session(profile: str | None = None) -> "Session":
    """A session of the ordinary credential chain: variables, profiles, SSO, assumed roles, the instance's role.

    Args:
        profile: name of a profile of `~/.aws`; what `AWS_PROFILE` says when None.

    Raises:
        IncompleteError: there is no such profile, or boto3 is not installed.
    """
    try:
        from botocore.exceptions import ProfileNotFound  # type: ignore[import-untyped]
        from botocore.session import Session as Inner  # type: ignore[import-untyped]
    except ModuleNotFoundError as error:
        raise IncompleteError(
            "boto3 is not here", where=error.name or "boto3", next_step="install `holdfast[account]`"
        ) from error

    try:
        inner = Inner(profile=profile)
        inner.get_scoped_config()
    except ProfileNotFound as error:
        raise IncompleteError(
            f"there is no profile {profile or 'as AWS_PROFILE names it'}",
            where="~/.aws/config",
            next_step="`aws configure list-profiles` shows those that there are",
        ) from error
    return session_over(inner)


def session_over(inner: Any, region: str | None = None) -> "Session":
    """A session over one of botocore, which is made to read what large accounts answer in less time.

    Args:
        inner: a session of botocore, with credentials or the way to them.
        region: its default region; what the settings say when None.
    """
    from boto3.session import Session

    from holdfast.readers.account.quicker import quicken

    quicken(inner)
    return Session(botocore_session=inner, region_name=region)


def open_account(client: Client, home: str, environments: Environments, now: datetime) -> LiveAccount:
    """Ask who we are, which every credential may, and begin to read.

    Raises:
        IncompleteError: there are no credentials, they are not valid, or AWS cannot be reached.
    """
    try:
        answer = client.pages(IDENTITY, home)[0]
    except Refused as refused:
        denied = refused.reason is GapReason.DENIED
        raise IncompleteError(
            "the credentials are missing, invalid or expired" if denied else "AWS cannot be reached",
            where=refused.detail,
            next_step="log in (`aws sso login`, or set AWS_PROFILE) and try `aws sts get-caller-identity`"
            if denied
            else "see the network, the proxy and AWS_ENDPOINT_URL",
        ) from refused
    caller = str(answer.get("Arn") or "")
    partition = caller.split(":")[1] if caller.count(":") >= 5 else "aws"
    return LiveAccount(client, str(answer.get("Account") or ""), partition, caller, home, environments, now)


def usable_regions(
    account: LiveAccount, wanted: tuple[str, ...], asked: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of `wanted` (each once, in order) those that the account may use, and those that it has not opted into.

    Where the account does not tell, all are tried: a region that is off then answers for itself.

    Args:
        account: is asked which regions there are.
        wanted: names of regions.
        asked: those of them that somebody typed for this run.

    Raises:
        IncompleteError: the product's own region is off.
        UsageError: neither AWS nor botocore knows a region that was asked for.
    """
    regions = tuple(dict.fromkeys((*wanted, GLOBAL_REGION)))
    try:
        (answer, *_) = account.pages(REGIONS, account.home, AllRegions=True)
    except Refused:
        return regions, ()
    listed = [one for one in answer.get("Regions") or () if isinstance(one, Mapping)]
    _see_names(account, asked, {str(one.get("RegionName")) for one in listed})
    off = {str(one.get("RegionName")) for one in listed if one.get("OptInStatus") == "not-opted-in"}
    if account.home in off:
        raise IncompleteError(
            "the account has not opted into the product's region",
            where=account.home,
            next_step="enable the region in the account, or correct `region` in holdfast.toml",
        )
    return tuple(name for name in regions if name not in off), tuple(name for name in regions if name in off)


def _see_names(account: LiveAccount, asked: tuple[str, ...], listed: set[str]) -> None:
    """A region that nobody knows was mistyped; one that is newer than botocore is in the account's own list."""
    strange = [name for name in asked if name not in listed]
    if not strange:
        return
    known = set(account.client.session.get_available_regions("ec2", account.partition))
    unknown = [name for name in strange if name not in known]
    if unknown:
        raise UsageError(
            f"there is no such region: {', '.join(unknown)}",
            where="--region",
            next_step="write it as AWS does, such as ap-northeast-2",
        )
