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
        "nohup java -jar shop.jar",
        "java -jar shop.jar > shop.log 2>&1 &",
        "setsid java -jar shop.jar &",
        "java -jar shop.jar &\ndisown",
        "nohup gunicorn shop.wsgi > gunicorn.log &",
        "nohup npm run start > shop.log 2>&1 &",
        "screen -dmS shop java -jar shop.jar",
        "tmux new-session -d -s shop 'npm start'",
        "java -jar shop.jar &",
        "uvicorn main:app --port 8000 &",
        "bundle exec unicorn_rails -c config/unicorn.rb -E production -D",
        "bundle exec puma -C config/puma.rb -d",
        "gunicorn shop.wsgi --daemon",
    ],
)
def test_a_program_that_a_deployment_lets_go_has_nobody_to_start_it_again(start: str) -> None:
    assert left(f"git pull\n./gradlew bootJar\n{start}\n", hooked=True) == [(3, 3)]


@pytest.mark.parametrize(
    "ends",
    ["pkill -f shop.py || true", "kill $!", "PID=$!\nsleep 5\nkill -9 $PID", "kill %1", "pkill -f /srv/shop/shop.py"],
)
def test_a_program_that_the_same_script_ends_again_was_only_tried(ends: str) -> None:
    start = "sudo systemctl stop shop\nnohup python3 /srv/shop/shop.py > shop.log &"

    assert not left(f"git pull\n{start}\nsleep 2\n{ends}\nsudo systemctl start shop\n", hooked=True)
    # What is ended before, under a condition, or is another program, leaves it running.
    assert left(f"git pull\n{ends}\n{start}\n", hooked=True)
    assert left(f"git pull\n{start}\nif ! curl -f localhost; then\n{ends}\nexit 1\nfi\n", hooked=True)
    assert left(f"git pull\n{start}\npkill -f worker.py\n", hooked=True)


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
        "bundle exec puma -C config/puma.rb --debug",
        "docker exec shop unicorn -D",
    ],
)
def test_what_is_looked_after_or_serves_nobody_is_not_left_alone(start: str) -> None:
    assert left(f"git pull\n./gradlew bootJar\n{start}\n") == []


def test_a_container_without_a_restart_policy_does_not_come_back() -> None:
    text = "docker pull shop/api:$TAG\ndocker stop api\ndocker rm api\ndocker run -d{} --name api shop/api:$TAG\n"
    assert left(text.format("")) == [(4, 4)]
    assert left(text.format(" --restart=unless-stopped")) == []
    assert left(text.format(" --restart always")) == []
    tried = "docker build -t shop/api .\ndocker run -d -p 80:80 shop/api\ncurl -f http://localhost/health\n"
    assert left(tried) == []


