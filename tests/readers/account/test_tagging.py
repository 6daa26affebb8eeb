"""Tags: read once for everything in a region, and never missed in silence."""

import pytest

from holdfast.model.evidence import GapReason
from holdfast.readers.account import tagging
from holdfast.readers.account.base import Refused
from tests.readers.account.support import HOME, FakeAccount, read, told

RESOURCE = {"ResourceARN": "arn:aws:s3:::shop", "Tags": [{"Key": "env", "Value": "prod"}]}


def test_tags_are_told_by_the_resource() -> None:
    account = FakeAccount({"get_resources": [{"ResourceTagMappingList": [RESOURCE]}, {"ResourceTagMappingList": [{}]}]})

    assert tagging.tags_in(account, HOME) == {"arn:aws:s3:::shop": {"env": "prod"}, "": {}}
    assert read(tagging.READER, account) == []


@pytest.mark.parametrize("answer", [{}, {"ResourceTagMappingList": None}])
def test_an_account_without_tags_has_none(answer: dict[str, None]) -> None:
    assert tagging.tags_in(FakeAccount({"get_resources": answer}), HOME) == {}


def test_refused_tags_are_one_gap_and_others_go_on_without_them() -> None:
    account = FakeAccount({"get_resources": Refused(tagging.RESOURCES, GapReason.DENIED, "AccessDenied", HOME)})

    assert tagging.tags_in(account, HOME) == {}
    assert told(read(tagging.READER, account)) == ["Gap tag denied: AccessDenied"]
