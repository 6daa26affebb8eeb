"""A database that becomes a file where a variable is missing, in programs for Node."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from tests.readers.repository.source.support import EXPRESS, told

HOSTED = "new Sequelize(process.env.ORDERS_DB_URL, { dialect: 'postgres' })"
LOCAL = "new Sequelize({ dialect: 'sqlite', storage: 'shop.db' })"


@pytest.mark.parametrize(
    ("code", "lines", "shown"),
    [
        (f"if (process.env.ORDERS_DB_URL) {{\n  db = {HOSTED};\n}} else {{\n  db = {LOCAL};\n}}\n", "3-5", True),
        (f"if (!process.env.ORDERS_DB_URL) {{\n  db = {LOCAL};\n}} else {{\n  db = {HOSTED};\n}}\n", "1-3", True),
        (f"const url = process.env.ORDERS_DB_URL;\nconst db = url\n  ? {HOSTED}\n  : {LOCAL};\n", "4", True),
        ("const db = knex({ client: process.env.DB_CLIENT || 'sqlite3' });\n", "1", True),
        (
            f"if (process.env.CACHE) {{\n  x();\n}} else if (process.env.DB_URL) {{\n  x();\n}} else {{\n  {LOCAL};\n}}\n",
            "5-7",
            True,
        ),
        (f"if (process.env.NODE_ENV === 'x') {{\n  db = {HOSTED};\n}} else {{\n  db = {LOCAL};\n}}\n", "3-5", False),
        (f"if (process.env.DB_URL) {{\n  db = {HOSTED};\n}} else {{\n  throw new Error('sqlite');\n}}\n", "3-5", False),
        (f"if (process.env.IN_MEMORY) {{\n  db = {HOSTED};\n}} else {{\n  db = {LOCAL};\n}}\n", "3-5", False),
    ],
)
def test_a_file_in_the_databases_place_is_shown_where_it_is_opened(code: str, lines: str, *, shown: bool) -> None:
    found = told({"package.json": EXPRESS, "src/db.js": code}, ConfigurationLoader)
    assert any(one.startswith(f"src/db.js:{lines} ") and "missing=fails" not in one for one in found) is shown
