"""Buckets in a guide."""

import pytest

from .support import said


@pytest.mark.parametrize(
    ("line", "public"),
    [
        ("Turn off *Block all public access*", True),
        ("Block public access: off", True),
        ("Block public access: on", False),
        ("퍼블릭 액세스 차단 해제", True),
        ("パブリックアクセスのブロックを無効にする", True),
        ("Set the objects' ACL to public-read", True),
        ("Never set public-read", False),
        ("Public access: off", False),
    ],
)
def test_a_bucket_that_is_made_elsewhere_is_opened_by_a_step(line: str, public: bool) -> None:
    found = said(f"# Deploying the shop on AWS\n\n## S3 permissions\n\n1. Open the console\n2. {line}\n")
    assert ("Bucket 6 public=True" in found) is public


def test_other_things_have_public_access_as_well() -> None:
    assert not any("Bucket" in one for one in said("# AWS\n\n## RDS\n\n1. Turn off block public access\n"))


def test_a_setting_that_is_a_bucket_s_name_tells_how_it_has_to_be() -> None:
    line = "- `S3_BUCKET`: the bucket name (make sure that public-read is enabled)"
    assert any("Bucket 5" in one and "public=True" in one for one in said(f"# AWS\n\n## Settings\n\n{line}\n"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- 사용자는 직접 S3에 업로드 (PUT)", True),
        ("- S3 Presigned URL로 이미지 업로드", True),
        ("- 署名付きURLでブラウザからS3へ直接アップロード", True),
        ("- The client uploads directly to S3", True),
        ("- 백엔드 서버가 직접 S3에 업로드", False),
        ("- S3: presigned URL for downloads", False),
        ("- Downloads by presigned URL; uploads go through the API, which puts them into S3", False),
        ("- 서버가 업로드용 presigned URL 을 발급", True),
        ("- 업로드는 서버를 통해 업로드하고 다운로드는 presigned URL", False),
        ("- Presigned URLs for uploads to S3 are not used", False),
    ],
)
def test_visitors_who_put_their_files_into_a_bucket_themselves_reach_it(line: str, told: bool) -> None:
    found = said(f"# Shop\n\n## Images\n\n{line}\n", "README.md")
    assert ("? Bucket 5 purpose=uploads presigned=True" in found) is told
