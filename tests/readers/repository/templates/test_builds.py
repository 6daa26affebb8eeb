"""Projects of CodeBuild whose build is described in the template, the program or the configuration itself."""

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.cdk.test_cdk import stack
from tests.readers.repository.templates.support import read, told
from tests.readers.repository.terraform.support import told as configured

_WRITES = """printf '[{"name":"app","imageUri":"%s"}]' $R:latest > imagedefinitions.json"""
_TEMPLATE = f"""
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Source:
            Type: CODEPIPELINE
            BuildSpec: |
              version: 0.2
              phases:
                build:
                  commands:
                    - docker push $R:latest
                    - {_WRITES}
"""


def test_a_build_in_a_template_hands_its_image_on() -> None:
    (deployed,) = [line for line in told(read(READER, _TEMPLATE)) if line.startswith("Deployment")]
    assert deployed.startswith("Deployment 13 method=ecs name=template.yaml identity=latest")


def test_a_build_that_a_file_describes_is_read_there() -> None:
    named = _TEMPLATE.partition("BuildSpec:")[0] + "BuildSpec: deploy/buildspec.yml\n"
    assert told(read(READER, named)) == []


def test_a_build_in_a_program_hands_its_image_on() -> None:
    phases = f"{{ build: {{ commands: [\n'docker push $R:latest',\n`{_WRITES}`,\n] }} }}"
    build = f"new codebuild.PipelineProject(this, 'Build', {{ buildSpec: codebuild.BuildSpec.fromObject({{ phases: {phases} }}) }});"
    (deployed,) = [line for line in stack(build) if line.startswith("Deployment")]
    assert deployed.startswith("Deployment 6 method=ecs name=main.ts identity=latest")
    from_file = "new codebuild.Project(this, 'Build', { buildSpec: codebuild.BuildSpec.fromSourceFilename('b.yml') });"
    assert not any(line.startswith("Deployment") for line in stack(from_file))


def test_a_build_in_a_configuration_hands_its_image_on() -> None:
    text = """
        resource "aws_codebuild_project" "build" {
          source {
            type      = "CODEPIPELINE"
            buildspec = <<-EOT
              version: 0.2
              phases:
                build:
                  commands:
                    - docker push $R:latest
                    - printf '[{"name":"app","imageUri":"%s"}]' $R:latest > imagedefinitions.json
            EOT
          }
        }
    """
    (deployed,) = configured(text, "Deployment")
    assert deployed.startswith("Deployment main.tf:10 method=ecs name=main.tf identity=latest@9")

    encoded = """
        resource "aws_codebuild_project" "build" {
          source {
            buildspec = yamlencode({
              phases = { build = { commands = [
                "docker push $R:latest",
                "printf '[{\\"name\\":\\"app\\",\\"imageUri\\":\\"%s\\"}]' $R:latest > imagedefinitions.json",
              ] } }
            })
          }
        }
    """
    (deployed,) = configured(encoded, "Deployment")
    assert deployed.startswith("Deployment main.tf:6 method=ecs name=main.tf identity=latest@5")
