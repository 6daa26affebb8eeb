"""Releases of which a guide shows only the command that sends them."""

import pytest

from holdfast.model.facts import Deployment

from ..support import read


def _released(command: str, chapter: str = "Deployment", path: str = "README.md") -> list[int]:
    found = read(f"# Shop\n\n## {chapter}\n\n```bash\n{command}\n```\n", path)
    return [fact.at.start_line for fact in found if isinstance(fact, Deployment)]


@pytest.mark.parametrize(
    "command",
    [
        "scp -r dist/* ubuntu@203.0.113.9:/apps/web/",
        "scp -i key.pem target/shop.jar ec2-user@<EC2-IP>:~/",
        "rsync -av --exclude node_modules ./ ubuntu@203.0.113.9:~/shop",
        "rsync -av -e 'ssh -p 2222' build/web/ deploy@host:/apps/web/",
        "scp -r shop-server ubuntu@203.0.113.9:/srv/",
        "scp app.py ubuntu@203.0.113.9:~/shop/",
        "npm run build && tar czf - dist | ssh ubuntu@203.0.113.9 'tar xzf - -C /apps/web'",
    ],
)
def test_what_goes_to_a_machine_in_a_chapter_on_releases_is_one(command: str) -> None:
    assert _released(command) == [6]


@pytest.mark.parametrize(
    "command",
    [
        "scp .env ubuntu@203.0.113.9:~/shop/",
        "scp -r ubuntu@203.0.113.9:/srv/shop ./",
        "scp docker-compose.yml ubuntu@203.0.113.9:~/",
        "rsync -av certs/ ubuntu@203.0.113.9:/etc/ssl/",
        "rsync -av uploads/ ubuntu@203.0.113.9:/srv/uploads/",
        "rsync -av dist/ /mnt/share/",
        "scp setup.py ubuntu@203.0.113.9:~/",
    ],
)
def test_settings_data_keys_and_what_comes_home_are_none(command: str) -> None:
    assert not _released(command)


@pytest.mark.parametrize(
    ("chapter", "told"),
    [
        ("배포", True),
        ("서버에 업로드", True),
        ("デプロイ手順", True),
        ("Rollback", False),
        ("Backup", False),
        ("마이그레이션", False),
        ("ログのダウンロード", False),
        ("Architecture", False),
    ],
)
def test_the_chapter_tells_what_it_is_sent_for(chapter: str, *, told: bool) -> None:
    assert bool(_released("scp -r dist ubuntu@203.0.113.9:/apps/web/", chapter)) is told


def test_a_release_that_follows_another_says_more_than_the_first() -> None:
    send = "```bash\nrsync -av dist/ ubuntu@203.0.113.9:/apps/web/\n```\n"
    found = read(f"# Shop\n\n## First deployment\n\n{send}\n## Updating\n\n{send}", "docs/deploy.md")
    assert [fact.at.start_line for fact in found if isinstance(fact, Deployment)] == [12]


def test_what_starts_the_release_says_more() -> None:
    commands = "scp shop.jar ubuntu@203.0.113.9:~/\nssh ubuntu@203.0.113.9 'sudo systemctl restart shop'"
    assert len(_released(commands)) == 1
