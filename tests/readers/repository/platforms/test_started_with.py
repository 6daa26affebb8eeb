"""Commands by which platforms start an application."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository import readers

from ..many import read_files

DEFINED = '"containerDefinitions": [{"name": "a", "image": "r/a:1", "command": ["sh", "-c", "npm run dev"]}]'
TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: a, Image: r/a:1, Command: [npm, run, dev]}
"""
TERRAFORM = """
resource "aws_ecs_task_definition" "t" {
  family = "a"
  container_definitions = jsonencode([{ name = "a", image = "r/a:1", command = ["npm", "run", "dev"] }])
}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ecs/task-definition.json", f'{{"family": "a", {DEFINED}}}'),
        ("stack.yml", TEMPLATE),
        ("main.tf", TERRAFORM),
        ("copilot/a/manifest.yml", "name: a\ntype: Backend Service\ncommand: npm run dev\n"),
        ("apprunner.yaml", "version: 1.0\nruntime: nodejs18\nrun:\n  command: npm run dev\n"),
    ],
)
def test_a_server_for_developers_is_seen_whoever_starts_it(path: str, text: str) -> None:
    found = [one for reader in readers() if reader.wants(path) for one in read_files(reader, **{path: text})]

    assert [one.form for one in found if isinstance(one, ScriptFault)] == ["development-server"]
