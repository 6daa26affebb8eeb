"""Releases that a person uploads by a program with a window."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("step", "method"),
    [
        ("FileZilla로 EC2 서버의 /var/www/shop 에 dist 폴더를 업로드합니다", "other"),
        ("Upload the build folder to /srv/shop with WinSCP", "other"),
        ("AWS 콘솔 > Elastic Beanstalk > 환경 > 업로드 및 배포 클릭", "beanstalk"),
        ("「アップロードとデプロイ」をクリック", "beanstalk"),
    ],
)
def test_an_upload_by_hand_is_a_deployment_without_a_name(step: str, method: str) -> None:
    found = said(f"# 배포 가이드\n\n## デプロイ\n\n1. {step}\n")

    assert [one for one in found if one.startswith("Deployment")] == [
        f"Deployment 5 method={method} identity=none asks_health=False manual=True"
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("To update, copy the files with FileZilla and restart the service.", True),
        ("- 수정 사항은 FileZilla 로 서버에 업로드해서 반영", True),
        ("Copy the certificate with FileZilla to update it.", False),
        ("FileZilla can copy files.", False),
    ],
)
def test_who_says_with_what_they_put_out_a_release_says_how_they_do_it(sentence: str, *, told: bool) -> None:
    found = said(f"# Shop on EC2\n\n## Production server\n\n{sentence}\n")

    assert any(one.startswith("Deployment 5") for one in found) is told


@pytest.mark.parametrize(
    "step",
    [
        "FileZilla로 인증서 파일을 업로드합니다",
        "Upload the images to the bucket",
        "Do not upload the build with FileZilla",
        "SFTP 업로드 기능 업데이트",
        "릴리스: GitHub 러너가 빌드 결과를 묶어 S3에 업로드",
        "A self-hosted runner uploads the build to the bucket",
        "リリース：ランナーがビルド成果物を S3 にアップロード",
    ],
)
def test_what_is_no_release_or_must_not_be_done_is_none(step: str) -> None:
    assert not [one for one in said(f"# 배포 가이드\n\n## 배포\n\n1. {step}\n") if one.startswith("Deployment")]


def test_where_a_command_deploys_the_upload_is_not_told_again() -> None:
    guide = "# EC2 배포 가이드\n\n1. FileZilla로 jar 업로드\n\n```bash\neb deploy shop\n```\n"

    assert len([one for one in said(guide) if one.startswith("Deployment")]) == 1
