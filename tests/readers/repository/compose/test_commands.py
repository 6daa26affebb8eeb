"""What the containers of a compose file are started with."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ExposedSecret, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.commands import only_asks, works_off
from holdfast.readers.repository.containers.reader import READER
from holdfast.readers.repository.text.nodes import parse_yaml


@pytest.mark.parametrize(
    ("name", "service", "expected"),
    [
        ("mailer", "command: php artisan queue:work --tries=3", True),
        ("clock", 'command: ["php", "artisan", "schedule:work"]', True),
        ("tasks", "command: celery -A shop worker -l info", True),
        ("mails", "command: bundle exec sidekiq -C config/sidekiq.yml", True),
        ("mails", "command: node dist/mail.worker.js", True),
        ("mails", "command: python -m shop.worker", True),
        ("mails", "command: npm run start:worker", True),
        ("mails", "entrypoint: [supercronic, /etc/crontab]", True),
        ("celery-beat", "build: .", True),
        ("order_worker", "build: .", True),
        ("order-worker", "{build: ., ports: ['8080:8080']}", False),
        ("api", "command: uvicorn shop.main:app --workers 4", False),
        ("api", "command: gunicorn -w 4 -k uvicorn.workers.UvicornWorker shop.main:app", False),
        ("api", "command: gunicorn --worker-class gevent shop.wsgi", False),
        ("networker", "build: .", False),
        ("migrate", "build: .", True),
        ("db-init", "build: .", True),
        ("tables", "{build: ., restart: 'no'}", True),
        ("setup-api", "{build: ., ports: ['80:80']}", False),
        ("flower", "command: celery -A shop flower", False),
        ("books", 'command: sh -c "npm ci && sh scripts/sum-cron.sh"', True),
        ("db-reconcile", "build: .", True),
        ("db-backup", "build: .", True),
        ("backup-api", "build: .", False),
    ],
)
def test_a_container_that_works_off_a_queue_or_a_timetable_is_told_from_one_that_answers(
    name: str, service: str, *, expected: bool
) -> None:
    assert works_off(name, parse_yaml(service)) is expected


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ("SPRING_JPA_HIBERNATE_DDL_AUTO=update", "schema-changed"),
        ("SPRING_JPA_HIBERNATE_DDL_AUTO=${DDL:-update}", "schema-changed"),
        ("SPRING_JPA_HIBERNATE_DDLAUTO=create-drop", "tables-dropped"),
        ("SPRING_JPA_HIBERNATE_DDL_AUTO=validate", None),
        ("SPRING_JPA_HIBERNATE_DDL_AUTO=${DDL}", None),
        ("SPRING_JPA_SHOW_SQL=update", None),
    ],
)
def test_what_hibernate_is_told_by_a_variable(given: str, form: str | None) -> None:
    text = f"services:\n  api:\n    image: shop/api:3\n    environment:\n      - {given}\n"
    read = READER.read(Snippet("docker-compose.prod.yml", text))
    found = [(fact.form, fact.at.start_line) for fact in read if isinstance(fact, ScriptFault)]
    assert found == ([(form, 5)] if form else [])


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("command: [sh, -c, 'until pg_isready -h db; do sleep 1; done; psql -h db -c \"create extension x\"']", True),
        ("entrypoint: bash -c \"sleep 5 && mongosh --host db --eval 'rs.initiate()'\"", True),
        ("entrypoint: [mysql, -h, db]", True),
        ("command: [postgres, -c, shared_preload_libraries=x]", False),
        ("command: --default-authentication-plugin=mysql_native_password", False),
        ("command: mongod --replSet rs0", False),
        ("command: bash -c \"docker-entrypoint.sh mysqld & sleep 9; mysql -e 'x'; wait\"", False),
        ("restart: always", False),
    ],
)
def test_a_client_of_a_database_is_no_database(service: str, *, expected: bool) -> None:
    assert only_asks(parse_yaml(service)) is expected


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("command: redis-server --requirepass acorn_tree_9", [5]),
        ('command: ["redis-server", "--requirepass", "acorn_tree_9"]', [5]),
        ("command: >\n      --requirepass acorn_tree_9\n      --appendonly yes", [6]),
        ("command: redis-server --requirepass ${STORE_PASSWORD}", []),
        (
            (
                "command: redis-server --requirepass acorn_tree_9\n"
                '    healthcheck: {test: ["CMD", "redis-cli", "-a", "acorn_tree_9", "ping"]}'
            ),
            [5, 6],
        ),
    ],
)
def test_a_password_that_a_container_is_started_with_is_exposed(told: str, lines: list[int]) -> None:
    text = f"services:\n  api: {{image: acme/api:1.2.3}}\n  store:\n    image: redis:7\n    {told}\n"
    found = [fact for fact in READER.read(Snippet("compose.yaml", text)) if isinstance(fact, ExposedSecret)]

    assert [fact.at.start_line for fact in found] == lines
    assert not any("acorn" in fact.at.quote for fact in found)


_NODE = """command:
      - redis-server
      - --requirepass
      - ${REDIS_PASSWORD:-changeit1}
      - --masterauth
      - ${REDIS_PASSWORD:-changeit1}"""


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (_NODE, [(7, 9, ("REDIS_PASSWORD",))]),
        ("command: redis-server --requirepass ${CACHE_PASSWORD:-shop}", [(4, 4, ("CACHE_PASSWORD",))]),
        ("command: redis-server --requirepass ${REDIS_PASSWORD}", []),
        ("command: redis-server --requirepass ${REDIS_PASSWORD:?give one}", []),
        ("command: redis-server --port ${REDIS_PORT:-6379}", []),
        ("command: redis-server --requirepass ${REDIS_PASSWORD:-}", []),
    ],
)
def test_a_password_that_stands_in_for_a_missing_one_is_read_from_what_starts_the_container(
    rows: str, told: list[tuple[int, int, tuple[str, ...]]]
) -> None:
    text = f"services:\n  store:\n    image: redis:7\n    {rows}\n  api:\n    image: shop/api:1\n"
    read = READER.read(Snippet("docker-compose.prod.yml", text))
    found = [one for one in read if isinstance(one, ConfigurationLoader)]
    assert [(one.at.start_line, one.at.end_line, one.names) for one in found] == told
    assert all(one.missing == "default" for one in found)
