"""Every website in the place of what a program asks its own configuration for."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, NEST, read

_MAIN = "import { NestFactory } from '@nestjs/core';\n"


def everybody(files: dict[str, str]) -> list[str]:
    facts = (fact for fact in read(files) if isinstance(fact, ApplicationCors) and "*" in fact.origins)
    return [f"{fact.at.path}:{fact.at.start_line}" for fact in facts]


@pytest.mark.parametrize(
    "asked",
    [
        "config.get<string>('cors.origins') ?? '*'",
        "(config.get<string>('CORS_ORIGINS') ?? '*').split(',')",
        "configService.get('CORS_ORIGIN') || '*'",
        "(configService.get('cors.origin') as string) || '*'",
        "cfg?.get<string[] | string>('CORS_ORIGINS') ?? '*'",
        "this.config.get('CORS_ORIGINS', { infer: true }) ?? ['*']",
        "config.get('CORS_ORIGINS')?.split(',') ?? ['*']",
        "(optional('CORS_ORIGINS') ?? '*').split(',')",
        "config.get('cors.allowed-origins', '*')",
    ],
)
def test_what_a_service_of_settings_is_asked_for_may_be_missing(asked: str) -> None:
    code = f"{_MAIN}const origins = {asked};\napp.enableCors({{ origin: origins.includes('*') ? true : origins }});\n"
    assert everybody({"package.json": NEST, "src/main.ts": code}) == ["src/main.ts:2"]


@pytest.mark.parametrize(
    "asked",
    [
        "config.getOrThrow<string>('cors.origins')",
        "config.get<string>('cors.methods') ?? '*'",
        "config.get('cors.allowed-headers', '*')",
        "config.get<string>('swagger.path') ?? '*'",
        "config.get<string>('CORS_ORIGINS') ?? 'https://shop.kr'",
    ],
)
def test_what_is_no_list_of_origins_or_never_missing_lets_nobody_in(asked: str) -> None:
    assert everybody({"package.json": NEST, "src/main.ts": f"{_MAIN}// cors\nconst given = {asked};\n"}) == []


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ("process.env.CORS_ORIGINS", True),
        ("process.env.CORS_ORIGINS ?? 'https://shop.kr'", False),
        ("(process.env.CORS_ORIGINS ?? '')\n      .split(',')", False),
        ("['https://shop.kr']", False),
        ("isProd ? 'https://shop.kr' : undefined", False),
    ],
)
def test_a_key_that_another_file_always_gives_is_never_missing(given: str, *, holds: bool) -> None:
    settings = f"export default () => ({{\n  cors: {{\n    origins: {given},\n  }},\n}});\n"
    for code in (
        "app.enableCors({ origin: config.get('cors.origins') ?? '*' });\n",
        "const origins = config.get('cors.origins') ?? '*';\napp.enableCors({ origin: origins.split(',') });\n",
    ):
        files = {"package.json": NEST, "src/main.ts": _MAIN + code, "src/config/configuration.ts": settings}
        assert ("src/main.ts:2" in everybody(files)) is holds


def test_a_list_without_an_entry_that_is_everybody() -> None:
    code = "const cors = require('cors');\nconst origins = list(process.env.WEB);\n"
    code += (
        "const origin = origins.length === 0 || origins.includes('*') ? true : origins;\napp.use(cors({ origin }));\n"
    )
    assert everybody({"package.json": EXPRESS, "src/server.js": code}) == ["src/server.js:3"]
    assert everybody({"package.json": EXPRESS, "src/server.js": code.replace("? true :", "? false :")}) == []


@pytest.mark.parametrize(
    ("manifest", "path", "code", "line"),
    [
        ("requirements.txt", "app/main.py", 'import fastapi\norigins = config.get("cors.origins") or ["*"]\n', 2),
        (
            "composer.json",
            "public/index.php",
            "<?php\n$allowed_origins = explode(',', env('CORS_ORIGINS') ?? '*');\n",
            2,
        ),
        ("pom.xml", "src/main/java/a/Web.java", '//\nvar o = env.getProperty("app.cors.allowed-origins", "*");\n', 2),
    ],
)
def test_other_languages_ask_so_too(manifest: str, path: str, code: str, line: int) -> None:
    files = {"requirements.txt": "fastapi\n", "composer.json": '{"require": {}}', "pom.xml": "<project/>"}
    assert everybody({manifest: files[manifest], path: code}) == [f"{path}:{line}"]


@pytest.mark.parametrize(("name", "told"), [("CORS_ORIGIN", True), ("CORS_ENABLED", False)])
def test_a_rule_that_agrees_where_no_origin_is_given(name: str, *, told: bool) -> None:
    code = f"export const config = {{\n  corsOrigin: env.{name} === '*' ? true : (env.{name} ?? true),\n}};\n"
    main = "import cors from '@fastify/cors';\napp.register(cors, { origin: config.corsOrigin });\n"
    found = everybody({"package.json": EXPRESS, "src/config.ts": code, "src/server.ts": main})
    assert found == (["src/config.ts:2"] if told else [])
