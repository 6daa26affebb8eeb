"""Steps that a guide gives line by line, without a fence around what is typed, and where they are taken."""

import pytest

from holdfast.model.facts import Deployment

from .support import read, said


def deployments(guide: str, path: str = "docs/deploy.md") -> list[str]:
    return [line for line in said(guide, path) if line.lstrip("? ").startswith("Deployment ")]


@pytest.mark.parametrize(
    "start",
    [
        "sudo npm start",
        "env/bin/waitress-serve --port=80 shop:app",
        "node server.js",
        "npm run pm2:reload",
        "pm2 start shop.js",
    ],
)
def test_a_list_of_commands_on_the_server_is_a_release(start: str) -> None:
    steps = f"- `cd /srv/shop`\n- `git pull`\n- `npm install`\n- `{start}`\n"

    assert deployments(f"# Runbook\n\n## Production\n\nLog in to the server:\n\n{steps}")
    assert not deployments(f"# Shop\n\n## At home\n\n{steps}", "README.md")


@pytest.mark.parametrize("command", ["`{}`", "{}", "$ {}", "`$ {}`"])
def test_a_line_of_a_readme_that_is_a_command_is_typed_as_a_block_of_code_is(command: str) -> None:
    table = "aws dynamodb create-table --table-name notes --billing-mode PAY_PER_REQUEST"
    line = command.format(table)

    assert [one for one in said(f"# Notes\n\n## Table\n\n{line}\n", "README.md") if "name=notes" in one]
    # What a sentence mentions is only told of.
    assert not [one for one in said(f"# Notes\n\n## Table\n\nMade by `{table}`.\n", "README.md") if "name=notes" in one]


def test_steps_in_words_go_on_in_the_commands_below() -> None:
    guide = """
        Deploying the shop on AWS

        1. Launch an instance of EC2
        2. Clone the repository on the EC2 instance

        3. Start it

           npm install
           npm run start
        """

    assert deployments(guide, "README.md")


def test_the_opening_line_of_a_readme_may_be_its_title() -> None:
    steps = "- git clone <address>\n- cd shop\n- npm install\n- pm2 start shop.js\n"

    assert deployments(f"AWS EC2 setup and deployment guide\n\nStep 1: Get the code\n{steps}", "README.md")
    assert not deployments(f"A shop for flowers\n\nStep 1: Get the code\n{steps}", "README.md")


def test_a_remark_in_a_list_of_commands_heads_no_chapter() -> None:
    guide = "# EC2 guide\n\n## Start\n\n- git clone <address>\n- # then\n- pm2 start shop.js\n"

    assert len(deployments(guide)) == 1


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("Open your browser at `EC2_PUBLIC_IP:8080`", True),
        ("브라우저에서 <퍼블릭 IP>:3000 으로 접속", True),
        ("ブラウザで パブリックIP:8080 にアクセス", True),
        ("Connect the client to your-ec2-ip:5432", False),
        ("Open a shell with `ssh ubuntu@ec2-ip:22`", False),
    ],
)
def test_the_bare_address_that_a_browser_opens_is_plain(step: str, *, told: bool) -> None:
    guide = f"# EC2 deployment guide\n\n## Check\n\n1. {step}\n"

    assert any(line.lstrip("? ").startswith("PlainAddress") for line in said(guide)) is told


@pytest.mark.parametrize(
    ("first", "line"),
    [
        ("## Get the code\n\n```bash\ngit clone git@github.com:shop/api.git\n```\n", 6),
        ("## Target\n\nUpload all files to /home/ec2-user/shop\n", 5),
    ],
)
def test_what_an_earlier_chapter_brings_is_shown_beside_what_starts_it(first: str, line: int) -> None:
    start = "## On the EC2 server\n\n```bash\ncd shop\nnpm install\npm2 start shop.js\n```\n"
    found = read(f"# EC2 deployment guide\n\n{first}\n{start}", "docs/deploy.md")
    (deployment,) = (one for one in found if isinstance(one, Deployment))

    assert deployment.places["fetched"].start_line == line


def test_what_is_copied_into_a_container_goes_live_with_it() -> None:
    send = "## 1. Copy\n\n```\nscp -i a.pem api.py ec2-user@203.0.113.7:~/api/\n```\n"
    live = (
        "## 2. Restart\n\n```\nssh ec2-user@203.0.113.7 'docker cp ~/api/api.py api:/app/ && docker restart api'\n```\n"
    )

    assert deployments(f"# EC2 deployment\n\n{send}\n{live}")
