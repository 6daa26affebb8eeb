"""Scripts that end what serves on a server, and serve in its place."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def faults(text: str, name: str = "start-shop.sh") -> list[tuple[str, int, int]]:
    found = (fact for fact in facts_of(Snippet(name, text)) if isinstance(fact, ScriptFault))
    return [(one.form, one.at.start_line, one.at.end_line) for one in found]


@pytest.mark.parametrize(
    ("ends", "starts"),
    [
        ("pkill gunicorn || true", "gunicorn -w 1 -b 0.0.0.0:443 shop:app"),
        ("sudo fuser -k 3000/tcp", "npm start"),
        ("kill $(cat shop.pid)", "java -jar shop.jar"),
        ("killall node", "node server.js"),
    ],
)
def test_nothing_serves_between_the_two_and_nothing_starts_the_second_again(ends: str, starts: str) -> None:
    text = f"#!/bin/bash\ncd /home/ec2-user/shop\n{ends}\nsleep 1\n{starts}\n"
    assert faults(text) == [("stopped-before-start", 3, 5), ("unsupervised", 5, 5)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cd ~/shop\npkill gunicorn\ngunicorn shop:app\n", "start.sh"),
        ("cd /home/ubuntu/shop\npkill gunicorn\ngunicorn shop:app\n", "start-dev.sh"),
        ("cd /home/ubuntu/shop\npkill uvicorn\nuvicorn shop:app --reload\n", "start.sh"),
        ("cd /home/ubuntu/shop\ngunicorn shop:app\n", "start.sh"),
        ("cd /opt/shop\npkill redis\ngunicorn shop:app\n", "docker-entrypoint.sh"),
        ("cd /opt/shop; redis-server & own=$!\nkill ${own}\ngunicorn shop:app\n", "start.sh"),
        ("cd /home/ubuntu/shop\npkill gunicorn\nsudo systemctl start shop\n", "start.sh"),
    ],
)
def test_on_a_developers_machine_or_with_a_manager_it_is_none_of_these(text: str, name: str) -> None:
    assert ("unsupervised", 3, 3) not in faults(text, name)
