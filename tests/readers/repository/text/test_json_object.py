"""What is looked up in files of JSON."""

import pytest

from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.readers.repository.text.json_object import json_object


def test_an_object_is_what_it_holds() -> None:
    assert json_object('{"name": "shop", "private": true}') == {"name": "shop", "private": True}


@pytest.mark.parametrize("text", ["", "{", "[]", '"shop"', "null", "[" * 200_000, '{"a":' * 200_000])
def test_what_is_no_object_is_empty(text: str) -> None:
    assert json_object(text) == {}


def test_what_could_not_be_read_is_empty() -> None:
    assert json_object(Gap(at=Location(path="package.json"), reason=GapReason.DENIED)) == {}
