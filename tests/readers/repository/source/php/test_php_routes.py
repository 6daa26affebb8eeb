"""Health handlers of PHP that are routed by what stands above them."""

import pytest

from holdfast.model.facts import HealthHandler, ServesHttp

from ..support import read, told

MANIFEST = {"composer.json": '{"require": {"symfony/framework-bundle": "^7.0"}}'}


def test_a_method_answers_at_the_path_of_its_attribute_below_that_of_its_class() -> None:
    code = """
        <?php
        use Symfony\\Component\\Routing\\Attribute\\Route;
        #[Route('/api', name: 'api_')]
        final class StatusController
        {
            #[Route('/health', name: 'health', methods: ['GET'])]
            public function health(): Response { return new Response('ok'); }
            #[Route('/orders')]
            public function orders(): Response { return new Response('none'); }
        }
        """
    assert told({**MANIFEST, "src/Controller/StatusController.php": code}, HealthHandler) == [
        "src/Controller/StatusController.php:6-7 path=/api/health constant=True framework=symfony"
    ]


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        (
            "public/health.php",
            "<?php http_response_code(200); echo 'OK';",
            ["1 path=/health constant=True framework=php"],
        ),
        (
            "www/healthcheck/index.php",
            "<?php\necho json_encode(['status' => 'up']);\n",
            ["1-2 path=/healthcheck constant=True framework=php"],
        ),
        (
            "public/health.php",
            "<?php\nrequire 'db.php';\n$db->query('SELECT 1');\necho 'OK';\n",
            ["1-4 path=/health checks=(database) fails=True framework=php"],
        ),
        (
            "public/health.php",
            "<?php\nrequire 'bootstrap.php';\necho health_of_all();\n",
            ["1-3 path=/health framework=php"],
        ),
        ("public/orders.php", "<?php echo 'OK';", []),
        ("src/health.php", "<?php echo 'OK';", []),
        ("public/health.php", "<?php\nclass Health { public function name() { return 'health'; } }\n", []),
    ],
)
def test_a_page_that_a_web_server_runs_as_it_lies_there_answers_at_its_own_path(
    path: str, code: str, said: list[str]
) -> None:
    assert told({path: code}, HealthHandler) == [f"{path}:{one}" for one in said]


@pytest.mark.parametrize(
    ("files", "shown"),
    [
        ({"routes/api.php": "Route::get('/a', 'A@b');\nRoute::get('/c', 'C@d');\n", "routes/web.php": "Route::get('/', 'P');"}, "routes/api.php:2"),
        ({"routes/api.php": "// nothing yet\n", "routes/web.php": "$router->get('/', 'P@q');\n"}, "routes/web.php:2"),
        ({"routes/api.php": "Route::get('/a', 'A@b');\n" * 40}, "routes/api.php:2"),
        ({"routes/console.php": "Artisan::command('a', fn () => 1);\n"}, None),
    ],
)  # fmt: skip
def test_laravel_keeps_a_table_of_what_it_answers(files: dict[str, str], shown: str | None) -> None:
    found = read({"composer.json": "{}", **{path: f"<?php\n{text}" for path, text in files.items()}})
    tables = [fact.places["routes"] for fact in found if isinstance(fact, ServesHttp)]
    assert [f"{at.path}:{at.start_line}" for at in tables] == ([shown] if shown else [])


@pytest.mark.parametrize(
    ("answer", "constant"),
    [
        ("response()->json(['ok' => true, 'at' => now()->toIso8601String()])", True),
        ("['name' => config('app.name'), 'at' => date('c')]", True),
        ("app(Inspector::class)->report()", False),
        ("config('health.inspector')->report()", False),
    ],
)
def test_an_answer_that_only_tells_the_time_or_a_name_is_always_the_same(answer: str, *, constant: bool) -> None:
    table = f"<?php\nRoute::get('/health', function () {{\n    return {answer};\n}});\n"
    files = {"composer.json": "{}", "routes/api.php": table, "bootstrap/app.php": "<?php // apiPrefix: 'v2'\n"}
    told_once = f"routes/api.php:2-4 path=/api/health{' constant=True' if constant else ''} framework=laravel"
    assert told(files, HealthHandler) == [told_once]
    files["bootstrap/app.php"] = "<?php\nreturn Application::configure()->withRouting(apiPrefix: 'v2');\n"
    assert told(files, HealthHandler) == [told_once.replace("/api/health", "/v2/health")]
