"""Headers by which functions of Lambda, and servers without a framework, let every website in."""

import pytest

from holdfast.model.facts import ApplicationCors

from .support import told

HEADER = "'Access-Control-Allow-Origin'"
STAR = f"{{ 'Content-Type': 'text/plain', {HEADER}: '*' }}"
ANSWER = f"const headers = {STAR};\n"
PYTHON = "    return {'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': '*'}, 'body': ''}\n"
FUNCTIONS = {
    "a function with its own headers": (
        {"src/main.ts": f"{ANSWER}export async function handler(event: Event) {{\n  return answer(headers);\n}}\n"},
        ["src/main.ts:1 origins=(*)"],
    ),
    "the answer of a module beside functions": (
        {
            "src/handler.js": "exports.list = async (event) => reply(200, await all());\n",
            "src/reply.js": f"exports.reply = (code, body) => ({{\n  statusCode: code,\n  headers: {STAR},\n  body,\n}});\n",
        },
        ["src/reply.js:3 origins=(*)"],
    ),
    "a function inside the folder of its infrastructure": (
        {"cdk/lambda/upload/index.py": f"def handler(event, context):\n{PYTHON}"},
        ["cdk/lambda/upload/index.py:2 origins=(*)"],
    ),
    "a function beside the package of its infrastructure": (
        {
            "infra/package.json": '{"dependencies": {"aws-cdk-lib": "2"}}',
            "infra/lambdas/a.ts": f"{ANSWER}export const handler = async () => answer(headers);\n",
        },
        ["infra/lambdas/a.ts:1 origins=(*)"],
    ),
    "a server without a framework that answers preflights": (
        {
            "server.js": "const http = require('http');\nhttp.createServer(open(routes));\n",
            "lib/open.js": f"module.exports = (next) => (req, res) => {{\n  res.setHeader({HEADER}, '*');\n"
            "  if (req.method === 'OPTIONS') return res.end();\n  return next(req, res);\n};\n",
        },
        ["lib/open.js:2 origins=(*)"],
    ),
    "one file that everybody may have": (
        {
            "server.js": "const http = require('http');\nhttp.createServer(routes);\n",
            "lib/badge.js": f"module.exports = (req, res) => {{\n  res.setHeader({HEADER}, '*');\n  res.end(svg);\n}};\n",
        },
        [],
    ),
    "a construct that is handed to a function": (
        {
            "cdk/package.json": '{"dependencies": {"aws-cdk-lib": "2"}}',
            "cdk/lib/lambda/api.ts": "import { Function } from 'aws-cdk-lib/aws-lambda';\n"
            f"const integration = {{ statusCode: '200', headers: {STAR} }};\n",
        },
        [],
    ),
}


@pytest.mark.parametrize(("files", "expected"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_header_of_every_answer_lets_every_website_into_functions_and_plain_servers(
    files: dict[str, str], expected: list[str]
) -> None:
    assert told(files, ApplicationCors) == expected
