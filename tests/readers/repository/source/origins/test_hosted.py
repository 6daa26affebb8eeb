"""Questions by which every page of a hosting service may call the application."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, told

_SETS = (
    "res.headers['Access-Control-Allow-Origin'] = origin;\nres.headers['Access-Control-Allow-Credentials'] = 'true';"
)


def javascript(asked: str) -> list[str]:
    text = f"exports.handler = (event, res) => {{\nconst origin = event.origin;\n{asked}\nif (allowed) {{\n{_SETS}\n}}\n}};"
    return told({"package.json": EXPRESS, "src/server.js": text}, ApplicationCors)


@pytest.mark.parametrize(
    ("asked", "site"),
    [
        ("const allowed = origin && origin.includes('.amplifyapp.com');", "amplifyapp.com"),
        ("const allowed = own.includes(origin) || origin?.endsWith('.vercel.app');", "vercel.app"),
        ('const allowed = requestOrigin.indexOf("netlify.app") >= 0;', "netlify.app"),
    ],
)
def test_whoever_publishes_a_page_there_passes(asked: str, site: str) -> None:
    assert javascript(asked) == [f"src/server.js:3 origins=(https://*.{site}) credentials=True complete=False"]


@pytest.mark.parametrize(
    "asked",
    [
        "const allowed = origin.endsWith('-cakes.vercel.app');",
        "const allowed = origin.startsWith('https://cakes-') && origin.endsWith('.vercel.app');",
        "const allowed = !origin.endsWith('.vercel.app');",
        "const allowed = link.includes('.vercel.app');",
        "let allowed;\nif (env !== 'production') {\n  allowed = origin.endsWith('.vercel.app');\n}",
    ],
)
def test_what_is_narrowed_down_refused_or_for_developers_lets_nobody_else_in(asked: str) -> None:
    assert javascript(asked) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "app/main.py",
            "from flask_cors import CORS\ndef may(origin):\n    return origin.lower().endswith('.vercel.app')\n",
        ),
        (
            "main.go",
            (
                "package main\n// Access-Control-Allow-Origin\nfunc may(origin string) bool {\n"
                '  return strings.HasSuffix(origin, ".vercel.app")\n}\nfunc main() { http.ListenAndServe(":80", nil) }\n'
            ),
        ),
    ],
)
def test_other_languages_ask_alike(path: str, text: str) -> None:
    files = {path: text, "requirements.txt": "flask\nflask-cors\n", "go.mod": "module shop\n"}
    assert [one.split(" ", 1)[1] for one in told(files, ApplicationCors)] == [
        "origins=(https://*.vercel.app) complete=False"
    ]


@pytest.mark.parametrize(
    ("path", "text", "origins"),
    [
        (
            "config/cors.php",
            "<?php return ['allowed_origins' => [],\n 'allowed_origins_patterns' => [\n  '#^https://.*\\.vercel\\.app$#',\n ]];",
            "https://*.vercel.app",
        ),
        (
            "config/cors.php",
            "<?php return ['allowed_origins_patterns' => ['~^https://[a-z-]+\\.cakes\\.example$~', '/.*/']];",
            "*",
        ),
        ("config/cors.php", "<?php return ['allowed_origins_patterns' => ['#^https://.*\\.cakes\\.example$#']];", ""),
        ("config/cors.php", "<?php return ['allowed_origins_patterns' => ['#^https://cakes-.*\\.vercel\\.app$#']];", ""),
        ("config/initializers/cors.rb", "Rack::Cors\n  origins /\\Ahttps:\\/\\/.*\\.netlify\\.app\\z/\n", "https://*.netlify.app"),
        ("config/initializers/cors.rb", "Rack::Cors\n  origins 'https://a.example', %r{https://.*\\.pages\\.dev}\n", "https://a.example, https://*.pages.dev"),
        ("app.py", "from flask_cors import CORS\nCORS(app, origins=['https://a.example', r'https://.*\\.vercel\\.app'])\n", "https://a.example, https://*.vercel.app"),
        ("app.py", "from flask_cors import CORS\nCORS(app, origins=[r'https://.*\\.cakes\\.example'])\n", "https://.*\\.cakes\\.example"),
    ],
)  # fmt: skip
def test_patterns_of_each_language_tell_whose_pages_they_let_in(path: str, text: str, origins: str) -> None:
    files = {path: text, "requirements.txt": "flask\nflask-cors\n", "composer.json": "{}", "Gemfile": "gem 'rails'\n"}
    found = [one.partition("origins=(")[2].partition(")")[0] for one in told(files, ApplicationCors)]
    assert found == ([origins] if origins else [])
