"""What a bucket does by itself: read from a real (small) S3, and from refusals."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError  # type: ignore[import-untyped]

from holdfast.host.backup.bucket import read_rules
from holdfast.model.backup_status import BucketRules
from holdfast.rig.aws import REGION, EmbeddedAws

PREFIX = "shop/production"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture
def s3(aws: EmbeddedAws) -> Any:
    aws.reset()
    client = aws.client("s3")
    client.create_bucket(Bucket="shop-backup", CreateBucketConfiguration={"LocationConstraint": REGION})
    return client


def rules(s3: Any, *given: dict[str, Any]) -> BucketRules:
    filled = [{"ID": f"rule-{number}", "Status": "Enabled", **one} for number, one in enumerate(given)]
    s3.put_bucket_lifecycle_configuration(Bucket="shop-backup", LifecycleConfiguration={"Rules": filled})
    return read_rules(s3, "shop-backup", PREFIX)


def test_a_bucket_without_rules_keeps_what_it_is_given(s3: Any) -> None:
    found = read_rules(s3, "shop-backup", PREFIX)

    assert (found.expire_days, found.archive_days, found.versioned, found.lock_days) == (None, None, False, 0)
    assert found.unreadable == ()
    assert found.clock_ahead_seconds is not None
    assert abs(found.clock_ahead_seconds) < 5


def test_the_shortest_rule_that_touches_backups_counts(s3: Any) -> None:
    found = rules(
        s3,
        {"Filter": {"Prefix": ""}, "Expiration": {"Days": 400}},
        {"Filter": {"Prefix": "shop/production/backups/"}, "Expiration": {"Days": 14}},
        {"Filter": {"Prefix": "shop/staging/"}, "Expiration": {"Days": 1}},
        {"Filter": {"Prefix": "shop/production/proofs/"}, "Expiration": {"Days": 2}},
        {"Filter": {"Prefix": "shop/"}, "Expiration": {"Days": 3}, "Status": "Disabled"},
        {"Filter": {"Tag": {"Key": "temporary", "Value": "yes"}}, "Expiration": {"Days": 1}},
    )

    assert (found.expire_days, found.expire_rule) == (14, "rule-1")


def test_a_rule_for_the_wal_archive_touches_recovery_too(s3: Any) -> None:
    found = rules(s3, {"Filter": {"Prefix": "shop/production/barman/7430/wals/"}, "Expiration": {"Days": 7}})

    assert found.expire_days == 7


def test_a_rule_by_date_removes_at_once_when_its_day_has_come(s3: Any) -> None:
    found = rules(s3, {"Filter": {"Prefix": ""}, "Expiration": {"Date": datetime(2026, 1, 1, tzinfo=UTC)}})

    assert found.expire_days == 0


def test_moving_to_where_restores_wait_is_seen_and_moving_to_cheaper_disks_is_not(s3: Any) -> None:
    found = rules(
        s3,
        {
            "Filter": {"Prefix": ""},
            "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}, {"Days": 60, "StorageClass": "GLACIER"}],
        },
    )

    assert (found.archive_days, found.archive_class, found.expire_days) == (60, "GLACIER", None)


def test_versions_and_how_long_they_stay(s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="shop-backup", VersioningConfiguration={"Status": "Enabled"})
    found = rules(s3, {"Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}})

    assert (found.versioned, found.noncurrent_days) == (True, 30)


def test_suspended_versioning_keeps_no_new_versions(s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="shop-backup", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_versioning(Bucket="shop-backup", VersioningConfiguration={"Status": "Suspended"})

    assert read_rules(s3, "shop-backup", PREFIX).versioned is False


def test_object_lock_by_default(s3: Any) -> None:
    s3.create_bucket(
        Bucket="locked", ObjectLockEnabledForBucket=True, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    s3.put_object_lock_configuration(
        Bucket="locked",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 35}},
        },
    )
    found = read_rules(s3, "locked", PREFIX)

    assert (found.lock_mode, found.lock_days, found.versioned) == ("COMPLIANCE", 35, True)


def test_a_clock_that_is_ahead_is_measured_against_s3s(s3: Any) -> None:
    found = read_rules(s3, "shop-backup", PREFIX, lambda: datetime.now(UTC) + timedelta(hours=1))

    assert found.clock_ahead_seconds == pytest.approx(3600, abs=5)


class Refusing:
    """Refuses every question in the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def ask(**_: Any) -> Any:
            raise self._error

        return ask


DENIED = ClientError(
    {"Error": {"Code": "AccessDenied", "Message": "secret words"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "x"
)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(DENIED, "denied"), (EndpointConnectionError(endpoint_url="https://s3"), "unreachable (refused)")],
)
def test_what_is_refused_is_not_known_and_not_fine(error: Exception, reason: str) -> None:
    found = read_rules(Refusing(error), "shop-backup", PREFIX)

    assert [(one.action, one.reason) for one in found.unreadable] == [
        ("s3:GetLifecycleConfiguration", reason),
        ("s3:GetBucketVersioning", reason),
        ("s3:GetBucketObjectLockConfiguration", reason),
    ]
    assert {one.resource for one in found.unreadable} == {"arn:aws:s3:::shop-backup"}
    assert found.versioned is None
    assert "secret words" not in repr(found)
