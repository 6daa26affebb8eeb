"""Keys that a deployment or a start makes up anew, and those that are made once."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def made_up(text: str, path: str = "deploy.sh") -> list[tuple[int, tuple[str, ...]]]:
    return [
        (fact.at.start_line, fact.names)
        for fact in facts_of(Snippet(path, text))
        if isinstance(fact, ConfigurationLoader) and fact.missing == "silent"
    ]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("git pull\nphp artisan key:generate --force\nphp artisan config:cache\n", "deploy.sh", (2, ("APP_KEY",))),
        ("php artisan migrate && php artisan key:generate\nexec php-fpm\n", "docker/entrypoint.sh", (1, ("APP_KEY",))),
        ("php artisan jwt:secret --force\napache2-foreground\n", "docker/entrypoint.sh", (1, ("JWT_SECRET",))),
        (
            'if [ -z "$APP_KEY" ]; then\n  php artisan key:generate\nfi\nexec php-fpm\n',
            "docker/entrypoint.sh",
            (2, ("APP_KEY",)),
        ),
        ("export SECRET_KEY_BASE=$(bin/rails secret)\nexec bin/puma\n", "start.sh", (1, ("SECRET_KEY_BASE",))),
        ("git pull\nJWT_SECRET=$(openssl rand -hex 32)\npm2 reload shop\n", "deploy.sh", (2, ("JWT_SECRET",))),
        ('git pull\necho "JWT_SECRET=$(uuidgen)" > .env\npm2 reload shop\n', "deploy.sh", (2, ("JWT_SECRET",))),
    ],
)
def test_a_key_that_each_time_makes_up_is_missed_by_nothing(
    text: str, path: str, expected: tuple[int, tuple[str, ...]]
) -> None:
    assert made_up(text, path) == [expected]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            "git pull\nif ! grep -q APP_KEY=base64 .env; then\n  php artisan key:generate\nfi\nphp artisan up\n",
            "deploy.sh",
        ),
        ("[ -f .env ] || php artisan key:generate\nexec php-fpm\n", "entrypoint.sh"),
        ("composer install\nphp artisan key:generate\n", "setup.sh"),
        ("php artisan key:generate --show\nexec php-fpm\n", "entrypoint.sh"),
        ("git pull\nREQUEST_ID=$(uuidgen)\npm2 reload shop\n", "deploy.sh"),
    ],
)
def test_a_key_that_is_made_once_or_only_shown_is_left_alone(text: str, path: str) -> None:
    assert made_up(text, path) == []
