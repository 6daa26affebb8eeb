"""Health handlers of Express, Fastify, Koa, Hono, Next and plain Node."""

import pytest

from holdfast.model.facts import HealthHandler, ReadsSetting
from tests.readers.repository.source.support import EXPRESS, NEST, told


def _handlers(code: str, path: str = "src/app.js", package: str = EXPRESS, **more: str) -> list[str]:
    return told({"package.json": package, path: code, **more}, HealthHandler)


def test_the_adapter_handler_of_a_nest_server_that_answers_ok_is_constant() -> None:
    code = """
        const httpAdapter = app.getHttpAdapter();
        httpAdapter.getInstance().get("/health", (_req: any, res: any) => {
          res.status(200).send("OK");
        });
        """
    assert _handlers(code, "src/main.ts", NEST) == ["src/main.ts:2-4 path=/health constant=True framework=nestjs"]


@pytest.mark.parametrize(
    "answer",
    [
        "res.send('OK')",
        "res.sendStatus(200)",
        "res.status(200).json({ status: 'ok', uptime: process.uptime(), timestamp: Date.now() })",
        "res.json({ ok: true, memory: process.memoryUsage(), at: new Date().toISOString() })",
        "res.end('정상')",
    ],
)
def test_an_answer_with_decoration_is_still_constant(answer: str) -> None:
    assert _handlers(f"app.get('/healthz', (req, res) => {{ {answer}; }});") == [
        "src/app.js:1 path=/healthz constant=True framework=express"
    ]


def test_a_query_with_an_error_status_checks_and_fails() -> None:
    code = """
        router.get('/health', async (req, res) => {
          try {
            await pool.query('SELECT 1');
            await redis.ping();
            res.json({ status: 'ok' });
          } catch (err) {
            res.status(503).json({ status: 'down' });
          }
        });
        """
    assert _handlers(code) == ["src/app.js:1-9 path=/health checks=(database, cache) fails=True framework=express"]


@pytest.mark.parametrize(
    ("call", "checks"),
    [
        ("dbHealthCheck()", " checks=(database)"),
        ("databaseStatus()", " checks=(database)"),
        ("mongoHealth()", " checks=(database)"),
        ("feedCheck()", ""),  # it is not at hand, and may ask for anything
    ],
)
def test_a_helper_that_is_named_for_the_database_asks_it(call: str, checks: str) -> None:
    code = f"app.get('/ready', async (q, r) => r.status((await {call}) ? 200 : 503).end());"
    assert _handlers(code) == [f"src/app.js:1 path=/ready role=ready{checks} fails=True framework=express"]


def test_a_router_below_a_path_about_health_whose_file_is_not_at_hand_answers_as_it_likes() -> None:
    code = "import { healthRouter } from './routes/health';\napp.use('/api/health', healthRouter);\n"
    assert _handlers(code) == ["src/app.js:2 path=/api/health framework=express"]


def test_a_caught_error_that_answers_200_never_fails() -> None:
    code = """
        app.get('/health', async (req, res) => {
          let db = 'up';
          try { await sequelize.authenticate(); } catch (e) { db = 'down'; }
          res.json({ db });
        });
        """
    assert _handlers(code) == ["src/app.js:1-5 path=/health checks=(database) fails=False framework=express"]


def test_a_state_that_is_only_shown_never_fails_and_one_that_decides_the_status_does() -> None:
    shown = "app.get('/health', (q, r) => r.json({ db: mongoose.connection.readyState === 1 ? 'up' : 'down' }));"
    decides = "app.get('/ready', (q, r) => r.sendStatus(mongoose.connection.readyState === 1 ? 200 : 503));"
    assert _handlers(f"{shown}\n{decides}\n") == [
        "src/app.js:1 path=/health checks=(database) fails=False framework=express",
        "src/app.js:2 path=/ready role=ready checks=(database) fails=True framework=express",
    ]


