"""Passwords that programs of servers take as a word of their command."""

import pytest

from holdfast.model.facts import ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def found(command: str) -> list[tuple[int | None, str]]:
    facts = facts_of(Snippet("scripts/server.sh", f"#!/bin/bash\n{command}\n"))
    return [(fact.at.start_line, fact.at.quote) for fact in facts if isinstance(fact, ExposedSecret)]


@pytest.mark.parametrize(
    "command",
    [
        "docker run -d --name store redis:7 --requirepass acorn_tree_9",
        "redis-server --requirepass acorn_tree_9 --daemonize yes",
        "redis-server /etc/redis.conf --masterauth acorn_tree_9",
        "redis-cli CONFIG SET requirepass acorn_tree_9",
        "redis-cli -h store --pass acorn_tree_9 ping",
        "sudo rabbitmqctl -n shop add_user shop acorn_tree_9",
        "rabbitmqctl change_password shop acorn_tree_9",
        "sudo htpasswd -cb /etc/nginx/.htpasswd shop acorn_tree_9",
        """mongosh admin --eval "db.createUser({user: 'shop', pwd: 'acorn_tree_9', roles: ['root']})\"""",
    ],
)
def test_one_that_is_written_out_is_shown_without_itself(command: str) -> None:
    ((line, quote),) = found(command)
    assert line == 2
    assert "acorn" not in quote


@pytest.mark.parametrize(
    "command",
    [
        'docker run -d redis:7 --requirepass "$STORE_PASSWORD"',
        "redis-cli -a ${STORE_PASSWORD} ping",
        "redis-cli CONFIG GET requirepass",
        'rabbitmqctl add_user shop "$QUEUE_PASSWORD"',
        "rabbitmqctl list_users",
        "htpasswd -c /etc/nginx/.htpasswd shop",
        """mongosh --eval "db.createUser({user: 'shop', pwd: '$SHOP_PASSWORD'})\"""",
    ],
)
def test_one_that_is_taken_from_elsewhere_is_none(command: str) -> None:
    assert found(command) == []
