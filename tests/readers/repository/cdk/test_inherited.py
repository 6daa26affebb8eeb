"""Classes of a CDK program that extend others: the program's own, or constructs."""

import pytest

from tests.readers.repository.cdk.test_cdk import program
from tests.readers.repository.cdk.test_linked import _CDK, _app, _told

_BIN = {"bin/app.ts": _app("import { Web } from '../lib/web';")}
_BASE = "import { Base } from './base';\n"


def _class(name: str, base: str, body: str, *, given: str = "scope, id, props", abstract: str = "") -> str:
    return f"{_CDK}export {abstract}class {name} extends {base} {{\n  constructor({given}) {{\n    {body}\n  }}\n}}\n"


@pytest.mark.parametrize("abstract", ["", "abstract "])
def test_what_a_class_extends_is_built_with_it_and_lends_it_its_fields(abstract: str) -> None:
    base = "super(scope, id);\n    this.table = new dynamodb.Table(this, kept, {});"
    web = "super(scope, id, 'Kept');\n    this.table.grantReadData(fn);\n    new s3.Bucket(this, 'Files');"
    files = {
        "lib/base.ts": _class("Base", "cdk.Stack", base, given="scope, id, kept", abstract=abstract),
        "lib/web.ts": _BASE + _class("Web", "Base", web),
    }
    found = program({**_BIN, **files})
    assert [line.split()[:2] for line in found if line.startswith(("Database", "Bucket", "Policy"))] == [
        ["Bucket", "7"],
        ["Database", "5"],
        ["Policy", "6"],
    ]
    assert next(line for line in found if line.startswith("Policy")).endswith("resources=(${Kept})")


def test_a_method_of_what_a_class_extends_makes_one_thing_for_each_call() -> None:
    method = "  add(name) {\n    return new dynamodb.Table(this, name, {});\n  }\n}\n"
    files = {
        "lib/root.ts": f"{_CDK}export abstract class Root extends cdk.Stack {{\n{method}",
        "lib/base.ts": "import { Root } from './root';\n" + _class("Base", "Root", "super(scope, id);"),
        "lib/web.ts": _BASE + _class("Web", "Base", "super(scope, id);\n    this.add('a');\n    this.add('b');"),
    }
    assert _told({**_BIN, **files}) == ["4 a", "4 b"]


@pytest.mark.parametrize(
    ("base", "given", "line"),
    [
        ("dynamodb.Table", "{ tableName: 'orders', ...props }", "4 orders"),
        ("Table", "{ tableName: 'orders' }", "4 orders"),
        ("rds.DatabaseInstance", "{ instanceIdentifier: 'orders', multiAz: false }", "4 orders"),
    ],
)
def test_a_class_that_extends_a_construct_makes_it_with_what_it_hands_over(base: str, given: str, line: str) -> None:
    files = {
        "lib/base.ts": _class("Base", base, f"super(scope, id, {given});"),
        "lib/web.ts": _BASE + _class("Web", "cdk.Stack", "super(scope, id);\n    new Base(this, 'Orders', {});"),
    }
    assert _told({**_BIN, **files}) == [line]


def test_a_python_class_that_extends_another_is_built_with_it() -> None:
    text = """
        import aws_cdk as cdk
        from aws_cdk import aws_dynamodb as dynamodb, aws_s3 as s3

        class Base(cdk.Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                dynamodb.Table(self, "Kept")

            def add(self, name):
                return dynamodb.Table(self, name)

        class Web(Base):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                self.add("Orders")

        app = cdk.App()
        Web(app, "Web")
    """
    assert _told({"app.py": text}) == ["7 Kept", "10 Orders"]


def test_settings_that_one_file_hands_to_a_class_of_another_are_shown_where_they_stand() -> None:
    handed = "super(scope, id);\n    new Base(this, 'Api', {\n      environment: {\n        DB_PASSWORD: password,\n      },\n    });"
    files = {
        "lib/base.ts": "// first\n// second\n"
        + _class("Base", "lambda.Function", "super(scope, id, { environment: props.environment });"),
        "lib/web.ts": _BASE + _class("Web", "cdk.Stack", handed),
    }
    (found,) = [line for line in program({**_BIN, **files}) if line.startswith("HandedSecret")]
    assert found == "HandedSecret 8 to=Api names=(DB_PASSWORD)"


def test_classes_that_extend_one_another_and_names_that_stand_for_one_another_end() -> None:
    circle = {"web": "base", "base": "root", "root": "base"}
    files = {
        f"lib/{name}.ts": f"import {{ {of.title()} }} from './{of}';\nconst a = b;\nconst b = a;\nexport default a;\n"
        + _class(name.title(), of.title(), "super(scope, id);\n    this.add('a');\n    new s3.Bucket(this, 'Files');")
        for name, of in circle.items()
    }
    assert any(line.startswith("Bucket") for line in program({**_BIN, **files}))
