"""What a class is given by a maker that is not at hand."""

import pytest

from holdfast.model.facts import Database
from tests.readers.repository.cdk.test_chosen_files import databases

STACK = """
import * as cdk from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Settings } from './tables';
export class Data extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    %s
  }
}
"""
MAKER = "import * as cdk from 'aws-cdk-lib';\nimport { ShopStage } from '../lib/shop-stage';\nnew ShopStage(new cdk.App(), 'Shop');\n"


def made(body: str, tables: str) -> list[Database]:
    return databases({"bin/app.ts": MAKER, "lib/data.ts": STACK % body, "lib/tables.ts": tables, "cdk.json": "{}"})


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        (
            "new rds.DatabaseInstance(this, 'Db', { multiAz: props.config.database.standby });",
            "export const shared = { database: { standby: true } };",
        ),
        ("new rds.DatabaseInstance(this, 'Db', { multiAz: props.standby });", "const all = { standby: true };"),
        (
            "const { config } = props; new rds.DatabaseInstance(this, 'Db', { multiAz: config.database.standby });",
            "const all: Record<string, Settings> = { staging: { database: { standby: true } } };",
        ),
        (
            "this.config = props.config; new rds.DatabaseInstance(this, 'Db', { multiAz: this.config.standby });",
            "export const settings = { standby: true, size: 'small' };",
        ),
    ],
)
def test_it_is_what_the_program_keeps_under_the_same_names(body: str, tables: str) -> None:
    (database,) = made(body, tables)
    assert (database.multi_az, database.places["multi_az"].path) == (True, "lib/tables.ts")


@pytest.mark.parametrize(
    "tables",
    [
        "export const one = { standby: true }; export const other = { standby: false };",
        "export const one = { replica: { standby: true } };",
        "export const one = { standby: makeUp() };",
        "",
    ],
)
def test_where_tables_disagree_or_say_nothing_nothing_is_known(tables: str) -> None:
    (database,) = made("new rds.DatabaseInstance(this, 'Db', { multiAz: props.config.standby });", tables)
    assert database.multi_az is None


def test_each_environment_has_the_word_of_its_own_table() -> None:
    tables = "export const all = { prod: { standby: true }, dev: { standby: false } };"
    found = made("new rds.DatabaseInstance(this, 'Db', { multiAz: props.standby });", tables)
    assert {(one.environment, one.multi_az) for one in found} == {("production", True), ("development", False)}


def test_what_a_maker_at_hand_hands_over_is_not_made_up_for() -> None:
    app = MAKER.replace("ShopStage", "Data").replace("shop-stage", "data")
    body = "new rds.DatabaseInstance(this, 'Db', { multiAz: props.standby });"
    files = {"bin/app.ts": app, "lib/data.ts": STACK % body, "lib/tables.ts": "const all = { standby: true };"}
    assert [one.multi_az for one in databases({**files, "cdk.json": "{}"})] == [None]
