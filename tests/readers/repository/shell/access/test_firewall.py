"""What scripts let through a host's own firewall."""

import pytest

from holdfast.model.facts import Ingress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sudo ufw allow 22/tcp > /dev/null 2>&1 || true", [("ufw", ())]),
        ("ufw allow OpenSSH", [("ufw", ())]),
        ("ufw limit ssh", [("ufw", ())]),
        ("ufw allow proto tcp from any to any port 22", [("ufw", ())]),
        ("ufw allow from 203.0.113.7 to any port 22", [("ufw", ("203.0.113.7",))]),
        ('for p in 22 80 443; do ufw allow "$p/tcp"; done', [("ufw", ())]),
        ('for p in OpenSSH "Nginx Full"; do sudo ufw allow "$p"; done', [("ufw", ())]),
        ("for p in 80 443; do ufw allow $p/tcp; done", []),
        ("for p in 22 80; do ufw allow from 203.0.113.7 to any port $p; done", [("ufw", ("203.0.113.7",))]),
        ("ufw allow 443/tcp", []),
        ("ufw deny 22", []),
        ("ufw allow from 10.0.0.0/8 to any port 8080", []),
        ("firewall-cmd --permanent --add-service=ssh", [("firewalld", ())]),
        ("firewall-cmd --permanent --add-service=https", []),
        ("iptables -A INPUT -p tcp --dport 22 -j ACCEPT", [("iptables", ())]),
        ("iptables -A INPUT -p tcp -s 203.0.113.0/24 --dport 22 -j ACCEPT", [("iptables", ("203.0.113.0/24",))]),
        ("iptables -A INPUT -p tcp --dport 22 -j DROP", []),
    ],
)
def test_ssh_is_let_in_for_everybody_or_for_whom_a_rule_names(command: str, told: list[tuple[str, object]]) -> None:
    facts = facts_of(Snippet("bin/prepare.sh", f"#!/bin/bash\n{command}\n"))
    assert [(fact.target, fact.sources) for fact in facts if isinstance(fact, Ingress)] == told


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sudo ufw allow 3306/tcp", [("ufw", 3306, ())]),
        ("ufw allow from 10.0.0.0/8 to any port 5432", [("ufw", 5432, ("10.0.0.0/8",))]),
        ("firewall-cmd --permanent --add-port=5432/tcp", [("firewalld", 5432, ())]),
        ("firewall-cmd --permanent --add-service=mysql", [("firewalld", 3306, ())]),
        ("iptables -A INPUT -p tcp --dport 27017 -j ACCEPT", [("iptables", 27017, ())]),
        ("ufw deny 3306", []),
        ("ufw allow 'Nginx Full'", []),
    ],
)
def test_a_database_is_let_out_in_the_same_ways(command: str, told: list[tuple[str, int, object]]) -> None:
    facts = facts_of(Snippet("bin/prepare.sh", f"#!/bin/bash\n{command}\n"))
    assert [(fact.target, fact.from_port, fact.sources) for fact in facts if isinstance(fact, Ingress)] == told


@pytest.mark.parametrize(
    ("command", "ports"),
    [
        ("sudo ufw allow 5000", [5000]),
        ("ufw allow 8080/tcp", [8080]),
        ("firewall-cmd --permanent --add-port=3000/tcp", [3000]),
        ("iptables -A INPUT -p tcp --dport 8000 -j ACCEPT", [8000]),
        ("ufw allow from 10.0.0.0/8 to any port 8080", []),
        ("ufw allow 80", []),
        ("ufw allow 60000", []),
        ("ufw delete allow 5000", []),
    ],
)
def test_an_applications_port_is_let_out_for_everybody(command: str, ports: list[int]) -> None:
    facts = facts_of(Snippet("bin/prepare.sh", f"#!/bin/bash\n{command}\n"))
    assert [fact.from_port for fact in facts if isinstance(fact, Ingress)] == ports
