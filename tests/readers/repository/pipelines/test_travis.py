"""Travis's builds, and what their providers put out."""

import pytest

from holdfast.model.facts import Credential, CredentialForm, Deployment, Login
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.pipelines import READER

from ..many import read_files


def read(text: str) -> list[Reading]:
    return read_files(READER, **{".travis.yml": text})


_BOOKED = """
language: java
script: ./gradlew build
before_deploy:
  - zip -r shop *
deploy:
  - provider: s3
    access_key_id: $KEY_ID
    secret_access_key: $SECRET_KEY
    bucket: shop-builds
    local_dir: out
  - provider: codedeploy
    access_key_id: $KEY_ID
    secret_access_key: $SECRET_KEY
    bucket: shop-builds
    key: {key}
    application: shop
    deployment_group: web
"""


@pytest.mark.parametrize(
    ("key", "identity"),
    [("shop.zip", "none"), ("shop-$TRAVIS_COMMIT.zip", "commit"), ("$TRAVIS_BUILD_NUMBER.zip", "number")],
)
def test_the_bundle_that_codedeploy_takes_names_the_release(key: str, identity: str) -> None:
    [deployment] = [one for one in read(_BOOKED.format(key=key)) if isinstance(one, Deployment)]

    assert (deployment.method, deployment.identity) == ("codedeploy", identity)
    assert (deployment.at.start_line, deployment.at.end_line) == (11, 17)


def test_the_keys_of_a_provider_are_shown_at_their_lines() -> None:
    keys = [one for one in read(_BOOKED.format(key="shop.zip")) if isinstance(one, Credential)]

    assert {one.form for one in keys} == {CredentialForm.STATIC_KEY}
    assert [(one.at.start_line, one.at.end_line) for one in keys] == [(7, 8), (12, 13)]


def test_beanstalk_labels_its_versions_by_the_commit() -> None:
    [deployment] = [
        one
        for one in read("deploy:\n  provider: elasticbeanstalk\n  app: shop\n  env: shop-prod\n")
        if isinstance(one, Deployment)
    ]

    assert (deployment.method, deployment.identity) == ("beanstalk", "commit")


def test_a_script_that_deploys_is_read_as_shell() -> None:
    found = read(
        "deploy:\n  provider: script\n  script: ssh root@$HOST 'cd /srv/shop && git pull && pm2 restart shop'\n"
    )

    assert [one.user for one in found if isinstance(one, Login)] == ["root"]
    assert [one.identity for one in found if isinstance(one, Deployment)] == ["none"]


def test_a_build_that_only_tests_deploys_nothing() -> None:
    assert not [one for one in read("script:\n  - npm ci\n  - npm test\n") if isinstance(one, Deployment)]
