"""Where a repository starts its application through Holdfast itself."""

import json

import pytest

from holdfast.model.facts import HealthHandler, RequiredSettings
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.whole.own import READER

SPEC = '[[service.variables]]\nname = "DATABASE_URL"\n\n[[service.variables]]\nname = "TOKEN_KEY"\n'
ARGS = json.dumps({"apps": [{"script": "holdfast", "args": ["launch", "--environment", "production", "--", "node"]}]})


def read(path: str, text: str, spec: str | None = SPEC) -> list[RequiredSettings | HealthHandler]:
    """What the reader says of one file beside a spec."""
    files = {path: text, **({"holdfast.toml": spec} if spec is not None else {})}
    tree = Tree(paths=tuple(sorted(files)), open_text=files.__getitem__)
    assert READER.wants(path)
    assert READER.read_together
    found = list(READER.read_together(tree, (tree.with_text(path, text, READER.kind),)))
    return [one for one in found if isinstance(one, RequiredSettings | HealthHandler)]


@pytest.mark.parametrize(
    ("path", "text", "line", "environment"),
    [
        ("deploy/shop.service", "[Service]\nExecStart=/usr/bin/env holdfast launch -- python -m shop\n", 2, None),
        ("deploy/shop.service", "ExecStart=holdfast launch --environment prod -- x\n", 1, "production"),
        ("Dockerfile", 'FROM node\nCMD ["holdfast", "launch", "--", "node", "main.js"]\n', 2, None),
        ("compose.yaml", "services:\n  api:\n    command: holdfast launch -- node main.js\n", 3, None),
        ("ecosystem.config.js", f"module.exports = {ARGS};\n", 1, "production"),
        ("ecosystem.config.js", "x = {\n  script: '/usr/bin/holdfast',\n  args: 'launch -- node',\n}\n", 2, None),
        (
            ".github/workflows/deploy.yml",
            "steps:\n  - run: holdfast release deploy --environment staging\n",
            2,
            "staging",
        ),
    ],
)
def test_the_launcher_requires_what_the_spec_lists(path: str, text: str, line: int, environment: str | None) -> None:
    (found,) = read(path, text)

    assert isinstance(found, RequiredSettings)
    assert (found.names, found.before_serving) == (("DATABASE_URL", "TOKEN_KEY"), True)
    assert (found.at.start_line, found.environment) == (line, environment)


@pytest.mark.parametrize(
    "spec", [None, "", "[service]\nport = 1\n", "not toml", "service = 3\n", "[service]\nvariables = 3\n"]
)
def test_a_launcher_that_is_told_no_variables_requires_none(spec: str | None) -> None:
    assert read("run.sh", "holdfast launch -- node main.js\n", spec) == []


@pytest.mark.parametrize(
    "text",
    ["# holdfast launch -- node\n", "Description=what holdfast launch starts\n", "my-holdfast launch\n",
     "holdfast launch --check\n", "holdfast render launch\n"],
)  # fmt: skip
def test_a_comment_another_program_and_a_mere_check_start_nothing(text: str) -> None:
    assert read("run.sh", text) == []


def test_the_agent_answers_for_readiness_and_liveness() -> None:
    unit = "[Service]\nExecStart=holdfast launch --environment staging -- /usr/local/bin/holdfast agent --spec /etc\n"

    found = read("holdfast-agent.service", unit)

    assert [(one.path, one.role, one.environment) for one in found if isinstance(one, HealthHandler)] == [
        ("/health/ready", "ready", "staging"),
        ("/health/live", "live", "staging"),
    ]
    assert not any(isinstance(one, RequiredSettings) for one in found)  # of the agent's settings, not the application's
    assert read("run.sh", "holdfast agent status\n") == []


def test_a_host_that_enables_the_agent_when_it_boots_has_it() -> None:
    assert len(read("boot.sh", "systemctl daemon-reload\nsystemctl enable --now holdfast-agent\n")) == 2
    assert read("boot.sh", "systemctl status holdfast-agent\nsystemctl disable --now holdfast-agent\n") == []


def test_the_nearest_spec_above_counts() -> None:
    files = {"a/holdfast.toml": SPEC, "holdfast.toml": "", "a/b/run.sh": "holdfast launch -- x\n"}
    tree = Tree(paths=tuple(sorted(files)), open_text=files.__getitem__)
    assert READER.read_together

    found = READER.read_together(tree, (tree.with_text("a/b/run.sh", files["a/b/run.sh"], READER.kind),))

    assert [one.names for one in found if isinstance(one, RequiredSettings)] == [("DATABASE_URL", "TOKEN_KEY")]
