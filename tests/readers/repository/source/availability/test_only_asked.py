"""Engines of databases that a program compares with or lists, and databases in its memory: none holds its data."""

import pytest

from holdfast.model.facts import Database

from ..support import told


@pytest.mark.parametrize(
    ("line", "engine"),
    [
        ('DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}', "postgresql"),
        ('ENGINE = env("DB_ENGINE", default="django.db.backends.postgresql")', "postgresql"),
        ('ENGINE = os.getenv(\n    "DB_ENGINE",\n    "django.db.backends.mysql",\n)', "mysql"),
        ('if DATABASES["default"]["ENGINE"] == "django.db.backends.mysql":\n    pass', None),
        ('if engine in ("django.db.backends.mysql", "other"):\n    pass', None),
        ('WITH_JSON = [\n    "django.db.backends.postgresql",\n    "django.db.backends.postgresql_psycopg2",\n]', None),
        ('WITH_JSON = (\n    "django.db.backends.mysql",\n)', None),
        ("from django.db.backends.postgresql.base import DatabaseWrapper", None),
        ('SQLITE_BACKEND = "django.db.backends.sqlite3"', None),
        ('URL = "postgresql://" + user', "postgresql"),
        ('SAYS = "an address such as mysql://<user>:<password>@<host>/<name>"', None),
        ('SEARCHES = "shop.search.backends.postgresql"', None),
        ('URL = f"postgresql://{user}@{host}/shop"', "postgresql"),
        ('if address.startswith("postgres://"):\n    pass', None),
        ('SQLITE_URL = "sqlite:///./shop.db"', "sqlite"),
        ('URL = "sqlite:///:memory:"', None),
        ('URL = "sqlite://"', None),
        ('URL = "sqlite:///" + path', "sqlite"),
        ('data = sqlite3.connect(":memory:")', None),
        ("data = sqlite3.connect(\n    database=':memory:')", None),
        ('data = sqlite3.connect("file:shared?mode=memory", uri=True)', None),
        ('data = sqlite3.connect("shop.db")', "sqlite"),
        ("data = sqlite3.connect(path)", "sqlite"),
    ],
)
def test_only_what_a_program_opens_or_is_set_to_is_its_database(line: str, engine: str | None) -> None:
    found = told({"shop/store.py": f"import flask\nimport os\nimport sqlite3\n\n{line}\n"}, Database)
    assert [one.split(" engine=")[1].split()[0] for one in found] == ([engine] if engine else [])


_SERVES = (
    "import flask\nfrom sqlalchemy import create_engine\n\nengine = create_engine('postgresql://db.shop.kr/shop')\n"
)
_IMPORTS = "from pymongo import MongoClient\n\nclient = MongoClient('mongodb://127.0.0.1')\n"


def test_what_a_script_reads_from_is_not_the_database_of_the_program_beside_it() -> None:
    found = told({"shop/app.py": _SERVES, "scripts/fill.py": _IMPORTS}, Database)
    assert len(found) == 1
    assert "engine=postgresql" in found[0]


def test_where_only_a_script_opens_a_database_it_is_the_one() -> None:
    found = told({"shop/app.py": "import flask\n", "scripts/fill.py": _IMPORTS}, Database)
    assert len(found) == 1
    assert "engine=mongodb" in found[0]
