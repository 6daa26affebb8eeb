"""Programs that fetch all settings at once and write them down for the application."""

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.settings import READER

ALL = """
import boto3
ssm = boto3.client("ssm")

def fetch():
    return ssm.get_parameters_by_path(Path="/shop/")["Parameters"]

def write():
    with open("/srv/shop/.env", "w") as out:
        for one in fetch():
            out.write(f"{one['Name']}={one['Value']}")
"""
IN_NODE = """
const found = await client.send(new GetParametersByPathCommand({ Path: '/shop/' }));
fs.writeFileSync(
  path.join(root, '.env'), found.Parameters.map((one) => `${one.Name}=${one.Value}`).join('\\n'));
"""


def told(text: str, path: str = "deploy/write_env.py") -> list[tuple[int, int]]:
    return [(one.at.start_line, one.at.end_line) for one in READER.read(Snippet(path=path, text=text))]


def test_a_file_of_settings_of_whatever_there_is_asks_for_none_of_them() -> None:
    assert told(ALL) == [(8, 11)]
    assert told(IN_NODE, "scripts/env.mjs") == [(3, 3)]


@pytest.mark.parametrize(
    "text",
    [
        ALL.replace("get_parameters_by_path", "get_parameter"),
        ALL.replace("/.env", "/report.txt"),
        ALL.replace('"/srv/shop/.env"', 'f"/tmp/{env}-report.csv"'),
        IN_NODE.replace("path.join(root, '.env')", "process.env.OUT"),
        ALL.replace('"w"', '"r"'),
        'def write(settings):\n    open(".env", "w").write(settings.key.get_secret_value())\n',
        ALL + '\nif not names <= found:\n    raise SystemExit("missing")\n',
        ALL.replace("def write():", "def write(:"),
        IN_NODE + "if (!found.Parameters.length) throw new Error('none');",
    ],
)
def test_nothing_is_said_of_one_that_looks_at_what_came_or_writes_something_else(text: str) -> None:
    assert told(text, "scripts/env.mjs" if text.startswith("\nconst") else "deploy/write_env.py") == []


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("deploy/env.py", True), ("scripts/env.ts", True), ("tests/env.py", False), ("env.rb", False)],
)
def test_programs_are_read_but_for_tests(path: str, wanted: bool) -> None:
    assert READER.wants(path) is wanted
