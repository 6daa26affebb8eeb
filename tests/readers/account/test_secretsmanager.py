"""Secrets Manager: names and rotation, and never a value."""

from collections import Counter
from typing import Any

import pytest

from holdfast.model.facts import SecretStore
from holdfast.readers.account import secretsmanager
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, NOW, FakeAccount, live, read, told, unplaced


def test_secrets_are_told_by_name_and_no_value_is_asked_for() -> None:
    with EmbeddedAws.start() as aws:
        client = aws.client("secretsmanager", HOME)
        client.create_secret(Name="sweetorder/prod", SecretString="canary-value")  # pragma: allowlist secret
        client.create_secret(Name="shared", Tags=[{"Key": "stage", "Value": "staging"}])
        client.create_secret(Name="gone")
        client.delete_secret(SecretId="gone")
        asked: Counter[str] = Counter()
        found = read(secretsmanager.READER, live(aws, asked=asked), HOME)

    assert unplaced(told(found)) == [
        "SecretStore [production] service=secrets-manager name=sweetorder/prod rotates=False",
        "SecretStore [staging] service=secrets-manager name=shared rotates=False",
    ]
    assert asked == {"list_secrets": 1}
    assert "canary" not in repr(found)


def test_rotation_is_told_where_it_is_on_and_a_secret_on_its_way_out_is_left_out() -> None:
    secrets = [{"Name": "live", "RotationEnabled": True}, {"Name": "gone", "DeletedDate": NOW}]
    found = read(secretsmanager.READER, FakeAccount({"list_secrets": {"SecretList": secrets}}))

    assert unplaced(told(found)) == ["SecretStore [production] service=secrets-manager name=live rotates=True"]


@pytest.mark.parametrize(
    ("secret", "rotates"),
    [
        ({}, False),
        ({"RotationEnabled": True}, True),
        ({"OwningService": "rds"}, True),
        ({"Tags": [{"Key": "aws:secretsmanager:owningService", "Value": "rds"}]}, True),
        ({"OwningService": "redshift"}, False),
    ],
)
def test_a_password_that_rds_keeps_by_itself_rotates(secret: dict[str, Any], *, rotates: bool) -> None:
    account = FakeAccount({"list_secrets": {"SecretList": [{"ARN": "arn", "Name": "rds!db-1", **secret}]}})

    (found,) = read(secretsmanager.READER, account)

    assert isinstance(found, SecretStore)
    assert found.rotates is rotates
