"""Ruby, Go, PHP and C#: the common forms."""

import pytest

from holdfast.model.facts import ConfigurationLoader, HealthHandler, RequiredSettings

from .support import read, told


def test_rails_own_health_route_is_a_constant_liveness() -> None:
    routes = 'Rails.application.routes.draw do\n  get "up" => "rails/health#show", as: :rails_health_check\nend\n'
    assert told({"Gemfile": "gem 'rails'", "config/routes.rb": routes}, HealthHandler) == [
        "config/routes.rb:2 path=/up role=live constant=True framework=rails"
    ]


def test_a_rails_action_behind_a_namespaced_route_is_judged() -> None:
    files = {
        "Gemfile": "gem 'rails'",
        "config/routes.rb": "Rails.application.routes.draw do\n  namespace :api do\n    get 'health', to: 'health#show'\n  end\nend\n",
        "app/controllers/api/health_controller.rb": """
            class Api::HealthController < ApplicationController
              def show
                ActiveRecord::Base.connection.execute("SELECT 1")
                render json: { status: "ok" }
              rescue StandardError
                render json: { status: "down" }, status: :service_unavailable
              end
            end
            """,
    }
    assert told(files, HealthHandler) == [
        "app/controllers/api/health_controller.rb:2-7 path=/api/health checks=(database) fails=True framework=rails"
    ]


def test_ruby_lookups_are_silent_unless_they_fetch() -> None:
    code = 'A = ENV["DATABASE_PASSWORD"]\nB = ENV["JWT_SECRET"] || "secret"\nC = ENV.fetch("STRIPE_SECRET")\n'
    assert told({"Gemfile": "", "config/initializers/a.rb": code}, ConfigurationLoader) == [
        "config/initializers/a.rb:3 source=environment missing=fails names=(STRIPE_SECRET)",
        "config/initializers/a.rb:2 source=environment missing=default names=(JWT_SECRET)",
        "config/initializers/a.rb:1 source=environment missing=silent names=(DATABASE_PASSWORD)",
    ]


def test_go_handlers_and_fatal_checks_are_read() -> None:
    code = """
        package main

        func health(w http.ResponseWriter, r *http.Request) {
            if err := db.Ping(); err != nil {
                http.Error(w, "down", 503)
                return
            }
            w.Write([]byte("ok"))
        }

        func main() {
            secret := os.Getenv("JWT_SECRET")
            if secret == "" {
                log.Fatal("JWT_SECRET")
            }
            http.HandleFunc("/health", health)
            r.GET("/ping", func(c *gin.Context) { c.JSON(200, gin.H{"message": "pong"}) })
        }
        """
    files = {"go.mod": "module x\n", "main.go": code}
    assert told(files, HealthHandler, ConfigurationLoader, RequiredSettings) == [
        "main.go:3-9 path=/health checks=(database) fails=True framework=go",
        "main.go:17 path=/ping constant=True framework=go",
        "main.go:13-15 names=(JWT_SECRET) tool=checks",
        "main.go:13-15 source=environment missing=fails names=(JWT_SECRET)",
    ]


def test_what_a_field_is_filled_with_where_go_finds_nothing_is_told_where_it_is_filled() -> None:
    code = (
        "package main\n\nfunc load(c *Config) {\n"
        '  c.Bucket = os.Getenv("S3_BUCKET_NAME")\n\n'
        '  if c.Bucket == "" {\n    c.Bucket = "shop-files-dev"\n  }\n}\n'
    )
    [found] = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert found.startswith("main.go:6 source=environment missing=silent names=(S3_BUCKET_NAME)")


@pytest.mark.parametrize("end", ["logrus.Fatalf(", "logger.Fatal(", "zap.L().Panic("])
def test_go_ends_by_whichever_logger(end: str) -> None:
    code = (
        f'package main\nfunc main() {{\n  k := os.Getenv("JWT_SECRET")\n  if k == "" {{\n    {end}"none")\n  }}\n}}\n'
    )
    [found] = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert "missing=fails" in found


def test_laravel_and_aspnet_routes_are_read() -> None:
    files = {
        "composer.json": "{}",
        "bootstrap/app.php": "<?php\nreturn Application::configure()->withRouting(\n  health: '/up',\n);\n",
        "Api/Api.csproj": "<Project/>",
        "Api/Program.cs": 'builder.Services.AddHealthChecks().AddDbContextCheck<Db>();\napp.MapHealthChecks("/healthz");\n',
    }
    assert told(files, HealthHandler) == [
        "bootstrap/app.php:3 path=/up constant=True framework=laravel",
        "Api/Program.cs:2 path=/healthz checks=(database) fails=True framework=aspnet",
    ]


