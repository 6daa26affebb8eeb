"""What the files of a CDK program take from one another, whatever they call it."""

import pytest

from tests.readers.repository.cdk.test_cdk import program

_CDK = "import * as cdk from 'aws-cdk-lib';\n"
_TABLE = "new dynamodb.Table(this, 'Orders', { pointInTimeRecovery: false });"
_PYTHON = "import aws_cdk as cdk\nfrom aws_cdk import aws_dynamodb as dynamodb\n"


def _class(head: str, body: str = _TABLE) -> str:
    return f"{_CDK}{head} extends cdk.Stack {{\n  constructor(scope, id, props) {{\n    {body}\n  }}\n}}\n"


def _app(imported: str, name: str = "Web") -> str:
    return f"{_CDK}{imported}\nconst app = new cdk.App();\nnew {name}(app, 'Web', {{ days: 7 }});\n"


def _told(files: dict[str, str]) -> list[str]:
    found = [line for line in program(files) if line.startswith(("Database", "Bucket "))]
    return [f"{line.split()[1]} {line.partition('name=')[2].split()[0]}" for line in found]


@pytest.mark.parametrize(
    ("imported", "exported", "after"),
    [
        ("import Web from '../lib/shop';", "export default class Shop", ""),
        ("import Web from '../lib/shop';", "class Shop", "export default Shop;\n"),
        ("import Web from '../lib/shop.js';", "export default class", ""),
        ("import { Shop as Web } from '../lib/shop';", "export class Shop", ""),
        ("import { default as Web } from '../lib/shop';", "export default class Shop", ""),
        ("const { Shop: Web } = require('../lib/shop');", "exports.Shop = class Shop", ""),
        ("const Web = require('../lib/shop');", "class Shop", "module.exports = Shop;\n"),
        ("import Web from '@lib/shop';", "export default class Shop", ""),
    ],
)
def test_a_class_that_is_called_otherwise_where_it_is_used_is_used(imported: str, exported: str, after: str) -> None:
    files = {"bin/app.ts": _app(imported), "lib/shop.ts": _class(exported) + after}
    assert _told(files) == ["4 Orders"]


def test_a_class_that_nobody_uses_under_any_name_is_not_built() -> None:
    files = {"bin/app.ts": _app("import Web from '../lib/shop';"), "lib/shop.ts": _class("export default class Shop")}
    assert _told({**files, "lib/old.ts": _class("export class Old")}) == ["4 Orders"]


def test_a_class_may_be_built_by_a_file_that_the_entry_needs_and_that_is_not_at_hand() -> None:
    entry = _app("import { Stage as Web } from '../lib/stage';")
    assert _told({"bin/app.ts": entry, "lib/shop.ts": _class("export class Shop")}) == ["4 Orders"]

    # What it only takes from elsewhere to hand it on builds nothing.
    told = _app("import Web from '../lib/shop';\nimport { days } from './settings';")
    files = {"bin/app.ts": told, "lib/shop.ts": _class("export default class Shop")}
    assert _told({**files, "lib/old.ts": _class("export class Old")}) == ["4 Orders"]


def test_of_two_classes_with_one_name_each_file_means_the_one_that_it_imports() -> None:
    files = {
        "bin/app.ts": _app("import { Web } from '../lib/new/web';"),
        "lib/new/web.ts": _class("export class Web"),
        "lib/old/web.ts": _class("export class Web", "new s3.Bucket(this, 'Old');"),
    }
    assert _told(files) == ["4 Orders"]


def test_a_python_class_that_is_called_otherwise_where_it_is_used_is_used() -> None:
    stack = (
        f'{_PYTHON}class Shop(cdk.Stack):\n    def __init__(self, scope, id):\n        dynamodb.Table(self, "Orders")\n'
    )
    app = f'{_PYTHON}from shop.stack import Shop as Web\n\napp = cdk.App()\nWeb(app, "Web")\n'
    assert _told({"app.py": app, "shop/stack.py": stack}) == ["5 Orders"]


def test_a_python_class_may_be_built_by_a_file_that_the_entry_needs_and_that_is_not_at_hand() -> None:
    stack = (
        f'{_PYTHON}class {{}}(cdk.Stack):\n    def __init__(self, scope, id):\n        dynamodb.Table(self, "Orders")\n'
    )
    entry = f"{_PYTHON}{{}}\n\napp = cdk.App()\n{{}}\n"
    lost = entry.format("from site.site_stack import Site", 'Site(app, "Site")')
    assert _told({"site/app.py": lost, "shop/stack.py": stack.format("Shop")}) == ["5 Orders"]

    # What libraries give an entry beside its stacks builds none of them.
    built = 'Shop(app, "Shop")\ncdk.Aspects.of(app).add(Checks(verbose=True))\nsys.path.append(Path(__file__))'
    told = entry.format("from checks import Checks\nfrom pathlib import Path\nfrom shop.stack import Shop", built)
    files = {"app.py": told, "shop/stack.py": stack.format("Shop")}
    assert _told({**files, "shop/old.py": stack.format("Old")}) == ["5 Orders"]


