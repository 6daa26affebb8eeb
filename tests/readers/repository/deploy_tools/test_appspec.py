"""What CodeDeploy's appspec says about a deployment, with the scripts of its hooks."""

import pytest

from holdfast.model.facts import Deployment, HostRights, ScriptFault
from holdfast.readers.repository.deploy_tools.appspec import READER

from ..many import read_files
from ..templates.support import places, told

APPSPEC = """
    version: 0.0
    os: linux
    files:
      - source: /
        destination: /home/ubuntu/app
    hooks:
      ApplicationStart:
        - location: scripts/start.sh
          timeout: 60
      ValidateService:
        - location: scripts/check.sh
    """


def test_a_validating_hook_asks_for_health() -> None:
    start = "docker pull r/app:latest\ndocker run -d r/app:latest\n"
    check = "#!/bin/bash\nset -e\nsleep 5\ncurl -f http://localhost:8080/actuator/health\n"
    readings = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start, "scripts/check.sh": check})
    deployed = "Deployment 3-11 method=codedeploy name=appspec.yml identity=latest carries_identity=False"
    assert told(readings) == [
        "HealthProbe 4 asker=deploy path=/actuator/health port=8080",
        f"{deployed} asks_health=True starts=docker",
    ]
    assert readings[0].at.path == "scripts/check.sh"
    assert places(readings[1]) == {"identity": "1"}


def test_where_the_validating_hook_goes_on_after_a_bad_answer_is_shown() -> None:
    ask = "if curl -f http://localhost:8000/health || curl -f http://localhost:8000; then\n  exit 0\nelse\n"
    check = f'{ask}  echo "WARNING: no answer"\n  exit 0\nfi\n'
    probes = [
        p
        for p in read_files(READER, **{"appspec.yml": APPSPEC, "scripts/check.sh": check})
        if told([p])[0][:6] == "Health"
    ]

    assert {str(places(probe)) for probe in probes} == {str({"decides": "4-5"})}


def test_each_hooks_script_that_takes_the_latest_image_is_shown() -> None:
    start = "docker pull r/app:latest\n"
    check = "docker pull r/app:latest\ndocker run -d --name app r/app:latest\n"
    readings = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start, "scripts/check.sh": check})

    assert told(readings)[-1] == "StandingName 2 name=ValidateService"


def test_a_default_in_a_later_hook_stays_whatever_name_the_bundle_is_handed_under() -> None:
    start = "docker pull r/app:latest\n"
    check = "#!/bin/bash\nset -e\nTAG=${TAG:-latest}\n\necho start\n\ndocker run -d --name app r/app:$TAG\n"
    readings = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start, "scripts/check.sh": check})

    assert told(readings)[-1] == "StandingName 3 name=ValidateService alone=True"


@pytest.mark.parametrize(
    ("tag", "identity", "place"),
    [
        ("TAG=${TAG:-latest}", "latest", "1"),
        ("TAG=${TAG:-latest}; . ./release.env", None, "2"),
        ("TAG=${TAG:-latest}; export $(cat .env)", None, "2"),
        ("TAG=${DEPLOYMENT_ID}", None, "2"),
    ],
)
def test_a_hook_is_handed_no_tag_so_that_its_default_is_what_runs(tag: str, identity: str | None, place: str) -> None:
    start = f"{tag}\ndocker run -d $REGISTRY/shop:$TAG\n"
    (deployment,) = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start})[-1:]

    assert isinstance(deployment, Deployment)
    assert (deployment.identity, places(deployment).get("identity")) == (identity, place if identity else None)


@pytest.mark.parametrize(
    ("check", "place"),
    [
        ("#!/bin/bash\nsleep 15\nif pgrep -f shop.jar > /dev/null; then\n  exit 0\nfi\nexit 1\n", "2-3"),
        ("#!/bin/bash\nsystemctl is-active --quiet shop\n", "2"),
        ("#!/bin/bash\npm2 list | grep -q shop || exit 1\n", "2"),
        ("#!/bin/bash\necho done\n", None),
    ],
)
def test_a_validating_hook_that_only_looks_at_the_process_is_where_somebody_would_ask(
    check: str, place: str | None
) -> None:
    start = "nohup java -jar shop.jar &\n"
    files = {"appspec.yml": APPSPEC, "scripts/start.sh": start, "scripts/check.sh": check}
    deployment = next(one for one in read_files(READER, **files) if isinstance(one, Deployment))
    assert places(deployment).get("asks_health") == place


