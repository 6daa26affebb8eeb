"""Releases that somebody carries to the server with a program for files."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("1. Open FileZilla and drag the whole project folder to /var/www/html", True),
        ("1. WinSCP로 빌드 파일을 /home/ubuntu/shop 에 업로드", True),
        ("1. FileZillaで全てのファイルをアップロードする", True),
        ("1. Open FileZilla and drag the .pem key into its settings", False),
        ("1. Download the log files with WinSCP", False),
        ("1. FileZilla로 백업 파일을 내려받아 다운로드 폴더로 옮기기", False),
    ],
)
def test_a_step_that_carries_the_product_is_a_release(step: str, *, told: bool) -> None:
    found = said(f"# EC2 deployment guide\n\n## Put it online\n\n{step}\n", "docs/deploy.md")
    assert any(line.lstrip("? ").startswith("Deployment ") for line in found) is told


def test_a_chapter_on_the_program_tells_what_its_steps_are_done_with() -> None:
    guide = (
        "# EC2 deployment guide\n\n## Upload with WinSCP\n\n1. Log in\n2. Upload the `dist` folder to `/var/www/html`\n"
    )
    found = said(guide, "docs/deploy.md")
    assert [line for line in found if line.startswith("Deployment 6")]


def test_a_heading_may_be_the_step() -> None:
    found = said(
        "# EC2 deployment guide\n\n## Step 2: upload everything with FileZilla\n\nWait for it.\n", "docs/deploy.md"
    )
    assert [line for line in found if line.startswith("Deployment 3")]


def test_commands_that_start_a_release_say_more() -> None:
    send = "1. Open FileZilla and drag the project folder to /home/ubuntu/shop\n"
    start = "```bash\nssh ubuntu@203.0.113.7\ncd /srv/shop\ngit pull\npm2 restart shop\n```\n"
    found = said(f"# EC2 deployment guide\n\n## By hand\n\n{send}\n## Update\n\n{start}", "docs/deploy.md")
    assert not [line for line in found if line.startswith("Deployment 5")]
