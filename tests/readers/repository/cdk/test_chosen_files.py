"""Files of settings that a program opens by the name of its environment."""

from textwrap import dedent

import pytest

from holdfast.model.facts import Database
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.cdk.reader import READER

STACK = """
import * as cdk from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
export class Data extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new rds.DatabaseInstance(this, 'Db', { multiAz: props.config.multiAz });
  }
}
"""
HEAD = "import * as cdk from 'aws-cdk-lib';\nimport { Data } from '../lib/data';\nconst app = new cdk.App();\n"
ASKED = "const stage = app.node.tryGetContext('stage');\n"
MADE = "new Data(app, `Data-${stage}`, { config });\n"
FILES = {"config/prod.json": '{"multiAz": true}', "config/dev.json": '{"multiAz": false}'}
IN_PYTHON = """
import json
import aws_cdk as cdk
from aws_cdk import Stack, aws_rds as rds


class Data(Stack):
    def __init__(self, scope, id, config):
        super().__init__(scope, id)
        rds.DatabaseInstance(self, "Db", multi_az=config["multiAz"])


app = cdk.App()
stage = app.node.try_get_context("stage")
%s
Data(app, f"Data-{stage}", config)
"""
BOTH = {("production", True), ("development", False)}


def databases(files: dict[str, str]) -> list[Database]:
    tree = Tree(paths=tuple(files), open_text=files.__getitem__)
    snippets = [tree.snippet(path, READER.kind) for path in files if READER.wants(path)]
    assert READER.read_together is not None
    read = READER.read_together(tree, tuple(one for one in snippets if isinstance(one, Snippet)))
    return [fact for fact in read if isinstance(fact, Database)]


def told(opens: str, **files: str) -> set[tuple[str | None, bool | None]]:
    program = {"bin/app.ts": HEAD + ASKED + opens + MADE, "lib/data.ts": STACK, "cdk.json": "{}"}
    return {(one.environment, one.multi_az) for one in databases({**program, **(files or FILES)})}


@pytest.mark.parametrize(
    "opens",
    [
        "const config = require(`../config/${stage}.json`);\n",
        "const config = require('../config/' + stage + '.json');\n",
        "const config = (await import(`../config/${stage}.json`)).default;\n",
        "const config = JSON.parse(fs.readFileSync(`config/${stage}.json`, 'utf8'));\n",
        "const config = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'config', `${stage}.json`)).toString());\n",
        "const config = JSON.parse(\n  readFileSync(\n    path.resolve(__dirname, `../config/${stage}.json`),\n    'utf-8'\n  )\n);\n",
        "function load(name) {\n  return require(`../config/${name}.json`);\n}\nconst config = load(stage);\n",
    ],
)
def test_a_file_for_each_environment_is_an_entry_of_a_table(opens: str) -> None:
    assert told(opens) == BOTH


def test_the_only_file_is_what_every_environment_gets() -> None:
    opens = "const config = require(`../config/${stage}.json`);\n"
    assert told(opens, **{"config/prd-v2.json": '{"multiAz": true}'}) == {(None, True)}


def test_the_name_may_be_that_of_a_folder() -> None:
    opens = "const config = require(`../config/${stage}/db/settings.json`);\n"
    files = {path.replace(".json", "/db/settings.json"): text for path, text in FILES.items()}
    assert told(opens, **files) == BOTH


def test_so_are_modules_that_are_told_apart_by_their_names() -> None:
    opens = "const { config } = require(`../config/${stage}`);\n"
    modules = {
        "config/prod.ts": "export const config = { multiAz: true };\n",
        "config/dev.ts": "export const config = { multiAz: false };\n",
    }
    assert told(opens, **modules) == BOTH


@pytest.mark.parametrize(
    "opens",
    [
        "const config = require(`../settings/${stage}.json`);\n",
        "const config = require(`../config/${stage}/${app.region}.json`);\n",
        "const config = parse(`../config/${stage}.json`);\n",
    ],
)
def test_what_leads_to_no_file_stays_unknown(opens: str) -> None:
    assert told(opens) == {(None, None)}


@pytest.mark.parametrize(
    "opens",
    [
        'with open(f"config/{stage}.json") as file:\n    config = json.load(file)',
        'with open(os.path.join(HERE, f"config/{stage}.json"), "r") as file:\n    config = json.loads(file.read())',
        'config = json.load(open(f"config/{stage}.json"))',
        'def load(name):\n    with open(f"config/{name}.json") as file:\n        return json.load(file)\n\n\nconfig = load(stage)',
    ],
)
def test_programs_in_python_open_them_as_well(opens: str) -> None:
    found = databases({"app.py": dedent(IN_PYTHON) % opens, "cdk.json": "{}", **FILES})
    assert {(one.environment, one.multi_az) for one in found} == BOTH


def test_a_file_that_is_no_json_is_left_out() -> None:
    opens = 'config = json.load(open(f"config/{stage}.json"))'
    found = databases({"app.py": dedent(IN_PYTHON) % opens, "cdk.json": "{}", "config/prod.json": "{"})
    assert [one.multi_az for one in found] == [None]