@pytest.mark.parametrize(
    ("taken", "named"),
    [
        ('IMAGE_TAG="$(cat "$RELEASE/image-tag.txt")"\ndocker load -i image.tar\n', True),
        ("IMAGE_TAG=$(<release_version)\n", True),
        ("TAG=$(jq -r .imageTag release.json)\n", True),
        ("IMAGE_TAG=`cat commit.txt`\n", True),
        ("IMAGE_TAG=latest\n", False),
        ("HOST=$(cat tag.txt)\n", False),
        ("IMAGE_TAG=$(cat image-tag.txt)\ngit pull\n", False),
    ],
)
def test_a_name_that_lies_in_the_bundle_names_its_release(taken: str, *, named: bool) -> None:
    start = f"{taken}docker compose up -d\n"
    deployment = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start})[-1]
    assert isinstance(deployment, Deployment)
    assert (deployment.identity == "tag") is named


@pytest.mark.parametrize("address", ["https://shop.example:${PORT}/profile", "http://10.0.3.7:8080/", "$URL/profile"])
def test_what_the_validating_hook_asks_is_a_question_of_health_wherever_it_goes(address: str) -> None:
    check = f'#!/bin/bash\nANSWER=$(curl -s {address})\nif [ -z "$ANSWER" ]; then\n  exit 1\nfi\n'
    for hook, asks in (("ValidateService", True), ("BeforeInstall", False)):
        spec = APPSPEC.replace("ValidateService", hook)
        deployment = read_files(READER, **{"appspec.yml": spec, "scripts/check.sh": check})[-1]
        assert (f"asks_health={asks}" in told([deployment])[0]) is True


def test_where_a_hooks_script_only_waits_it_would_have_to_ask() -> None:
    start = "docker compose -p blue up -d\nsleep 10\ndocker compose -p green down\n"
    deployment = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start, "scripts/check.sh": ""})[-1]
    assert places(deployment) == {"asks_health": "1-3"}


def test_what_a_hooks_script_keeps_in_a_variable_names_the_release() -> None:
    for tag, identity in (("latest", "latest"), ("${GIT_SHA}", "commit")):
        start = f"IMAGE=r.example/shop/api:{tag}\ndocker pull $IMAGE\ndocker run -d --name api $IMAGE\n"
        deployment = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start})[-1]
        assert isinstance(deployment, Deployment)
        assert (deployment.identity, places(deployment)) == (identity, {"identity": "2"})


@pytest.mark.parametrize(
    ("start", "line"),
    [
        ("cd /srv\naws s3 cp s3://kept/app.zip app.zip\nunzip app.zip\n", 2),
        ("cd /srv && git pull origin main\nnpm ci\npm2 restart app\n", 1),
        ("aws s3 cp s3://kept/$REVISION.zip app.zip\nunzip app.zip\n", None),
        ("aws s3 cp s3://kept/agent.zip .\nunzip agent.zip\n", None),
        ("aws s3 cp s3://kept/app.zip app.zip\n", None),  # who knows what for
        ("cd /srv\ndocker-compose -f compose.prod.yml pull\ndocker-compose up -d\n", 2),
        ("IMAGE_TAG=$(cat revision)\ndocker compose pull\n", None),
        ("STAGE=live\ndocker compose pull\n", 2),
    ],
)
def test_what_a_hook_fetches_by_itself_is_no_revision_that_was_named(start: str, line: int | None) -> None:
    deployment = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start})[-1]

    assert ("identity=none" in told([deployment])[0]) is (line is not None)
    assert places(deployment) == ({} if line is None else {"identity": str(line)})


def test_what_a_compose_file_of_the_repository_names_a_hook_may_pull() -> None:
    files = {
        "appspec.yml": APPSPEC,
        "scripts/start.sh": "docker compose pull\n",
        "docker-compose.yml": "services: {}\n",
    }
    assert places(read_files(READER, **files)[-1]) == {}


