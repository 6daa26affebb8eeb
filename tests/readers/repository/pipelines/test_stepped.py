"""Pipelines of steps with commands, as a dozen other services write them."""

import pytest

from holdfast.model.facts import Credential, CredentialForm, Deployment, Login
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.pipelines import READER

from ..many import read_files

DRONE = """
kind: pipeline
name: test
steps:
  - name: test
    image: node:20
    commands: [npm ci, npm test]
---
kind: pipeline
name: release
steps:
  - name: carry
    image: alpine
    environment:
      AWS_ACCESS_KEY_ID: {from_secret: id}
      AWS_SECRET_ACCESS_KEY: {from_secret: key}
    commands:
      - ssh root@203.0.113.7 "cd /srv/shop && git pull && docker compose up -d"
"""
DRONE_SSH = """
kind: pipeline
steps:
  - name: carry
    image: appleboy/drone-ssh
    settings:
      host: 203.0.113.7
      username: root
      key: {from_secret: key}
      script:
        - cd /srv/shop && git pull && docker compose up -d
"""
BUILDKITE = """
steps:
  - label: test
    command: npm test
  - wait
  - label: release
    branches: main
    command: |
      ssh root@203.0.113.7 "cd /srv/shop && git pull && docker compose up -d"
"""
SEMAPHORE = """
version: v1.0
blocks:
  - name: Release
    task:
      jobs:
        - name: carry
          commands:
            - checkout
            - ssh root@203.0.113.7 "cd /srv/shop && git pull && docker compose up -d"
"""
CONCOURSE = """
resources:
  - name: infra
    type: terraform
    source:
      env:
        AWS_ACCESS_KEY_ID: ((id))
        AWS_SECRET_ACCESS_KEY: ((key))
jobs:
  - name: release
    plan:
      - get: git
        trigger: true
      - task: carry
        config:
          platform: linux
          run:
            path: /bin/sh
            args:
              - -c
              - |
                ssh root@203.0.113.7 "cd /srv/shop && git pull && docker compose up -d"
"""
APPVEYOR = """
build_script:
  - npm ci
deploy_script:
  - ssh root@203.0.113.7 "cd /srv/shop && git pull && docker compose up -d"
"""


def read(path: str, text: str) -> list[Reading]:
    return read_files(READER, **{path: text.lstrip("\n")})


def row_of(text: str, words: str) -> int:
    return next(number for number, row in enumerate(text.lstrip("\n").splitlines(), start=1) if words in row)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".drone.yml", DRONE),
        (".woodpecker/release.yaml", DRONE.replace("kind: pipeline\n", "")),
        (".buildkite/pipeline.yml", BUILDKITE),
        (".semaphore/semaphore.yml", SEMAPHORE),
        ("ci/pipeline.yml", CONCOURSE),
        ("appveyor.yml", APPVEYOR),
    ],
)
def test_what_a_step_has_a_host_do_is_a_release_by_the_pipeline(path: str, text: str) -> None:
    readings = read(path, text)
    line = row_of(text, "root@")
    logins = [(one.actor, one.user, one.at.start_line) for one in readings if isinstance(one, Login)]
    releases = [one for one in readings if isinstance(one, Deployment)]
    assert logins == [("workflow", "root", line)]
    assert [(one.manual, one.at.start_line <= line <= one.at.end_line) for one in releases] == [(False, True)]


def test_a_plugin_that_logs_in_is_told_as_the_action_that_does_the_same() -> None:
    readings = read(".drone.yml", DRONE_SSH)
    logins = [one for one in readings if isinstance(one, Login)]
    assert [(one.user, one.where("user").start_line) for one in logins] == [("root", 7)]
    assert [one.manual for one in readings if isinstance(one, Deployment)] == [False]


@pytest.mark.parametrize(("path", "text"), [(".drone.yml", DRONE), ("ci/pipeline.yml", CONCOURSE)])
def test_keys_are_shown_where_a_step_or_a_resource_is_given_them(path: str, text: str) -> None:
    keys = [one.at for one in read(path, text) if isinstance(one, Credential)]
    static = [(at.start_line, at.end_line) for at in keys if "AWS_ACCESS_KEY_ID" in at.quote]
    line = row_of(text, "AWS_ACCESS_KEY_ID")
    assert static == [(line, line + 1)]


def test_a_step_without_commands_and_a_file_of_something_else_say_nothing() -> None:
    assert read("ci/pipeline.yml", "name: shop\nparameters:\n  - name: size\n") == []
    assert not [one for one in read(".drone.yml", "steps:\n  - image: plugins/slack\n") if isinstance(one, Deployment)]


def test_keys_with_a_session_are_none_that_last() -> None:
    text = (
        "steps:\n  - env: {AWS_ACCESS_KEY_ID: a, AWS_SECRET_ACCESS_KEY: b, AWS_SESSION_TOKEN: c}\n    command: make\n"
    )
    found = read(".buildkite/pipeline.yml", text)
    assert not [one for one in found if isinstance(one, Credential) and one.form is CredentialForm.STATIC_KEY]
