"""Members of pydantic's settings that a method fetches where they are empty."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from tests.readers.repository.source.support import told

_CLASS = """
from fastapi import FastAPI
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    database_url: str = ""

    def address(self) -> str:
        if self.{asked}:
            return self.{asked}
        try:
            kept = client.{call}(SecretId="shop/rows")
        except ClientError as error:
            raise RuntimeError(error)
        return made_of(kept)

app = FastAPI()
"""


def silent(
    asked: str = "database_url", call: str = "get_secret_value", then: str = "raise RuntimeError(error)"
) -> bool:
    text = _CLASS.format(asked=asked, call=call, then=then)
    found = told({"requirements.txt": "fastapi\n", "app/main.py": text}, ConfigurationLoader)
    return any("missing=silent" in line and "DATABASE_URL" in line for line in found)


def test_what_is_fetched_or_ends_the_program_is_not_missed() -> None:
    assert not silent()


@pytest.mark.parametrize("change", [{"asked": "other_url"}, {"call": "make_up"}])
def test_another_member_and_a_word_made_up_are(change: dict[str, str]) -> None:
    assert silent(**change)
