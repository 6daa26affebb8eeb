"""Opening an account: credentials, regions, and what is said when one is missing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.evidence import GapReason
from holdfast.model.product import Product
from holdfast.readers.account.base import Call, Record, Refused
from holdfast.readers.account.client import Client, configuration
from holdfast.readers.account.environments import Environments
from holdfast.readers.account.live import LiveAccount, open_account, open_session, usable_regions
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HOME = "ap-northeast-1"
NAMES = Environments.of(Product())


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        yield started


def test_the_account_and_its_caller_are_told(aws: EmbeddedAws) -> None:
    account = open_account(Client(aws.session(), configuration(2), aws.url), HOME, NAMES, NOW)

    assert (account.id, account.partition, account.home) == ("123456789012", "aws", HOME)
    assert account.caller.startswith("arn:aws:")


def test_an_address_where_nobody_is_says_that_aws_cannot_be_reached(aws: EmbeddedAws) -> None:
    from botocore.config import Config  # type: ignore[import-untyped]

    hasty = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})
    with pytest.raises(IncompleteError, match="cannot be reached") as raised:
        open_account(Client(aws.session(), hasty, f"http://127.0.0.1:{free_port()}"), HOME, NAMES, NOW)
    assert "AWS_ENDPOINT_URL" in raised.value.next_step


def test_a_profile_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(IncompleteError, match="no profile shop"):
        open_session("shop")


class _Regions:
    """A client that knows which regions are on."""

    def __init__(self, off: tuple[str, ...], *, refuses: bool = False) -> None:
        self._off = off
        self._refuses = refuses
        self.session = open_session()

    def pages(self, call: Call, region: str, /, **_parameters: Any) -> tuple[Record, ...]:
        if self._refuses:
            raise Refused(call, GapReason.DENIED, "", region)
        return ({"Regions": [{"RegionName": name, "OptInStatus": "not-opted-in"} for name in self._off]},)


def account(off: tuple[str, ...] = (), *, refuses: bool = False) -> LiveAccount:
    client: Any = _Regions(off, refuses=refuses)
    return LiveAccount(client, "123456789012", "aws", "arn:aws:iam::123456789012:root", HOME, NAMES, NOW)


def test_each_wanted_region_is_read_once_and_the_global_one_too() -> None:
    assert usable_regions(account(), (HOME, "eu-west-1", HOME)) == ((HOME, "eu-west-1", "us-east-1"), ())


def test_a_region_that_the_account_has_not_opted_into_is_passed_over_and_said() -> None:
    assert usable_regions(account(("me-south-1",)), (HOME, "me-south-1")) == ((HOME, "us-east-1"), ("me-south-1",))


def test_an_account_that_does_not_tell_its_regions_is_read_in_all_of_them() -> None:
    assert usable_regions(account(refuses=True), (HOME, "me-south-1")) == ((HOME, "me-south-1", "us-east-1"), ())


def test_a_product_whose_own_region_is_off_is_told_what_to_do() -> None:
    with pytest.raises(IncompleteError, match="not opted into"):
        usable_regions(account((HOME,)), (HOME,))


def test_a_region_that_nobody_knows_was_mistyped_and_one_that_only_the_account_lists_is_new() -> None:
    with pytest.raises(UsageError, match="no such region: mars-1"):
        usable_regions(account(), (HOME, "mars-1"), asked=("mars-1",))
    assert usable_regions(account(), (HOME, "eu-west-1"), asked=("eu-west-1",))[0] == (HOME, "eu-west-1", "us-east-1")
    assert usable_regions(account(("xx-new-1",)), (HOME, "xx-new-1"), asked=("xx-new-1",))[1] == ("xx-new-1",)