def test_a_default_in_a_tag_stands_in_for_a_secret_and_the_fields_without_one_are_let_through() -> None:
    code = """
        package config

        type Config struct {
            Port   string `env:"SERVER_PORT" env-default:"8080"`
            Orders string `env:"DATABASE_URL"`
            Key    string `env:"TOKEN_SECRET" env-default:"everybody knows"`
        }
        """
    assert told({"go.mod": "module x\n", "config/config.go": code}, ConfigurationLoader) == [
        "config/config.go:6 source=environment missing=default names=(TOKEN_SECRET)",
        "config/config.go:5 source=environment missing=silent names=(DATABASE_URL)",
    ]


_CONTROLLER = """
    <?php

    namespace App\\Http\\Controllers;

    class StateController extends Controller
    {
        public function __invoke()
        {
            return response()->json(['state' => 'fine']);
        }

        public function ready(Probe $probe)
        {
            try {
                DB::connection()->getPdo();
            } catch (\\Throwable $e) {
                abort(503);
            }
            return response()->noContent();
        }
    }
    """


@pytest.mark.parametrize(
    "route",
    [
        "Route::get('/health/ready', [StateController::class, 'ready']);",
        "Route::middleware('throttle:60,1')->get('/health/ready', [\\App\\Http\\Controllers\\StateController::class, 'ready']);",
        "Route::get('health/ready', 'StateController@ready');",
        "Route::controller(StateController::class)->group(function () {\n    Route::get('/health/ready', 'ready');\n});",
    ],
)
def test_the_method_of_a_controller_that_a_laravel_route_names_is_judged(route: str) -> None:
    files = {
        "composer.json": "{}",
        "routes/api.php": f"<?php\n{route}\n",
        "app/Http/Controllers/StateController.php": _CONTROLLER,
    }
    [found] = told(files, HealthHandler)
    assert found == (
        "app/Http/Controllers/StateController.php:12-20 path=/api/health/ready role=ready checks=(database) fails=True"
        " framework=laravel"
    )


def test_a_laravel_controller_of_one_action_and_one_that_stands_elsewhere() -> None:
    routes = "<?php\nRoute::get('/health', StateController::class);\nRoute::get('/ping', [Package::class, 'show']);\n"
    files = {
        "composer.json": "{}",
        "routes/web.php": routes,
        "app/Http/Controllers/StateController.php": _CONTROLLER,
    }
    assert told(files, HealthHandler) == [
        "app/Http/Controllers/StateController.php:7-10 path=/health constant=True framework=laravel",
        "routes/web.php:3 path=/ping framework=laravel",
    ]


def test_rails_settings_that_fetch_without_a_default_stop_the_start() -> None:
    yaml = "production:\n  url: <%= ENV.fetch('DATABASE_URL') %>\n  password: <%= ENV['DATABASE_PASSWORD'] %>\n"
    found = told({"Gemfile": "gem 'rails'", "config/database.yml": yaml}, ConfigurationLoader)
    assert "config/database.yml:2 source=environment missing=fails names=(DATABASE_URL)" in found
    assert "config/database.yml:3 source=environment missing=silent names=(DATABASE_PASSWORD)" in found


def test_what_production_says_itself_it_takes_from_no_section_below_it() -> None:
    yaml = (
        "default: &default\n  host: <%= ENV['HOST_HERE'] || 'localhost' %>\n  user: <%= ENV['DB_USER'] || 'root' %>\n"
        "production:\n  <<: *default\n  host: <%= ENV['DB_HOST'] || 'db.example' %>\n"
    )
    (found,) = told({"Gemfile": "gem 'rails'", "config/database.yml": yaml}, ConfigurationLoader)
    assert found.endswith("names=(DB_USER, DB_HOST)")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("config/boot.rb", "ENV['BUNDLE_GEMFILE'] ||= File.expand_path('../Gemfile', __dir__)"),
        ("config/application.rb", "ENV['APP_HOME'] ||= __dir__"),
        ("config/puma.rb", "plugin :tmp_restart if ENV['PLUGIN']"),
        ("config/deploy.rb", "set :branch, ENV['BRANCH'] || 'main'"),
        ("config/deploy/production.rb", "set :rails_env, ENV['STAGE_NAME']"),
        ("config/schedule.rb", "set :path, ENV['SHOP_PATH']"),
    ],
)
def test_what_starts_or_ships_a_rails_application_reads_none_of_its_settings(path: str, line: str) -> None:
    assert told({"Gemfile": "gem 'rails'", path: line + "\n"}, ConfigurationLoader) == []


