"""A script that tells people to type in a lasting key has them deploy with it."""

import pytest

from holdfast.model.facts import Credential
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def told(text: str) -> list[tuple[int | None, int | None]]:
    facts = facts_of(Snippet("scripts/deploy.sh", f"#!/bin/bash\n{text}"))
    return [(one.at.start_line, one.at.end_line) for one in facts if isinstance(one, Credential)]


_ASKED = 'if ! aws sts get-caller-identity; then\n  echo "Run:"\n  echo "  aws configure"\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'{_ASKED}  echo "You need an AWS Access Key ID"\n  echo "and a Secret Access Key"\n  exit 1\nfi\n', [(4, 6)]),
        (f"{_ASKED}  echo '액세스 키와 시크릿 키를 입력하세요'\n  exit 1\nfi\n", [(4, 5)]),
        (f"{_ASKED}  echo 'アクセスキーを入力してください'\n  exit 1\nfi\n", [(4, 5)]),
        ("cat <<EOF\naws configure\n  AWS Access Key ID: ...\nEOF\nexit 1\n", [(3, 4)]),
        ('die() {\n  echo "$1"\n}\ndie "run aws configure with your access key"\n', [(5, 5)]),
        (f'{_ASKED}  exit 1\nfi\necho "done"\n', []),
        (f'{_ASKED}  echo "or aws sso login, without an access key"\n  exit 1\nfi\n', []),
        ('echo "Never run aws configure with an access key here"\nexit 1\n', []),
        ("echo '액세스 키로 aws configure 를 실행하지 마세요'\nexit 1\n", []),
        ('echo "aws configure"\necho "Access Key ID: test, for http://localhost:4566"\n', []),
        ('echo "aws configure sso"\necho "no access key is needed"\n', []),
        ('echo "aws configure list shows your access key"\n', []),
        ('echo "aws configure"\n' + 'echo "..."\n' * 20 + 'echo "rotate your access keys"\n', []),
        ("cat > notes.txt <<EOF\naws configure\nAccess Key ID\nEOF\n", []),
    ],
)
def test_where_a_message_asks_for_a_key(text: str, found: list[tuple[int, int]]) -> None:
    assert told(text) == found