def test_a_flag_for_shutting_down_is_a_check_of_the_process() -> None:
    code = "app.get('/readyz', (req, res) => stopping ? res.status(503).end() : res.send('ok'));"
    assert _handlers(code) == ["src/app.js:1 path=/readyz role=ready checks=(process) fails=True framework=express"]


def test_prefixes_of_mounted_routers_are_followed_across_files_to_the_controller() -> None:
    found = told(
        {
            "server/package.json": EXPRESS,
            "server/index.js": """
                const routes = require('./routes');
                app.use('/api/v1', routes);
                """,
            "server/routes/index.js": """
                const healthRouter = require('./health.routes');
                router.use('/health', healthRouter);
                """,
            "server/routes/health.routes.js": """
                const { check } = require('../controllers/health.controller');
                router.get('/', check);
                """,
            "server/controllers/health.controller.js": """
                exports.other = () => 1;
                exports.check = async (req, res) => {
                  await knex.raw('select 1');
                  res.json({ ok: true });
                };
                """,
        },
        HealthHandler,
    )
    assert found == [
        "server/controllers/health.controller.js:2-5 path=/api/v1/health checks=(database) fails=True framework=express"
    ]


def test_a_typescript_router_behind_an_alias_and_an_index_is_followed() -> None:
    found = told(
        {
            "package.json": EXPRESS,
            "src/app.ts": "import { healthRouter } from '@/routes';\napp.use('/health', healthRouter);\n",
            "src/routes/index.ts": "export { healthRouter } from './health';\n",
            "src/routes/health.ts": "export const healthRouter = Router();\nhealthRouter.get('/live', (_, r) => r.end());\n",
        },
        HealthHandler,
    )
    assert found == ["src/routes/health.ts:2 path=/health/live role=live constant=True framework=express"]


@pytest.mark.parametrize(
    ("chain", "shown"),
    [
        ("app.route('/health').get((req, res) => res.sendStatus(200));", True),
        ("app.route('/health').head((req, res) => res.end()).post(note);", True),
        ("app.route('/orders').get((req, res) => res.sendStatus(200));", False),
        ("app.route('/health').post((req, res) => res.sendStatus(200));", False),
    ],
)
def test_a_path_that_stands_before_its_methods(chain: str, *, shown: bool) -> None:
    assert _handlers(chain) == (["src/app.js:1 path=/health constant=True framework=express"] if shown else [])


def test_fastify_routes_hapi_options_koa_prefixes_and_hono_are_read() -> None:
    fastify = "fastify.route({ method: 'GET', url: '/health', handler: async () => ({ ok: true }) });"
    assert _handlers(fastify, package='{"dependencies": {"fastify": "4"}}') == [
        "src/app.js:1 path=/health constant=True framework=fastify"
    ]
    koa = "const router = new Router({ prefix: '/api' });\nrouter.get('/ping', (ctx) => { ctx.body = 'pong'; });"
    assert _handlers(koa, package='{"dependencies": {"koa": "2"}}') == [
        "src/app.js:2 path=/api/ping constant=True framework=koa"
    ]
    hono = "app.get('/health', (c) => c.json({ status: 'ok' }));"
    assert _handlers(hono, package='{"dependencies": {"hono": "4"}}') == [
        "src/app.js:1 path=/health constant=True framework=hono"
    ]


def test_a_server_is_known_by_a_package_of_its_frameworks_own_scope() -> None:
    text = "import { OpenAPIHono } from '@hono/zod-openapi';\napp.get('/health', (c) => c.json({ status: 'ok' }));"
    handlers = told({"src/app.ts": text}, HealthHandler)
    assert handlers == ["src/app.ts:2 path=/health constant=True framework=express"]


def test_a_plain_node_server_is_read() -> None:
    code = """
        http.createServer((req, res) => {
          if (req.url === '/health') {
            res.end('ok');
            return;
          }
        }).listen(3000);
        """
    assert _handlers(code, package="{}") == ["src/app.js:2-5 path=/health constant=True framework=node"]


