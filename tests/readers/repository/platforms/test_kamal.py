"""What Kamal's settings say about hosts, databases beside the application, and releases."""

from textwrap import dedent

import pytest

from holdfast.model.environments import environment_of
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.platforms.kamal import READER

from ..many import read_files
from ..templates.support import places, told

WEB = """
    service: ledger
    image: acme/ledger
    servers:
      web:
        - 203.0.113.7
    """
_ITS_OWN = "issuer=letsencrypt domain=shop.example.com used_by=host in_code=True renews=True in_use=True"
_RELEASE = "method=ssh name=kamal deploy identity=commit carries_identity=True asks_health=True rollback=procedure"


def said(text: str, path: str = "config/deploy.yml") -> list[str]:
    """Everything that the reader says about one file."""
    return told(READER.read(Snippet(path, dedent(text).lstrip("\n"), environment=environment_of(path))))


def test_hosts_and_releases_that_are_named_by_the_commit_and_kept() -> None:
    assert said(WEB + "ssh:\n      user: root\n") == [
        "Instance 5 name=203.0.113.7 purpose=application",
        "Login 7 method=ssh user=root actor=script",
        f"Deployment 3-5 {_RELEASE} starts=docker",
    ]


@pytest.mark.parametrize(
    ("servers", "hosts"),
    [
        ("servers:\n  - 203.0.113.7\n  - 203.0.113.8\n", ["203.0.113.7", "203.0.113.8"]),
        ("servers:\n  job:\n    - 203.0.113.9\n  web:\n    hosts:\n      - 203.0.113.7: [zone_a]\n", ["203.0.113.7"]),
        ("<% load %>\nservers:\n  web:\n    - <%= ENV['WEB'] %>\n", [None]),
        ("servers:\n  web:\n    - 192.168.0.1\n", []),
        ("servers:\n  web:\n    - <your-server-ip>\n", []),
    ],
)
def test_those_that_answer_visitors(servers: str, hosts: list[str | None]) -> None:
    facts = READER.read(Snippet("config/deploy.yml", f"service: a\n{servers}"))

    assert [getattr(one, "name", None) for one in facts if type(one).__name__ == "Instance"] == hosts


def test_a_database_beside_the_application_and_whom_its_port_lets_in() -> None:
    text = f"""{WEB}
    accessories:
      db:
        image: postgres:latest
        host: 203.0.113.7
        port: 5432
      cache:
        image: redis:7
        host: 203.0.113.7
        port: "127.0.0.1:6379:6379"
    """
    facts = list(READER.read(Snippet("config/deploy.yml", dedent(text))))
    database = next(one for one in told(facts) if one.startswith("Database"))
    containers = {getattr(one, "name", ""): places(one) for one in facts if type(one).__name__ == "Container"}

    assert database == "Database 9-11 engine=postgresql placement=container name=db with_application=True"
    assert containers == {"db": {"everybody": "12", "version": "10"}, "cache": {}}


def test_a_database_on_a_host_of_its_own_shares_none() -> None:
    beside = "accessories:\n      db:\n        image: mysql:8.0\n        host: 203.0.113.99\n"

    assert not [one for one in said(WEB + beside) if "with_application=True" in one or "hosts_database=True" in one]


def test_a_destination_tells_the_host_of_a_database_whose_image_all_share() -> None:
    files = {
        "config/deploy.yml": "service: a\naccessories:\n  db:\n    image: postgres:17\n",
        "config/deploy.production.yml": "servers:\n  web:\n    - &web 203.0.113.7\naccessories:\n  db:\n    host: *web\n",
    }
    found = [one for one in told(read_files(READER, **files)) if one.startswith("Database")]

    assert found == [
        "Database 6 [production] engine=postgresql placement=container name=db with_application=True version=17",
        "Database 3-4 engine=postgresql placement=container name=db version=17",
    ]


def test_the_proxys_certificate_renews_itself_and_its_question_decides() -> None:
    proxy = "proxy:\n      ssl: true\n      host: shop.example.com\n      healthcheck:\n        path: /up\n"

    assert said(WEB + proxy, "config/deploy.production.yml")[3:] == [
        "HealthProbe 10 [production] asker=deploy path=/up",
        f"Certificate 7 [production] {_ITS_OWN}",
        "CertificateRenewal 7 [production] tool=kamal-proxy schedule=automatic reloads=True",
    ]


@pytest.mark.parametrize("text", ["", "servers: [", "servers: 3\n", "jobs:\n  build: {}\n", "accessories:\n  db: x\n"])
def test_odd_files_never_raise(text: str) -> None:
    READER.read(Snippet("config/deploy.yml", text))
