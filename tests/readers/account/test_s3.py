"""S3: buckets and the settings that have no list, asked for each of them."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from holdfast.model.environments import UNASSIGNED
from holdfast.model.evidence import GapReason
from holdfast.model.facts import BackupJob, Bucket, BucketCors
from holdfast.model.product import Product
from holdfast.readers.account import s3
from holdfast.readers.account.base import GLOBAL_REGION, Call, Refused
from holdfast.readers.account.client import Client, configuration
from holdfast.rig.aws import ACCOUNT, EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

FAR = "ap-northeast-3"
COPY = "sweetorder-copy-backup-production"
BACKUP = "sweetorder-backup-production"
UPLOADS = "sweetorder-uploads"
SITE = "sweetorder-www-site"
UNSET = "versioned=False encrypted=True public=False replicated=False"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        for name, region in ((UPLOADS, HOME), (COPY, FAR), (BACKUP, HOME)):
            place = {"LocationConstraint": region}
            started.client("s3", region).create_bucket(Bucket=name, CreateBucketConfiguration=place)
        started.client("s3", GLOBAL_REGION).create_bucket(Bucket=SITE)
        _uploads(started.client("s3"))
        _backups(started)
        _site(started.client("s3", GLOBAL_REGION))
        yield started


def _uploads(client: Any) -> None:
    local = {"AllowedOrigins": ["http://localhost:3001", "https://staging.x.com"], "AllowedMethods": ["PUT", "GET"]}
    more = {"AllowedOrigins": ["https://staging.x.com"], "AllowedMethods": ["HEAD", "GET"]}
    client.put_bucket_cors(Bucket=UPLOADS, CORSConfiguration={"CORSRules": [local, more]})
    client.put_bucket_tagging(Bucket=UPLOADS, Tagging={"TagSet": [{"Key": "env", "Value": "stg"}]})


def _backups(aws: EmbeddedAws) -> None:
    client = aws.client("s3")
    for name, region in ((BACKUP, HOME), (COPY, FAR)):
        versions = {"Status": "Enabled"}
        aws.client("s3", region).put_bucket_versioning(Bucket=name, VersioningConfiguration=versions)
    copy = {
        "ID": "copy",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Destination": {"Bucket": f"arn:aws:s3:::{COPY}"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
    }
    role = "arn:aws:iam::123456789012:role/copy"
    client.put_bucket_replication(Bucket=BACKUP, ReplicationConfiguration={"Role": role, "Rules": [copy]})
    everything = {"Status": "Enabled", "Filter": {"Prefix": ""}}
    moves = {"Transitions": [{"Days": 1, "StorageClass": "INTELLIGENT_TIERING"}], "Expiration": {"Days": 30}}
    rules = [
        {"ID": "old", **everything, **moves},
        {"ID": "off", **everything, "Status": "Disabled", "Expiration": {"Days": 1}},
        {"ID": "versions", **everything, "NoncurrentVersionExpiration": {"NoncurrentDays": 7}},
    ]
    client.put_bucket_lifecycle_configuration(Bucket=BACKUP, LifecycleConfiguration={"Rules": rules})
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    client.put_public_access_block(Bucket=BACKUP, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))


def _site(client: Any) -> None:
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{SITE}/*"}
    client.put_bucket_policy(Bucket=SITE, Policy=json.dumps({"Version": "2012-10-17", "Statement": [anyone]}))


@pytest.mark.integration
def test_each_bucket_is_told_with_its_rules_and_settings(aws: EmbeddedAws) -> None:
    shown = told(read(s3.READER, live(aws), GLOBAL_REGION))

    assert shown == [
        f"Bucket {UPLOADS} [staging] name={UPLOADS} purpose=uploads encrypted=True",
        (
            f"BucketCors {UPLOADS} [staging] bucket={UPLOADS} origins=(http://localhost:3001, https://staging.x.com) "
            "methods=(PUT, GET, HEAD)"
        ),
        (
            f"Bucket {COPY} [production] name={COPY} purpose=backup versioned=True encrypted=True public=False "
            "replicated=False"
        ),
        (
            f"Bucket {BACKUP} [production] name={BACKUP} purpose=backup versioned=True encrypted=True public=False "
            "replicated=True"
        ),
        f"LifecycleRule {BACKUP} [production] bucket={BACKUP} storage_class=INTELLIGENT_TIERING expiration_days=30",
        f"LifecycleRule {BACKUP} [production] bucket={BACKUP} expiration_days=7",
        f"BackupJob {BACKUP} [production] subject=bucket method=copy destination=s3 other_region=True",
        f"Bucket {SITE} [(unassigned)] name={SITE} purpose=site encrypted=True",
    ]


@pytest.mark.integration
def test_each_setting_is_asked_once_and_only_where_a_verdict_needs_it(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    read(s3.READER, live(aws, asked=asked), GLOBAL_REGION)

    # A site is replaced by its next release, and only backups are asked how safe they are. moto does not list a bucket's region with it, so that of a copy and of what is
    # copied is asked; a bucket that blocks all needs no policy.
    assert asked == {
        "list_buckets": 1,
        "get_bucket_location": 2,
        "get_bucket_cors": 4,
        "get_bucket_lifecycle_configuration": 3,
        "get_bucket_versioning": 2,
        "get_bucket_replication": 2,
        "get_public_access_block": 2,
        "get_bucket_policy_status": 1,
        "get_resources": 2,
    }


def test_a_bucket_of_which_no_row_speaks_is_asked_for_its_cross_origin_rules_alone() -> None:
    account = FakeAccount({"list_buckets": {"Buckets": [{"Name": "shop", "BucketRegion": HOME}]}})

    assert told(read(s3.READER, account, GLOBAL_REGION)) == ["Bucket shop [(unassigned)] name=shop encrypted=True"]
    assert account.asked == ["list_buckets", "get_resources", "get_bucket_cors"]


SHOP = Product.model_validate(
    {
        "environments": {
            "production": {"buckets": [{"name": "shared"}], "origins": ["https://www.shop.example"]},
            "staging": {"buckets": [{"name": "shared"}], "origins": ["https://next.shop.example"]},
        }
    }
)


@pytest.mark.parametrize(
    ("name", "origins", "environments"),
    [
        ("shared", ["*"], ["production", "staging"]),
        ("cakes", ["https://www.shop.example", "https://next.shop.example:8443"], ["production", "staging"]),
        ("cakes", ["http://localhost:3000", "https://www.shop.example"], ["production"]),
        ("cakes", ["https://*.staging.shop.example"], ["staging"]),
        ("cakes", ["*"], [UNASSIGNED]),
        ("cakes", ["https://dev.shop.example", "http://127.0.0.1:3000"], [UNASSIGNED]),
        ("cakes-staging", ["https://www.shop.example"], ["staging"]),
    ],
)
def test_a_bucket_without_a_tag_is_of_each_environment_that_the_spec_or_its_rules_give_it_to(
    name: str, origins: list[str], environments: list[str]
) -> None:
    account = FakeAccount(
        {
            "list_buckets": {"Buckets": [{"Name": name, "BucketRegion": HOME}]},
            "get_bucket_cors": {"CORSRules": [{"AllowedOrigins": origins, "AllowedMethods": ["GET"]}]},
        },
        product=SHOP,
    )

    facts = read(s3.READER, account, GLOBAL_REGION)

    assert [fact.environment for fact in facts if isinstance(fact, BucketCors)] == environments
    assert [fact.environment for fact in facts if isinstance(fact, Bucket)] == environments


def test_without_two_environments_in_the_spec_rules_tell_none() -> None:
    account = FakeAccount(
        {
            "list_buckets": {"Buckets": [{"Name": "cakes", "BucketRegion": HOME}]},
            "get_bucket_cors": {"CORSRules": [{"AllowedOrigins": ["https://staging.shop.example"]}]},
        }
    )

    facts = read(s3.READER, account, GLOBAL_REGION)

    assert {fact.environment for fact in facts if isinstance(fact, BucketCors)} == {UNASSIGNED}


def test_a_region_that_the_list_tells_is_not_asked() -> None:
    """AWS lists `BucketRegion`; moto does not."""
    account = FakeAccount({"list_buckets": {"Buckets": [{"Name": "shop-backup", "BucketRegion": HOME}]}})

    shown = told(read(s3.READER, account, GLOBAL_REGION))

    assert shown == [f"Bucket shop-backup [(unassigned)] name=shop-backup purpose=backup {UNSET}"]
    assert "get_bucket_location" not in account.asked


def test_the_tags_of_a_region_are_gathered_once_for_all_its_buckets() -> None:
    buckets = [{"Name": f"shop-{number}", "BucketRegion": HOME} for number in range(50)]
    account = FakeAccount({"list_buckets": {"Buckets": buckets}})

    read(s3.READER, account, GLOBAL_REGION)

    assert account.asked.count("get_resources") == 1


def test_a_copy_in_the_same_region_or_another_account_goes_to_no_other_region() -> None:
    rules = [
        {"Status": "Enabled", "Destination": {"Bucket": f"arn:aws:s3:::{name}"}} for name in ("near", "somebody-elses")
    ]
    buckets = [{"Name": "shop-backup", "BucketRegion": HOME}, {"Name": "near", "BucketRegion": HOME}]
    account = FakeAccount(
        {
            "list_buckets": {"Buckets": buckets},
            "get_bucket_replication": {"ReplicationConfiguration": {"Rules": rules}},
        }
    )

    assert told(read(s3.READER, account, GLOBAL_REGION), BackupJob) == []


ALL_BLOCKED = {
    "PublicAccessBlockConfiguration": dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
}


@pytest.mark.parametrize(
    ("of_bucket", "public_policy", "of_account", "public"),
    [
        (ALL_BLOCKED, True, {}, False),
        ({}, False, {}, False),
        ({}, True, {}, True),
        ({}, True, ALL_BLOCKED, False),
        ({}, True, Refused(s3.ACCOUNT_BLOCK, GapReason.DENIED, "AccessDenied", HOME), None),
    ],
)
def test_a_public_policy_counts_unless_the_bucket_or_the_account_blocks_it(
    of_bucket: dict[str, Any], of_account: Any, *, public_policy: bool, public: bool | None
) -> None:
    """As the API documents it: the account's own setting is asked at an address that begins with its number."""

    def block(call: Call, _region: str, _parameters: dict[str, Any]) -> Any:
        return of_account if call.service == "s3control" else of_bucket

    account = FakeAccount(
        {
            "list_buckets": {"Buckets": [{"Name": "shop-backup", "BucketRegion": HOME}]},
            "get_public_access_block": block,
            "get_bucket_policy_status": {"PolicyStatus": {"IsPublic": public_policy}},
        }
    )

    assert [fact.public for fact in read(s3.READER, account) if isinstance(fact, Bucket)] == [public]


