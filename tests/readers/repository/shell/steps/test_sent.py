"""Releases that are sent to a host, what the host is then told to run, and the secrets that travel along."""

import pytest

from holdfast.model.facts import Database, Deployment, Login, Placement, ScriptFault, SettingsByHand, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_BUILT = "npm run build\n"


def released(text: str, path: str = "bin/push.sh") -> list[tuple[str | None, int | None, int]]:
    """Identity, first line of its place, and the line that takes the release, of each deployment."""
    found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, Deployment)]
    return [(fact.identity, fact.at.start_line, fact.where("identity").start_line or 0) for fact in found]


@pytest.mark.parametrize(
    "text",
    [
        "rsync -r server/ shop@shop.example:/srv/shop\nssh shop@shop.example /srv/shop/restart.sh\n",
        "scp target/shop.jar shop@shop.example:\nssh shop@shop.example 'cd /srv && ./start.sh'\n",
        "scp -r dist shop@shop.example:/srv\nssh shop@shop.example bash /srv/deploy.sh\n",
        "scp shop.tar.gz shop@shop.example:/tmp\nssh shop@shop.example sh update.sh\n",
    ],
)
def test_a_script_that_a_host_runs_behind_what_was_sent_there_puts_it_live(text: str) -> None:
    (found,) = released(text)
    assert found[0] == "none"


@pytest.mark.parametrize(
    "text",
    [
        "git pull\nbash scripts/stop.sh\nbash scripts/start.sh\n",
        "git pull\nnpm ci\nnpm run shop:restart\n",
        'GO=deploy-fast.sh\nif ! ssh shop@shop.example "git pull && bash bin/$GO"; then\n  exit 1\nfi\n',
        "git pull\ncomposer install --no-dev\nphp artisan migrate --force\n",
        'ssh shop@shop.example "cd /srv && git pull && bundle install && ruby control.rb restart"\n',
        "rsync -a shop/ shop@shop.example:~\nssh shop@shop.example '(cd ~/shop && make prod)'\n",
        'ssh -i key.pem shop@$IP "sudo /usr/local/bin/deploy_newest.sh"\n',
        "rsync -a dist/ shop@shop.example:/srv/shop\n",
        "rsync -a . $WHO@$HOST:/srv/shop ${MORE}\nssh $WHO@$HOST systemctl restart shop\n",
    ],
)
def test_what_a_script_named_after_deployments_starts_by_scripts_of_its_own_is_a_release(text: str) -> None:
    assert [identity for identity, *_ in released(text, "deploy.sh")] == ["none"]


@pytest.mark.parametrize(
    "text",
    [
        "git clone https://git.example/shop\ncd shop\n./install.sh\n",
        "git pull\n./run_tests.sh\n",
        "npm run shop:restart\n",
        "scp shop.env shop@shop.example:/srv\n",
        "echo restart\n",
    ],
)
def test_a_script_of_ones_own_without_a_release_behind_it_is_none(text: str) -> None:
    assert released(text, "deploy.sh") == []


def test_commands_on_a_host_keep_their_lines_where_a_shell_joins_them() -> None:
    text = 'ssh shop@shop.example \\\n"cd /srv \\\n&& git pull \\\n&& pm2 restart shop"\n'
    assert released(text, "deploy.sh") == [("none", 3, 3)]


@pytest.mark.parametrize(
    ("there", "starts"),
    [
        ("composer install --no-dev && php artisan migrate --force", "host"),
        ("npm ci && npm run build", "host"),
        ("pip install -q -r requirements.txt && sudo systemctl restart shop", "systemd"),
        ("npm ci && docker compose up -d", "compose"),
        ("./more.sh", None),
    ],
)
def test_a_machine_that_gets_the_programs_packages_itself_starts_it_bare(there: str, starts: str | None) -> None:
    text = (
        f"npm install\nrsync -r server/ shop@shop.example:/srv/shop\nssh shop@shop.example 'cd /srv/shop && {there}'\n"
    )
    (found,) = (fact for fact in facts_of(Snippet("bin/deploy.sh", text)) if isinstance(fact, Deployment))
    assert (found.method, found.starts) == ("ssh", starts)


