"""Local pages that stand in for a setting of origins that nobody gives."""

from collections import Counter

import pytest

from holdfast.model.facts import ApplicationCors
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source import READER
from tests.readers.repository.source.support import told

_PACKAGE = '{"dependencies": {"express": "4", "cors": "2"}}'
_LIST = """const express = require("express");
const cors = require("cors");
const allowed = [
  process.env.SHOP_URL ?? "http://localhost:5173",
  process.env.DESK_URL ?? "http://localhost:5174",
];
app.use(cors({ origin: (site, done) => done(null, allowed.includes(site)), credentials: true }));
const origins = allowed;
"""


def node(text: str, **others: str) -> list[str]:
    files = {"package.json": _PACKAGE, "src/app.js": text, **others}
    return [line for line in told(files, ApplicationCors) if "localhost" in line]


@pytest.mark.parametrize(
    "text",
    [
        'const cors = require("cors");\napp.use(cors({\n  origin: process.env.WEB_URL || "http://localhost:3000",\n}));\n',
        'const cors = require("cors");\nconst allowedOrigins = [\n  process.env.WEB_URL ?? "http://localhost:3000",\n];\n',
        (
            'const cors = require("cors");\n\nconst web = process.env.WEB_URL || "http://localhost:3000";\n\n'
            "app.use(cors({ origin: [web] }));\n"
        ),
        (
            "const cors = require(\"cors\");\n\n\nconst s = {\n  corsOrigins: env.WEB?.split(',').map((s) => s.trim()) || [\n"
            "    'http://localhost:1',\n  ],\n};\n"
        ),
        "const cors = require(\"cors\");\n\n\nconst s = { corsOrigins: list(process.env.WEB, 'http://localhost:1') };\n",
        "const cors = require(\"cors\");\n\n\nconst s = { corsOrigins: process.env.WEB?.split(',') || ['http://localhost:1'] };\n",
        (
            "const cors = require(\"cors\");\nconst HERE = 'http://localhost:1';\n"
            "app.use(cors({ origin: process.env.WEB || HERE }));\n"
        ),
        (
            "const cors = require(\"cors\");\nconst HERE = 'http://localhost:1';\n"
            "const allowedOrigins = [process.env['WEB'] ?? HERE];\n"
        ),
    ],
)
def test_a_local_page_stands_in_for_a_setting_that_nobody_gives(text: str) -> None:
    assert len(node(text)) == 1


def test_one_fact_tells_of_all_lines_of_a_list_and_of_cookies() -> None:
    text = _LIST.replace("const allowed =", "const allowedOrigins =")

    assert node(text) == ["src/app.js:4-5 origins=(http://localhost:5173, http://localhost:5174) credentials=True"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("compose.yml", "services:\n  api:\n    environment:\n      WEB_URL: https://shop.example.kr\n"),
        ("docs/deploy.md", "`WEB_URL` 을 운영 주소로 설정합니다.\n"),
        (".env.example", "WEB_URL=http://localhost:3000\n"),
        ("infra/lib/stack.ts", 'new Service(this, "Api", { environment: { WEB_URL: site } });\n'),
    ],
)
def test_what_the_repository_gives_or_explains_is_given(path: str, text: str) -> None:
    app = 'const cors = require("cors");\napp.use(cors({ origin: process.env.WEB_URL || "http://localhost:3000" }));\n'

    assert node(app, **{path: text}) == []


def test_an_address_that_somebody_still_has_to_fill_in_is_not_given() -> None:
    app = 'const cors = require("cors");\napp.use(cors({ origin: process.env.WEB_URL || "http://localhost:3000" }));\n'

    assert len(node(app, **{".env.example": "WEB_URL=https://your-domain.com\n"})) == 1
    assert node(app, **{".env.example": "WEB_URL=https://cakes.kr\n"}) == []


