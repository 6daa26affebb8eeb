"""S3: buckets with their cross-origin rules, lifecycle, versions, copies in other buckets, and who may read them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from holdfast.model.environments import UNASSIGNED
from holdfast.model.evidence import Location
from holdfast.model.facts import GROWING, BackupJob, Bucket, BucketCors, Fact, LifecycleRule
from holdfast.model.record import replace
from holdfast.readers.account.base import (
    GLOBAL_REGION,
    Account,
    AccountReader,
    Call,
    Reach,
    Reading,
    Record,
    Refused,
    each,
    gap_of,
    one,
    seen,
)
from holdfast.readers.account.details import of_each
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, name_of, records, text, texts, whole, word
from holdfast.readers.purposes import bucket_purpose

_BUCKETS = "arn:aws:s3:::*"
_GONE = "NoSuchBucket"  # deleted since the list was made

LIST = Call("s3", "list_buckets", "s3:ListAllMyBuckets", page=10_000)
PLACE = Call("s3", "get_bucket_location", "s3:GetBucketLocation", resource=_BUCKETS, absent=frozenset([_GONE]))
CORS = Call(
    "s3",
    "get_bucket_cors",
    "s3:GetBucketCORS",
    resource=_BUCKETS,
    absent=frozenset(["NoSuchCORSConfiguration", _GONE]),
)
LIFECYCLE = Call(
    "s3",
    "get_bucket_lifecycle_configuration",
    "s3:GetLifecycleConfiguration",
    resource=_BUCKETS,
    absent=frozenset(["NoSuchLifecycleConfiguration", _GONE]),
)
VERSIONING = Call(
    "s3",
    "get_bucket_versioning",
    "s3:GetBucketVersioning",
    resource=_BUCKETS,
    absent=frozenset([_GONE]),
)
REPLICATION = Call(
    "s3",
    "get_bucket_replication",
    "s3:GetReplicationConfiguration",
    resource=_BUCKETS,
    absent=frozenset(["ReplicationConfigurationNotFoundError", _GONE]),
)
ACCESS_BLOCK = Call(
    "s3",
    "get_public_access_block",
    "s3:GetBucketPublicAccessBlock",
    resource=_BUCKETS,
    absent=frozenset(["NoSuchPublicAccessBlockConfiguration", _GONE]),
)
POLICY_STATUS = Call(
    "s3",
    "get_bucket_policy_status",
    "s3:GetBucketPolicyStatus",
    resource=_BUCKETS,
    absent=frozenset(["NoSuchBucketPolicy", _GONE]),
)

ACCOUNT_BLOCK = Call(
    "s3control",
    "get_public_access_block",
    "s3:GetAccountPublicAccessBlock",
    absent=frozenset(["NoSuchPublicAccessBlockConfiguration"]),
)

SERVES = frozenset(["cors", "backup", "cost"])

_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_BACKUP = "backup"
"""Versions, copies and readers are asked of buckets for backups alone: no verdict needs those of another."""

Tags = Callable[[str], Mapping[str, Mapping[str, str]]]
"""From a region to the tags of its resources, by ARN."""

Places = Mapping[str, str | None]
"""The region of each bucket, by its name; None where the list does not tell it."""


@dataclass(frozen=True)
class _Asked:
    """One bucket, and the refusals met in asking for its settings."""

    account: Account
    name: str
    region: str
    gaps: list[Reading] = field(default_factory=list)

    @property
    def arn(self) -> str:
        return f"arn:{self.account.partition}:s3:::{self.name}"

    def setting(self, call: Call) -> Record | None:
        """One setting; empty when the bucket has none, None when it was refused."""
        try:
            return one(self.account, call, self.region, Bucket=self.name) or {}
        except Refused as refused:
            self.gaps.append(gap_of(refused, SERVES, self.account))
            return None


def _buckets(account: Account, region: str) -> Iterator[Reading]:
    listed = [bucket for bucket in each(account, LIST, region, "Buckets") if text(bucket, "Name")]
    places = {str(bucket["Name"]): text(bucket, "BucketRegion") for bucket in listed}
    tags = cache(partial(tags_in, account))
    for known in dict.fromkeys(place for told in places.values() for place in _regions(account, told)):
        tags(known)  # before the threads begin, so that they do not all make the same one
    yield from of_each(listed, partial(_bucket, account, places, tags))


def _regions(account: Account, told: str | None) -> tuple[str, ...]:
    """AWS lists each bucket's region with it; one of a server that does not may be in any that is read."""
    return (told,) if told else account.regions


def _bucket(account: Account, places: Places, tags: Tags, record: Record) -> Iterator[Reading]:
    name = str(record["Name"])
    asked = _Asked(account, name, places[name] or account.home)
    rules = records(asked.setting(CORS), "CORSRules")
    told = [tags(region).get(asked.arn, {}) for region in _regions(account, places[name])]
    environment = account.environment(next(filter(None, told), {}), name)
    of_several = account.sharing(name) or account.sharing(*_hosts(rules)) if environment == UNASSIGNED else ()
    facts = tuple(_facts(asked, rules, places))
    for one_of_them in of_several or (environment,):
        yield from (replace(fact, environment=one_of_them) for fact in facts)
    yield from asked.gaps


def _hosts(rules: list[Record]) -> Iterator[str]:
    """The hosts that the rules serve, but for those of a developer's own machine."""
    for rule in rules:
        hosts = (origin.rpartition("//")[2].partition(":")[0] for origin in texts(rule, "AllowedOrigins"))
        yield from (host for host in hosts if "." in host and not host.replace(".", "").isdigit())