def test_what_a_step_of_a_pipeline_starts_for_its_tests_ends_with_it() -> None:
    step = Snippet(
        ".github/workflows/ship.yml", "npm start > app.log &\nnpx wait-on http://localhost:3000\n", heading="job"
    )
    started = Snippet(".github/workflows/ship.yml", "nohup java -jar shop.jar > app.log &\n", heading="job")
    for snippet, found in ((step, 0), (started, 1)):
        facts = [fact for fact in facts_of(snippet) if isinstance(fact, ScriptFault) and fact.form == "unsupervised"]
        assert len(facts) == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("user-data.sh", "#!/bin/bash\ndocker run -d -p 80:80 shop/api:3\n", [(2, 2)]),
        ("user-data.sh", "#!/bin/bash\ndocker run -d --restart always -p 80:80 shop/api:3\n", []),
        ("user-data.sh", "#!/bin/bash\ncd /srv/shop\nnpm ci\nnpm start\n", [(4, 4)]),
        ("user-data.sh", "#!/bin/bash\npython3 seed.py\nsystemctl start shop\n", []),
        ("user-data.sh", "#!/bin/bash\nexport PORT=3000\n  exec node app/main.js\n", []),
        ("user-data.sh", "#!/bin/bash\nnode main.js &\necho up\n", [(2, 2)]),
        ("scripts/setup-ec2.sh", "npm ci\npm2 start dist/main.js --name shop\npm2 startup\n", [(2, 2)]),
        ("scripts/setup-ec2.sh", "npm ci\npm2 start dist/main.js --name shop\npm2 startup\npm2 save\n", []),
        ("bootstrap.sh", "cd /home/ubuntu/shop\npm2 start app.js\n", [(2, 2)]),
        ("setup.sh", "npm ci\nnpm start\n", []),
        ("scripts/setup-ec2.sh", "sudo apt-get install -y python3\ncd ~/shop\npython3 -m venv venv\n", []),
        ("scripts/setup-ec2.sh", "pip install -r requirements.txt\npython3 manage.py migrate\n", []),
        ("scripts/setup-ec2.sh", "sudo apt-get install -y nodejs\nnode -v\n", []),
        ("scripts/setup-ec2.sh", "sudo apt-get install -y python3\npython3 bot.py\n", [(2, 2)]),
        ("deploy.sh", "sudo nginx -t\npm2 restart shop\npm2 save\npm2 startup > /dev/null 2>&1 || true\n", [(4, 4)]),
        ("deploy.sh", "pm2 restart shop\npm2 save\nsudo pm2 startup systemd -u ubuntu > /dev/null\n", []),
        ("deploy.sh", "sudo nginx -t\npm2 save\npm2 startup | tail -1 | sudo bash > /dev/null\n", []),
        ("user-data.sh", "pm2 start app.js\npm2 save\npm2 startup > /dev/null\n", []),
    ],
)
def test_what_the_making_of_a_server_starts_knows_nothing_of_the_next_start(
    path: str, text: str, found: list[tuple[int, int]]
) -> None:
    assert left(text, path) == found


def test_what_a_start_script_lets_go_on_a_server_has_nobody_either() -> None:
    text = "cd /home/ubuntu/shop\nnohup java -jar shop.jar > shop.log &\n"
    assert left(text, "scripts/start.sh") == [(2, 2)]
    assert (
        left(text.replace("nohup java -jar shop.jar > shop.log &", "exec java -jar shop.jar"), "scripts/start.sh") == []
    )


def test_a_server_in_the_background_that_is_waited_for_or_was_fetched_by_nobody_is_not_left() -> None:
    assert left("git pull\njava -jar shop.jar &\nwait\n") == []
    assert left("./gradlew bootJar\njava -jar shop.jar &\n") == []


@pytest.mark.parametrize(
    ("start", "alone"),
    [
        ("gunicorn -c conf/gunicorn.py", True),
        ("source venv/bin/activate\nuvicorn main:app --port 8000", True),
        ("systemctl restart gunicorn", False),
        ("docker run -d --restart always shop gunicorn shop.wsgi", False),
    ],
)
def test_what_a_hook_starts_by_itself_is_left_behind(start: str, *, alone: bool) -> None:
    assert bool(left(f"{start}\npython3 manage.py migrate\n", hooked=True)) is alone


def test_what_is_waited_for_before_or_fetched_later_says_nothing_of_what_is_left_alone() -> None:
    assert left("sleep 9 &\nwait\ngit pull\njava -jar shop.jar &\n") == [(4, 4)]
    assert left("java -jar shop.jar &\ngit pull\n") == []


def test_a_container_takes_the_place_only_of_one_that_is_stopped_before_it() -> None:
    assert left("git pull\ndocker rm -f shop\ndocker run -d me/shop\n") == [(3, 3)]
    assert left("git pull\ndocker run -d me/shop\ndocker rm -f old\n") == []


def test_a_script_that_starts_thousands_of_programs_is_read_to_its_end() -> None:
    assert left("java -jar shop.jar &\n" * 2_000 + "git pull\n") == []