@pytest.mark.parametrize(
    "text",
    [
        'const cors = require("cors")\nconst origins = []\nconst mail = process.env.MAIL_URL || "http://localhost:1025"\n',
        'const s = { corsOrigins: [], mail: process.env.MAIL_URL || "http://localhost:1025" };\n',
        'const cors = require("cors");\nconst mail = process.env.MAIL_URL || "http://localhost:1025";\n',
        (
            'const cors = require("cors");\nconst origin = process.env.NODE_ENV === "production"\n'
            '  ? site\n  : process.env.WEB_URL || "http://localhost:3000";\n'
        ),
        (
            'const cors = require("cors");\nif (isLocal) {\n'
            '  app.use(cors({ origin: process.env.WEB_URL || "http://localhost:3000" }));\n}\n'
        ),
        'const cors = require("cors");\napp.use(cors({ origin: process.env.WEB_URL || "https://shop.example.kr" }));\n',
    ],
)
def test_other_addresses_branches_for_an_environment_and_real_pages_are_no_such_thing(text: str) -> None:
    assert node(text) == []


@pytest.mark.parametrize(
    ("question", "found"), [('=== "production"', 1), ('== "prod"', 1), ('=== "test"', 0), ('!== "production"', 0)]
)
def test_a_local_page_in_the_answer_for_production_stands_in_there(question: str, found: int) -> None:
    app = (
        f'const cors = require("cors");\nconst origin = process.env.NODE_ENV {question}\n'
        '  ? process.env.WEB_URL || "http://localhost:3000"\n  : "http://localhost:5173";\n'
        "app.use(cors({ origin, credentials: true }));\n"
    )
    assert str(node(app)).count("localhost:3000") == found


def test_a_list_of_python_falls_back_as_well() -> None:
    text = (
        "import os\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\n"
        'app.add_middleware(\n    CORSMiddleware,\n    allow_origins=[os.getenv("SHOP_URL", "http://localhost:3000")],\n'
        "    allow_credentials=True,\n)\n"
    )
    found = told({"requirements.txt": "fastapi\n", "main.py": text}, ApplicationCors)

    assert [line.split()[0] for line in found if "localhost" in line] == ["main.py:8"]


def test_trusted_origins_of_forms_are_another_matter() -> None:
    text = 'import os\n\nSITE = os.environ.get("SITE", "http://localhost:8000")\nCSRF_TRUSTED_ORIGINS = [SITE]\n'
    files = {"requirements.txt": "django\n", "shop/settings.py": text + "INSTALLED_APPS = []\n# cors\n"}

    assert not any("localhost" in line for line in told(files, ApplicationCors))


_RACK = """Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins %s
    resource "*", headers: :any
  end
end
"""


def test_ruby_takes_a_local_page_without_its_scheme() -> None:
    text = _RACK % 'ENV.fetch("SHOP_SITES", "localhost:3000")'
    files = {"Gemfile": "gem 'rails'\n", "config/initializers/cors.rb": text}
    assert told(files, ApplicationCors) == ["config/initializers/cors.rb:3 origins=(localhost:3000)"]


@pytest.mark.parametrize(
    ("chapter", "key", "given", "told_at"),
    [
        ("production", "allowed_origins", "", ["config/secrets.yml:2"]),
        ("shared", "cors_origins", "", ["config/secrets.yml:2"]),
        ("development", "allowed_origins", "", []),
        ("production", "redis", "", []),
        ("production", "allowed_origins", "SHOP_SITES=https://www.shop.example\n", []),
    ],
)
def test_yaml_that_ruby_fills_in_has_a_local_page_too(chapter: str, key: str, given: str, told_at: list[str]) -> None:
    text = f"{chapter}:\n  {key}: <%= ENV.fetch('SHOP_SITES', 'localhost:3000') %>\n"
    files = {
        "Gemfile": "gem 'rails'\n",
        "config/initializers/cors.rb": _RACK % "*Rails.application.secrets.allowed_origins",
        "config/secrets.yml": text,
        ".env.example": given,
    }
    found = [line.partition(" ")[0] for line in told(files, ApplicationCors) if "localhost" in line]
    assert found == told_at


def test_a_list_of_local_pages_stands_in_like_a_single_one() -> None:
    text = _RACK % 'ENV.fetch("SHOP_SITES", "localhost:3000,127.0.0.1:3000")'
    found = told({"Gemfile": "gem 'rails'\n", "config/initializers/cors.rb": text}, ApplicationCors)
    assert any("localhost" in line for line in found)


