"""Scripts that are put together out of pieces: locals, and files that stand among other words."""

import pytest

from tests.readers.repository.terraform.support import told

PIECES = """
    locals {
      first  = templatefile("${path.module}/first.tpl", { zone = "Asia/Seoul" })
      second = var.own_database ? "" : <<-END
        docker run -d --name herd-db -p 3306:3306 -v /opt/herd:/var/lib/mysql mysql:8.4
      END
      site = <<-SITE
        server {
          docker run -p 6379:6379 redis
        }
      SITE
      label = "docker run -p 6379:6379 redis"
    }
    variable "own_database" { default = false }
    data "template_file" "more" { template = file("${path.module}/first.tpl") }
    resource "aws_instance" "web" {
      instance_type = "m7g.large"
      user_data     = %s
    }
"""
FILES = {
    "first.tpl": "#!/bin/bash\ntimedatectl set-timezone ${zone}\ndocker run -d --name herd-cache -p 6379:6379 redis:7\n"
}
CACHE, DATABASE = "first.tpl:3", "main.tf:4"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"${local.first}${local.second}"', [CACHE, DATABASE]),
        ('base64encode(join("\\n", [local.first, local.second]))', [CACHE, DATABASE]),
        ("<<-EOT\n#!/bin/bash\ndnf install -y docker\n${local.second}\nEOT", [DATABASE]),
        ('<<-EOT\n#!/bin/bash\nset -e\n${file("${path.module}/first.tpl")}\nEOT', [CACHE]),
        ("<<-EOT\n#!/bin/bash\nset -e\n${data.template_file.more.rendered}\nEOT", [CACHE]),
        ("<<-EOT\n#!/bin/bash\ncat > /etc/site <<'S'\n${local.site}\nS\necho ${local.label} > /etc/motd\nEOT", []),
    ],
)
def test_each_piece_of_a_script_is_read_where_it_stands(written: str, expected: list[str]) -> None:
    published = [line.split()[1] for line in told({**FILES, "main.tf": PIECES % written}, "Container", "Database")]
    assert sorted({at.split("-")[0] for at in published}) == expected
