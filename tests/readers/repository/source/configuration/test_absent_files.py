"""Files of settings without which a program goes on."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from tests.readers.repository.source.support import told

_EXPRESS = '{"dependencies": {"express": "4"}}'
_LISTENS = "const app = require('express')();\napp.listen(3000);\n"
_SCRIPT = "function load() {\n  try {\n    return JSON.parse(fs.readFileSync(%s));\n  } catch (e) {\n    %s\n  }\n  return {};\n}\n"
_FLASK = "from flask import Flask\ntry:\n    cfg = yaml.safe_load(open('%s'))\nexcept OSError:\n    %s\napp = Flask(__name__)\n"
_GO = 'package main\nfunc main() {\n\tdata, err := os.ReadFile("%s")\n\tif err != nil {\n\t\t%s\n\t}\n\thttp.ListenAndServe(":80", nil)\n}\n'


def passed_over(path: str, text: str) -> list[str]:
    beside = (
        {"package.json": _EXPRESS}
        if path.endswith("js")
        else {"go.mod": "module shop\n", "requirements.txt": "flask\n"}
    )
    return [one.split()[0] for one in told({**beside, path: text}, ConfigurationLoader) if "source=file" in one]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("app.js", _SCRIPT % ("'/srv/config.json'", "console.warn(e);") + _LISTENS, ["app.js:2-6"]),
        ("app.js", "const path = './settings.yaml';\n" + _SCRIPT % ("path", "") + _LISTENS, ["app.js:3-7"]),
        ("app.py", _FLASK % ("config.yaml", "cfg = {}"), ["app.py:2-5"]),
        ("main.go", _GO % ("config.json", 'log.Println("no settings")'), ["main.go:3-6"]),
        ("app.js", _SCRIPT % ("'/srv/config.json'", "throw e;") + _LISTENS, []),
        ("app.js", _SCRIPT % ("'/srv/config.json'", "process.exit(1);") + _LISTENS, []),
        ("app.js", _SCRIPT % ("'/srv/config.local.json'", "") + _LISTENS, []),
        ("app.js", _SCRIPT % ("'/srv/words.json'", "") + _LISTENS, []),
        ("app.py", _FLASK % ("config.yaml", "raise"), []),
        ("app.py", _FLASK % ("config.yaml", "cfg = named_after(folder)"), []),
        ("app.py", _FLASK % ("config.yaml", "cfg = None"), ["app.py:2-5"]),
        ("app.js", _SCRIPT % ("'/srv/config.json'", "return defaults;") + _LISTENS, []),
        ("app.js", _SCRIPT % ("'/srv/feature-settings.json'", "") + _LISTENS, []),
        ("app.js", "function page(req, res) {\n  try {\n    res.json(JSON.parse(fs.readFileSync('/srv/settings.json')));\n  } catch (e) {\n    res.json({});\n  }\n}\n" + _LISTENS, []),
        ("main.go", _GO % ("config.json", "cfg = DefaultConfig()"), []),
        ("main.go", _GO % ("config.json", "log.Fatal(err)"), []),
        ("main.go", _GO % ("config.json", "return fmt.Errorf(err)"), []),
    ],
)  # fmt: skip
def test_a_program_that_only_speaks_of_what_it_could_not_read_goes_on_without_its_settings(
    path: str, text: str, found: list[str]
) -> None:
    assert passed_over(path, text) == found


def test_who_validates_what_was_read_misses_nothing() -> None:
    asks = "const s = require('zod').object({ DB_URL: z.string() }).parse(process.env);\n"
    assert passed_over("app.js", asks + _SCRIPT % ("'/srv/config.json'", "") + _LISTENS) == []