def test_the_place_is_where_the_release_is_sent() -> None:
    text = f"{_BUILT}rsync -r server/ shop@shop.example:/srv/shop\nssh shop@shop.example /srv/shop/restart.sh\n"
    assert released(text) == [("none", 1, 2)]


@pytest.mark.parametrize(
    "sent", ["scp release.tar.gz shop@s.example:/srv/shop", "rsync -r --delete made_tmp/ shop@s.example:/srv"]
)
def test_the_place_is_where_a_packed_release_or_the_whole_of_a_folder_is_sent(sent: str) -> None:
    text = f"npm run build\n{sent}\nssh shop@s.example 'cd /srv/shop && npm ci && pm2 restart shop'\n"
    assert released(text, "deploy.sh") == [("none", 1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "scp nginx.conf shop@shop.example:/etc\nssh shop@shop.example ./restart.sh\n",
        "ssh shop@shop.example ./report.sh\n",
        "rsync -r server/ shop@shop.example:/srv/shop\nssh shop@shop.example ls /srv/shop\n",
    ],
)
def test_what_stands_beside_a_release_and_other_errands_deploy_nothing(text: str) -> None:
    assert released(text) == []


def test_the_place_is_where_a_built_file_is_put() -> None:
    text = "cp /srv/build/libs/*.jar /srv/shop/\npkill java\nnohup java -jar /srv/shop/shop.jar > shop.log &\n"
    assert released(text, "deploy.sh") == [("none", 3, 1)]
    kept = text.replace("/srv/build/libs/*.jar /srv/shop/", "/srv/shop/shop.jar /srv/backup/")
    assert released(kept, "deploy.sh") == [("none", 3, 3)]


_REPLACED = "cd /srv/shop\n{}\nnohup flask run > shop.log 2>&1 &\n"


@pytest.mark.parametrize(
    "end",
    [
        "kill $(pgrep flask)",
        "pkill -f flask",
        "fuser -k 5000/tcp",
        "./gradlew clean build",
        "ps aux | grep flask | awk '{print $2}' | xargs kill -9",
    ],
)
def test_a_program_that_takes_the_place_of_another_on_a_server_is_a_release(end: str) -> None:
    text = _REPLACED.format(end)
    assert [identity for identity, *_ in released(text, "again.sh")] == ["none"]
    faults = [fact for fact in facts_of(Snippet("again.sh", text)) if isinstance(fact, ScriptFault)]
    assert [fault.at.start_line for fault in faults if fault.form == "unsupervised"] == [3]


_RENEWED = "docker pull {0}\ndocker {1} shop || true\ndocker run -d --name {2} -p 80:3000 {0}\n"


@pytest.mark.parametrize("stop", ["rm -f", "stop", "container rm -f"])
def test_a_container_that_takes_the_place_of_another_of_its_name_is_a_release(stop: str) -> None:
    text = _RENEWED.format('"$IMAGE"', stop, "shop")
    assert [line for _, line, _ in released(text, "run-container.sh")] == [1]
    assert released(_RENEWED.format('"$IMAGE"', stop, "jobs"), "run-container.sh") == []
    assert released(text.replace("docker pull", "docker inspect"), "run-container.sh") == []
    assert released(text, "setup-host.sh") == []


@pytest.mark.parametrize(
    "text",
    [
        "pkill -f flask\nnohup flask run --reload > shop.log 2>&1 &\n",
        "pkill -f flask\nflask run > shop.log 2>&1 &\n",
        "cd /srv/shop\npkill -f flask\n",
    ],
)
def test_what_runs_on_the_own_machine_or_only_ends_is_none(text: str) -> None:
    assert released(text, "again.sh") == []


