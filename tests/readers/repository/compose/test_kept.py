"""Volumes in which an application's container keeps what users hand in."""

import pytest

from holdfast.model.facts import KeptFiles
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER


@pytest.mark.parametrize(
    ("volume", "line"),
    [
        ("      - ./uploads:/app/uploads\n", 5),
        ("      - pictures:/srv/shop/media:rw\n", 5),
        ("      - type: volume\n        source: papers\n        target: /app/attachments\n", 5),
        ("      - ./config:/app/config:ro\n", None),
        ("      - assets:/app/staticfiles\n", None),
    ],
)
def test_a_volume_called_after_such_files_keeps_them(volume: str, line: int | None) -> None:
    text = f"services:\n  shop:\n    build: .\n    volumes:\n{volume}  mail:\n    build: mail\n    volumes:\n{volume}"
    found = [fact.at.start_line for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, KeptFiles)]

    assert found == ([line] if line else [])


@pytest.mark.parametrize(
    ("setting", "lines"),
    [
        ("AWS_S3_BUCKET: shop-files", []),
        ("S3_BUCKET_NAME: ${S3_BUCKET_NAME}", []),
        ("UPLOADS_BUCKET: ${UPLOADS_BUCKET:-shop-uploads}", []),
        ("AWS_S3_BUCKET: ${AWS_S3_BUCKET:-}", [7]),
        ("BACKUP_BUCKET: shop-backups", [7]),
        ("AWS_REGION: ap-northeast-2", [7]),
    ],
)
def test_an_application_that_is_handed_a_bucket_keeps_the_files_there(setting: str, lines: list[int]) -> None:
    text = (
        f"services:\n  shop:\n    build: .\n    environment:\n      {setting}\n    volumes:\n      - up:/app/uploads\n"
    )
    found = [fact.at.start_line for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, KeptFiles)]

    assert found == lines


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("# DB is AWS RDS.\n# S3 is real AWS S3: set AWS_* in .env.\n", False),
        ("# 업로드 파일은 S3에 저장\n", False),
        ("# ファイルは S3 に置く\n", False),
        ("# Backups go to S3 every night\n", True),
        ("# Deployed from an S3 artifact\n", True),
        ("# Shop\n", True),
    ],
)
def test_so_does_one_whose_file_says_at_its_head_that_files_lie_in_a_bucket(head: str, *, kept: bool) -> None:
    text = f"{head}services:\n  shop:\n    build: .\n    env_file: .env\n    volumes:\n      - up:/app/uploads\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, KeptFiles)]
    assert bool(found) is kept