_LOOP = "for (const one of TABLES) new dynamodb.Table(this, one.name, { pointInTimeRecovery: one.kept });"
_EACH = "Object.entries(config.tables).forEach(([name, one]) => new dynamodb.Table(this, name, {}));"


@pytest.mark.parametrize(
    ("imported", "loop", "path", "text"),
    [
        ("import { TABLES } from './t';", _LOOP, "lib/t.ts", "export const TABLES = [{ name: 'a' }, { name: 'b' }];"),
        ("import TABLES from './t';", _LOOP, "lib/t.ts", "export default [{ name: 'a' }, { name: 'b' }];"),
        ("import TABLES from './t.json';", _LOOP, "lib/t.json", '[{ "name": "a" }, { "name": "b" }]'),
        ("import { ALL as TABLES } from './t';", _LOOP, "lib/t.ts", "export const ALL = [{ name: 'a' }, { name: 'b' }];"),
        ("import config from './t';", _EACH, "lib/t.ts", "export default { tables: { a: {}, b: {} } };"),
        ("import * as config from './t';", _EACH, "lib/t.ts", "export const tables = { a: {}, b: {} };"),
        ("import * as config from './t.json';", _EACH, "lib/t.json", '{ "tables": { "a": {}, "b": {} } }'),
        ("const config = require('./t.json');", _EACH, "lib/t.json", '{ "tables": { "a": {}, "b": {} } }'),
        ("import { config } from './t';", _EACH, "lib/t.js", "module.exports = { config: { tables: { a: {}, b: {} } } };"),
    ],
)  # fmt: skip
def test_a_loop_goes_over_what_another_file_lists(imported: str, loop: str, path: str, text: str) -> None:
    files = {
        "bin/app.ts": _app("import { Web } from '../lib/web';"),
        "lib/web.ts": imported + "\n" + _class("export class Web", loop),
        path: text + "\n",
    }
    assert _told(files) == ["5 a", "5 b"]


def test_a_loop_of_python_goes_over_what_another_module_lists() -> None:
    loop = "        for one in tables.ALL:\n            dynamodb.Table(self, one)\n"
    stack = f"{_PYTHON}from . import tables\n\nclass Web(cdk.Stack):\n    def __init__(self, scope, id):\n{loop}"
    app = f'{_PYTHON}from shop.stack import Web\n\napp = cdk.App()\nWeb(app, "Web")\n'
    assert _told({"app.py": app, "shop/stack.py": stack, "shop/tables.py": 'ALL = ["a", "b"]\n'}) == ["8 a", "8 b"]


@pytest.mark.parametrize(
    "loop",
    [
        "for (const [name, size] of sizes) new dynamodb.Table(this, name, {});",
        "sizes.forEach((size, name) => new dynamodb.Table(this, name, {}));",
        "for (const name of Object.keys(plain)) new dynamodb.Table(this, name, {});",
    ],
)
def test_a_loop_goes_over_a_map_as_over_an_object(loop: str) -> None:
    names = "const sizes = new Map([['a', 1], ['b', 2]]);\nconst plain = { a: 1, b: 2 };\n"
    assert _told({"lib/web.ts": names + _class("export class Web", loop)}) == ["6 a", "6 b"]


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        ("const DAYS = new Map([['prod', 30], ['dev', 1]]);", "DAYS.get(props.stage)"),
        ("import DAYS from './days.json';", "DAYS[props.stage]"),
        ("import { days } from './days';", "days[props.stage]"),
    ],
)
def test_a_table_of_environments_is_looked_up_wherever_it_stands(held: str, kept: str) -> None:
    body = f"new rds.DatabaseInstance(this, 'Db', {{ backupRetention: cdk.Duration.days({kept}) }});"
    files = {
        "bin/app.ts": f"{_CDK}import {{ Web }} from '../lib/web';\nconst app = new cdk.App();\nnew Web(app, 'W', {{ stage: 'prod' }});\n",
        "lib/web.ts": held + "\n" + _class("export class Web", body),
        "lib/days.json": '{ "prod": 30, "dev": 1 }\n',
        "lib/days.ts": "export const days = { prod: 30, dev: 1 };\n",
    }
    (found,) = [line for line in program(files) if line.startswith("Database")]
    assert "retention_days=30" in found


_LOAD = "function load() {\n  return { data: { days: 30, copies: true } };\n}\n"


@pytest.mark.parametrize(
    ("imported", "told"),
    [
        ("import { settings } from './settings';", _LOAD + "export const settings = load();\n"),
        ("import settings from './settings';", _LOAD + "export default load();\n"),
        ("const { settings } = require('./settings');", _LOAD + "module.exports = { settings: load() };\n"),
        ("import { settings } from './settings';", "import { load } from './load';\nexport const settings = load();\n"),
    ],
)
def test_what_a_function_gives_back_is_known_wherever_it_is_kept_under_a_name(imported: str, told: str) -> None:
    given = "multiAz: settings.data.copies, backupRetention: cdk.Duration.days(settings.data.days)"
    files = {
        "bin/app.ts": _app("import { Web } from '../lib/web';"),
        "lib/web.ts": f"{imported}\n"
        + _class("export class Web", f"new rds.DatabaseInstance(this, 'Db', {{ {given} }});"),
        "lib/settings.ts": told,
        "lib/load.ts": f"export {_LOAD}",
    }
    (found,) = [line for line in program(files) if line.startswith("Database")]
    assert "multi_az=True" in found
    assert "retention_days=30" in found


