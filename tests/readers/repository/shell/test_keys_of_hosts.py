"""Keys by which somebody logs in to a host, kept where the application's secrets are."""

import pytest

from holdfast.model.facts import SecretStore
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("command", "stored"),
    [
        ('aws ssm get-parameter --name "/shop/key/private" --with-decryption --output text > ~/.ssh/shop.pem', False),
        ("aws ssm get-parameter --name /ec2/keypair/key-0a1b --with-decryption", False),
        ("aws secretsmanager get-secret-value --secret-id shop-key --query SecretString | tee key.pem", False),
        ("aws secretsmanager create-secret --name shop/id_rsa --secret-string file://key", False),
        ('aws ssm get-parameter --name "/shop/jwt" --with-decryption --output text > .env', True),
        ("aws secretsmanager get-secret-value --secret-id shop/prod", True),
    ],
)
def test_a_key_of_a_host_is_no_setting_of_the_application(command: str, *, stored: bool) -> None:
    found = [fact for fact in facts_of(Snippet("keys.sh", f"{command}\n")) if isinstance(fact, SecretStore)]

    assert len(found) == int(stored)
