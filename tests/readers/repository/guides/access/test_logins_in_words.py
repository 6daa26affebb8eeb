"""Logins over SSH that a guide only tells in words."""

import pytest

from ..support import said


def logins(step: str, title: str = "Deployment guide (AWS EC2)") -> list[str]:
    return [line for line in said(f"# {title}\n\n## Deploy\n\n{step}\n") if line.startswith("Login")]


@pytest.mark.parametrize(
    "step",
    [
        "1. SSH into your EC2 instance and execute the script:",
        "- Connect to the instance via SSH",
        "3. SSH in with the team's key",
        "- EC2 인스턴스에 SSH로 접속합니다.",
        "1. EC2サーバーにSSHで接続する",
        "1. EC2 콘솔의 SSH 클라이언트 탭에서 주소를 복사한다",
        "1. PuTTY로 서버에 접속한다",
        "1. MobaXtermで接続する",
        "1. Connect with PuTTY and the .ppk file",
    ],
)
def test_a_step_that_sends_somebody_to_the_server_is_a_login(step: str) -> None:
    assert logins(step) == ["Login 5 method=ssh"]
    assert len(logins(f"{step}\n\n```bash\nssh shop@203.0.113.9\n```")) == 1


@pytest.mark.parametrize(
    ("step", "user"),
    [
        ("1. Connect to the server as root via SSH", " user=root"),
        ("1. root 계정으로 서버에 ssh 접속한다", " user=root"),
        ("1. EC2サーバーにrootユーザーでSSH接続する", " user=root"),
        ("1. SSH into the server and run as root: `apt update`", ""),
        ("1. 서버에 ssh 접속 후 root로 전환", ""),
        ("1. 서버에 ssh 접속 후 MySQL에 root로 로그인", ""),
    ],
)
def test_a_step_may_say_that_root_logs_in(step: str, user: str) -> None:
    assert logins(step) == [f"Login 5 method=ssh{user}"]


@pytest.mark.parametrize(
    "step", ["Never SSH into the server", "- [ ] Can connect to the server via SSH", "- 서버에 SSH 접속 불가능"]
)
def test_what_is_denied_or_to_be_ticked_is_none(step: str) -> None:
    assert logins(step) == []


@pytest.mark.parametrize(
    ("chapter", "field", "user"),
    [
        ("Connect to the server", "- User: root", ["Login 5 method=ssh user=root"]),
        ("서버 접속", "3. **사용자**: root", ["Login 5 method=ssh user=root"]),
        ("サーバーへの接続", "- ユーザー: ubuntu", []),
        ("Connect to the database server", "- User: root", []),
    ],
)
def test_a_field_of_a_chapter_on_the_way_to_a_server_may_name_root(chapter: str, field: str, user: list[str]) -> None:
    guide = f"# AWS deployment guide\n\n## {chapter}\n\n{field}\n"

    assert [line for line in said(guide) if line.startswith("Login")] == user


@pytest.mark.parametrize(
    "step",
    [
        "Install Docker on the instance (SSH in via the Lightsail console):",
        "1. SSH into the instance in your browser",
        "1. EC2 인스턴스에 브라우저 SSH로 접속합니다.",
        "1. サーバーにブラウザからSSHで接続する",
    ],
)
def test_a_shell_that_the_console_opens_needs_no_key(step: str) -> None:
    assert logins(step) == ["Login 5 method=console"]
