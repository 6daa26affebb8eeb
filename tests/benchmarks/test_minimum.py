"""The calls that a check makes, beside the fewest by which the account can be judged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from benchmarks.account import fill
from benchmarks.minimum import LEAST, Least, Seen, minimum

from holdfast.actions.account import AccountOptions, read_through
from holdfast.model.product import Product
from holdfast.readers.account import readers
from holdfast.readers.account.base import GLOBAL_REGION, Call
from holdfast.readers.account.client import Client, configuration
from holdfast.readers.account.live import REGIONS
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.seeds import HOME, hardened

PRODUCT = Product.model_validate({"name": "sweetorder", "region": HOME, "environments": {"production": {}}})


def test_every_call_that_a_reader_declares_has_its_line_and_no_line_is_without_a_call() -> None:
    declared = {f"{call.service}.{call.operation}": call for reader in readers() for call in reader.calls}

    assert set(LEAST) == {*declared, f"{REGIONS.service}.{REGIONS.operation}"}


def test_a_reader_asks_for_the_largest_page_that_its_line_names() -> None:
    smaller = [
        call.operation
        for reader in readers()
        for call in reader.calls
        if call.page and LEAST[f"{call.service}.{call.operation}"].size not in (1, call.page)
    ]

    assert smaller == []


@pytest.mark.parametrize(
    ("things", "least", "calls"),
    [
        (0, Least(lambda _seen, _region: 0, 100, always=True), 2),
        (0, Least(lambda _seen, _region: 0, 100), 0),
        (101, Least(lambda _seen, _region: 101, 100), 4),
        (3, Least(lambda _seen, region: 3 if region == HOME else 0), 3),
    ],
)
def test_a_list_costs_its_pages_and_a_detail_one_call_each(things: int, least: Least, calls: int) -> None:
    seen = Seen(lambda _service, _region: None, HOME)

    assert least.calls(seen, (HOME, GLOBAL_REGION)) == calls, things


@dataclass(frozen=True)
class Asked:
    """How often each operation was asked by a check, and the fewest times that would do."""

    made: Counter[str]
    least: Counter[str]


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    """A whole product, and a hundred resources of no product beside it, read once."""
    with EmbeddedAws.start(HOME) as aws:
        # Making a client takes longer than all that it does here: those who fill, read and count share them.
        shared: dict[tuple[str, str], Any] = {}

        def client(service: str, region: str) -> Any:
            if (service, region) not in shared:
                shared[service, region] = aws.client(service, region)
            return shared[service, region]

        hardened.seed(client)
        fill(client, 100)
        made = _made(aws, shared)
        yield Asked(made, minimum(client, HOME, (HOME, GLOBAL_REGION)))


def _made(aws: EmbeddedAws, shared: dict[tuple[str, str], Any]) -> Counter[str]:
    made: Counter[str] = Counter()

    def told(call: Call, _region: str) -> None:
        made[f"{call.service}.{call.operation}"] += 1

    client = Client(aws.session(), configuration(12), aws.url, told=told, _clients=shared)
    estate = read_through(client, PRODUCT, AccountOptions(), datetime(2026, 11, 25, tzinfo=UTC))
    assert estate.gaps == ()
    return made


@pytest.mark.integration
def test_the_calls_are_within_a_tenth_of_the_fewest(asked: Asked) -> None:
    assert asked.made.total() <= 1.10 * asked.least.total(), asked.made - asked.least


@pytest.mark.integration
def test_the_fewest_calls_are_no_more_than_was_needed(asked: Asked) -> None:
    assert asked.least - asked.made == Counter()
    assert asked.least["s3.get_bucket_cors"] > 10, "a bucket's origins have no list form"
