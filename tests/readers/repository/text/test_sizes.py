"""How AWS writes the size of a machine."""

import re

import pytest

from holdfast.readers.repository.text.sizes import SIZE


@pytest.mark.parametrize(
    "size", ["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "12xlarge", "metal"]
)
def test_every_size_of_aws_is_one(size: str) -> None:
    assert re.fullmatch(SIZE, size)


@pytest.mark.parametrize("word", ["", "tiny", "larger", "xxlarge", "x", "2", "smallest"])
def test_no_other_word_is(word: str) -> None:
    assert re.fullmatch(SIZE, word) is None
