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


@pytest.mark.parametrize(
    "row",
    [
        'allowed_sites: list[str] = ["*"]',
        'allowed_sites: List[str] = Field(default=["*"])',
        'allowed_sites: list[str] = Field(["*"], env="SITES")',
        'allowed_sites: list[str] = os.getenv("SITES", "*").split(",")',
        'allowed_sites: list[str] = ["http://localhost:3000", "http://127.0.0.1:5173"]',
        'allowed_sites = os.getenv("SITES", "http://localhost:3000").split(",")',
    ],
)
def test_a_setting_of_any_name_lets_in_what_it_holds_by_itself(row: str) -> None:
    assert len(_rules(row)) == 1


def test_a_setting_that_no_rule_takes_lets_nobody_in() -> None:
    assert _rules('own_sites: list[str] = ["*"]') == []


def test_a_setting_of_another_file_of_node_lets_in_a_local_page_without_its_variable() -> None:
    main = "import cors from 'cors';\nconst app = express();\napp.use(cors({ origin: config.clientUrl }));\napp.listen(80);\n"
    config = "export const config = {\n  clientUrl: process.env.CLIENT_URL || 'http://localhost:3000',\n};\n"
    files = {"package.json": '{"dependencies": {"express": "4"}}', "src/main.ts": main, "src/config.ts": config}
    assert len(told(files, ApplicationCors)) == 1


def test_many_rules_that_take_their_lists_from_one_long_file_are_read_in_little_time() -> None:
    rules = {
        f"shop/m{n}.py": f"from shop.lists import SITES_{n}\napp = FastAPI()\nCORSMiddleware(app, allow_origins=SITES_{n})\n"
        for n in range(500)
    }
    lists = "".join(f'SITES_{n} = ["https://s{n}.example.kr"]\n' for n in range(6_000))
    assert told({"requirements.txt": "fastapi\n", "shop/lists.py": lists, **rules}, ApplicationCors)


@pytest.mark.parametrize(
    ("config", "taken"),
    [
        ('settings = {"fronts": ["http://localhost:3000"]}\n', 'settings["fronts"]'),
        ('class Config:\n    FRONTS = ["http://localhost:3000"]\n', 'app.config["FRONTS"]'),
        ('class Config:\n    FRONTS = ["http://localhost:3000"]\n', 'app.config.get("FRONTS")'),
        (
            '@dataclass\nclass C:\n    fronts: list = field(default_factory=lambda: ["http://localhost:3000"])\n',
            "conf.fronts",
        ),
        ('class C(BaseModel):\n    fronts: list[str] = Field(default=["http://localhost:3000"])\n', "conf.fronts"),
    ],
)
def test_a_list_is_taken_by_its_key_and_told_by_what_makes_a_field(config: str, taken: str) -> None:
    main = (
        f"from flask import Flask\nfrom flask_cors import CORS\nCORS(app, origins={taken}, supports_credentials=True)\n"
    )
    files = {"requirements.txt": "flask\n", "shop/config.py": config, "shop/main.py": main}
    (rule,) = told(files, ApplicationCors)
    assert rule.startswith("shop/config.py:")
    assert rule.endswith("origins=(http://localhost:3000) credentials=True")


def test_a_list_for_developers_is_not_the_one_that_is_taken() -> None:
    main = "from flask import Flask\nfrom flask_cors import CORS\nCORS(app, origins=app.config['FRONTS'])\n"
    config = 'class DevConfig:\n    FRONTS = ["http://localhost:3000"]\n'
    files = {"requirements.txt": "flask\n", "shop/config.py": config, "shop/main.py": main}
    assert told(files, ApplicationCors) == []
