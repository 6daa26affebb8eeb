"""Programs in Python that enter hosts over SSH."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import Deployment, ExposedSecret, Login, UncheckedHost
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.programs.fabric import READER

PASSWORD = "Kuchen.auf-Reisen9"


def read(text: str, path: str = "scripts/restart_servers.py") -> list[Reading]:
    assert READER.wants(path)
    return list(READER.read(Snippet(path, text)))


_PARAMIKO = """\
import paramiko
USER, WORD = "ops", "x"
PASSWORD = {value}
client = paramiko.SSHClient()
{policy}
client.connect("203.0.113.9", username="root", password=PASSWORD)
client.exec_command("cd /srv/shop && git pull && pm2 restart shop")
"""


def paramiko(value: str = f'"{PASSWORD}"', policy: str = "pass") -> list[Reading]:
    return read(_PARAMIKO.format(value=value, policy=policy))


def test_a_password_that_is_written_out_is_shown_where_it_stands_and_never_quoted() -> None:
    found = paramiko()

    [secret] = [one for one in found if isinstance(one, ExposedSecret)]
    [login] = [one for one in found if isinstance(one, Login)]
    assert (secret.name, secret.form, secret.at.start_line) == ("PASSWORD", "host-password", 3)
    assert (login.user, login.at.start_line) == ("root", 6)
    assert [one.at.start_line for one in found if isinstance(one, Deployment)] == [7]
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        f'with paramiko.SSHClient() as ssh:\n    ssh.connect(HOST, username="ops", password="{PASSWORD}")\n',
        f'door = paramiko.Transport((HOST, 22))\ndoor.connect(username="ops", password="{PASSWORD}")\n',
        f'self.ssh = SSHClient()\nself.ssh.connect(HOST, 22, username="ops", password="{PASSWORD}")\n',
        f'Connection(HOST, user="ops", connect_kwargs={{"password": "{PASSWORD}"}}).run("ls")\n',
    ],
)
def test_it_is_found_however_the_host_is_entered(text: str) -> None:
    found = read("from paramiko import SSHClient\n" + text)

    assert [one.form for one in found if isinstance(one, ExposedSecret)] == ["host-password"]
    assert [one.user for one in found if isinstance(one, Login)] == ["ops"]
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize("value", ['os.environ["PASSWORD"]', '"changeme"', '"<password>"', '""', "getpass()"])
def test_a_password_from_elsewhere_or_an_example_is_no_secret(value: str) -> None:
    assert not [one for one in paramiko(value=value) if isinstance(one, ExposedSecret)]


def test_a_database_that_is_connected_is_no_host() -> None:
    text = f'import paramiko, pymysql\npymysql.connect(host="db", user="root", password="{PASSWORD}")\n'

    assert read(text) == []


@pytest.mark.parametrize("policy", ["AutoAddPolicy()", "WarningPolicy"])
def test_hosts_that_nobody_knows_are_let_in(policy: str) -> None:
    found = paramiko(policy=f"client.set_missing_host_key_policy(paramiko.{policy})")

    assert [one.at.start_line for one in found if isinstance(one, UncheckedHost)] == [5]


def test_a_host_that_has_to_be_known_is_asked() -> None:
    found = paramiko(policy="client.set_missing_host_key_policy(paramiko.RejectPolicy())")

    assert not [one for one in found if isinstance(one, UncheckedHost)]


def test_tests_and_programs_that_enter_no_host_say_nothing() -> None:
    entering = _PARAMIKO.format(value="None", policy="pass")

    assert read(entering, "tests/test_ssh.py") == []
    assert read("import os\nos.system('pm2 restart shop')\n", "app/views.py") == []


def test_what_is_not_python_is_a_gap_only_where_it_enters_hosts() -> None:
    assert [type(one) for one in read("import paramiko\ndef (:\n")] == [Gap]
    assert read("def (:\n") == []
