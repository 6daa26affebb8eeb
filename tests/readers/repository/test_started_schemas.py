"""What a start does to the schema, in the files that say how the product is started."""

import json

import pytest

from holdfast.model.facts import ExposedSecret, ScriptFault
from holdfast.readers.repository.base import Reader, Snippet
from holdfast.readers.repository.schedules import processes
from holdfast.readers.repository.tasks import reader as tasks


def told(reader: Reader, path: str, text: str) -> list[tuple[str, int | None]]:
    faults = (fact for fact in reader.read(Snippet(path, text)) if isinstance(fact, ScriptFault))
    return [(fault.form, fault.at.start_line) for fault in faults]


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("release: python manage.py migrate || true", "error-swallowed"),
        ("release: flask db upgrade || echo 'not this time'", "error-swallowed"),
        ("web: alembic upgrade head; gunicorn shop:app", "no-error-exit"),
        ("web: bundle exec rails db:migrate || true && bundle exec puma", "error-swallowed"),
        ("web: npx prisma db push && node server.js", "schema-changed"),
        ("release: flask db upgrade", None),
        ("web: flask db upgrade && gunicorn shop:app", None),
        ("worker: celery -A shop worker", None),
    ],
)
def test_a_procfile(line: str, form: str | None) -> None:
    assert told(processes.READER, "Procfile", f"# starts\n{line}\n") == ([(form, 2)] if form else [])


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("ExecStartPre=-/srv/shop/venv/bin/alembic upgrade head", "error-swallowed"),
        ("ExecStartPre=/bin/sh -c 'php artisan migrate --force || true'", "error-swallowed"),
        ("ExecStart=/bin/bash -c 'npx prisma migrate deploy; node server.js'", "no-error-exit"),
        ("ExecStartPre=/srv/shop/venv/bin/alembic upgrade head", None),
        ("ExecStartPre=-/bin/mkdir -p /run/shop", None),
    ],
)
def test_a_unit(line: str, form: str | None) -> None:
    assert told(processes.READER, "deploy/shop.service", f"[Service]\n{line}\n") == ([(form, 2)] if form else [])


@pytest.mark.parametrize(
    ("scripts", "forms"),
    [
        ({"start": "prisma db push && node server.js"}, ["schema-changed"]),
        ({"prestart": "prisma migrate dev", "start": "node server.js"}, ["schema-changed"]),
        ({"start": "prisma migrate deploy; node server.js"}, ["no-error-exit"]),
        ({"start": "prisma migrate deploy & node server.js"}, ["no-error-exit"]),
        ({"start": "prisma migrate deploy || true && node server.js"}, ["error-swallowed"]),
        ({"start": "prisma migrate deploy && node server.js"}, []),
        ({"dev": "prisma db push && nodemon server.js", "start:dev": "prisma db push && nest start"}, []),
        ({"start": "prisma db push && nest start", "start:prod": "node dist/main"}, []),
    ],
)
def test_the_scripts_of_a_package(scripts: dict[str, str], forms: list[str]) -> None:
    text = json.dumps({"name": "shop", "scripts": scripts}, indent=2)
    assert told(tasks.READER, "package.json", text) == [(form, 4) for form in forms]


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("API_TOKEN=q7Rb2xVn9Lk4 JWT_SECRET=Zk81mQv0Td node dist/main.js", ["API_TOKEN", "JWT_SECRET"]),
        ("cross-env NODE_ENV=production JWT_SECRET=Zk81mQv0Td node .", ["JWT_SECRET"]),
        ("JWT_SECRET=$JWT_SECRET node .", []),
        ("cross-env JWT_SECRET=changeme PORT=3000 node .", []),
    ],
)
def test_a_secret_that_a_start_script_sets_is_told_and_never_quoted(script: str, names: list[str]) -> None:
    text = json.dumps({"scripts": {"dev": "API_TOKEN=q7Rb2xVn9Lk4 nodemon", "start": script}}, indent=1)
    found = [one for one in tasks.READER.read(Snippet("package.json", text)) if isinstance(one, ExposedSecret)]
    assert [(one.name, one.at.start_line) for one in found] == [(name, 4) for name in names]
    assert "q7Rb2xVn9Lk4" not in repr(found)
    assert "Zk81mQv0Td" not in repr(found)