def test_a_hook_that_only_waits_asks_nothing() -> None:
    scripts = {"scripts/start.sh": "nohup java -jar app.jar &\n", "scripts/check.sh": "sleep 10\n"}
    assert told(read_files(READER, **{"appspec.yml": APPSPEC}, **scripts)) == [
        "Deployment 3-11 method=codedeploy name=appspec.yml carries_identity=False asks_health=False starts=other"
    ]


def test_a_validating_script_that_is_not_here_leaves_it_open() -> None:
    assert told(read_files(READER, **{"appspec.yml": APPSPEC})) == [
        "Deployment 3-11 method=codedeploy name=appspec.yml carries_identity=False"
    ]


def test_scripts_are_found_beside_the_appspec() -> None:
    check = "curl -f http://localhost/health || exit 1\n"
    readings = read_files(READER, **{"api/appspec.yml": APPSPEC, "api/scripts/check.sh": check})
    assert told(readings)[0] == "HealthProbe 1 asker=deploy path=/health"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: [\n", ["Gap 1 malformed"]),
        ("[" * 5_000, ["Gap 1 malformed"]),
        ("", []),
        ("version: 0.0\n", []),
        ("- 1\n", []),
        ("hooks: 3\n", ["Deployment 1 method=codedeploy name=appspec.yml carries_identity=False asks_health=False"]),
    ],
)
def test_odd_files_never_raise(text: str, expected: list[str]) -> None:
    assert told(read_files(READER, **{"appspec.yml": text})) == expected


@pytest.mark.parametrize(
    ("hook", "script", "lines"),
    [
        ("BeforeInstall", "rm -rf /home/ubuntu/app\nmkdir -p /home/ubuntu/app\n", [1]),
        ("ApplicationStop", "cd /\nsudo rm -rf /home/ubuntu/app/*\n", [2]),
        ("BeforeInstall", "rm -rf /home/ubuntu/app/node_modules /tmp/app\n", []),
        ("BeforeInstall", "rm -f /home/ubuntu/app\n", []),
        ("AfterInstall", "rm -rf /home/ubuntu/app\n", []),
    ],
)
def test_a_hook_that_empties_the_folder_of_the_running_release_deletes_it(
    hook: str, script: str, lines: list[int]
) -> None:
    text = APPSPEC.replace("ApplicationStart:", f"{hook}:").replace("scripts/start.sh", "scripts/hook.sh")
    readings = read_files(READER, **{"appspec.yml": text, "scripts/hook.sh": script})
    faults = [fact for fact in readings if isinstance(fact, ScriptFault)]
    assert [(fault.at.start_line, fault.form) for fault in faults] == [(n, "previous-release-deleted") for n in lines]


@pytest.mark.parametrize("call", ["sh scripts/run.sh", "cd /srv/shop && ./scripts/run.sh", "bash /srv/shop/run.sh"])
def test_what_a_hooks_script_has_another_do_belongs_to_the_hook(call: str) -> None:
    run = "docker run -d postgres:16\ndocker-compose up -d\ncurl -f http://localhost:8080/health\n"
    scripts = {"scripts/start.sh": f"#!/bin/sh\nset -e\n{call}\n", "scripts/run.sh": run}
    probe, deployment = read_files(READER, **{"appspec.yml": APPSPEC}, **scripts)
    assert isinstance(deployment, Deployment)
    assert places(deployment).get("script scripts/run.sh") == "1"
    assert (probe.at.path, probe.at.start_line) == ("scripts/run.sh", 3)
    assert "starts=compose" in told([deployment])[0]


_TWO_HOOKS = """
    version: 0.0
    os: linux
    files:
      - source: /
        destination: /home/ubuntu/app
    hooks:
      AfterInstall:
        - location: scripts/stop.sh
      ApplicationStart:
        - location: scripts/start.sh
    """


