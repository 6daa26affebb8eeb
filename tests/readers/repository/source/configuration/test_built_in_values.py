"""Values that take a secret's place away from where it is read."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, told

ASKED = "const key = process.env.JWT_SECRET || 'oranges';\nif ({asked}) {{\n  throw new Error('no key');\n}}\n"
CHOSEN = "const key =\n  process.env.JWT_SECRET ||\n  (mode === 'development' ? KEY : (() => {{ {then} }})());\n"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("const key = process.env.JWT_SECRET;\nsign(visitor, key || 'oranges');\n", ["default"]),
        ("const key = process.env.JWT_SECRET;\nsign(visitor, key ?? 'oranges');\n", ["default"]),
        (ASKED.format(asked="!key"), ["default"]),
        (ASKED.format(asked="key === 'oranges' && live"), ["fails"]),
        (CHOSEN.format(then="throw new Error('no key');"), ["fails"]),
        (CHOSEN.format(then="return KEY;"), ["silent"]),
    ],
)
def test_what_javascript_does_with_a_built_in_value(text: str, missing: list[str]) -> None:
    found = told({"package.json": EXPRESS, "src/app.js": text}, ConfigurationLoader)
    assert [line.partition("missing=")[2].split()[0] for line in found] == missing


def test_an_empty_text_shows_a_missing_secret_where_it_stands_in() -> None:
    text = "const { GOOGLE_SECRET } = process.env;\n\nexport const login = { secret: GOOGLE_SECRET ?? '' };\n"
    found = told({"package.json": EXPRESS, "src/app.js": text}, ConfigurationLoader)
    assert found == ["src/app.js:3 source=environment missing=silent names=(GOOGLE_SECRET)"]


PYTHON = "import os\nimport flask\n\nKEY = os.getenv('SECRET_KEY', 'oranges')\nif {asked}:\n    raise RuntimeError('no key')\n"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (PYTHON.format(asked="not KEY"), ["default"]),
        (PYTHON.format(asked="KEY == 'oranges' and live"), ["fails"]),
        ("import os\nimport flask\n\nKEY = os.getenv('SECRET_KEY')\nsign(visitor, KEY or 'oranges')\n", ["default"]),
    ],
)
def test_what_python_does_with_a_built_in_value(text: str, missing: list[str]) -> None:
    found = told({"requirements.txt": "flask\n", "app.py": text}, ConfigurationLoader)
    assert [line.partition("missing=")[2].split()[0] for line in found] == missing