def test_what_viper_is_told_to_take_for_a_missing_secret() -> None:
    code = 'package config\n\nfunc init() {\n  viper.SetDefault("JWT_SECRET", "s3cr3t")\n  viper.SetDefault("PORT", "80")\n}\n'
    assert told({"go.mod": "module x\n", "config.go": code}, ConfigurationLoader) == [
        "config.go:4 source=environment missing=default names=(JWT_SECRET)"
    ]


def test_functions_in_go_that_end_the_program_without_a_variable_make_a_list_of_what_they_are_asked_for() -> None:
    files = {
        "go.mod": "module x\n",
        "env/env.go": 'package env\n\nfunc Demand(key string) string {\n  v := os.Getenv(key)\n  if v == "" {\n    panic(key)\n  }\n  return v\n}\n',
        "main.go": 'package main\n\nvar url = env.Demand("DATABASE_URL")\nvar key = env.Demand("JWT_SECRET")\n',
    }
    assert told(files, RequiredSettings) == ["main.go:3-4 names=(DATABASE_URL, JWT_SECRET) tool=checks"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("return ['secret' => env('JWT_SECRET', 'for everybody')];", "JWT_SECRET"),
        ("$key = getenv('JWT_SECRET') ?: 'for everybody';", "JWT_SECRET"),
        ("$key = $_ENV['JWT_SECRET'] ?? 'for everybody';", "JWT_SECRET"),
        ("return ['ttl' => env('JWT_TTL', '60')];", None),
    ],
)
def test_a_built_in_value_in_php_takes_a_missing_secrets_place(line: str, name: str | None) -> None:
    found = told({"composer.json": "{}", "config/jwt.php": f"<?php\n{line}\n"}, ConfigurationLoader)
    assert found == ([f"config/jwt.php:2 source=environment missing=default names=({name})"] if name else [])


def test_routes_of_resources_in_rails_are_followed() -> None:
    controller = "class {}Controller < ApplicationController\n  def {}\n    head :ok\n  end\nend\n"
    files = {
        "Gemfile": "gem 'rails'",
        "config/routes.rb": "Rails.application.routes.draw do\n  resources :health_check, only: [:index]\n  resource :health, only: :show\nend\n",
        "app/controllers/health_check_controller.rb": controller.format("HealthCheck", "index"),
        "app/controllers/healths_controller.rb": controller.format("Healths", "show"),
    }
    assert told(files, HealthHandler) == [
        "app/controllers/health_check_controller.rb:2-4 path=/health_check constant=True framework=rails",
        "app/controllers/healths_controller.rb:2-4 path=/health constant=True framework=rails",
    ]


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ('r.HandlerFunc(http.MethodGet, "/v1/healthcheck", app.state)', "/v1/healthcheck"),
        ('http.Handle("/health", logged(http.HandlerFunc(state)))', "/health"),
        ('g := r.Group("/health")\n\tg.GET("/live", logged(), h.state)', "/health/live"),
        ('e.Match([]string{"GET", "HEAD"}, "/health", h.state)', "/health"),
        ('e.Add(http.MethodGet, "/health", h.state)', "/health"),
        ('r.Route("/health", func(r chi.Router) {\n\t\tr.Get("/", state)\n\t})', "/health"),
    ],
)
def test_routes_in_go_with_a_method_a_wrapper_or_a_group(route: str, path: str) -> None:
    files = {
        "go.mod": "module x\n",
        "routes.go": f"package main\n\nfunc routes() {{\n\t{route}\n}}\n",
        "state.go": "package main\n\nfunc state(w http.ResponseWriter, r *http.Request) {\n\tw.WriteHeader(200)\n}\n",
    }
    [found] = told(files, HealthHandler)
    assert found.startswith(f"state.go:3-5 path={path}")
    assert "constant=True" in found


