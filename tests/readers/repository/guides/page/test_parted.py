"""Rows of a file of settings that stand among commands."""

import pytest

from holdfast.model.facts import ApplicationCors, DeveloperMode
from holdfast.readers.repository.guides.page.parted import parted

from ..support import read

_ROWS = "DEBUG=True\nCORS_ALLOW_ALL_ORIGINS=True"


@pytest.mark.parametrize(
    ("heading", "before", "after", "told"),
    [
        ("3. .env 파일 수정", "curl http://169.254.169.254/latest/meta-data/public-ipv4\n", "", True),
        ("Edit the .env", "cat /etc/hostname\n\n# set these\n", "", True),
        ("設定", "nano .env\n\n", "", True),
        ("Settings", "cd /srv/shop\n# Put this into .env.production:\n", "\n\ndocker compose up -d", True),
        ("Settings", "cd /srv/shop\n", "", False),
        ("Settings", "cp .env.example .env.local\n", "", False),
        ("Edit the .env", "cd /srv/shop\n", '\necho "$DEBUG"', False),
    ],
)
def test_settings_below_the_name_of_their_file_are_its_content(
    heading: str, before: str, after: str, *, told: bool
) -> None:
    found = read(f"# EC2 배포 가이드\n\n## {heading}\n\n```bash\n{before}{_ROWS}{after}\n```\n", "docs/deploy.md")

    assert any(isinstance(one, ApplicationCors) for one in found) is told
    assert any(isinstance(one, DeveloperMode) for one in found) is told


@pytest.mark.parametrize(
    "text",
    [
        "nano .env\nPORT=80",
        "nano .env\nPORT=80 npm start\nHOST=x npm test",
        "cat > .env <<EOF\nPORT=80\nHOST=x\nEOF",
        "nano .env\nKEY=$(openssl rand)\nHOST=x",
    ],
)
def test_what_is_no_run_of_settings_stays_with_its_commands(text: str) -> None:
    assert [(one.row, one.text, one.language) for one in parted("bash", text, "")] == [(0, text, "bash")]


def test_each_row_keeps_its_line() -> None:
    commands, settings = parted("bash", "nano .env\n\n# these\nPORT=80\nHOST=x\nls", "")

    assert commands.text == "nano .env\n\n# these\n\n\nls"
    assert (settings.row, settings.text, settings.language) == (3, "PORT=80\nHOST=x", "env")
