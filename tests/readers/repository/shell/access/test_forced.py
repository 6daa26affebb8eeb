"""Files of secrets that scripts force into what they hand on."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BuiltInSecret, Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def lines(text: str, kind: EvidenceKind = EvidenceKind.CODED) -> list[int]:
    found = facts_of(Snippet("deploy.sh", text, kind=kind))
    return [fact.at.start_line for fact in found if isinstance(fact, BuiltInSecret)]


@pytest.mark.parametrize(
    "text",
    [
        "git add -f .secrets && eb deploy --staged; git reset HEAD .secrets\n",
        "git add --force .secrets/\neb deploy\n",
        "git add config/master.key -f\ngit commit -m release\ngit push heroku main\n",
        "git -C app add -Af .env.production\ngit -C app push origin deploy\n",
        "zip -r bundle.zip src .env -x '*.git*'\naws s3 cp bundle.zip s3://releases/\n",
        "tar czf app.tgz dist credentials.json\naws s3 mv app.tgz s3://releases/app.tgz\n",
    ],
)
def test_a_file_of_secrets_that_is_forced_into_a_release_is_built_in(text: str) -> None:
    assert lines(text) == [1]
    assert lines(text, EvidenceKind.INSTRUCTED) == []


@pytest.mark.parametrize(
    "text",
    [
        "git add .\neb deploy\n",
        "git add -f dist .env.example\neb deploy --staged\n",
        "git add -f .secrets\n",
        "zip -r bundle.zip . -x .env\naws s3 cp bundle.zip s3://releases/\n",
        "tar czf backup.tgz .env\n",
        "git add src/secrets.ts\ngit push\n",
    ],
)
def test_what_is_not_forced_left_out_or_handed_to_nobody_is_none(text: str) -> None:
    assert lines(text) == []


@pytest.mark.parametrize(
    ("command", "identity"),
    [("eb deploy", "commit"), ("eb deploy --staged", "timestamp")],
)
def test_what_is_only_staged_is_named_by_the_clock(command: str, identity: str) -> None:
    found = facts_of(Snippet("deploy.sh", f"{command}\n"))
    assert [fact.identity for fact in found if isinstance(fact, Deployment)] == [identity]
