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
        ("import { getFirestore } from 'firebase/firestore';", "engine=firestore placement=external"),
        ("const db = admin.firestore();", "engine=firestore placement=external"),
        ("const { neon } = require('@neondatabase/serverless');", "engine=postgresql placement=external"),
        ("import { connect } from '@planetscale/database';", "engine=mysql placement=external"),
        ("import { getFirestore } from 'firebase-admin/firestore';", "engine=firestore placement=external"),
        ("const url = process.env.SUPABASE_URL;", None),
    ],
)
def test_a_client_of_a_service_says_that_it_keeps_the_database(line: str, shown: str | None) -> None:
    files = {"package.json": NODE, "src/db.js": f"{line}\n"}

    assert told(files, Database) == ([f"src/db.js:1 {shown}"] if shown else [])


@pytest.mark.parametrize(
    ("more", "kept"), [("", False), ("supabase.from('orders').select();\n", True), ("supabase.rpc('total');\n", True)]
)
def test_a_service_that_is_only_asked_who_somebody_is_keeps_no_database(more: str, *, kept: bool) -> None:
    made = "import { createClient } from '@supabase/supabase-js';\nconst supabase = createClient(url, key);\n"
    files = {"package.json": NODE, "src/auth.js": f"{made}await supabase.auth.getUser(token);\n", "src/rows.js": more}

    assert bool(told(files, Database)) is kept
    # A website without a server asks it from the browser.
    site = files | {"package.json": '{"dependencies": {"react": "19", "vite": "7"}}', "index.html": "<html></html>"}
    assert bool(told(site, Database)) is kept


TABLE = "const shop = { TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' };\n"
CLIENT = "import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';\n"
MADE = CLIENT + TABLE + "await new DynamoDBClient({}).send(new CreateTableCommand(shop));\n"


def test_a_table_is_told_where_a_script_makes_it_and_not_where_a_client_is_made() -> None:
    files = {
        "package.json": NODE,
        "src/app.js": "const dynamo = new DynamoDBClient({});\n",
        "scripts/make.mjs": MADE,
    }

    assert told(files, Database) == ["scripts/make.mjs:2 engine=dynamodb placement=dynamodb"]


def test_a_table_that_the_script_keeps_is_kept() -> None:
    kept = MADE + "await client.send(new UpdateContinuousBackupsCommand(on));\n"

    assert told({"package.json": NODE, "make.mjs": kept}, Database) == [
        "make.mjs:2 engine=dynamodb placement=dynamodb point_in_time=True"
    ]


def test_a_table_on_the_own_machine_is_no_place_to_speak_of_copies() -> None:
    local = MADE.replace("DynamoDBClient({})", "DynamoDBClient({ endpoint: 'http://localhost:8000' })")
    files = {"package.json": NODE, "src/app.js": "const dynamo = new DynamoDBClient({});\n", "scripts/make.mjs": local}

    assert told(files, Database) == ["src/app.js:1 engine=dynamodb placement=dynamodb"]


def test_a_table_that_python_makes() -> None:
    text = (
        "import boto3\nimport flask\n\ndb = boto3.resource('dynamodb')\ndb.create_table(\n    TableName='orders',\n)\n"
    )

    assert told({"app.py": text}, Database) == ["app.py:5-6 engine=dynamodb placement=dynamodb"]


@pytest.mark.parametrize(
    ("name", "manifest", "code"),
    [
        ("db.go", ("go.mod", "module shop\n"), "package db\n\nvar c = dynamodb.NewFromConfig(cfg)\n"),
        ("db.go", ("go.mod", "module shop\n"), "package db\n\nvar c = dynamodb.New(session.Must(s))\n"),
        ("Db.java", ("pom.xml", "<project/>"), "class Db {\n\n  Object c = DynamoDbAsyncClient.create();\n}\n"),
        (
            "Db.java",
            ("pom.xml", "<project/>"),
            "class Db {\n\n  Object c = AmazonDynamoDBClientBuilder.standard();\n}\n",
        ),
        ("db.rb", ("Gemfile", "gem 'rails'\n"), "class Db\n\n  C = Aws::DynamoDB::Client.new\nend\n"),
        ("db.php", ("composer.json", "{}"), "<?php\n\n$c = new DynamoDbClient(['region' => $r]);\n"),
        ("db.py", ("requirements.txt", "flask\n"), "import os\n\nfrom pynamodb.models import Model\n"),
    ],
)
def test_a_client_of_dynamodb_tells_of_tables_in_every_language(
    name: str, manifest: tuple[str, str], code: str
) -> None:
    assert told(dict([manifest, (name, code)]), Database) == [f"{name}:3 engine=dynamodb placement=dynamodb"]


def test_of_several_sections_the_one_of_production_shows_the_database() -> None:
    files = {
        "package.json": NODE,
        "knexfile.js": "module.exports = {\n  development: {\n    client: 'pg',\n  },\n  production: {\n    client: 'pg',\n  },\n};\n",
        "server.js": "const knex = require('knex')(require('./knexfile').production);\nrequire('express')();\n",
    }
    assert told(files, Database) == ["knexfile.js:6 engine=postgresql placement=unknown"]