@pytest.mark.parametrize(
    ("answer", "constant"), [("() => Results.Ok()", True), ("async (Db db) => await db.Ask.CountAsync()", False)]
)
def test_a_route_of_aspnet_with_its_answer_beside_it(answer: str, constant: bool) -> None:
    files = {"Api/Api.csproj": "<Project/>", "Api/Program.cs": f'app.MapGet("/health", {answer});\n'}
    [found] = told(files, HealthHandler)
    assert found.startswith("Api/Program.cs:1 path=/health")
    assert ("constant=True" in found) == constant


def test_a_branch_of_aspnet_and_a_ready_made_answer_in_go() -> None:
    program = 'app.Map("/health", b => b.Run(async c => await c.Response.WriteAsync("OK")));\napp.Map("/orders", b => b.Run(list));\n'
    assert told({"Api/Api.csproj": "<Project/>", "Api/Program.cs": program}, HealthHandler) == [
        "Api/Program.cs:1 path=/health constant=True framework=aspnet"
    ]
    routes = 'package main\n\nfunc main() {\n\tr := chi.NewRouter()\n\tr.Use(middleware.Heartbeat("/health"))\n}\n'
    assert told({"go.mod": "module x\n", "main.go": routes}, HealthHandler) == [
        "main.go:5 path=/health constant=True framework=go"
    ]


@pytest.mark.parametrize(("handed_on", "fails"), [("return c.JSON(200, state())", False), ("return state()", True)])
def test_in_go_a_failure_is_answered_only_when_somebody_hands_it_on(handed_on: str, fails: bool) -> None:
    kept = 'func state() string {\n  if err := db.Ping(); err != nil {\n    return "down"\n  }\n  return "up"\n}\n'
    given = "func state() error {\n  err := db.Ping()\n  return err\n}\n"
    code = f'package main\n\nfunc routes() {{\n  e.GET("/health", health)\n}}\n\nfunc health(c echo.Context) error {{\n  {handed_on}\n}}\n\n'
    [found] = told({"go.mod": "module x\n", "main.go": code + (given if fails else kept)}, HealthHandler)
    assert found == f"main.go:7-9 path=/health checks=(database) fails={fails} framework=go"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('if os.Getenv(name) == "" {\n      log.Fatal(name)\n    }', "list"),
        ("if !viper.IsSet(name) {\n      panic(name)\n    }", "list"),
        ('if os.Getenv(name) == "" {\n      log.Println(name)\n    }', "warns"),
        ("fmt.Println(name)", "nothing"),
    ],
)
def test_a_list_that_go_goes_over(body: str, expected: str) -> None:
    code = (
        'package main\n\nvar needed = []string{"DATABASE_URL", "JWT_SECRET"}\n\n'
        f"func main() {{\n  for _, name := range needed {{\n    {body}\n  }}\n}}\n"
    )
    files = {"go.mod": "module x\n", "main.go": code}
    lists = told(files, RequiredSettings)
    warned = [one for one in told(files, ConfigurationLoader) if "missing=warns" in one]
    names = "names=(DATABASE_URL, JWT_SECRET)"
    assert lists == ([f"main.go:3 {names} before_serving=True tool=loop"] if expected == "list" else [])
    assert [names in one for one in warned] == ([True] if expected == "warns" else [])


@pytest.mark.parametrize(
    ("loads", "at"),
    [
        ('if err := godotenv.Load(); err != nil {\n    slog.Warn("none")\n  }', "main.go:4-6"),
        ('err := godotenv.Load(".env")\n  if err != nil {\n    logrus.Warnf("none: %v", err)\n  }', "main.go:4-7"),
        ('if err := viper.ReadInConfig(); err != nil {\n    fmt.Fprintln(os.Stderr, "none")\n  }', "main.go:4-6"),
        ("if err := godotenv.Load(); err != nil {\n    log.Fatal(err)\n  }", "main.go:7"),
        ("if err := godotenv.Load(); err != nil {\n    log.Print(err)\n    return err\n  }", "main.go:8"),
        ("_ = godotenv.Load()", "main.go:5"),
    ],
)
def test_a_file_of_settings_that_go_only_tells_to_be_missing_is_where_one_is_let_through(loads: str, at: str) -> None:
    code = f'package main\n\nfunc main() {{\n  {loads}\n  serve(os.Getenv("DATABASE_URL"))\n}}\n'
    (found,) = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert found.startswith(f"{at} ")


