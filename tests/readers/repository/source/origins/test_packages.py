"""Calls of smaller packages by which every website is let in, and lists that one file takes from another."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, told

FLASK = "from flask import Flask\n"
EVERY = ["rooms.py:2 origins=(*)"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('rules = CORSConfig(\n    allow_origin="*", max_age=300)', ["rooms.py:2-3 origins=(*)"]),
        ("rules = CORSConfig()", EVERY),
        (
            'rules = CORSConfig(allow_origins=["*"], allow_credentials=True)',
            ["rooms.py:2 origins=(*) credentials=True"],
        ),
        ('rules = CORSConfig(allow_origin="https://rooms.example")', []),
        ("app = falcon.App(cors_enable=True)", EVERY),
        ("@app.route('/rooms', cors=True)\ndef rooms():\n    return []", EVERY),
        ("@app.route('/rooms', methods=['GET'])\ndef rooms():\n    return []", []),
        ('app.config.CORS_ORIGINS = "*"', EVERY),
        ('aiohttp_cors.setup(app, defaults={"*": aiohttp_cors.ResourceOptions()})', EVERY),
    ],
)
def test_packages_of_python(line: str, expected: list[str]) -> None:
    assert told({"rooms.py": f"{FLASK}{line}\n"}, ApplicationCors) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("go.mod", "handlers.CORS()(router)"),
        ("go.mod", 'rest.WithCors("*")'),
        ("pom.xml", 'router.route().handler(CorsHandler.create("*"));'),
        ("pom.xml", "plugins.enableCors(cors -> cors.addRule(it -> it.anyHost()));"),
        ("Gemfile", "set :allow_origin, :any"),
    ],
)
def test_packages_of_other_languages(path: str, text: str) -> None:
    name = {"go.mod": "main.go", "pom.xml": "src/main/java/Shop.java", "Gemfile": "app.rb"}[path]
    before = "package main\nfunc main() { http.ListenAndServe()\n" if path == "go.mod" else "#\n#\n"
    manifest = 'gem "sinatra"\n' if path == "Gemfile" else "<artifactId>javalin</artifactId>\nmodule cors\n"
    assert told({path: manifest, name: f"{before}{text}\n"}, ApplicationCors) == [f"{name}:3 origins=(*)"]


MAIN = "from fastapi import FastAPI\nfrom shop import rules\n{}.add_middleware(CORSMiddleware, allow_origins={}{})\n"
LIST = '["http://localhost:3000", "https://shop.example"]'


@pytest.mark.parametrize(
    ("asked", "path", "given", "found"),
    [
        ("rules.FRONTS", "shop/rules.py", f"FRONTS = {LIST}", 1),
        ("[rules.FRONT]", "shop/rules.py", 'FRONT = "http://localhost:3000"', 1),
        ("rules.FRONTS", "shop/rules.py", f"class Settings:\n    FRONTS: list[str] = {LIST}", 1),
        ("rules.FRONTS", "shop/rules.py", f"class Settings(BaseSettings):\n    FRONTS: list[str] = {LIST}", 1),
        ("rules.FRONTS", "shop/rules.py", f"class DevSettings(BaseSettings):\n    FRONTS: list[str] = {LIST}", 0),
        ("rules.FRONTS", "shop/rules.py", f"class DevelopmentSettings:\n    FRONTS = {LIST}", 0),
        ("rules.FRONTS", "shop/rules.py", f"FRONTS = {LIST}\nFRONTS = []", 0),
        ("rules.FRONTS", "shop/rules_local.py", f"FRONTS = {LIST}", 0),
        ("rules.FRONTS", "shop/rules.py", f"if DEBUG:\n    FRONTS = {LIST}", 0),
    ],
)
def test_a_list_stands_in_one_file_and_is_asked_for_in_another(asked: str, path: str, given: str, found: int) -> None:
    files = {"shop/main.py": MAIN.format("app", asked, ", allow_credentials=True"), path: f"{given}\n"}
    rules = told(files, ApplicationCors)
    assert [rule.partition(":")[0] for rule in rules] == [path] * found
    assert all("credentials=True" in rule for rule in rules)


def test_a_list_of_javascript_stands_in_an_object_of_settings() -> None:
    files = {
        "package.json": EXPRESS,
        "src/settings.js": "module.exports = {\n  port: 3000,\n  fronts: ['http://localhost:5173'],\n};\n",
        "src/app.js": "const cors = require('cors');\napp.use(cors({ origin: settings.fronts }));\n",
    }
    assert told(files, ApplicationCors) == ["src/settings.js:3 origins=(http://localhost:5173)"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("if (req.headers.origin) {", 1),
        ("if (fronts.includes(origin) !== -1) {", 1),
        ("if (fronts.includes(origin)) {", 0),
        ("if (fronts.indexOf(origin) !== -1) {", 0),
    ],
)
def test_a_question_that_every_website_passes_is_none(asked: str, found: int) -> None:
    row = "    res.setHeader('Access-Control-Allow-Origin', req.headers.origin);"
    text = f"const express = require('express');\napp.use((req, res, next) => {{\n  {asked}\n{row}\n  }}\n  next();\n}});\n"
    assert len(told({"package.json": EXPRESS, "src/app.js": text}, ApplicationCors)) == found
