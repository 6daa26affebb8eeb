"""Programs that a deployment starts and leaves to themselves."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def left(text: str, path: str = "deploy.sh", *, hooked: bool = False) -> list[tuple[int | None, int | None]]:
    readings = facts_of(Snippet(path, text), hooked=hooked)
    found = [fact for fact in readings if isinstance(fact, ScriptFault) and fact.form == "unsupervised"]
    return [(fact.at.start_line, fact.at.end_line) for fact in found]


@pytest.mark.parametrize(
    "start",
    [
        "nohup java -jar shop.jar > /dev/null 2>&1 &",
        "java -jar shop.jar > shop.log 2>&1 &",
        "setsid java -jar shop.jar &",
        "java -jar shop.jar &\ndisown",
        "nohup gunicorn shop.wsgi > gunicorn.log &",
        "nohup npm run start > shop.log 2>&1 &",
        "screen -dmS shop java -jar shop.jar",
        "tmux new-session -d -s shop 'npm start'",
    ],
)
def test_a_program_that_a_deployment_lets_go_has_nobody_to_start_it_again(start: str) -> None:
    assert left(f"git pull\n./gradlew bootJar\n{start}\n", hooked=True) == [(3, 3)]


def test_the_whole_command_is_shown_in_the_hook_that_runs_it() -> None:
    text = "cd /srv/shop\nnohup java -jar \\\n  -Dserver.port=8080 \\\n  shop.jar >> shop.log 2>&1 &\n"
    assert left(text, "scripts/start.sh", hooked=True) == [(2, 4)]
    assert left(text, "scripts/start.sh") == []
    assert left(f"git pull\n./gradlew bootJar\n{text}") == [(4, 6)]


@pytest.mark.parametrize(
    "start",
    [
        "systemctl restart shop",
        "pm2 reload shop",
        "docker run -d --restart always shop",
        "java -jar shop.jar",
        "while true; do java -jar shop.jar; done > shop.log &",
        "nohup tail -f shop.log > /tmp/tail.log &",
    ],
)
def test_what_is_looked_after_or_serves_nobody_is_not_left_alone(start: str) -> None:
    assert left(f"git pull\n./gradlew bootJar\n{start}\n") == []
