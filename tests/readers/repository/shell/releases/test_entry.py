"""What becomes of the schema in what a container runs each time that it starts."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER as CONTAINERS
from holdfast.readers.repository.shell import facts_of


def faults(text: str, path: str = "docker-entrypoint.sh") -> list[tuple[str, str, int | None]]:
    read = facts_of(Snippet(path, text)) if path.endswith(".sh") else CONTAINERS.read(Snippet(path, text))
    return [(one.activity, one.form, one.at.start_line) for one in read if isinstance(one, ScriptFault)]


@pytest.mark.parametrize("server", ["exec gunicorn shop.wsgi", "node dist/main.js", 'exec "$@"'])
def test_a_server_that_starts_although_its_schema_could_not_be_changed(server: str) -> None:
    text = f"#!/bin/sh\nnpx prisma migrate deploy\n{server}\n"
    assert faults(text) == [("migration", "no-error-exit", 2)]
    for name in ("scripts/start.sh", "docker/ecs-entry.sh", "api.entrypoint.prod.sh", "web-start.sh"):
        assert faults(text, name) == [("migration", "no-error-exit", 2)]
    assert faults(text, "docker/dev-entrypoint.sh") == []
    assert faults(text, "scripts/start-local.sh") == []
    assert faults(text.replace("sh\n", "sh\nset -e\n", 1)) == []
    assert faults(text.replace("deploy\n", "deploy || exit 1\n")) == []


@pytest.mark.parametrize(
    "command",
    [
        "python manage.py makemigrations",
        "npx prisma db push --accept-data-loss",
        "npx drizzle-kit push",
        "npx prisma migrate dev",
    ],
)
def test_a_schema_that_each_start_fits_to_the_code(command: str) -> None:
    changed = [
        found for found in faults(f"#!/bin/sh\nset -e\n{command}\nexec node main.js\n") if found[1] != "no-error-exit"
    ]
    assert changed == [("deploy", "schema-changed", 3)]


def test_a_change_that_cannot_be_made_is_tried_for_ever() -> None:
    loop = "#!/bin/sh\nset -e\nuntil python manage.py migrate; do\n  echo waiting\n  {}sleep 2\ndone\nexec gunicorn shop.wsgi\n"
    assert faults(loop.format("")) == [("migration", "error-swallowed", 3)]
    assert faults(loop.format("[ $((n=n+1)) -lt 30 ] || exit 1\n  ")) == []
    asked = "set -e\nuntil rails db:version 2>/dev/null; do\n  sleep 1\ndone\nexec puma\n"
    assert faults(asked) == [("migration", "error-swallowed", 2)]
    assert faults("set -e\nuntil nc -z db 5432; do\n  sleep 1\ndone\nexec puma\n") == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("python manage.py migrate; gunicorn shop.wsgi", [("migration", "no-error-exit", 4)]),
        ("python manage.py migrate || true; gunicorn shop.wsgi", [("migration", "error-swallowed", 4)]),
        ("npx prisma db push && node main.js", [("start", "schema-changed", 4)]),
        ("npx prisma migrate deploy && node main.js", []),
    ],
)
def test_the_command_of_an_image_and_of_a_service_is_read_alike(
    command: str, expected: list[tuple[str, str, int]]
) -> None:
    image = f'FROM a AS made\nCMD ["a"]\nFROM b\nCMD ["sh", "-c", "{command}"]\n'
    assert faults(image, "Dockerfile") == expected
    assert faults(f"FROM b\n\n\nCMD {command}\n", "Dockerfile") == expected
    service = f'services:\n  api:\n    image: shop/api:3\n    command: sh -c "{command}"\n'
    assert faults(service, "docker-compose.prod.yml") == expected
    assert faults(service, "docker-compose.dev.yml") == []


def test_what_an_earlier_stage_starts_with_starts_nothing() -> None:
    assert (
        faults('FROM a\nCMD npx prisma db push && node main.js\nFROM b\nCMD ["node", "main.js"]\n', "Dockerfile") == []
    )


@pytest.mark.parametrize(
    "server", ["exec apache2-foreground", "php-fpm -D", "nginx -g 'daemon off;'", "supervisord -c /etc/s.conf"]
)
def test_what_serves_php_is_a_server_too(server: str) -> None:
    assert faults(f"#!/bin/sh\nphp artisan migrate --force\n{server}\n") == [("migration", "no-error-exit", 2)]
