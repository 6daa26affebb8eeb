"""Settings of origins that hold every website until somebody gives them something."""

import re

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, read

_GO = "module cake.example/api\nrequire github.com/gin-gonic/gin v1.10.0\n"
_NODE = {"package.json": EXPRESS}


def lines(files: dict[str, str]) -> list[int]:
    return [fact.at.start_line for fact in read(files) if isinstance(fact, ApplicationCors)]


@pytest.mark.parametrize(
    ("manifest", "path", "text"),
    [
        ({"go.mod": _GO}, "env.go", 'type Env struct {\n\tCorsOrigins string `env:"CORS" envDefault:"*"`\n}\n'),
        ({"go.mod": _GO}, "env.go", 'type Env struct {\n\tOrigins []string `default:"*" envconfig:"CORS"`\n}\n'),
        ({"go.mod": _GO}, "env.go", 'package env\nvar Origins = getEnv("CORS_ORIGINS", "*")\n'),
        ({"go.mod": _GO}, "env.go", 'package env\nfunc init() { viper.SetDefault("cors.origins", "*") }\n'),
        ({"go.mod": _GO}, "main.go", 'package main\nvar o = flag.String("cors-origins", "*", "pages")\n'),
        (
            {"pom.xml": "<project/>"},
            "src/main/java/a/Cors.java",
            '//\nprivate List<String> allowedOrigins = List.of("*");',
        ),
        (
            {"pom.xml": "<project/>"},
            "src/main/java/a/Cors.java",
            '//\nString o = env.getOrDefault("CORS_ORIGIN", "*");',
        ),
        (
            {"Cargo.toml": "[dependencies]\naxum = '1'\n"},
            "src/main.rs",
            'use axum::Router;\n#[arg(env = "CORS_ORIGIN", default_value = "*")]\n',
        ),
        (_NODE, "src/env.ts", "export const env = z.object({\n  CORS_ORIGIN: z.string().default('*'),\n})"),
        (
            _NODE,
            "src/env.ts",
            "//\nexport const ANY_SITE = '*';\nexport const env = z.object({ CORS_ORIGIN: z.string().default(ANY_SITE) })",
        ),
        (_NODE, "src/env.ts", "cleanEnv(process.env, {\n  CORS_ORIGIN: str({ default: '*' }) })"),
        (_NODE, "src/env.ts", "convict({\n  corsOrigin: { format: String, default: '*', env: 'CORS' } })"),
        (_NODE, "src/env.ts", "//\nconst { CORS_ORIGIN = '*', PORT = 3000 } = process.env;"),
        ({"requirements.txt": "fastapi\n"}, "main.py", "import fastapi\np.add_argument('--cors-origins', default='*')"),
        (
            {"requirements.txt": "django\n"},
            "a/settings.py",
            "INSTALLED_APPS = []\nCORS_ORIGINS = env.list('CORS_ORIGINS', default=['*'])",
        ),
        ({"Gemfile": "gem 'rails'\n"}, "config/initializers/cors.rb", "#\norigins ENV.fetch('CORS_ORIGINS') { '*' }"),
        (
            {"a.csproj": "<Project Sdk='Microsoft.NET.Sdk.Web'/>"},
            "Program.cs",
            '//\nvar origins = builder.Configuration["Cors:Origins"] ?? "*";',
        ),
    ],
)
def test_every_website_takes_the_place_of_a_setting_that_nobody_gives(
    manifest: dict[str, str], path: str, text: str
) -> None:
    assert lines({**manifest, path: text}) == [2]


@pytest.mark.parametrize(
    ("manifest", "path", "text"),
    [
        ({"go.mod": _GO}, "env.go", 'type Env struct {\n\tOrigins string `env:"CORS,required"`\n}\n'),
        ({"go.mod": _GO}, "env.go", 'package env\nvar Methods = getEnv("CORS_METHODS", "*")\n'),
        (_NODE, "src/env.ts", "const env = z.object({ CORS_ORIGIN: z.string().url(), GLOB: z.string().default('*') })"),
        (_NODE, "src/env.ts", "const GLOB = '*';\nconst env = z.object({ CORS_ORIGIN: z.string().default(OTHER) })"),
        (_NODE, "src/env.ts", "const { CORS_ORIGIN, PATTERN = '*' } = process.env;"),
    ],
)
def test_what_has_to_be_given_or_is_for_something_else_is_none(manifest: dict[str, str], path: str, text: str) -> None:
    assert lines({**manifest, path: text}) == []


_LOCAL_DEFAULTS = [
    ({"go.mod": _GO}, "env.go", 'type Env struct {\n\tCors []string `env:"CORS_ORIGINS" envDefault:"PAGE"`\n}\n'),
    ({"go.mod": _GO}, "env.go", 'package env\nfunc init() { viper.SetDefault("cors.origins", []string{"PAGE"}) }\n'),
    (
        {"go.mod": _GO},
        "main.go",
        'package main\nvar o = flag.String("cors-origins", "PAGE,http://localhost:5173", "")\n',
    ),
    (
        {"Cargo.toml": "[dependencies]\naxum = '1'\n"},
        "src/main.rs",
        'use axum::Router;\nlet o = env::var("CORS_ORIGINS").unwrap_or_else(|_| "PAGE".to_string());\n',
    ),
    (_NODE, "src/env.ts", "export const env = z.object({\n  CORS_ORIGINS: z.string().default('PAGE'),\n})"),
    (_NODE, "src/env.ts", "Joi.object({\n  CORS_ORIGINS: Joi.string().uri().default('PAGE'),\n})"),
    (_NODE, "src/env.ts", "cleanEnv(process.env, {\n  CORS_ORIGINS: url({ default: 'PAGE' }) })"),
    (_NODE, "src/env.ts", "convict({\n  corsOrigins: { format: Array, default: ['PAGE'], env: 'CORS_ORIGINS' } })"),
    ({"requirements.txt": "fastapi\n"}, "main.py", "import fastapi\np.add_argument('--cors-origins', default='PAGE')"),
]


@pytest.mark.parametrize(("manifest", "path", "text"), _LOCAL_DEFAULTS)
def test_a_local_page_takes_the_place_of_a_setting_that_nobody_gives(
    manifest: dict[str, str], path: str, text: str
) -> None:
    files = {**manifest, path: text.replace("PAGE", "http://localhost:3000")}
    assert lines(files) == [2]
    assert lines({**files, "deploy.sh": "docker run -e CORS_ORIGINS=https://cakes.kr cakes\n"}) == []
    assert lines({**manifest, path: text.replace("PAGE", "https://cakes.kr")}) == []
    assert lines({**manifest, path: re.sub(r"(?i)cors(?:[_.-]?origins)?", "link", files[path])}) == []
