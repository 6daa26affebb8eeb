"""Which keys a sample of production's settings asks for."""

import pytest

from holdfast.readers.repository.env_samples import READER
from tests.readers.repository.templates.support import read, told

KEYS = "NODE_ENV=production\nAWS_ACCESS_KEY_ID=AKIA...\nAWS_SECRET_ACCESS_KEY=...\n"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (".env.production.example", True),
        ("config/env.prod.example", True),
        ("deploy/.env.production.template", True),
        (".env.example", False),
        (".env.production", False),
        ("docs/production.example", False),
    ],
)
def test_only_samples_of_production_are_read(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KEYS, ["Credential 2-3 form=static-key holder=application"]),
        (KEYS.replace("AKIA...", ""), []),
        (KEYS.replace("AWS", "# AWS"), []),
        (KEYS + "AWS_ENDPOINT_URL=https://minio.example\n", []),
        ("AWS_REGION=eu-west-1\n", []),
    ],
)
def test_keys_that_are_to_be_filled_in_are_told(text: str, expected: list[str]) -> None:
    assert told(read(READER, text, "env.prod.example")) == expected
