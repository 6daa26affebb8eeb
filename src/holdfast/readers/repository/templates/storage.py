"""Buckets: what they are for, who may read them from where, and what becomes of old objects."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import Bucket, BucketCors, FileSystem, LifecycleRule
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.purposes import bucket_purpose
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_DATA = regex(r"(?:\b|(?<=[a-z]))Data(?![a-z])|\b(?:data|uploads?)\b|(?:\b|(?<=[a-z]))Uploads?(?![a-z])")
"""What a bucket is called that holds more than a site, though browsers get it as they get one."""


def _bucket(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    website = properties.has("WebsiteConfiguration")
    cors = properties.items("CorsConfiguration", "CorsRules")
    website = website and not _DATA.search(resource.label)
    purpose = "site" if website else bucket_purpose(resource.label) or ("uploads" if cors else None)
    yield Bucket(
        **resource.said,
        name=resource.name,
        purpose=purpose,
        versioned=properties.text("VersioningConfiguration", "Status", default="Suspended") == "Enabled",
        encrypted=True,  # S3 encrypts every new object by itself since January 2023
        public=_public(resource),
        replicated=properties.has("ReplicationConfiguration"),
        emptied=properties.flag("AutoDeleteObjects") or None,
        unguarded=_unguarded(properties) or None,
        places=resource.places(
            versioned="VersioningConfiguration",
            encrypted="BucketEncryption",
            public="PublicAccessBlockConfiguration",
            replicated="ReplicationConfiguration",
            emptied="AutoDeleteObjects",
            unguarded="PublicAccessBlockConfiguration",
        )
        | _website(resource),
    )
    # Without a name of its own, each use of the template makes another bucket.
    known = resource.name or f"${{{resource.id}}}"
    if cors:
        yield cors_fact(cors, resource.place("CorsConfiguration"), resource.said, known, resource.where)
    for rule in properties.items("LifecycleConfiguration", "Rules"):
        yield from lifecycle_facts(rule, resource.where(rule), resource.said, known)


def _website(resource: Resource) -> dict[str, Location]:
    """Where the bucket answers browsers by itself; one that only sends them on serves nothing."""
    told = resource.properties.get("WebsiteConfiguration")
    serves = told is not None and not told.has("RedirectAllRequestsTo")
    return {"website": resource.place("WebsiteConfiguration")} if serves else {}


_GUARDS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def _unguarded(properties: Node) -> bool:
    """All of what S3 switches on by itself is switched off, and nothing of it left out."""
    return all(properties.flag("PublicAccessBlockConfiguration", guard) is False for guard in _GUARDS)


def _public(resource: Resource) -> bool:
    if (resource.properties.text("AccessControl") or "").startswith("PublicRead"):
        return True
    for policy in resource.stack.users(resource, "AWS::S3::BucketPolicy"):
        for statement in policy.properties.items("PolicyDocument", "Statement"):
            principal = statement.get("Principal")
            anyone = principal is not None and "*" in (*principal.texts(), *principal.texts("AWS"))
            if anyone and statement.text("Effect") == "Allow" and not statement.has("Condition"):
                return True
    return False


def cors_fact(
    rules: Sequence[Node], at: Location, said: Mapping[str, Any], bucket: str | None, where: Any
) -> BucketCors:
    """All rules of one bucket as one fact; `where` gives the location of a node."""
    origins: list[str] = []
    methods: list[str] = []
    places: dict[str, Location] = {}
    for rule in rules:
        for key, found in (("AllowedOrigins", origins), ("AllowedMethods", methods)):
            node = rule.get(key) or rule.get(key.removesuffix("s")) or rule.get(f"{key[0].lower()}{key[1:]}")
            if node is None:
                continue
            found += [text for text in node.texts() if text not in found]
            places.setdefault(key.removeprefix("Allowed").lower(), where(node.origin or node))
    known = tuple(origin for origin in origins if origin != "" and not origin.startswith("${"))
    return BucketCors(**{**said, "at": at}, bucket=bucket, origins=known, methods=tuple(methods), places=places)


def lifecycle_facts(rule: Node, at: Location, said: Mapping[str, Any], bucket: str | None) -> Iterator[LifecycleRule]:
    """One lifecycle rule, in the template's form (`ExpirationInDays`) or the API's (`Expiration.Days`)."""
    if (rule.text("Status") or "Enabled").lower() == "disabled":
        return
    moves = rule.items("Transitions") or rule.items("Transition")
    expires = (
        rule.integer("ExpirationInDays")
        or rule.integer("Expiration", "Days")
        or rule.integer("NoncurrentVersionExpiration", "NoncurrentDays")
        or rule.integer("NoncurrentVersionExpirationInDays")
    )
    storage = next((move.text("StorageClass") for move in moves), None)
    if storage or expires:
        yield LifecycleRule(**{**said, "at": at}, bucket=bucket, storage_class=storage, expiration_days=expires)


def _file_system(resource: Resource) -> Iterator[FileSystem]:
    """EFS copies nothing unless told to, but for one in a single zone (CreateFileSystem's reference, November 2026)."""
    properties = resource.properties
    tags = (tag.text("Value") for tag in properties.items("FileSystemTags") if tag.text("Key") == "Name")
    status = properties.text("BackupPolicy", "Status")
    yield FileSystem(
        **resource.said,
        name=resource.name or next(tags, None) or resource.id,
        backed_up=status.upper() == "ENABLED" if status else properties.has("AvailabilityZoneName"),
        places=resource.places(backed_up="BackupPolicy"),
    )


TABLE = {"AWS::S3::Bucket": _bucket, "AWS::EFS::FileSystem": _file_system}
"""Resource types of this subject, each with the function that makes its facts."""
