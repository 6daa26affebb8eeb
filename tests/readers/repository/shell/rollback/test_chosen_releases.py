"""Scripts to which one says which release they shall bring."""

import pytest

from holdfast.model.facts import Deployment, Rollback
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("put", "back"),
    [
        ('REF=${1:-origin/main}\ngit fetch\ngit checkout --detach "$REF"', True),
        ('git fetch\ngit reset --hard "$1"', True),
        ('BRANCH=${1:-main}\ngit checkout "$BRANCH"', False),
        ('git checkout "$1"\ngit pull', False),
        ("git fetch\ngit checkout origin/main", False),
    ],
)
def test_what_is_told_an_earlier_release_brings_it_back(put: str, *, back: bool) -> None:
    found = list(facts_of(Snippet("deploy.sh", f"set -e\n{put}\nsystemctl restart api\n")))
    assert any(isinstance(one, Rollback) and one.works for one in found) is back


@pytest.mark.parametrize(("file", "identity"), [("releases.log", "commit"), ("output.txt", "none")])
def test_a_release_whose_commit_is_written_beside_the_earlier_ones_has_a_name(file: str, identity: str) -> None:
    text = f"git pull\nsystemctl restart api\necho $(git rev-parse HEAD) >> {file}\n"
    found = list(facts_of(Snippet("deploy.sh", text)))
    assert [one.identity for one in found if isinstance(one, Deployment)] == [identity]


SERVICE = "aws ecs update-service --cluster shop --service api --task-definition"


def test_a_script_that_only_hands_a_service_an_earlier_task_is_a_way_back_and_no_release() -> None:
    back = list(facts_of(Snippet("ops/back.sh", f'set -e\n{SERVICE} "$1"\n')))
    assert [one.target for one in back if isinstance(one, Rollback)] == ["commit"]
    assert not any(isinstance(one, Deployment) for one in back)
    made = f'arn=$(aws ecs register-task-definition --cli-input-json file://task.json)\n{SERVICE} "$arn"\n'
    released = list(
        facts_of(Snippet("ops/deploy.sh", f"set -e\ndocker build -t r/api:1 .\ndocker push r/api:1\n{made}"))
    )
    assert any(isinstance(one, Deployment) for one in released)
    assert not any(isinstance(one, Rollback) for one in released)
