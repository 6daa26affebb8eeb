"""Where a script makes the database of a host that it installs a lot on."""

import pytest

from holdfast.model.facts import Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

MIXED = "#!/bin/bash\nset -e\napt-get install -y git nginx postgresql certbot\n"
MAKES = "sudo -u postgres psql << EOF\nCREATE DATABASE shop;\nCREATE USER shop;\nEOF\n"


def places(text: str) -> list[tuple[int, int]]:
    found = [one for one in facts_of(Snippet("setup-server.sh", text)) if isinstance(one, Database)]
    return [(one.at.start_line, one.at.end_line) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{MIXED}systemctl enable postgresql\n{MAKES}", (5, 7)),
        (f"{MIXED}sudo -u postgres psql -c 'CREATE DATABASE shop;'\n", (4, 4)),
        (f"{MIXED}sudo -u postgres createdb shop\n", (4, 4)),
        ("apt install -y nginx git mysql-server\nmysql -e 'CREATE DATABASE shop'\n", (2, 2)),
        ("apt install -y nginx git mysql-server\nmysqladmin -u root create shop\n", (2, 2)),
    ],
)
def test_a_database_is_told_where_it_is_made_if_it_is_installed_among_other_things(
    text: str, expected: tuple[int, int]
) -> None:
    assert places(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        f"{MIXED}systemctl enable postgresql\n",
        f"{MIXED}psql -h db.internal -c 'CREATE DATABASE shop;'\n",
        f"{MIXED}sudo -u postgres psql -c 'SELECT 1'\n",
        f"{MIXED}mysql -e 'CREATE DATABASE shop'\n",
        f"#!/bin/bash\nset -e\napt-get install -y postgresql postgresql-contrib\n{MAKES}",
        f"#!/bin/bash\nset -e\nsudo X=y apt install -y openjdk-17-jre postgresql\n{MAKES}",
    ],
)
def test_a_database_that_nothing_makes_or_that_a_row_installs_first_of_all_is_told_where_it_is_installed(
    text: str,
) -> None:
    assert places(text) == [(3, 3)]
