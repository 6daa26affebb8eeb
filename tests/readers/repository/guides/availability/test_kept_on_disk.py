"""Files that users hand in, where a guide says that they lie on the server."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("- Uploaded photos are stored in /home/ubuntu/shop/media on the server.", True),
        ("- 업로드 파일은 서버의 media 폴더에 저장", True),
        ("- アップロードした画像はサーバーの media ディレクトリに保存される", True),
        (
            "- Uploaded media lives in `uploads/` on the EC2 volume — add it to the S3 sync if you store photos there.",
            True,
        ),
        ("- **Uploads**: local disk under `/srv/uploads`", True),
        ("- Uploads: a bucket, mirrored to /srv/cache on the server", False),
        ("- Uploaded media should be stored on the server's disk or in S3.", False),
        ("- Uploaded photos go to S3, nothing is stored on the server.", False),
        ("- 업로드된 이미지는 서버를 거쳐 S3 버킷에 저장된다", False),
        ("- Uploaded logs are kept on the server for a week.", False),
        ("- Docker images are stored on the server.", False),
        ("- 업로드한 이미지는 서버에서 줄여 DB에 저장", False),
        ("- AMI 이미지는 EC2에 있습니다", False),
        ("- Attachments: max 10 MB, checked on the server", False),
        ("- Uploads used to be stored on the server", False),
    ],
)
def test_they_are_files_on_the_hosts_disk(sentence: str, *, told: bool) -> None:
    found = said(f"# EC2 배포 가이드\n\n## 운영 서버\n\n{sentence}\n")

    assert any(line.startswith("KeptFiles 5") for line in found) is told
