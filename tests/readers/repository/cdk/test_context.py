"""Settings of a CDK program for each environment: in files of their own, behind a function, or in `cdk.json`."""

import pytest

from holdfast.model.facts import Database
from tests.readers.repository.cdk.test_across import program

STACK = """
import * as cdk from 'aws-cdk-lib';
export class DataStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new rds.DatabaseInstance(this, 'Db', {
      engine: rds.DatabaseInstanceEngine.MYSQL,
      multiAz: props.settings.multiAz,
      instanceType: new ec2.InstanceType(props.settings.size.replace('db.', '')),
    });
  }
}
"""
MAIN = """
import * as cdk from 'aws-cdk-lib';
import { settingsFor } from '../config';
const app = new cdk.App();
const stage = app.node.tryGetContext('stage');
new DataStack(app, `shop-${stage}`, { settings: settingsFor(stage) });
"""
CONFIG = {
    "config/dev.ts": "export const dev = { multiAz: false, size: 'db.t4g.micro' };",
    "config/prod.ts": "export const prod = { multiAz: true, size: 'db.t4g.medium' };",
}
IMPORTS = "import { dev } from './dev';\nimport { prod } from './prod';\n"
BOTH = {("development", False, "db.t4g.micro"), ("production", True, "db.t4g.medium")}


def told(files: dict[str, str]) -> set[tuple[str | None, bool | None, str | None]]:
    databases = (fact for fact in program(files) if isinstance(fact, Database))
    return {(fact.environment, fact.multi_az, fact.instance_class) for fact in databases}


TABLE = """
export function settingsFor(stage) {
  const found = { dev, prod }[stage];
  if (!found) throw new Error(`no ${stage}`);
  return found;
}
"""
CASES = """
export const settingsFor = (stage) => {
  switch (stage) {
    case 'prod': return prod;
    case 'dev': return dev;
    default: throw new RangeError('no such stage');
  }
};
"""


@pytest.mark.parametrize("function", [TABLE, CASES])
def test_a_function_that_refuses_unknown_environments_leads_to_the_settings_of_each(function: str) -> None:
    assert told({"bin/main.ts": MAIN, "lib/data.ts": STACK, "config/index.ts": IMPORTS + function, **CONFIG}) == BOTH


@pytest.mark.parametrize(
    ("asked", "context"),
    [
        ("app.node.tryGetContext(stage)", "{%s}"),
        ("app.node.tryGetContext('stages')[stage]", '{"@aws-cdk/core:x": true, "stages": {%s}}'),
    ],
)
def test_the_context_beside_a_program_holds_the_settings_of_each_environment(asked: str, context: str) -> None:
    stages = '"dev": {"multiAz": false, "size": "db.t4g.micro"}, "prod": {"multiAz": true, "size": "db.t4g.medium"}'
    files = {
        "bin/main.ts": MAIN.replace("settingsFor(stage)", asked),
        "lib/data.ts": STACK,
        "cdk.json": f'{{"app": "x", "context": {context % stages}}}',
    }
    assert told(files) == BOTH


def test_a_context_that_cannot_be_parsed_tells_nothing_and_the_program_is_read() -> None:
    files = {
        "bin/main.ts": MAIN.replace("settingsFor(stage)", "app.node.tryGetContext(stage)"),
        "lib/data.ts": STACK,
        "cdk.json": '{"context": {"prod": [}',
    }
    assert told(files) == {(None, None, None)}


def test_the_one_environment_with_settings_is_the_one_that_is_asked_for() -> None:
    files = {
        "bin/main.ts": MAIN.replace("settingsFor(stage)", "app.node.tryGetContext(stage)"),
        "lib/data.ts": STACK,
        "cdk.json": '{"context": {"prod": {"multiAz": true, "size": "db.t4g.medium"}}}',
    }
    assert {told_of[1:] for told_of in told(files)} == {(True, "db.t4g.medium")}


def test_the_environment_that_the_context_names_is_the_one_of_whoever_says_no_other() -> None:
    files = {
        "bin/main.ts": MAIN.replace("settingsFor(stage)", "{ dev, prod }[stage]").replace(
            "import { settingsFor } from '../config';",
            "import { dev } from '../config/dev';\nimport { prod } from '../config/prod';",
        ),
        "lib/data.ts": STACK,
        "cdk.json": '{"app": "x", "context": {"stage": "dev"}}',
        **CONFIG,
    }
    assert told(files) == BOTH
