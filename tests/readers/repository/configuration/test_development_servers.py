"""Development servers that are started for visitors."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.containers import reader as containers
from holdfast.readers.repository.schedules import processes
from holdfast.readers.repository.shell import facts_of


def rows(readings: object) -> list[int | None]:
    assert hasattr(readings, "__iter__")
    return [f.at.start_line for f in readings if isinstance(f, ScriptFault) and f.form == "development-server"]


@pytest.mark.parametrize(
    "line",
    [
        "python manage.py runserver 0.0.0.0:8000",
        "/srv/shop/venv/bin/python3 -u /srv/shop/manage.py runserver",
        "poetry run python manage.py runserver",
        "flask --app shop run --host 0.0.0.0",
        "python -m flask run",
        "uvicorn shop:app --host 0.0.0.0 --reload",
        "fastapi dev main.py",
        "php artisan serve --host=0.0.0.0",
        "php -S 0.0.0.0:80 -t public",
        "npm run dev",
        "npm --prefix web run dev -- --host",
        "yarn dev",
        "/usr/bin/yarn run dev",
        "/usr/bin/env npm run dev",
        "pnpm -C web dev",
        "npx next dev",
        "vite --host",
        "ng serve --host 0.0.0.0",
        "react-scripts start",
        "nodemon app.js",
        "pm2 start npm --name web -- run dev",
        "pm2 start 'npm run dev'",
        "screen -dmS web npm run dev",
        "bash -c 'npm run dev'",
    ],
)
def test_servers_for_developers(line: str) -> None:
    assert is_development_server(line)


@pytest.mark.parametrize(
    "line",
    [
        "python manage.py migrate",
        "gunicorn shop.wsgi",
        "uvicorn shop:app",
        "flask db upgrade",
        "php artisan migrate",
        "npm run build",
        "npm start",
        "npm ci --omit=dev",
        "npm install nodemon --save-dev",
        "npm run devices",
        "next start",
        "vite build",
        "yarn add dev",
        "echo npm run dev",
    ],
)
def test_others(line: str) -> None:
    assert not is_development_server(line)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("deploy/shop.service", "[Service]\nExecStart=/srv/v/bin/python manage.py runserver\n", [2]),
        ("deploy/shop.service", "[Service]\nExecStart=/bin/bash -c 'cd /srv && exec gunicorn shop'\n", []),
        ("Procfile", "web: flask run --host 0.0.0.0 --port $PORT\nworker: npm run dev\n", [1]),
        ("Procfile", "web: npm start\n", []),
        ("supervisor/shop.conf", "[program:shop]\ncommand=php artisan serve --port=80\n", [2]),
    ],
)
def test_what_keeps_one_running_is_shown(path: str, text: str, expected: list[int]) -> None:
    assert rows(processes.READER.read(Snippet(path, text))) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("deploy.sh", "git pull\nnpm ci\npm2 delete web\npm2 start npm --name web -- run dev\n", [4]),
        ("service.sh", "cd /home/ubuntu/shop\nsource venv/bin/activate\npython manage.py runserver 0:8000\n", [3]),
        ("docker/entrypoint.sh", "python manage.py migrate\nexec python manage.py runserver 0.0.0.0:80\n", [2]),
        ("dev.sh", "cd /srv/shop\nnpm run dev\n", []),
        ("start.sh", "npm install\nnpm run dev\n", []),
        ("entrypoint.sh", "if [ $DEBUG ]; then\n  flask run\nelse\n  gunicorn shop\nfi\n", []),
        ("run.sh", "cd /home/ubuntu/a\nnohup uvicorn a:app --reload > uvicorn.log 2>&1 &\n", [2]),
    ],
)
def test_a_script_of_a_server_that_knows_no_other_is_shown(path: str, text: str, expected: list[int]) -> None:
    assert rows(facts_of(Snippet(path, text))) == expected


def test_a_pipelines_own_step_tries_it_out_and_what_it_starts_elsewhere_serves() -> None:
    assert rows(facts_of(Snippet("ci.yml", "npm run dev &\nnpx cypress run\n", heading="test"))) == []
    there = "ssh ubuntu@$HOST 'cd shop && git pull && nohup npm run dev > web.log 2>&1 &'\n"
    assert rows(facts_of(Snippet("ci.yml", there, heading="deploy"))) == [1]
    fetched = "cd shop\ngit pull\nnpm ci\npm2 start npm --name web -- run dev\n"
    assert rows(facts_of(Snippet("ci.yml", fetched, heading="deploy"))) == [4]


def test_an_image_shows_it_unless_production_has_a_file_of_its_own() -> None:
    def read(*paths: str) -> list[int | None]:
        text = 'FROM node:22\nCOPY . .\nCMD ["npm", "run", "dev"]\n'
        tree = Tree(paths=paths, open_text=lambda _: text)
        together = containers.READER.read_together
        assert together is not None
        return rows(together(tree, (Snippet("Dockerfile", text),)))

    assert read("Dockerfile") == [3]
    assert read("Dockerfile", "Dockerfile.prod") == []


def test_a_service_of_a_compose_file_shows_it_where_it_is_told() -> None:
    text = 'services:\n  api:\n    build: .\n    command: sh -c "python manage.py migrate && python manage.py runserver 0:80"\n'
    assert rows(containers.READER.read(Snippet("docker-compose.prod.yml", text))) == [4]


@pytest.mark.parametrize(
    ("start", "expected"), [("react-scripts start", [3]), ("nodemon app.js", [3]), ("node app.js", [])]
)
def test_an_image_that_leaves_it_to_the_package_beside_it_shows_it(start: str, expected: list[int]) -> None:
    files = {
        "web/Dockerfile": 'FROM node:22\nCOPY . .\nCMD ["npm", "start"]\n',
        "web/package.json": f'{{"scripts": {{"start": "{start}"}}}}',
    }
    tree = Tree(paths=tuple(files), open_text=files.__getitem__)
    together = containers.READER.read_together
    assert together is not None
    assert rows(together(tree, (Snippet("web/Dockerfile", files["web/Dockerfile"]),))) == expected
