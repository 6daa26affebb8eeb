"""Port 80 of a host that leads straight into the application."""

import pytest

from holdfast.model.facts import PlainTaken
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_REDIRECT = "iptables -t nat -A PREROUTING -p tcp --dport"


@pytest.mark.parametrize(
    ("commands", "rows"),
    [
        (f"sudo {_REDIRECT} 80 -j REDIRECT --to-ports 10000", [2]),
        ("iptables -I PREROUTING -t nat -p tcp --dport 80 -j DNAT --to-destination 127.0.0.1:3000", [2]),
        ("firewall-cmd --permanent --add-forward-port=port=80:proto=tcp:toport=8080", [2]),
        ("nft add rule nat prerouting tcp dport 80 redirect to :8080", [2]),
        ("sudo setcap 'cap_net_bind_service=+ep' $(which node)", [2]),
        ("iptables -A INPUT -p tcp --dport 80 -j ACCEPT", []),
        (f"{_REDIRECT} 80 -j REDIRECT --to-ports 8080\n{_REDIRECT} 443 -j REDIRECT --to-ports 8443", []),
    ],
)
def test_who_hands_it_over_speaks_no_tls(commands: str, rows: list[int]) -> None:
    facts = facts_of(Snippet("setup.sh", f"#!/bin/bash\n{commands}\n"))
    assert [fact.at.start_line for fact in facts if isinstance(fact, PlainTaken) and fact.on_purpose] == rows