def test_next_route_handlers_and_api_pages_are_read_by_their_files() -> None:
    found = told(
        {
            "package.json": '{"dependencies": {"next": "14", "react": "18"}}',
            "src/app/api/health/route.ts": "export async function GET() {\n  return Response.json({ ok: true });\n}\n",
            "pages/api/ready.ts": """
                export default async function handler(req, res) {
                  try {
                    await prisma.$queryRaw`SELECT 1`;
                    res.status(200).end();
                  } catch { res.status(500).end(); }
                }
                """,
        },
        HealthHandler,
    )
    assert found == [
        "pages/api/ready.ts:1-6 path=/api/ready role=ready checks=(database) fails=True framework=next",
        "src/app/api/health/route.ts:1-3 path=/api/health constant=True framework=next",
    ]


def test_a_greeting_at_the_root_is_told_only_where_nothing_else_answers() -> None:
    root = "app.get('/', (req, res) => res.send('Hello World!'));\n"
    assert _handlers(root) == ["src/app.js:1 path=/ constant=True framework=express"]
    assert _handlers(root + "app.get('/health', (req, res) => res.send('ok'));") == [
        "src/app.js:2 path=/health constant=True framework=express"
    ]
    assert _handlers("app.get('/', (req, res) => res.render('index'));") == []


@pytest.mark.parametrize(
    "code",
    [
        "// app.get('/health', (req, res) => res.send('OK'));",
        "/* app.get('/health', (req, res) => res.send('OK')); */",
        "axios.get('/health', (res) => res.data);",
        "const res = await fetch('/health');",
        "app.get('/orders/:id/status', (req, res) => res.json(order));",
        "app.get('/health/records', (req, res) => res.json(rows));",
        "app.post('/health', (req, res) => res.send('OK'));",
        "const text = \"app.get('/health', (req, res) => res.send('OK'))\";",
    ],
)
def test_what_is_no_health_handler_gives_nothing(code: str) -> None:
    assert _handlers(code) == []


@pytest.mark.parametrize(
    "path",
    ["test/app.js", "src/__tests__/a.js", "src/app.spec.js", "src/mocks/app.js", "src/app.min.js", "client/src/a.js"],
)
def test_tests_mocks_bundles_and_front_ends_are_no_evidence(path: str) -> None:
    assert _handlers("app.get('/health', (req, res) => res.send('OK'));", path) == []


def test_a_helper_in_another_file_is_followed_and_an_unknown_one_is_not_called_constant() -> None:
    route = (
        "import { checkAll } from './checks';\napp.get('/health', async (q, r) => { await checkAll(); r.end(); });\n"
    )
    known = {"src/checks.js": "export async function checkAll() {\n  await prisma.$queryRaw`SELECT 1`;\n}\n"}
    assert _handlers(route, **known) == ["src/app.js:2 path=/health checks=(database) fails=True framework=express"]
    assert _handlers("app.get('/health', async (q, r) => { r.json(await monitor.probeEverything()); });") == [
        "src/app.js:1 path=/health framework=express"
    ]


_SWALLOWED = """
    app.get('/health', async (req, res) => {{
      const answer = {{ status: 'ok', database: 'unknown' }};
      try {{
        try {{
          await prisma.$queryRaw`SELECT 1`;
        }} catch (error) {{
          {caught};
        }}
        res.status({status}).json(answer);
      }} catch (error) {{
        res.status(500).json({{ status: 'error' }});
      }}
    }});
    """


