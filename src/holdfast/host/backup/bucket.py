"""Reads what a bucket does to backups by itself: lifecycle, versions, object lock; each question once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from holdfast.host.backup.asking import Asked
from holdfast.model.backup_status import BucketRules

FOLDERS = ("backups/", "barman/", "pgbackrest/")
"""Where backups lie below the store's prefix; a rule for something else does not matter."""

_SLOW = frozenset({"GLACIER", "DEEP_ARCHIVE"})
"""Storage classes out of which nothing is read for hours (S3 User Guide, *Storage classes*, read 2026-11)."""


def read_rules(
    s3: Any, bucket: str, prefix: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> BucketRules:
    """The rules of the bucket for what lies below `prefix`.

    Args:
        s3: boto3's client.
        bucket: its name.
        prefix: of the store, without a slash at either end.
        clock: the time, with its zone.
    """
    asked = Asked()
    resource = f"arn:aws:s3:::{bucket}"
    lifecycle = asked.ask(
        "s3:GetLifecycleConfiguration",
        resource,
        lambda: _answer(s3.get_bucket_lifecycle_configuration(Bucket=bucket)),
        absent=frozenset({"NoSuchLifecycleConfiguration"}),
    )
    versions = asked.ask("s3:GetBucketVersioning", resource, lambda: _answer(s3.get_bucket_versioning(Bucket=bucket)))
    ahead = _ahead(versions, clock())
    lock = asked.ask(
        "s3:GetBucketObjectLockConfiguration",
        resource,
        lambda: _answer(s3.get_object_lock_configuration(Bucket=bucket)),
        absent=frozenset({"ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"}),
    )
    rules = list(_ours(lifecycle or {}, prefix))
    expiry = min(_expiries(rules), default=None)
    archive = min(_archives(rules), default=None)
    mode, days = _locked(lock or {})
    return BucketRules(
        expire_days=expiry[0] if expiry else None,
        expire_rule=expiry[1] if expiry else "",
        archive_days=archive[0] if archive else None,
        archive_class=archive[1] if archive else "",
        noncurrent_days=min(_noncurrent(rules), default=None),
        versioned=None if versions is None else versions.get("Status") == "Enabled",
        lock_mode=mode,
        lock_days=days,
        clock_ahead_seconds=ahead,
        unreadable=tuple(asked.unreadable),
    )


def _answer(answer: Any) -> Mapping[str, Any]:
    """The answer, when it is one.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(answer, Mapping):
        raise TypeError("no answer")
    return answer


def _ahead(answer: Mapping[str, Any] | None, now: datetime) -> float | None:
    """Seconds that this host's clock is ahead of S3's, which stamps every answer."""
    date = (answer or {}).get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        return (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return None


def _ours(lifecycle: Mapping[str, Any], prefix: str) -> Iterator[Mapping[str, Any]]:
    """Rules that are on and may touch a backup. One for a tag touches none: ours bear no tags."""
    begin = f"{prefix}/" if prefix else ""
    for rule in lifecycle.get("Rules", ()):
        terms = rule.get("Filter") or {}
        both = terms.get("And") or {}
        if rule.get("Status") != "Enabled" or terms.get("Tag") or both.get("Tags"):
            continue
        start = rule.get("Prefix") or terms.get("Prefix") or both.get("Prefix") or ""
        if any(f"{begin}{folder}".startswith(start) or start.startswith(f"{begin}{folder}") for folder in FOLDERS):
            yield rule


def _expiries(rules: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        expiry = rule.get("Expiration") or {}
        if "Days" in expiry:
            yield int(expiry["Days"]), str(rule.get("ID", ""))
        elif "Date" in expiry:
            # From that date on, whatever is there goes on the day it comes.
            yield 0, str(rule.get("ID", ""))


def _archives(rules: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        for move in rule.get("Transitions") or ():
            if move.get("StorageClass") in _SLOW:
                yield int(move.get("Days", 0)), str(move["StorageClass"])


def _noncurrent(rules: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    for rule in rules:
        expiry = rule.get("NoncurrentVersionExpiration") or {}
        if "NoncurrentDays" in expiry:
            yield int(expiry["NoncurrentDays"])


def _locked(lock: Mapping[str, Any]) -> tuple[str, int]:
    kept = ((lock.get("ObjectLockConfiguration") or {}).get("Rule") or {}).get("DefaultRetention") or {}
    return str(kept.get("Mode", "")), int(kept.get("Days", 0)) + 365 * int(kept.get("Years", 0))