@pytest.mark.parametrize(
    ("stop", "start", "down"),
    [
        ("PID=$(pgrep -f app.jar)\nkill -15 $PID\n", "nohup java -jar app.jar > out.log 2>&1 &\n", True),
        ("docker stop shop || true\ndocker rm shop\n", "docker run -d --name shop r/shop:$TAG\n", True),
        ("pm2 delete all\n", "cd app\nnpm ci\npm2 start server.js\n", True),
        ("IDLE_PORT=8082\nkill -15 $(lsof -ti tcp:$IDLE_PORT)\n", "nohup java -jar app.jar > o 2>&1 &\n", False),
        ("rm -rf /tmp/old\n", "pm2 reload server\n", False),
    ],
)
def test_what_one_hook_stops_and_the_next_one_starts_is_down_in_between(stop: str, start: str, *, down: bool) -> None:
    readings = read_files(READER, **{"appspec.yml": _TWO_HOOKS, "scripts/stop.sh": stop, "scripts/start.sh": start})
    found = [fact for fact in readings if isinstance(fact, ScriptFault) and fact.form == "stopped-before-start"]

    assert [(fact.at.path, fact.at.start_line) for fact in found] == (
        [("appspec.yml", 8), ("scripts/stop.sh", 2 if "PID" in stop else 1)] if down else []
    )


@pytest.mark.parametrize(("mode", "lines"), [("777", [12]), ('"0777"', [12]), ("755", []), ("'640'", [])])
def test_files_of_a_release_that_everybody_may_change(mode: str, lines: list[int]) -> None:
    written = f"permissions:\n  - object: /\n    mode: {mode}\n    owner: shop\n"
    text = "version: 0.0\nos: linux\nfiles:\n  - source: /\n    destination: /srv/shop\nhooks:\n  AfterInstall:\n"
    text += "    - location: start.sh\n      timeout: 60\n" + written
    found = read_files(READER, **{"appspec.yml": text})
    assert [one.at.start_line for one in found if isinstance(one, HostRights)] == lines


@pytest.mark.parametrize(
    ("user", "script", "shown"),
    [
        ("root", "cd /srv/shop\nnpm ci\npm2 restart shop\n", True),
        ("root", "nohup java -jar /srv/shop/shop.jar > /srv/shop/out.log 2>&1 &\n", True),
        ("root", "/srv/shop/venv/bin/gunicorn shop.wsgi --daemon\n", True),
        ("root", "su - shop -c 'pm2 restart shop'\n", False),
        ("root", "sudo -u shop pm2 restart shop\n", False),
        ("root", "systemctl restart shop\n", False),
        ("root", "docker compose up -d\n", False),
        ("ubuntu", "pm2 restart shop\n", False),
    ],
)
def test_an_application_that_a_hook_starts_as_root(user: str, script: str, *, shown: bool) -> None:
    text = "version: 0.0\nos: linux\nhooks:\n  ApplicationStart:\n    - location: scripts/start.sh\n"
    found = read_files(READER, **{"appspec.yml": f"{text}      runas: {user}\n", "scripts/start.sh": script})
    rights = [(one.at.start_line, one.what) for one in found if isinstance(one, HostRights)]
    assert rights == ([(6, "runas: root")] if shown else [])


@pytest.mark.parametrize(
    ("first", "second", "way"),
    [
        ("nohup java -jar a.jar &\n", "curl -f localhost:8081/health || exit 1\nnginx -s reload\n", "automatic"),
        ("curl -f localhost:8081/health || exit 1\n", "sudo service nginx reload\n", "automatic"),
        ("nginx -s reload\n", "curl -f localhost:8081/health || exit 1\n", None),
        ("curl -f localhost:8081/health || true\n", "nginx -s reload\n", None),
    ],
)
def test_traffic_that_is_switched_only_behind_an_answer_leaves_the_old_release_serving(
    first: str, second: str, way: str | None
) -> None:
    files = {"appspec.yml": APPSPEC, "scripts/start.sh": first, "scripts/check.sh": second}
    deployed = [fact for fact in read_files(READER, **files) if isinstance(fact, Deployment)]
    assert [fact.rollback for fact in deployed] == [way]


