"""The services of a compose file in the forms of its format."""

import pytest

from holdfast.model.facts import Container, Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER

_SHOP = "shop:\n  image: acme/shop\n  links:\n    - rows\nrows:\n  image: mysql:8\n"


def lines(text: str) -> list[int]:
    found = READER.read(Snippet("docker-compose.yml", text))
    return sorted({fact.at.start_line for fact in found if isinstance(fact, (Container, Database))})


def test_the_first_form_lists_them_at_the_top() -> None:
    assert lines(_SHOP) == [1, 5]


@pytest.mark.parametrize("text", [f"{_SHOP}version: '3'\n", f"{_SHOP}x-common:\n  restart: always\n", "shop: 1\n", ""])
def test_what_is_of_no_form_holds_none(text: str) -> None:
    assert lines(text) == []
