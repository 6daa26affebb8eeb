"""Tokens and keys that their shape gives away, wherever they were written down."""

import pytest

from holdfast.model.facts import ExposedSecret
from holdfast.model.redaction import redact
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.shapes import READER

_TOKEN = "ghp_" + "a8Kd0sLq2Mz7Xc5Vb1Nn4Hh6Jj9Ff3Gg2Rr5"
_KEY = "AKIA" + "Q3TR7ZLK5MWX2B4C"
_BEGIN = "-----BEGIN RSA " + "PRIVATE KEY-----"
_ROW = "q8Zt3RkLw9VnXe7Hs5YbJd2Gc6MfPa4TuQ1oIxWv+Kj0B/Dz8ySrElNhCmUpFgAi"


def found(text: str, path: str = "scripts/up.sh") -> list[tuple[int | None, str]]:
    facts = [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, ExposedSecret)]
    assert not any(value in redact(fact.at.quote) for fact in facts for value in (_TOKEN, _KEY))
    return [(fact.at.start_line, fact.form) for fact in facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"# old\ngit clone https://{_TOKEN}@github.com/acme/shop.git", [(2, "token")]),
        (f"RUN npm config set //npm.pkg.github.com/:_authToken={_TOKEN}", [(1, "token")]),
        (f"- 토큰: {_TOKEN} {_TOKEN}\n- 키: {_KEY}", [(2, "aws-key"), (1, "token")]),
        (f"{_TOKEN}\n" * 40, [(line, "token") for line in range(1, 13)]),
        (_BEGIN, []),
        (f"cat > /etc/pki/server.key <<END\n{_BEGIN}\n{_ROW}\n{_ROW}\nEND", [(2, "private-key")]),
        (f"  content: |\n    {_BEGIN}\n    {_ROW}\n    {_ROW}", [(2, "private-key")]),
        (f'"private_key": "{_BEGIN}\\n{_ROW}\\n{_ROW}\\n"', [(1, "private-key")]),
        (f"{_BEGIN}\nMIIE...\n{_ROW}", []),
        (f"{_BEGIN}\n{'A' * 64}\n{'A' * 64}", []),
        ("https://ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@github.com/acme/shop.git", []),
        ("token: ghp_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ", []),
        ("git clone https://$TOKEN@github.com/acme/shop.git", []),
        (f"{_TOKEN}\n" + "x" * 300_000, []),
    ],
)
def test_a_token_is_told_once_for_each_line_and_an_example_never(text: str, expected: list[tuple[int, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("docs/배포.md", True),
        (".npmrc", True),
        ("Dockerfile.prod", True),
        ("infra/task-definition.json", True),
        ("api.http", True),
        (".ebextensions/https.config", True),
        ("src/main.py", False),
        ("tests/fixtures/deploy.sh", False),
        ("pnpm-lock.yaml", False),
        ("CHANGELOG.md", False),
    ],
)
def test_what_people_write_beside_the_source_is_looked_through(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted
