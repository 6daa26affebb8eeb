"""Settings that a CDK program takes as if they were always there."""

import pytest

from tests.readers.repository.cdk.test_cdk import program

_HEAD = "import * as cdk from 'aws-cdk-lib';\n"
_PYTHON = "import os\nimport aws_cdk as cdk\n"


def _told(text: str, path: str = "lib/main.ts", **others: str) -> list[str]:
    found = program({path: text, **{name.replace("__", "/") + ".ts": other for name, other in others.items()}})
    return [line.partition(" source=")[0] + line.partition("missing=silent")[2] for line in found if "=silent" in line]


@pytest.mark.parametrize(
    "row",
    [
        "const key = process.env.PAYMENT_API_KEY!;",
        "const key = process.env['PAYMENT_API_KEY']!;",
        "new Api(app, 'Api', { key: process.env.PAYMENT_API_KEY as string });",
        "environment: { PAYMENT_API_KEY: process.env.PAYMENT_API_KEY ?? '' },",
        'environment: { PAYMENT_API_KEY: process.env.PAYMENT_API_KEY || "" },',
        "const key = process.env.PAYMENT_API_KEY ? process.env.PAYMENT_API_KEY.split(',') : [];",
        "const key = process.env.PAYMENT_API_KEY;",
        "environment: { PAYMENT_API_KEY: process.env.PAYMENT_API_KEY },",
    ],
)
def test_a_setting_that_is_taken_unlooked_goes_out_empty(row: str) -> None:
    assert _told(f"{_HEAD}{row}\n") == ["ConfigurationLoader 2 names=(PAYMENT_API_KEY)"]


@pytest.mark.parametrize(
    "row",
    [
        'key = os.environ.get("PAYMENT_API_KEY")',
        'key = os.getenv("PAYMENT_API_KEY", "")',
        "environment={'PAYMENT_API_KEY': os.getenv('PAYMENT_API_KEY') or ''},",
        "key = os.environ.get('PAYMENT_API_KEY', None)",
    ],
)
def test_a_setting_that_is_taken_unlooked_in_python_goes_out_empty(row: str) -> None:
    assert _told(f"{_PYTHON}{row}\n", "stack.py") == ["ConfigurationLoader 3 names=(PAYMENT_API_KEY)"]


@pytest.mark.parametrize(
    "rows",
    [
        "if (!process.env.PAYMENT_API_KEY) throw new Error('no key');\nconst key = process.env.PAYMENT_API_KEY!;",
        "const key = process.env.PAYMENT_API_KEY;\nif (!key) {\n  throw new Error('no key');\n}",
        "const key = process.env.PAYMENT_API_KEY;\nif (key && id) new Provider(app, 'P', { key });",
        "const key = process.env.PAYMENT_API_KEY;\nconst more = { ...(key ? { key } : {}) };",
        "for (const one of ['PAYMENT_API_KEY', 'MAIL_KEY']) demand(one);\nconst key = process.env.PAYMENT_API_KEY!;",
        "const key = process.env.PAYMENT_API_KEY ?? 'pk_live_of_the_shop';",
        "const key = process.env.PAYMENT_API_KEY || cdk.Lazy.string();",
        "// const key = process.env.PAYMENT_API_KEY!;",
        "const env = { account: process.env.CDK_DEFAULT_ACCOUNT!, region: process.env.AWS_REGION as string };",
        "const stage = process.env.STAGE!;\nconst log = process.env.LOG_LEVEL ?? '';",
        "const zone = process.env.HOSTED_ZONE_ID!;\nconst cert = process.env.CERTIFICATE_ARN!;",
        "const url = process.env.SITE_URL;",
        "const key = demand(process.env.PAYMENT_API_KEY);",
    ],
)
def test_what_is_asked_for_or_may_be_left_out_or_aws_refuses_to_go_without_is_not_told(rows: str) -> None:
    assert _told(f"{_HEAD}{rows}\n") == []


@pytest.mark.parametrize(
    "rows",
    [
        'key = os.environ["PAYMENT_API_KEY"]',
        'key = os.environ.get("PAYMENT_API_KEY")\nif not key:\n    raise ValueError("no key")',
        'key = os.environ.get("PAYMENT_API_KEY", "pk_live_of_the_shop")',
        'account = os.getenv("CDK_DEFAULT_ACCOUNT")',
    ],
)
def test_what_is_asked_for_in_python_is_not_told(rows: str) -> None:
    assert _told(f"{_PYTHON}{rows}\n", "stack.py") == []


def test_settings_that_stand_together_are_shown_together_and_those_of_another_file_asked_there() -> None:
    rows = ["process.env.SHOP_URLS ? process.env.SHOP_URLS.split(',') : []", "process.env.CLIENT_ID!", "undefined"]
    text = _HEAD + "".join(f"const v{number} = {row};\n" for number, row in enumerate(rows)) + "\n" * 20
    text += "export const late = { secret: process.env.CLIENT_SECRET! };\n"
    assert _told(text) == [
        "ConfigurationLoader 2-3 names=(SHOP_URLS, CLIENT_ID)",
        "ConfigurationLoader 25 names=(CLIENT_SECRET)",
    ]
    asked = f"{_HEAD}const required = ['CLIENT_ID', 'CLIENT_SECRET', 'SHOP_URLS'];\n"
    assert _told(text, bin__app=asked) == []


def test_settings_of_the_application_beside_a_program_are_not_the_programs() -> None:
    config = "export const key = process.env.PAYMENT_API_KEY!;\n"
    assert _told(_HEAD, lib__config=config) == []
    assert _told(f"{_HEAD}import {{ key }} from './config';\n", lib__config=config) == [
        "ConfigurationLoader 1 names=(PAYMENT_API_KEY)"
    ]