@pytest.mark.parametrize(
    ("caught", "status", "fails"),
    [
        ("answer.database = 'error'", "200", False),
        ("throw error", "200", True),
        ("answer.database = 'error'", "answer.database === 'error' ? 503 : 200", True),
    ],
)
def test_an_error_that_is_caught_before_it_reaches_the_answer_never_fails(
    caught: str, status: str, fails: bool
) -> None:
    [handler] = _handlers(_SWALLOWED.format(caught=caught, status=status))
    assert f"fails={fails}" in handler


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (
            "import { NextResponse } from 'next/server';\nexport async function GET() {\n  return NextResponse.json({});\n}\n",
            "2-4",
        ),
        ("export function GET() {\n  return Response.json({ status: 'ok' });\n}\n", "1-3"),
        ("export const GET = (): Response => {\n  return Response.json({ status: 'ok' });\n};\n", "1-3"),
    ],
)
@pytest.mark.parametrize("manifest", [{}, {"package.json": '{"dependencies": {"react": "19"}}'}])
def test_next_is_told_by_what_a_route_imports_or_exports_where_no_manifest_says_it(
    manifest: dict[str, str], code: str, lines: str
) -> None:
    path = "src/app/api/health/route.ts"
    found = told({**manifest, path: code}, HealthHandler)
    assert found == [f"{path}:{lines} path=/api/health constant=True framework=next"]


def test_a_file_called_route_elsewhere_is_none_of_next() -> None:
    assert told({"src/health/route.ts": "export const GET = () => 'ok';\n"}, HealthHandler) == []


@pytest.mark.parametrize(
    ("made", "lines"), [("const router = new Router();\nrouter", "4-6"), ("export default new Router()", "3-5")]
)
def test_a_route_that_hangs_on_another_ones_call_stands_in_its_own_lines(made: str, lines: str) -> None:
    code = f"{made}\n  .get('/orders', (ctx) => list(ctx))\n  .get('/health', (ctx) => {{\n    ctx.body = 'fine';\n  }});\n"
    files = {"package.json": '{"dependencies": {"koa": "2"}}', "src/routes.js": code}
    assert told(files, HealthHandler) == [f"src/routes.js:{lines} path=/health constant=True framework=koa"]


@pytest.mark.parametrize(
    ("package", "path", "code", "expected"),
    [
        ("nuxt", "server/api/health.get.ts", "export default defineEventHandler(() => 'fine')\n", "1 path=/api/health"),
        (
            "@sveltejs/kit",
            "src/routes/health/+server.ts",
            "export const GET = () => new Response('ok');\n",
            "1 path=/health",
        ),
        (
            "@remix-run/node",
            "app/routes/healthcheck.tsx",
            "export async function loader() {\n  return new Response('OK');\n}\n",
            "1-3 path=/healthcheck",
        ),
        (
            "next",
            "app/(plain)/health/route.ts",
            "export function GET() {\n  return Response.json({});\n}\n",
            "1-3 path=/health",
        ),
    ],
)
def test_a_file_whose_own_path_is_the_route(package: str, path: str, code: str, expected: str) -> None:
    [found] = told({"package.json": f'{{"dependencies": {{"{package}": "1"}}}}', path: code}, HealthHandler)
    assert found.startswith(f"{path}:{expected} constant=True")


@pytest.mark.parametrize(
    ("package", "path", "found"),
    [
        ("@sveltejs/kit", "src/routes/health/+server.ts", 1),
        ("nuxt", "server/api/health.ts", 1),
        ("vite", "server/api/health.ts", 0),
    ],
)
def test_what_a_site_is_built_with_may_serve_it(package: str, path: str, found: int) -> None:
    manifest = f'{{"devDependencies": {{"{package}": "1"}}}}'
    code = "export const GET = () => new Response('ok');\n"
    assert len(told({"package.json": manifest, path: code}, HealthHandler)) == found


def test_a_method_behind_a_wrapper_and_a_path_of_the_class_is_found() -> None:
    files = {
        "package.json": EXPRESS,
        "src/state.route.ts": """
            import { State } from './state.controller';
            class StateRoute {
              path = '/health';
              constructor() {
                this.router.get(`${this.path}/live`, caught(this.controller.index));
              }
            }
            """,
        "src/state.controller.ts": """
            export class State {
              index = async (req, res) => {
                res.json({ state: 'fine' });
              };
            }
            """,
    }
    assert told(files, HealthHandler) == [
        "src/state.controller.ts:2-4 path=/health/live role=live constant=True framework=express"
    ]