@pytest.mark.parametrize(
    ("imported", "exported", "call"),
    [
        ("import table from './t';", "export default (scope, name) => {", "table"),
        ("import table from './t';", "export default function make(scope, name) {", "table"),
        ("import { make } from './t';", "export const make = (scope, name) => {", "make"),
        ("import { make as table } from './t';", "export function make(scope, name) {", "table"),
        ("import * as t from './t';", "export function make(scope, name) {", "t.make"),
    ],
)
def test_a_function_of_another_file_makes_one_thing_for_each_call(imported: str, exported: str, call: str) -> None:
    files = {
        "bin/app.ts": _app("import { Web } from '../lib/web';"),
        "lib/web.ts": imported + "\n" + _class("export class Web", f"{call}(this, 'a');\n    {call}(this, 'b');"),
        "lib/t.ts": f"{_CDK}{exported}\n  return new dynamodb.Table(scope, name, {{}});\n}};\n",
    }
    assert _told(files) == ["3 a", "3 b"]


def test_a_function_that_is_called_where_nothing_runs_makes_what_it_makes_all_the_same() -> None:
    files = {
        "bin/app.ts": _app("import { Web } from '../lib/web';"),
        "lib/web.ts": _class("export class Web"),
        "lib/old.ts": "import { make } from './t';\n" + _class("export class Old", "make(this, 'a');"),
        "lib/t.ts": f"{_CDK}export function make(scope, name) {{\n  return new dynamodb.Table(scope, name, {{}});\n}}\n",
    }
    assert _told(files) == ["4 Orders", "3 Table"]


@pytest.mark.parametrize(
    ("head", "multi"),
    [
        ("", "props.stage === Stage.Prod"),
        ("", "props.stage !== Stage.DEV"),
        ("", "{ [Stage.Prod]: true, [Stage.DEV]: false }[props.stage]"),
        ("const small = props.stage !== 'prod';", "!small"),
        ("const live = props.stage === Stage.Prod;", "live"),
    ],
)
def test_a_condition_on_a_member_of_an_enumeration_or_on_what_is_named_so_asks_for_the_environment(
    head: str, multi: str
) -> None:
    body = f"{head}\n    new rds.DatabaseInstance(this, 'Db', {{ multiAz: {multi} }});"
    files = {
        "bin/app.ts": f"{_CDK}import {{ Web }} from '../lib/web';\nconst app = new cdk.App();\nnew Web(app, 'W', {{ stage }});\n",
        "lib/web.ts": "enum Stage { DEV = 'dev', Prod = 'prod' }\n" + _class("export class Web", body),
    }
    found = [line.partition("multi_az=")[2].split()[0] for line in program(files) if line.startswith("Database")]
    assert found == ["True", "False"]


@pytest.mark.parametrize(
    "text", ["[" * 3000 + "]" * 3000, '{"a":' * 3000 + "1" + "}" * 3000, "[" + "1," * 50_000 + "1]"]
)
def test_what_is_no_table_of_settings_takes_nothing_of_the_program_along(text: str) -> None:
    files = {"bin/app.ts": _app("import { Web } from '../lib/web';"), "lib/all.json": text}
    imported = "import all from './all.json';\n"
    assert _told({**files, "lib/web.ts": imported + _class("export class Web")}) == ["5 Orders"]


_LIBRARY = '{"peerDependencies": {"aws-cdk-lib": "^2"}}'


@pytest.mark.parametrize(
    ("manifest", "beside", "found"),
    [
        (_LIBRARY, {}, []),
        ('{"jsii": {"outdir": "dist"}, "dependencies": {"aws-cdk-lib": "^2"}}', {}, []),
        (_LIBRARY, {"examples/app.ts": _app("import { Shop as Web } from '../lib/shop';")}, []),
        (_LIBRARY, {"cdk.json": "{}"}, ["4 Orders"]),
        (_LIBRARY, {"lib/package.json": '{"dependencies": {"aws-cdk-lib": "^2"}}'}, ["4 Orders"]),
        ('{"dependencies": {"aws-cdk-lib": "^2"}}', {}, ["4 Orders"]),
        ('{"peerDependencies": {"react": "^18"}}', {}, ["4 Orders"]),
        *((text, {}, ["4 Orders"]) for text in ("{", "[]", "[" * 200_000)),
    ],
)
def test_a_package_of_constructs_for_the_programs_of_others_makes_nothing(
    manifest: str, beside: dict[str, str], found: list[str]
) -> None:
    files = {"package.json": manifest, "lib/shop.ts": _class("export class Shop"), **beside}
    assert _told(files) == found