@pytest.mark.parametrize("location", ["/home/ubuntu/app/scripts/start.sh", "./scripts/start.sh", "scripts/start.sh"])
def test_a_hooks_script_is_found_by_its_path_on_the_host_too(location: str) -> None:
    appspec = APPSPEC.replace("scripts/start.sh", location)
    start = "cd /home/ubuntu/app\ngit pull\ndocker compose up -d --build\n"
    readings = read_files(READER, **{"appspec.yml": appspec, "scripts/start.sh": start})
    assert [one.identity for one in readings if isinstance(one, Deployment)] == ["none"]


def test_the_path_of_a_hook_on_its_host_may_be_of_any_depth() -> None:
    appspec = APPSPEC.replace("scripts/start.sh", "/" + "opt/" * 20_000 + "scripts/start.sh")
    start = "docker pull r/app:latest\ndocker run -d r/app:latest\n"
    (deployed,) = [
        one
        for one in read_files(READER, **{"appspec.yml": appspec, "scripts/start.sh": start})
        if isinstance(one, Deployment)
    ]
    assert deployed.identity == "latest"


@pytest.mark.parametrize(
    ("command", "gone"),
    [
        ("rm -f /home/ubuntu/app/*.jar", True),
        ("DIR=/home/ubuntu/app\nrm -rf $DIR/api.jar", True),
        ("rm -f /home/ubuntu/app/*.log", False),
        ("rm -f /tmp/api.jar", False),
    ],
)
def test_a_hook_that_deletes_the_package_of_the_running_release_deletes_it(command: str, *, gone: bool) -> None:
    appspec = (
        "version: 0.0\nos: linux\nfiles:\n  - source: /\n    destination: /home/ubuntu/app\n"
        "hooks:\n  BeforeInstall:\n    - location: clean.sh\n"
    )
    found = read_files(READER, **{"appspec.yml": appspec, "clean.sh": f"{command}\n"})
    assert any(isinstance(one, ScriptFault) and one.form == "previous-release-deleted" for one in found) is gone


_BARE_APPSPEC = "version: 0.0\nos: linux\nfiles:\n  - source: ./\n    destination: /app\n"


@pytest.mark.parametrize(
    "path",
    ["scripts/after_install.sh", ".scripts/AfterInstall.sh", "deploy/02-after-install.sh", "hooks/after_install"],
)
def test_scripts_called_after_moments_are_the_hooks_of_an_appspec_that_names_none(path: str) -> None:
    script = "git pull\ndocker compose up -d\n"
    readings = read_files(READER, **{"appspec.yml": _BARE_APPSPEC, path: script})
    (deployed,) = [one for one in readings if isinstance(one, Deployment)]
    assert (deployed.identity, deployed.starts) == ("none", "compose")
    assert (deployed.where("host").path, deployed.where("host").start_line) == (path, 2)


@pytest.mark.parametrize(
    ("path", "appspec"),
    [
        ("debian/after_install.sh", _BARE_APPSPEC),
        ("scripts/after_install.sh", APPSPEC),
        ("scripts/install_after.sh", _BARE_APPSPEC),
    ],
)
def test_other_scripts_and_those_beside_named_hooks_are_none(path: str, appspec: str) -> None:
    readings = read_files(READER, **{"appspec.yml": appspec, path: "git pull\ndocker compose up -d\n"})
    assert [one.starts for one in readings if isinstance(one, Deployment)] == [None]


@pytest.mark.parametrize(
    ("start", "identity"),
    [
        ("aws s3 cp --recursive s3://shop-artifacts/ /app/\n", "none"),
        ("aws s3 sync s3://shop-artifacts/current /app\n", "none"),
        ("aws s3 sync s3://shop-artifacts/$DEPLOYMENT_ID /app\n", None),
        ("aws s3 sync s3://shop-static/assets /app/assets\n", None),
        ("docker run --rm -v /app:/app ruby:2.6.5 gem install bundler:2.2.2\n", None),
        ("docker run -d -v /app:/app -w /app node:20 node server.js\n", None),
        ("docker run -d r/shop:1.4.2\n", "tag"),
    ],
)
def test_a_folder_that_is_fetched_whole_and_an_image_of_a_language_name_no_release(
    start: str, identity: str | None
) -> None:
    readings = read_files(READER, **{"appspec.yml": APPSPEC, "scripts/start.sh": start})
    assert [one.identity for one in readings if isinstance(one, Deployment)] == [identity]
