"""What cloud-init does at a host's first start, from its own YAML."""

from textwrap import dedent

from holdfast.model.facts import BackupJob
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.deploy_tools.cloud_config import READER, as_script
from holdfast.readers.repository.templates.document import READER as TEMPLATES
from tests.readers.repository.templates.support import read, told
from tests.readers.repository.terraform.support import told as terraform

TEXT = """
    #cloud-config
    packages:
      - postgresql
      - [nginx, 1.2]
    write_files:
      - path: /srv/.env
        content: A=1
    runcmd:
      - git clone https://example.com/shop.git /srv/shop
      - [sh, -c, "cd /srv/shop && npm ci"]
      - [systemctl, restart, my shop]
      - |
        cd /srv/shop
        nohup node server.js &
"""


def test_its_commands_are_a_script_on_the_same_lines() -> None:
    script = as_script(Snippet("user-data.yaml", dedent(TEXT).lstrip("\n")))
    assert script is not None
    assert script.rows == [
        "#!/bin/bash",
        "",
        "apt-get install -y postgresql",
        "apt-get install -y nginx",
        "",
        "",
        "",
        "",
        "git clone https://example.com/shop.git /srv/shop",
        "cd /srv/shop && npm ci",
        "systemctl restart 'my shop'",
        "",
        "cd /srv/shop",
        "nohup node server.js &",
    ]


def test_any_other_text_and_a_broken_one_are_none() -> None:
    assert as_script(Snippet("a.yaml", "runcmd: [ls]\n")) is None
    assert as_script(Snippet("a.yaml", "#cloud-config\nruncmd: [\n")) is None
    assert read(READER, "name: x", "cloud-init.yaml") == []
    assert not READER.wants("config/app.yaml")
    assert READER.wants("infra/cloud-init.yml.tftpl")


def test_files_and_templates_tell_the_same() -> None:
    lines = told(read(READER, TEXT, "cloud-init.yaml"))
    assert "StandingName 9 name=cloud-init.yaml identity=none" in lines
    assert any(line.startswith("Database 3 engine=postgresql placement=host") for line in lines)
    assert any(line.startswith("ScriptFault 14 activity=start form=unsupervised") for line in lines)
    inside = """
        resource "aws_instance" "web" {
          instance_type = "t3.small"
          user_data     = <<-EOF
            #cloud-config
            runcmd:
              - git clone https://example.com/shop.git
              - pm2 start shop
          EOF
        }
    """
    assert terraform(inside, "StandingName") == ["StandingName main.tf:6 name=main.tf identity=none"]
    stack = """
        Resources:
          Web:
            Type: AWS::EC2::Instance
            Properties:
              UserData:
                Fn::Base64: |
                  #cloud-config
                  runcmd:
                    - git clone https://example.com/shop.git
                    - pm2 start shop
    """
    assert "StandingName 9 name=template.yaml identity=none" in told(read(TEMPLATES, stack))


def test_files_that_it_writes_are_read_between_the_lines_around_them() -> None:
    text = """
        #cloud-config
        write_files:
          - path: /etc/nginx/conf.d/shop.conf
            content: |
              server {
                listen 443 ssl;
                server_name shop.example.jp;
                ssl_certificate /etc/ssl/shop.crt;
                location / { proxy_pass http://127.0.0.1:3000; }
              }
          - path: /etc/ssl/shop.crt
            content: |
              -----BEGIN CERTIFICATE-----
              -----END CERTIFICATE-----
          - path: /opt/app.bin
            encoding: b64
            content: |
              AAAA
              BBBB
        """
    lines = [line.split()[:2] for line in told(read(READER, text, "cloud-init.yaml"))]
    assert ["ProxyRoute", "9"] in lines
    assert ["Certificate", "12-14"] in lines
    # Whatever stands behind a text goes on where the next one begins.
    mixed = text.replace("  - path: /etc/ssl/shop.crt\n            content: |", "  - content: |", 1)
    assert ["ProxyRoute", "9"] in [line.split()[:2] for line in told(read(READER, mixed, "cloud-init.yaml"))]


def test_swap_that_it_makes_is_told_where_it_stands() -> None:
    text = "#cloud-config\nswap:\n  filename: /swapfile\n  size: %s\nruncmd: [ls]\n"
    assert "Swap 3-4" in " ".join(told(read(READER, text % "2G", "cloud-init.yaml")))
    assert "Swap" not in " ".join(told(read(READER, text % "0", "cloud-init.yaml")))


def test_a_crontab_of_one_row_starts_the_script_that_is_written_beside_it() -> None:
    text = """
        #cloud-config
        write_files:
          - path: /opt/shop/keep.sh
            content: |
              #!/bin/bash
              pg_dump shop > /srv/backups/shop.sql
          - path: {path}
            content: |
              0 2 * * * root /opt/shop/keep.sh
        """
    for path, schedule in (("/etc/cron.d/keep", "0 2 * * *"), ("/etc/motd", None)):
        given = dedent(text).lstrip("\n").replace("{path}", path)
        (job,) = [one for one in READER.read(Snippet("user-data.yaml", given)) if isinstance(one, BackupJob)]
        assert (job.at.start_line, job.schedule, job.destination) == (6, schedule, "host")
