"""Cross-origin rules that an application answers by itself."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, NEST, read, told

LOCAL = "http://localhost:3000"


def javascript(text: str, manifest: str = EXPRESS, path: str = "src/server.js") -> list[str]:
    return told({"package.json": manifest, path: text}, ApplicationCors)


def python(text: str, path: str = "app/main.py") -> list[str]:
    return told({path: text}, ApplicationCors)


def bare(files: dict[str, str]) -> list[str]:
    """What is let in, without the settings that would stand against it."""
    return [line.partition(" setting=")[0] for line in told(files, ApplicationCors)]


IMPORT = 'const cors = require("cors");\n'


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("app.use(cors());", "src/server.js:2 origins=(*)"),
        ("app.use(require('cors')());", "src/server.js:2 origins=(*)"),
        (f"app.use(require('cors')({{ origin: '{LOCAL}' }}));", f"src/server.js:2 origins=({LOCAL})"),
        ("app.use(cors({ credentials: true }));", "src/server.js:2 origins=(*) credentials=True"),
        (
            "app.use(cors({ credentials: process.env.WITH !== 'false' }));",
            "src/server.js:2 origins=(*) credentials=True",
        ),
        (
            "app.use(cors({ credentials: (process.env.WITH ?? 'true') === 'true' }));",
            "src/server.js:2 origins=(*) credentials=True",
        ),
        ("app.use(cors({ credentials: process.env.WITH === 'true' }));", "src/server.js:2 origins=(*)"),
        ("app.use(cors({\n  origin: true,\n  credentials: true }));", "src/server.js:3 origins=(*) credentials=True"),
        ('app.use(cors({ origin: "*" }));', "src/server.js:2 origins=(*)"),
        ("app.use(cors({ origin: !mine ? '*' : mine.split(',') }));", "src/server.js:2 origins=(*)"),
        ("const asked = config.cors;\nif (config.enableCors) {\n  app.use(cors());\n}", "src/server.js:4 origins=(*)"),
        ("app.use(cors({ origin: (o, cb) => cb(null, true) }));", "src/server.js:2 origins=(*)"),
        ("app.use(cors({ origin: (origin, cb) => cb(null, origin || true) }));", "src/server.js:2 origins=(*)"),
        ("app.use(cors({ origin: () => true }));", "src/server.js:2 origins=(*)"),
        ("app.use(cors((q, answer) => answer(null, { origin: true })));", "src/server.js:2 origins=(*)"),
        (
            f"app.use(cors({{ origin: '{LOCAL}, https://a.example'.split(',') }}));",
            f"src/server.js:2 origins=({LOCAL}, https://a.example)",
        ),
        (
            "app.use(cors({ origin: new RegExp('^http://localhost:[0-9]+$') }));",
            "src/server.js:2 origins=(http://localhost)",
        ),
        (f"app.use(cors({{ origin: isProd ? ['{LOCAL}'] : '*' }}));", f"src/server.js:2 origins=({LOCAL})"),
        (
            f"app.use(cors({{ origin: process.env.NODE_ENV !== 'production' ? '*' : ['{LOCAL}'] }}));",
            f"src/server.js:2 origins=({LOCAL})",
        ),
        ("app.use(cors({ origin: isDev ? 'http://localhost' : '*' }));", "src/server.js:2 origins=(*)"),
        (f"app.use(cors({{ origin: isProd ? true : ['{LOCAL}'] }}));", "src/server.js:2 origins=(*)"),
        (f"app.use(cors({{ origin: !isProd ? ['{LOCAL}'] : true }}));", "src/server.js:2 origins=(*)"),
        (
            f"app.use(cors({{ origin: process.env.NODE_ENV === 'production'\n ? true // by the proxy\n : '{LOCAL}' }}));",
            "src/server.js:2-4 origins=(*)",
        ),
        (f'const a = ["{LOCAL}"];\napp.use(cors({{ origin: a }}));', f"src/server.js:2 origins=({LOCAL})"),
        (
            f'const o = {{ origin: ["https://a.example", "{LOCAL}"] }};\napp.use(cors(o));',
            f"src/server.js:2 origins=(https://a.example, {LOCAL})",
        ),
        (
            f'app.use(cors({{ origin: [process.env.FRONT, "{LOCAL}"] }}));',
            f"src/server.js:2 origins=({LOCAL}) complete=False",
        ),
    ],
)
def test_what_the_cors_package_is_given(call: str, expected: str) -> None:
    assert javascript(IMPORT + call) == [expected]


@pytest.mark.parametrize(
    "call",
    [
        "app.use(cors({ origin: process.env.FRONT }));",
        'app.use(cors({ origin: strict ? "https://a.example" : "*" }));',
        "app.use(cors({ origin: (o, cb) => cb(null, list.includes(o)) }));",
        "app.use(cors({ ...options }));",
        "app.use(cors({ origin: isProd ? settings.pages : '*' }));",
        "app.use(cors({ origin: !isProd ? true : settings.pages }));",
        "app.use(cors({ origin: process.env.NODE_ENV === 'development' ? true : settings.pages }));",
        "app.use(cors({ origin: isProd ? (one ? 'https://a.example' : '*') : true }));",
        "app.use(cors((q, answer) => answer(null, { origin: ours.includes(q.from) ? q.from : false })));",
        "app.use(cors((q, answer) => { if (ours.has(q)) answer(null, { origin: true }); }));",
        "app.use(cors(fromElsewhere));",
        "app.use(cors({ origin: (from) => ours.includes(from) }));",
        "app.use(require('cors')({ origin: process.env.FRONT }));",
        "// app.use(cors());",
        'if (process.env.NODE_ENV !== "production") {\n  app.use(cors());\n}',
        "if (config.devCors) {\n  app.use(cors());\n}",
        'if (dev) {\n  app.use(\n    cors({\n      origin: "*",\n    })\n  );\n}',
    ],
)
def test_what_a_setting_a_function_or_a_branch_decides_is_not_told(call: str) -> None:
    assert javascript(IMPORT + call) == []


@pytest.mark.parametrize("asked", ["!cachedServer", "!app", "this.server === undefined", "cachedApp == null"])
def test_what_a_function_does_the_first_time_alone_holds_ever_after(asked: str) -> None:
    told = javascript(f"{IMPORT}if ({asked}) {{\n  app.use(cors());\n}}")
    assert len(told) == 1
    assert told[0].endswith("origins=(*)")


@pytest.mark.parametrize("asked", ["app", "!isProd", "server.isDev", "process.env.OPEN"])
def test_a_branch_that_asks_for_anything_else_decides(asked: str) -> None:
    assert javascript(f"{IMPORT}if ({asked}) {{\n  app.use(cors());\n}}") == []


def test_a_function_of_that_name_from_elsewhere_is_not_the_package() -> None:
    assert javascript('const { cors } = require("./lib");\napp.use(cors());\n') == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("app.enableCors();", "src/main.ts:1 origins=(*)"),
        ("app.enableCors({ origin: true, credentials: true });", "src/main.ts:1 origins=(*) credentials=True"),
        ("const app = await NestFactory.create(AppModule, { cors: true });", "src/main.ts:1 origins=(*)"),
        ("@WebSocketGateway({ cors: { origin: '*' } })\nclass Chat {}", "src/main.ts:1 origins=(*)"),
    ],
)
def test_what_nest_is_given(line: str, expected: str) -> None:
    assert javascript(line, NEST, "src/main.ts") == [expected]


def test_an_origin_that_is_given_back_with_credentials_is_any_origin() -> None:
    text = (
        'res.header("Access-Control-Allow-Origin", req.headers.origin);\n'
        'res.header("Access-Control-Allow-Credentials", "true");\n'
    )
    assert javascript(text) == ["src/server.js:1 origins=(*) credentials=True"]


@pytest.mark.parametrize(
    "value",
    [
        "process.env.ORIGINS\n    ? process.env.ORIGINS.split(',')\n    : true",
        "process.env.ORIGINS ? [process.env.ORIGINS] : true",
        "process.env.ORIGINS\n    || true",
    ],
)
def test_a_setting_that_is_missing_lets_everybody_in_however_many_lines_say_so(value: str) -> None:
    text = f"const origin = {value};\napp.enableCors({{ origin }});\n"
    assert [one.split(" ", 1)[1] for one in javascript(text, NEST, "src/main.ts")] == ["origins=(*)"]


def test_all_websites_that_a_header_lists_are_let_in() -> None:
    text = "app.use((req, res, next) => {\n  res.header('Access-Control-Allow-Origin', ['http://localhost:80', 'https://shop.example']);\n});\n"
    assert javascript(text) == ["src/server.js:2 origins=(http://localhost:80, https://shop.example)"]
    assert javascript(text.replace("next) => {\n", "next) => {\n  if (isAllowed(req)) ")) == []


FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'app.add_middleware(\n    CORSMiddleware,\n    allow_origins=["*"],\n    allow_credentials=True,\n)\n',
            ["app/main.py:5 origins=(*) credentials=True"],
        ),
        (
            f'origins = ["{LOCAL}"]\napp.add_middleware(CORSMiddleware, allow_origins=origins)\n',
            [f"app/main.py:3 origins=({LOCAL})"],
        ),
        (
            'app.add_middleware(CORSMiddleware, allow_origin_regex=".*", allow_credentials=True)\n',
            ["app/main.py:3 origins=(*) credentials=True"],
        ),
        ("app.add_middleware(CORSMiddleware, allow_origins=settings.origins)\n", []),
        ('if settings.debug:\n    app.add_middleware(CORSMiddleware, allow_origins=["*"])\n', []),
    ],
)
def test_what_starlettes_middleware_is_given(text: str, expected: list[str]) -> None:
    assert python(FASTAPI + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CORS(app)\n", ["app/main.py:3 origins=(*)"]),
        ('CORS(app, resources={r"/*": {"origins": "*"}}, supports_credentials=True)\n', ["* credentials"]),
        ("CORS(app, origins=os.environ['FRONT'])\n", []),
    ],
)
def test_what_flask_is_given(text: str, expected: list[str]) -> None:
    found = python("from flask import Flask\nfrom flask_cors import CORS\n" + text)
    assert found == expected or (len(found) == 1 and found[0].endswith("origins=(*) credentials=True"))


def test_django_settings_count_at_the_top_and_not_where_debugging_is_asked() -> None:
    text = 'import django\nCORS_ALLOWED_ORIGINS = [\n    "https://a.example",\n    "http://localhost:3000",\n]\n'
    text += "CORS_ALLOW_CREDENTIALS = True\nif DEBUG:\n    CORS_ALLOW_ALL_ORIGINS = True\n"
    assert python(text, "shop/settings.py") == [
        "shop/settings.py:3-4 origins=(https://a.example, http://localhost:3000) credentials=True"
    ]
    assert python("import django\nCORS_ALLOW_ALL_ORIGINS = True\n", "shop/settings.py") == [
        "shop/settings.py:2 origins=(*)"
    ]
    assert python("import django\nCORS_ALLOW_ALL_ORIGINS = True\n", "shop/settings/local.py") == []


def test_what_django_takes_forms_from_counts_beside_a_real_website() -> None:
    text = 'import django\nCSRF_TRUSTED_ORIGINS = [\n    "https://www.a.example",\n    "http://localhost:3000",\n]\n'
    assert python(text, "shop/settings.py") == [
        "shop/settings.py:3-4 origins=(https://www.a.example, http://localhost:3000) credentials=True"
    ]
    assert python(text.replace("https://www.a.example", "http://127.0.0.1:3000"), "shop/settings.py") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('config.setAllowedOriginPatterns(List.of("*")); config.setAllowCredentials(true);', "(*) credentials=True"),
        ('config.addAllowedOrigin("*");', "(*)"),
        (
            f'registry.addMapping("/**").allowedOrigins("{LOCAL}").allowCredentials(true);',
            f"({LOCAL}) credentials=True",
        ),
        ("config.setAllowedOrigins(properties.getAllowedOrigins());", ""),
        ('@CrossOrigin(origins = "*") class Orders {}', "(*)"),
        (f'List<String> fronts = Arrays.asList("{LOCAL}"); config.setAllowedOrigins(fronts);', f"({LOCAL})"),
        (f'String[] FRONTS = {{"{LOCAL}"}}; registry.addMapping("/**").allowedOrigins(FRONTS);', f"({LOCAL})"),
        ("config.setAllowedOrigins(fronts);", ""),
        (
            f'registry.addMapping("/**").allowedOrigins(*arrayOf("https://a.example", "{LOCAL}"))',
            f"(https://a.example, {LOCAL})",
        ),
        (
            f'val fronts = listOf("{LOCAL}"); registry.addMapping("/**").allowedOrigins(*fronts.toTypedArray())',
            f"({LOCAL})",
        ),
        (f'registry.addMapping("/**").allowedOrigins(new String[] {{"{LOCAL}"}});', f"({LOCAL})"),
        (
            f'List<String> fronts = new ArrayList<>(); fronts.add("{LOCAL}"); config.setAllowedOrigins(fronts);',
            f"({LOCAL})",
        ),
        (
            "List<String> fronts = new ArrayList<>(); fronts.add(settings.front()); config.setAllowedOrigins(fronts);",
            "",
        ),
        (f'config.setAllowedOrigins(new ArrayList<>(List.of("{LOCAL}")));', f"({LOCAL})"),
        ('registry.addMapping("/**").allowedOrigins(*properties.origins.toTypedArray())', ""),
        (
            f'String[] FRONTS = {{"{LOCAL}"}}; config.setAllowedOrigins(Arrays.asList(FRONTS));',
            f"({LOCAL})",
        ),
        (f'List<String> fronts = List.of("{LOCAL}"); fronts.forEach(config::addAllowedOrigin);', f"({LOCAL})"),
        ("settings.fronts().forEach(config::addAllowedOrigin);", ""),
        (
            f'List.of("{LOCAL}", "https://a.example").forEach(config::addAllowedOrigin);',
            f"({LOCAL}, https://a.example)",
        ),
        ("var config = new CorsConfiguration().applyPermitDefaultValues();", "(*)"),
        ("config.applyPermitDefaultValues(); config.setAllowedOrigins(settings.fronts());", ""),
        ('CorsRegistry r = it; r.addMapping("/**");', "(*)"),
        ('CorsRegistry r = it; r.addMapping("/**").allowedMethods("GET").maxAge(ofHours(1));', "(*)"),
        ('CorsRegistry r = it; r.addMapping("/**").allowedOrigins(settings.fronts());', ""),
        ('CorsRegistry r = it; var rule = r.addMapping("/**"); rule.allowedOrigins(settings.fronts());', ""),
        ('CorsRegistry r = it; r.addMapping("/**").also { it.allowedOrigins(settings.front) }', ""),
        ("@CrossOrigin(maxAge = 3600) class Orders {}", "(*)"),
        (
            '@CrossOrigin(maxAge = 3600, originPatterns = "*", allowCredentials = "true") class Orders {}',
            "(*) credentials=True",
        ),
        ('@CrossOrigin(origins = FRONTS, allowedHeaders = "*") class Orders {}', ""),
        ("@CrossOrigin(FRONTS) class Orders {}", ""),
    ],
)
def test_what_spring_is_given(line: str, expected: str) -> None:
    path = "src/main/kotlin/shop/Web.kt" if "(*" in line else "src/main/java/shop/Web.java"
    word = "fun" if path.endswith(".kt") else "void"
    code = f"class Web {{\n  {word} cors() {{\n    {line}\n  }}\n}}\n"
    found = told({"pom.xml": "<project/>", path: code}, ApplicationCors)
    assert found == ([f"{path}:3 origins={expected}"] if expected else [])


def test_a_package_that_is_named_after_a_domain_of_developers_serves_all_the_same() -> None:
    path = "src/main/kotlin/dev/shop/Web.kt"
    code = f'class Web {{\n  fun cors() {{\n    registry.addMapping("/**").allowedOrigins("{LOCAL}")\n  }}\n}}\n'
    assert told({"pom.xml": "<project/>", path: code}, ApplicationCors) == [f"{path}:3 origins=({LOCAL})"]
    for_developers = path.replace("Web.kt", "DevWeb.kt")
    assert told({"pom.xml": "<project/>", for_developers: code}, ApplicationCors) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("(*%w[https://a.example http://localhost:3000])", "(https://a.example, http://localhost:3000)"),
        (' ["https://a.example", "http://localhost:3000"]', "(https://a.example, http://localhost:3000)"),
        (r" %r{\Ahttp://localhost:\d+\z}", "(http://localhost) complete=False"),
        (r" %r{\Ahttps://\w+\.a\.example\z}", None),
        (" *settings.origins", None),
        (" { |page, _env| true }", "(*)"),
        (" { |page, _env| Shop.exists?(site: page) }", None),
    ],
)
def test_how_a_list_is_written_for_rails(given: str, expected: str | None) -> None:
    path = "config/initializers/cors.rb"
    text = f"Rails.application.config.middleware.use Rack::Cors do\n  allow do\n    origins{given}\n  end\nend\n"
    found = told({"Gemfile": "gem 'rails'\n", path: text}, ApplicationCors)
    assert found == ([f"{path}:3 origins={expected}"] if expected else [])


def test_what_rails_is_given() -> None:
    text = (
        "Rails.application.config.middleware.insert_before 0, Rack::Cors do\n  allow do\n"
        "    origins 'https://a.example', 'http://localhost:3000'\n    resource '*', credentials: true\n  end\nend\n"
    )
    path = "config/initializers/cors.rb"
    assert told({"Gemfile": "gem 'rails'\n", path: text}, ApplicationCors) == [
        f"{path}:3 origins=(https://a.example, http://localhost:3000) credentials=True"
    ]


@pytest.mark.parametrize(
    ("manifest", "path", "text", "expected"),
    [
        ("go.mod", "main.go", "package main\nvar c = cors.Config{AllowAllOrigins: true}\n", "main.go:2 origins=(*)"),
        (
            "go.mod",
            "main.go",
            'package main\nvar c = cors.Options{AllowedOrigins: []string{"*"}, AllowCredentials: true}\n',
            "main.go:2 origins=(*) credentials=True",
        ),
        (
            "go.mod",
            "main.go",
            'package main\nfunc main() {\n\tours := []string{"http://localhost:3000"}\n\te.Use(cors.New(cors.Config{AllowOrigins: ours}))\n}\n',
            "main.go:3 origins=(http://localhost:3000)",
        ),
        (
            "shop.csproj",
            "Program.cs",
            'var ours = new[] { "http://localhost:3000" };\npolicy.WithOrigins(ours); // Cors\n',
            "Program.cs:1 origins=(http://localhost:3000)",
        ),
        ("shop.csproj", "Program.cs", "policy.AllowAnyOrigin(); // Cors\n", "Program.cs:1 origins=(*)"),
        (
            "composer.json",
            "config/cors.php",
            "<?php return ['allowed_origins' => ['*'], 'supports_credentials' => true];\n",
            "config/cors.php:1 origins=(*) credentials=True",
        ),
        (
            "composer.json",
            "config/cors.php",
            (
                "<?php return [\n  'allowed_origins' => array_filter([\n    'http://localhost:3000',\n    env('SHOP_URL'),\n  ]),"
                "\n  'supports_credentials' => env('CORS_COOKIES', true),\n];\n"
            ),
            "config/cors.php:3 origins=(http://localhost:3000) credentials=True complete=False",
        ),
        (
            "composer.json",
            "config/cors.php",
            "<?php return ['allowed_origins' => array_merge(array('https://a.example'), explode(',', env('MORE')))];\n",
            "config/cors.php:1 origins=(https://a.example) complete=False",
        ),
        (
            "composer.json",
            "config/cors.php",
            (
                "<?php return ['allowed_origins' => env('APP_ENV') === 'production'\n  ? ['https://a.example', '*']\n"
                "  : ['http://localhost:3000']];\n"
            ),
            "config/cors.php:2 origins=(https://a.example, *)",
        ),
        (
            "composer.json",
            "config/cors.php",
            "<?php return ['allowed_origins' => app()->isLocal() ? ['*'] : ['https://a.example']];\n",
            "config/cors.php:1 origins=(https://a.example)",
        ),
        (
            "composer.json",
            "config/cors.php",
            '<?php return ["allowed_origins" => [], "allowed_origins_patterns" => ["#^.*$#"]];\n',
            "config/cors.php:1 origins=(*)",
        ),
    ],
)
def test_what_other_frameworks_are_given(manifest: str, path: str, text: str, expected: str) -> None:
    assert told({manifest: "{}" if manifest.endswith("json") else "", path: text}, ApplicationCors) == [expected]


@pytest.mark.parametrize("text", ["app.use(cors(", "app.use(cors({ origin: [", 'app.use(cors({ origin: ["*" }));'])
def test_brackets_that_never_close_are_no_accusation_of_more_than_their_file(text: str) -> None:
    assert all(line.startswith("src/server.js:") for line in javascript(IMPORT + text))


def test_a_file_of_nothing_but_calls_is_read_in_part() -> None:
    found = javascript(IMPORT + "app.use(cors());\n" * 2_000)
    assert 0 < len(found) <= 40


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "requirements.txt": "fastapi\n",
                "shop/settings.py": 'import os\n\nCORS_ORIGINS = os.getenv("CORS_ORIGINS", "*")\n',
                "shop/main.py": (
                    "from fastapi import FastAPI\nfrom shop import settings\n\napp = FastAPI()\n"
                    "app.add_middleware(CORSMiddleware, allow_origins=settings.CORS_ORIGINS.split(','), "
                    "allow_credentials=True)\n"
                ),
            },
            ["shop/settings.py:3 origins=(*) credentials=True"],
        ),
        (
            {
                "package.json": EXPRESS,
                "src/app.ts": (
                    'import cors from "cors";\n'
                    'app.use(cors({ origin: process.env.CORS_ORIGIN || "*", credentials: true }));\n'
                ),
            },
            ["src/app.ts:2 origins=(*) credentials=True"],
        ),
        (
            {
                "requirements.txt": "flask\n",
                "cors.py": 'import os\n\nORIGINS = os.getenv("CORS_ORIGINS").split(",") if os.getenv("CORS_ORIGINS") else ["*"]\n',
            },
            ["cors.py:3 origins=(*)"],
        ),
        (
            {
                "package.json": EXPRESS,
                "cors.js": "exports.list = process.env.CORS_ORIGINS ? process.env.CORS_ORIGINS.split(',') : ['*'];\n",
            },
            ["cors.js:1 origins=(*)"],
        ),
        (
            {
                "package.json": EXPRESS,
                "cors.js": "exports.list = listed(process.env.CORS_ORIGINS, '*');\nconst v = of(process.env.VIEWS, '*');\n",
            },
            ["cors.js:1 origins=(*)"],
        ),
        (
            {
                "go.mod": "module shop\n",
                "main.go": (
                    'package main\nfunc corsOrigin() string {\n\tv := os.Getenv("CORS_ORIGIN")\n\tif v == "" {\n\t\tv = "*"\n\t}\n'
                    '\treturn v\n}\nfunc main() { http.ListenAndServe(":80", nil) }\n'
                ),
            },
            ["main.go:3-5 origins=(*)"],
        ),
        (
            {
                "package.json": EXPRESS,
                "src/app.ts": (
                    'import cors from "cors";\n'
                    'const quality = process.env.IMAGE_TYPES || "*";\n'
                    "app.use(cors({ origin: process.env.CORS_ORIGIN, credentials: true }));\n"
                ),
            },
            [],
        ),
    ],
    ids=[
        "Python, in two files",
        "Express",
        "Python, chosen",
        "Node, chosen",
        "a helper",
        "Go, later",
        "what is no fallback of origins",
    ],
)
def test_every_website_is_let_in_where_the_setting_of_origins_falls_back_to_a_star(
    files: dict[str, str], expected: list[str]
) -> None:
    assert bare(files) == expected


FASTIFY = '{"dependencies": {"fastify": "4", "@fastify/cors": "9"}}'
HEADER = "'Access-Control-Allow-Origin'"
WRITTEN = {
    "Fastify": (
        {
            "package.json": FASTIFY,
            "a.js": "const cors = require('@fastify/cors');\napp.register(cors, { origin: true });\n",
        },
        ["a.js:2 origins=(*)"],
    ),
    "Fastify, named": (
        {
            "package.json": FASTIFY,
            "a.js": f"import cors from '@fastify/cors';\napp.register(cors, {{ origin: ['{LOCAL}'] }});\n",
        },
        [f"a.js:2 origins=({LOCAL})"],
    ),
    "Ktor": (
        {"build.gradle.kts": "", "src/main/kotlin/A.kt": "fun m() {\n  install(CORS) {\n    anyHost()\n  }\n}\n"},
        ["src/main/kotlin/A.kt:3 origins=(*)"],
    ),
    "Fiber": (
        {"go.mod": "module x\n", "main.go": 'package main\nvar a = cors.New(cors.Config{AllowOrigins: "*"})\n'},
        ["main.go:2 origins=(*)"],
    ),
    "every answer": (
        {"package.json": EXPRESS, "a.js": f"app.use((q, r, next) => {{\n  r.header({HEADER}, '*');\n  next();\n}});\n"},
        ["a.js:2 origins=(*)"],
    ),
    "every answer, by a name": (
        {
            "package.json": EXPRESS,
            "a.js": f"const whose = '*';\napp.use((q, r, next) => {{\n  r.header({HEADER}, whose);\n  next();\n}});\n",
        },
        ["a.js:3 origins=(*)"],
    ),
    "every answer, by a name for two": (
        {
            "package.json": EXPRESS,
            "a.js": f"let whose = '*';\nwhose = ours;\napp.use((q, r, next) => {{\n  r.header({HEADER}, whose);\n}});\n",
        },
        [],
    ),
    "function, by what it has without a value": (
        {
            "a.js": f"const headers = (whose = '*') => ({{ {HEADER}: whose }});\nexports.handler = () => ({{ statusCode: 200, headers: headers() }});\n"
        },
        ["a.js:1 origins=(*)"],
    ),
    "function, computed": (
        {"a.js": f"exports.handler = async () => ({{\n  headers: {{ [{HEADER}]: '*' }},\n}});\n"},
        ["a.js:2 origins=(*)"],
    ),
    "taken out of the environment": (
        {
            "package.json": EXPRESS,
            "a.js": "const cors = require('cors');\nconst { CORS_ORIGIN = '*', PORT = 80 } = process.env;\n",
        },
        ["a.js:2 origins=(*)"],
    ),
    "another taken out of the environment": (
        {
            "package.json": EXPRESS,
            "a.js": "const cors = require('cors');\nconst { TYPES = '*', PORT = 80 } = process.env;\n",
        },
        [],
    ),
    "servlet filter": (
        {
            "pom.xml": "<project/>",
            "src/main/java/F.java": 'class F implements Filter {\n  void doFilter(Q q, A a) {\n    a.setHeader("Access-Control-Allow-Origin", "*");\n  }\n}\n',
        },
        ["src/main/java/F.java:3 origins=(*)"],
    ),
    "Go, without a value": (
        {
            "go.mod": "module x\n",
            "main.go": 'package main\nvar a = cors.Config{AllowOrigins: getEnv("CORS_ORIGINS", "*")}\n',
        },
        ["main.go:2 origins=(*)"],
    ),
    "Go, preset": (
        {
            "go.mod": "module x\n",
            "main.go": 'package main\nfunc load() {\n\tviper.SetDefault("cors.allowed_origins", "*")\n}\n',
        },
        ["main.go:3 origins=(*)"],
    ),
    "some answers": (
        {"package.json": EXPRESS, "a.js": f"app.get('/font', (q, r) => {{\n  r.header({HEADER}, '*');\n}});\n"},
        [],
    ),
    "under a condition": (
        {
            "package.json": EXPRESS,
            "a.js": f"app.use((q, r, next) => {{\n  if (open) {{\n    r.header({HEADER}, '*');\n  }}\n}});\n",
        },
        [],
    ),
    "Middy": (
        {
            "a.js": "import httpCors from '@middy/http-cors';\nexport const handler = middy(base).use(httpCors({ origin: '*' }));\n"
        },
        ["a.js:2 origins=(*)"],
    ),
    "Middy, by name": (
        {
            "a.js": "import cors from '@middy/http-cors';\nexport const handler = middy(base).use(cors({ origin: 'https://a.example' }));\n"
        },
        ["a.js:2 origins=(https://a.example)"],
    ),
    "Middy, a list": (
        {
            "a.js": "import cors from '@middy/http-cors';\nexport const handler = middy(base).use(cors({ origins: ['https://a.example'], credentials: true }));\n"
        },
        ["a.js:2 origins=(https://a.example) credentials=True"],
    ),
    "Middy, a function": (
        {
            "a.js": "import cors from '@middy/http-cors';\nexport const handler = middy(base).use(cors({ getOrigin: known }));\n"
        },
        [],
    ),
    "headers for others to send": (
        {
            "package.json": EXPRESS,
            "a.js": "const headers = require('./headers');\nrequire('./b');\nrequire('./c');\nexports.handler = async () => ({ statusCode: 200, headers: headers() });\n",
            "headers.js": f"module.exports = () => ({{\n  {HEADER}: '*',\n  'Access-Control-Allow-Credentials': true,\n}});\n",
            "b.js": f"exports.handler = () => ({{\n  headers: {{ {HEADER}: '*' }}, other: {{ {HEADER}: '*' }}\n}});\n",
            "c.js": f"const download = (res) => res.writeHead(200, {{ {HEADER}: '*', 'Content-Type': 'font/woff2' }});\n",
        },
        ["b.js:2 origins=(*)", "headers.js:2 origins=(*) credentials=True"],
    ),
    "function": (
        {"a.js": f"exports.handler = async () => ({{\n  headers: {{ {HEADER}: '*' }},\n}});\n"},
        ["a.js:2 origins=(*)"],
    ),
    "pydantic": (
        {"requirements.txt": "fastapi\n", "a.py": 'class Settings(Base):\n    CORS_ORIGINS: list[str] = ["*"]\n'},
        ["a.py:2 origins=(*)"],
    ),
    "pydantic, headers": (
        {"requirements.txt": "fastapi\n", "a.py": 'class Settings(Base):\n    CORS_HEADERS: list[str] = ["*"]\n'},
        [],
    ),
}


@pytest.mark.parametrize(("files", "expected"), WRITTEN.values(), ids=WRITTEN.keys())
def test_what_plugins_headers_and_settings_let_in(files: dict[str, str], expected: list[str]) -> None:
    assert bare(files) == expected


@pytest.mark.parametrize(
    ("decision", "everybody"),
    [
        (
            "function (o, cb) {\n  if (list.includes(o)) {\n    cb(null, true);\n  } else {\n    cb(null, true);\n  }\n}",
            True,
        ),
        ("(o, cb) => {\n  if (!list.includes(o)) console.warn(o);\n  cb(null, true);\n}", True),
        ("(o, cb) => {\n  if (list.includes(o)) return cb(null, true);\n  cb(new Error('refused'));\n}", False),
        ("(o, cb) => {\n  if (list.includes(o)) cb(null, true);\n}", False),
        ("(o, cb) => {\n  if (list.includes(o)) {\n    cb(null, true);\n  }\n}", False),
        ("(o) => o", True),
        ("(ctx) => ctx.request.header.origin", True),
        ("(o) => (list.includes(o) ? o : null)", False),
    ],
)
def test_a_function_lets_everybody_in_when_no_way_through_it_refuses(decision: str, everybody: bool) -> None:
    found = [IMPORT + f"app.use(cors({{ origin: {decision}, credentials: true }}));"]
    found.append(IMPORT + f"const decide = {decision};\napp.use(cors({{ origin: decide, credentials: true }}));")
    for text in found:
        assert ["origins=(*)" in line for line in javascript(text)] == ([True] if everybody else [])


def test_a_method_that_decides_is_an_origin_like_any_other() -> None:
    refuses = "origin(o, cb) {\n  if (list.includes(o)) return cb(null, true);\n  return cb(new Error('refused'));\n}"
    assert javascript(IMPORT + f"app.use(cors({{ {refuses}, credentials: true }}));") == []
    agrees = "origin(o, cb) {\n  cb(null, true);\n}"
    [told_once] = javascript(IMPORT + f"app.use(cors({{ {agrees}, credentials: true }}));")
    assert told_once.endswith("origins=(*) credentials=True")


def test_a_declared_function_that_agrees_to_all_is_followed() -> None:
    text = "function decide(o, cb) {\n  return cb(null, true);\n}\napp.use(cors({ origin: decide }));\n"
    assert javascript(IMPORT + text) == ["src/server.js:2-4 origins=(*)"]


@pytest.mark.parametrize(
    ("path", "text", "told_so"),
    [
        (
            "cors.js",
            "const from = req.headers.origin;\nres.setHeader('Access-Control-Allow-Origin', from || '*');\n",
            True,
        ),
        (
            "cors.js",
            "if (!ours.includes(req.headers.origin)) return next();\nres.setHeader('Access-Control-Allow-Origin', req.headers.origin);\n",
            False,
        ),
        ("cors.js", "res.setHeader('Access-Control-Allow-Origin', settings.origin);\n", False),
        (
            "cors.js",
            (
                "app.use((q, r) => {\n  if (ours.includes(origin)) {\n    r.set('Access-Control-Allow-Origin', origin);\n"
                "  } else {\n    r.set('Access-Control-Allow-Origin', '*');\n  }\n});\n"
            ),
            True,
        ),
        (
            "cors.js",
            (
                "app.use((q, r) => {\n  if (isProd && origin) {\n    r.set('Access-Control-Allow-Origin', origin);\n"
                "  } else {\n    r.set('Access-Control-Allow-Origin', '*');\n  }\n});\n"
            ),
            False,
        ),
        ("cors.js", "const headers = (from) => ({ 'Access-Control-Allow-Origin': from || '*' });\nexpress();", True),
        ("cors.js", "const headers = (from) => ({ 'Access-Control-Allow-Origin': from || ours });\nexpress();", False),
        ("cors.go", 'from := r.Header.Get("Origin")\nw.Header().Set("Access-Control-Allow-Origin", from)\n', True),
        ("rules.go", 'func all() gin.HandlerFunc {\n\tc.Header("Access-Control-Allow-Origin", "*")\n}\n', True),
        ("rules.go", 'func font(c *gin.Context) {\n\tc.Header("Access-Control-Allow-Origin", "*")\n}\n', False),
        ("app.rb", 'before do\n  headers "Access-Control-Allow-Origin" => "*"\nend\n', True),
        ("cors.py", 'answer.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]\nimport flask\n', True),
        ("cors.php", "<?php\nheader('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);\n", True),
        ("cors.php", "<?php\nheader('Access-Control-Allow-Origin: *');\n", True),
        (
            "cors.php",
            "<?php\n$answer->headers->set('Access-Control-Allow-Origin', $request->headers->get('Origin'));\n",
            True,
        ),
        (
            "cors.php",
            "<?php\nif (in_array($o, $ours)) {\n  header('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);\n}\n",
            False,
        ),
    ],
)
def test_a_header_that_gives_any_origin_back_lets_everybody_in_unless_something_asks(
    path: str, text: str, told_so: bool
) -> None:
    manifest = {"js": ("package.json", EXPRESS), "go": ("go.mod", "module x\n"), "php": ("composer.json", "{}")}
    files = dict([manifest.get(path.rpartition(".")[2], ("requirements.txt", "flask\n")), (path, text)])
    assert ["origins=(*)" in line for line in told(files, ApplicationCors)] == ([True] if told_so else [])


@pytest.mark.parametrize(
    ("given", "told_so"),
    [
        ('allowed := "http://localhost:3000"', True),
        ("allowed := settings.Front()", False),
        ('allowed := "http://localhost:3000"\n\tif here {\n\t\tallowed = "https://a.example"\n\t}', False),
    ],
)
def test_a_header_may_say_a_website_by_name(given: str, *, told_so: bool) -> None:
    code = f'package main\n\nfunc cors(w http.ResponseWriter) {{\n\t{given}\n\tw.Header().Set("Access-Control-Allow-Origin", allowed)\n}}\n'
    found = told({"go.mod": "module x\n", "main.go": code}, ApplicationCors)
    assert found == (["main.go:5 origins=(http://localhost:3000)"] if told_so else [])


@pytest.mark.parametrize(
    ("line", "told_so"),
    [
        ("c := cors.Config{AllowOriginFunc: func(origin string) bool { return true }}", True),
        ("c := cors.Config{AllowOriginFunc: func(origin string) bool { return ours[origin] }}", False),
        ("c := cors.Config{AllowOriginFunc: anybody}\n}\n\nfunc anybody(origin string) bool {\n\treturn true", True),
        (
            "c := cors.Config{AllowOriginFunc: ours}\n}\n\nfunc ours(origin string) bool {\n\treturn known[origin]",
            False,
        ),
        ("o := handlers.AllowedOriginValidator(func(origin string) bool { return true })", True),
        ("config.AllowAllOrigins = true", True),
        ('w.Header()["Access-Control-Allow-Origin"] = []string{"*"} // middleware\n\thttp.MethodOptions', True),
        ("e.Use(middleware.CORS())", False),
    ],
)
def test_what_middleware_in_go_lets_in(line: str, told_so: bool) -> None:
    code = f'package main\n\nimport "github.com/gin-contrib/cors"\n\nfunc main() {{\n\t{line}\n}}\n'
    found = told({"go.mod": "module x\n", "main.go": code}, ApplicationCors)
    assert found == (["main.go:6 origins=(*)"] if told_so else [])


def test_flask_cors_that_is_bound_to_the_application_later() -> None:
    later = 'cors = CORS()\ncors.init_app(app, resources={"/*": {"origins": "*"}}, supports_credentials=True)\n'
    assert python(f"from flask import Flask\nfrom flask_cors import CORS\n{later}") == [
        "app/main.py:4 origins=(*) credentials=True"
    ]


def test_what_strapi_is_given() -> None:
    code = "module.exports = [\n  { name: 'strapi::cors', config: { origin: ['*'], credentials: true } },\n];\n"
    manifest = '{"dependencies": {"@strapi/strapi": "4"}}'
    assert javascript(code, manifest, "config/middlewares.js") == [
        "config/middlewares.js:2 origins=(*) credentials=True"
    ]


@pytest.mark.parametrize(
    ("origin", "told_as"),
    [
        (r"[/localhost:\d+$/, /https:\/\/.*\.example\.com$/]", "origins=(http://localhost) complete=False"),
        (r"/^https?:\/\/(?:127\.0\.0\.1|shop\.example\.com)/", "origins=(http://localhost)"),
        ("[/.*/]", "origins=(*)"),
    ],
)
def test_a_pattern_lets_in_what_it_matches(origin: str, told_as: str) -> None:
    assert javascript(f"{IMPORT}app.use(cors({{ origin: {origin} }}));") == [f"src/server.js:2 {told_as}"]


def test_a_pattern_of_ones_own_websites_lets_in_nobody_else() -> None:
    assert javascript(f"{IMPORT}app.use(cors({{ origin: /\\.example\\.com$/ }}));") == []


def test_a_type_between_the_package_and_its_brackets_changes_nothing() -> None:
    text = 'import cors from "cors";\napp.use("/graphql", cors<cors.CorsRequest>(), answers);\n'
    assert javascript(text, path="src/index.ts") == ["src/index.ts:2 origins=(*)"]


def test_headers_that_tornado_sets_by_default_stand_for_every_answer() -> None:
    text = (
        'class All:\n    def set_default_headers(self):\n        self.set_header("Access-Control-Allow-Origin", "*")\n'
    )
    assert python(f"import tornado.web\nimport tornado\n{text}") == ["app/main.py:5 origins=(*)"]


@pytest.mark.parametrize(
    ("package", "told_so"), [("github.com/labstack/echo/v4/middleware", True), ("shop/internal/middleware", False)]
)
def test_a_package_of_ones_own_may_be_called_as_echos(package: str, told_so: bool) -> None:
    code = f'package main\n\nimport "{package}"\n\nfunc main() {{\n\te.Use(middleware.CORS())\n}}\n'
    assert bool(told({"go.mod": "module shop\n", "main.go": code}, ApplicationCors)) == told_so


@pytest.mark.parametrize(
    ("later", "settings", "told_so"),
    [
        ("cors.init_app(app)", "", True),
        ("cors.init_app(app, supports_credentials=False)", "", True),
        ("cors.init_app(app)", 'CORS_ORIGINS = ["https://shop.example"]\n', False),
        ("cors.init_app(app, resources=TABLE)", "", False),
        ("db.init_app(app)", "", False),
    ],
)
def test_flask_cors_that_is_bound_later_lets_all_in_unless_the_settings_say_whom(
    later: str, settings: str, told_so: bool
) -> None:
    code = f"from flask_cors import CORS\nimport flask\ncors = CORS()\n\ndef create_app():\n    {later}\n"
    files = {"requirements.txt": "flask\nflask-cors\n", "app/main.py": code, "app/config.py": settings}
    assert told(files, ApplicationCors) == (["app/main.py:6 origins=(*)"] if told_so else [])


def test_origins_of_a_single_controller_and_of_a_header_are_told() -> None:
    java = f'@CrossOrigin(origins = {{"{LOCAL}", "https://a.example"}}, allowCredentials = "true")\nclass A {{}}\n'
    assert told({"build.gradle": "", "src/main/java/A.java": java}, ApplicationCors) == [
        f"src/main/java/A.java:1 origins=({LOCAL}, https://a.example) credentials=True"
    ]
    assert javascript(f"res.header('Access-Control-Allow-Origin', '{LOCAL}');\n") == [
        f"src/server.js:1 origins=({LOCAL})"
    ]


@pytest.mark.parametrize(("default", "told_so"), [('"True"', True), ("default=True", True), ('"False"', False)])
def test_django_that_lets_everybody_in_where_nobody_says_otherwise(default: str, told_so: bool) -> None:
    line = f'CORS_ALLOW_ALL_ORIGINS = os.getenv("OPEN", {default}) == "True"\n'
    assert bool(python(f"import django\n{line}", "shop/settings.py")) == told_so


EVERY = "https://*.vercel.app"


@pytest.mark.parametrize(
    ("origin", "told_so"),
    [
        (r"/\.vercel\.app$/", True),
        (r"[/^https:\/\/[a-z0-9-]+\.vercel\.app$/]", True),
        (r"/^https:\/\/shop-.*\.vercel\.app$/", False),
        (r"/\.shop\.example$/", False),
        (r"(o, cb) => /\.vercel\.app$/.test(o) ? cb(null, true) : cb(new Error('no'))", True),
        ("(o, cb) => o.endsWith('.vercel.app') ? cb(null, true) : cb(new Error('no'))", True),
        ("(o, cb) => o.endsWith('.shop.example') ? cb(null, true) : cb(new Error('no'))", False),
    ],
)
def test_every_page_of_a_service_that_publishes_anybodys_pages(origin: str, told_so: bool) -> None:
    found = javascript(f"{IMPORT}app.use(cors({{ origin: {origin}, credentials: true }}));")
    assert any(EVERY in line and "credentials=True" in line for line in found) is told_so


@pytest.mark.parametrize(
    "text",
    [
        "import fastapi\napp.add_middleware(CORSMiddleware, allow_origin_regex=r'^https://.*\\.vercel\\.app$')\n",
        "INSTALLED_APPS = ['corsheaders']\nCORS_ALLOWED_ORIGIN_REGEXES = [r'^https://\\w+\\.vercel\\.app$']\n",
    ],
)
def test_every_page_of_such_a_service_in_python(text: str) -> None:
    assert any(f"origins=({EVERY})" in line for line in python(text, "config/settings.py"))


ASKS = "(origin, done) => LIST.includes(origin) || !origin ? done(null, true) : done(new Error())"


@pytest.mark.parametrize(
    ("name", "elements", "expected"),
    [
        (
            "allowedOrigins",
            f"'https://shop.example', '{LOCAL}'",
            f"origins=(https://shop.example, {LOCAL}) credentials=True",
        ),
        ("corsWhitelist", f"process.env.FRONT, '{LOCAL}'", f"origins=({LOCAL}) credentials=True complete=False"),
        ("devAllowedOrigins", f"'{LOCAL}'", None),
        ("whitelist", "'10.0.0.1'", None),
    ],
)
def test_a_list_that_a_function_asks_is_what_is_let_in(name: str, elements: str, expected: str | None) -> None:
    asks = ASKS.replace("LIST", name)
    text = f"const {name} = [{elements}];\nconst corsOptions = {{ origin: {asks}, credentials: true }};\n"
    found = javascript(f"{text}module.exports = corsOptions;\n", path="src/cors.js")
    assert found == ([f"src/cors.js:1 {expected}"] if expected else [])


def test_a_list_in_a_file_of_its_own_is_let_in_with_the_cookies_of_the_options_elsewhere() -> None:
    files = {
        "package.json": EXPRESS,
        "src/allowedOrigins.ts": f"export const allowedOrigins = new Set<string>(['{LOCAL}']);\n",
        "src/corsOptions.ts": "export default {\n  origin: [...allowedOrigins],\n  credentials: true,\n};\n",
    }
    assert told(files, ApplicationCors) == [f"src/allowedOrigins.ts:1 origins=({LOCAL}) credentials=True"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"export const corsOptions = {{ origin: '{LOCAL}', credentials: true }};",
            f"origins=({LOCAL}) credentials=True",
        ),
        ("export const corsOptions = { credentials: true };", None),
        ("export const corsSettings = { methods: ['GET'] };", None),
    ],
)
def test_options_that_another_file_takes(text: str, expected: str | None) -> None:
    assert javascript(text, path="src/cors.ts") == ([f"src/cors.ts:1 {expected}"] if expected else [])


def test_a_rule_that_only_stands_where_its_package_is_there_is_for_everywhere() -> None:
    text = "Rack::Cors\n  allow do\n    origins ENV['FRONT_ORIGIN'] || '*'\n  end\n"
    found = told({"Gemfile": "gem 'rails'\n", "config/initializers/cors.rb": text}, ApplicationCors)
    assert [line.partition(" ")[0] for line in found] == ["config/initializers/cors.rb:3"]
    text = "if defined?(Rack::Cors)\n  allow do\n    origins ENV.fetch('FRONT_ORIGIN', '*')\n  end\nend\n"
    assert bare({"Gemfile": "gem 'rails'\n", "config/initializers/cors.rb": text}) == [
        "config/initializers/cors.rb:3 origins=(*)"
    ]


@pytest.mark.parametrize(
    "otherwise",
    ["|| true", "?? true", "|| '*'", ".split(',') || '*'", "|| ['*']", "? process.env.FRONT.split(',') : '*'"],
)
def test_everybody_is_let_in_where_nobody_names_an_origin(otherwise: str) -> None:
    found = javascript(f"{IMPORT}app.use(cors({{ origin: process.env.FRONT{otherwise}, credentials: true }}));")
    assert "src/server.js:2 origins=(*) credentials=True" in found


def test_the_hosts_that_ktor_lets_in() -> None:
    text = 'fun m() {\n  install(CORS) {\n    allowHost("localhost:3000")\n    allowCredentials = true\n  }\n}\n'
    assert told({"build.gradle.kts": "", "src/main/kotlin/A.kt": text}, ApplicationCors) == [
        f"src/main/kotlin/A.kt:3 origins=({LOCAL}) credentials=True"
    ]


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"app/cors.py": "import flask\n# CORS\nif not origins:\n    origins = ['*']\n"}, "app/cors.py:3-4"),
        ({"app/cors.py": "import flask\ncors = allowed_origins or ['*']\n"}, "app/cors.py:2"),
        ({"app/cors.py": "import flask\ncors = origins if origins else ['*']\n"}, "app/cors.py:2"),
        ({"package.json": EXPRESS, "cors.js": "const cors = origins.length ? origins : '*';\n"}, "cors.js:1"),
        ({"app/cors.py": "import flask\ncors = allowed_origins or ['https://shop.example']\n"}, None),
        (
            {
                "app/cors.py": "import flask\ndef valid_origins(o):\n    if not o:\n        return True\n    return ok(o)\n"
            },
            None,
        ),
    ],
)
def test_an_empty_list_of_origins_that_lets_everybody_in(files: dict[str, str], line: str | None) -> None:
    assert told(files, ApplicationCors) == ([f"{line} origins=(*)"] if line else [])


RULE = """
package shop;

