"""Secrets that stand in a program's text for when their variable is missing."""

import pytest

from holdfast.model.facts import ExposedSecret

from ..support import read, told

_VALUE = "q7Tz-R2mXv9LkPw4Hs8Yb3"


def _names(line: str, path: str = "app/config.py") -> list[str]:
    head = {"py": "import os\nfrom flask import Flask\n", "js": "const express = require('express');\n"}
    texts = {"requirements.txt": "flask\n", "package.json": '{"dependencies": {"express": "4"}}'}
    found = told({path: head[path.rpartition(".")[2]] + line + "\n", **texts}, ExposedSecret)
    return [one.partition("name=")[2].split()[0] for one in found]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (f'SECRET = os.getenv("CHAT_CLIENT_SECRET", "{_VALUE}")', "app/config.py"),
        (f'SECRET = os.environ.get("CHAT_CLIENT_SECRET", "{_VALUE}")', "app/config.py"),
        (f'SECRET = env("CHAT_CLIENT_SECRET", default="{_VALUE}")', "app/config.py"),
        (f'SECRET = os.getenv("CHAT_CLIENT_SECRET") or "{_VALUE}"', "app/config.py"),
        (f"const secret = process.env.CHAT_CLIENT_SECRET || '{_VALUE}';", "src/config.js"),
        (f"const secret = process.env['CHAT_CLIENT_SECRET'] ?? '{_VALUE}';", "src/config.js"),
        (f"const secret = config.get('CHAT_CLIENT_SECRET', '{_VALUE}');", "src/config.js"),
    ],
)
def test_a_default_that_nobody_writes_by_hand_is_a_secret_that_stands_in_a_file(line: str, path: str) -> None:
    assert _names(line, path) == ["CHAT_CLIENT_SECRET"]


@pytest.mark.parametrize(
    "line",
    [
        'SECRET = os.getenv("CHAT_CLIENT_SECRET", "dev-secret-Change-Me-2024")',
        'SECRET = os.getenv("CHAT_CLIENT_SECRET", "your-Chat-Key-0123456789")',
        'SECRET = os.getenv("CHAT_CLIENT_SECRET", "only-small-letters-here")',
        f'ID = os.getenv("CHAT_CLIENT_ID", "{_VALUE}")',
        f'SECRET = os.getenv("CHAT_CLIENT_SECRET", prefix + "{_VALUE}")',
        'URL = os.getenv("REDIS_URL", "redis://cache-1.internal:6379/0")',
        f'# SECRET = os.getenv("CHAT_CLIENT_SECRET", "{_VALUE}")',
    ],
)
def test_a_word_to_be_replaced_and_what_is_no_secret_are_none(line: str) -> None:
    assert _names(line) == []


@pytest.mark.parametrize(
    ("setting", "exposed"),
    [
        ("client-secret: ${KAKAO_CLIENT_SECRET:Zq4TnV8rKx2WmB7yLc9JpD3sGf6HdA1u}", True),
        ("client-secret: ${KAKAO_CLIENT_SECRET:kakao-client-secret-for-local-use}", False),
        ("client-secret: ${KAKAO_CLIENT_SECRET:}", False),
        ("client-secret: ${KAKAO_CLIENT_SECRET}", False),
        ("url: ${DB_URL:jdbc:mysql://project-db-shop.example.kr:3307/campus_25SW_p3}", False),
        ("redirect-uri: ${KAKAO_REDIRECT_URI:https://shop.example/Zq4TnV8rKx2WmB7yLc9JpD}", False),
    ],
)
def test_a_settings_file_that_fills_in_a_used_secret_for_want_of_a_variable_shows_it(
    setting: str, *, exposed: bool
) -> None:
    text = f"oauth:\n  kakao:\n    {setting}\n"
    files = {"build.gradle": "spring-boot-starter-web", "src/main/resources/application.yml": text}
    found = [fact for fact in read(files) if isinstance(fact, ExposedSecret)]
    assert [(fact.at.start_line, fact.name) for fact in found] == (
        [(3, "oauth.kakao.client-secret")] if exposed else []
    )
    assert not any("Zq4TnV8r" in repr(fact) for fact in found)
