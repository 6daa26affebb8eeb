"""The calls that a check makes, beside the fewest by which the account can be judged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from benchmarks.account import clients_of, fill
from benchmarks.minimum import LEAST, Clients, Least, Seen, minimum

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
class Rig:
    """An account in small, and its clients, which take longer to make than all that they do here."""

    aws: EmbeddedAws
    clients: Clients
    kept: dict[tuple[str, str], Any] = field(default_factory=dict)

    def least(self) -> Counter[str]:
        return minimum(self.clients, HOME, (HOME, GLOBAL_REGION))


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with EmbeddedAws.start(HOME) as aws:
        yield Rig(aws, clients_of(aws.url))


def _made(rig: Rig) -> Counter[str]:
    made: Counter[str] = Counter()

    def told(call: Call, _region: str) -> None:
        made[f"{call.service}.{call.operation}"] += 1

    client = Client(rig.aws.session(), configuration(12), rig.aws.url, told=told, _clients=rig.kept)
    estate = read_through(client, PRODUCT, AccountOptions(), datetime(2026, 11, 25, tzinfo=UTC))
    assert estate.gaps == ()
    return made


@pytest.mark.integration
def test_at_200_resources_the_calls_are_within_a_tenth_of_the_fewest(rig: Rig) -> None:
    fill(rig.aws.url, 200)

    made, least = _made(rig), rig.least()

    assert least["s3.get_bucket_cors"] == 20
    assert least - made == Counter(), "the minimum is more than was needed"
    assert made.total() <= 1.10 * least.total(), made - least


@pytest.mark.integration
def test_a_whole_product_is_judged_within_a_tenth_of_the_fewest_calls(rig: Rig) -> None:
    rig.aws.reset()
    hardened.seed(rig.clients)

    made, least = _made(rig), rig.least()

    assert least - made == Counter(), "the minimum is more than was needed"
    assert made.total() <= 1.10 * least.total(), made - least
