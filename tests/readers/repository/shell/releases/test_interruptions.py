"""Deployments that stop what serves before they start what replaces it, and those that only look like it."""

import pytest

from holdfast.model.facts import Deployment, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def stopped(text: str, path: str = "scripts/deploy.sh", **options: str) -> list[tuple[int, int]]:
    return [
        (fact.at.start_line, fact.at.end_line)
        for fact in facts_of(Snippet(path, text, **options))  # type: ignore[arg-type]
        if isinstance(fact, ScriptFault) and fact.form == "stopped-before-start"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("docker compose down\ndocker compose up -d", (1, 2)),
        ("docker-compose -f docker-compose.prod.yml down --remove-orphans\ndocker-compose up -d", (1, 2)),
        ("git pull\npm2 delete api || true\nnpm ci\npm2 start api.js", (2, 4)),
        ("pm2 kill\npm2 start dist/main.js", (1, 2)),
        ("kill $(cat shop.pid)\nnohup flask run &\n", (1, 2)),
        ("sudo systemctl stop orders\nmvn package\nsudo systemctl start orders.service", (1, 3)),
        ("docker stop shop\ndocker rm shop\ndocker pull a/shop\ndocker run -d --name shop a/shop", (1, 4)),
        ("NAME=shop\ndocker rm -f $NAME\ndocker run -d --name $NAME a/shop", (2, 3)),
        ("if [ -f docker-compose.yml ]; then\n  docker compose down || true\nfi\ndocker compose up -d", (2, 4)),
        (
            (
                "was=$(git rev-parse HEAD)\npm2 delete api\npm2 start api.js\nif ! curl -f localhost; then\n"
                "  read -p 'Back? ' yes\n  if [ $yes = y ]; then\n    git checkout $was\n    pm2 start api.js\n  fi\nfi"
            ),
            (2, 3),
        ),
        ("sudo systemctl stop nginx\ngit pull\nphp artisan optimize\nsudo systemctl start nginx", (1, 4)),
        ("service apache2 stop\nnpm ci\nsystemctl restart shop\nservice apache2 start", (1, 4)),
        ("systemctl stop nginx php8.3-fpm\ngit clone $URL a\nphp artisan up\nsystemctl restart php8.3-fpm", (1, 4)),
        ("docker compose down\n" + "echo\n" * 20 + "docker compose up -d", (1, 1)),
    ],
)
def test_what_stops_first_and_starts_later_is_shown_from_the_stop_on(text: str, expected: tuple[int, int]) -> None:
    assert stopped(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "docker compose pull\ndocker compose up -d",
        "kill $(cat tunnel.pid)\nnohup ./tunnel &\n",
        "docker compose up -d\nif ! curl -f localhost; then\n  docker compose down\n  docker compose up -d\nfi",
        "docker compose exec -T web php artisan down\ndocker compose up -d",
        "docker stop old-mailer\ndocker run -d --name shop a/shop",
        "systemctl stop nginx\ncertbot renew\nsystemctl restart orders",
        "systemctl stop nginx\ncertbot certonly --standalone -d shop.example\nsystemctl start nginx",
        "systemctl stop apache2\ngit clone $URL shop\nsystemctl start nginx",
        "git pull\nsystemctl stop nginx\nsystemctl start nginx",
        "docker rm -f app-$NEW\ndocker run -d --name app-$NEW a/shop  # the idle slot",
        "if a; then P=1; else P=2; fi\ndocker rm -f shop-$P\ndocker run -d --name shop-$P a/shop",
        "if [ $CURRENT_PORT -eq 1 ]; then TARGET_PORT=2; fi\nkill $(lsof -ti:${TARGET_PORT})\nnohup java -jar a.jar &\n",
        "docker stop app-blue\ndocker run -d --name app-blue a/shop",
        'case "$1" in\n  stop) docker compose down ;;\n  start) docker compose up -d ;;\nesac',
        "rollback() {\n  docker compose down\n  docker compose up -d\n}\ndocker compose up -d",
        "pm2 reload api",
    ],
)
def test_what_keeps_serving_or_stops_something_else_is_not_accused(text: str) -> None:
    assert stopped(text) == []


def test_no_other_script_is_accused() -> None:
    text = "docker compose down\ndocker compose up -d"
    assert stopped(text, "scripts/restart-local.sh") == []
    assert stopped(text, "docs/guide.md", heading="Update", kind="instructed") == []


