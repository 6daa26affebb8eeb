"""Servers that a release starts in the foreground, or with no more than an `&` behind them."""

import pytest

from holdfast.model.facts import Deployment, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_STARTS = (
    "npm start",
    "yarn start",
    "npm run start:prod",
    "node app.js",
    "node dist/main &",
    "setsid node app.js",
    "sudo npm start",
    "python manage.py runserver 0.0.0.0:80",
    "python3 app.py",
    "venv/bin/python app.py &",
    "pipenv run python main.py",
    "python -m flask run --host 0.0.0.0",
    "uvicorn main:app --host 0.0.0.0 &",
    "./gradlew bootRun",
    "./mvnw spring-boot:run",
    "go run main.go",
    "bundle exec rails server -e production",
    "php artisan serve --host 0.0.0.0",
    "serve -s build -l 80",
    "dotnet Shop.dll",
)


def told(text: str, path: str) -> tuple[list[int], list[int]]:
    """The last line of each deployment, and the line of each program that nobody looks after."""
    facts = tuple(facts_of(Snippet(path, text)))
    live = [fact.at.end_line for fact in facts if isinstance(fact, Deployment)]
    left = [fact.at.start_line for fact in facts if isinstance(fact, ScriptFault) and fact.form == "unsupervised"]
    return live, left


@pytest.mark.parametrize("start", _STARTS)
def test_a_server_that_is_started_by_hand_behind_a_pull_is_the_release_and_left_to_itself(start: str) -> None:
    away = f"ssh -i key.pem ubuntu@shop.example <<'EOF'\ncd shop\ngit pull origin main\n{start}\nEOF\n"
    assert told(away, "push.sh") == ([4], [4])
    assert told(f"cd /home/ubuntu/shop\ngit pull\n{start}\n", "update.sh") == ([3], [3])
    assert told(f"git pull\n{start}\n", "deploy.sh") == ([2], [2])


def test_what_was_sent_to_a_host_is_started_there_by_hand() -> None:
    text = "rsync -az ./ ubuntu@shop.example:/srv/shop\nssh ubuntu@shop.example 'cd /srv/shop && npm ci && npm start'\n"
    assert told(text, "push.sh") == ([2], [2])
    jar = "scp shop.jar ec2-user@shop.example:\nssh ec2-user@shop.example 'java -jar shop.jar'\n"
    assert told(jar, "push.sh") == ([2], [2])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("run.sh", "git pull\nnpm install\nnpm start\n"),
        ("dev.sh", "cd /srv/shop\ngit pull\nnpm start\n"),
        ("deploy.sh", "git pull\nnpm run start:dev\n"),
        ("deploy.sh", "git pull\nflask run --debug\n"),
        ("deploy.sh", "git pull\nnode scripts/seed.js\n"),
        ("update.sh", "cd /srv/shop\ngit pull\nnode index.js --once\necho done\nnpm test\n"),
        ("deploy.sh", "npm install\nnpm start\n"),
    ],
)
def test_a_developers_own_start_and_what_ends_by_itself_release_nothing(path: str, text: str) -> None:
    assert told(text, path) == ([], [])


def test_what_a_unit_starts_is_a_release_and_looked_after() -> None:
    text = "cd /home/ec2-user/shop\ngit pull\n./gradlew clean build\n./gradlew bootRun\n"
    assert told(text, "scripts/start-app.sh") == ([4], [])


@pytest.mark.parametrize("start", ["npm start", "npm start &", "setsid node app.js", "java -jar shop.jar &"])
def test_what_an_action_types_on_a_host_stays_there_by_itself(start: str) -> None:
    step = Snippet(".github/workflows/ship.yml", f"cd /srv/shop\ngit pull\n{start}\n", heading="job / ssh")
    for sent, lines in ((True, [3]), (False, [])):
        facts = facts_of(step, sent=sent)
        found = [fact.at.start_line for fact in facts if isinstance(fact, ScriptFault) and fact.form == "unsupervised"]
        assert found == lines