def test_a_handler_in_go_that_is_a_value_or_made_by_a_function() -> None:
    code = """
        package main

        type asker struct{ db *sql.DB }

        func (a *asker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
            if err := a.db.Ping(); err != nil {
                w.WriteHeader(503)
            }
        }

        func made(db *sql.DB) http.HandlerFunc {
            return func(w http.ResponseWriter, r *http.Request) {
                db.Ping()
            }
        }

        func routes() {
            http.Handle("/ready", &asker{db: db})
            http.HandleFunc("/health", made(nil))
        }
        """
    assert told({"go.mod": "module x\n", "main.go": code}, HealthHandler) == [
        "main.go:5-9 path=/ready role=ready checks=(database) fails=True framework=go",
        "main.go:11-15 path=/health checks=(database) fails=False framework=go",
    ]


def test_names_that_a_gem_requires_are_a_list() -> None:
    code = 'Figaro.require_keys("DATABASE_URL", "JWT_SECRET")\n'
    assert told({"Gemfile": "gem 'rails'", "config/initializers/figaro.rb": code}, RequiredSettings) == [
        "config/initializers/figaro.rb:1 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=figaro"
    ]


@pytest.mark.parametrize(
    ("gem", "code", "told_at"),
    [
        ("", "HealthCheck.setup do |config|\n  config.uri = 'status/full'\nend\n", "config/initializers/health.rb:2 path=/status/full"),
        ("", "HealthCheck.setup do |config|\n  config.success = 'ok'\nend\n", "config/initializers/health.rb:1 path=/health_check"),
        ("", 'OkComputer.mount_at = "healthz"\n', "config/initializers/health.rb:1 path=/healthz"),
        ("", 'OkComputer::Registry.register "db", Db.new\n', "config/initializers/health.rb:1 path=/okcomputer"),
        ("gem 'health_check', '~> 3.0'", "", "Gemfile:2 path=/health_check"),
        ("gem 'okcomputer'", "OkComputer.mount_at = false\n", None),
        ("gem 'okcomputer', require: false", "", None),
        ("gem 'health_check_formatter'", "", None),
        ("gem 'okcomputer'", "# OkComputer.mount_at = 'up'\n", "Gemfile:2 path=/okcomputer"),
    ],
)  # fmt: skip
def test_a_gem_of_rails_mounts_its_health_endpoint_by_itself(gem: str, code: str, told_at: str | None) -> None:
    files = {"Gemfile": f"gem 'rails'\n{gem}\n", "config/initializers/health.rb": code}
    expected = [f"{told_at} checks=(database, cache) fails=True framework=rails"] if told_at else []
    assert told(files, HealthHandler) == expected


def test_beside_checks_of_most_settings_the_databases_that_nobody_checks_is_let_through() -> None:
    checked = "".join(
        f"  {name.lower()}: <%= ENV.fetch('{name}') %>\n" for name in ("API_TOKEN", "MAIL_KEY", "JWT_SECRET")
    )
    database = "production:\n  adapter: postgresql\n  password: <%= ENV['DB_PASSWORD'] %>\n"
    files = {"Gemfile": "gem 'rails'", "config/secrets.yml": f"production:\n{checked}", "config/database.yml": database}
    silent = "config/database.yml:3 source=environment missing=silent names=(DB_PASSWORD)"
    assert silent in told(files, ConfigurationLoader)
    asked = database.replace("['DB_PASSWORD']", ".fetch('DB_PASSWORD')")
    assert silent not in told({**files, "config/database.yml": asked}, ConfigurationLoader)


def test_a_method_in_ruby_is_followed_by_its_name_alone() -> None:
    controller = """
        class StateController < ApplicationController
          def ready
            render json: {}, status: orders? ? :ok : :service_unavailable
          end

          def orders?
            ActiveRecord::Base.connection.active?
          rescue StandardError
            false
          end
        end
        """
    files = {
        "Gemfile": "gem 'rails'",
        "config/routes.rb": "Rails.application.routes.draw do\n  get '/readyz', to: 'state#ready'\nend\n",
        "app/controllers/state_controller.rb": controller,
    }
    [found] = told(files, HealthHandler)
    assert "checks=(database) fails=True" in found


