"""Databases that a script opens to everybody."""

import pytest

from holdfast.model.facts import Ingress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

INSTALLED = "sudo apt-get install -y mysql-server\n"
MADE = "CREATE USER 'shop'@'%' IDENTIFIED BY '$SECRET';"
GRANTED = "GRANT ALL PRIVILEGES ON *.* TO 'shop'@'%' WITH GRANT OPTION;"
MOVED = "UPDATE mysql.user SET host='%' WHERE user='root'"


def ports(text: str) -> list[tuple[int, int]]:
    found = facts_of(Snippet("setup.sh", text))
    return [(fact.at.start_line, fact.from_port) for fact in found if isinstance(fact, Ingress)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'{INSTALLED}sudo mysql -e "{MADE}"\nsudo mysql -e "{GRANTED}"\n', [(3, 3306)]),
        (f"{INSTALLED}sudo mysql <<SQL\n{MADE}\n{GRANTED}\nSQL\n", [(4, 3306)]),
        (f'{INSTALLED}mysql -uroot -p -e "{MOVED}"\n', [(2, 3306)]),
        (f"{INSTALLED}sudo mysql -e \"GRANT ALL ON shop.* TO 'shop'@'localhost';\"\n", []),
        (f"{INSTALLED}sudo mysql -e \"GRANT SELECT ON shop.* TO 'reader'@'%';\"\n", []),
        (f'{INSTALLED}mysql -h $DATABASE_HOST -e "{GRANTED}"\n', []),
        (f'{INSTALLED}docker exec db mysql -e "{GRANTED}"\n', []),
        (f'mysql -e "{GRANTED}"\n', []),
    ],
)
def test_a_user_of_a_database_on_the_host_who_may_do_everything_from_anywhere(
    text: str, told: list[tuple[int, int]]
) -> None:
    assert ports(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sed -i 's/protected-mode yes/protected-mode no/' /etc/redis/redis.conf\n", [(1, 6379)]),
        ("redis-cli config set protected-mode no\n", [(1, 6379)]),
        ("docker exec cache redis-cli config set protected-mode no\n", []),
        ("sed -i 's/protected-mode no/protected-mode yes/' /etc/redis/redis.conf\n", []),
    ],
)
def test_a_store_that_no_longer_protects_itself(text: str, told: list[tuple[int, int]]) -> None:
    assert ports(text) == told
