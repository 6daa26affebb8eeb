"""Development servers that a guide has somebody start on a server."""

import pytest

from ..support import said


def shown(chapter: str, rows: str, more: str = "") -> list[str]:
    guide = f"# Shop on EC2\n\n## {chapter}\n\n```bash\n{rows}\n```\n{more}"
    return [line.split(" ")[1] for line in said(guide, "docs/deploy.md") if "development-server" in line]


@pytest.mark.parametrize(
    "rows",
    [
        "pm2 start npm --name web -- run dev",
        "nohup python3 manage.py runserver 0.0.0.0:8000 &",
        "python manage.py runserver 0.0.0.0:8000",
        "php artisan serve --host=0.0.0.0 --port=80",
        "[ec2-user@ip-10-0-0-1 shop]$ flask run --host 0.0.0.0",
        "screen -dmS web npm run dev",
        "ExecStart=/usr/bin/yarn run dev",
    ],
)
def test_what_goes_on_or_is_opened_to_everybody_is_shown(rows: str) -> None:
    assert shown("Run on the server", rows) == ["6"]


@pytest.mark.parametrize(
    ("chapter", "rows", "more"),
    [
        ("Local development", "nohup npm run dev &", ""),
        ("Run on the server", "npm run dev", ""),
        ("Run on the server", "python manage.py runserver 0.0.0.0:8000", "\n```bash\ngunicorn shop.wsgi\n```\n"),
        ("Run on the server", "pm2 start npm --name web -- start", ""),
    ],
)
def test_trying_out_and_servers_for_visitors_are_not(chapter: str, rows: str, more: str) -> None:
    assert shown(chapter, rows, more) == []