def test_a_case_of_a_switch_over_the_url_is_a_route() -> None:
    code = """
        const http = require('http');
        http.createServer((req, res) => {
          switch (req.url) {
            case '/health':
              return res.end('fine');
            default:
              return res.end();
          }
        }).listen(80);
        """
    assert told({"server.js": code}, HealthHandler) == ["server.js:4-5 path=/health constant=True framework=node"]


def test_functions_that_are_written_into_a_table_are_looked_into() -> None:
    code = """
        const asked = { orders: () => pool.query('SELECT 1'), sessions: () => redis.ping() };
        app.get('/ready', async (req, res) => {
          const all = await Promise.allSettled(Object.values(asked).map((ask) => ask()));
          res.sendStatus(all.some((one) => one.status === 'rejected') ? 503 : 200);
        });
        """
    [found] = told({"package.json": EXPRESS, "app.js": code}, HealthHandler)
    assert "checks=(database, cache) fails=True" in found


def test_a_router_of_the_same_file_that_is_mounted_answers_nothing_itself() -> None:
    code = "const state = Router();\nexport default (app) => {\n  app.use('/status', state);\n  state.get('/', (q, s) => s.end());\n};\n"
    assert told({"package.json": EXPRESS, "status.js": code}, HealthHandler) == [
        "status.js:4 path=/status constant=True framework=express"
    ]


def test_a_route_in_a_list_that_the_server_is_given_elsewhere() -> None:
    code = "module.exports = [\n  { method: 'GET', path: '/health', handler: () => 'fine' },\n  { method: 'GET', path: '/orders', handler: list },\n];\n"
    files = {"package.json": '{"dependencies": {"@hapi/hapi": "21"}}', "routes.js": code}
    assert told(files, HealthHandler) == ["routes.js:2 path=/health constant=True framework=hapi"]


def test_a_branch_that_lets_the_question_through_answers_nothing() -> None:
    code = "app.use((req, res, next) => {\n  if (req.path === '/health') {\n    return next();\n  }\n  log(req);\n  next();\n});\n"
    assert told({"package.json": EXPRESS, "app.js": code}, HealthHandler) == []


def test_an_answer_that_stands_in_a_package_is_not_called_constant() -> None:
    code = "const probes = require('probes');\napp.use('/ready', probes.Ready(checker));\napp.get('/health', probes.health);\n"
    assert told({"package.json": EXPRESS, "app.js": code}, HealthHandler) == [
        "app.js:2 path=/ready role=ready framework=express",
        "app.js:3 path=/health framework=express",
    ]


def test_a_row_of_supabase_is_asked_for_in_the_database() -> None:
    code = "app.get('/health', async (q, s) => {\n  const { error } = await supabase.from('a').select('id');\n  s.sendStatus(error ? 503 : 200);\n});\n"
    [found] = told({"package.json": EXPRESS, "app.js": code}, HealthHandler)
    assert "checks=(database) fails=True" in found


def test_a_state_that_is_only_looked_at_reaches_no_catch() -> None:
    handler = """
        app.get('/health', (request, response) => {
          try {
            response.json({ database: mongoose.connection.readyState === 1 ? 'up' : 'down' });
          } catch (error) {
            response.status(500).json({ error: error.message });
          }
        });
        """
    [line] = told({"package.json": EXPRESS, "src/app.js": handler}, HealthHandler)
    assert "fails=False" in line
    asked = handler.replace("response.json({ database", "await pool.query('SELECT 1'); response.json({ database")
    [line] = told({"package.json": EXPRESS, "src/app.js": asked}, HealthHandler)
    assert "fails=True" in line


def test_a_variable_in_small_letters_is_a_setting_of_the_process_alone() -> None:
    text = "const a = process.env.password;\nconst b = env.password;\nprocess.env.hasOwnProperty('x');\n"
    found = told({"package.json": EXPRESS, "src/app.js": text}, ReadsSetting)
    assert found == ["src/app.js:1 name=password secret=True"]


