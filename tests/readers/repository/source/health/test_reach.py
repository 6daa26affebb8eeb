"""What a handler's helpers throw, and who catches it."""

import pytest

from holdfast.model.facts import HealthHandler
from tests.readers.repository.source.support import EXPRESS, NEST, read, told

_CONNECTS = """
    export async function connected() {
      try { await client.connect(); } catch (error) { throw error; }
      return client;
    }
    """


@pytest.mark.parametrize(
    ("caught", "fails"),
    [
        ("database = 'error';", " fails=False"),
        ("throw error;", " fails=True"),
        ("res.status(503);", " fails=True"),
    ],
)
def test_what_a_helper_throws_is_no_bad_answer_where_its_caller_catches_it(caught: str, fails: str) -> None:
    files = {
        "package.json": EXPRESS,
        "src/db.ts": _CONNECTS,
        "src/health.ts": f"""
            import {{ connected }} from './db.js';
            export async function look(res) {{
              let database = 'unknown';
              try {{
                const client = await connected();
                await client.db().command({{ ping: 1 }});
              }} catch (error) {{
                {caught}
              }}
              return {{ database }};
            }}
            """,
        "src/app.ts": """
            import { look } from './health.js';
            app.get('/health', async (req, res) => {
              res.json(await look(res));
            });
            """,
    }
    assert told(files, HealthHandler) == [f"src/app.ts:2-4 path=/health checks=(database){fails} framework=express"]


def test_a_helper_that_is_also_called_outside_of_the_attempt_still_throws() -> None:
    files = {
        "package.json": EXPRESS,
        "src/db.ts": _CONNECTS,
        "src/app.ts": """
            import { connected } from './db.js';
            app.get('/health', async (req, res) => {
              const client = await connected();
              try { await client.db().command({ ping: 1 }); await connected(); } catch (error) { log(error); }
              res.json({});
            });
            """,
    }
    assert told(files, HealthHandler) == ["src/app.ts:2-6 path=/health checks=(database) fails=True framework=express"]


@pytest.mark.parametrize(("told_here", "checks"), [(True, " checks=(process)"), (False, "")])
def test_what_a_readiness_asks_by_a_helper_that_is_not_at_hand_is_unknown(checks: str, *, told_here: bool) -> None:
    files = {
        "package.json": EXPRESS,
        "src/app.ts": """
            import { looked } from './looked.js';
            app.get('/health/ready', async (req, res) => {
              const report = await looked();
              res.status(report.ok ? 200 : 503).json(report);
            });
            """,
        **({"src/looked.ts": "export async function looked() { return { ok: ready }; }\n"} if told_here else {}),
    }
    assert told(files, HealthHandler) == [
        f"src/app.ts:2-5 path=/health/ready role=ready{checks} fails=True framework=express"
    ]


_SERVICE = """
    export class AppService {
      health() {
        return { status: 'ok', at: new Date().toISOString() };
      }
    }
    """


def _said(files: dict[str, str]) -> list[str]:
    handlers = [one for one in read(files) if isinstance(one, HealthHandler) and one.constant]
    return [f"{one.places['said']}" if "said" in one.places else "" for one in handlers]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("return this.appService.health();", True),
        ("const told = await this.appService.health();\n            return told;", True),
        ("this.logger.log('asked');\n        return this.appService.health();", True),
        ("return { status: 'up', ...this.appService.health() };", False),
        ("return { status: 'up' };", False),
    ],
)
def test_a_handler_without_words_of_its_own_leaves_its_answer_to_the_one_function_it_calls(
    answer: str, said: bool
) -> None:
    controller = f"""
        import {{ Controller, Get }} from '@nestjs/common';
        import {{ AppService }} from './app.service';
        @Controller()
        export class AppController {{
          @Get('health')
          @ApiOperation({{ summary: 'How it is' }})
          async health() {{
            {answer}
          }}
        }}
        """
    files = {"package.json": NEST, "src/app.controller.ts": controller, "src/app.service.ts": _SERVICE}
    assert _said(files) == (["src/app.service.ts:2-4"] if said else [""])


def test_what_a_controller_hands_to_the_next_when_it_fails_is_no_answer() -> None:
    files = {
        "package.json": EXPRESS,
        "src/app.js": "const health = require('./health');\napp.get('/health', health.check);\n",
        "src/health.js": """
            const service = require('./service');
            exports.check = async (req, res, next) => {
              try { res.json(await service.state()); } catch (error) { next(error); }
            };
            """,
        "src/service.js": "const state = async () => {\n  return { status: 'ok' };\n};\nmodule.exports = { state };\n",
    }
    assert _said(files) == ["src/service.js:1-3"]
