"""Health handlers of FastAPI, Flask and Django."""

import pytest

from holdfast.model.facts import HealthHandler
from tests.readers.repository.source.support import told


def _handlers(files: dict[str, str]) -> list[str]:
    return told(files, HealthHandler)


def test_fastapi_prefixes_are_followed_and_a_session_query_is_a_check() -> None:
    found = _handlers(
        {
            "backend/requirements.txt": "fastapi\n",
            "backend/app/main.py": """
                from fastapi import FastAPI
                from app.api.router import api_router
                app = FastAPI()
                app.include_router(api_router, prefix="/api/v1")
                """,
            "backend/app/api/router.py": """
                from fastapi import APIRouter
                from app.api.endpoints import health
                api_router = APIRouter()
                api_router.include_router(health.router, prefix="/health", tags=["health"])
                """,
            "backend/app/api/endpoints/health.py": '''
                router = APIRouter()

                @router.get("/ready")
                async def ready(db: AsyncSession = Depends(get_db)):
                    """Tells whether PostgreSQL answers."""
                    try:
                        await db.execute(text("SELECT 1"))
                    except Exception:
                        raise HTTPException(status_code=503, detail="db")
                    return {"status": "ok"}

                @router.get("/live")
                async def live():
                    return {"status": "alive"}
                ''',
        }
    )
    assert found == [
        (
            "backend/app/api/endpoints/health.py:3-10 path=/api/v1/health/ready role=ready checks=(database) fails=True"
            " framework=fastapi"
        ),
        "backend/app/api/endpoints/health.py:12-14 path=/api/v1/health/live role=live constant=True framework=fastapi",
    ]


def test_flask_routes_and_blueprints_are_read() -> None:
    code = """
        from flask import Blueprint, Flask, jsonify
        bp = Blueprint("ops", __name__, url_prefix="/ops")

        @bp.route("/ping", methods=["GET"])
        def ping():
            return "pong"

        @app.route("/healthcheck")
        def healthcheck():
            try:
                db.session.execute("SELECT 1")
                return jsonify(db="up")
            except Exception as e:
                return jsonify(db="down")
        """
    assert _handlers({"requirements.txt": "flask", "app.py": code}) == [
        "app.py:4-6 path=/ops/ping constant=True framework=flask",
        "app.py:8-14 path=/healthcheck checks=(database) fails=False framework=flask",
    ]


def test_django_urls_lead_to_views_classes_lambdas_and_libraries() -> None:
    found = _handlers(
        {
            "manage.py": "import django\n",
            "config/urls.py": """
                from django.urls import include, path
                from ops.views import HealthView
                urlpatterns = [
                    path("api/", include("ops.urls")),
                    path("health/", HealthView.as_view(), name="health"),
                    path("ping", lambda request: HttpResponse("pong")),
                    path("ht/", include("health_check.urls")),
                    # path("healthz", views.old),
                ]
                """,
            "config/settings.py": 'INSTALLED_APPS = ["health_check", "health_check.db", "health_check.contrib.psutil"]\n',
            "ops/urls.py": """
                from django.urls import path
                from . import views
                urlpatterns = [path("healthz/", views.healthz)]
                """,
            "ops/views.py": """
                from django.db import connection

                class HealthView(APIView):
                    def get(self, request):
                        return Response({"status": "ok"})

                def healthz(request):
                    connection.ensure_connection()
                    return JsonResponse({"ok": True})
                """,
        }
    )
    assert found == [
        "ops/views.py:3-5 path=/health/ constant=True framework=django",
        "config/urls.py:6 path=/ping constant=True framework=django",
        "config/urls.py:7 path=/ht/ checks=(database, disk, memory) fails=True framework=django",
        "ops/views.py:7-9 path=/api/healthz/ checks=(database) fails=True framework=django",
    ]


@pytest.mark.parametrize(
    "code",
    [
        '# @app.get("/health")\n# def health(): return 1\n',
        '"""\n@app.get("/health")\ndef health(): ...\n"""\n',
        'response = client.get("/health")\n',
        '@app.post("/health")\ndef health():\n    return 1\n',
        '@app.get("/items/{id}/status")\ndef status(id):\n    return 1\n',
    ],
)
def test_what_is_no_health_handler_gives_nothing(code: str) -> None:
    assert _handlers({"requirements.txt": "", "main.py": "from fastapi import FastAPI\n" + code}) == []