@pytest.mark.parametrize("imported", [True, False])
def test_a_tag_that_a_validator_reads_requires_a_variable(imported: bool) -> None:
    package = '"github.com/go-playground/validator/v10"' if imported else '"fmt"'
    code = f'package config\n\nimport {package}\n\ntype Given struct {{\n\tKey string `mapstructure:"JWT_SECRET" validate:"required,min=32"`\n}}\n'
    assert bool(told({"go.mod": "module x\n", "config.go": code}, RequiredSettings)) == imported


@pytest.mark.parametrize(("set_up", "checks"), [("DatabaseCheck::new()", "checks=(database) fails=True"), ("", "")])
def test_what_laravel_health_asks_stands_where_it_is_set_up(set_up: str, checks: str) -> None:
    files = {
        "composer.json": "{}",
        "routes/web.php": "<?php\nRoute::get('health', HealthCheckJsonResultsController::class);\n",
        "app/Provider.php": f"<?php\nHealth::checks([{set_up}]);\n",
    }
    [found] = told(files, HealthHandler)
    assert checks in found
    assert "constant" not in found


@pytest.mark.parametrize(
    ("route", "greets"),
    [
        ('e.GET("/", func(c echo.Context) error {\n\t\treturn c.String(200, "hello")\n\t})', True),
        ('r.GET("/", func(c *gin.Context) {\n\t\tc.JSON(200, gin.H{"message": "ok"})\n\t})', True),
        ('e.GET("/", func(c echo.Context) error { return c.String(200, "Served by the server: hello") })', True),
        ('http.HandleFunc("/", greet)', True),
        ('e.GET("/", func(c echo.Context) error {\n\t\treturn c.Render(200, "index", nil)\n\t})', False),
        ('e.GET("/", func(c echo.Context) error {\n\t\treturn c.HTML(200, "hello")\n\t})', False),
        ('http.Handle("/", http.FileServer(http.Dir("web")))', False),
        ('http.HandleFunc("/", pages.Index)', False),
        (
            'v1 := e.Group("/v1")\n\tv1.GET("/", func(c echo.Context) error {\n\t\treturn c.String(200, "hi")\n\t})',
            False,
        ),
    ],
)
def test_a_greeting_at_the_root_of_a_program_in_go_is_a_constant_answer(route: str, *, greets: bool) -> None:
    code = f'package main\n\nfunc greet(w http.ResponseWriter, r *http.Request) {{\n\tw.Write([]byte("hi"))\n}}\n\nfunc main() {{\n\t{route}\n}}\n'
    found = told({"go.mod": "module x\n", "main.go": code}, HealthHandler)
    assert [("path=/ " in line, "constant=True" in line) for line in found] == ([(True, True)] if greets else [])


def test_a_greeting_in_go_gives_way_to_a_route_about_health() -> None:
    code = """
        package main

        func main() {
            e.GET("/", func(c echo.Context) error { return c.String(200, "hello") })
            e.GET("/health", func(c echo.Context) error { return c.String(200, "ok") })
        }
        """
    (found,) = told({"go.mod": "module x\n", "main.go": code}, HealthHandler)
    assert "path=/health" in found


@pytest.mark.parametrize(
    ("answer", "constant"),
    [
        ('w.WriteHeader(http.StatusOK)\n\tw.Write([]byte("OK"))', True),
        ("fmt.Fprint(w, string(version))", True),
        ("w.Write([]byte(ask(db)))", False),
    ],
)
def test_what_go_only_turns_into_another_type_is_nothing_that_it_asks(answer: str, *, constant: bool) -> None:
    code = f"package main\n\nfunc ok(w http.ResponseWriter, r *http.Request) {{\n\t{answer}\n}}\n\nfunc main() {{\n"
    code += '\thttp.HandleFunc("/health", ok)\n}\n'
    (found,) = told({"go.mod": "module x\n", "main.go": code}, HealthHandler)
    assert ("constant=True" in found) == constant


def test_a_word_that_go_puts_in_an_empty_keys_place_is_the_one_that_signs() -> None:
    code = """
        package main

        func init() {
            key = []byte(os.Getenv("JWT_SECRET"))
            if len(key) == 0 {
                key = []byte("for everybody")
            }
        }
        """
    [line] = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert line == "main.go:5-7 source=environment missing=default names=(JWT_SECRET)"


