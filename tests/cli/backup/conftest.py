"""One small S3 for each file of tests, and a product with buckets of its own for each test."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from holdfast.rig.aws import EmbeddedAws
from tests.cli.backup.stores import Shop, client_of, make_shop

_NUMBERS = count()


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started
    client_of.cache_clear()


@pytest.fixture
def shop(aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return make_shop(tmp_path, aws, monkeypatch, next(_NUMBERS))