def test_tests_and_programs_that_serve_nothing_are_no_evidence() -> None:
    code = 'from fastapi import FastAPI\n@app.get("/health")\ndef health():\n    return "ok"\n'
    assert _handlers({"tests/main.py": code}) == []
    assert _handlers({"test_main.py": code}) == []
    assert _handlers({"notebook.py": 'import pandas\n@x.get("/health")\ndef f():\n    return 1\n'}) == []


@pytest.mark.parametrize(
    "listed",
    ['Mount("/health", app=health_app(product))', 'Route("/health", library.endpoint)', 'app.mount("/health", health)'],
)
def test_an_endpoint_whose_code_is_elsewhere_is_there_and_unknown(listed: str) -> None:
    text = f"from starlette.applications import Starlette\napp = Starlette()\nroutes = [{listed}]\n"

    (line,) = told({"requirements.txt": "starlette", "app.py": text}, HealthHandler)

    assert line.startswith("app.py:3 path=/health")
    assert "constant" not in line


@pytest.mark.parametrize(("module", "there"), [("shop.health.urls", True), ("config.urls", False)])
def test_routes_about_health_that_django_takes_in_from_a_module_that_is_not_here_are_unknown(
    module: str, there: bool
) -> None:
    text = f'from django.urls import include, path\nurlpatterns = [path("health/", include("{module}"))]\n'
    found = _handlers({"manage.py": "import django\n", "config/urls.py": text})
    assert found == (["config/urls.py:2 path=/health/ framework=django"] if there else [])


@pytest.mark.parametrize(
    "body", ['"""Answers."""', "...", "pass", '"""Answers."""\n        ...', "raise NotImplementedError"]
)
def test_a_shape_without_a_body_is_no_constant_answer(body: str) -> None:
    text = (
        "from starlette.routing import Route\n"
        "class Health(Protocol):\n"
        f"    async def ready(self, request: Request) -> Response:\n        {body}\n"
        'routes = [Route("/health/ready", health.ready)]\n'
    )

    told_lines = told({"requirements.txt": "starlette", "app.py": text}, HealthHandler)

    assert told_lines
    assert not any("constant=True" in line for line in told_lines)


@pytest.mark.parametrize(("caught", "fails"), [("state = 'down'", False), ("raise", True)])
def test_an_exception_that_is_caught_before_it_reaches_the_answer_never_fails(caught: str, fails: bool) -> None:
    code = f"""
        from fastapi import FastAPI, HTTPException
        app = FastAPI()

        @app.get("/health")
        def health():
            try:
                state = "up"
                try:
                    session.execute("SELECT 1")
                except Exception:
                    {caught}
                return {{"state": state}}
            except Exception:
                raise HTTPException(status_code=503)
        """
    [handler] = told({"requirements.txt": "fastapi\n", "app/main.py": code}, HealthHandler)
    assert f"fails={fails}" in handler


def test_functions_in_a_table_that_a_handler_goes_through_are_followed() -> None:
    code = """
        from fastapi import FastAPI, Response
        app = FastAPI()

        def orders():
            engine.connect().execute("SELECT 1")

        def sessions():
            redis.ping()

        ASKED = {"orders": orders, "sessions": sessions}

        @app.get("/ready")
        def ready(response: Response):
            wrong = [name for name, ask in ASKED.items() if not ask()]
            response.status_code = 503 if wrong else 200
            return wrong
        """
    [handler] = told({"requirements.txt": "fastapi\n", "app/main.py": code}, HealthHandler)
    assert "checks=(database, cache) fails=True" in handler


def test_a_view_that_a_rule_names_by_its_class_is_followed() -> None:
    code = """
        from flask import Blueprint
        from flask.views import MethodView
        state = Blueprint("state", __name__)

        class Ready(MethodView):
            def get(self):
                db.session.execute("SELECT 1")
                return "fine"

        state.add_url_rule("/readyz", view_func=Ready.as_view("ready"))
        """
    assert told({"requirements.txt": "flask\n", "app/state.py": code}, HealthHandler) == [
        "app/state.py:5-8 path=/readyz role=ready checks=(database) fails=True framework=flask"
    ]


