"""Headers that give every website what a list does not name."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import told

_HEADER = "'Access-Control-Allow-Origin'"
_JS = "import express from 'express';\nconst ours = new Set(['https://shop.example']);\n"
_ANSWER = f"  return {{ statusCode: 200, headers: {{ {_HEADER}: allowed }} }};\n}};\n"


def every(path: str, text: str) -> list[str]:
    found = told({"package.json": '{"dependencies": {"express": "4"}}', path: text}, ApplicationCors)
    return [place.split(" ")[0] for place in found if "origins=(*" in place]


@pytest.mark.parametrize(
    ("asks", "rows"),
    [
        ("  const allowed = ours.has(origin) ? origin : '*';\n", "4"),
        ("  const allowed = ours.has(origin)\n    ? origin\n    : '*';\n", "4-6"),
        ("  const allowed: string = list.find((one) => one === origin) ?? '*';\n", "4"),
        ("  let allowed = list.includes(origin) ? origin : `*`;\n", "4"),
        ("  const allowed = ours.has(origin) ? origin : list[0];\n", None),
        ("  const allowed = ours.has(origin) ? origin : '';\n", None),
        ("  const allowed = isProd && ours.has(origin) ? origin : '*';\n", None),
        ("  const allowed = process.env.STAGE === 'prod' ? origin : '*';\n", None),
        ("  if (isLocal) {\n    allowed = ours.has(origin) ? origin : '*';\n  }\n", None),
    ],
)
def test_whoever_is_in_no_list_is_let_in_by_a_star(asks: str, rows: str | None) -> None:
    text = f"{_JS}export const handler = async (event) => {{\n{asks}{_ANSWER}"
    assert every("src/login.ts", text) == ([f"src/login.ts:{rows}"] if rows else [])


def test_the_star_may_stand_in_the_header_itself_and_in_python() -> None:
    inline = f"{_JS}app.use((req, res, next) => {{\n  res.setHeader({_HEADER}, ours.has(req.o) ? req.o : '*');\n}});\n"
    assert every("src/app.ts", inline) == ["src/app.ts:4"]
    python = (
        "import flask\n\n@app.after_request\ndef answer(response):\n"
        f'    allowed = origin if origin in OURS else "*"\n    response.headers[{_HEADER}] = allowed\n'
    )
    assert told({"app.py": python}, ApplicationCors) == ["app.py:5 origins=(*)"]


def test_a_stage_amid_the_name_of_a_folder_makes_no_file_for_developers() -> None:
    text = f"{_JS}export const handler = async () => {{\n  return {{ statusCode: 200, headers: {{ {_HEADER}: '*' }} }};\n}};\n"
    for path, served in (("functions/shop-dev-login/index.mjs", True), ("functions/shop-dev/index.mjs", False)):
        assert bool(every(path, text)) is served
    assert [every(path, text) for path in ("dev/index.mjs", "src/cors.dev.js", "test-server/app.js")] == [[], [], []]
