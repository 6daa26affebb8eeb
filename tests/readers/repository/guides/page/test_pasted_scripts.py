"""Whole scripts that stand in a page without a fence around them."""

import pytest

from holdfast.readers.repository.guides.page.blocks import parse

from ..support import said

_SCRIPT = """\
#!/bin/bash

APP="shop"
{
# What changed
cd /srv/shop
git fetch origin
CHANGES=$(git log HEAD..origin/main --oneline)
if [ -n "$CHANGES" ]; then
    git pull origin main
    npm ci && npm run build
    pm2 restart $APP
else
    echo "nothing new"
fi
} >> /var/log/deploy.txt 2>&1
"""


@pytest.mark.parametrize("shell", ["#!/bin/bash", "#!/usr/bin/env bash", "#! /bin/sh", "#!/bin/bash -e"])
@pytest.mark.parametrize("below", ["Cron Setup\n", "\nThe clock starts it.\n", "\n## Cron\n", "```bash\nls\n```\n", ""])
def test_a_script_without_a_fence_is_code_to_its_end(shell: str, below: str) -> None:
    script = _SCRIPT.replace("#!/bin/bash", shell)
    blocks = parse(f"# Shop on EC2\n\nScript Content\n{script}{below}")

    assert blocks.fences[0].line == 4
    assert blocks.fences[0].text.splitlines() == script.splitlines()
    assert [one.text for one in blocks.statements if "git" in one.text or "What changed" in one.text] == []


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\n\nis how a script begins.\n",
        "```bash\n#!/bin/bash\ncd /srv\nls\nls\nls\n```\n",
        "#!/usr/bin/python3\nimport os\nimport sys\nprint(1)\nprint(2)\n",
    ],
)
def test_what_is_fenced_already_or_no_script_stays_as_it_is(text: str) -> None:
    assert len(parse(f"# Shop\n\nAs follows\n{text}").fences) == text.startswith("```")


def test_a_text_written_by_a_script_belongs_to_it() -> None:
    script = "#!/bin/bash\ncat > .env <<'EOF'\nPort of the shop: 80\nEOF\necho done\n"
    blocks = parse(f"# Shop\n\nScript\n{script}Then it is done.\n")

    assert blocks.fences[0].text.splitlines() == script.splitlines()
    assert blocks.statements[-1].text == "Then it is done."


def test_the_rows_behind_a_script_keep_their_numbers() -> None:
    page = f"# Shop on EC2\n\nScript Content\n{_SCRIPT}Cron Setup\n\n```bash\nls\n```\n"

    assert [fence.line for fence in parse(page).fences] == [4, 23]


def test_what_an_unfenced_script_pulls_and_restarts_is_a_release() -> None:
    watch = (
        _SCRIPT.replace("git pull origin main", "true")
        .replace("git fetch origin", "df -h")
        .replace("npm ci && npm run build", "free -m")
    )
    page = f"# Deploy on AWS EC2\n\nMonitoring script\n{watch}Cron Setup\n\nDeploy script\n{_SCRIPT}Cron Setup\n"
    found = [line for line in said(page) if "Deployment" in line]

    assert len(found) == 1
    assert found[0].startswith("Deployment 23-38 ")


@pytest.mark.parametrize(
    "piece", ["#!/bin/sh\n", "#!/bin/sh\nA=1\nB=2\nC=3\nprose\n", "#!/bin/sh\ncat <<EOF\n", "    "]
)
def test_a_page_of_scripts_is_read_in_time_linear_in_its_length(piece: str) -> None:
    parse("# Shop\n\n" + piece * (100_000 // len(piece)))