def test_a_key_that_go_signs_with_is_shown_wherever_it_is_read_unasked() -> None:
    asking = 'package main\n\nfunc main() {\n\tif os.Getenv("JWT_SECRET") == "" {\n\t\tlog.Fatal("none")\n\t}\n}\n'
    files = {
        "go.mod": "module x\n",
        "db/db.go": 'package db\n\nvar url = os.Getenv("DATABASE_URL")\n',
        "token/token.go": 'package token\n\nvar key = []byte(os.Getenv("JWT_SECRET"))\n',
    }
    shown = "source=environment missing=silent names="
    assert [line.partition(" places")[0] for line in told(files, ConfigurationLoader)] == [
        f"token/token.go:3 {shown}(JWT_SECRET)",
        f"db/db.go:3 {shown}(DATABASE_URL)",
    ]
    assert not any("silent names=(JWT" in one for one in told({**files, "main.go": asking}, ConfigurationLoader))


@pytest.mark.parametrize(
    "route", ['get "/", to: "elb#check"', "root 'health#check'", 'root to: "ping#check"'], ids=["get", "root", "to"]
)
def test_what_rails_answers_at_the_root_is_health_by_its_name(route: str) -> None:
    name = next(word for word in ("elb", "health", "ping") if word in route)
    files = {
        "Gemfile": "gem 'rails'\n",
        "config/routes.rb": f"Shop.routes.draw do\n  {route}\nend\n",
        f"app/controllers/{name}_controller.rb": f"class {name.title()}Controller\n  def check\n    head 200\n  end\nend\n",
    }
    assert told(files, HealthHandler) == [
        f"app/controllers/{name}_controller.rb:2-4 path=/ constant=True framework=rails"
    ]


def test_a_map_that_go_greets_with_may_have_a_name() -> None:
    code = """
        package main

        func main() {
            e.GET("/", func(c echo.Context) error {
                answer := map[string]string{"fine": "yes"}
                return c.JSON(http.StatusOK, answer)
            })
        }
        """
    [line] = told({"go.mod": "module x\n", "main.go": code}, HealthHandler)
    assert "path=/ constant=True" in line


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "path=/readyz role=ready constant=True framework=fiber"),
        (
            'healthcheck.Config{ReadinessProbe: func(c *fiber.Ctx) bool { return db.Ping() == nil }, ReadinessEndpoint: "/up/ready"}',
            "path=/up/ready role=ready checks=(database) fails=True framework=fiber",
        ),
        (
            "healthcheck.Config{Probe: func(c fiber.Ctx) bool { return true }}",
            "path=/readyz role=ready constant=True framework=fiber",
        ),
    ],
)
def test_fibers_own_endpoints_ask_what_they_are_given(given: str, expected: str) -> None:
    code = f'package main\n\nimport "github.com/gofiber/fiber/v2/middleware/healthcheck"\n\nfunc main() {{\n\tapp.Use(healthcheck.New({given}))\n}}\n'
    assert told({"go.mod": "module x\n", "main.go": code}, HealthHandler) == [f"main.go:6 {expected}"]


def test_a_field_that_go_fills_from_a_variable_is_that_variable() -> None:
    code = """
        package main

        func load() Config {
            c := Config{
                Password: getEnv("DB_PASSWORD", ""),
            }
            if c.Password == "" {
                log.Println("no password")
            }
            return c
        }
        """
    found = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert "main.go:7-9 source=environment missing=warns names=(DB_PASSWORD)" in found


@pytest.mark.parametrize(
    ("lookup", "missing"),
    [
        ('Key: getEnv("JWT_SECRET", ""),', "silent"),
        ('Key: utils.GetEnvOr("JWT_SECRET", ""),', "silent"),
        ('Key: env.GetString("JWT_SECRET", ""),', "silent"),
        ('Key: cmp.Or(os.Getenv("JWT_SECRET"), ""),', "silent"),
        ('Key: env.GetString("JWT_SECRET", "orders"),', "default"),
        ('Port: env.GetInt("PORT", 8080),', None),
    ],
)
def test_a_value_that_a_helper_in_go_is_handed_takes_a_secrets_place(lookup: str, missing: str | None) -> None:
    code = f"package main\n\nfunc load() Config {{\n  return Config{{\n    {lookup}\n  }}\n}}\n"
    found = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert [one.partition("missing=")[2] for one in found] == ([f"{missing} names=(JWT_SECRET)"] if missing else [])


