"""Units of systemd that keep a program running."""

import pytest

from holdfast.model.facts import Database, Deployment, ExposedSecret, Login, Placement, ScriptFault, StandIn
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.schedules import processes
from holdfast.readers.repository.schedules.reader import READER


def left(service: str, name: str = "shop.service") -> list[int | None]:
    text = f"[Unit]\nDescription=Shop\n\n[Service]\n{service}\n[Install]\nWantedBy=multi-user.target\n"
    return [fact.at.start_line for fact in READER.read(Snippet(name, text)) if isinstance(fact, ScriptFault)]


@pytest.mark.parametrize(
    "command",
    [
        "/usr/bin/java -jar /app/shop.jar",
        "/opt/shop/bin/shop",
        "/home/ubuntu/shop/venv/bin/gunicorn shop.wsgi",
        "node main.js",
    ],
)
def test_a_unit_that_is_not_told_to_starts_nothing_again(command: str) -> None:
    assert left(f"User=shop\nExecStart={command}\n") == [6]
    assert left(f"User=shop\nExecStart={command}\nRestart=no\n") == [6]
    assert left(f"User=shop\nExecStart={command}\nRestart=on-failure\n") == []
    assert left(f"Type=oneshot\nExecStart={command}\n") == []


@pytest.mark.parametrize(
    "command", ["/usr/bin/docker compose up -d", "/opt/shop/backup.sh", "/bin/bash -c true", "/usr/bin/certbot renew"]
)
def test_an_errand_and_containers_need_not_be_told(command: str) -> None:
    assert left(f"ExecStart={command}\n") == []


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("ExecStart=/usr/bin/java -jar /srv/shop.jar --spring.datasource.password=orange7tree", True),
        ('Environment="JAVA_OPTS=-Xmx1g -Dspring.datasource.password=orange7tree"', True),
        ("ExecStart=/usr/bin/java -jar /srv/shop.jar --spring.datasource.password=${DB_PASSWORD}", False),
        ("Description=passes -Dspring.datasource.password=orange7tree no more", False),
    ],
)
def test_a_unit_shows_secrets_among_what_its_program_is_started_with(row: str, *, shown: bool) -> None:
    text = f"[Service]\n{row}\nRestart=always\n[Install]\nWantedBy=multi-user.target\n"
    found = [fact for fact in READER.read(Snippet("shop.service", text)) if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == ([2] if shown else [])
    assert "orange7tree" not in repr(found)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://shop:Kq83-jdLw@localhost:5432/shop", True),
        ("mysql+pymysql://shop:Kq83-jdLw@127.0.0.1/shop", True),
        ("postgresql://shop:shop@localhost:5432/shop", False),
        ("postgresql://shop:Your-Passw0rd@localhost:5432/shop", False),
        ("postgresql://shop:${DB_PASSWORD}@localhost:5432/shop", False),
    ],
)
def test_a_unit_shows_the_password_of_the_database_on_its_own_host(url: str, *, shown: bool) -> None:
    snippet = Snippet("shop.service", f'[Service]\nEnvironment="DATABASE_URL={url}"\nRestart=always\n')
    found = [fact for fact in processes.READER.read(snippet) if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == ([2] if shown else [])
    assert "Kq83" not in repr(found)


@pytest.mark.parametrize(
    ("row", "stands_in", "here"),
    [
        ('Environment="SECRET_KEY=CHANGE_THIS_IN_PRODUCTION"', ["SECRET_KEY"], []),
        ("Environment=JWT_SECRET=changeme", ["JWT_SECRET"], []),
        ("Environment=DATABASE_URL=postgresql://shop:canary-4711@localhost:5432/shop", [], ["postgresql"]),
        ('Environment="DB_HOST=127.0.0.1"', [], ["sql"]),
        ("Environment=DB_HOST=db.internal.example", [], []),
        ("Environment=PATH=/srv/shop/venv/bin", [], []),
        ("#Environment=JWT_SECRET=changeme", [], []),
    ],
)
def test_what_a_unit_gives_its_program_is_put_there_by_hand_or_leads_to_its_own_host(
    row: str, stands_in: list[str], here: list[str]
) -> None:
    read = list(
        processes.READER.read(Snippet("shop.service", f"[Service]\nUser=shop\n{row}\nExecStart=/srv/shop/run\n"))
    )
    assert [(one.name, one.at.start_line) for one in read if isinstance(one, StandIn)] == [(n, 3) for n in stands_in]
    found = [one for one in read if isinstance(one, Database)]
    assert [(one.engine, one.placement, one.at.start_line) for one in found] == [(e, Placement.HOST, 3) for e in here]
    assert "canary-4711" not in repr(read)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Requires=postgresql.service", ("postgresql", "coded")),
        ("BindsTo=network.target mariadb.service", ("mariadb", "coded")),
        ("After=network.target mongod.service", ("mongodb", "claimed")),
        ("After=network.target redis.service", None),
        ("# After=mysql.service", None),
    ],
)
def test_a_database_that_is_started_on_the_same_host_is_told(row: str, told: tuple[str, str] | None) -> None:
    found = processes.READER.read(Snippet("shop.service", f"[Unit]\n{row}\n\n[Service]\nExecStart=/opt/shop\n"))
    databases = [(one.engine, one.kind.value) for one in found if isinstance(one, Database)]
    assert databases == ([told] if told else [])


@pytest.mark.parametrize(
    ("before", "identity"),
    [
        ("ExecStartPre=/usr/bin/git -C /srv/shop pull origin main", ["none"]),
        ("ExecStartPre=-/usr/bin/docker pull acme/shop:latest", ["latest"]),
        ("ExecStartPre=/usr/bin/docker pull acme/shop:4.2.0", []),
        ("ExecStartPre=/bin/mkdir -p /run/git", []),
    ],
)
def test_a_unit_that_pulls_at_each_start_releases_what_nobody_named(before: str, identity: list[str]) -> None:
    found = processes.READER.read(Snippet("shop.service", f"[Service]\n{before}\nExecStart=/opt/shop/bin/shop\n"))

    assert [fact.identity for fact in found if isinstance(fact, Deployment)] == identity


@pytest.mark.parametrize(
    ("command", "users"),
    [
        ("/usr/bin/ssh -i /home/ubuntu/bastion.pem -N -L 3306:shop.internal:3306 ubuntu@10.0.0.4", ["ubuntu"]),
        ("-/usr/bin/autossh -M 0 -N -L ${PORT}:${DB_HOST}:5432 ${WHO}@${BASTION}", [None]),
        ("ssh -N -o ServerAliveInterval=60 bastion", [None]),
        ("/usr/sbin/sshd -D", []),
        ("/usr/bin/ssh-agent -D -a /run/agent", []),
        ("/opt/shop/bin/shop --ssh ubuntu@10.0.0.4", []),
    ],
)
def test_a_unit_that_keeps_a_tunnel_open_logs_in_to_its_end(command: str, users: list[str | None]) -> None:
    found = processes.READER.read(Snippet("tunnel.service", f"[Service]\nExecStart={command}\nRestart=always\n"))

    assert [fact.user for fact in found if isinstance(fact, Login)] == users
