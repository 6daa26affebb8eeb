"""What the commands of a block do to a release."""

import pytest

from holdfast.readers.repository.guides.releases.commands import commands_of

from ..support import said


@pytest.mark.parametrize(
    "text",
    [
        "./deploy/control.sh rebuild",
        "sudo bash scripts/manage.sh restart",
        "./ops.sh up",
        "sh bin/app.sh update",
        "make prod-up",
        "make deploy",
        "sudo make restart",
        "just prod_deploy",
        "sudo systemctl restart shop",
        "sudo service shop restart",
        "sudo service apache2 restart",
        "bin/restart",
        "./update",
        "sudo ./shopctl restart",
        "docker stack deploy -c stack.yml shop",
        "docker service update --force shop_web",
        "podman-compose up -d",
    ],
)
def test_what_starts_the_application_anew(text: str) -> None:
    assert commands_of(f"git pull origin main\n{text}\n").started


@pytest.mark.parametrize(
    "text",
    [
        "./deploy/control.sh status",
        "./deploy/control.sh logs",
        "./scripts/aws-network.sh up",
        "make dev-up",
        "./gradlew release",
        "./status restarted",
        "bin/upload",
        "docker service ls",
        "make test",
        "make db-start",
        "make upload-docs",
        "make clean",
        "sudo systemctl restart systemd-journald",
        "sudo systemctl restart rsyslog",
        "sudo systemctl enable --now fail2ban",
        "sudo service ssh restart",
        "sudo service rsyslog restart",
    ],
)
def test_what_only_looks_after_the_machine_starts_no_application(text: str) -> None:
    assert not commands_of(f"git pull origin main\n{text}\n").started


def test_nobody_types_what_stands_between_the_lines_of_a_picture() -> None:
    assert commands_of("scp -r dist/ ubuntu@203.0.113.7:/srv/shop/\n").sent
    assert not commands_of("│ /srv/shop/dist ◄── scp from GitHub Actions to ubuntu@203.0.113.7:/srv/shop │\n").sent


def test_the_chapter_that_brings_the_next_release_is_shown_where_a_script_of_their_own_starts_it() -> None:
    first = "## Clone\n\n```bash\ngit clone https://example.com/shop.git\ncd shop\n```\n\n## Start\n\n```bash\ndocker compose up -d --build\n```\n"
    again = (
        "## Updating the Application\n\n```bash\ncd ~/shop\ngit pull origin main\n./deploy/control.sh rebuild\n```\n"
    )
    guide = f"# Deployment on EC2\n\n```bash\nssh ubuntu@203.0.113.7\n```\n\n{first}\n{again}"

    assert [line for line in said(guide) if "Deployment" in line and "first=True" in line] == []
    assert any(line.startswith("Deployment 23-25 ") for line in said(guide))


def test_what_is_cloned_at_home_far_above_is_no_release_where_the_server_clones_its_own() -> None:
    home = "## 1) Clone the repository\n\n```bash\ngit clone https://example.com/shop.git\ncd shop\n```\n\n"
    gap = "## 2) Log in\n\n```bash\nssh ubuntu@203.0.113.7\n```\n\n" + "Some words on the rest.\n\n" * 20
    there = "```bash\ngit clone https://example.com/shop.git app\ncd app\ndocker build -t shop .\ndocker run -d --restart unless-stopped shop\n```\n"
    found = [line for line in said(f"# Shop on EC2\n\n{home}{gap}## 3) Deploy\n\n{there}") if "Deployment" in line]

    assert len(found) == 1
    assert "fetched" not in found[0]
    assert "first=True" in found[0]


_FIRST = "## Set up\n\n```bash\nssh ubuntu@203.0.113.7\ngit clone https://example.com/shop.git\ncd shop\npm2 start ecosystem.config.js\npm2 save\n```\n\n"


@pytest.mark.parametrize(
    ("steps", "again"),
    [
        ("1. `cd shop`\n2. `git pull`\n3. `pm2 restart shop`\n", ["Deployment 16-17 "]),
        ("- `git pull origin main`\n- `npm ci`\n- `sudo systemctl restart shop`\n", ["Deployment 15-17 "]),
        ("1. `git pull`\n2. `npm test`\n", []),
        ("1. `pm2 restart shop`\n2. `git pull`\n", []),
    ],
)
def test_the_steps_of_a_list_that_fetch_and_start_again_are_a_release_beside_the_first(
    steps: str, again: list[str]
) -> None:
    found = [line for line in said(f"# EC2\n\n{_FIRST}## Updating\n\n{steps}") if "Deployment" in line]
    assert [line.partition("method")[0] for line in found if "first=True" not in line] == again


@pytest.mark.parametrize(
    ("row", "starts"),
    [
        ("ExecStart=/usr/bin/java -jar shop.jar --spring.profiles.active=prod", False),
        ("ExecStartPre = /usr/bin/docker compose up -d", False),
        ('CMD ["java", "-jar", "shop.jar"]', False),
        ("command=/srv/venv/bin/gunicorn shop.wsgi -b 127.0.0.1:8000", False),
        ("web: gunicorn shop.wsgi --bind 0.0.0.0:8000", False),
        ("java -jar shop.jar", True),
        ("nohup java -jar shop.jar &", True),
    ],
)
def test_a_row_of_a_unit_or_an_image_is_typed_by_nobody(row: str, starts: bool) -> None:
    assert commands_of(row).started is starts


@pytest.mark.parametrize(
    ("text", "fetches"),
    [
        ("git checkout main\ngit merge dev\ngit push origin main", False),
        ("git checkout main\nnpm ci", True),
        ("git checkout main\ngit push\ngit pull", True),
    ],
)
def test_a_branch_that_is_chosen_before_a_push_fetches_nothing(text: str, *, fetches: bool) -> None:
    assert commands_of(text).fetch is fetches