@pytest.mark.parametrize(
    ("field", "settings", "shown"),
    [
        ("allowedOrigins", "", True),
        ("allowedOrigins", "cors:\n  sites: https://shop.kr\n", False),
        ("supplierUrl", "", False),
    ],
)
def test_a_field_that_no_settings_fill_lets_local_pages_in(field: str, settings: str, *, shown: bool) -> None:
    name = "cors.sites" if field == "allowedOrigins" else "supplier.address"
    code = f'class Rules {{\n  // CORS\n  @Value("${{{name}:http://localhost:3000}}")\n  private String {field};\n}}\n'
    files = {"pom.xml": "<project/>", "src/main/java/Rules.java": code}
    files |= {"src/main/resources/application.yml": settings} if settings else {}
    found = [line.partition(" ")[0] for line in told(files, ApplicationCors) if "localhost" in line]
    assert found == (["src/main/java/Rules.java:3"] if shown else [])


def test_files_that_may_give_settings_are_opened_once_for_all_of_them() -> None:
    start = (
        "const cors = require('cors');\nconst app = require('express')();\n"
        "app.use(cors({{ origin: process.env.SITE_{} || 'http://localhost:3000' }}));\napp.listen(80);\n"
    )
    texts = {f"src/s{number}.js": start.format(number) for number in range(9)}
    texts |= {f"docs/d{number}.md": "Nothing.\n" for number in range(9)}
    opened = Counter[str]()

    def open_text(path: str) -> str:
        opened[path] += 1
        return texts[path]

    tree = Tree(paths=tuple(sorted(texts)), open_text=open_text)
    assert READER.read_together is not None
    snippets = tuple(Snippet(path, text) for path, text in texts.items() if path.endswith(".js"))
    list(READER.read_together(tree, snippets))

    assert max(opened.values()) == 1
    assert opened.keys() >= {"docs/d0.md", "docs/d8.md"}


def test_ruby_takes_a_local_page_where_its_variable_is_missing() -> None:
    code = "Rack::Cors do\n  allow do\n    origins ENV['PAGES'] || 'http://localhost:3000'\n    resource '*', credentials: true\n"
    found = told({"Gemfile": "", "config/initializers/cors.rb": code}, ApplicationCors)
    assert found == ["config/initializers/cors.rb:3 origins=(http://localhost:3000) credentials=True"]


@pytest.mark.parametrize(
    "text",
    [
        "const origins = process.env.PAGES ? process.env.PAGES.split(',') : ['http://localhost:5173'];",
        "const local = ['http://localhost:5173'];\nconst origins = process.env.PAGES?.split(',') || local;",
        "const local = ['http://localhost:5173'];\nconst origins = process.env.PAGES\n  ? process.env.PAGES.split(',')\n  : local;",
    ],
)
def test_local_pages_that_stand_behind_a_colon_or_a_name(text: str) -> None:
    code = f"{text}\napp.use(cors({{ origin: origins, credentials: true }}));\n"
    [line] = told({"package.json": '{"dependencies": {"express": "^4"}}', "src/app.js": code}, ApplicationCors)
    assert "origins=(http://localhost:5173) credentials=True" in line


def test_a_list_over_several_lines_is_shown_where_its_local_page_stands() -> None:
    listed = "[\n      'https://shop.io', // everybody\n      'http://localhost:5173', // the editor\n    ]"
    text = (
        f"const origins = process.env.PAGES\n  ? process.env.PAGES.split(',').map((one) => one.trim())\n  : {listed};\n"
    )
    code = f"{text}app.use(cors({{ origin: origins }}));\n"
    [line] = told({"package.json": '{"dependencies": {"express": "^4"}}', "src/app.js": code}, ApplicationCors)
    assert line == "src/app.js:5 origins=(http://localhost:5173)"
    public = code.replace("'http://localhost:5173'", "'https://www.shop.io'")
    assert told({"package.json": '{"dependencies": {"express": "^4"}}', "src/app.js": public}, ApplicationCors) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("settings.get<string>('CORS_PAGES') || 'http://localhost:3000'", False),
        ("this.config.get<string>('CORS_PAGES') || 'http://localhost:3000'", True),
        ("(configService.get('CORS_PAGES') ?? 'http://localhost:3000').split(',')", True),
        ("configService.get('CORS_PAGES') ?? 'https://shop.io'", False),
    ],
)
def test_local_pages_behind_a_service_that_is_asked_for_settings(given: str, *, shown: bool) -> None:
    code = f"app.enableCors({{\n  origin: {given},\n  credentials: true,\n}});\n"
    found = told({"package.json": '{"dependencies": {"@nestjs/core": "^10"}}', "src/main.ts": code}, ApplicationCors)
    assert found == (["src/main.ts:2 origins=(http://localhost:3000) credentials=True"] if shown else [])


