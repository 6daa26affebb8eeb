"""What the containers of a compose file are started with."""

import pytest

from holdfast.readers.repository.compose.commands import works_off
from holdfast.readers.repository.nodes import parse_yaml


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
        ("flower", "command: celery -A shop flower", False),
    ],
)
def test_a_container_that_works_off_a_queue_or_a_timetable_is_told_from_one_that_answers(
    name: str, service: str, *, expected: bool
) -> None:
    assert works_off(name, parse_yaml(service)) is expected
