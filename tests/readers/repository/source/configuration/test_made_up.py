"""Keys that a program makes up anew each time it starts."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings

from ..support import EXPRESS, told


@pytest.mark.parametrize(
    ("path", "code", "name"),
    [
        ("app.py", "from flask import Flask\nSECRET_KEY = secrets.token_hex(16)  # env.\n", "SECRET_KEY"),
        ("app.py", 'from flask import Flask\napp.config["SECRET_KEY"] = os.urandom(24)  # env.\n', "SECRET_KEY"),
        ("app.py", "from flask import Flask\ncart_code = secrets.token_hex(16)  # env.\n", None),
        (
            "server.js",
            "// sessions\nconst key = process.env.JWT_SECRET || crypto.randomBytes(32).toString('hex');\n",
            "JWT_SECRET",
        ),
        ("server.js", "// orders\nconst ORDER_CODE = process.env.CODE || crypto.randomBytes(8);\n", None),
    ],
)
def test_what_signs_sessions_is_made_up_at_each_start(path: str, code: str, name: str | None) -> None:
    found = told({"package.json": EXPRESS, path: code}, ConfigurationLoader)
    expected = [f"{path}:2 source=environment missing=silent names=({name})"]
    assert [line for line in found if "SECRET" in line] == (expected if name else [])


def test_a_branch_for_developers_may_make_one_up() -> None:
    branch = "if DEBUG:\n    SECRET_KEY = secrets.token_hex(16)\nelse:\n    SECRET_KEY = os.environ['SECRET_KEY']\n"
    assert "silent" not in " ".join(told({"app.py": f"from flask import Flask\n{branch}"}, ConfigurationLoader))


_MAKES = "crypto.randomBytes(32).toString('hex')"


@pytest.mark.parametrize(
    ("path", "code", "lines"),
    [
        ("server.js", f"if (!process.env.JWT_SECRET) {{\n  process.env.JWT_SECRET = {_MAKES};\n}}\n", "1-3"),
        (
            "server.js",
            f"const made = {_MAKES};\nif (!process.env.JWT_SECRET) {{\n  process.env.JWT_SECRET = made;\n}}\n",
            "2-4",
        ),
        ("server.js", f"process.env.JWT_SECRET ||= {_MAKES};\n", "1"),
        ("server.js", f"process.env.JWT_SECRET = process.env.JWT_SECRET ?? {_MAKES};\n", "1"),
        ("server.js", f"if (!process.env.ORDER_CODE) {{\n  process.env.ORDER_CODE = {_MAKES};\n}}\n", None),
        ("server.js", f"const code = {_MAKES};\nprocess.env.JWT_SECRET ||= 'a word';\n", None),
        ("app.py", "from flask import Flask\nos.environ.setdefault('JWT_SECRET', secrets.token_hex(32))\n", "2"),
        (
            "app.py",
            (
                "from flask import Flask\nif not os.environ.get('JWT_SECRET'):\n"
                "    os.environ['JWT_SECRET'] = secrets.token_hex(32)\n"
            ),
            "2-3",
        ),
    ],
)
def test_a_key_that_the_program_puts_among_its_variables_is_made_up_whoever_asks_for_it_later(
    path: str, code: str, lines: str | None
) -> None:
    later = {
        "js": "if (!process.env.JWT_SECRET) throw new Error('JWT_SECRET is required');\n",
        "py": "os.environ['JWT_SECRET']\n",
    }
    files = {"package.json": EXPRESS, path: code, f"later.{path.rpartition('.')[2]}": later[path.rpartition(".")[2]]}
    found = told(files, ConfigurationLoader, RequiredSettings)
    silent = [line for line in found if "missing=silent" in line and "JWT_SECRET" in line]
    assert silent == ([f"{path}:{lines} source=environment missing=silent names=(JWT_SECRET)"] if lines else [])
    assert any("RequiredSettings" in line or "tool=" in line for line in found) is (lines is None)