@Configuration
%s
class Browsers implements WebMvcConfigurer {
    public void addCorsMappings(CorsRegistry registry) {
        registry.addMapping("/**").allowedOrigins("https://www.shop.example");
    }
}
"""
PRODUCTION = {"pom.xml": "<project/>", "src/main/resources/application-prod.yml": "server:\n  port: 80\n"}


@pytest.mark.parametrize(
    ("mark", "apart"),
    [
        ('@Profile("dev")', True),
        ('@Profile({"local", "test"})', True),
        ('@Profile("!prod")', True),
        ('@Profile("dev | prod")', False),
        ('@Profile("!dev")', False),
        ('@Profile("blue")', False),
        ("@Slf4j", False),
    ],
)
def test_a_rule_under_a_developers_profile_is_none_of_productions(mark: str, *, apart: bool) -> None:
    files = {**PRODUCTION, "src/main/java/Browsers.java": RULE.replace("%s", mark).lstrip()}
    (found,) = told(files, ApplicationCors)
    assert ("for_developers=True" in found) == apart

    del files["src/main/resources/application-prod.yml"]
    assert "for_developers" not in " ".join(told(files, ApplicationCors))


def test_what_developers_profile_lets_in_says_nothing_where_production_has_a_rule_of_its_own() -> None:
    own = "class Live { void a(CorsConfiguration c) { var o = new CorsConfiguration(); o.setAllowedOrigins(list); } }\n"
    files = {**PRODUCTION, "src/main/java/Browsers.java": RULE.replace("%s", '@Profile("dev")').lstrip()}
    assert told({**files, "src/main/java/Live.java": own}, ApplicationCors) == []
    settings = {"src/main/resources/application-prod.yml": "shop:\n  cors:\n    allowed-origins: ${ORIGINS}\n"}
    assert told({**files, **settings}, ApplicationCors) == []


@pytest.mark.parametrize("rule", ["policy.AllowAnyOrigin();", 'policy.WithOrigins("http://localhost:3000");'])
def test_what_a_dotnet_program_allows_on_a_developers_machine_is_no_rule_of_productions(rule: str) -> None:
    branch = f"if ({{}}app.Environment.IsDevelopment())\n{{{{\n    {rule} // Cors\n}}}}\n"
    here, served = ({"shop.csproj": "", "Program.cs": branch.format(word)} for word in ("", "!"))
    assert told(here, ApplicationCors) == []
    assert told(served, ApplicationCors) != []


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("process.env.NODE_ENV === 'production'", True), ("process.env.NODE_ENV !== 'production'", False)],
)
def test_what_is_let_in_under_production_alone_counts(asked: str, shown: bool) -> None:
    code = f"const cors = require('cors');\nif ({asked}) {{\n  app.use(cors({{ origin: '*' }}));\n}}\n"
    assert bool(told({"package.json": EXPRESS, "src/app.js": code}, ApplicationCors)) is shown


@pytest.mark.parametrize(
    "code",
    [
        "const cors = 1;\nconst options = { origin: origins.length ? origins : true };\n",
        "const cors = 1;\nconst list = origins.length > 0 ? origins : ['*'];\n",
        "const cors = 1;\nif (allowedOrigins.length === 0) { console.warn(`open to ${origin}`); callback(null, true); }\n",
        "const cors = 1;\nif (!origins.length) return cb(null, true);\n",
    ],
)
def test_a_list_that_is_empty_lets_everybody_in(code: str) -> None:
    assert [
        line.partition(" ")[0] for line in told({"package.json": EXPRESS, "src/app.js": code}, ApplicationCors)
    ] == ["src/app.js:2"]


@pytest.mark.parametrize(
    "code",
    [
        "const cors = 1;\nif (!origin) return cb(null, true);\n",
        "const cors = 1;\nif (origins.length === 0) {\n  return cb(new Error('no'));\n}\nreturn cb(null, true);\n",
        "const cors = 1;\nif (origins.includes(origin)) {\n  return cb(null, true);\n}\n",
    ],
)
def test_a_visitor_without_origin_and_a_list_that_refuses_let_nobody_in(code: str) -> None:
    assert told({"package.json": EXPRESS, "src/app.js": code}, ApplicationCors) == []


def test_springs_word_for_everything_is_everybody() -> None:
    code = (
        "class Rules {\n  void cors() {\n    config.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));\n  }\n}\n"
    )
    [line] = told({"pom.xml": "<project/>", "src/main/java/Rules.java": code}, ApplicationCors)
    assert line == "src/main/java/Rules.java:3 origins=(*)"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('["*"] if wanted == ["*"] else wanted', []),
        ('["*"]', ["app/main.py:5 origins=(*)"]),
    ],
)
def test_a_list_that_is_one_of_two_is_not_told(given: str, expected: list[str]) -> None:
    code = f"from fastapi import FastAPI\nwanted = settings.CORS\n\n\napp.add_middleware(CORSMiddleware, allow_origins={given})\n"
    assert told({"requirements.txt": "fastapi\n", "app/main.py": code}, ApplicationCors) == expected


@pytest.mark.parametrize(
    ("decision", "everybody"),
    [
        ("(host) => true", True),
        ("(string host) => true", True),
        ("_ => { return true; }", True),
        ("origin => own.Contains(origin)", False),
    ],
)
def test_a_function_of_dotnet_that_agrees_to_every_origin(decision: str, *, everybody: bool) -> None:
    code = f"app.UseCors(x => x.SetIsOriginAllowed({decision}).AllowCredentials());\n"
    found = told({"Shop.csproj": "<Project/>", "Program.cs": code}, ApplicationCors)
    assert found == (["Program.cs:1 origins=(*) credentials=True"] if everybody else [])


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("given.startsWith('http://localhost')", ["http://localhost"]),
        ("new URL(given).hostname === 'localhost'", ["http://localhost"]),
        ("/^https?:\\/\\/localhost/.test(given)", ["http://localhost"]),
        ("process.env.NODE_ENV !== 'production' && given.startsWith('http://localhost')", []),
        ("own.includes(given)", []),
    ],
)
def test_a_function_that_says_yes_to_local_pages_wherever_it_runs(decision: str, expected: list[str]) -> None:
    code = f"""
        const cors = require('cors');
        app.use(cors({{
          origin: (given, answer) => {{
            if ({decision}) return answer(null, true);
            answer(new Error('no'));
          }},
          credentials: true,
        }}));
        """
    found = [fact for fact in read({"package.json": EXPRESS, "src/app.js": code}) if isinstance(fact, ApplicationCors)]
    assert [origin for fact in found for origin in fact.origins] == expected


def test_a_plugin_that_is_imported_where_it_is_registered() -> None:
    code = "await app.register(import('@fastify/cors'), {\n  origin: true,\n});\n"
    [line] = told({"package.json": '{"dependencies": {"fastify": "4"}}', "src/app.ts": code}, ApplicationCors)
    assert line == "src/app.ts:2 origins=(*)"


def test_a_list_whose_length_decides_lets_everybody_in_when_it_is_empty() -> None:
    code = "const cors = require('cors');\napp.use(cors({\n  origin: own.length > 0 ? own : true,\n  credentials: true }));\n"
    [line] = told({"package.json": EXPRESS, "src/app.js": code}, ApplicationCors)
    assert line == "src/app.js:3 origins=(*) credentials=True"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('AllowOrigins: "http://localhost:5173, https://shop.io"', "origins=(http://localhost:5173, https://shop.io)"),
        ('Origins: "https://shop.io, *"', "origins=(https://shop.io, *)"),
        ('AllowOrigins: strings.Join([]string{"http://localhost:5173"}, ",")', "origins=(http://localhost:5173)"),
    ],
)
def test_origins_that_go_has_in_one_text(given: str, expected: str) -> None:
    code = f"package main\n\nfunc main() {{\n\tapp.Use(cors.New(cors.Config{{\n\t\t{given},\n\t}}))\n}}\n"
    [line] = told({"go.mod": "module x\n", "main.go": code}, ApplicationCors)
    assert line.startswith(f"main.go:5 {expected}")


def test_a_list_that_a_function_asks_may_be_called_anything() -> None:
    code = """
        const cors = require('cors');
        const friends = ['http://localhost:3000', /\\.vercel\\.app$/];
        app.use(cors({
          origin(given, answer) {
            if (friends.some((one) => one === given)) return answer(null, true);
            return answer(new Error('no'));
          },
          credentials: true,
        }));
        """
    [line] = told({"package.json": EXPRESS, "src/app.js": code}, ApplicationCors)
    assert line == "src/app.js:2 origins=(http://localhost:3000, https://*.vercel.app) credentials=True"


NEXT = '{"dependencies": {"next": "^14"}}'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'http://localhost:8080'", ["http://localhost:8080"]),
        ("process.env.PAGE || '*'", ["*"]),
        ("process.env.PAGE || 'http://localhost:8080'", ["http://localhost:8080"]),
        ("process.env.PAGE", []),
    ],
)
def test_headers_that_next_gives_every_answer(value: str, expected: list[str]) -> None:
    rows = f"{{ key: 'Access-Control-Allow-Origin', value: {value} }},\n"
    cookies = "{ key: 'Access-Control-Allow-Credentials', value: 'true' },\n"
    code = f"module.exports = {{\n  headers: () => [{{ source: '/:path*', headers: [\n{cookies}{rows}] }}],\n}};\n"
    found = [fact for fact in read({"package.json": NEXT, "next.config.js": code}) if isinstance(fact, ApplicationCors)]
    assert sorted({origin for fact in found for origin in fact.origins}) == expected
    assert all(fact.credentials for fact in found)


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ("(o, cb) => {\n  if (!o || pages.length === 0 || pages.includes(o)) return cb(null, true);\n  cb(bad);\n}", True),
        ("(o, cb) => {\n  if (\n    !o ||\n    !pages ||\n    pages.indexOf(o) > -1\n  ) {\n    cb(null, true);\n  } else cb(bad);\n}", True),
        ("(o, cb) => {\n  if (!pages.length) {\n    return cb(null, true);\n  }\n  cb(null, pages.includes(o));\n}", True),
        ("(o, cb) => cb(null, pages.size === 0 || pages.has(o))", True),
        ("(o, cb) => {\n  if (!o || o.includes('shop.kr')) return cb(null, true);\n  cb(bad);\n}", False),
        ("(o, cb) => {\n  if (!pages.length) throw bad;\n  cb(null, pages.includes(o));\n}", False),
        ("(o, cb) => {\n  if (!pages.length && here) return cb(null, true);\n  cb(null, pages.includes(o));\n}", False),
        (("(o, cb) => {\n  if (process.env.NODE_ENV !== 'production' && !pages.length) return cb(null, true);\n"
         "  cb(null, pages.includes(o));\n}"), False),
    ],
)  # fmt: skip
def test_a_function_that_lets_everybody_in_as_long_as_its_list_is_empty(decision: str, *, told: bool) -> None:
    code = f"const cors = require('cors');\napp.use(cors({{\n  origin: {decision},\n}}));\napp.listen(3000);\n"
    assert any("origins=(*)" in line for line in javascript(code)) is told


_PAGES = "const pages = ['https://shop.kr'];\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("if (pages.includes(o)) cb(null, true);\nelse {\n  if (env.NODE_ENV === 'production') {\n    log(`let in ${o}`);\n    cb(null, true);\n  } else cb(bad);\n}", True),
        ("if (!o) return cb(null, true);\nif (process.env.NODE_ENV === \"production\") return cb(null, true);\ncb(null, pages.includes(o));", True),
        ("if (!pages.includes(o)) {\n  if (isProduction) { return cb(null, true); }\n  return cb(bad);\n}\ncb(null, true);", True),
        ("if (pages.indexOf(o) === -1) {\n  if ('prod' === config.env) cb(null, true);\n  else cb(bad);\n} else cb(null, true);", True),
        ("const ok = pages.includes(o);\nif (!ok) {\n  if (config.isProd()) { cb(undefined, true); } else { cb(bad); }\n} else cb(null, true);", True),
        ("if (pages.includes(o) || env.NODE_ENV === 'production') {\n  cb(null, true);\n} else cb(bad);", True),
        ("if (isProd || !o || pages.some((p) => p === o)) return cb(null, true);\ncb(bad);", True),
        ("if (!o || pages.includes(o) || (isProd && late)) return cb(null, true);\ncb(bad);", False),
        ("if (pages.includes(o) || env.NODE_ENV !== 'production') return cb(null, true);\ncb(bad);", False),
        ("if (pages.includes(o) || !isProd) return cb(null, true);\ncb(bad);", False),
        ("if (pages.includes(o)) {\n  if (env.NODE_ENV === 'production') cb(null, true);\n}\nelse cb(bad);", False),
        ("if (!o) {\n  if (env.NODE_ENV === 'production') return cb(null, true);\n}\ncb(null, pages.includes(o));", False),
        ("if (env.NODE_ENV === 'production') return cb(null, pages.includes(o));\ncb(null, pages.has(o));", False),
        ("if (env.NODE_ENV === 'production') {\n  if (pages.includes(o)) return cb(null, true);\n  return cb(bad);\n}\ncb(null, pages.has(o));", False),
        ("if (env.NODE_ENV === 'production' && pages.includes(o)) return cb(null, true);\ncb(bad);", False),
        ("if (env.NODE_ENV !== 'production') return cb(null, true);\ncb(null, pages.includes(o));", False),
    ],
)  # fmt: skip
def test_a_function_that_lets_everybody_in_who_is_left_over_in_production(body: str, *, told: bool) -> None:
    decision = f"(o, cb) => {{\n{body}\n}}"
    code = f"const cors = require('cors');\n{_PAGES}app.use(cors({{\n  origin: {decision},\n}}));\napp.listen(3000);\n"
    assert any("origins=(*)" in line for line in javascript(code)) is told


def test_what_a_service_gives_or_else_everybody() -> None:
    code = "app.enableCors({\n  origin: settings.get<string>('PAGES') || '*',\n});\n"
    [line] = told({"package.json": NEST, "src/main.ts": code}, ApplicationCors)
    assert line == "src/main.ts:2 origins=(*)"


def test_the_origin_of_an_event_that_is_given_back_is_any_origin() -> None:
    code = """
        import fastapi

        def handler(event, context):
            asking = event["headers"]["origin"]
            return {"headers": {"Access-Control-Allow-Origin": asking, "Access-Control-Allow-Credentials": True}}
        """
    [line] = told({"requirements.txt": "fastapi\n", "app/handler.py": code}, ApplicationCors)
    assert line == "app/handler.py:5 origins=(*) credentials=True"


def test_kotlin_may_add_to_a_list_or_hand_on_each_of_it() -> None:
    for line in (
        f'config.allowedOrigins = listOf(front) + "{LOCAL}"',
        f'listOf(front, "{LOCAL}").forEach {{ config.addAllowedOrigin(it) }}',
    ):
        code = f"class Web {{\n  fun cors() {{\n    {line}\n  }}\n}}\n"
        found = told({"pom.xml": "<project/>", "src/main/kotlin/shop/Web.kt": code}, ApplicationCors)
        assert found == [f"src/main/kotlin/shop/Web.kt:3 origins=({LOCAL}) complete=False"]


@pytest.mark.parametrize(
    ("asked", "local"),
    [('strings.HasPrefix(origin, "http://localhost")', True), ('strings.HasPrefix(origin, "https://shop.kr/")', False)],
)
def test_a_function_of_go_that_asks_for_local_pages(asked: str, *, local: bool) -> None:
    code = f"package main\n\nvar c = cors.Config{{AllowOriginFunc: func(origin string) bool {{ return {asked} }}}}\n"
    found = told({"go.mod": "module x\n", "main.go": code}, ApplicationCors)
    assert found == (["main.go:3 origins=(http://localhost) complete=False"] if local else [])


_STAR = "res.setHeader('Access-Control-Allow-Origin', '*');"
_METHODS = "res.setHeader('Access-Control-Allow-Methods', 'GET');"
_COOKIES = "res.setHeader('Access-Control-Allow-Credentials', 'true');"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"app.use((q, res, next) => {{\n  {_STAR}\n  {_METHODS}\n  next();\n}});\n", ["src/server.js:3 origins=(*)"]),
        (
            f"app.use((q, res, next) => {{\n  {_STAR}\n  {_COOKIES}\n  next();\n}});\n",
            ["src/server.js:3 origins=(*) credentials=True"],
        ),
        (
            (
                f"app.use((q, res, next) => {{\n  if (known(q)) {{\n    {_COOKIES}\n  }}\n  next();\n}});\n"
                f"app.get('/logo', (q, res) => {{\n  {_STAR}\n  res.sendFile('logo');\n}});\n"
            ),
            [],
        ),
        (f"app.get('/.well-known/jwks.json', (q, res) => {{\n  {_STAR}\n  {_METHODS}\n  res.json(k);\n}});\n", []),
        (f"app.get('/widget.js', (q, res) => {{\n  {_STAR}\n  {_METHODS}\n  res.sendFile(w);\n}});\n", []),
    ],
)
def test_what_stands_in_another_block_says_nothing_of_a_header_and_what_everybody_may_take_opens_nothing(
    text: str, expected: list[str]
) -> None:
    head = "const app = require('express')();\n"
    assert javascript(f"{head}{text}app.listen(80);\n") == expected


_ASKS = "if (from.startsWith('http://localhost:')) { return answer(null, true); }"
_ELSE = "answer(new Error('no'));"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"{_ASKS} {_ELSE}", True),
        (f"{_ASKS} if (process.env.NODE_ENV === 'development') {{ return answer(null, true); }} {_ELSE}", True),
        (f"if (process.env.NODE_ENV !== 'production') {{ {_ASKS} }} {_ELSE}", False),
        (_ASKS.replace("if (", "if (isDev && ") + _ELSE, False),
    ],
)
def test_a_function_lets_a_developers_pages_in_unless_that_question_asks_for_the_environment(
    body: str, *, told: bool
) -> None:
    found = javascript(f"{IMPORT}app.use(cors({{ origin: (from, answer) => {{ {body} }}, credentials: true }}));")

    assert any("origins=(http://localhost)" in line for line in found) is told


@pytest.mark.parametrize(
    ("question", "origin"),
    [
        ("o.startsWith('http://10.20.3.4:')", "http://10.20.3.4"),
        ("o.startsWith('http://192.168.')", "http://192.168.*"),
        (r"/^http:\/\/172\.20\.\d+\.\d+/.test(o)", "http://172.20.*"),
        ("o.startsWith('http://localhost:')", "http://localhost"),
        ("o === 'http://110.20.3.4'", None),
        ("o.startsWith('https://v10.2.3.shop.example/')", None),
        ("process.env.NODE_ENV !== 'production' && o.startsWith('http://10.20.3.4:')", None),
    ],
)
@pytest.mark.parametrize(
    "rows", ["if ({q} || own.includes(o)) {{", "if (\n      {q} ||\n      own.includes(o)\n    ) {{"]
)
def test_a_function_that_lets_pages_of_an_office_in_says_yes_to_these(
    question: str, origin: str | None, rows: str
) -> None:
    asked = rows.format(q=question)
    text = (
        f"app.enableCors({{\n  origin: (o, answer) => {{\n    {asked}\n      answer(null, true);\n    }} else {{\n"
        "      answer(null, false);\n    }\n  },\n  credentials: true,\n});\n"
    )
    found = javascript(text, NEST, "src/main.ts")
    assert [one for one in found if "origins=" in one] == ([] if origin is None else found)
    assert origin is None or f"origins=({origin})" in found[0]


def test_settings_of_the_teams_own_under_the_name_of_cors_are_no_options() -> None:
    text = f"const defaults = {{\n  cors: {{\n    allowed_origins: '{LOCAL}',\n  }},\n}};\n"
    assert javascript(text) == []
    assert javascript("const io = new Server(http, { cors: { methods: ['GET'] } });\n")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("if (process.env.NODE_ENV !== 'production') { app.use(cors({ origin: 'http://localhost:5173' })); }", False),
        ("if (isDev) app.use(cors({ origin: 'http://localhost:5173' }));", False),
        ("if (config.isLocal()) app.enableCors({ origin: ['http://localhost:3000'] });", False),
        ("if (process.env.NODE_ENV === 'production') app.use(cors({ origin: 'http://localhost:5173' }));", True),
        ("if (wanted) app.use(cors({ origin: 'http://localhost:5173' }));", True),
        ("app.use(cors({ origin: 'http://localhost:5173' }));", True),
    ],
)
def test_a_rule_behind_a_question_for_the_environment_in_its_own_line_holds_there_alone(
    row: str, *, told: bool
) -> None:
    code = f"const cors = require('cors');\n{row}\napp.listen(3000);\n"
    assert any("localhost" in line for line in javascript(code)) is told


@pytest.mark.parametrize(
    "text",
    [
        'import os\norigins = os.getenv("CORS_ORIGINS", "*")\n',
        'class Settings(BaseSettings):\n    CORS_ORIGINS: str = "*"\n',
    ],
)
def test_the_setting_that_a_star_stands_in_for_is_named(text: str) -> None:
    (line,) = told(
        {"requirements.txt": "fastapi\n", "app/main.py": f"from fastapi import FastAPI\n{text}"}, ApplicationCors
    )
    assert line == f"app/main.py:{2 + text[: text.index('CORS')].count(chr(10))} origins=(*) setting=CORS_ORIGINS"
