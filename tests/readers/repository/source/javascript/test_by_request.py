"""Checks that run when somebody asks for a page, and those that run as the server starts."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings

from ..support import told

_CONNECTS = """
import { MongoClient } from "mongodb";
export async function connect() {
  const url = process.env.MONGO_URI;
  if (!url) {
    throw new Error("MONGO_URI is not set");
  }
  return new MongoClient(url).connect();
}
"""
_ROUTE = """
import { connect } from "../../../lib/db";
export async function GET() {
  await connect();
  return Response.json([]);
}
"""
_NEXT = '{"dependencies": {"next": "15", "mongodb": "6"}}'


def _loaders(files: dict[str, str]) -> list[str]:
    return told(
        {"package.json": _NEXT, "app/api/pets/route.ts": _ROUTE, **files}, ConfigurationLoader, RequiredSettings
    )


@pytest.mark.parametrize(
    "text",
    [_CONNECTS, _CONNECTS.replace("async function connect()", "const connect = async () =>")],
)
def test_a_check_in_what_only_a_route_calls_lets_the_server_start(text: str) -> None:
    assert _loaders({"lib/db.ts": text}) == [
        "lib/db.ts:3 source=environment missing=silent names=(MONGO_URI)",
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"lib/db.ts": f"{_CONNECTS}\nexport const client = connect();\n"},
        {
            "lib/db.ts": _CONNECTS,
            "lib/clients.ts": 'import { connect } from "./db";\nexport const client = connect();\n',
        },
        {
            "lib/db.ts": _CONNECTS,
            "lib/clients.ts": 'import * as db from "./db";\nexport const client = db.connect();\n',
        },
        {
            "lib/db.ts": _CONNECTS,
            "instrumentation.ts": 'import { connect } from "./lib/db";\nexport async function register() { await connect(); }\n',
        },
        {
            "lib/db.ts": _CONNECTS,
            "server.ts": 'import { createServer } from "http";\nimport { connect } from "./lib/db";\n'
            "async function run() {\n  await connect();\n  createServer(handle).listen(3000);\n}\nrun();\n",
        },
        {
            "lib/db.ts": 'const url = process.env.MONGO_URI;\nif (!url) throw new Error("MONGO_URI");\nexport const u = url;\n'
        },
    ],
)
def test_what_is_checked_as_files_are_loaded_or_by_a_server_of_the_teams_own_is_checked_in_time(
    files: dict[str, str],
) -> None:
    assert not any("missing=silent" in one for one in _loaders(files))


def test_with_express_nobody_tells_when_a_function_is_called() -> None:
    express = {"package.json": '{"dependencies": {"express": "4", "mongodb": "6"}}', "lib/db.js": _CONNECTS}
    assert not any("missing=silent" in one for one in told(express, ConfigurationLoader))
