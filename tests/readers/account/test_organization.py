"""Lists of accounts, organizations, and the way into an account."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.evidence import GapReason
from holdfast.readers.account.base import Refused
from holdfast.readers.account.client import Client, configuration
from holdfast.readers.account.organization import (
    Target,
    enter,
    listed_by_organization,
    listed_in,
    listed_in_file,
    role_name,
)
from holdfast.rig.aws import EmbeddedAws


def test_a_list_gives_each_account_with_its_name() -> None:
    listing = listed_in("# ours\n111111111111 main shop # the old one\n\n2222-2222-2222\n", "list")

    assert listing.targets == (Target("111111111111", "main shop"), Target("222222222222"))


def test_every_problem_of_a_list_is_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        listed_in("11111 short\n222222222222\n222222222222 again\n33333333333３\n444444444444 \x1b[31mred\n", "list")

    text = str(told.value)
    assert "4 problem(s)" in text
    assert [f"line {line}:" in text for line in range(1, 6)] == [True, False, True, True, True]
    assert "\x1b" not in text


@pytest.mark.parametrize("text", ["", "# nothing\n\n"])
def test_a_list_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="lists no account"):
        listed_in(text, "list")


def test_a_file_that_is_no_list_is_refused_with_its_name(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")

    for path, said in ((binary, "UTF-8"), (tmp_path, "cannot be read"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(UsageError, match=said) as told:
            listed_in_file(path)
        assert told.value.where == str(path)


def test_a_mark_of_byte_order_is_no_part_of_the_first_number(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"\xef\xbb\xbf111111111111 shop\r\n")

    assert listed_in_file(path).targets == (Target("111111111111", "shop"),)


@pytest.mark.parametrize("role", ["", "arn:aws:iam::111111111111:role/check", "two words", "check\n", "역할", "a" * 65])
def test_what_is_no_name_of_a_role_is_refused(role: str) -> None:
    with pytest.raises(UsageError, match="not the name of a role"):
        role_name(role)


def test_the_name_of_a_role_may_have_a_path() -> None:
    assert [role_name(role) for role in ("check", "audit/team/check")] == ["check", "audit/team/check"]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as started:
        for name, value in started.environment().items():
            patch.setenv(name, value)
        yield started


def client_of(aws: EmbeddedAws) -> Client:
    return Client(aws.session(), configuration(1), aws.url)


@pytest.mark.integration
def test_an_organization_without_accounts_is_not_a_check_of_nothing(aws: EmbeddedAws) -> None:
    with pytest.raises(IncompleteError, match="no active account"):
        listed_by_organization(client_of(aws))


@pytest.mark.integration
def test_an_organization_that_may_not_be_asked_is_told_with_what_would_help(aws: EmbeddedAws) -> None:
    aws.enforce_access()
    try:
        with pytest.raises(IncompleteError, match="cannot be listed") as told:
            listed_by_organization(client_of(aws))
    finally:
        aws.enforce_access(on=False)

    assert "organizations:ListAccounts" in told.value.where
    assert "delegated administrator" in told.value.next_step


@pytest.mark.integration
def test_an_organization_gives_its_active_accounts_and_counts_the_others(aws: EmbeddedAws) -> None:
    organizations = aws.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    made = [
        organizations.create_account(AccountName=f"shop {number}", Email=f"shop{number}@example.com")
        for number in range(25)
    ]
    numbers = [one["CreateAccountStatus"]["AccountId"] for one in made]
    organizations.close_account(AccountId=numbers[3])

    listing = listed_by_organization(client_of(aws))

    assert listing.passed_over == 1
    assert [target.id for target in listing.targets] == sorted({aws_account(aws), *numbers} - {numbers[3]})
    assert Target(numbers[0], "shop 0") in listing.targets


def aws_account(aws: EmbeddedAws) -> str:
    return str(aws.client("sts").get_caller_identity()["Account"])


@pytest.mark.integration
def test_a_role_leads_into_its_own_account(aws: EmbeddedAws) -> None:
    session = enter(aws.session(), Target("111111111111"), "audit/check", aws.region)

    caller = session.client("sts").get_caller_identity()

    assert caller["Account"] == "111111111111"
    assert "holdfast-check" in caller["Arn"]


@pytest.mark.integration
def test_a_refused_role_is_told_with_what_would_allow_it_and_no_key(aws: EmbeddedAws) -> None:
    aws.enforce_access()
    try:
        with pytest.raises(Refused) as told:
            enter(aws.session(), Target("111111111111"), "check", aws.region)
    finally:
        aws.enforce_access(on=False)

    assert told.value.reason is GapReason.DENIED
    assert "testing" not in told.value.detail