@pytest.mark.parametrize("settings", ["{}", '{"Cors": {"Pages": ["https://shop.io"]}}'])
def test_local_pages_behind_a_section_of_settings_that_nobody_writes(settings: str) -> None:
    code = (
        'var origins = builder.Configuration.GetSection("Cors:Pages").Get<string[]>() ?? new[] { "http://localhost:3000" };\n'
        "builder.Services.AddCors(o => o.AddDefaultPolicy(p => p.WithOrigins(origins).AllowCredentials()));\n"
    )
    files = {"a.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>', "Program.cs": code, "appsettings.json": settings}
    assert bool(told(files, ApplicationCors)) == (settings == "{}")


def test_a_field_that_no_settings_fill_lets_everybody_in() -> None:
    code = 'class Rules {\n  @Value("${cors.pages:*}")\n  private String origins;\n}\n'
    [line] = told({"pom.xml": "<project/>", "src/main/java/Rules.java": code}, ApplicationCors)
    assert line == "src/main/java/Rules.java:2 origins=(*)"


@pytest.mark.parametrize("name", ["allowed-headers", "allowed-methods", "exposed-headers", "allow-credentials"])
def test_what_else_a_rule_says_lets_nobody_in(name: str) -> None:
    code = f'class Rules {{\n  @Value("${{app.cors.{name}:*}}")\n  private String given;\n}}\n'
    assert told({"pom.xml": "<project/>", "src/main/java/Rules.java": code}, ApplicationCors) == []


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        ('@org.springframework.beans.factory.annotation.Value("${cors.pages:*}")\n  private String origins;', "*"),
        ('@CrossOrigin(origins = "${web.pages:*}")', "*"),
        ('@CrossOrigin("${web.pages:*}")', "*"),
        ('@CrossOrigin(origins = {"${web.pages:http://localhost:3000}"}, maxAge = 3600)', "http://localhost:3000"),
        ('@CrossOrigin(origins = "${web.pages:https://shop.kr}")', None),
        ('@CrossOrigin(origins = "${web.pages}")', None),
    ],
)
def test_what_an_annotation_is_given_may_be_missing(code: str, origin: str | None) -> None:
    files = {"pom.xml": "<project/>", "src/main/java/Rules.java": f"class Rules {{\n  {code}\n}}\n"}
    expected = [f"src/main/java/Rules.java:2 origins=({origin})"] if origin else []
    assert told(files, ApplicationCors) == expected
    given = {"src/main/resources/application.yml": "web:\n  pages: https://shop.kr\ncors:\n  pages: https://shop.kr\n"}
    assert [line for line in told({**files, **given}, ApplicationCors) if "Rules.java" in line] == []


def test_real_pages_behind_a_name_are_no_local_ones() -> None:
    text = "const own = ['https://shop.io', 'http://localhost:5173'];\nconst origins = process.env.PAGES || own;\n"
    assert told({"package.json": '{"dependencies": {"express": "^4"}}', "src/app.js": text}, ApplicationCors) == []


_SETTINGS = """from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    {member}


app = FastAPI()
"""