def test_a_middleware_that_answers_where_the_path_is_about_health_is_a_handler() -> None:
    code = """
        from django.http import HttpResponse

        def answers(get_response):
            def middleware(request):
                if request.path == "/health":
                    return HttpResponse("ok")
                return get_response(request)
            return middleware
        """
    assert told({"requirements.txt": "django\n", "shop/middleware.py": code}, HealthHandler) == [
        "shop/middleware.py:5-6 path=/health constant=True framework=django"
    ]


@pytest.mark.parametrize(
    ("taken_in", "path"),
    [("api.add_namespace(state, path='/health')", "/health"), ("api.add_namespace(state)", "/status")],
)
def test_a_resource_of_flask_restx_hangs_below_its_namespace(taken_in: str, path: str) -> None:
    code = f"""
        from flask_restx import Api, Namespace, Resource
        import flask
        state = Namespace("status")

        @state.route("")
        class State(Resource):
            def get(self):
                return {{"state": "fine"}}

        {taken_in}
        """
    assert told({"requirements.txt": "flask\n", "app/state.py": code}, HealthHandler) == [
        f"app/state.py:5-8 path={path} constant=True framework=flask"
    ]


def test_a_resource_of_flask_restful_is_followed() -> None:
    code = """
        from flask_restful import Api, Resource
        import flask

        class State(Resource):
            def get(self):
                return "fine"

        api.add_resource(State, "/health")
        """
    assert told({"requirements.txt": "flask\n", "app/state.py": code}, HealthHandler) == [
        "app/state.py:4-6 path=/health constant=True framework=flask"
    ]


@pytest.mark.parametrize(
    ("decorator", "parameters"),
    [('"/ready", dependencies=[Depends(asks)]', ""), ('"/ready"', "_: None = Depends(check_orders)")],
)
def test_what_fastapi_runs_before_a_handler_belongs_to_it(decorator: str, parameters: str) -> None:
    code = f"""
        from fastapi import Depends, FastAPI, HTTPException
        app = FastAPI()

        def asks():
            try:
                engine.connect().execute("SELECT 1")
            except Exception:
                raise HTTPException(status_code=503)

        def check_orders():
            asks()

        @app.get({decorator})
        def ready({parameters}):
            return "fine"
        """
    [found] = told({"requirements.txt": "fastapi\n", "app/main.py": code}, HealthHandler)
    assert "checks=(database) fails=True" in found


def test_checks_that_a_library_is_given_are_what_it_runs() -> None:
    code = """
        import flask
        from healthcheck import HealthCheck
        state = HealthCheck()

        def orders():
            engine.connect().execute("SELECT 1")
            return True, "fine"

        state.add_check(orders)
        app.add_url_rule("/healthcheck", "state", view_func=lambda: state.run())
        """
    assert told({"requirements.txt": "flask\n", "app.py": code}, HealthHandler) == [
        "app.py:10 path=/healthcheck checks=(database) fails=True framework=flask"
    ]


@pytest.mark.parametrize(
    ("made", "added", "shown"),
    [
        ("Healthcheck(app)", "DbChecker(db)", "path=/healthcheck checks=(database) fails=True"),
        (
            "checks.HealthCheck(app, '/status/health')",
            "RedisChecker()",
            "path=/status/health checks=(cache) fails=True",
        ),
        ("HealthCheck(app=shop, path='/healthz')", "orders", "path=/healthz checks=(database) fails=True"),
        ("Healthcheck(app)", "RunningChecker()", "path=/healthcheck constant=True"),
        ("Healthcheck()", "DbChecker(db)", ""),
        ("Quality(app)", "DbChecker(db)", ""),
    ],
)
def test_an_object_that_is_made_for_the_application_answers_what_is_added_to_it(
    made: str, added: str, shown: str
) -> None:
    code = f"""
        import flask

        def orders():
            engine.connect().execute("SELECT 1")
            return True, "fine"

        state = {made}
        state.add_check({added})
        """
    found = told({"requirements.txt": "flask\n", "app.py": code}, HealthHandler)
    assert [line.partition(" ")[2] for line in found] == ([f"{shown} framework=flask"] if shown else [])


