"""Buckets of uploaded files: whether a template leaves a way back."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.access import CONTROL as ACCESS
from holdfast.controls.backup import CONTROL
from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob, Bucket, BucketCors, Deployment, Fact, LifecycleRule, Policy
from tests.controls.support import DECLARED, judged, made, scope

PLAIN = {"versioned": False, "places": {"versioned": "s3.tf:14"}}
EMPTIED = {"emptied": True, "places": {"emptied": "s3.tf:4"}}


def uploads(**values: Any) -> Bucket:
    return made(Bucket, "s3.tf:2", **{"kind": DECLARED, "name": "photos", "purpose": "uploads", **values})


def found(*facts: Fact) -> tuple[str, ...] | None:
    return judged(CONTROL, scope(*facts)).get("files-gone-for-good")


@pytest.mark.parametrize(("told", "place"), [(PLAIN, "s3.tf:14"), (EMPTIED, "s3.tf:4")])
def test_files_that_a_template_gives_no_way_back_are_told_where_it_says_so(told: dict[str, Any], place: str) -> None:
    assert found(uploads(**told)) == ("failed (notice)", place)


def test_a_template_that_leaves_versions_unsaid_decided_nothing() -> None:
    assert found(uploads(versioned=False, places={"versioned": "s3.tf:2"})) is None
    assert found(uploads(versioned=True, places={"versioned": "s3.tf:14"})) is None


@pytest.mark.parametrize(
    ("name", "methods", "told"),
    [
        ("shop-files-${AWS::AccountId}", ("PUT", "GET"), ("failed (notice)", "s3.tf:2")),
        ("user-uploads", ("POST",), ("failed (notice)", "s3.tf:2")),
        ("contract-documents", ("PUT",), ("failed (notice)", "s3.tf:2")),
        ("user-uploads", ("GET",), None),
        ("shop-static-files", ("PUT",), None),
        ("upload-cache", ("PUT",), None),
        ("posters", ("PUT",), None),
        ("file-storage-logs", ("PUT",), None),
    ],
)
def test_documents_that_browsers_put_into_a_bucket_have_no_other_copy(
    name: str, methods: tuple[str, ...], told: tuple[str, ...] | None
) -> None:
    bucket = uploads(name=name, versioned=False, places={"versioned": "s3.tf:2"})
    rules = made(BucketCors, "s3.tf:8", kind=DECLARED, bucket=name, methods=methods)
    passing = made(LifecycleRule, "s3.tf:30", kind=DECLARED, bucket=name, expiration_days=7)
    job = made(BackupJob, "backup.tf:1", kind=DECLARED, subject="bucket", method="aws-backup", destination="aws")
    assert found(bucket, rules) == told
    assert found(bucket) is None
    assert found(bucket, rules, passing) is None
    assert found(bucket, rules, job) is None
    assert found(uploads(name=name, versioned=True), rules) is None


def test_a_bucket_without_a_name_is_known_by_its_resource() -> None:
    at = Location("s3.ts", 2, 2, "new s3.Bucket(this, 'Uploads', {")
    bucket = replace(uploads(name=None, versioned=False), at=at)
    rules = made(BucketCors, "s3.ts:8", kind=DECLARED, bucket="${Uploads}", methods=("PUT",))
    assert found(bucket, rules) == ("failed (notice)", "s3.ts:2")
    assert found(bucket, replace(rules, bucket="${Covers}")) is None


@pytest.mark.parametrize("purpose", ["site", "logs", "artifacts", "state", None])
def test_what_can_be_made_again_needs_no_way_back(purpose: str | None) -> None:
    assert found(uploads(purpose=purpose, **PLAIN)) is None


def test_a_copy_elsewhere_is_a_way_back() -> None:
    job = made(BackupJob, "backup.tf:1", kind=DECLARED, subject="bucket", method="aws-backup", destination="aws")

    assert found(uploads(replicated=True, **PLAIN)) is None
    assert found(uploads(**EMPTIED), job) is None


def lost(*facts: Fact) -> tuple[str, ...] | None:
    return judged(CONTROL, scope(*facts)).get("copies-go-with-bucket")


def test_backups_that_go_with_their_bucket_are_told_where_the_template_says_so() -> None:
    assert lost(uploads(purpose="backup", **EMPTIED)) == ("failed", "s3.tf:4")
    assert lost(uploads(purpose="backup")) is None
    assert lost(uploads(purpose="backup", replicated=True, **EMPTIED)) is None
    assert lost(uploads(purpose="logs", **EMPTIED)) is None


PUBLIC = {"public": True, "places": {"public": "s3.tf:20"}}
BARE = {"unguarded": True, "places": {"unguarded": "s3.tf:11"}}


def opened(*facts: Fact) -> tuple[str, ...] | None:
    return judged(ACCESS, scope(*facts)).get("bucket-open-to-world")


@pytest.mark.parametrize(("told", "place"), [(PUBLIC, "s3.tf:20"), (BARE, "s3.tf:11")])
def test_a_bucket_that_everybody_reads_or_nothing_guards_is_a_remark_unless_it_holds_backups(
    told: dict[str, Any], place: str
) -> None:
    assert opened(uploads(**told)) == ("failed (notice)", place)
    assert opened(uploads(purpose="backup", **told)) == ("failed", place)


def test_a_site_is_there_for_everybody() -> None:
    assert opened(uploads(purpose="site", **PUBLIC)) is None
    assert opened(uploads(public=False)) is None


def test_a_bucket_of_unknown_use_is_accused_where_there_are_uploads_and_no_site() -> None:
    unknown = uploads(purpose=None, **PUBLIC)
    site = made(Deployment, "deploy.yml:8", method="static")
    assert opened(unknown) is None
    assert opened(unknown, uploads()) == ("failed (notice)", "s3.tf:20")
    assert opened(unknown, uploads(), uploads(purpose="site")) is None
    assert opened(unknown, uploads(), site) is None


def test_guards_that_are_off_and_the_policy_that_lets_everybody_in_are_both_shown() -> None:
    lets_in = made(Policy, "s3.tf:30-36", kind=DECLARED, principal_type="anybody", actions=("s3:GetObject",))
    both = uploads(public=True, unguarded=True, places={"public": "s3.tf:20", "unguarded": "s3.tf:11"})
    assert opened(both, lets_in) == ("failed (notice)", "s3.tf:20", "s3.tf:11", "s3.tf:30-36")
    site = made(Bucket, "site.tf:2", kind=DECLARED, purpose="site", public=True)
    assert opened(uploads(**PUBLIC), site, lets_in) == ("failed (notice)", "s3.tf:20")


def test_a_bucket_without_a_name_is_meant_by_the_rules_that_name_its_resource_as_a_whole() -> None:
    at = Location.lines("t.yaml", 3, 4, "  UserUploadsBucket:\n    Type: AWS::S3::Bucket")
    bucket = replace(uploads(name=None, versioned=False), at=at)
    for named, told in (("${UserUploadsBucket}", True), ("${Uploads}", False), ("${Bucket}", False), ("", False)):
        rules = made(BucketCors, "t.yaml:9", bucket=named, origins=("https://shop.kr",), methods=("PUT",))
        assert (found(bucket, rules) is not None) is told, named
