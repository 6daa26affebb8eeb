"""What is only put somewhere for a trial."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("comment", "released"),
    [
        ("S3 버킷에 파일 업로드 테스트", False),
        ("Test the upload", False),
        ("アップロードのテスト", False),
        ("빌드 및 배포 테스트", True),
        ("Test and deploy", True),
        ("S3에 업로드", True),
    ],
)
def test_what_is_only_put_there_for_a_trial_is_no_release(comment: str, *, released: bool) -> None:
    text = f"# AWS guide\n\n## Frontend\n\n```bash\n# {comment}\naws s3 cp ./build/ s3://shop-site/ --recursive\n```\n"

    assert any(line.startswith("Deployment") for line in said(text)) is released
