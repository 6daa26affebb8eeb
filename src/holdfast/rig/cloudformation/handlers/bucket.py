"""The properties of a bucket, each of which is a call of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One property of a bucket, which is a call of its own.

    Attributes:
        prop: the property.
        put: the operation that sets it.
        get: the operation that reads it; empty where `put` with `get_` says it.
        inside: the parameter that holds it.
        read: where the answer has it; empty where the answer itself is it.
        given: how the property becomes the parameter.
        shown: how the answer becomes the property.
        remove: the operation that takes it away; empty where putting nothing does.
        each: for lists of which each member has a call of its own: the parameter for its name.
    """

    prop: str
    put: str
    inside: str
    get: str = ""
    read: str = ""
    given: Callable[[Any], Any] = lambda value: value
    shown: Callable[[Any], Any] = lambda value: value
    remove: str = ""
    nothing: Any = None
    each: bool = False


def _renamed(rule: Rule, names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in rule.items()}


def _back(names: Mapping[str, str]) -> dict[str, str]:
    return {value: key for key, value in names.items()}


_CORS = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds", "Id": "ID"}


def _filter(rule: Rule) -> dict[str, Any]:
    """A rule's filter as the API nests it."""
    parts: dict[str, Any] = {"Prefix": rule["Prefix"]} if "Prefix" in rule else {}
    for size in ("ObjectSizeGreaterThan", "ObjectSizeLessThan"):
        parts |= {size: int(rule[size])} if size in rule else {}
    tags = list(rule.get("TagFilters", ()))
    if len(parts) + len(tags) > 1:
        return {"And": {**parts, **({"Tags": tags} if tags else {})}}
    return {"Tag": tags[0]} if tags else parts or {"Prefix": ""}


def _moves(moves: Any, days: str) -> list[dict[str, Any]]:
    return [_renamed(one, {"TransitionInDays": days, "TransitionDate": "Date"}) for one in moves]


def _lifecycle(value: Rule) -> Any:
    rules = []
    for rule in value["Rules"]:
        made: dict[str, Any] = {"Status": rule["Status"], "Filter": _filter(rule)}
        made |= {"ID": rule["Id"]} if "Id" in rule else {}
        expires = {
            "ExpirationInDays": "Days",
            "ExpirationDate": "Date",
            "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
        }
        expiry = {api: rule[key] for key, api in expires.items() if key in rule}
        made |= {"Expiration": expiry} if expiry else {}
        made |= {"Transitions": _moves(rule["Transitions"], "Days")} if "Transitions" in rule else {}
        if "NoncurrentVersionTransitions" in rule:
            made["NoncurrentVersionTransitions"] = _moves(rule["NoncurrentVersionTransitions"], "NoncurrentDays")
        made |= {
            key: rule[key] for key in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload") if key in rule
        }
        rules.append(made)
    return {"Rules": rules}


def _lifecycle_shown(rules: Any) -> Any:
    shown = []
    for rule in rules:
        made = {
            "Id": rule.get("ID"),
            **{key: value for key, value in rule.items() if key not in {"ID", "Filter", "Expiration"}},
        }
        inner = rule.get("Filter") or {}
        both = inner.get("And", inner)
        made |= {key: value for key, value in both.items() if key not in {"Tag", "Tags"}}
        tags = both.get("Tags", [both["Tag"]] if "Tag" in both else [])
        made |= {"TagFilters": tags} if tags else {}
        expiry = rule.get("Expiration") or {}
        made |= {
            key: expiry[api] for key, api in (("ExpirationInDays", "Days"), ("ExpirationDate", "Date")) if api in expiry
        }
        made |= (
            {"ExpiredObjectDeleteMarker": expiry["ExpiredObjectDeleteMarker"]}
            if "ExpiredObjectDeleteMarker" in expiry
            else {}
        )
        for key, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays")):
            if key in rule:
                made[key] = [_renamed(one, {days: "TransitionInDays", "Date": "TransitionDate"}) for one in rule[key]]
        shown.append(made)
    return {"Rules": shown}


def _replication(value: Rule) -> Any:
    return {**value, "Rules": [_renamed(rule, {"Id": "ID"}) for rule in value["Rules"]]}


def _replication_shown(value: Rule) -> Any:
    return {**value, "Rules": [_renamed(rule, {"ID": "Id"}) for rule in value["Rules"]]}