def test_a_script_that_another_has_a_host_run_leaves_its_program_alone() -> None:
    text = "nohup gunicorn shop:app > shop.log &\n"
    for sent, forms in ((True, ["unsupervised"]), (False, [])):
        facts = facts_of(Snippet("again.sh", text), sent=sent)
        assert [fact.form for fact in facts if isinstance(fact, ScriptFault)] == forms


@pytest.mark.parametrize("file", [".env", "keys/.env.production", "live_env.txt", "service-account.json"])
def test_a_file_of_secrets_that_is_copied_to_a_host_is_shown_and_so_is_the_login(file: str) -> None:
    text = f"ssh shop@shop.example mkdir -p /srv\nscp {file} shop@shop.example:/srv/\n"
    facts = list(facts_of(Snippet("bin/push.sh", text)))
    assert [fact.at.start_line for fact in facts if isinstance(fact, SettingsByHand)] == [2]
    assert [fact.at.start_line for fact in facts if isinstance(fact, Login)] == [2]


def test_a_host_of_ones_own_settings_is_entered_where_secrets_are_copied_there() -> None:
    facts = facts_of(Snippet("bin/push.sh", "scp .env shop-live:~/shop/\nscp shop.css shop-live:~/shop/\n"))
    assert [fact.at.start_line for fact in facts if isinstance(fact, Login)] == [1]


@pytest.mark.parametrize("file", [".env.example", ".env.live.example", "app.json", "environment.ts"])
def test_other_files_hold_no_secrets(file: str) -> None:
    facts = facts_of(Snippet("bin/push.sh", f"scp -i ~/.ssh/secrets.json {file} shop@shop.example:/srv/\n"))
    assert not [fact for fact in facts if isinstance(fact, SettingsByHand)]


def test_settings_that_a_shell_reads_before_it_starts_the_application_are_given_by_hand() -> None:
    started = "source live.env\nnohup flask run > shop.log &\n"
    assert [fact.at.start_line for fact in facts_of(Snippet("a.sh", started)) if isinstance(fact, SettingsByHand)] == [
        1
    ]
    other = "source venv/bin/activate\nsource live.env\npm2 restart shop\n"
    assert not [fact for fact in facts_of(Snippet("a.sh", other)) if isinstance(fact, SettingsByHand)]


def pushed(text: str) -> list[tuple[int, int | None]]:
    facts = facts_of(Snippet("images.sh", text))
    return [(fact.at.start_line or 0, fact.at.end_line) for fact in facts if isinstance(fact, StandingName)]


def test_a_script_that_pushes_under_latest_names_no_release() -> None:
    push = "docker build -t shop/api:{0} .\ndocker push shop/api:{0}\n"
    assert pushed(push.format("latest")) == [(2, 2)]
    asked = 'read -p "Tag? " TAG\nTAG=${TAG:-latest}\n'
    assert pushed(asked + push.format("$TAG")) == [(1, 2)]
    assert pushed("VERSION=${1:-latest}\n" + push.format("${VERSION}")) == [(1, 1)]


@pytest.mark.parametrize("path", ["UserData.sh", "aws/user-data.sh", "cloud-init.sh"])
def test_what_a_machine_takes_at_its_first_start_names_no_release(path: str) -> None:
    text = "docker pull shop/api{0}\ndocker run -d -p 80:80 --restart always shop/api{0}\n"
    for tag, identities in (("", ["latest"]), (":1.4.2", [])):
        facts = facts_of(Snippet(path, text.format(tag)))
        assert [fact.identity for fact in facts if isinstance(fact, StandingName)] == identities


def test_a_script_that_pushes_under_a_name_of_its_own_is_none_of_them() -> None:
    push = "docker build -t shop/api:latest -t shop/api:$SHA .\ndocker push shop/api:$SHA\n"
    assert pushed(push) == []
    assert pushed("TAG=${1:?which}\ndocker build -t shop/api:$TAG .\ndocker push shop/api:$TAG\n") == []
    assert pushed("docker build -t shop/api .\n") == []


