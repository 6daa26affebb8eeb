"""Fabric's tasks, as the shell that they type on hosts."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import Deployment, ExposedSecret, Instance, Login, Rollback, ScriptFault
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.programs.fabric import READER


def read(text: str) -> list[Reading]:
    assert READER.wants("fabfile.py")
    return list(READER.read(Snippet("fabfile.py", text)))


_TASK = """\
from fabric import task

@task(hosts=["root@shop.example"])
def deploy(c, ref):
    with c.cd("/srv/shop"):
        {fetch}
        restart(c)

def restart(c):
    c.sudo("systemctl restart shop")
"""


@pytest.mark.parametrize(
    ("fetch", "identity"),
    [
        ('c.run("git pull origin main")', "none"),
        ('c.run(f"git fetch && git checkout {commit_sha}")', "commit"),
        ('c.run("docker pull shop/api:" + version)', "tag"),
    ],
)
def test_a_task_that_fetches_and_starts_is_a_deployment(fetch: str, identity: str) -> None:
    [deployment] = [one for one in read(_TASK.format(fetch=fetch)) if isinstance(one, Deployment)]

    assert (deployment.method, deployment.identity, deployment.at.start_line) == ("ssh", identity, 10)


def test_what_takes_a_branch_is_shown_and_as_whom_hosts_are_entered() -> None:
    found = read(_TASK.format(fetch='c.run("git pull")'))
    [deployment] = [one for one in found if isinstance(one, Deployment)]

    assert deployment.where("identity").start_line == 6
    assert [(one.user, one.at.start_line) for one in found if isinstance(one, Login)] == [("root", 3)]


def test_a_migration_that_may_fail_is_swallowed() -> None:
    found = read(_TASK.format(fetch='c.run("./manage.py migrate || true")'))

    assert [one.activity for one in found if isinstance(one, ScriptFault)] == ["migration"]


@pytest.mark.parametrize("text", ["def deploy(:\n", "x = " + "(" * 5_000, "\0"])
def test_what_is_not_python_is_a_gap(text: str) -> None:
    assert all(isinstance(one, Gap) for one in read(text))


def test_functions_that_call_one_another_end_somewhere() -> None:
    assert read("def a(c):\n    b(c)\ndef b(c):\n    a(c)\n    c.run('git pull')\n") == []
    assert not [one for one in read("def a(c):\n    c.run('ls')\n") if isinstance(one, Deployment | Rollback)]


def test_a_program_that_deploys_is_read_outside_of_functions_too() -> None:
    text = """\
from fabric import Connection

c = Connection("10.0.0.4")
if c.run("test -d shop", warn=True).failed:
    c.run("git clone https://github.com/acme/shop shop")
with c.cd("shop"):
    c.run("git pull")
    c.run("docker-compose stop")
    c.run("docker-compose up -d --build")
"""
    found = list(READER.read(Snippet("deploy/deploy.py", text)))
    [deployment] = [one for one in found if isinstance(one, Deployment)]
    stops = [one for one in found if isinstance(one, ScriptFault) and one.form == "stopped-before-start"]

    assert (deployment.identity, deployment.places["identity"].start_line) == ("none", 7)
    assert [one.at.start_line for one in stops] == [8]


_ECS = 'subprocess.run(["aws", "ecs", "update-service", "--service", "shop", "--force-new-deployment"])'


@pytest.mark.parametrize(
    ("calls", "method", "identity"),
    [
        (f'os.system("docker push acme/shop:latest")\nos.system("docker build .")\n{_ECS}', "ecs", "latest"),
        ('ssh.exec_command("cd /srv/shop && git pull && pm2 reload shop")', "ssh", "none"),
    ],
)
def test_programs_that_are_called_and_commands_of_paramiko_are_shell_as_well(
    calls: str, method: str, identity: str
) -> None:
    text = f"import os\nimport subprocess\n\n{calls}\n"
    [deployed] = [one for one in READER.read(Snippet("deploy_prod.py", text)) if isinstance(one, Deployment)]

    assert (deployed.method, deployed.identity) == (method, identity)


def test_what_a_queue_works_off_is_no_deployment() -> None:
    text = 'import subprocess\n\ndef export():\n    subprocess.run(["docker", "compose", "up", "-d", "--build"])\n'

    assert READER.wants("shop/tasks.py")
    assert list(READER.read(Snippet("shop/tasks.py", text))) == []


_APART = """\
from fabric.api import *

def {name}():
    run("git pull")

def restart():
    sudo("supervisorctl restart all")
