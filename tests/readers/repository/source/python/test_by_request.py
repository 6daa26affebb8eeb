"""Checks of Python that only a request comes upon."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import told

_ENGINE = """
import os

def engine():
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise RuntimeError("DATABASE_URL is not set")
    return create_engine(url)
"""
_HEAD = "from fastapi import Depends, FastAPI\nfrom shop.db import engine\n\napp = FastAPI()\n\n"


def silent(main: str) -> bool:
    files = {"requirements.txt": "fastapi\n", "shop/db.py": _ENGINE, "shop/main.py": _HEAD + main}
    return any("missing=silent" in one for one in told(files, ConfigurationLoader))


@pytest.mark.parametrize(
    "main",
    [
        '@app.get("/users")\ndef users():\n    return rows(engine())\n',
        '@app.get("/users")\nasync def users(db=Depends(engine)):\n    return rows(db)\n',
        'def query():\n    return engine().query()\n\n\n@app.get("/users")\ndef users():\n    return query()\n',
        'def everybody():\n    return rows(engine())\n\n\n@app.get("/users")\ndef users():\n    return everybody()\n',
    ],
)
def test_what_only_routes_call_lets_the_server_start(main: str) -> None:
    assert silent(main)


@pytest.mark.parametrize(
    "main",
    [
        'db = engine()\n\n@app.get("/users")\ndef users():\n    return rows(db)\n',
        '@app.on_event("startup")\ndef begin():\n    engine()\n\n\n@app.get("/users")\ndef users():\n    return rows(engine())\n',
        'import shop.db\n\nfirst = shop.db.engine()\n\n\n@app.get("/users")\ndef users():\n    return rows(engine())\n',
        "class Shop:\n    def __init__(self):\n        self.db = engine()\n",
        "",
    ],
)
def test_what_is_called_as_it_starts_or_by_nobody_that_is_seen_is_left_alone(main: str) -> None:
    assert not silent(main)