@pytest.mark.parametrize(
    ("image", "names"),
    [
        ("acme/shop:latest", 1),
        ("$REGISTRY/shop:latest", 1),
        ("${ecr_repository_url}", 1),
        ("${image}", 0),
        ("$REGISTRY/shop:$TAG", 0),
        ("jc21/nginx-proxy-manager:latest", 0),
        ("prom/prometheus:latest", 0),
    ],
)
def test_what_a_machine_starts_beside_the_product_is_no_release_of_it(image: str, names: int) -> None:
    text = f"#!/bin/bash\ndocker run -d --restart always -p 80:80 {image}\n"
    facts = facts_of(Snippet("user-data.sh", text))
    assert len([fact for fact in facts if isinstance(fact, StandingName)]) == names


@pytest.mark.parametrize(
    ("row", "engine", "placement"),
    [
        ("DB_HOST=localhost", "sql", Placement.HOST),
        ("DATABASE_URL=mysql://shop:$PW@127.0.0.1/shop", "mysql", Placement.HOST),
        ("DB_HOST=db.internal.example", "sql", Placement.UNKNOWN),
    ],
)
def test_a_file_of_settings_that_a_script_writes_says_whether_the_database_is_there(
    row: str, engine: str, placement: Placement
) -> None:
    text = f"git pull\ncat > /srv/shop/.env <<EOF\nSECRET_KEY=$KEY\n{row}\nEOF\nsystemctl restart shop\n"
    facts = [fact for fact in facts_of(Snippet("bin/push.sh", text)) if isinstance(fact, Database)]
    assert [(one.engine, one.placement, one.at.start_line) for one in facts] == [(engine, placement, 4)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lftp -u $U,$P ftp.example.kr -e 'mirror -R dist /www; quit'\n", [("none", 1, 1)]),
        ("lftp -u $U,$P ftp.example.kr -e 'mirror /www backup; quit'\n", []),
        ("nomad job run web.nomad.hcl\n", [("none", 1, 1)]),
    ],
)
def test_what_is_put_onto_web_space_or_given_to_a_scheduler_is_live(
    text: str, found: list[tuple[str, int, int]]
) -> None:
    assert released(text, "publish.sh") == found


@pytest.mark.parametrize(
    ("text", "path", "seen"),
    [
        ("rsync -az --delete ./ shop@shop.example:/var/www/shop/\n", "bin/push.sh", True),
        ("npm run build\nscp -r dist/* shop@shop.example:/usr/share/nginx/html/\n", "upload.sh", True),
        ("rsync -az . shop@shop.example:public_html\n", "sync.sh", True),
        ("rsync -az photos/ shop@shop.example:/var/www/shop/photos/\n", "sync.sh", False),
        ("rsync -az shop@shop.example:/var/www/shop/ ./\n", "pull.sh", False),
        ("rsync -az . shop@nas.example:/data/backups/shop\n", "nightly.sh", False),
        ("rsync -az ./ /mnt/usb/www\n", "copy.sh", False),
        ("rsync -az ./ backup@store.example:/srv/kept/\n", "backup.sh", False),
    ],
)
def test_the_whole_of_a_program_that_is_sent_to_where_a_server_serves_it_is_a_release(
    text: str, path: str, seen: bool
) -> None:
    assert bool(released(text, path)) is seen


def test_a_host_that_is_asked_for_first_is_where_the_release_is_sent() -> None:
    ask = "IP=$(aws cloudformation describe-stacks --query 'Stacks[0].Outputs[0].OutputValue' --output text)\n"
    send = "rsync -a --exclude='*.log' -e 'ssh -i key.pem' backend compose.yml ec2-user@$IP:/srv/shop/\n"
    text = f"{ask}{send}ssh ec2-user@$IP 'docker compose up -d --build'\n"
    assert released(text, "deploy.sh") == [("none", 3, 2)]