def test_starting_a_helper_is_no_release() -> None:
    text = "docker run -d --name proxy -p 80:80 caddy:2\ndocker run -d --name shop registry.example/shop:1.2"
    found = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Deployment)]
    assert [str(fact.at) for fact in found] == ["deploy.sh:2"]


def test_the_part_that_updates_tells_more_than_the_first_start() -> None:
    text = "init() {\n  docker compose up -d\n}\nupdate() {\n  git pull\n  docker compose up -d --build\n}\n$1\n"
    found = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Deployment)]
    assert [str(fact.at) for fact in found] == ["deploy.sh:5-6"]


def test_a_stop_that_a_failure_takes_back_by_itself_is_none() -> None:
    text = """
        restore_previous() {
          docker rename app-previous app
          docker start app
        }
        docker stop app
        docker rename app app-previous
        docker run -d --name app shop/api:$TAG
        curl -f http://localhost:3000/health || restore_previous
    """
    assert stopped(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('PID=$(pgrep -f shop.jar)\nif [ -n "$PID" ]; then kill -15 $PID; fi\nnohup java -jar shop.jar &\n', [(2, 3)]),
        ("pkill -f 'node dist/main.js' || true\nnohup node dist/main.js > out.log 2>&1 &\n", [(1, 2)]),
        ("sudo fuser -k 8000/tcp\nnohup uvicorn main:app --port 8000 > out.log 2>&1 &\n", [(1, 2)]),
        ("kill -0 $PID || exit 1\nnohup java -jar shop.jar &\n", []),
        ("trap 'kill $TAIL' EXIT\nnohup java -jar shop.jar &\n", []),
        ("pkill -f tunnel\nnode scripts/seed.js\n", []),
        ("kill -QUIT `cat unicorn.pid`\nbundle exec unicorn -c unicorn.rb -D\n", [(1, 2)]),
        ("bundle exec pumactl -S puma.state stop\nbundle exec puma -C puma.rb -d\n", [(1, 2)]),
        ("kill -USR2 $(cat unicorn.pid)\nkill -QUIT $(cat unicorn.pid.oldbin)\n", []),
        ("pkill -HUP gunicorn\ngunicorn shop.wsgi -D\n", []),
    ],
)
def test_a_process_that_is_killed_before_its_successor_is_started_by_hand(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert stopped(text) == expected


_STEPS = """\
stop_all() {{
  docker compose down || true
}}
start_all() {{
  docker compose up -d
}}
{caller}() {{
  {calls}
}}
{caller}
"""


@pytest.mark.parametrize(
    ("caller", "calls", "expected"),
    [
        ("main", "stop_all\n  docker compose build\n  start_all", [(2, 5)]),
        ("deploy", "[ -n x ] && stop_all\n  start_all", [(2, 5)]),
        ("main", "start_all\n  stop_all", []),
        ("main", 'case "$1" in\n  stop) stop_all ;;\n  start) start_all ;;\n  esac', []),
        ("main", "if ! curl -f localhost; then\n  stop_all\n  fi\n  start_all", [(2, 5)]),
    ],
)
def test_functions_that_are_called_one_after_the_other_stop_and_start(
    caller: str, calls: str, expected: list[tuple[int, int]]
) -> None:
    assert stopped(_STEPS.format(caller=caller, calls=calls)) == expected


def test_a_choice_to_restart_what_is_there_is_no_release() -> None:
    text = _STEPS.format(caller="restart", calls="stop_all\n  start_all")
    assert stopped(text.replace("}\nrestart\n", '}\ncase "$1" in restart) restart ;; esac\n')) == []


def test_what_only_watches_the_product_may_be_away_while_a_release_goes_out() -> None:
    beside = (
        "ssh ec2-user@$MONITOR << 'THERE'\n  cd ~/monitoring\n  docker compose down\n  docker compose up -d\nTHERE\n"
    )
    application = (
        "ssh ec2-user@$APP << 'THERE'\n  docker pull acme/shop:latest\n  docker rm -f shop\n"
        "  docker run -d --name shop acme/shop:latest\nTHERE\n"
    )
    facts = facts_of(Snippet("deploy.sh", f"#!/bin/bash\n{beside}{application}"))
    faults = [one for one in facts if isinstance(one, ScriptFault) and one.form == "stopped-before-start"]
    assert [(one.at.start_line, one.at.end_line) for one in faults] == [(9, 10)]
