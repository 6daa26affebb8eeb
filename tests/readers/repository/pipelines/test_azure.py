"""Azure Pipelines: stages, jobs, deployments and tasks, told like any other pipeline."""

from textwrap import dedent

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import Credential, CredentialForm, Deployment, HealthProbe, Login, ScriptFault, UncheckedHost
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.pipelines import READER

HEAD = """\
trigger: [main]
stages:
  - stage: Build
    jobs:
      - job: image
        steps:
          - script: npm test || true
  - stage: Live
    jobs:
      - deployment: web
        environment: production
        strategy:
          runOnce:
            deploy:
              steps:
"""


def read(text: str, path: str = "azure-pipelines.yml") -> list[Reading]:
    assert READER.wants(path)
    return list(READER.read(Snippet(path, text)))


def live(steps: str) -> list[Reading]:
    """A deployment to production of these steps; the first stands on line 16."""
    rows = dedent(steps).strip("\n").split("\n")
    return read(HEAD + "".join(f"                {row}\n" for row in rows))


def deployed(readings: list[Reading]) -> list[tuple[str, str | None, str | None]]:
    found = (one for one in readings if isinstance(one, Deployment))
    return [(one.method, one.identity, one.environment) for one in found]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            """
            - task: SSH@0
              inputs:
                sshEndpoint: prod
                runOptions: inline
                inline: |
                  git pull origin main
                  docker compose up -d
            """,
            ("ssh", "none"),
        ),
        (
            """
            - task: SSH@0
              inputs: {sshEndpoint: prod, runOptions: commands, commands: "docker run -d --name s team/shop:$(Build.SourceVersion)"}
            """,
            ("ssh", "commit"),
        ),
        ("- task: BeanstalkDeployApplication@1\n  inputs: {versionLabel: v-$(Build.BuildId)}", ("beanstalk", "number")),
        ("- bash: aws ecs update-service --cluster a --service shop --force-new-deployment", ("ecs", None)),
        (
            """
            - task: AWSCLI@1
              inputs: {awsCommand: ecs, awsSubCommand: update-service, awsArguments: --cluster a --service shop}
            """,
            ("ecs", None),
        ),
        ("- task: AWSShellScript@1\n  inputs:\n    scriptType: inline\n    inlineScript: sam deploy", ("lambda", None)),
        ("- ${{ if eq(variables['x'], 'y') }}:\n  - script: ssh me@$(HOST) 'pm2 restart shop'", ("ssh", None)),
    ],
)
def test_what_a_task_puts_live_is_a_deployment(steps: str, expected: tuple[str, str | None]) -> None:
    ((method, identity, environment),) = deployed(live(steps))
    assert (method, environment) == (expected[0], "production")
    assert expected[1] is None or identity == expected[1]


@pytest.mark.parametrize(
    "steps",
    [
        "- script: npm run build",
        "- task: CopyFiles@2\n  inputs: {contents: dist}",
        "- task: PublishBuildArtifacts@1\n  displayName: publish",
        "- template: steps.yml",
        "- script: docker run -d shop",
    ],
)
def test_what_stays_with_the_pipeline_is_none(steps: str) -> None:
    assert not [one for one in deployed(live(steps)) if one[0] != "other"]


@pytest.mark.parametrize("task", ["SSH@0", "CopyFilesOverSSH@0"])
def test_a_service_connection_is_a_lasting_key_to_the_host(task: str) -> None:
    found = live(f"- task: {task}\n  inputs:\n    sshEndpoint: prod\n    commands: uptime\n")
    keys = [one for one in found if isinstance(one, Credential)]
    assert [(one.form, one.holder) for one in keys] == [(CredentialForm.SSH_KEY, "workflow")]


def test_commands_are_read_at_their_lines() -> None:
    found = live(
        """
        - task: SSH@0
          inputs:
            sshEndpoint: prod
            runOptions: inline
            inline: |
              cd /srv/shop && git pull
              docker compose up -d || true
        - bash: |
            ssh -o StrictHostKeyChecking=no root@$(HOST) uptime
        - script: curl -f https://shop.example.com/health
        """
    )
    told = [
        (type(one).__name__, one.at.start_line) for one in found if isinstance(one, (ScriptFault, Login, HealthProbe))
    ]
    assert set(told) >= {("ScriptFault", 7), ("ScriptFault", 22), ("Login", 24), ("HealthProbe", 25)}
    assert [one.at.start_line for one in found if isinstance(one, UncheckedHost)] == [24]


def test_a_pipeline_without_stages_or_jobs_has_its_steps_at_the_top() -> None:
    text = "pool: mine\nvariables:\n  - name: tag\n    value: $(Build.SourceVersion)\nsteps:\n"
    text += "  - script: |\n      docker pull team/shop:$(tag)\n      docker run -d --name shop team/shop:$(tag)\n    displayName: deploy\n"
    assert deployed(read(text)) == [("docker", "commit", None)]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("azure-pipelines.yml", True),
        ("ci/azure-pipelines-prod.yaml", True),
        (".azure-pipelines/deploy.yml", True),
        ("azuredeploy.yml", False),
        ("docs/azure.yml", False),
    ],
)
def test_its_files_are_told_by_their_names(path: str, wanted: bool) -> None:
    assert READER.wants(path) is wanted


@pytest.mark.parametrize(
    "text", ["", "stages: 3\n", "jobs:\n  - a\n", "steps:\n  - script: [1]\n", "stages:\n  - jobs: {a: b}\n"]
)
def test_other_texts_say_nothing(text: str) -> None:
    assert read(text) == []


def test_a_broken_file_is_a_gap() -> None:
    (gap,) = read("stages: [\n")
    assert isinstance(gap, Gap)
