"""Changes of a schema that a guide has somebody type on a server."""

import pytest

from .support import said

_FAULT = "activity=deploy form=schema-changed"


@pytest.mark.parametrize(
    ("command", "faults", "databases"),
    [
        ("npx prisma db push", 1, 1),
        ("python manage.py makemigrations", 1, 1),
        ("python manage.py migrate", 0, 1),
        ("npm ci", 0, 0),
    ],
)
def test_a_schema_that_is_changed_on_the_server_is_a_databases(command: str, faults: int, databases: int) -> None:
    text = f"# Setup\n\n## {{}}\n\n```bash\ncd shop\n{command}\n```\n"
    there = said(text.format("On the EC2 server"))
    assert sum(_FAULT in one and " 7 " in one for one in there) == faults
    assert sum(one.startswith("Database 7 ") for one in there) == databases
    assert not any("Database" in one or _FAULT in one for one in said(text.format("Local development"), "README.md"))
