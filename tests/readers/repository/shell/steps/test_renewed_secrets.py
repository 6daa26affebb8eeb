"""Services that are started again because a secret was changed."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_AGAIN = "aws ecs update-service --cluster shop --service api --force-new-deployment\n"


@pytest.mark.parametrize(
    ("text", "releases"),
    [
        (f"aws secretsmanager put-secret-value --secret-id a --secret-string x\n{_AGAIN}", False),
        (f"aws ssm put-parameter --name /shop/db-password --value x\n{_AGAIN}", False),
        ("aws secretsmanager update-secret --secret-id a --secret-string x\npm2 restart shop\n", False),
        ("aws secretsmanager rotate-secret --secret-id a\nkubectl rollout restart deploy/shop\n", False),
        (_AGAIN, True),
        (f"aws ssm put-parameter --name /shop/image-tag --value $TAG\n{_AGAIN}", True),
        (f"docker build -t r/shop . && docker push r/shop\naws ssm put-parameter --name a --value x\n{_AGAIN}", True),
        (f"{_AGAIN}aws ssm put-parameter --name a --value x\n", True),
    ],
)
def test_a_restart_behind_a_changed_secret_releases_nothing(text: str, *, releases: bool) -> None:
    found = facts_of(Snippet("ops/deploy.sh", text))
    assert any(isinstance(fact, Deployment) for fact in found) == releases
