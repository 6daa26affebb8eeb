"""Health checks of containers that nothing can fail."""

import pytest

from holdfast.model.facts import HealthProbe
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.checks import passes_anyway, takes_errors, takes_redirects
from holdfast.readers.repository.containers.reader import READER


@pytest.mark.parametrize(
    ("command", "passes"),
    [
        ("exit 0", True),
        ("true", True),
        ("echo ok", True),
        ("curl http://localhost:8080/health", True),
        ("curl -s http://localhost:8080/health || exit 1", True),
        ("curl -f http://localhost:8080/health || true", True),
        ("curl -fsS http://localhost:8080/health || exit 0", True),
        ("wget -q --spider http://localhost:8080/health; exit 0", True),
        ("curl -f http://localhost:8080/health", False),
        ("curl -sSf http://localhost:8080/health || exit 1", False),
        ("curl --fail http://localhost:8080/health || exit 1", False),
        ("curl -s http://localhost:8080/health | grep -q UP", False),
        ("wget -q --spider http://localhost:8080/health || exit 1", False),
        ("pg_isready -U shop", False),
        ("node health.js", False),
        ("php-fpm -t || exit 1", True),
        ("node --version", True),
        ("php artisan tinker --execute=echo 'ok';", True),
        ("php -r \"echo 'ok';\" || exit 1", True),
        ("python -c 'import sys; sys.exit(0)'", True),
        ("python3 -c \"print('alive')\"", True),
        ("bin/rails runner 'puts 1'", True),
        ("python -c \"import requests; requests.get('http://localhost:8000/health')\"", True),
        ("node -e \"fetch('http://localhost:3000/health')\"", True),
        ("node -e \"require('http').get('http://localhost:3000/health')\"", True),
        ("node -e \"fetch('http://localhost:3000').then(r => process.exit(r.ok ? 0 : 1))\"", False),
        ("python -c \"import urllib.request; urllib.request.urlopen('http://localhost:8000/health')\"", False),
        ("python -c \"import requests; requests.get('http://localhost/health').raise_for_status()\"", False),
        ("php artisan tinker --execute=\"DB::select('select 1');\"", False),
        ("bin/rails runner 'ActiveRecord::Base.connection.execute(\"select 1\")'", False),
        ("php artisan queue:monitor redis:default", False),
        ("pgrep node || exit 1", True),
        ("ps aux | grep -v grep | grep gunicorn || exit 1", True),
        ("pgrep -f 'celery worker'", False),
        ("pm2 status > /dev/null 2>&1", True),
    ],
)
def test_a_check_that_swallows_its_outcome_asks_nothing_or_takes_errors_for_answers(
    command: str, *, passes: bool
) -> None:
    assert passes_anyway(command) is passes
    assert passes_anyway(f"CMD-SHELL {command}") is passes


@pytest.mark.parametrize(
    ("codes", "takes"),
    [
        ("200", False),
        ("200,301-399", False),
        ("200,401", False),
        (None, False),
        ("${Codes}", False),
        ("200-499", True),
        ("200 - 599", True),
        ("200,404", True),
        ("200,503", True),
        ("499-200", False),
    ],
)
def test_codes_of_what_is_not_there_or_failed_are_no_success(codes: str | None, *, takes: bool) -> None:
    assert takes_errors(codes) is takes


@pytest.mark.parametrize(
    ("codes", "takes"),
    [
        ("200,301", True),
        ("301,200", True),
        ("200-399", True),
        ("200-302", True),
        ("200", False),
        ("200-299", False),
        ("200-499", False),
        ("200,301,404", False),
        (None, False),
        ("${Codes}", False),
    ],
)
def test_codes_that_only_send_the_asker_elsewhere_are_told_from_those_of_errors(
    codes: str | None, *, takes: bool
) -> None:
    assert takes_redirects(codes) is takes


def decides(text: str, path: str) -> list[bool]:
    return [fact.decides for fact in READER.read(Snippet(path, text)) if isinstance(fact, HealthProbe)]


def test_images_and_services_are_read_alike() -> None:
    assert decides("FROM a\nHEALTHCHECK --interval=30s CMD curl http://localhost/health || true\n", "Dockerfile") == [
        False
    ]
    assert decides('FROM a\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/health"]\n', "Dockerfile") == [True]
    service = "services:\n  api:\n    image: shop/api:3\n    healthcheck:\n      test: {}\n"
    assert decides(service.format('["CMD-SHELL", "exit 0"]'), "docker-compose.prod.yml") == [False]
    assert decides(service.format("curl -f http://localhost/health || exit 1"), "docker-compose.prod.yml") == [True]


@pytest.mark.parametrize(
    ("path", "build", "within"),
    [
        ("docker-compose.prod.yml", "build: ./backend", "backend"),
        ("deploy/docker-compose.prod.yml", "build: {context: ../api}", "api"),
        ("docker-compose.prod.yml", "build: .", ""),
        ("docker-compose.prod.yml", "image: shop/api:3", None),
        ("docker-compose.prod.yml", "build: ../elsewhere", None),
        ("docker-compose.prod.yml", "build: $FOLDER", None),
    ],
)
def test_whose_program_a_container_asks_is_told_by_the_folder_it_is_built_from(
    path: str, build: str, within: str | None
) -> None:
    text = f"services:\n  api:\n    {build}\n    healthcheck:\n      test: curl -f http://localhost/health\n"
    [probe] = [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, HealthProbe)]
    assert probe.within == within
