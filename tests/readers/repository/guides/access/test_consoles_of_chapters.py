"""Ports of consoles that a chapter sets up and opens to everybody."""

import pytest

from holdfast.model.facts import Ingress

from ..support import read

_OPENS = "- Security group: allow TCP %s from 0.0.0.0/0"


def target(heading: str, port: int) -> str | None:
    text = f"# Servers on AWS\n\n## {heading}\n\n1. Launch a t3.small\n{_OPENS % port}\n"
    [rule] = [one for one in read(text) if isinstance(one, Ingress)]
    return rule.target


@pytest.mark.parametrize(
    ("heading", "port", "name"),
    [
        ("Jenkins", 8080, "Jenkins"),
        ("3. Jenkins 서버 구축", 8080, "Jenkins"),
        ("Installing Grafana on AWS", 3000, "Grafana"),
        ("SonarQubeサーバーの構築手順", 9000, "SonarQube"),
        ("Jenkins", 3000, None),
        ("Deploying the API with a Jenkins pipeline", 8080, None),
        ("Backend", 8080, None),
    ],
)
def test_a_port_is_the_consoles_that_the_chapter_is_about(heading: str, port: int, name: str | None) -> None:
    assert target(heading, port) == name
