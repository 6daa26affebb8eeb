"""Lists of origins that one file hands out, and another one lets in."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import told

_MAIN = """\
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from shop.config import Config

app = FastAPI()
config = Config()
app.add_middleware(CORSMiddleware, allow_origins=config.allowed_sites, allow_credentials=True)
"""


def _rules(body: str, base: str = "BaseSettings", path: str = "shop/config.py") -> list[str]:
    rows = "".join(f"    {row}\n" for row in body.splitlines())
    config = f"from pydantic import BaseSettings\n\n\nclass Config({base}):\n    port: int = 80\n\n{rows}"
    return told({"requirements.txt": "fastapi\n", "shop/main.py": _MAIN, path: config}, ApplicationCors)


@pytest.mark.parametrize("base", ["BaseSettings", ""])
@pytest.mark.parametrize(
    "listed",
    [
        'self.more + [f"http://localhost:{self.port}", f"https://{self.domain}"]',
        '["https://shop.example.kr", "http://localhost:3000"]',
        '[self.front, "http://localhost:3000"]',
    ],
)
def test_a_property_of_the_settings_lets_in_what_it_hands_back(listed: str, base: str) -> None:
    (rule,) = _rules(f"@property\ndef allowed_sites(self) -> list[str]:\n    return {listed}\n", base)
    assert "http://localhost:" in rule


@pytest.mark.parametrize(
    "body",
    [
        "@property\ndef allowed_sites(self):\n    return self.more\n",
        '@property\ndef allowed_sites(self):\n    if self.debug:\n        return ["http://localhost:3000"]\n    return self.more\n',
        "",
    ],
)
def test_a_property_that_hands_back_what_somebody_gives_tells_no_origin(body: str) -> None:
    assert not any("localhost" in rule for rule in _rules(body))


def test_a_property_of_developers_settings_is_theirs() -> None:
    body = '@property\ndef allowed_sites(self):\n    return ["http://localhost:3000"]\n'
    assert not any("localhost" in rule for rule in _rules(body, path="shop/dev/config.py"))
