"""Scripts of `package.json` and recipes that shell scripts call by name."""

import pytest

from holdfast.model.facts import Deployment, ScriptFault
from holdfast.readers.repository.pipelines import READER as PIPELINES
from holdfast.readers.repository.shell import READER
from holdfast.readers.repository.workflows import READER as WORKFLOWS

from ....repository.many import read_files
from ...templates.support import told

PACKAGE = '{"scripts": {"app:kill": "pm2 kill", "app:up": "pm2 start dist/main.js", "lint": "eslint ."}}'


def faults(script: str, **files: str) -> list[str]:
    """The faults of a CodeDeploy hook beside other files."""
    spec = "hooks:\n  ApplicationStart:\n    - location: scripts/start.sh\n"
    readings = read_files(READER, **{"scripts/start.sh": script, "appspec.yml": spec, **files})
    return told(reading for reading in readings if isinstance(reading, ScriptFault))


def test_what_a_task_stops_before_another_starts_it_is_shown_where_they_are_called() -> None:
    found = faults("#!/bin/bash\nnpm run app:kill\nyarn app:up\n", **{"package.json": PACKAGE})
    assert found == ["ScriptFault 2-3 activity=deploy form=stopped-before-start command=pm2 kill"]


def test_a_failure_that_a_task_hides_is_hidden_where_it_is_called() -> None:
    package = '{"scripts": {"app:up": "docker compose up -d || true"}}'
    found = faults("#!/bin/bash\nset -e\nnpm run app:up\n", **{"package.json": package})
    assert found == ["ScriptFault 3 activity=deploy form=error-swallowed command=docker compose up -d"]


def test_the_package_at_the_root_counts_before_others_and_two_meanings_elsewhere_are_none() -> None:
    script = "#!/bin/bash\nnpm run app:kill\nnpm run app:up\n"
    harmless = '{"scripts": {"app:kill": "pm2 list"}}'
    assert faults(script, **{"package.json": PACKAGE, "web/package.json": harmless})
    assert not faults(script, **{"api/package.json": PACKAGE, "web/package.json": harmless})


def test_broken_and_strange_packages_say_nothing() -> None:
    script = "#!/bin/bash\nnpm run app:kill\nnpm run app:up\n"
    for package in ('{"scripts": [', '{"scripts": ["pm2 kill"]}', '["scripts"]', '{"scripts": {"app:kill": 1}}', ""):
        assert not faults(script, **{"package.json": package})


def test_tasks_that_call_one_another_end() -> None:
    package = '{"scripts": {"a": "npm run b && pm2 kill", "b": "npm run a && pm2 start x"}}'
    assert faults("#!/bin/bash\nnpm run a\nnpm run b\n", **{"package.json": package})


@pytest.mark.parametrize(
    ("start", "call", "shown"),
    [
        ("nodemon app.js", "npm start &", True),
        ("react-scripts start", "pm2 start npm --name web -- start", True),
        ("next dev", "pm2 start npm -- run start", True),
        ("nodemon app.js", "pm2 start --name web npm -- start", True),
        ("nodemon app.js", "pm2 --name web start npm -- start", True),
        ("vite --host", "nohup yarn start > web.log &", True),
        ("node app.js", "npm start &", False),
        ("next start", "pm2 start npm --name web -- start", False),
    ],
)
def test_a_development_server_behind_a_task_is_shown_where_it_is_called(start: str, call: str, *, shown: bool) -> None:
    found = faults(f"#!/bin/bash\ncd /srv/web\n{call}\n", **{"package.json": f'{{"scripts": {{"start": "{start}"}}}}'})
    assert any(line.startswith("ScriptFault 3 ") and "development-server" in line for line in found) is shown


def test_what_a_task_says_in_itself_is_told_where_it_stands_and_not_where_it_is_called() -> None:
    package = '{"scripts": {"db": "docker run -d -p 27017:27017 -e MONGO_PASSWORD=kiwi-3-lamp mongo:7"}}'
    readings = read_files(READER, **{"deploy.sh": "git pull\nnpm run db\npm2 restart shop\n", "package.json": package})
    assert not [reading for reading in told(readings) if "kiwi" in reading or "27017" in reading]