@pytest.mark.parametrize("fills", ["stringFromEnv(&c.Url,", "bindEnv(\n    &url,"])
def test_a_helper_in_go_that_fills_a_field_in_is_silent_about_what_is_missing(fills: str) -> None:
    code = f'package main\n\nfunc load(c *Config) {{\n  {fills} "DATABASE_URL")\n}}\n'
    found = told({"go.mod": "module x\n", "main.go": code}, ConfigurationLoader)
    assert [one.partition("missing=")[2] for one in found] == ["silent names=(DATABASE_URL)"]


@pytest.mark.parametrize(
    ("files", "path", "role"),
    [
        (
            {
                "go.mod": "module shop.example/shop\n",
                "main.go": 'package main\n\nfunc main() {\n\tmux.HandleFunc("GET /bereit", probes.Ready)\n}\n',
                "internal/probes/probes.go": (
                    "package probes\n\nfunc (p *Probes) Ready(w http.ResponseWriter, r *http.Request) {\n"
                    "\tif p.db.PingContext(r.Context()) != nil {\n\t\tw.WriteHeader(http.StatusServiceUnavailable)\n\t}\n}\n"
                ),
            },
            "/bereit",
            "ready",
        ),
        (
            {
                "requirements.txt": "fastapi\n",
                "main.py": (
                    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/pronto')\nasync def pronto():\n"
                    "    await pool.fetchval('select 1')\n    return {'pronto': True}\n"
                ),
            },
            "/pronto",
            "ready",
        ),
        (
            {
                "package.json": '{"dependencies": {"express": "4"}}',
                "app.js": "const app = require('express')();\napp.get('/vivant', (req, res) => res.sendStatus(204));\n",
            },
            "/vivant",
            "live",
        ),
        (
            {
                "Gemfile": "gem 'rails'",
                "config/routes.rb": "Rails.application.routes.draw do\n  get 'saude', to: 'saude#show'\nend\n",
                "app/controllers/saude_controller.rb": (
                    "class SaudeController < ApplicationController\n  def show\n    head :ok\n  end\nend\n"
                ),
            },
            "/saude",
            "general",
        ),
    ],
)
def test_a_team_may_name_its_health_in_its_own_language(files: dict[str, str], path: str, role: str) -> None:
    [found] = [one for one in read(files) if isinstance(one, HealthHandler)]
    assert (found.path, found.role) == (path, role)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('if c.Name == "" {\n\t\tc.Name = os.Getenv("SHOP_NAME")\n\t}', None),
        ('if dsn == "" {\n\t\tdsn = os.Getenv("DATABASE_URL")\n\t}', "DATABASE_URL"),
        ('if other == "" {\n\t\tc.Name = os.Getenv("SHOP_NAME")\n\t}', "SHOP_NAME"),
        ('name := os.Getenv("SHOP_NAME")', "SHOP_NAME"),
        ('loud := os.Getenv("SHOP_LOUD") != ""', None),
        ('loud := os.Getenv("SHOP_LOUD") == "yes"', None),
        ('if os.Getenv("SHOP_NAME") == "" {\n\t\tname = none\n\t}', "SHOP_NAME"),
        ('open := os.Getenv("JWT_SECRET") != ""', "JWT_SECRET"),
        ('name := getEnv("SHOP_COLOUR", "red")', None),
        ('name := os.Getenv("SHOP_COLOUR")\n\tif name == "" {\n\t\tname = "red"\n\t}', None),
    ],
)
def test_what_go_has_another_value_for_is_not_missed(line: str, names: str | None) -> None:
    others = 'use(os.Getenv("SHOP_LEFT"), os.Getenv("SHOP_RIGHT"), os.Getenv("SHOP_MIDDLE"))'
    code = f'package main\n\nfunc main() {{\n\t{others}\n\t{line}\n\thttp.ListenAndServe(":8080", nil)\n}}\n'
    found = [one for one in read({"go.mod": "module shop\n", "main.go": code}) if isinstance(one, ConfigurationLoader)]
    missed = {name for one in found for name in one.names} - {"SHOP_LEFT", "SHOP_RIGHT", "SHOP_MIDDLE"}
    assert missed == ({names} if names else set())


def test_a_header_that_go_reads_is_no_route() -> None:
    code = 'package main\n\nfunc main() {\n\tif resp.Header.Get("Status") != "" {\n\t\treturn\n\t}\n\thttp.HandleFunc("/", show)\n}\n'
    assert told({"go.mod": "module shop\n", "main.go": code}, HealthHandler) == []
