"""Databases of which source names only a connection, or the service that keeps them."""

import pytest

from holdfast.model.facts import Database

from .support import told

NODE = '{"dependencies": {"express": "4"}}'
SQL = "from sqlalchemy import create_engine\nimport flask\n\nengine = create_engine(settings.DSN)\n"


def test_a_connection_whose_driver_and_address_stand_elsewhere_is_a_database_all_the_same() -> None:
    assert told({"db.py": SQL}, Database) == ["db.py:4 engine=sql placement=unknown"]


def test_a_driver_tells_more_than_the_connection() -> None:
    files = {"requirements.txt": "psycopg2-binary==2.9\nflask\n", "db.py": SQL}

    assert told(files, Database) == ["db.py:4 engine=postgresql placement=unknown"]


@pytest.mark.parametrize(
    ("setting", "placement"),
    [
        ("SUPABASE_URL: str", "external"),
        ("url = os.environ['SUPABASE_URL']", "external"),
        ('SUPABASE_URL: str = ""', "unknown"),
        ("SUPABASE_URL: str | None = None", "unknown"),
    ],
)
def test_the_name_of_a_service_tells_where_the_database_is(setting: str, placement: str) -> None:
    files = {"db.py": SQL, "settings.py": f"import os\n\n{setting}\n"}

    assert told(files, Database) == [f"db.py:4 engine=sql placement={placement}"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("import { createClient } from '@supabase/supabase-js';", "engine=postgresql placement=external"),
        ("const { neon } = require('@neondatabase/serverless');", "engine=postgresql placement=external"),
        ("import { connect } from '@planetscale/database';", "engine=mysql placement=external"),
        ("const url = process.env.SUPABASE_URL;", None),
    ],
)
def test_a_client_of_a_service_says_that_it_keeps_the_database(line: str, shown: str | None) -> None:
    files = {"package.json": NODE, "src/db.js": f"{line}\n"}

    assert told(files, Database) == ([f"src/db.js:1 {shown}"] if shown else [])
