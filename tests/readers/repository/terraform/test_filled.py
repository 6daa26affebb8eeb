"""Scripts with holes, and the words that Terraform puts into them."""

import pytest

from holdfast.model.facts import StandingName

from .support import readings, told

_HOST = """
    variable "image" {
      default = "IMAGE"
    }
    locals { port = 8080 }
    resource "aws_launch_template" "app" {
      image_id  = "ami-0a1b"
      user_data = base64encode(SCRIPT)
    }
    data "template_file" "boot" {
      template = file("boot.sh")
      vars     = { image = var.image }
    }
"""
_WRITTEN = """<<-EOF
        #!/bin/bash
        docker run -d --restart always -p ${local.port}:3000 ${var.image}
      EOF
      """
_FILE = "#!/bin/bash\ndocker run -d --restart always -p 80:3000 ${image}\n"


def names(script: str, image: str, boot: str = _FILE) -> list[str]:
    main = _HOST.replace("SCRIPT", script).replace("IMAGE", image)
    return [line.split()[1] for line in told({"main.tf": main, "boot.sh": boot}, "StandingName")]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (_WRITTEN, "main.tf:9"),
        ('templatefile("${path.module}/boot.sh", { image = var.image })', "boot.sh:2"),
        ("data.template_file.boot.rendered", "boot.sh:2"),
    ],
)
def test_a_machine_starts_the_image_that_its_script_is_filled_in_with(script: str, expected: str) -> None:
    assert names(script, "herd/barn:latest") == [expected]
    assert names(script, "herd/barn:2.4.1") == []


@pytest.mark.parametrize(
    ("script", "boot"),
    [
        ('file("${path.module}/boot.sh")', _FILE),
        ('templatefile("boot.sh", { image = var.image })', _FILE.replace("${", "$${")),
        ('templatefile("boot.sh", { other = var.image })', _FILE),
    ],
)
def test_a_name_of_the_shell_s_own_is_not_filled_in(script: str, boot: str) -> None:
    assert names(script, "herd/barn:latest", boot) == []


def test_the_setting_that_gives_a_script_its_image_is_shown_beside_it() -> None:
    main = _HOST.replace("SCRIPT", _WRITTEN).replace("IMAGE", "herd/barn:latest")
    (found,) = (fact for fact in readings({"main.tf": main}) if isinstance(fact, StandingName))
    assert (found.at.start_line, found.where("identity").start_line) == (9, 2)


def test_a_secret_is_never_put_into_a_script() -> None:
    main = """
        variable "db_password" { default = "Wq7-hT2pLx91" }
        resource "aws_instance" "app" {
          user_data = <<-EOF
            #!/bin/bash
            docker run -d -e DB_PASSWORD=${var.db_password} herd/barn:latest
          EOF
        }
    """
    assert not any("Wq7" in line for line in told({"main.tf": main}))


@pytest.mark.parametrize(
    ("default", "given", "shown"),
    [("", 'tag = "latest"\n', "prod.tfvars:1"), ('default = "latest"', "", "main.tf:1"), ("", 'tag = "v1"\n', None)],
)
def test_a_tag_is_shown_where_its_variable_gets_it(default: str, given: str, shown: str | None) -> None:
    main = f"""variable "tag" {{ {default} }}
resource "aws_ecs_task_definition" "app" {{
  family = "app"
  container_definitions = jsonencode([{{ name = "app", image = "${{aws_ecr_repository.app.repository_url}}:${{var.tag}}" }}])
}}
"""
    found = [one for one in readings({"main.tf": main, "prod.tfvars": given}) if isinstance(one, StandingName)]
    assert [str(one.places["identity"]) for one in found] == ([shown] if shown else [])
