"""Built-in values that name the product's own resources: nobody misses the setting."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from tests.readers.repository.source.support import told


@pytest.mark.parametrize(
    ("name", "value", "missed"),
    [
        ("UPLOADS_BUCKET_NAME", "shop-uploads-111122223333", False),
        ("COGNITO_USER_POOL_ID", "ap-northeast-2_Ab1Cd2Ef3", False),
        ("COGNITO_CLIENT_ID", "7abcdefg3jk5lm9n1k27opq5cl", False),
        ("UPLOADS_BUCKET_NAME", "my-bucket", True),
        ("UPLOADS_BUCKET_NAME", "", True),
    ],
)
def test_a_bucket_by_its_account_and_a_pool_by_its_number_are_there(name: str, value: str, *, missed: bool) -> None:
    text = f'import os\nfrom fastapi import FastAPI\n{name} = os.getenv("{name}", "{value}")\n'
    text += 'POOL_SIZE = os.getenv("POOL_SIZE", "5")\nMAIL_SENDER = os.getenv("MAIL_SENDER")\nSMS_SENDER = os.getenv("SMS_SENDER")\n'
    found = told({"requirements.txt": "fastapi\n", "app/main.py": text}, ConfigurationLoader)
    assert any(name in line.rpartition("names=")[2] for line in found) is missed
