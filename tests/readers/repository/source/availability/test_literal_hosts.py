"""Databases that a program looks for on its own machine, whatever it is told."""

import pytest

from holdfast.model.facts import Database, Placement

from ..support import EXPRESS, read

_NODE = {"package.json": EXPRESS.replace('"express"', '"mysql2": "3", "express"')}
_GO = 'package main\n\nfunc main() {{\n\tdb, err := sql.Open({given})\n\thttp.ListenAndServe(":80", nil)\n}}\n'


_MISSING = "const mysql = require('mysql2');\nif ({asked}) {{\n  self.given.host = 'localhost';\n}}\nmysql.createPool(given);\n"


def here(files: dict[str, str]) -> list[str]:
    """The engine, file and line of each database on the own machine."""
    found = [fact for fact in read(files) if isinstance(fact, Database) and fact.placement is Placement.HOST]
    return [f"{fact.engine} {fact.at.path}:{fact.at.start_line}" for fact in found]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"db.php": "<?php\n$db = new mysqli('localhost', 'shop', $word, 'shop');\n"}, "mysql db.php:2"),
        ({"config.php": "<?php\ndefine('DB_HOST', 'localhost');\n"}, "mysql config.php:2"),
        ({"db.php": "<?php\n$db = new PDO('pgsql:host=127.0.0.1;dbname=shop', $u, $p);\n"}, "postgresql db.php:2"),
        ({"db.php": '<?php\n$servername = "localhost";\n$db = mysqli_connect($servername, $u);\n'}, "mysql db.php:2"),
        (
            {**_NODE, "db.js": "const mysql = require('mysql2');\nmysql.createPool({\n  host: 'localhost',\n});\n"},
            "mysql db.js:3",
        ),
        (
            {"go.mod": "module shop\n", "main.go": _GO.format(given='"mysql", "shop@tcp(localhost:3306)/shop"')},
            "mysql main.go:4",
        ),
        (
            {
                "requirements.txt": "flask\n",
                "app.py": "import flask, psycopg2\ndb = psycopg2.connect(host='localhost')\n",
            },
            "postgresql app.py:2",
        ),
    ],
)
def test_a_host_that_is_written_into_the_program_is_its_own(files: dict[str, str], expected: str) -> None:
    assert here(files) == [expected]


@pytest.mark.parametrize(
    "files",
    [
        {"db.php": "<?php\n$db = new mysqli(getenv('DB_HOST') ?: 'localhost', $u);\n"},
        {"db.php": "<?php\n$redis = ['redis' => ['host' => 'localhost']];\n$db = new mysqli($host, $u);\n"},
        {
            **_NODE,
            "db.js": "const mysql = require('mysql2');\nmysql.createPool({ host: process.env.DB || 'localhost' });\n",
        },
        {
            **_NODE,
            "db.js": "const mysql = require('mysql2');\nmysql.createPool({ host: get('DB_HOST', 'localhost') });\n",
        },
        {
            "go.mod": "module shop\n",
            "main.go": _GO.format(given='"mysql", getEnv("DSN", "shop@tcp(localhost:3306)/shop")'),
        },
        {"db.php": "<?php\n$db = new mysqli('localhost', $u);\n", "docker-compose.yml": "services: {}\n"},
        {**_NODE, "db.js": _MISSING.format(asked="!self.given.host")},
        {**_NODE, "db.js": _MISSING.format(asked="self.given.host === undefined")},
        {"db.php": "<?php\n$db = new mysqli('localhost', $u);\n", "README.md": "It runs with RDS.\n"},
        {"local.php": "<?php\n$db = new mysqli('localhost', $u);\n"},
    ],
)
def test_what_only_stands_in_for_a_setting_or_serves_developers_or_others_is_none(files: dict[str, str]) -> None:
    assert here(files) == []


def test_a_program_that_is_kept_running_on_the_host_itself_finds_it_there_beside_an_image_of_it() -> None:
    files = {**_NODE, "db.js": "const mysql = require('mysql2');\nmysql.createPool({ host: 'localhost' });\n"}
    image = {**files, "Dockerfile": "FROM node:20\n"}

    assert here(image) == []
    assert here({**image, "ecosystem.config.js": "module.exports = { apps: [] };\n"}) == ["mysql db.js:2"]


def test_a_remark_about_rds_moves_no_database() -> None:
    files = {**_NODE, "db.js": "const mysql = require('mysql2');\nmysql.createPool({ host: 'localhost' });\n"}

    assert here({**files, "deploy.sh": "# the certificates of RDS\nnpm ci\n"}) == ["mysql db.js:2"]


def test_a_host_that_is_written_whatever_else_is_asked_is_found() -> None:
    assert here({**_NODE, "db.js": _MISSING.format(asked="!self.given.port")}) == ["mysql db.js:3"]
