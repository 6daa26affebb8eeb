"""Logins of administrators that a guide gives away."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import DefaultLogin

from ..support import read


def given(text: str) -> list[int]:
    return [one.at.start_line for one in read(text) if isinstance(one, DefaultLogin)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# 서버 배포\n\n## 기본 관리자 계정\n\n- 아이디: `admin`\n- 비밀번호: `admin1234`\n", [6]),
        ("# デプロイ\n\nデフォルト認証情報:\n- ユーザー名: admin\n- パスワード: password\n", [5]),
        ("# EC2 배포\n\n## 확인\n\n1. 관리자 로그인: `admin` / `admin123!`\n", [5]),
        (
            "# Deploy\n\n## Default accounts\n\n| Email | Password |\n|---|---|\n| admin@shop.io | changeMe1 |\n",
            [7],
        ),
        ("# サーバー構築\n\n## 管理画面ログイン情報\n\nID: admin\nPW: admin2024\n", [6]),
        ("# EC2 모니터링\n\n### Grafana 로그인\n\n- Username: `admin`\n- Password: `admin123`\n", [6]),
        ("# EC2 배포\n\n## 계정 정보\n\n### Jenkins 접속 계정 정보\n\n- ID : shop\n- PW : 1234\n", [8]),
        ("# EC2 배포\n\n## CI\n\n- Jenkins 접속: http://ci.shop.kr:9090 (ID: shop / PW: shop1234)\n", [5]),
        ("# EC2 배포\n\n## 확인\n\n관리자 페이지 접속 - 아이디: admin, 비밀번호: admin1234\n", [5]),
        ("# Deploy to AWS\n\n## Server\n\n- Admin: https://shop.io/admin (admin / Shop2024!)\n", [5]),
        ("# EC2 배포\n\n## 서버\n\n- 관리자 페이지: /admin (admin / qwer1234!)\n", [5]),
        (
            "# EC2 배포\n\n### phpMyAdmin 접속 (선택사항)\n\n로그인 정보:\n- 사용자: root\n- 비밀번호: shop_root_pw\n",
            [7],
        ),
        ("# Deployment on AWS EC2\n\n## Server\n\n- Default admin: admin / admin1234\n", [5]),
        ("# AWS console\n\n## Server\n\n- Default admin: admin / admin1234\n", []),
        ("# EC2 배포\n\n## 서버\n\n- 관리자 페이지 권한: admin / manager\n", []),
        ("# Deploy to AWS\n\n## Routes\n\n| GET | /admin/orders | admin/orders#index |\n", []),
        ("# Deploy to AWS\n\n## Server\n\n- The /admin page is rendered by admin/shop2.html\n", []),
        # A blank to fill in, words about it, a store's own login, a visitor's login, a login at home.
        ("# 서버 배포\n\n## 기본 관리자 계정\n\n- 아이디: admin\n- 비밀번호: <배포할 때 정한 값>\n", []),
        ("# Deploy\n\n## Default admin account\n\n- Username: admin\n- Password: printed once in the log\n", []),
        ("# 서버 배포\n\n## RDS 관리자 계정\n\n- 아이디: admin\n- 비밀번호: abcd1234\n", []),
        ("# EC2 배포\n\n### 쇼핑몰 로그인 정보\n\n- ID : shop\n- PW : 1234\n", []),
        ("# EC2 배포\n\n## 확인\n\n- 체험 계정 (ID: guest / PW: guest1234)\n", []),
        ("# EC2 배포\n\n## CI\n\n- Jenkins 접속 (ID: shop / PW: <공유 문서>)\n", []),
        ("# 서버 배포\n\n## 테스트 계정\n\n- 아이디: guest\n- 비밀번호: guest12\n", []),
        ("# Deploy\n\n## Local development\n\nDefault admin login: admin / admin123\n", []),
    ],
)
def test_a_first_login_of_an_administrator_is_told_whole(text: str, lines: list[int]) -> None:
    assert given(text) == lines


def test_the_password_is_never_kept() -> None:
    text = "# 서버 배포\n\n## 기본 관리자 계정\n\n- 아이디: `admin`\n- 비밀번호: `admin1234`\n"
    assert all("admin1234" not in one.at.quote for one in read(text) if isinstance(one, DefaultLogin))


@pytest.mark.parametrize("above", ["", "# on every host\n", "packages:\n  yum:\n    git: []\n\n"])
def test_a_first_login_stands_in_the_commands_that_beanstalk_is_to_run(above: str) -> None:
    made = "User.objects.create_superuser('admin', 'admin@shop.io', 'hunter2x')"
    text = (
        "# EC2 배포\n\n1. `.ebextensions/03_django.config`을 작성합니다.\n\n```yaml\n"
        f'{above}container_commands:\n  01_admin:\n    command: "python manage.py shell -c \\"{made}\\""\n```\n'
    )
    (login,) = (one for one in read(text) if isinstance(one, DefaultLogin))
    assert (login.at.start_line, login.kind) == (8 + above.count("\n"), EvidenceKind.INSTRUCTED)


@pytest.mark.parametrize(
    ("head", "told", "shown"),
    [
        ("Password", "Oranges9x", "[hidden]"),
        ("계정/비밀번호", "root / Oranges9x", "root / [hidden]"),
        ("Password", "in the vault", "in the vault"),
    ],
)
def test_a_row_quoted_for_its_host_hides_what_its_table_calls_a_password(head: str, told: str, shown: str) -> None:
    rows = f"| Server | Instance type | {head} |\n|--|--|--|\n| EC2 | t3.small | {told} |"
    found = read(f"# Deploy to AWS EC2\n\n## Server\n\n{rows}\n")
    assert {one.at.quote for one in found} == {f"| EC2 | t3.small | {shown} |"}
