"""What a guide says of the settings of what it deploys: their values, whom they let in, what is done without them."""

from collections.abc import Iterator

from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.configuration.given_values import given_values
from holdfast.readers.repository.guides.configuration.goes_without import read_goes_without
from holdfast.readers.repository.guides.cors.open_cors import read_open_cors
from holdfast.readers.repository.guides.guide import Guide


def said_of_settings(guide: Guide) -> Iterator[Reading]:
    """All of it, each kind by the reader of its own."""
    yield from given_values(guide)
    yield from read_open_cors(guide)
    yield from read_goes_without(guide)
