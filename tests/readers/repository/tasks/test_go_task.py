"""A Taskfile is read as the Makefile that it could be."""

import pytest

from holdfast.model.facts import Deployment, ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.tasks.go_task import as_makefile
from holdfast.readers.repository.tasks.reader import READER

_FILE = """\
version: "3"
vars:
  HOST: "shop@shop.example"
  SHA:
    sh: git rev-parse HEAD
tasks:
  # puts the newest live
  deploy:prod:
    desc: Deploys
    deps: [test, "build:image"]
    cmds:
      - |
        set -e
        ssh {{.HOST}} "cd ~/shop && git pull"
      - cmd: 'ssh {{ .HOST | default "x" }} "docker compose up -d"'
        silent: true
      - task: "build:image"
  test:
    deps:
    - task: lint
    cmd: go test ./...
"""


def test_its_tasks_needs_and_variables_keep_their_rows() -> None:
    assert as_makefile(_FILE).splitlines() == [
        "",
        "",
        "HOST := shop@shop.example",
        "",
        "SHA := $(shell git rev-parse HEAD)",
        "",
        "# puts the newest live",
        "deploy-prod: test build-image",
        *["", "", "", ""],
        "\tset -e",
        '\tssh $(HOST) "cd ~/shop && git pull"',
        '\tssh $(HOST) "docker compose up -d"',
        "",
        "\tmake build-image",
        "test: lint",
        *["", ""],
        "\tgo test ./...",
    ]


@pytest.mark.parametrize("path", ["Taskfile.yml", "api/Taskfile.yaml", "taskfile.dist.yml"])
def test_what_puts_something_live_is_a_deployment(path: str) -> None:
    assert READER.wants(path)
    found = [fact for fact in READER.read(Snippet(path, _FILE)) if isinstance(fact, Deployment)]
    assert [(fact.name, fact.at.start_line) for fact in found] == [("deploy-prod", 15)]


def test_a_secret_among_its_variables_is_shown_without_it() -> None:
    text = "vars:\n  DB_PASSWORD: Canary82mQz7\ntasks:\n  test: go test\n"
    (found,) = (one for one in READER.read(Snippet("Taskfile.yml", text)) if isinstance(one, ExposedSecret))
    assert (found.at.start_line, "anary" in found.at.quote) == (2, False)


@pytest.mark.parametrize(
    "text", ["", "tasks:", "tasks:\n  a:\n", "- x\n", "tasks:\n- a\n", "vars: [a]\n", "{", "  - |\n"]
)
def test_a_file_without_tasks_says_nothing(text: str) -> None:
    assert list(READER.read(Snippet("Taskfile.yml", text))) == []


@pytest.mark.parametrize("piece", ["{{", "a:", "tasks:\n", "  a:\n", "  - |\n", " - a: '\n"])
def test_it_is_read_in_time_linear_in_its_length(piece: str) -> None:
    as_makefile("tasks:\n" + piece * (300_000 // len(piece)))
