"""Programs that read a file of settings by themselves, and say nothing where there is none."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import told

_PYTHON = """
    import os
    from pathlib import Path
    import flask

    def load_env(path):
        if not Path(path).{test}():
            {then}
        for line in Path(path).read_text().splitlines():
            key, value = line.split("=", 1)
            os.environ{how} value{end}

    load_env(".env")
    app = flask.Flask(__name__)
    DB = os.environ.get("DATABASE_URL")
    """
_SCRIPT = """
    function loadEnv(file) {
      if (!fs.existsSync(file)) { return; }
      for (const [key, value] of rows(file)) { process.env[key] = value; }
    }
    loadEnv('.env');
    express().listen(3000);
    export const url = process.env.DATABASE_URL;
    """
_GO = """
    package main

    func loadEnv(path string) {
        data, err := os.ReadFile(path)
        if err != nil {
            return
        }
        for k, v := range rows(data) {
            os.Setenv(k, v)
        }
    }

    func main() {
        loadEnv(".env")
        open(os.Getenv("DATABASE_URL"))
        http.ListenAndServe(":80", nil)
    }
    """


def python(test: str = "exists", then: str = "return", how: str = ".setdefault(key,", end: str = ")") -> str:
    return _PYTHON.format(test=test, then=then, how=how, end=end)


@pytest.mark.parametrize(
    ("files", "at"),
    [
        ({"requirements.txt": "flask\n", "app.py": python()}, "app.py:6-7"),
        ({"requirements.txt": "flask\n", "app.py": python("is_file", "return None", "[key] =", "")}, "app.py:6-7"),
        ({"package.json": '{"dependencies": {"express": "4"}}', "server.js": _SCRIPT}, "server.js:2"),
        ({"go.mod": "module shop\n", "main.go": _GO}, "main.go:4-7"),
        (
            {
                "package.json": '{"dependencies": {"express": "4"}}',
                "server.js": _SCRIPT.replace("return;", "return defaults();"),
            },
            None,
        ),
        ({"requirements.txt": "flask\n", "app.py": python(then="raise SystemExit(path)")}, None),
        ({"requirements.txt": "flask\n", "app.py": python(then="print('none')")}, None),
        ({"requirements.txt": "flask\n", "app.py": python(how=".get(key,")}, None),
    ],
)
def test_a_loader_of_ones_own_that_passes_over_a_missing_file_lets_everything_through(
    files: dict[str, str], at: str | None
) -> None:
    found = [line.partition(" ")[0] for line in told(files, ConfigurationLoader) if "source=dotenv" in line]
    assert found == ([at] if at else [])
