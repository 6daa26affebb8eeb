"""Passwords that programs of servers take as a word of their command."""

import pytest

from holdfast.model.facts import ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of
from tests.readers.repository.guides.support import read


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
        "sqlcmd -S shop.example.com -U admin -P acorn_tree_9",
        "curl -fsS -u shop:acorn_tree_9 https://search.example.com/_cat/health",
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
        'curl -u "shop:$SEARCH_PASSWORD" https://search.example.com',
        'curl -u "$TOKEN:x-oauth-basic" https://api.github.com/user',
        "curl -u elastic:acorn_tree_9 http://search:9200/_cat/health",
        "curl -u elastic:acorn_tree_9 localhost:9200",
        """mongosh --eval "db.createUser({user: 'shop', pwd: '$SHOP_PASSWORD'})\"""",
    ],
)
def test_one_that_is_taken_from_elsewhere_is_none(command: str) -> None:
    assert found(command) == []


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Connect with `mysql -h {0} -P 3306 -u admin -p'shop2024' shop`.", True),
        ("데이터베이스는 `PGPASSWORD=shop2024 psql -h {0} -U admin` 로 접속합니다.", True),
        ("- `mysqldump --host={0} --user=admin --password=shop2024 shop > a.sql`", True),
        ("Connect with `mysql -h {0} -P 3306 -u admin -p`.", False),
        ("Connect with `mysql -h {0} -u admin -p<password> shop`.", False),
        ("Connect with `mysql -h {0} -u admin -p[password] shop`.", False),
        ("Connect with `mysql -h {0} -u admin -pyour-password shop`.", False),
    ],
)
def test_so_does_a_sentence_with_the_command(sentence: str, *, shown: bool) -> None:
    facts = read(f"# Operations on EC2\n\n## Look into the database\n\n{sentence.format(_KNOWN)}\n", "docs/ops.md")
    found = [fact.at for fact in facts if isinstance(fact, ExposedSecret)]
    assert [at.start_line for at in found] == ([5] if shown else [])
    assert not any("shop2024" in at.quote for at in found)


_KNOWN = "shop.c9akciq32xyz.ap-northeast-2.rds.amazonaws.com"


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (f"mysql -h {_KNOWN} -u admin -pshop2024 shop", True),
        (f"mysql -h {_KNOWN} -u admin --password=shop2024 shop", True),
        (f"PGPASSWORD=shop2024 psql -h {_KNOWN} -U admin shop", True),
        (f"psql postgresql://admin:shop2024@{_KNOWN}/shop", True),
        ("PGPASSWORD=Kx9dTq72mBz psql -h db.example.com -U admin shop", True),
        ("mongosh 'mongodb://admin:Kx9dTq72mBz@203.0.113.4:27017/shop'", True),
        ("sshpass -p 'Kx9dTq72mBz' ssh ubuntu@203.0.113.4", True),
        (f"mysql -h {_KNOWN} -u admin -p shop", False),
        (f"mysql -h {_KNOWN} -u admin -pyour_password shop", False),
        (f"mysql -h {_KNOWN} -u admin -p[password] shop", False),
        (f"PGPASSWORD=[비밀번호] psql -h {_KNOWN} -U admin shop", False),
        ("mysql -h db.example.com -u admin -pshop2024 shop", False),
        ("PGPASSWORD=mypassword psql -h db.example.com -U admin shop", False),
        ("psql postgresql://postgres:Kx9dTq72mBz@localhost/shop", False),
    ],
)
def test_a_guide_gives_away_what_opens_a_database_that_exists(command: str, *, shown: bool) -> None:
    facts = read(f"# Operations on EC2\n\n## Look into the database\n\n```bash\n{command}\n```\n", "docs/ops.md")
    found = [fact.at for fact in facts if isinstance(fact, ExposedSecret)]
    assert [at.start_line for at in found] == ([6] if shown else [])
    assert not any("shop2024" in at.quote or "Kx9" in at.quote for at in found)