def _encryption(value: Rule) -> Any:
    rules = [
        _renamed(rule, {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"})
        for rule in value["ServerSideEncryptionConfiguration"]
    ]
    return {"Rules": rules}


def _encryption_shown(value: Rule) -> Any:
    rules = [
        _renamed(rule, {"ApplyServerSideEncryptionByDefault": "ServerSideEncryptionByDefault"})
        for rule in value["Rules"]
    ]
    return {"ServerSideEncryptionConfiguration": rules}


def _logging(value: Rule) -> Any:
    made = {"TargetBucket": value.get("DestinationBucketName"), "TargetPrefix": value.get("LogFilePrefix", "")}
    return {
        "LoggingEnabled": made
        | ({"TargetObjectKeyFormat": value["TargetObjectKeyFormat"]} if "TargetObjectKeyFormat" in value else {})
    }


def _logging_shown(value: Rule) -> Any:
    return {**value, "DestinationBucketName": value.get("TargetBucket"), "LogFilePrefix": value.get("TargetPrefix")}


def _notices(value: Rule) -> Any:
    made: dict[str, Any] = {}
    if "EventBridgeConfiguration" in value:
        made["EventBridgeConfiguration"] = {}
    for key, api, target in (
        ("TopicConfigurations", "TopicConfigurations", "Topic"),
        ("QueueConfigurations", "QueueConfigurations", "Queue"),
    ):
        made |= (
            {api: [{f"{target}Arn": one[target], "Events": [one["Event"]]} for one in value[key]]}
            if key in value
            else {}
        )
    return made


PARTS = (
    Part(
        "VersioningConfiguration", "put_bucket_versioning", "VersioningConfiguration", nothing={"Status": "Suspended"}
    ),
    Part(
        "BucketEncryption",
        "put_bucket_encryption",
        "ServerSideEncryptionConfiguration",
        read="ServerSideEncryptionConfiguration",
        given=_encryption,
        shown=_encryption_shown,
        remove="delete_bucket_encryption",
    ),
    Part(
        "PublicAccessBlockConfiguration",
        "put_public_access_block",
        "PublicAccessBlockConfiguration",
        read="PublicAccessBlockConfiguration",
        remove="delete_public_access_block",
    ),
    Part(
        "OwnershipControls",
        "put_bucket_ownership_controls",
        "OwnershipControls",
        read="OwnershipControls",
        remove="delete_bucket_ownership_controls",
    ),
    Part(
        "CorsConfiguration",
        "put_bucket_cors",
        "CORSConfiguration",
        read="CORSRules",
        remove="delete_bucket_cors",
        given=lambda value: {"CORSRules": [_renamed(one, _CORS) for one in value["CorsRules"]]},
        shown=lambda rules: {"CorsRules": [_renamed(one, _back(_CORS)) for one in rules]},
    ),
    Part(
        "LifecycleConfiguration",
        "put_bucket_lifecycle_configuration",
        "LifecycleConfiguration",
        read="Rules",
        given=_lifecycle,
        shown=_lifecycle_shown,
        remove="delete_bucket_lifecycle",
    ),
    Part(
        "LoggingConfiguration",
        "put_bucket_logging",
        "BucketLoggingStatus",
        read="LoggingEnabled",
        given=_logging,
        shown=_logging_shown,
        nothing={},
    ),
    Part(
        "NotificationConfiguration",
        "put_bucket_notification_configuration",
        "NotificationConfiguration",
        given=_notices,
        nothing={},
        shown=lambda value: {
            **value,
            "EventBridgeConfiguration": {"EventBridgeEnabled": "EventBridgeConfiguration" in value},
        },
    ),
    Part(
        "MetricsConfigurations",
        "put_bucket_metrics_configuration",
        "MetricsConfiguration",
        each=True,
        get="list_bucket_metrics_configurations",
        read="MetricsConfigurationList",
        shown=lambda found: [{**(one.get("Filter") or {}), **one} for one in found],
        given=lambda value: {"Id": value["Id"], **({"Filter": _filter(value)} if len(value) > 1 else {})},
        remove="delete_bucket_metrics_configuration",
    ),
    Part(
        "Tags",
        "put_bucket_tagging",
        "Tagging",
        read="TagSet",
        given=lambda value: {"TagSet": value},
        remove="delete_bucket_tagging",
    ),
    # Last: it wants versions to be kept.
    Part(
        "ReplicationConfiguration",
        "put_bucket_replication",
        "ReplicationConfiguration",
        read="ReplicationConfiguration",
        given=_replication,
        shown=_replication_shown,
        remove="delete_bucket_replication",
    ),
    Part(
        "ObjectLockConfiguration",
        "put_object_lock_configuration",
        "ObjectLockConfiguration",
        read="ObjectLockConfiguration",
    ),
    Part(
        "AccelerateConfiguration",
        "put_bucket_accelerate_configuration",
        "AccelerateConfiguration",
        nothing={"Status": "Suspended"},
        given=lambda value: {"Status": value["AccelerationStatus"]},
        shown=lambda value: {"AccelerationStatus": value.get("Status")},
    ),
)
