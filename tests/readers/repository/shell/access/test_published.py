"""Containers that scripts start one by one, and whom they let in."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Container, ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def doors(text: str, path: str = "user-data.sh", kind: EvidenceKind = EvidenceKind.CODED) -> list[tuple[str, str, str]]:
    found = [fact for fact in facts_of(Snippet(path, text, kind=kind)) if isinstance(fact, Container)]
    return [(fact.name, fact.role, f"{name} {at.start_line}") for fact in found for name, at in fact.places.items()]


def test_stores_and_consoles_on_every_address_of_a_server_are_shown_where_the_port_is_given() -> None:
    text = (
        "#!/bin/bash\n"
        "docker run -d --restart always --name rows \\\n  -e MYSQL_ROOT_PASSWORD=$WORD \\\n  -p 3306:3306 mysql:8.4\n"
        "docker run -d -p 6379:6379 redis:7\n"
        "docker run -d -p 80:80 -p 81:81 jc21/nginx-proxy-manager:2\n"
        "docker run -d -p 9443:9443 -v /var/run/docker.sock:/var/run/docker.sock portainer/portainer-ce:2.21\n"
    )
    assert doors(text) == [
        ("rows", "database", "everybody 4"),
        ("redis", "cache", "everybody 5"),
        ("nginx-proxy-manager", "proxy", "everybody 6"),
        ("nginx-proxy-manager", "proxy", "console 6"),
        ("portainer-ce", "other", "everybody 7"),
        ("portainer-ce", "other", "console 7"),
        ("portainer-ce", "other", "socket 7"),
    ]


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("user-data.sh", "docker run -d -p 127.0.0.1:3306:3306 mysql:8.4"),
        ("user-data.sh", "docker run --rm -p 3306:3306 mysql:8.4"),
        ("user-data.sh", "docker run -d -p 80:8080 shop/api:3"),
        ("scripts/local-db.sh", "docker run -d -p 3306:3306 mysql:8.4"),
        ("scripts/db.sh", "docker run -d -p 3306:3306 mysql:8.4"),
    ],
)
def test_what_is_kept_in_what_goes_away_and_what_stands_at_a_desk_is_none(path: str, command: str) -> None:
    assert doors(f"#!/bin/bash\n{command}\n", path) == []


@pytest.mark.parametrize(
    ("right", "given"),
    [("--privileged", True), ("--pid=host", True), ("--cap-add=SYS_ADMIN", True), ("--cap-add=NET_ADMIN", False)],
)
def test_a_container_that_gets_every_right_of_its_server_is_shown(right: str, *, given: bool) -> None:
    text = f"#!/bin/bash\ndocker run -d -p 8080:8080 {right} gcr.io/shop/builder:2\n"
    assert (("builder", "other", "privileged 2") in doors(text)) is given


def test_a_script_that_also_starts_the_application_runs_on_its_server() -> None:
    text = "docker run -d -p 3306:3306 mysql:8.4\ndocker run -d --restart always -p 80:80 shop/api:3\n"
    assert doors(text, "scripts/up.sh") == [("mysql", "database", "everybody 1")]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("-e MYSQL_ROOT_PASSWORD=root", True),
        ("-e POSTGRES_PASSWORD=1234", True),
        ("-e POSTGRES_PASSWORD=$WORD", False),
        ("-e POSTGRES_PASSWORD=your_password", False),
        ("-e MYSQL_DATABASE=shop", False),
        ("-e AWS_SECRET_ACCESS_KEY=123", False),
    ],
)
def test_a_word_that_everybody_would_guess_opens_a_store_on_a_server(given: str, *, shown: bool) -> None:
    text = f"#!/bin/bash\ndocker run -d {given} mysql:8.4\n"
    found = [fact for fact in facts_of(Snippet("user-data.sh", text)) if isinstance(fact, ExposedSecret)]
    assert len(found) == shown
    assert not [one for one in facts_of(Snippet("scripts/dev.sh", text)) if isinstance(one, ExposedSecret)]
