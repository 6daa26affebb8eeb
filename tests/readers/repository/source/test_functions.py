"""Functions of Lambda and servers without a framework: which websites they let in, and what answers for health."""

import pytest

from holdfast.model.facts import ApplicationCors, HealthHandler

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
    "functions that are called after what they do": (
        {
            "src/orders.js": f"const HEADERS = {STAR};\n"
            "const ok = (body) => ({ statusCode: 200, headers: HEADERS, body });\n"
            "export const listOrders = async (event) => ok(await orders(event.queryStringParameters));\n",
        },
        ["src/orders.js:1 origins=(*)"],
    ),
    "a page that takes events": (
        {
            "src/form.js": f"const HEADERS = {STAR};\n"
            "export const submitForm = async (event) => send(event.target, HEADERS);\n",
        },
        [],
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


OK = "{ statusCode: 200, body: 'ok' }"
ASKED = {
    "a file of its own": (
        {"lambdas/health.ts": f"export const handler = async () => ({OK});\n"},
        ["lambdas/health.ts:1 path=/health constant=True framework=lambda"],
    ),
    "a declaration that asks for nothing": (
        {"lambdas/health.ts": f"export async function handler() {{\n  return {OK};\n}}\n"},
        ["lambdas/health.ts:1-3 path=/health constant=True framework=lambda"],
    ),
    "a handler of a server": (
        {"src/health.ts": f"export function healthHandler(req, res) {{\n  res.json({OK});\n}}\n"},
        ["src/health.ts:1-3 path=/health constant=True framework=unrouted"],
    ),
    "a folder of its own": (
        {"src/health-check/index.js": f"exports.handler = async (event) => {{\n  return {OK};\n}};\n"},
        ["src/health-check/index.js:1-3 path=/health constant=True framework=lambda"],
    ),
    "a file of what is asked, in a folder of its own": (
        {"functions/health/check.ts": f"export const handler = async (event) => ({OK});\n"},
        ["functions/health/check.ts:1 path=/health constant=True framework=lambda"],
    ),
    "a file of one half of what is asked": (
        {"functions/health/ready.ts": f"export const handler = async (event) => ({OK});\n"},
        ["functions/health/ready.ts:1 path=/health/ready role=ready constant=True framework=lambda"],
    ),
    "a file named for what it does": (
        {"lambdas/check-health.py": "def lambda_handler(event, context):\n    return {'statusCode': 200}\n"},
        ["lambdas/check-health.py:1-2 path=/health constant=True framework=lambda"],
    ),
    "a file of somebody's health": (
        {"functions/health/list.ts": f"export const handler = async (event) => ({OK});\n"},
        [],
    ),
    "Python, asking the tables": (
        {
            "functions/get_health/lambda_function.py": "def lambda_handler(event, context):\n"
            "    table.meta.client.describe_table(TableName=NAME)\n    return {'statusCode': 200}\n"
        },
        ["functions/get_health/lambda_function.py:1-3 path=/health checks=(database) fails=True framework=lambda"],
    ),
    "a function of another subject": (
        {"lambdas/health-records.ts": f"export const handler = async () => ({OK});\n"},
        [],
    ),
    "a page about health": ({"src/health.ts": f"export const text = {OK};\nexports.handler2 = 1;\n"}, []),
    "a path that is compared": (
        {
            "a.js": f"exports.handler = async (event) => {{\n  if (event.rawPath === '/health') {{\n    return {OK};\n  }}\n}};\n"
        },
        ["a.js:2-4 path=/health constant=True framework=node"],
    ),
    "a path that is compared in Python": (
        {
            "a.py": "def handler(event, context):\n    if event.get('path', '') == '/health':\n"
            "        return {'statusCode': 200, 'body': 'ok'}\n"
        },
        ["a.py:2-3 path=/health constant=True framework=python"],
    ),
    "a function beside what builds its infrastructure, in a package of both": (
        {
            "package.json": '{"dependencies": {"sst": "3"}}',
            "source/api/health.ts": "import { APIGatewayProxyHandlerV2 } from 'aws-lambda';\n"
            f"export const handler: APIGatewayProxyHandlerV2 = async () => ({OK});\n",
            "tools/health.ts": f"export const list = async () => ({OK});\n",
        },
        ["source/api/health.ts:2 path=/health constant=True framework=lambda"],
    ),
    "a path that is compared in Python, and left to a function": (
        {
            "a.py": "def well(event):\n    return reply(200, 'ok')\n\n\ndef handler(event, context):\n"
            "    if event['path'] == '/health':\n        return well(event)\n"
        },
        ["a.py:1-2 path=/health framework=python"],
    ),
    "an answer that a helper of all words": (
        {
            "a.py": "def reply(code, body):\n    return {'statusCode': code, 'body': body}\n\n\n"
            "def handler(event, context):\n    if event['path'] == '/health':\n        return reply(200, 'ok')\n"
        },
        ["a.py:6-7 path=/health constant=True framework=python"],
    ),
    "a route that is compared in Python": (
        {
            "a.py": "def handler(event, context):\n    route = event['routeKey']\n    if route == 'GET /health':\n"
            "        return {'statusCode': 200, 'body': 'ok'}\n"
        },
        ["a.py:3-4 path=/health constant=True framework=python"],
    ),
    "a route among others": (
        {
            "a.js": f"exports.handler = async (event) => {{\n  switch (event.routeKey) {{\n    case 'GET /health':\n"
            f"      return {OK};\n    default:\n      return list(event);\n  }}\n}};\n"
        },
        ["a.js:3-4 path=/health constant=True framework=node"],
    ),
    "a route that is compared": (
        {
            "a.js": f"exports.handler = async ({{ routeKey }}) => {{\n  if (routeKey === 'GET /health') {{\n    return {OK};\n  }}\n}};\n"
        },
        ["a.js:2-4 path=/health constant=True framework=node"],
    ),
    "a call to a function of another file": (
        {
            "server.js": "const { tell } = require('./tell');\nrequire('http').createServer((req, res) => {\n"
            "  if (req.url === '/health') {\n    return tell(req, res);\n  }\n});\n",
            "tell.js": "function tell(req, res) {\n  res.end('ok');\n}\nmodule.exports = { tell };\n",
        },
        ["tell.js:1-3 path=/health constant=True framework=node"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), ASKED.values(), ids=ASKED)
def test_functions_and_plain_servers_that_answer_who_asks_for_health(
    files: dict[str, str], expected: list[str]
) -> None:
    assert told(files, HealthHandler) == expected


SERVERLESS = """
    service: shop
    provider:
      name: aws
    functions:
      status:
        handler: src/handlers/status.check
        events:
          - {event}
    """
SAM = """
    Globals:
      Function:
        CodeUri: src/
    Resources:
      Status:
        Type: AWS::Serverless::Function
        Properties:
          Handler: status.look
          Events:
            Asked:
              Type: {kind}
              Properties:
                Path: {path}
                Method: get
    """
CHECK = f"exports.check = async (event) => {{\n  return {OK};\n}};\n"
LOOK = "def look(event, context):\n    return {'statusCode': 200, 'body': 'ok'}\n"


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("http: GET /health", "/health"),
        ("http: GET api/health", "/api/health"),
        ("httpApi: 'GET /health/ready'", "/health/ready"),
        ("http: {path: health, method: get}", "/health"),
        ("httpApi: {path: /healthz, method: '*'}", "/healthz"),
        ("http: GET /orders", None),
        ("schedule: rate(1 minute)", None),
    ],
)
def test_a_function_that_serverless_has_asked_for_health_answers_whatever_its_file_is_called(
    event: str, path: str | None
) -> None:
    files = {"package.json": "{}", "serverless.yml": SERVERLESS.format(event=event), "src/handlers/status.js": CHECK}
    found = told(files, HealthHandler)
    assert [line.split(" ")[:2] for line in found] == ([["src/handlers/status.js:1-3", f"path={path}"]] if path else [])


@pytest.mark.parametrize(
    ("kind", "path", "found"), [("Api", "/health", True), ("HttpApi", "/ping", True), ("Api", "/orders", False)]
)
def test_so_does_one_of_sam(kind: str, path: str, *, found: bool) -> None:
    files = {"template.yaml": SAM.format(kind=kind, path=path), "src/status.py": LOOK}
    expected = [f"src/status.py:1-2 path={path} constant=True framework=lambda"]
    assert told(files, HealthHandler) == (expected if found else [])


def test_a_template_that_cannot_be_read_is_told_of_elsewhere() -> None:
    files = {"serverless.yml": "functions:\n  a: [\n", "src/handlers/status.js": CHECK}
    assert told(files, HealthHandler) == []
