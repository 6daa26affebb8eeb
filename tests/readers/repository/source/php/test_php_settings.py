"""How PHP programs read their environment."""

import pytest

from holdfast.model.facts import ApplicationCors, ConfigurationLoader, RequiredSettings

from ..support import told


def php(text: str, *kinds: type, path: str = "src/settings.php") -> list[str]:
    return told({"composer.json": "{}", path: f"<?php\n{text}\n"}, *kinds)


@pytest.mark.parametrize(
    "lines",
    [
        "define('DB_HOST', getenv('DB_HOST'));\ndefine('DB_PASSWORD', getenv('DB_PASSWORD') ?: '');",
        "$host = $_ENV['DB_HOST'];\n$password = $_ENV['DB_PASSWORD'] ?? '';",
        "return ['host' => $env('DB_HOST'),\n'password' => $env('DB_PASSWORD', '')];",
    ],
)
def test_a_variable_that_nothing_asks_for_goes_unnoticed(lines: str) -> None:
    assert php(lines, ConfigurationLoader) == [
        "src/settings.php:2-3 source=environment missing=silent names=(DB_HOST, DB_PASSWORD)"
    ]


def test_what_a_framework_brings_along_is_nobodys_own_look_up() -> None:
    text = "return [\n'password' => env('DB_PASSWORD', ''),\n'url' => env('DATABASE_URL'),\n];"
    assert php(text, ConfigurationLoader, path="config/database.php") == []


@pytest.mark.parametrize("names", ["'DB_HOST'", "['DB_HOST', 'DB_PASSWORD']"])
def test_phpdotenv_requires_what_it_is_told(names: str) -> None:
    text = f"$dotenv = Dotenv::createImmutable(__DIR__);\n$dotenv->required({names})->notEmpty();"
    told_names = names.strip("[]").replace("'", "")
    assert php(text, RequiredSettings) == [
        f"src/settings.php:3 names=({told_names}) before_serving=True tool=phpdotenv"
    ]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("$key = getenv('JWT_SECRET') ?: throw new RuntimeException('JWT_SECRET');", "fails"),
        ("$key = getenv('JWT_SECRET');\nif (!$key) {\n  throw new RuntimeException('JWT_SECRET');\n}", "fails"),
        ("if (empty($_ENV['JWT_SECRET'])) die('JWT_SECRET');", "fails"),
        ("$key = getenv('JWT_SECRET');\nif ($key === false) {\n  error_log('no JWT_SECRET');\n}", "warns"),
    ],
)
def test_what_is_done_about_a_missing_variable(text: str, missing: str) -> None:
    [line] = php(text, ConfigurationLoader)
    assert f"missing={missing} names=(JWT_SECRET)" in line


def test_everybody_is_let_in_where_a_setting_of_origins_is_missing() -> None:
    text = "define('CORS_ALLOW_ORIGIN', getenv('CORS_ALLOW_ORIGIN') ?: '*');"
    assert php(text, ApplicationCors) == ["src/settings.php:2 origins=(*) setting=CORS_ALLOW_ORIGIN"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            (
                "class Boot {\n  private const NEEDED = [\n    'app.key',\n    'services.pay.token',\n  ];\n"
                "  public function boot() {\n    $gone = array_filter(self::NEEDED, fn ($key) => blank(config($key)));\n"
                "    if ($gone) { throw new RuntimeException(implode($gone)); }\n  }\n}"
            ),
            ["src/settings.php:3-6 names=(app.key, services.pay.token) before_serving=True tool=list"],
        ),
        (
            "foreach (['DB_HOST', 'DB_PASSWORD'] as $name) {\n  if (getenv($name) === false) { exit(1); }\n}",
            ["src/settings.php:2 names=(DB_HOST, DB_PASSWORD) before_serving=True tool=list"],
        ),
        ("$names = ['DB_HOST', 'DB_USER'];\nforeach ($names as $n) { echo getenv($n); }", []),
        ("$colours = ['red', 'green'];\nforeach ($names as $n) { if (!getenv($n)) exit(1); }", []),
    ],
)
def test_a_list_that_the_program_goes_over_and_ends_without_is_required(text: str, names: list[str]) -> None:
    assert php(text, RequiredSettings) == names


KEYS = "private const RULES = [\n'app.key' => ['required', 'min:32'],\n'services.pay.secret' => 'required|string',\n'app.motto' => ['nullable'],\n];"
GOES_OVER = "foreach (array_keys(self::RULES) as $key) { data_set($values, $key, config($key)); }"


@pytest.mark.parametrize(
    "asks",
    [
        "$v = Validator::make($values, self::RULES);\nif ($v->fails()) { throw new RuntimeException('incomplete'); }",
        "Validator::make($values, self::RULES)->validate();",
        "validator($values, self::RULES)->validate();",
    ],
)
def test_rules_for_settings_that_a_provider_ends_without_are_required(asks: str) -> None:
    text = f"class Settings {{\n{KEYS}\npublic function register() {{\n{GOES_OVER}\n{asks}\n}}\n}}"
    assert php(text, RequiredSettings) == [
        "src/settings.php:3-7 names=(app.key, services.pay.secret) before_serving=True tool=validator"
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"{GOES_OVER}\nif (Validator::make($values, self::RULES)->fails()) {{ Log::warning('incomplete'); }}",
        "Validator::make($request->all(), self::RULES)->validate(); $a = config('app.name');",
        "Validator::make($values, self::RULES)->validate();",
    ],
)
def test_rules_that_only_warn_or_are_for_what_visitors_send_require_nothing(body: str) -> None:
    assert (
        php(f"class Settings {{\n{KEYS}\npublic function register($request) {{\n{body}\n}}\n}}", RequiredSettings) == []
    )


@pytest.mark.parametrize(
    ("name", "read"),
    [("HTTP_LOCK_TOKEN", False), ("PHP_AUTH_PW", False), ("REDIRECT_REMOTE_USER", False), ("DB_PASSWORD", True)],
)
def test_what_the_request_says_is_no_setting(name: str, *, read: bool) -> None:
    text = f"$given = $_SERVER['{name}'];\nif (empty($_SERVER['{name}'])) {{ exit; }}"
    assert bool(php(text, ConfigurationLoader)) == read


@pytest.mark.parametrize(
    ("line", "missed"),
    [
        ("if ( false !== getenv( 'HELP_PAGE' ) ) {{ $page = getenv( 'HELP_PAGE' ); }}", False),
        ("if (getenv('HELP_PAGE')) {{ $page = getenv('HELP_PAGE'); }}", False),
        ("$page = getenv('HELP_PAGE');", True),
        ("if (getenv('DATABASE_URL')) {{ connect(getenv('DATABASE_URL')); }}", True),
    ],
)
def test_what_is_only_taken_where_it_is_there_is_not_missed(line: str, *, missed: bool) -> None:
    others = "show(getenv('SHOP_LEFT'), getenv('SHOP_RIGHT'), getenv('SHOP_MIDDLE'));\n"
    [told_of] = php(others + line.format(), ConfigurationLoader)
    assert ("HELP_PAGE" in told_of or "DATABASE_URL" in told_of) == missed
