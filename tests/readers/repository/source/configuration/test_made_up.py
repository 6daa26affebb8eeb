"""Keys that a program makes up anew each time it starts."""

import pytest

from holdfast.model.facts import ConfigurationLoader

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
