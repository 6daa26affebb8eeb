"""Patterns for origins by which names pass that only look like the product's."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, told


def passing(files: dict[str, str]) -> list[str]:
    """The line and the origins of each rule that has a star."""
    facts = [fact for fact in told(files, ApplicationCors) if "*" in fact]
    return [
        f"{one.split(' ')[0].rpartition(':')[2]} {one.partition('origins=(')[2].partition(')')[0]}" for one in facts
    ]


def server(code: str) -> list[str]:
    return passing({"package.json": EXPRESS, "server.js": f"const cors = require('cors');\n{code}"})


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("app.use(cors({ origin: /cakes\\.example/ }));", "2 *cakes.example*"),
        ("app.use(cors({ origin: ['https://a.example', /cakes\\.example$/] }));", "2 https://*cakes.example"),
        ("const allowedOrigins = [\n  /^https:\\/\\/cakes\\.example/,\n];", "3 https://cakes.example*"),
        ("const re = /cakes\\.example/;\nconst may = (origin) => re.test(origin);", "2 *cakes.example*"),
        ("const may = (origin) => /cakes\\.example/.test(origin);", "2 *cakes.example*"),
        ("const may = (origin) => origin.match(/cakes\\.example/);", "2 *cakes.example*"),
        ("app.use(cors({ origin: new RegExp('cakes\\\\.example$') }));", "2 https://*cakes.example"),
    ],
)
def test_a_pattern_of_origins_that_is_open_at_an_end(code: str, found: str) -> None:
    assert server(code) == [found]


@pytest.mark.parametrize(
    "code",
    [
        "app.use(cors({ origin: /^https:\\/\\/(.+\\.)?cakes\\.example$/ }));",
        "const mail = /@cakes\\.example/;\nif (mail.test(user.email)) admit();",
        "app.get(/cakes\\.example/, page);",
        "const origin = req.headers.origin\nconst mobile = /cakes\\.example/.test(agent)\n",
        "app.use(cors({ origin: /^https:\\/\\/([a-z0-9]+[.])*cakes[.]example(:[0-9]{1,5})?$/ }));",
        "if (process.env.NODE_ENV !== 'production') {\n  allowedOrigins.push(/cakes\\.example/);\n}",
    ],
)
def test_what_is_held_or_asks_for_something_else_is_well(code: str) -> None:
    assert server(code) == []


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (
            "main.py",
            "app.add_middleware(CORSMiddleware, allow_origins=[x],\n  allow_origin_regex=r'https://.*cakes\\.example')\n",
            "2 https://*cakes.example",
        ),
        (
            "main.py",
            "app.add_middleware(CORSMiddleware, allow_origins=[x],\n  allow_origin_regex=r'https://cakes\\.example')\n",
            "",
        ),
        (
            "shop/settings.py",
            "CORS_ALLOWED_ORIGIN_REGEXES = [\n  r'^https://cakes\\.example',\n]\n",
            "2 https://cakes.example*",
        ),
        ("shop/settings.py", "CORS_ALLOWED_ORIGIN_REGEXES = [\n  r'^https://\\w+\\.cakes\\.example$',\n]\n", ""),
        (
            "config/cors.php",
            "<?php return [\n 'allowed_origins_patterns' => ['/cakes\\.example/'],\n];",
            "2 *cakes.example*",
        ),
        (
            "config/cors.php",
            "<?php return [\n 'allowed_origins_patterns' => ['#^https://a\\.cakes\\.example$#'],\n];",
            "",
        ),
        (
            "config/initializers/cors.rb",
            "Rails.application.config.middleware.use Rack::Cors do\n  allow do\n    origins 'a.example', /cakes\\.example/\n  end\nend\n",
            "3 *cakes.example*",
        ),
    ],
)
def test_settings_of_frameworks_hold_patterns_as_these_take_them(path: str, text: str, found: str) -> None:
    manifests = {
        "requirements.txt": "fastapi\ndjango\n",
        "composer.json": "{}",
        "Gemfile": "gem 'rails'\ngem 'rack-cors'\n",
    }
    assert passing({path: text, **manifests}) == ([found] if found else [])
