"""Passwords that a script gives users and servers of a host."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

SET_UP = "#!/bin/bash\nsudo apt install -y nginx\n"


def shown(text: str) -> list[int]:
    facts = facts_of(Snippet("scripts/setup-server.sh", SET_UP + text))
    return sorted({fact.at.start_line for fact in facts if isinstance(fact, ExposedSecret)})


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("echo 'deploy:Kuchen.9x' | sudo chpasswd\n", 3),
        ("chpasswd <<EOF\ndeploy:Kuchen.9x\nEOF\n", 4),
        ("mysqladmin -u root password 'Kuchen.9x'\n", 3),
        ('mongosh <<EOF\nuse admin\ndb.createUser({ user: "shop",\n  pwd: "Kuchen.9x", roles: [] })\nEOF\n', 6),
        ("sed -i 's/# requirepass foobared/requirepass Kuchen.9x/' /etc/redis/redis.conf\n", 3),
        ("cat > ~/.my.cnf <<EOF\n[client]\npassword=Kuchen.9x\nEOF\n", 5),
    ],
)
def test_what_is_written_out_is_shown_at_its_row(text: str, row: int) -> None:
    assert shown(text) == [row]
    assert shown(text.replace("Kuchen.9x", "$SECRET")) == []
    assert shown(text.replace("Kuchen.9x", "changeme")) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("mysql -e \"CREATE USER 'shop'@'localhost' IDENTIFIED BY 'CHANGE_THIS_PASSWORD';\"\n", [3]),
        ("sudo -u postgres psql <<EOF\nCREATE USER shop WITH PASSWORD 'changeme';\nEOF\n", [4]),
        ("mysql -e \"CREATE USER 'shop'@'localhost' IDENTIFIED BY '$DB_PASSWORD';\"\n", []),
        ("DB_PASSWORD=${DB_PASSWORD:-Kuchen9x}\nmysql -e 'SELECT 1'\n", [3]),
    ],
)
def test_a_word_that_was_to_be_replaced_lets_whoever_knows_it_in(text: str, rows: list[int]) -> None:
    for path, expected in (("scripts/setup-server.sh", rows), ("scripts/seed-local.sh", [])):
        facts = facts_of(Snippet(path, SET_UP + text))
        assert [fact.at.start_line for fact in facts if isinstance(fact, ConfigurationLoader)] == expected
