"""Environments beside production that a team calls as nobody else would."""

import pytest

from holdfast.model.facts import Database, Workload
from tests.readers.repository.cdk.test_across import program

STACK = """
import * as cdk from 'aws-cdk-lib';
export class DataStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new rds.DatabaseInstance(this, 'Db', {
      engine: rds.DatabaseInstanceEngine.MYSQL,
      multiAz: props.target.multiAz,
    });
  }
}
"""
HEAD = "import * as cdk from 'aws-cdk-lib';\nimport { targets } from '../targets';\nconst app = new cdk.App();\n"
FLAGS = """
export const targets = {
  gamma: { name: 'gamma', isProd: false, multiAz: false },
  shop: { name: 'shop', isProd: true, multiAz: true },
};
"""
NAMES = "export const targets = { gamma: { multiAz: false }, live: { multiAz: true } };\n"
LIST = "export const targets = [{ name: 'gamma', multiAz: false }, { name: 'live', multiAz: true }];\n"
EACH = "for (const key of Object.keys(targets)) {{\n  const one = targets[key];\n  {use}\n}}\n"


def told(table: str, uses: str) -> set[tuple[str | None, bool | None]]:
    files = {"bin/main.ts": HEAD + uses, "targets.ts": table, "lib/data.ts": STACK}
    found = [fact for fact in program(files) if isinstance(fact, Database)]
    return {(fact.environment, fact.multi_az) for fact in found}


@pytest.mark.parametrize(
    ("table", "uses"),
    [
        (FLAGS, EACH.format(use="new DataStack(app, `Data-${key}`, { target: one });")),
        (NAMES, EACH.format(use="new DataStack(app, `Data-${key}`, { target: one });")),
        (NAMES, EACH.format(use="new DataStack(app, 'Data', { stage: key, target: one });")),
        (LIST, "for (const one of targets) { new DataStack(app, 'Data', { target: one }); }\n"),
        (
            FLAGS,
            "new DataStack(app, 'A', { target: targets.gamma });\nnew DataStack(app, 'B', { target: targets.shop });",
        ),
    ],
)
def test_a_stack_of_another_environment_than_production_is_not_taken_for_productions(table: str, uses: str) -> None:
    found = told(table, uses)
    assert ("production", True) in found
    assert ("production", False) not in found


def test_what_stands_beside_no_production_is_no_environment() -> None:
    table = "export const targets = { tokyo: { multiAz: false }, osaka: { multiAz: true } };\n"
    uses = "new DataStack(app, 'A', { target: targets.tokyo });\nnew DataStack(app, 'B', { target: targets.osaka });"
    assert {multi for _, multi in told(table, uses)} == {True, False}
    assert len({environment for environment, _ in told(table, uses)}) == 1


def test_the_limits_of_a_service_are_shown_where_its_settings_say_them() -> None:
    files = {
        "targets.ts": "export const tasks = { min: 2, max: 2 };\n",
        "lib/main.ts": (
            "import * as cdk from 'aws-cdk-lib';\nimport { tasks } from '../targets';\n"
            "export class Main extends cdk.Stack {\n  constructor(scope, id, props) {\n"
            "    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 512 });\n"
            "    const web = new ecs.FargateService(this, 'Web', { taskDefinition: task, desiredCount: tasks.min });\n"
            "    web.autoScaleTaskCount({ minCapacity: tasks.min, maxCapacity: tasks.max });\n  }\n}\n"
        ),
    }
    (web,) = [fact for fact in program(files) if isinstance(fact, Workload)]
    assert (web.places["maximum"].path, web.places["maximum"].start_line) == ("targets.ts", 1)
    assert (web.places["maximum taken"].path, web.places["maximum taken"].start_line) == ("lib/main.ts", 7)
