"""Reading times and descriptions of services faster than botocore does, and to the same."""

from collections.abc import Callable
from datetime import datetime

import pytest
from botocore.loaders import JSONFileLoader  # type: ignore[import-untyped]
from botocore.session import Session as BotocoreSession  # type: ignore[import-untyped]
from botocore.utils import parse_timestamp  # type: ignore[import-untyped]

from holdfast.readers.account.live import session_over
from holdfast.readers.account.quicker import Descriptions, moment

TIMES = [
    "2026-11-25T23:31:03.000Z",
    "2026-11-25T23:31:03Z",
    "2026-11-25T23:31:03+09:00",
    "1764113463.5",
    "Z",
    1764113463,
    1764113463.5,
    -1,
    float("nan"),
    -1e12,
]


@pytest.mark.parametrize("written", TIMES)
def test_times_are_read_as_botocore_reads_them(written: object) -> None:
    assert said(moment, written) == said(parse_timestamp, written)


def test_a_session_reads_times_and_descriptions_so() -> None:
    inner = BotocoreSession()
    parsers = _Parsers()
    inner.register_component("response_parser_factory", parsers)
    session_over(inner)

    assert parsers.read is moment
    assert isinstance(inner.get_component("data_loader").file_loader, Descriptions)


@pytest.mark.parametrize("name", ["ec2/2016-11-15/service-2", "iam/2010-05-08/service-2", "ec2/no-such", "endpoints"])
def test_descriptions_say_what_botocore_reads_in_them(name: str) -> None:
    path = f"{BotocoreSession().get_component('data_loader').BUILTIN_DATA_PATH}/{name}"

    assert Descriptions().load_file(path) == JSONFileLoader().load_file(path)


class _Parsers:
    """botocore's factory of parsers, as far as it is told how to read times."""

    def set_parser_defaults(self, *, timestamp_parser: Callable[[object], datetime]) -> None:
        self.read = timestamp_parser


def said(read: Callable[[object], datetime], written: object) -> object:
    try:
        return read(written)
    except ValueError as error:
        return str(error)
