"""Many accounts: each by itself, the refused ones told beside the others, and nothing secret on the way."""

import json
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.account import AccountOptions
from holdfast.actions.accounts import ORGANIZATION, Order, Request, assess, check_accounts
from holdfast.actions.read import Read
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.estate import Estate
from holdfast.model.product import Product
from holdfast.readers.account import s3, sts
from holdfast.readers.account.organization import Target
from holdfast.readers.spec import Spec
from holdfast.reports.accounts import AccountEntry, Summary
from holdfast.rig.aws import EmbeddedAws

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OURS, THEIRS, CLOSED = "111111111111", "222222222222", "333333333333"
ROLE = "holdfast-check"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@pytest.fixture(scope="module", autouse=True)
def aws() -> Iterator[EmbeddedAws]:
    """Three accounts: the caller may enter two of them, each with a bucket; the readers are two, to be quick."""
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as started:
        patch.setattr("holdfast.actions.account.readers", lambda: (sts.READER, s3.READER))
        for name, value in started.environment().items():
            patch.setenv(name, value)
        for number in (OURS, THEIRS):
            _make(started, number)
        iam = started.client("iam")
        iam.create_user(UserName="auditor")
        roles = [f"arn:aws:iam::{number}:role/{ROLE}" for number in (OURS, THEIRS)]
        allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles}
        iam.put_user_policy(UserName="auditor", PolicyName="enter", PolicyDocument=_document(allowed))
        key = iam.create_access_key(UserName="auditor")["AccessKey"]
        patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        started.enforce_access()
        yield started
        started.enforce_access(on=False)


def _make(aws: EmbeddedAws, number: str) -> None:
    arn = f"arn:aws:iam::{number}:role/{ROLE}"
    given = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    keys = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
        "endpoint_url": aws.url,
    }
    iam = aws.session().client("iam", **keys)
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=_document())
    iam.put_role_policy(RoleName=ROLE, PolicyName="read", PolicyDocument=_document(EVERYTHING))
    place = {"LocationConstraint": aws.region}
    aws.session().client("s3", **keys).create_bucket(Bucket=f"files-{number}", CreateBucketConfiguration=place)


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def listed(folder: Path, *lines: str) -> str:
    path = folder / "accounts"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def entries(summary: Summary) -> dict[str, AccountEntry]:
    return {entry.account: entry for entry in summary.accounts}


@pytest.mark.integration
def test_each_account_is_judged_by_itself_and_a_refused_one_is_told_beside_them(tmp_path: Path) -> None:
    request = Request(listed(tmp_path, OURS + " ours", THEIRS, CLOSED + " closed"), ROLE, whole=True)

    found = entries(check_accounts(request, now=NOW))

    assert (found[CLOSED].status, found[CLOSED].reason) == ("unreadable", "denied")
    assert f"allow sts:AssumeRole on arn:aws:iam::{CLOSED}:role/{ROLE}" in found[CLOSED].detail
    for number, other, name in ((OURS, THEIRS, "ours"), (THEIRS, OURS, THEIRS)):
        assessment = found[number].assessment
        assert assessment is not None
        text = repr(assessment)
        assert assessment.product == name
        assert f"files-{number}" in text
        assert f"files-{other}" not in text
        assert found[number].status == "open"
        assert found[number].unread == 0


@pytest.mark.integration
def test_without_a_repository_nothing_of_this_folder_is_judged_and_with_one_it_joins_every_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "shop"
    repository.mkdir()
    (repository / "holdfast.toml").write_text('name = "shop"\nregion = "ap-northeast-2"\n')
    (repository / "README.md").write_text("# Setup\n1. EC2 instance type: t3.small\n")
    monkeypatch.chdir(repository)
    source = listed(tmp_path, OURS, THEIRS)

    alone = check_accounts(Request(source, ROLE, whole=True), now=NOW)
    joined = check_accounts(Request(source, ROLE, whole=True, root=repository), now=NOW)

    told: dict[bool, list[tuple[str, bool, int]]] = {True: [], False: []}
    for with_it, summary in ((False, alone), (True, joined)):
        for entry in summary.accounts:
            assert entry.assessment is not None
            text = repr(entry.assessment)
            told[with_it].append((entry.assessment.product, "t3.small" in text, entry.assessment.files))
    assert told[False] == [(OURS, False, 0), (THEIRS, False, 0)]
    assert told[True] == [("shop", True, 2), ("shop", True, 2)]


@pytest.mark.integration
def test_an_account_that_is_off_in_the_home_region_is_told(tmp_path: Path) -> None:
    request = Request(listed(tmp_path, OURS), ROLE, options=AccountOptions(regions=("me-south-1",)))

    (entry,) = check_accounts(request, now=NOW).accounts

    assert (entry.status, entry.reason) == ("unreadable", "incomplete")
    assert "me-south-1" in entry.detail


@pytest.mark.integration
def test_each_entry_is_told_as_soon_as_it_is_there_and_may_be_changed(tmp_path: Path) -> None:
    told: list[str] = []

    def tell(entry: AccountEntry) -> AccountEntry:
        told.append(entry.account)
        return entry.model_copy(update={"file": "kept"})

    summary = check_accounts(Request(listed(tmp_path, OURS, CLOSED), ROLE), now=NOW, told=tell)

    assert sorted(told) == [OURS, CLOSED]
    assert [entry.file for entry in summary.accounts] == ["kept", "kept"]
    assert [entry.assessment for entry in summary.accounts] == [None, None]


@pytest.mark.integration
def test_an_organization_that_may_not_be_asked_ends_the_check() -> None:
    with pytest.raises(IncompleteError, match="cannot be listed"):
        check_accounts(Request(ORGANIZATION, ROLE), now=NOW)


@pytest.mark.integration
def test_invalid_credentials_are_told_once_and_not_by_every_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))

    with pytest.raises(IncompleteError, match="credentials are missing"):
        check_accounts(Request(listed(tmp_path, OURS, THEIRS), ROLE), now=NOW)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request("nowhere", ROLE), "cannot be read"),
        (Request("nowhere", "arn:aws:iam::1:role/x"), "not the name of a role"),
        (Request("nowhere", ROLE, executor="ray://x"), "Dask scheduler"),
        (Request("nowhere", ROLE, root=Path("/nowhere")), "no such folder"),
        (Request("nowhere", ROLE, options=AccountOptions(regions=("Seoul; rm",))), "not the name of a region"),
    ],
)
def test_wrong_requests_are_refused_before_anything_is_asked(request_: Request, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_accounts(request_, now=NOW)


@pytest.mark.integration
def test_what_travels_to_a_worker_and_back_holds_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    canary = "Zq8canaryVALUE77xx"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", canary)
    order = Order(Target(OURS), Request("", ROLE, whole=True), Spec(Product(), given=False), Read(Estate(), ()), NOW)

    there = pickle.dumps(order)
    back = assess(pickle.loads(there))  # noqa: S301 - our own bytes, a line above

    assert canary.encode() not in there + pickle.dumps(back)
    assert canary not in repr(order)
    assert pickle.loads(pickle.dumps(back)) == back  # noqa: S301
