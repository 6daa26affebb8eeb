"""Handlers whose answer hangs on somebody else's service."""

import pytest

from holdfast.model.facts import HealthHandler

from ..support import EXPRESS, read


def asked_at(body: str, path: str = "/ready") -> int | None:
    """The line of such a question in a handler of Express that also asks its database."""
    text = f"""
app.get("{path}", async (req, res) => {{
  try {{ await pool.query("select 1"); }} catch (e) {{ return res.status(503).json({{}}); }}
{body}
  res.json({{ ok: true }});
}});
app.listen(3000);
"""
    (found,) = (one for one in read({"package.json": EXPRESS, "src/app.js": text}) if isinstance(one, HealthHandler))
    place = found.places.get("outsiders")
    return place.start_line if place else None


@pytest.mark.parametrize(
    "body",
    [
        "try { await stripe.products.list({ limit: 1 }); } catch (e) { return res.status(503).json({}); }",
        "try { await stripe.balance.retrieve(); } catch (e) { state.ok = false; }",
        "try { await transporter.verify(); } catch (e) { throw e; }",
        "await twilio.api.accounts.list();",
        'try { await fetch("https://api.tosspayments.com/v1"); } catch (e) { status = "unhealthy"; }',
        'await axios.get("https://www.google.com");',
    ],
)
def test_a_question_to_others_that_turns_the_answer_bad_is_told(body: str) -> None:
    assert asked_at(body) == 3


@pytest.mark.parametrize(
    "body",
    [
        "try { await stripe.products.list(); } catch (e) { state.payments = 'degraded'; }",
        "try { await stripe.products.list(); } catch (e) { log(e); }",
        "try { await stripe.products.list(); } catch (e) { state.ok = false; level = 'warning'; }",
        'await fetch("https://orders.internal/health");',
        'await fetch("http://localhost:9000/health");',
        "const name = stripe.name;",
        "await transport.connect();",
        'log("stripe.products.list()");',
    ],
)
def test_what_only_degrades_is_the_products_own_or_asks_nobody_is_not(body: str) -> None:
    assert asked_at(body) is None


@pytest.mark.parametrize("folder", ["api", "src/routes"])
def test_a_file_named_for_readiness_that_takes_a_request_answers_about_it(folder: str) -> None:
    def told(text: str) -> list[tuple[str, str, bool | None]]:
        files = {"package.json": EXPRESS, "server.js": "http.createServer().listen(80);", f"{folder}/ready.js": text}
        return [(one.path, one.role, one.fails) for one in read(files) if isinstance(one, HealthHandler)]

    asks = "try { await pool.query('select 1'); res.status(200).end(); } catch (e) { res.status(503).end(); }"
    assert told(f"module.exports = async (req, res) => {{ {asks} }};") == [("/ready", "ready", True)]
    assert told(f"export default async function handler(req, res) {{ {asks} }}") == [("/ready", "ready", True)]
    # A program of chats hears that its connection is ready.
    assert told("module.exports = { async execute(client) { const res = await client.query('select 1'); } };") == []
