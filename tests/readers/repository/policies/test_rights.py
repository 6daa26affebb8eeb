"""Rows that give more rights on a host than what runs there needs."""

import pytest

from holdfast.model.facts import HostRights
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.policies.rights import rights_in
from holdfast.readers.repository.schedules.processes import READER
from holdfast.readers.repository.shell.reader import read

UNIT = (
    "[Unit]\nDescription=Shop\n\n[Service]\nUser={user}\nExecStart={command}\n\n[Install]\nWantedBy=multi-user.target"
)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("sudo chmod -R 777 /srv/shop", "chmod -R 777 /srv/shop"),
        ("chmod 0777 uploads && echo done", "chmod 0777 uploads"),
        ("chmod -R a+rwx storage", "chmod -R a+rwx storage"),
        ("chmod 666 /var/run/docker.sock", "chmod 666 /var/run/docker.sock"),
        ("chmod 1777 /var/spool/mail", None),
        ("chmod 777 /tmp", None),
        ("chmod a+x gradlew", None),
        ("chmod 755 release.sh", None),
        ("# chmod -R 777 /srv/shop", None),
        ('echo "never chmod -R 777 anything"', None),
        ("deploy ALL=(ALL) NOPASSWD:ALL", "NOPASSWD:ALL"),
        ("deploy  ALL=(ALL:ALL) NOPASSWD: ALL", "NOPASSWD:ALL"),
        ('echo "deploy ALL=(ALL) NOPASSWD:ALL" > /etc/sudoers.d/deploy', "NOPASSWD:ALL"),
        ("deploy ALL=(ALL) NOPASSWD: /bin/systemctl restart shop", None),
        ("usermod -aG sudo deploy", "usermod -aG sudo deploy"),
        ("sudo usermod -aG docker,wheel deploy", "usermod -aG docker,wheel deploy"),
        ("adduser deploy sudo", "adduser deploy sudo"),
        ("usermod -aG sudo minji", None),
        ("usermod -aG docker deploy", None),
        ("sudo pm2 start ecosystem.config.js", "sudo pm2 start"),
        ("cd /srv/shop && sudo nohup java -jar shop.jar &", "sudo java -jar"),
        ("sudo python3 app.py", "sudo python3 app.py"),
        ("sudo NODE_ENV=production node dist/main.js", "sudo node dist/main.js"),
        ("sudo pm2 startup systemd -u ubuntu", None),
        ("sudo -u shop pm2 start ecosystem.config.js", None),
        ("sudo npm install -g pm2", None),
        ("sudo systemctl restart shop", None),
    ],
)
def test_a_row_tells_whether_it_gives_more_than_is_needed(row: str, what: str | None) -> None:
    assert list(rights_in([row])) == ([(0, what)] if what else [])


@pytest.mark.parametrize(
    ("user", "command", "shown"),
    [
        ("root", "/srv/shop/server", True),
        ("shop", "/srv/shop/server", False),
        ("root", "/usr/bin/docker compose up", False),
        ("root", "/usr/local/bin/nightly-backup", False),
    ],
)
def test_a_unit_runs_an_application_as_root(user: str, command: str, *, shown: bool) -> None:
    found = list(rights_in(UNIT.format(user=user, command=command).splitlines()))
    assert found == ([(4, "User=root")] if shown else [])


@pytest.mark.parametrize(
    "path", ["deploy/shop.service", "shop.service.example", "service.tpl", "roles/shop@.service.j2"]
)
def test_a_unit_that_a_repository_keeps_tells_of_them(path: str) -> None:
    text = UNIT.format(user="root", command="/srv/shop/server")
    assert READER.wants(path)
    found = list(READER.read(Snippet(path, text)))
    assert [(type(one), one.at.start_line) for one in found] == [(HostRights, 5)]


@pytest.mark.parametrize(("path", "shown"), [("release.sh", True), ("Dockerfile", False)])
def test_a_script_tells_of_them_and_an_image_does_not(path: str, *, shown: bool) -> None:
    found = [one for one in read(Snippet(path, "mkdir -p files\nchmod 777 files\n")) if isinstance(one, HostRights)]
    assert [one.at.start_line for one in found] == ([2] if shown else [])


@pytest.mark.parametrize(("who", "shown"), [("root", [7]), ("shop", [])])
def test_a_unit_that_a_script_writes_may_name_its_user_by_a_variable(who: str, shown: list[int]) -> None:
    unit = "[Service]\nUser=$WHO\nExecStart=/srv/shop/server\n"
    text = f"set -e\nWHO={who}\nTO=/etc/systemd/system/shop.service\ncat > $TO <<END\n\n{unit}END\n"
    found = [one.at.start_line for one in read(Snippet("setup.sh", text)) if isinstance(one, HostRights)]
    assert found == shown