@pytest.mark.parametrize(
    "member",
    [
        'cors_origins: list[str] = ["http://localhost:3000", "http://localhost:5173"]',
        'CORS_ORIGINS: str = "http://localhost:3000"',
        'cors_origins: list[str] = ["http://localhost:3000", "https://shop.example"]',
        'cors_origins: list[str] = ["https://shop.example", "http://localhost:3000", "https://desk.example"]',
        'allowed_origins: List[str] = Field(default=["http://127.0.0.1:3000"])',
        'cors_origins: list[str] = [\n        "http://localhost:3000",\n    ]',
        'cors_origins: list[str] = Field(default_factory=lambda: ["http://localhost:3000"])',
        'cors_origins: Annotated[str | list[str], Field(alias="CORS_ORIGINS", default="http://localhost:3000")]',
        'allowed_origins: str = Field(alias="PAGES", default="http://localhost:3000")',
    ],
)
def test_a_class_of_settings_lets_local_pages_alone_in_until_somebody_gives_it_better_ones(member: str) -> None:
    files = {"requirements.txt": "fastapi\n", "app/main.py": _SETTINGS.format(member=member)}
    assert [line.split(" ")[0] for line in told(files, ApplicationCors)] == ["app/main.py:6"]
    variable = member.partition(":")[0].upper()
    assert (
        told({**files, "compose.yml": f"services:\n  a:\n    environment:\n      {variable}: x\n"}, ApplicationCors)
        == []
    )


@pytest.mark.parametrize(
    "member",
    [
        'redis_url: str = "http://localhost:6379"',
        "cors_origins: list[str]",
        'cors_origins: list[str] = ["https://shop.example"]',
    ],
)
def test_other_members_of_a_class_of_settings_let_no_local_page_in(member: str) -> None:
    files = {"requirements.txt": "fastapi\n", "app/main.py": _SETTINGS.format(member=member)}
    assert told(files, ApplicationCors) == []


@pytest.mark.parametrize(
    "value",
    [
        '["http://localhost:3000", "*"]',
        'Field(\n        default=["http://localhost:3000", "*"]\n    )',
        'Field(default_factory=lambda: ["http://localhost:3000", "*"])',
    ],
)
def test_a_star_among_the_pages_of_a_class_of_settings_lets_everybody_in(value: str) -> None:
    code = _SETTINGS.format(member=f"cors_origins: list[str] = {value}")
    found = told({"requirements.txt": "fastapi\n", "app/main.py": code}, ApplicationCors)
    assert [(line[:13], line.partition(" ")[2]) for line in found] == [
        ("app/main.py:6", "origins=(*) setting=cors_origins")
    ]


@pytest.mark.parametrize(
    ("path", "value", "others", "shown"),
    [
        ("application.yml", "${WEB_ORIGINS:http://localhost:5173}", {}, True),
        ("application.yml", "${WEB_ORIGINS:http://localhost:5173,http://127.0.0.1:3000}", {}, True),
        ("application.yml", "${WEB_ORIGINS:https://shop.kr}", {}, False),
        ("application.yml", "${WEB_ORIGINS}", {}, False),
        ("application.yml", "${web.origins:http://localhost:5173}", {}, True),
        (
            "application.yml",
            "${web.allowed-origins:http://localhost:5173}",
            {".env.example": "WEB_ALLOWEDORIGINS=\n"},
            False,
        ),
        (
            "application.yml",
            "${web.allowed-origins:http://localhost:5173}",
            {"compose.yml": "WEB_ALLOWED_ORIGINS: a\n"},
            False,
        ),
        ("application-local.yml", "${WEB_ORIGINS:http://localhost:5173}", {}, False),
        ("application.yml", "${WEB_ORIGINS:http://localhost:5173}", {".env.example": "WEB_ORIGINS=\n"}, False),
        (
            "application.yml",
            "${WEB_ORIGINS:http://localhost:5173}",
            {"deploy.sh": "docker run -e WEB_ORIGINS\n"},
            False,
        ),
    ],
)
def test_a_property_of_spring_falls_back_to_local_pages(
    path: str, value: str, others: dict[str, str], *, shown: bool
) -> None:
    build = "implementation 'org.springframework.boot:spring-boot-starter-web'\n"
    settings = f"app:\n  cors:\n    allowed-origins: {value}\n"
    found = told({"build.gradle": build, f"src/main/resources/{path}": settings, **others}, ApplicationCors)
    assert [line.partition(" ")[0] for line in found] == ([f"src/main/resources/{path}:3"] if shown else [])