@pytest.mark.parametrize(
    "exported",
    ["module.exports = {}", "export default {}", "export default async {}"],
    ids=["module", "default", "async"],
)
def test_what_a_file_exports_as_a_whole_answers_under_any_name(exported: str) -> None:
    function = exported.format("(request, response) => {\n  response.json({ fine: true });\n}") + ";\n"
    files = {
        "package.json": EXPRESS,
        "src/up.js": function,
        "src/app.js": "const alive = require('./up');\napp.get('/health', alive);\n",
    }
    assert told(files, HealthHandler) == ["src/up.js:1-3 path=/health constant=True framework=express"]


def test_who_connects_to_the_database_asks_it() -> None:
    code = """
        export async function GET() {
          try {
            await connectDB();
            return told({ fine: true });
          } catch {
            return refused('gone', 503);
          }
        }
        """
    files = {"package.json": '{"dependencies": {"next": "^14"}}', "app/api/health/route.js": code}
    [line] = told(files, HealthHandler)
    assert "checks=(database) fails=True" in line


@pytest.mark.parametrize(
    ("wrapper", "constant"),
    [
        ("asyncHandler", True),
        ("catchAsync", True),
        ("wrapAsync", True),
        ("expressAsyncHandler", True),
        ("guarded", False),
    ],
)
def test_what_only_passes_failures_on_leaves_an_answer_as_it_is(wrapper: str, *, constant: bool) -> None:
    [line] = _handlers(f"app.get('/health', {wrapper}(async (req, res) => {{ res.json({{ state: 'fine' }}); }}));")
    assert ("constant=True" in line) == constant


@pytest.mark.parametrize(
    ("answer", "fails"),
    [
        ("(err) => response.json({ database: !err })", False),
        ("function (error, rows) { response.json({ rows }); }", False),
        ("(err) => { if (err) return response.sendStatus(503); response.json({}); }", True),
        ("(err) => { if (err) return next(err); response.json({}); }", True),
    ],
)
def test_a_failure_that_is_called_back_with_fails_nothing_unless_it_is_answered(answer: str, *, fails: bool) -> None:
    [line] = _handlers(f"app.get('/health', (request, response, next) => {{ pool.query('SELECT 1', {answer}); }});")
    assert f"fails={fails}" in line


@pytest.mark.parametrize(
    "mounting",
    [
        "const rows = [{ path: '/status', route: probes() }];\nrows.forEach((row) => app.use(row.path, row.route));",
        "const all = [{ prefix: '/status', router: probes() }];\nfor (const { prefix, router } of all) app.use(prefix, router);",
        "const made = probes();\napp.use('/status', made);",
        "const made = new Probes();\napp.use('/status', made.router);",
    ],
)
def test_a_router_that_is_made_elsewhere_hangs_where_its_name_or_its_row_of_a_table_says(mounting: str) -> None:
    files = {
        "package.json": EXPRESS,
        "src/probes.js": 'export function probes() {\n  const router = Router();\n  router.get("/", (req, res) => res.send("ok"));\n'
        "  return router;\n}\nexport class Probes {}\n",
        "src/app.js": f'import {{ probes, Probes }} from "./probes.js";\nconst app = express();\n{mounting}\napp.listen(3000);\n',
    }
    assert told(files, HealthHandler) == ["src/probes.js:3 path=/status constant=True framework=express"]


@pytest.mark.parametrize("call", ["stripe.balance.retrieve()", "axios.get(RATES)", "payPalClient.ping()"])
def test_a_question_to_somebody_elses_service_is_one_over_http(call: str) -> None:
    code = f"app.get('/healthz', async (req, res) => {{ try {{ await {call}; res.send('ok'); }} catch (e) {{ res.status(503).end(); }} }});"
    (told_of,) = _handlers(code)
    assert "http" in told_of.partition("checks=(")[2].partition(")")[0].split(", ")
