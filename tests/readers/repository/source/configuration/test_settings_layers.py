"""Settings of Django that production's own file gives anew."""

import pytest

from holdfast.model.facts import ApplicationCors, ExposedSecret

from ..support import told

_BASE = """
    INSTALLED_APPS = ["corsheaders"]
    SECRET_KEY = "f0x-9Kq2_zPw4mTj8vLrNs6bYd1hGc3a"
    CORS_ALLOWED_ORIGINS = [
        "http://localhost:3000",
    ]
    CORS_ALLOW_CREDENTIALS = True
    """
_KEY = 'SECRET_KEY = env("SECRET_KEY")\n'
_ORIGINS = 'CORS_ALLOWED_ORIGINS = ["https://shop.example.com"]\n'


def _said(production: str, name: str = "production.py", base: str = "base.py") -> list[str]:
    files = {f"shop/settings/{base}": _BASE, f"shop/settings/{name}": f"from .base import *\n{production}"}
    return [one.partition(" ")[0] for one in told(files, ApplicationCors, ExposedSecret) if base in one]


@pytest.mark.parametrize(
    ("production", "left"),
    [
        ("DEBUG = False\n", ["shop/settings/base.py:4", "shop/settings/base.py:2"]),
        (_ORIGINS, ["shop/settings/base.py:2"]),
        (_KEY, ["shop/settings/base.py:4"]),
        (_ORIGINS + _KEY, []),
        ('CORS_ALLOWED_ORIGINS = CORS_ALLOWED_ORIGINS + ["https://a.kr"]\n' + _KEY, ["shop/settings/base.py:4"]),
        ('if STAGE:\n    CORS_ALLOWED_ORIGINS = ["https://a.kr"]\n' + _KEY, ["shop/settings/base.py:4"]),
    ],
)
def test_what_productions_file_says_anew_counts_for_nothing_where_it_is_said_for_all(
    production: str, left: list[str]
) -> None:
    assert _said(production) == left


def test_only_production_beside_a_file_for_all_replaces_what_stands_there() -> None:
    assert _said(_ORIGINS + _KEY, "local.py") == ["shop/settings/base.py:4", "shop/settings/base.py:2"]
    assert _said(_ORIGINS + _KEY, "prod.py", "common.py") == []
