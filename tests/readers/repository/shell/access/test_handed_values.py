"""What a command hands a platform for the application that it runs."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Credential
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def keys(text: str) -> list[tuple[str, int | None]]:
    facts = facts_of(Snippet("docs/setup.md", text, kind=EvidenceKind.INSTRUCTED))
    return [(one.holder, one.at.start_line) for one in facts if isinstance(one, Credential)]


@pytest.mark.parametrize(
    "command",
    [
        "eb setenv SECRET_KEY=x \\\n  AWS_ACCESS_KEY_ID=<your-key> \\\n  AWS_SECRET_ACCESS_KEY=<your-secret>",
        "eb create shop-prod \\\n  --envvars AWS_ACCESS_KEY_ID=abc,AWS_SECRET_ACCESS_KEY=def",
        "heroku config:set -a shop \\\n AWS_ACCESS_KEY_ID=abc AWS_SECRET_ACCESS_KEY=def",
        "fly secrets set \\\n AWS_ACCESS_KEY_ID=abc AWS_SECRET_ACCESS_KEY=def",
        "aws lambda create-function \\\n --environment 'Variables={S3_ACCESS_KEY=abc,S3_SECRET_KEY=def}'",
        "kubectl create secret generic s3 --from-literal=AWS_ACCESS_KEY_ID=$A --from-literal=AWS_SECRET_KEY=$B",
    ],
)
def test_an_access_key_among_the_settings_of_a_platform_is_the_applications(command: str) -> None:
    assert [holder for holder, _ in keys(f"{command}\n")] == ["application"]


@pytest.mark.parametrize(
    "command",
    [
        "eb setenv SECRET_KEY=x AWS_REGION=eu-west-1 AWS_S3_BUCKET=shop",
        "eb setenv S3_ENDPOINT=https://minio.internal S3_ACCESS_KEY=abc S3_SECRET_KEY=def",
        "eb setenv AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY=",
        "eb printenv | grep AWS_ACCESS_KEY_ID",
        "sam deploy --parameter-overrides AWS_ACCESS_KEY_ID=abc",
    ],
)
def test_other_settings_and_other_peoples_storage_hold_none(command: str) -> None:
    assert keys(f"{command}\n") == []


def test_keys_of_a_session_end_by_themselves() -> None:
    assert keys("eb setenv AWS_ACCESS_KEY_ID=$A AWS_SECRET_ACCESS_KEY=$B AWS_SESSION_TOKEN=$C\n") == []
