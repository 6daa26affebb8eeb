"""S3: buckets with their cross-origin rules, lifecycle, versions, copies in other buckets, and who may read them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob, Bucket, BucketCors, LifecycleRule
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
from holdfast.readers.repository.templates.storage import purpose_of

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

Tags = Mapping[str, Mapping[str, str]]
"""Tags of a region's resources, by ARN."""

SERVES = frozenset(["cors", "backup", "cost"])

_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


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
    for known in dict.fromkeys(filter(None, places.values())):
        tags(known)  # before the threads begin, so that they do not all make the same one
    yield from of_each(listed, partial(_bucket, account, places, tags))


def _bucket(
    account: Account, places: Mapping[str, str | None], tags: Callable[[str], Tags], record: Record
) -> Iterator[Reading]:
    name = str(record["Name"])
    # AWS lists each bucket's region with it; a server that stands for AWS may not.
    asked = _Asked(account, name, places[name] or _region_of(account, name))
    environment = account.environment(tags(asked.region).get(asked.arn, {}), name)
    cors, lifecycle, copies = asked.setting(CORS), asked.setting(LIFECYCLE), asked.setting(REPLICATION)
    rules = records(cors, "CORSRules")
    targets = _targets(copies)
    about = partial(seen, asked.arn, environment=environment)
    yield _facts_of(asked, about(f"Name: {name}"), bool(rules), None if copies is None else bool(targets))
    if rules:
        yield _cors_of(name, rules, about)
    for rule in records(lifecycle, "Rules"):
        yield from _lifecycle_of(name, rule, about)
    # A bucket of another account has no place that this one may know.
    far = [to for to in targets if to in places and (places[to] or _region_of(account, to)) != asked.region]
    if far:
        yield BackupJob(
            **about(f"replicated to {far[0]}"), subject="bucket", method="copy", destination="s3", other_region=True
        )
    yield from asked.gaps


def _facts_of(asked: _Asked, said: dict[str, Any], cors: bool, replicated: bool | None) -> Bucket:  # noqa: FBT001
    versioning = asked.setting(VERSIONING)
    status = "" if versioning is None else str(versioning.get("Status") or "never enabled")
    public = _public(asked)
    return Bucket(
        **said,
        name=asked.name,
        purpose=purpose_of(asked.name) or ("uploads" if cors else None),
        versioned=None if versioning is None else status == "Enabled",
        encrypted=True,  # S3 encrypts every new object by itself since January 2023, so nobody needs to ask
        public=public,
        replicated=replicated,
        places={
            "versioned": Location(arn=asked.arn, quote=f"Versioning: {status}"),
            "public": Location(arn=asked.arn, quote=f"public: {word(public)}"),
            "replicated": Location(arn=asked.arn, quote=f"replicated: {word(replicated)}"),
        },
    )


def _public(asked: _Asked) -> bool | None:
    """Whether its policy lets anybody in; a bucket that blocks all of that needs no second question."""
    block = asked.setting(ACCESS_BLOCK)
    if block is None:
        return None
    settings = child(block, "PublicAccessBlockConfiguration")
    if all(settings.get(key) is True for key in _BLOCKS):
        return False
    status = asked.setting(POLICY_STATUS)
    return None if status is None else bool(child(status, "PolicyStatus").get("IsPublic"))


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
    calls=(LIST, PLACE, CORS, LIFECYCLE, VERSIONING, REPLICATION, ACCESS_BLOCK, POLICY_STATUS, RESOURCES),
    questions=(_buckets,),
    reach=Reach.GLOBAL,
    shows=(Bucket, BucketCors, LifecycleRule),
)