def _facts(asked: _Asked, rules: list[Record], places: Places) -> Iterator[Fact]:
    """What is asked of a bucket goes by what it is for: a list of its own would have all of it, S3 has none."""
    purpose = bucket_purpose(asked.name) or ("uploads" if rules else None)
    about = partial(seen, asked.arn)
    copies = asked.setting(REPLICATION) if purpose == _BACKUP else None
    targets = _targets(copies)
    yield Bucket(
        **about(f"Name: {asked.name}"),
        name=asked.name,
        purpose=purpose,
        encrypted=True,  # S3 encrypts every new object by itself since January 2023, so nobody needs to ask
        **(_of_backups(asked, copies, targets) if purpose == _BACKUP else {}),
    )
    if rules:
        yield _cors_of(asked.name, rules, about)
    if purpose in GROWING:
        for rule in records(asked.setting(LIFECYCLE), "Rules"):
            yield from _lifecycle_of(asked.name, rule, about)
    far = _first_far(asked, targets, places)
    if far:
        yield BackupJob(
            **about(f"replicated to {far}"), subject="bucket", method="copy", destination="s3", other_region=True
        )


def _of_backups(asked: _Asked, copies: Record | None, targets: tuple[str, ...]) -> dict[str, Any]:
    versioning = asked.setting(VERSIONING)
    status = "" if versioning is None else str(versioning.get("Status") or "never enabled")
    public = _public(asked)
    replicated = None if copies is None else bool(targets)
    return {
        "versioned": None if versioning is None else status == "Enabled",
        "public": public,
        "replicated": replicated,
        "places": {
            "versioned": Location(arn=asked.arn, quote=f"Versioning: {status}"),
            "public": Location(arn=asked.arn, quote=f"public: {word(public)}"),
            "replicated": Location(arn=asked.arn, quote=f"replicated: {word(replicated)}"),
        },
    }


def _first_far(asked: _Asked, targets: tuple[str, ...], places: Places) -> str | None:
    """A copy in another region; a bucket of another account has no place that this one may know."""
    known = [to for to in targets if to in places]
    if not known:
        return None
    here = places[asked.name] or _region_of(asked.account, asked.name)
    return next((to for to in known if (places[to] or _region_of(asked.account, to)) != here), None)


def _public(asked: _Asked) -> bool | None:
    """Whether its policy lets anybody in, and neither the bucket nor the account blocks that; each asked in turn."""
    block = asked.setting(ACCESS_BLOCK)
    if block is None:
        return None
    if _blocks(block):
        return False
    status = asked.setting(POLICY_STATUS)
    if status is None or not child(status, "PolicyStatus").get("IsPublic"):
        return None if status is None else False
    account = asked.account
    try:
        whole_account = one(account, ACCOUNT_BLOCK, account.home, AccountId=account.id)
    except Refused as refused:
        asked.gaps.append(gap_of(refused, SERVES, account))
        return None
    return not _blocks(whole_account)


def _blocks(block: Record | None) -> bool:
    settings = child(block, "PublicAccessBlockConfiguration")
    return all(settings.get(key) is True for key in _BLOCKS)


def _region_of(account: Account, name: str) -> str:
    try:
        answer = one(account, PLACE, GLOBAL_REGION, Bucket=name)
    except Refused:
        return account.home  # each setting then answers for itself, wherever it is
    told = text(answer, "LocationConstraint") or GLOBAL_REGION
    return "eu-west-1" if told == "EU" else told


def _cors_of(name: str, rules: list[Record], about: Any) -> BucketCors:
    origins = tuple(dict.fromkeys(origin for rule in rules for origin in texts(rule, "AllowedOrigins")))
    methods = tuple(dict.fromkeys(method for rule in rules for method in texts(rule, "AllowedMethods")))
    said = about(f"AllowedOrigins: {', '.join(origins)}")
    return BucketCors(
        **said,
        bucket=name,
        origins=origins,
        methods=methods,
        places={"methods": Location(arn=said["at"].arn, quote=f"AllowedMethods: {', '.join(methods)}")},
    )


def _lifecycle_of(name: str, rule: Record, about: Any) -> Iterator[LifecycleRule]:
    if rule.get("Status") != "Enabled":
        return
    moves = (text(move, "StorageClass") for move in records(rule, "Transitions"))
    storage = next((found for found in moves if found), None)
    days = whole(child(rule, "Expiration"), "Days") or whole(
        child(rule, "NoncurrentVersionExpiration"), "NoncurrentDays"
    )
    if storage or days:
        quote = f"{rule.get('ID', 'rule')}: {storage or 'kept'}, expires after {days or '-'} days"
        yield LifecycleRule(**about(quote), bucket=name, storage_class=storage, expiration_days=days)


def _targets(copies: Record | None) -> tuple[str, ...]:
    """Names of the buckets that enabled rules copy into."""
    rules = records(child(copies, "ReplicationConfiguration"), "Rules")
    arns = (text(child(rule, "Destination"), "Bucket") for rule in rules if rule.get("Status") == "Enabled")
    return tuple(dict.fromkeys(name_of(arn) for arn in arns if arn))


READER = AccountReader(
    name="s3",
    serves=SERVES,
    calls=(
        LIST,
        PLACE,
        CORS,
        LIFECYCLE,
        VERSIONING,
        REPLICATION,
        ACCESS_BLOCK,
        POLICY_STATUS,
        ACCOUNT_BLOCK,
        RESOURCES,
    ),
    questions=(_buckets,),
    reach=Reach.GLOBAL,
    shows=(Bucket, BucketCors),
    longest=True,
)