"""


@pytest.mark.parametrize(("name", "places"), [("update", [4]), ("set_up", []), ("rollback", [])])
def test_tasks_that_are_called_one_after_the_other_are_a_deployment(name: str, places: list[int]) -> None:
    found = [one for one in read(_APART.format(name=name)) if isinstance(one, Deployment)]

    assert [one.where("identity").start_line for one in found] == places


_SENT = """\
from fabric.api import *

env.user = "{user}"
env.hosts = ["www.shop.example", "10.0.3.7:2222", "localhost"]

def deploy():
    put("dist/shop.tar.gz", "/tmp/shop.tar.gz")
    sudo("tar -xzf /tmp/shop.tar.gz -C /srv/shop")
    with settings(warn_only={lenient}):
        sudo("./manage.py migrate")
        sudo("supervisorctl start shop")
"""


@pytest.mark.parametrize(("lenient", "faults"), [("True", ["migration", "deploy"]), ("False", [])])
def test_what_is_carried_to_a_host_and_started_there_is_a_deployment(lenient: str, faults: list[str]) -> None:
    found = read(_SENT.format(user="web", lenient=lenient))

    [deployment] = [one for one in found if isinstance(one, Deployment)]
    assert (deployment.at.start_line, deployment.where("identity").start_line) == (11, 7)
    assert [one.activity for one in found if isinstance(one, ScriptFault)] == faults


@pytest.mark.parametrize(
    ("call", "number"), [("c.put", 1), ("self.sftp.put", 1), ("requests.put", 0), ("queue.put", 0)]
)
def test_only_a_connection_carries_to_a_host(call: str, number: int) -> None:
    text = (
        f'from fabric import task\n\n@task\ndef deploy(c):\n    {call}("a.tgz")\n    c.sudo("systemctl restart shop")\n'
    )
    assert len([one for one in read(text) if isinstance(one, Deployment)]) == number


def test_the_hosts_of_the_environment_are_told_with_who_enters_them() -> None:
    found = read(_SENT.format(user="root", lenient="False"))

    assert [one.name for one in found if isinstance(one, Instance)] == ["www.shop.example", "10.0.3.7"]
    assert [(one.user, one.at.start_line) for one in found if isinstance(one, Login)] == [("root", 3)]


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ('def production():\n    env.hosts = ["shop.example"]\n', [("shop.example", "production")]),
        (
            'env.roledefs = {"web": ["a.shop.example", "b.shop.example"]}\n',
            [("a.shop.example", None), ("b.shop.example", None)],
        ),
        ('c = Connection("deploy@shop.example:22")\n', [("shop.example", None)]),
        ('with settings(user="web", host_string="shop.example"):\n    run("ls")\n', [("shop.example", None)]),
        ('connect(host="shop.example")\n', []),
        ('env.hosts = ["HOST"]\nother.hosts = ["shop.example"]\n', []),
    ],
)
def test_the_ways_to_name_hosts(text: str, hosts: list[tuple[str, str | None]]) -> None:
    found = read(f"from fabric.api import *\n{text}")
    assert [(one.name, one.environment) for one in found if isinstance(one, Instance)] == hosts


def test_a_password_among_the_settings_is_shown() -> None:
    found = read('from fabric.api import *\nenv.password = "c4kes-and-pies"\n')
    assert [(one.form, one.at.start_line) for one in found if isinstance(one, ExposedSecret)] == [("host-password", 2)]


def test_a_server_that_a_task_starts_by_hand_is_the_release_and_left_to_itself() -> None:
    found = read(_TASK.format(fetch='c.run("git pull")').replace("systemctl restart shop", "npm start"))
    assert len([fact for fact in found if isinstance(fact, Deployment)]) == 1
    assert [fact.form for fact in found if isinstance(fact, ScriptFault)] == ["unsupervised"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('for cmd in ["git pull", "systemctl restart api"]:\n    client.exec_command(cmd)\n', [2]),
        ('STEPS = [\n  ("a", "git pull"),\n  ("b", "pm2 reload api"),\n]\nfor a, b in STEPS:\n    os.system(b)\n', [4]),
        ('cmd = "git pull && pm2 reload api"\nos.system(cmd)\n', [2]),
        ('cmd = "git pull && pm2 reload api"\ncmd = "ls"\nos.system(cmd)\n', []),
        ('subprocess.run(["git", "pull"])\nsubprocess.run(["git", "push"])\n', []),
    ],
)
def test_commands_that_a_program_holds_by_name_are_followed(text: str, lines: list[int]) -> None:
    found = READER.read(Snippet("hooks/receiver.py", f"import fabric, os, subprocess\n{text}"))

    assert [one.at.start_line for one in found if isinstance(one, Deployment)] == lines
