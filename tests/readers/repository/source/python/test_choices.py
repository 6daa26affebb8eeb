"""A database that becomes a file where a variable is missing is let through in silence."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import told

HOSTED = 'DATABASES = {"default": {"ENGINE": "mysql", "HOST": os.environ["ORDERS_DB_HOST"]}}'
LOCAL = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}'


def _loaders(text: str) -> list[str]:
    return told({"requirements.txt": "django\n", "shop/settings.py": f"import os\nimport django\n{text}\n"},
                ConfigurationLoader, RequiredSettings)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"if 'ORDERS_DB_HOST' in os.environ:\n    {HOSTED}\nelse:\n    {LOCAL}", "3-6"),
        (f"if os.environ.get('ORDERS_DB_HOST'):\n    {HOSTED}\nelse:\n    {LOCAL}", "3-6"),
        (f"if 'ORDERS_DB_HOST' not in os.environ:\n    {LOCAL}\nelse:\n    {HOSTED}", "3-6"),
        (f"if not os.getenv('ORDERS_DB_HOST', ''):\n    {LOCAL}\nelse:\n    {HOSTED}", "3-6"),
        (f"host = os.getenv('ORDERS_DB_HOST')\nif host is None:\n    {LOCAL}\nelse:\n    {HOSTED}", "4-7"),
        (f"{LOCAL}\nif 'ORDERS_DB_HOST' in os.environ:\n    {HOSTED}", "4-5"),
        ("host = os.getenv('ORDERS_DB_HOST')\nuri = host if host else 'sqlite:///shop.db'", "4"),
    ],
)
def test_a_file_in_the_databases_place_is_shown_with_the_choice(text: str, lines: str) -> None:
    assert _loaders(text) == [f"shop/settings.py:{lines} source=environment missing=silent names=(ORDERS_DB_HOST)"]


def test_what_raises_beside_the_choice_is_still_asked_for() -> None:
    chosen = f"if 'ORDERS_DB_HOST' in os.environ:\n    {HOSTED}\nelse:\n    {LOCAL}"

    assert _loaders(f"SECRET_KEY = os.environ['SECRET_KEY']\n{chosen}") == [
        "shop/settings.py:3 source=environment missing=fails names=(SECRET_KEY)",
        "shop/settings.py:4-7 source=environment missing=silent names=(ORDERS_DB_HOST)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"if os.environ.get('DEBUG'):\n    {LOCAL}\nelse:\n    {HOSTED}",
        f"if os.environ.get('DB_KIND') == 'file':\n    {LOCAL}\nelse:\n    {HOSTED}",
        f"if 'ORDERS_DB_HOST' not in os.environ:\n    raise SystemExit('no sqlite here')\n{HOSTED}",
    ],
)
def test_another_question_is_no_such_choice(text: str) -> None:
    assert not [line for line in _loaders(text) if line.startswith("shop/settings.py:3-") and "silent" in line]
