"""What Packer's templates put into the image that every machine starts from."""

import pytest

from holdfast.model.facts import Database, Deployment, ExposedSecret, HostRights, StandingName
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.deploy_tools.packer import READER

HCL = """variable "db_password" {
  default = "kd83Kd92ksLq01"
}
source "amazon-ebs" "shop" {
  instance_type = "t3.micro"
  ssh_username  = "ubuntu" # with metadata_options { http_tokens = "required" }
}
build {
  provisioner "shell" {
    environment_vars = ["STAGE=prod", "JWT_SECRET=kd83Kd92ksLq02", "TOKEN=${var.token}"]
    inline = [
      "sudo apt-get install -y postgresql nginx",
      "git clone https://github.com/acme/shop.git /srv/shop",
      "sudo chmod -R 777 /srv/shop",
      "cd /srv/shop && npm ci && docker run -d --name try acme/shop:latest",
      "curl -f http://localhost:8080/up",
    ]
  }
}
"""
JSON = """{
  "builders": [{"type": "amazon-ebs", "secret_key": "kd83Kd92ksLq01Zr5Wxkd83Kd92ksLq01Zr5Wx42"}],
  "provisioners": [{
    "type": "shell",
    "inline": ["echo \\"hi\\"",
      "apt-get install -y mysql-server"]
  }]
}
"""


def read(text: str, path: str = "infra/shop.pkr.hcl") -> list[Reading]:
    return list(READER.read(Snippet(path, text)))


def test_the_commands_of_an_image_are_read_where_they_stand() -> None:
    found = read(HCL)

    assert {type(one).__name__: one.at.start_line for one in found if isinstance(one, (Database, HostRights))} == {
        "Database": 12,
        "HostRights": 14,
    }
    assert [one.at.start_line for one in found if isinstance(one, StandingName)] == [15]
    assert not [one for one in found if isinstance(one, Deployment)]


def test_secrets_beside_them_are_told_and_not_shown() -> None:
    found = [one for one in read(HCL) if isinstance(one, ExposedSecret)]

    assert [(one.name, one.at.start_line) for one in found] == [("db_password", 2), ("JWT_SECRET", 10)]
    assert "kd83" not in repr(found)


def test_so_are_those_of_the_older_form() -> None:
    found = read(JSON, "packer/shop.json")

    assert [one.at.start_line for one in found if isinstance(one, Database)] == [6]
    assert [one.at.start_line for one in found if isinstance(one, ExposedSecret)] == [2]


@pytest.mark.parametrize(
    "text", ["", "build {", 'build {\n inline = [\n "a', '{"builders": 3}', "build {\n inline = [" + '"a",' * 3000]
)
def test_odd_files_never_raise(text: str) -> None:
    read(text)


def test_a_file_of_settings_in_that_folder_is_none_of_its() -> None:
    assert read('{"password": "kd83Kd92ksLq01"}\n', "packer/settings.json") == []
