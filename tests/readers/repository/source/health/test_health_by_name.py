"""Functions that answer about health by their name, where nobody is seen to route them."""

import pytest

from holdfast.model.facts import HealthHandler
from tests.readers.repository.source.support import EXPRESS, told

SERVER = {"package.json": EXPRESS, "src/app.js": "require('./load')(require('express')());\n"}
SAYS = "path=/health constant=True framework=unrouted"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {**SERVER, "src/health-controller.js": "module.exports = (req, res) => {\n  res.send('well');\n};\n"},
            [f"src/health-controller.js:1-3 {SAYS}"],
        ),
        (
            {
                "core/healthcheck.py": "from django.http import JsonResponse\n\ndef ping(request):\n    return JsonResponse({'a': 1})\n"
            },
            [f"core/healthcheck.py:3-4 {SAYS}"],
        ),
        (
            {
                "app/controllers/health_controller.rb": "class HealthController < Base\n  def show\n    head :ok\n  end\nend\n"
            },
            [f"app/controllers/health_controller.rb:2-4 {SAYS}"],
        ),
        (
            {
                "app/controllers/salud_controller.rb": "class SaludController < Base\n  def show\n    head :ok\n  end\nend\n"
            },
            [f"app/controllers/salud_controller.rb:2-4 {SAYS}"],
        ),
        (
            {
                "api/health.go": "package api\n\nfunc Health(w http.ResponseWriter, r *http.Request) {\n\tw.WriteHeader(200)\n}\n"
            },
            [f"api/health.go:3-5 {SAYS}"],
        ),
        (
            {
                "internal/health/ping_handler.go": 'package health\n\nfunc PingHandler(c *gin.Context) {\n\tc.String(http.StatusOK, "OK")\n}\n'
            },
            [f"internal/health/ping_handler.go:3-5 {SAYS}"],
        ),
        (
            {**SERVER, "src/controllers/ping.js": "exports.ping = (req, res) => {\n  res.send('pong');\n};\n"},
            [f"src/controllers/ping.js:1-3 {SAYS}"],
        ),
        (
            {
                "handlers/ping.go": 'package handlers\n\nfunc Ping(w http.ResponseWriter, r *http.Request) {\n\tw.Write([]byte("pong"))\n}\n'
            },
            [f"handlers/ping.go:3-5 {SAYS}"],
        ),
        ({**SERVER, "src/health/records.js": "exports.index = (req, res) => {\n  res.json(rows);\n};\n"}, []),
        ({**SERVER, "src/games/paddle.js": "exports.ping = (req, res) => {\n  res.json(rows);\n};\n"}, []),
        ({**SERVER, "src/health/probe.js": "async function ping(url) {\n  return (await fetch(url)).ok;\n}\n"}, []),
        (
            {
                "api/health.go": "package api\n\nfunc NewHealthHandler(db *sql.DB) http.HandlerFunc {\n\treturn func(w http.ResponseWriter, r *http.Request) {\n"
                "\t\trespond(w, http.StatusOK)\n\t}\n}\n"
            },
            [f"api/health.go:3-7 {SAYS}"],
        ),
        (
            {
                "api/health.go": "package api\n\nfunc NewHealthHandler(db *sql.DB) *Health {\n\treturn &Health{db}\n}\n",
            },
            [],
        ),
        (
            {
                **SERVER,
                "src/health.js": "async function healthCheck(res) {\n  const res = await fetch(URL);\n  return res.ok;\n}\n",
            },
            [],
        ),
        ({**SERVER, "src/health.js": "function healthCheck(pool) {\n  return pool.size > 0;\n}\n"}, []),
        ({**SERVER, "src/orders.js": "function index(req, res) {\n  res.json([]);\n}\n"}, []),
        (
            {
                **SERVER,
                "src/health.js": "const app = require('express')();\napp.get('/up', healthCheck);\nfunction healthCheck(req, res) {\n  res.send('well');\n}\n",
            },
            ["src/health.js:3-5 path=/up constant=True framework=express"],
        ),
    ],
)
def test_what_is_named_for_health_and_answers_a_request_is_a_handler(files: dict[str, str], said: list[str]) -> None:
    assert told(files, HealthHandler) == said


@pytest.mark.parametrize(
    ("head", "answers"),
    [
        ("def _heartbeat(self) -> None:", False),
        ("def healthcheck(request) -> Response:", True),
        ("def healthcheck():", True),
    ],
)
def test_what_takes_nothing_and_gives_nothing_tells_others_and_answers_nobody(head: str, *, answers: bool) -> None:
    text = f"import flask\n\n\n{head}\n    response = tell()\n    return jsonify(response)\n"
    assert bool(told({"shop/steps.py": text}, HealthHandler)) is answers


@pytest.mark.parametrize(
    ("name", "role"), [("readyz", "ready"), ("livez", "live"), ("get_readiness", "ready"), ("healthcheck", "general")]
)
def test_a_name_tells_what_is_asked_for(name: str, role: str) -> None:
    text = f"import flask\n\n\ndef {name}(request):\n    return JsonResponse({{}})\n"
    (found,) = told({"shop/checks.py": text}, HealthHandler)
    assert (f"role={role}" in found) is (role != "general")


_ROUTES = "from django.urls import path\nfrom . import views\n\nurlpatterns = [path('{at}/', views.Shown.as_view())]\n"
_PAGE = "class Shown({bases}):\n    def get(self, request):\n        return render(request, 'live.html')\n"


@pytest.mark.parametrize(
    ("at", "bases", "found"),
    [
        ("live", "EventPermissionRequiredMixin, TemplateView", False),
        ("live", "APIView", True),
        ("health", "LoginRequiredMixin, View", True),
    ],
)
def test_a_page_for_people_is_no_answer_about_health(at: str, bases: str, *, found: bool) -> None:
    files = {
        "manage.py": "import django\n",
        "shop/urls.py": _ROUTES.format(at=at),
        "shop/views.py": _PAGE.format(bases=bases),
    }
    assert bool(told(files, HealthHandler)) is found


_GO = "package api\n\n{head} {{\n\tw.WriteHeader(http.StatusOK)\n}}\n"
_ASKED = "(w http.ResponseWriter, r *http.Request)"


@pytest.mark.parametrize(
    ("path", "text", "role"),
    [
        ("api/health_handler.go", _GO.format(head=f"func (h *HealthHandler) Ready{_ASKED}"), ["ready"]),
        ("api/handlers.go", _GO.format(head=f"func (h *HealthController) Live{_ASKED}"), ["live"]),
        ("api/handlers.go", _GO.format(head=f"func (HealthHandler) Ready{_ASKED}"), ["ready"]),
        ("api/handlers.go", "// health\n" + _GO.format(head=f"func (h *OrderHandler) Ready{_ASKED}"), []),
        ("api/health_handler.go", "package api\n\nfunc (h *Health) Ready() bool {\n\treturn h.up\n}\n", []),
        (
            "src/health.controller.ts",
            "export class HealthController {\n  ready(req: Request, res: Response) {\n    res.send('ready');\n  }\n}\n",
            ["ready"],
        ),
    ],
)
def test_methods_of_what_is_called_after_health_answer_whether_it_is_ready_or_alive(
    path: str, text: str, role: list[str]
) -> None:
    files = {**SERVER, path: text} if path.endswith(".ts") else {path: text}
    assert [one.partition("role=")[2].partition(" ")[0] for one in told(files, HealthHandler)] == role
