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