def test_a_handler_in_tornados_table_is_followed() -> None:
    code = """
        import tornado.web

        class State(tornado.web.RequestHandler):
            def get(self):
                self.write("fine")

        application = tornado.web.Application([(r"/health", State), (r"/orders", Orders)])
        """
    assert told({"requirements.txt": "tornado\n", "app.py": code}, HealthHandler) == [
        "app.py:3-5 path=/health constant=True framework=python"
    ]


def test_a_middleware_that_lets_the_question_through_answers_nothing() -> None:
    code = """
        import fastapi

        async def logged(request, call_next):
            if request.url.path == "/health":
                return await call_next(request)
            log(request)
            return await call_next(request)
        """
    assert told({"requirements.txt": "fastapi\n", "app/logged.py": code}, HealthHandler) == []


def test_a_middleware_that_only_takes_note_of_the_question_answers_nothing() -> None:
    code = """
        import fastapi

        async def cached(request, call_next):
            response = await call_next(request)
            if request.url.path == "/health":
                response.headers["Cache-Control"] = (
                    "no-store"
                )
            return response
        """
    assert told({"requirements.txt": "fastapi\n", "app/cached.py": code}, HealthHandler) == []


def test_who_asks_is_no_matter_of_health() -> None:
    code = """
        from fastapi import Depends, FastAPI, HTTPException
        app = FastAPI()

        def verify_token(token):
            if not session.execute(select(Token)):
                raise HTTPException(status_code=401)

        @app.get("/health", dependencies=[Depends(verify_token)])
        def health():
            return "fine"
        """
    [found] = told({"requirements.txt": "fastapi\n", "app/main.py": code}, HealthHandler)
    assert "constant=True" in found


def test_a_route_without_a_path_of_its_own_in_a_file_called_after_health() -> None:
    files = {
        "requirements.txt": "fastapi\n",
        "app/health.py": """
            from fastapi import APIRouter
            router = APIRouter()

            @router.get("")
            def shown():
                return "fine"
            """,
        "app/main.py": """
            from fastapi import FastAPI
            from app import health
            app = FastAPI()
            app.include_router(health.router, prefix="/health")
            """,
    }
    assert told(files, HealthHandler) == ["app/health.py:4-6 path=/health constant=True framework=fastapi"]


def test_a_file_that_compares_its_path_over_and_over_is_read_in_bounded_time() -> None:
    code = "import fastapi\n" + 'if path == "/health":\n    pass\n' * 4_000
    told({"requirements.txt": "fastapi\n", "app/main.py": code}, HealthHandler)


def test_a_function_called_after_health_answers_at_the_root() -> None:
    code = "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/')\nasync def health_check():\n    return {'cache': await redis.ping()}\n"
    [line] = told({"requirements.txt": "fastapi\n", "main.py": code}, HealthHandler)
    assert "path=/ " in line
    assert "checks=(cache)" in line


def test_what_a_route_is_filled_with_stands_before_the_word_that_matters() -> None:
    code = "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get(f'{settings.BASE}/health')\ndef up():\n    return {'ok': 1}\n"
    [line] = told({"requirements.txt": "fastapi\n", "main.py": code}, HealthHandler)
    assert "path=/health constant=True" in line


@pytest.mark.parametrize("asked", ["['/', '/health/']", "paths", "self.paths"])
def test_a_middleware_answers_for_each_path_of_a_list(asked: str) -> None:
    code = f"""
        import django

        class Up:
            paths = ['/health', '/up']

            def __call__(self, request):
                if request.path in {asked}:
                    return HttpResponse('ok')
                return self.get_response(request)
        """
    [line] = told({"requirements.txt": "django\n", "shop/up.py": code}, HealthHandler)
    assert line.startswith("shop/up.py:7-8 path=/health")
    assert "constant=True" in line


def test_a_function_of_lambda_may_be_called_as_its_file() -> None:
    code = "def check(event, context):\n    return {'statusCode': 200}\n"
    [line] = told({"requirements.txt": "flask\n", "app/health.py": code}, HealthHandler)
    assert line == "app/health.py:1-2 path=/health constant=True framework=lambda"


