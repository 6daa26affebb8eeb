"""Values that commands hand to Terraform."""

import pytest

from tests.readers.repository.terraform.support import told

MAIN = """
    variable "size" {}
    variable "db_password" {}
    resource "aws_instance" "web" {
      instance_type = var.size
    }
    """


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        ("Makefile", 'apply:\n\tterraform apply -var "size=t3.micro"\n', "t3.micro@Makefile:2"),
        ("deploy.sh", "terraform apply -auto-approve -var='size=t3.micro'\n", "t3.micro@deploy.sh:1"),
        ("up.sh", "export TF_VAR_size=t3.micro\nterraform apply\n", "t3.micro@up.sh:1"),
        (".github/workflows/d.yml", "env:\n  TF_VAR_size: t3.micro\n", "t3.micro@.github/workflows/d.yml:2"),
        (".github/workflows/prod.yml", "env:\n  TF_VAR_size: t3.micro\n", "t3.micro@.github/workflows/prod.yml:2"),
        (".github/workflows/staging.yml", "env:\n  TF_VAR_size: t3.micro\n", None),
        ("Makefile", "apply:\n\tterraform apply -var size=$(SIZE)\n", None),
        ("Makefile", "a:\n\ttofu apply -var size=t3.micro\nb:\n\ttofu apply -var size=m6i.large\n", None),
        ("deploy.sh", "# terraform apply -var size=t3.micro\n", None),
        ("Makefile", "down:\n\tterraform destroy -var size=t3.micro\n", None),
        ("tests/up.sh", "terraform apply -var size=t3.micro\n", None),
    ],
)
def test_what_commands_give_in_one_way_is_the_value_at_their_line(path: str, text: str, shown: str | None) -> None:
    [instance] = told({"infra/main.tf": MAIN, path: text}, "Instance")
    assert (f" instance_type={shown} " in instance) if shown else ("instance_type" not in instance)


def test_no_secret_is_taken_from_a_command() -> None:
    text = "terraform apply -var db_password=hunter2hunter2 -var size=t3.micro\n"
    assert not [line for line in told({"infra/main.tf": MAIN, "up.sh": text}) if "hunter2" in line]


def test_a_list_that_a_command_gives_is_one() -> None:
    group = 'variable "admins" {}\nresource "aws_security_group" "a" {\n  ingress {\n    from_port = 22\n'
    group += '    to_port = 22\n    protocol = "tcp"\n    cidr_blocks = var.admins\n  }\n}\n'
    for text in (
        'terraform apply -var \'admins=["10.0.0.1/32", "0.0.0.0/0"]\'\n',
        'export TF_VAR_admins=\'["10.0.0.1/32","0.0.0.0/0"]\'\n',
    ):
        [opened] = told({"infra/main.tf": group, "up.sh": text}, "Ingress")
        assert " sources=10.0.0.1/32|0.0.0.0/0@up.sh:1 " in opened