def test_a_task_that_serves_is_the_release_where_it_is_called() -> None:
    package = '{"scripts": {"start": "react-scripts start"}}'
    readings = read_files(READER, **{"deploy.sh": "git pull\nnpm start\n", "package.json": package})
    assert len([reading for reading in told(readings) if reading.startswith("Deployment 1-2 ")]) == 1


def test_what_pm2_starts_is_looked_after() -> None:
    found = faults(
        "#!/bin/bash\npm2 start npm -- start\n", **{"package.json": '{"scripts": {"start": "nodemon app.js"}}'}
    )
    assert not [line for line in found if "unsupervised" in line]


MAKEFILE = (
    "COMPOSE = docker compose\n\nup:\n\t$(COMPOSE) up -d --build\n\nstop:\n\t$(COMPOSE) down\n\nlint:\n\truff check\n"
)
STEP = "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: [self-hosted]\n    steps:\n      - run: |\n"


@pytest.mark.parametrize(
    ("path", "recipes", "calls"),
    [
        ("Makefile", MAKEFILE, "make stop\nmake up\n"),
        ("infra/Makefile", MAKEFILE, "cd infra\nmake stop up\n"),
        ("infra/Makefile", MAKEFILE, "make -C infra stop && make -C infra up\n"),
        ("Makefile", MAKEFILE + "\nagain: stop up\n", "make again\n"),
        ("justfile", "up:\n    docker compose up -d\n\nstop:\n    docker compose down\n", "just stop\njust up\n"),
    ],
)
def test_recipes_that_a_release_calls_are_run_where_they_are_called(path: str, recipes: str, calls: str) -> None:
    script = read_files(READER, **{"deploy.sh": f"#!/bin/bash\nset -e\ngit pull\n{calls}", path: recipes})
    rows = "".join(f"          {row}\n" for row in calls.splitlines())
    workflow = read_files(WORKFLOWS, **{".github/workflows/deploy.yml": STEP + rows, path: recipes})

    for readings in (script, workflow):
        stopped = [fact.command for fact in readings if isinstance(fact, ScriptFault)]
        assert stopped == ["docker compose down"]


def test_a_pipeline_has_recipes_run_where_it_calls_them() -> None:
    text = 'deploy:\n  script:\n    - ssh ubuntu@shop.kr "cd shop && git pull && make stop && make up"\n'
    readings = read_files(PIPELINES, **{".gitlab-ci.yml": text, "Makefile": MAKEFILE})

    assert [fact.command for fact in readings if isinstance(fact, ScriptFault)] == ["docker compose down"]


@pytest.mark.parametrize(
    "text", ["make stop\nmake up\npytest\n", "make lint\n", "make up\nmake logs\n", "make stop && make up-again\n"]
)
def test_recipes_that_somebody_calls_for_himself_stop_nothing(text: str) -> None:
    readings = read_files(READER, **{"scripts/dev.sh": f"#!/bin/bash\n{text}", "Makefile": MAKEFILE})

    assert [fact for fact in readings if isinstance(fact, (Deployment, ScriptFault))] == []


def test_what_one_step_stops_by_a_recipe_and_a_later_one_starts_is_shown() -> None:
    text = "node {\n  stage('Deploy') {\n    sh 'make stop'\n    sh 'make up'\n  }\n}\n"
    readings = read_files(PIPELINES, Jenkinsfile=text, Makefile=MAKEFILE)

    assert told(fact for fact in readings if isinstance(fact, ScriptFault)) == [
        "ScriptFault 3-4 activity=deploy form=stopped-before-start command=docker compose down"
    ]


@pytest.mark.parametrize(
    ("task", "called"),
    [("npm run store", True), ("yarn up", True), ("npm run build", False)],
)
def test_a_database_that_a_release_starts_by_a_task_is_told_with_it(task: str, *, called: bool) -> None:
    scripts = '"store": "docker run -d --name shop-db mongo:7", "up": "npm run store && node seed.js", "build": "tsc"'
    deploy = f"#!/bin/bash\ngit pull\n{task}\npm2 restart shop\n"
    readings = read_files(READER, **{"deploy.sh": deploy, "package.json": f'{{"scripts": {{{scripts}}}}}'})
    [deployment] = [one for one in readings if isinstance(one, Deployment)]
    assert ("database shop-db" in deployment.places) is called
