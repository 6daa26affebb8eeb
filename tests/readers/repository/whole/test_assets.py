"""Files that no reader is asked of."""

import re
from pathlib import Path

import pytest

from holdfast.readers.repository import long_readers, readers
from holdfast.readers.repository.whole.assets import _ENDINGS, is_asset

FIXTURES = Path(__file__).parents[3] / "fixtures" / "repositories"


@pytest.mark.parametrize("path", ["logo.svg", "web/static/site.CSS", "locale/ko/LC_MESSAGES/django.mo"])
def test_pictures_styles_and_translations_are_assets(path: str) -> None:
    assert is_asset(path)


@pytest.mark.parametrize("path", ["main.tf", "README", "css", "deploy/png/setup.sh", ".env", "app.css.py"])
def test_what_people_write_for_a_server_is_none(path: str) -> None:
    assert not is_asset(path)


def test_no_reader_wants_an_asset_whatever_it_is_called() -> None:
    names = {path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.[mpstjy]*") if path.is_file()}
    stems = sorted(
        {name.rpartition(".")[0] for name in names if not re.search(r"/\.|compose", name)}
        | {"deploy", "docs/배포-서버", "bin/up"}
    )
    every = (*readers(), *long_readers())

    wanted = [
        (reader.name, path)
        for ending in sorted(_ENDINGS)
        for stem in stems
        for reader in every
        if reader.wants(path := f"{stem}.{ending}")
    ]

    assert len(stems) > 30
    assert wanted == []