@pytest.mark.integration
def test_the_block_of_the_whole_account_is_really_asked_and_closes_a_public_policy(aws: EmbeddedAws) -> None:
    """S3 Control takes the account's number before its host name; here it comes off on the way."""
    session, asked = aws.session(), Counter[str]()
    session.events.register("before-send.s3-control", _without_account)
    control = session.client("s3control", endpoint_url=aws.url)
    bucket = {"Bucket": "shop-backup-open"}
    aws.client("s3").create_bucket(**bucket, CreateBucketConfiguration={"LocationConstraint": HOME})
    reading = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop-*/*"}
    aws.client("s3").put_bucket_policy(**bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [reading]}))

    def public() -> list[bool | None]:
        client = Client(session, configuration(4), aws.url, told=lambda call, _region: asked.update([call.service]))
        account = replace(live(aws), client=client)
        found = read(s3.READER, account, GLOBAL_REGION)
        return [fact.public for fact in found if isinstance(fact, Bucket) and fact.name == bucket["Bucket"]]

    try:
        assert public() == [True]
        blocked = {"PublicAccessBlockConfiguration": ALL_BLOCKED["PublicAccessBlockConfiguration"]}
        control.put_public_access_block(AccountId=ACCOUNT, **blocked)
        assert public() == [False]
        assert asked["s3control"] == 2
    finally:
        control.delete_public_access_block(AccountId=ACCOUNT)
        aws.client("s3").delete_bucket_policy(**bucket)
        aws.client("s3").delete_bucket(**bucket)


def _without_account(request: Any, **_more: Any) -> None:
    request.url = request.url.replace(f"//{ACCOUNT}.", "//", 1)


def test_a_refused_setting_is_unsaid_and_told_and_leaves_the_others() -> None:
    account = FakeAccount(
        {
            "list_buckets": {"Buckets": [{"Name": "shop-backup", "BucketRegion": HOME}]},
            "get_bucket_versioning": Refused(s3.VERSIONING, GapReason.DENIED, "AccessDenied", HOME),
            "get_public_access_block": Refused(s3.ACCESS_BLOCK, GapReason.THROTTLED, "SlowDown", HOME),
            "get_bucket_cors": {"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]},
        }
    )

    shown = told(read(s3.READER, account, GLOBAL_REGION))

    assert shown == [
        "Bucket shop-backup [(unassigned)] name=shop-backup purpose=backup encrypted=True replicated=False",
        "BucketCors shop-backup [(unassigned)] bucket=shop-backup origins=(*) methods=(GET)",
        "Gap s3 denied: AccessDenied",
        "Gap s3 throttled: SlowDown",
    ]


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        ("get_bucket_cors", {"CORSRules": [{}, "rule", {"AllowedOrigins": "*"}]}),
        (
            "get_bucket_lifecycle_configuration",
            {"Rules": [{"Status": "Enabled"}, {"Status": "Enabled", "Expiration": 3}]},
        ),
        ("get_bucket_replication", {"ReplicationConfiguration": {"Rules": [{"Status": "Enabled", "Destination": []}]}}),
        ("get_bucket_versioning", {"Status": 1}),
        ("get_public_access_block", {"PublicAccessBlockConfiguration": None}),
        ("get_bucket_policy_status", {"PolicyStatus": []}),
        ("get_bucket_location", {"LocationConstraint": 7}),
    ],
)
def test_odd_settings_never_raise(operation: str, answer: dict[str, Any]) -> None:
    buckets = [{"Name": "shop-backup"}, {}, {"Name": None}]
    account = FakeAccount({"list_buckets": {"Buckets": buckets}, operation: answer})

    found = [fact for fact in read(s3.READER, account, GLOBAL_REGION) if isinstance(fact, Bucket)]

    assert [bucket.name for bucket in found] == ["shop-backup"]
