"""STS: a check that runs as the root user says so."""

import pytest

from holdfast.readers.account import sts
from tests.readers.account.support import FakeAccount, read, told


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:iam::123456789012:root", ["RootUse root act=access-key"]),
        ("arn:aws:iam::123456789012:user/root", []),
        ("arn:aws:sts::123456789012:assumed-role/deploy/session", []),
        (None, []),
    ],
)
def test_only_the_root_user_itself_is_a_finding(arn: str | None, expected: list[str]) -> None:
    assert told(read(sts.READER, FakeAccount({"get_caller_identity": {"Arn": arn}}))) == expected
