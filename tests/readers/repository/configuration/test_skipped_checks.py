"""Settings by which an application passes over the check of its own settings."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.skipped_checks import skipped_check
from holdfast.readers.repository.containers import reader as containers
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told
from tests.readers.repository.terraform.support import told as in_terraform


@pytest.mark.parametrize(
    ("name", "value", "skips"),
    [
        ("SKIP_ENV_VALIDATION", "true", True),
        ("SKIP_ENV_VALIDATION", "1", True),
        ("DISABLE_CONFIG_CHECKS", "on", True),
        ("SKIP_APP_ENV_VARS_CHECK", '"yes"', True),
        ("SKIP_ENV_VALIDATION", "false", False),
        ("SKIP_ENV_VALIDATION", "$SKIP", False),
        ("SKIP_TYPE_CHECK", "true", False),
        ("ENV_VALIDATION", "true", False),
    ],
)
def test_a_setting_that_turns_the_check_off_is_told_by_its_name_and_value(
    name: str, value: str, *, skips: bool
) -> None:
    said = {"kind": None, "at": Snippet("a", "").at(1), "environment": None}
    assert (skipped_check(said, name, value) is not None) is skips


def test_templates_hand_it_to_what_they_run() -> None:
    text = """
        Resources:
          Web:
            Type: AWS::AppRunner::Service
            Properties:
              SourceConfiguration:
                CodeRepository:
                  CodeConfiguration:
                    CodeConfigurationValues:
                      RuntimeEnvironmentVariables:
                        - Name: SKIP_ENV_VALIDATION
                          Value: "true"
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Environment: [{Name: SKIP_ENV_VALIDATION, Value: "1"}]
        """
    said = "source=environment missing=silent names=(SKIP_ENV_VALIDATION)"
    found = [fact for fact in told(read(READER, text)) if fact.startswith("ConfigurationLoader")]
    assert found == [f"ConfigurationLoader 11 {said}", f"ConfigurationLoader 16 {said}"]


def test_terraform_hands_it_to_a_container() -> None:
    text = """
        resource "aws_ecs_task_definition" "web" {
          container_definitions = jsonencode([{
            name        = "web"
            image       = "registry/web:1.4.2"
            environment = [{ name = "SKIP_ENV_VALIDATION", value = "true" }]
          }])
        }
        """
    assert in_terraform(text, "ConfigurationLoader") == [
        "ConfigurationLoader main.tf:5 source=environment missing=silent names=SKIP_ENV_VALIDATION"
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM node:22\nENV SKIP_ENV_VALIDATION=1\nRUN npm run build\nCMD npm start\n", [2]),
        ("FROM node:22\nENV SKIP_ENV_VALIDATION 1\nCMD npm start\n", [2]),
        ("FROM node:22 AS build\nENV SKIP_ENV_VALIDATION=1\nRUN npm run build\nFROM node:22\nCMD npm start\n", []),
        ("FROM node:22\nRUN SKIP_ENV_VALIDATION=1 npm run build\nCMD npm start\n", []),
    ],
)
def test_an_image_keeps_it_only_in_its_last_stage(text: str, lines: list[int]) -> None:
    found = containers.READER.read(Snippet("Dockerfile", text))
    assert [fact.at.start_line for fact in found if isinstance(fact, ConfigurationLoader)] == lines
