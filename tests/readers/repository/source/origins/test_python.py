"""Cross-origin rules of Python programs, however they are handed over."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import told

STARLETTE = "from fastapi import FastAPI\napp = FastAPI()\n"
FLASK = "from flask import Flask\nfrom flask_cors import CORS, cross_origin\napp = Flask(__name__)\n"
LOCAL = "http://localhost:5173"


def rules(text: str, path: str = "shop/main.py") -> list[str]:
    return [
        line.partition(" ")[2] for line in told({"requirements.txt": "fastapi\nflask\n", path: text}, ApplicationCors)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'app.add_middleware(CORSMiddleware, allow_origin_regex=r"http://localhost:\\d+", allow_credentials=True)\n',
            ["origins=(http://localhost) credentials=True"],
        ),
        (
            'app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://shop\\.kr|http://localhost(:\\d+)?")\n',
            ["origins=(http://localhost) complete=False"],
        ),
        (
            'app.add_middleware(CORSMiddleware, allow_origin_regex="https?://.*", allow_credentials=True)\n',
            ["origins=(*) credentials=True"],
        ),
        ('app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://(www|pay)\\.shop\\.kr")\n', []),
        (
            'GIVEN = {\n    "allow_origins": ["*"],\n    "allow_credentials": True,\n}\napp.add_middleware(CORSMiddleware, **GIVEN)\n',
            ["origins=(*) credentials=True"],
        ),
        (f'app.add_middleware(CORSMiddleware, **dict(allow_origins=["{LOCAL}"]))\n', [f"origins=({LOCAL})"]),
        (
            'GIVEN = {"allow_origins": ["https://shop.kr"]}\napp.add_middleware(CORSMiddleware, **GIVEN)\n',
            ["origins=(https://shop.kr)"],
        ),
        ("app.add_middleware(CORSMiddleware, **settings.cors())\n", []),
        (
            'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=os.getenv("WITH", "true") == "true")\n',
            ["origins=(*) credentials=True"],
        ),
        (
            (
                'with_them = os.environ.get("WITH", "true").lower() == "true"\n'
                'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=with_them)\n'
            ),
            ["origins=(*) credentials=True"],
        ),
        (
            (
                "allow_credentials = True\n"
                'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=allow_credentials)\n'
            ),
            ["origins=(*) credentials=True"],
        ),
        (
            (
                'with_them = os.getenv("WITH", "false") == "true"\n'
                'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=with_them)\n'
            ),
            ["origins=(*)"],
        ),
        ('app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=False)\n', ["origins=(*)"]),
    ],
)
def test_patterns_and_tables_that_starlette_is_given(text: str, expected: list[str]) -> None:
    assert rules(STARLETTE + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'PAGES = ["{LOCAL}"]\nCORS(app, origins=PAGES)\n', [f"origins=({LOCAL})"]),
        ("CORS(app, origins=settings.pages)\n", []),
        ('CORS(app, resources=r"/api/*")\n', ["origins=(*)"]),
        ("CORS(app, resources=settings.rules)\n", []),
        ('app.config["CORS_ORIGINS"] = "*"\nCORS(app)\n', ["origins=(*)"]),
        ('app.config["CORS_ORIGINS"] = ["https://shop.kr"]\nCORS(app)\n', ["origins=(https://shop.kr)"]),
        ('@app.get("/orders")\n@cross_origin()\ndef orders():\n    return []\n', ["origins=(*)"]),
        (
            '@app.get("/orders")\n@cross_origin(origins=["https://shop.kr"])\ndef orders():\n    return []\n',
            ["origins=(https://shop.kr)"],
        ),
    ],
)
def test_names_settings_and_decorators_of_flask(text: str, expected: list[str]) -> None:
    assert rules(FLASK + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CORS_ALLOW_ALL_ORIGINS: bool = True\n", ["origins=(*)"]),
        ("CORS_ALLOW_ALL_ORIGINS: bool = False\n", []),
        ("DEBUG = True\nCORS_ALLOW_ALL_ORIGINS = DEBUG\n", ["origins=(*)"]),
        ("DEBUG = False\nCORS_ALLOW_ALL_ORIGINS = DEBUG\n", []),
        ('CORS_ALLOWED_ORIGIN_REGEXES = [r".*"]\n', ["origins=(*) complete=False"]),
        ('CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://\\w+\\.shop\\.kr$"]\n', []),
        ("CORS_ORIGIN_ALLOW_ALL = CORS_ALLOW_CREDENTIALS = True\n", ["origins=(*) credentials=True"]),
        ("CORS_ORIGIN_ALLOW_ALL = CORS_ALLOW_CREDENTIALS = False\n", []),
        ('CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://localhost:\\d+$"]\n', ["origins=(http://localhost)"]),
        (
            f'CORS_ALLOWED_ORIGINS: list[str] = ["{LOCAL}"]\nCORS_ALLOW_CREDENTIALS: bool = True\n',
            [f"origins=({LOCAL}) credentials=True"],
        ),
        (f'CORS_ALLOWED_ORIGINS = env.list("PAGES", default=["{LOCAL}"])\n', [f"origins=({LOCAL})"]),
        (f'CORS_ALLOWED_ORIGINS = config("PAGES", default="{LOCAL}", cast=Csv())\n', [f"origins=({LOCAL})"]),
        ('CORS_ALLOWED_ORIGINS = config("PAGES", default="https://shop.kr", cast=Csv())\n', []),
    ],
)
def test_settings_of_django_with_a_type_a_pattern_or_a_value_instead(text: str, expected: list[str]) -> None:
    assert rules(f"import django\n{text}", "shop/settings.py") == expected


@pytest.mark.parametrize(
    ("text", "everybody"),
    [
        ('given = os.getenv("PAGES")\norigins = given.split(",") if given else ["*"]\n', True),
        (
            'given = os.getenv("PAGES")\norigins = [page.strip() for page in given.split(",")] if given else ["*"]\n',
            True,
        ),
        ('origins = ["https://shop.kr"] if production else ["*"]\n', False),
        ('origins = json.loads(os.getenv("CORS_ORIGINS", \'["*"]\'))\n', True),
        ('class Settings(BaseSettings):\n    cors_origins: list[str] = Field(default_factory=lambda: ["*"])\n', True),
        ('class Settings(BaseSettings):\n    cors_headers: list[str] = Field(default_factory=lambda: ["*"])\n', False),
    ],
)
def test_everybody_is_let_in_where_nothing_was_given(text: str, *, everybody: bool) -> None:
    found = rules(f"{STARLETTE}import os\n{text}app.add_middleware(CORSMiddleware, allow_origins=origins)\n")
    assert any(one.startswith("origins=(*)") for one in found) == everybody


@pytest.mark.parametrize(
    ("pattern", "origins"),
    [
        (r"http://192\.168\..*", ["origins=(http://192.168.*) credentials=True"]),
        (r"^http://10\.0\.\d+\.\d+(:\d+)?$", ["origins=(http://10.0.*) credentials=True"]),
        (r"https://.*\.shop\.example", []),
        (r"http://110\.0\.0\.4", []),
    ],
)
def test_a_pattern_for_pages_of_an_office_is_told_as_one_for_those(pattern: str, origins: list[str]) -> None:
    middleware = f'app.add_middleware(CORSMiddleware, allow_origin_regex=r"{pattern}", allow_credentials=True)\n'
    assert rules(STARLETTE + middleware) == origins


def test_a_rule_of_the_debug_mode_names_the_switch_of_that_mode() -> None:
    rule = "CORS_ALLOW_ALL_ORIGINS = DEBUG\n"
    for debug, switch in (
        ("DEBUG = os.environ.get('SHOP_DEBUG', 'True').lower() in ('true', '1')\n", " unless=SHOP_DEBUG"),
        ("DEBUG = True\n", ""),
    ):
        files = {"manage.py": "import django\n", "shop/settings.py": f"import os\n{debug}{rule}"}
        assert told(files, ApplicationCors) == [f"shop/settings.py:3 origins=(*){switch}"]


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ('os.getenv("PAGES", r"https://.*\\.vercel\\.app")', ["origins=(https://*.vercel.app) complete=False"]),
        (
            'os.environ.get(\n    "PAGES",\n    r"https://[a-z0-9][a-z0-9-]*[a-z0-9]\\.netlify\\.app",\n)',
            ["origins=(https://*.netlify.app) complete=False"],
        ),
        ('r"https://[\\w-]+\\.vercel\\.app"', ["origins=(https://*.vercel.app) complete=False"]),
        ('os.getenv("PAGES", r"https://[a-z]+\\.shop\\.example")', []),
        ('os.getenv("PAGES")', []),
        ("settings.pages", []),
    ],
)
def test_a_pattern_under_a_name_is_what_stands_in_for_its_variable(given: str, origins: list[str]) -> None:
    middleware = f"PAGES = {given}\napp.add_middleware(CORSMiddleware, allow_origin_regex=PAGES)\n"
    assert rules(STARLETTE + middleware) == origins