@pytest.mark.parametrize(
    ("path", "code", "shown"),
    [
        (
            "main.go",
            'package main\n\nfunc main() {\n\tpage := os.Getenv("CORS_PAGE")\n\tif page == "" {\n\t\tpage = "http://localhost:3000"\n\t}\n}\n',
            "main.go:6",
        ),
        (
            "main.go",
            'package main\n\nfunc main() {\n\tpage := os.Getenv("HELP_PAGE")\n\tif page == "" {\n\t\tpage = "http://localhost:3000"\n\t}\n}\n',
            None,
        ),
        (
            "src/app.js",
            "const cors = require('cors');\nlet origin = process.env.PAGE;\nif (!origin) origin = 'http://localhost:3000';\n",
            "src/app.js:3",
        ),
        (
            "src/app.js",
            "const cors = require('cors');\nlet origin = process.env.PAGE;\nif (!origin) origin = 'https://shop.io';\n",
            None,
        ),
    ],
)
def test_local_pages_that_a_name_gets_in_the_next_statement(path: str, code: str, shown: str | None) -> None:
    manifest = (
        {"go.mod": "module x\n"} if path.endswith(".go") else {"package.json": '{"dependencies": {"express": "^4"}}'}
    )
    cors = "// cors\n" if path.endswith(".go") else ""
    found = told({**manifest, path: code + cors}, ApplicationCors)
    assert [line.partition(" ")[0] for line in found] == ([shown] if shown else [])


@pytest.mark.parametrize(
    ("member", "variable"),
    [
        ('Field(default=["http://localhost:3000"], alias="FRONT")', "FRONT"),
        ('Field(["http://localhost:3000"], validation_alias=AliasChoices("FRONT", "F"))', "FRONT"),
        ('["http://localhost:3000"]\n    model_config = SettingsConfigDict(env_prefix="SHOP_")', "SHOP_CORS_ORIGINS"),
    ],
)
def test_a_member_of_settings_is_given_under_another_name_or_behind_a_prefix(member: str, variable: str) -> None:
    text = f"class Settings(BaseSettings):\n    cors_origins: list[str] = {member}\n"
    files = {"requirements.txt": "fastapi\n", "app/settings.py": f"{text}\nFastAPI()\n"}

    assert [line.split()[0] for line in told(files, ApplicationCors)] == ["app/settings.py:2"]
    assert told({**files, "deploy.sh": f"docker run -e {variable}=https://shop.kr shop\n"}, ApplicationCors) == []


_DATACLASS = """@dataclass(frozen=True)
class {name}:
    secret: str = field(default_factory=lambda: os.getenv("SECRET", "insecure-change-in-production"))
    cors_origins: List[str] = field(default_factory=lambda: os.getenv(
        "CORS_ORIGINS",
        "http://localhost:3000,http://127.0.0.1:3000"
    ).split(","))
"""


@pytest.mark.parametrize(
    ("name", "given", "shown"),
    [
        ("Security", {}, True),
        ("ProductionConfig", {}, True),
        ("DevelopmentConfig", {}, False),
        ("Security", {"deploy.sh": "docker run -e CORS_ORIGINS=https://shop.kr shop\n"}, False),
    ],
)
def test_a_member_of_a_class_falls_back_whatever_its_neighbours_say(
    name: str, given: dict[str, str], *, shown: bool
) -> None:
    files = {"requirements.txt": "flask\n", "app/config.py": _DATACLASS.format(name=name), **given}
    assert [line.split(" ")[0] for line in told(files, ApplicationCors)] == (["app/config.py:6"] if shown else [])


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ('# CORS_ORIGINS=["http://localhost:3000"]', True),
        ("  # - CORS_ORIGINS=http://localhost:3000", True),
        ("# CORS_ORIGINS=", False),
        ("# CORS_ORIGINS=https://cakes.kr", False),
        ("CORS_ORIGINS=http://localhost:3000", False),
    ],
)
def test_local_pages_in_a_row_that_is_put_aside_give_nothing(row: str, *, shown: bool) -> None:
    settings = _SETTINGS.format(member='cors_origins: list[str] = ["http://localhost:3000"]')
    files = {"requirements.txt": "fastapi\n", "app/main.py": settings, ".env.example": f"PORT=80\n{row}\n"}
    assert bool(told(files, ApplicationCors)) is shown
