"""What a handler's author says of the database that it does not ask."""

import pytest

from holdfast.model.facts import HealthHandler
from tests.readers.repository.source.support import EXPRESS, read

JS = """
import express from 'express';
const app = express();
let up = false;

REMARK
app.get('/readyz', (req, res) => { res.status(up ? 200 : 503).end(); });
"""
PYTHON = """
\"\"\"Two questions.

/livez   is the process there?
/readyz  only this host: an outage of the DB must not take all of them out.
\"\"\"
from fastapi import FastAPI, Response
app = FastAPI()
up = False

@app.get("/readyz")
def readyz(response: Response):
    if not up:
        response.status_code = 503
    return {"up": up}
"""


def reason(path: str, code: str, package: tuple[str, str]) -> str:
    found = read({package[0]: package[1], path: code.lstrip("\n")})
    (ready,) = [fact for fact in found if isinstance(fact, HealthHandler) and fact.path == "/readyz"]
    return str(ready.places.get("reason", ""))


@pytest.mark.parametrize(
    ("remark", "place"),
    [
        ("// The database is not asked: without it we still serve the catalogue.", "src/app.js:5"),
        ("/*\n * Never the DB, all copies would be gone at once.\n */", "src/app.js:5-7"),
        ("// DB 는 일부러 확인하지 않는다", "src/app.js:5"),
        ("// データベースは見ない", "src/app.js:5"),
        ("// TODO: the database is not asked yet", ""),
        ("// asks the database", ""),
        ("// not on its way out", ""),
        ("", ""),
    ],
)
def test_the_remark_above_a_handler_says_why_it_asks_no_database(remark: str, place: str) -> None:
    assert reason("src/app.js", JS.replace("REMARK", remark), ("package.json", EXPRESS)) == place


def test_the_head_of_a_file_says_it_of_each_path() -> None:
    package = ("requirements.txt", "fastapi\n")
    assert reason("app/main.py", PYTHON, package) == "app/main.py:4"
    assert reason("app/main.py", PYTHON.replace("an outage of the DB must not", "bad news must not"), package) == ""


@pytest.mark.parametrize(
    "remark",
    [
        "// No login. Asks the database.",
        "// never cached; the DB tells",
        "/*\n * Not for people\n *\n * asks the database\n */",
    ],
)
def test_what_another_sentence_denies_is_no_reason(remark: str) -> None:
    assert reason("src/app.js", JS.replace("REMARK", remark), ("package.json", EXPRESS)) == ""


def test_a_remark_may_wrap() -> None:
    remark = "// without the\n// database we still serve"
    assert reason("src/app.js", JS.replace("REMARK", remark), ("package.json", EXPRESS)) == "src/app.js:5-6"