def test_what_is_asked_below_up_is_asked_for_health() -> None:
    files = {
        "requirements.txt": "django\n",
        "shop/urls.py": "import django\nfrom shop import views\nurlpatterns = [path('up/databases', views.stores)]\n",
        "shop/views.py": "def stores(request):\n    connection.ensure_connection()\n    return HttpResponse('')\n",
    }
    [line] = told(files, HealthHandler)
    assert "path=/up/databases checks=(database) fails=True" in line


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ('app.add_url_rule("/health", "state", lambda: ("fine", 200))', "constant=True"),
        ('app.add_url_rule("/health", "state", view_func=state, methods=["GET"])', "constant=True"),
        ('app.add_url_rule("/health", "state", state, methods=["GET"])', "constant=True"),
        ('app.add_url_rule("/health", "state", lambda: orders.of_today())', "path=/health framework"),
        ('app.add_routes([web.get("/health", state)])', "constant=True"),
        ('app.add_routes([web.get("/orders", state)])', None),
    ],
)
def test_a_rule_that_is_added_tells_what_answers_by_a_name_or_last(listed: str, expected: str | None) -> None:
    answer = 'def state():\n    return make_response(jsonify({"state": "fine"}), 200)\n'
    found = _handlers({"requirements.txt": "flask\n", "app.py": f"import flask\n\n{answer}\n\n{listed}\n"})
    assert [expected in line for line in found if expected] == ([True] if expected else [])


@pytest.mark.parametrize(
    ("pattern", "path"), [("^state/health/?$", "/state/health/"), ("^health/(?P<part>\\w+)$", None)]
)
def test_a_pattern_of_django_may_leave_its_last_slash_open(pattern: str, path: str | None) -> None:
    code = f'import django\n\ndef state(request):\n    return HttpResponse("fine")\n\nurlpatterns = [re_path(r"{pattern}", state)]\n'
    found = _handlers({"requirements.txt": "django\n", "shop/urls.py": code})
    assert [line.partition("path=")[2].partition(" ")[0].rstrip("/") for line in found] == (
        [path.rstrip("/")] if path else []
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            """
            from litestar import Litestar, get
            @get("/health")
            async def health() -> dict[str, str]:
                return {"status": "ok"}
            app = Litestar([health])
            """,
            ["main.py:2-4 path=/health constant=True framework=python"],
        ),
        (
            """
            from bottle import route, run
            @route("/health")
            def health():
                return "ok"
            run(host="0.0.0.0")
            """,
            ["main.py:2-4 path=/health constant=True framework=python"],
        ),
        (
            """
            import falcon
            class Health:
                def on_get(self, request, response):
                    response.media = {"status": "ok"}
            app = falcon.App()
            app.add_route("/health", Health())
            """,
            ["main.py:2-4 path=/health constant=True framework=python"],
        ),
        (
            """
            from shop.clients import get
            @get("/health")
            def health():
                return "ok"
            """,
            [],
        ),
    ],
)
def test_decorators_that_belong_to_no_object_and_resources_are_routes(code: str, expected: list[str]) -> None:
    assert _handlers({"requirements.txt": "falcon\nfastapi\n", "main.py": code}) == expected


@pytest.mark.parametrize(
    ("asks", "path"),
    [
        ("with engine.connect() as one:\n            return {'message': 'ok'}", "/"),
        ("session.execute(text('SELECT 1'))\n        return {'message': 'ok'}", "/"),
        ("return {'shops': session.execute(text('SELECT name FROM shops')).all()}", None),
    ],
)
def test_a_root_that_looks_whether_the_database_is_there_is_asked_about_health(asks: str, path: str | None) -> None:
    code = (
        "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/')\ndef root():\n"
        f"    try:\n        {asks}\n    except Exception as error:\n        return {{'error': str(error)}}\n"
    )
    found = told({"requirements.txt": "fastapi\n", "main.py": code}, HealthHandler)

    assert [f"path={path} " in line and "fails=False" in line for line in found] == ([True] if path else [])


@pytest.mark.parametrize(("status", "fails"), [("500", True), ("200", False)])
def test_an_error_that_is_answered_behind_what_is_caught_is_a_bad_answer(status: str, *, fails: bool) -> None:
    text = f"""
        from flask import Flask
        app = Flask(__name__)

        @app.route("/health")
        def health():
            failed = []
            try:
                int("1")
            except ValueError as error:
                failed.append(str(error))
            if failed:
                return "down", {status}
            return "ok", 200
    """
    [found] = told({"requirements.txt": "flask\n", "app.py": text}, HealthHandler)

    assert ("fails=True" in found) is fails
