"""What a handler's helpers throw, and who catches it."""

import pytest

from holdfast.model.facts import HealthHandler
from tests.readers.repository.source.support import EXPRESS, told

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
