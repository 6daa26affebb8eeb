"""A page whose appearance is all that tells a release is well."""

import pytest

from ..support import said


def probes(chapter: str, heading: str = "배포 확인") -> list[str]:
    guide = f"# EC2 배포 가이드\n\n## {heading}\n\n{chapter}\n"
    return [line for line in said(guide) if line.startswith("HealthProbe")]


@pytest.mark.parametrize(
    ("chapter", "path"),
    [
        ("브라우저에서 접속:\n\n```\nhttp://<EC2 퍼블릭 IP>:3000/docs\n```\n\nSwagger 문서가 뜨면 배포 성공!", "/docs"),
        ("1. `http://EC2_IP:3001` 접속\n2. 로그인 페이지가 보이면 정상입니다.", "/"),
        (
            "Open http://YOUR_IP/login in the browser. If you see the login form, the deployment was successful.",
            "/login",
        ),
        ("Visit https://shop.kr/\n\nOnce the home page loads, the server is up.", "/"),
        ("ブラウザで http://<IP>:8080/top を開く。\n\n画面が表示されれば成功です。", "/top"),
    ],
)
def test_the_page_is_told_with_its_path(chapter: str, path: str) -> None:
    [found] = probes(chapter)

    assert f"asker=guide path={path} " in f"{found} "


@pytest.mark.parametrize(
    "chapter",
    [
        "Open http://localhost:3000/docs. If you see the page, it works.",
        "Open http://YOUR_IP/api/health. If you see the page with `ok`, it works.",
        "Open http://YOUR_IP/docs and read the documentation.",
        "If you see the login form, the deployment was successful.",
        "에러 페이지가 뜨면 로그를 확인합니다: http://EC2_IP/docs",
    ],
)
def test_a_page_at_home_one_about_health_and_one_that_settles_nothing_are_none(chapter: str) -> None:
    assert probes(chapter) == []


def test_commands_that_ask_after_its_health_say_more_than_a_page() -> None:
    chapter = "```bash\ncurl http://YOUR_IP/health\n```\n\nhttp://YOUR_IP/docs 페이지가 뜨면 성공입니다."

    assert [" path=/docs" in line for line in probes(chapter)] == [False]
