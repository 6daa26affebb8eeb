"""Lists of what a script does in place of whoever reads them."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database

from ..support import read

_TEXT = "# AWS deployment guide\n\n## Step 3: Run it\n\n{}\n\n{}\n"


def kinds(lead: str, row: str) -> list[EvidenceKind]:
    found = read(_TEXT.format(lead, row), "docs/DEPLOYMENT.md")
    return [one.kind for one in found if isinstance(one, Database)]


@pytest.mark.parametrize(
    ("lead", "row"),
    [
        ("The deployment script will automatically:", "- Install Node.js, PostgreSQL, Nginx, PM2"),
        ("The script does the following:", "- Install PostgreSQL on the server"),
        ("`setup.sh` is the script that runs; this script will:", "1. Install PostgreSQL on the server"),
        ("What the script does:", "- Install PostgreSQL on the server"),
        ("스크립트가 자동으로 다음을 수행합니다:", "- PostgreSQL 설치"),
        ("이 스크립트는 아래 작업을 진행합니다.", "- PostgreSQL 설치"),
        ("スクリプトは以下を自動で行います：", "- PostgreSQL をインストールする"),
    ],
)
def test_what_a_script_does_is_told_to_nobody(lead: str, row: str) -> None:
    assert EvidenceKind.INSTRUCTED not in kinds(lead, row)


@pytest.mark.parametrize(
    ("lead", "row"),
    [
        ("On the server:", "1. Install PostgreSQL on the EC2 instance"),
        ("Before you run the script:", "1. Install PostgreSQL on the EC2 instance"),
        ("After the script has ended:", "1. Install PostgreSQL on the EC2 instance"),
        ("스크립트를 실행하기 전에:", "1. EC2 서버에 PostgreSQL 설치"),
        ("スクリプトの実行前に：", "1. EC2 サーバーに PostgreSQL をインストール"),
    ],
)
def test_what_somebody_has_to_do_beside_it_is_still_told(lead: str, row: str) -> None:
    assert EvidenceKind.INSTRUCTED in kinds(lead, row)
