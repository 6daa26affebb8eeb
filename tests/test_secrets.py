"""A canary secret, written in every place where teams leave them, never shows in any report."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast.actions.check import check, references
from holdfast.actions.init import init
from holdfast.model.evidence import Location
from holdfast.reports import FORMATS, Format, render
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import to_document

CANARY = "Zq8canaryVALUE77xx"
FILES = {
    ".env.production": "DATABASE_URL=postgres://shop:{0}@db.example.com:5432/shop\nJWT_SECRET={0}\n",
    "main.tf": 'resource "aws_db_instance" "x" {{\n  engine = "postgres"\n  password = "{0}"\n}}\n',
    "docs/setup.md": (
        "# 서버 설치\n1. EC2 인스턴스 타입: t3.small\n2. DB 비밀번호: {0}\n\n```bash\nmysql -u root -p{0} shop\n"
        "sshpass -p {0} ssh root@10.0.0.1\nexport DB_PASSWORD={0}\n"
        "aws rds create-db-instance --db-instance-class db.t3.micro --engine postgres --master-user-password {0}\n```\n"
    ),
    "deploy.sh": (
        "#!/bin/bash\ndocker run -d -e JWT_SECRET={0} shop:latest || true\n"
        "sudo mysql -e \"CREATE USER 'shop'@'%' IDENTIFIED BY '{0}';\"\n"
        "PGPASSWORD={0} pg_dump shop > /tmp/x.sql || true\n"
        'curl -H "Authorization: Bearer {0}" https://x/health || true\n'
    ),
    "config/settings.py": (
        'import django\nSECRET_KEY = "{0}"\n'
        'DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "PASSWORD": "{0}"}}}}\n'
    ),
    "main.go": 'package main\nvar dsn = "shop:{0}@tcp(10.0.3.7:3306)/shop"\nvar x = "host=10.0.3.7 password={0}"\n',
    "config.php": "<?php\ndefine('DB_PASSWORD', '{0}');\n",
    "docker-compose.prod.yml": (
        "services:\n  app:\n    image: shop:latest\n    environment:\n      JWT_SECRET: {0}\n"
        "  db:\n    image: mysql:8\n    environment:\n      - MYSQL_ROOT_PASSWORD={0}\n"
    ),
    "config/deploy.yml": (
        "service: shop\nservers:\n  web:\n    - 203.0.113.7\nregistry:\n  password: {0}\nenv:\n  clear:\n    SMTP_PASSWORD: {0}\n"
        "accessories:\n  db:\n    env:\n      clear:\n        MYSQL_ROOT_PASSWORD: {0}\n    image: mysql:8\n    port: 3306\n"
    ),
    "src/main/webapp/WEB-INF/spring/root-context.xml": (
        '<beans>\n<property name="url" value="jdbc:mysql://db.example.com/shop?user=a&amp;password={0}"/>\n'
        '<property name="password" value="{0}"/><constructor-arg name="secretKey">{0}</constructor-arg>\n</beans>\n'
    ),
    "Web.config": '<add name="Db" connectionString="Server=db.example.com;Database=a;User Id=b;Password={0};" />\n',
    "alembic.ini": "[alembic]\nsqlalchemy.url = postgresql://shop:{0}@db.example.com/shop\npassword = {0}\n",
    "terraform.tfstate": '{{"attributes": {{\n"master_password": "{0}", "url": "postgres://a:{0}@db.example.com/x"}}}}\n',
    "Rakefile": "task :deploy do\n  sh \"sshpass -p {0} ssh root@203.0.113.7 'docker run -e DB_PASSWORD={0} a:latest'\"\nend\n",
    "setup_aws.py": (
        'import boto3\nrds = boto3.client("rds")\nrds.create_db_instance(\n    DBInstanceIdentifier="a", Engine="postgres",\n'
        '    DBInstanceClass="db.t3.micro", MasterUserPassword="{0}", BackupRetentionPeriod=0)\n'
    ),
    "userdata.sh.tpl": "#!/bin/bash\ndocker run -d -e DB_PASSWORD={0} shop:latest\n",
    "memo.txt": "ssh root@203.0.113.7\nDB 비밀번호: {0}\nexport DB_PASSWORD={0}\n",
    "infra/template.yml": (
        "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  DBPassword:\n    Type: String\n"
        "    Description: The database's password, we use {0} everywhere\n    Default: {0}\n"
        "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      Engine: postgres\n"
        "      MasterUserPassword: !Ref DBPassword\n"
    ),
    "variables.tf": (
        'variable "db_password" {{\n  description = "Password of RDS; {0} in production"\n  default     = "{0}"\n}}\n'
        'resource "aws_db_instance" "y" {{\n  engine = "postgres"\n  password = var.db_password\n}}\n'
    ),
    "bin/backup.sh": (
        "#!/bin/bash\npw=${{2:-{0}}}\npass=${{1:-{0}}} pg_dump shop > /tmp/x.sql || true\n"
        "PW=${{2:-{0}}} docker run -d shop:latest || true\n"
    ),
    "docs/operations.md": (
        "# Operations\n\n1. Deploy: log in to the server by SSH (root {0}) and run `git pull`.\n"
        "2. Restart the server by hand with the panel (pin {0}).\n"
        "3. Copy the dump by FTP from the server to your own computer every week (ftp shop {0}).\n"
        "4. EC2 instance type: t3.small (ssh ubuntu, pin {0})\n"
    ),
    "Makefile": "DB_PASSWORD := {0}\n\ndeploy:\n\tDB_PASSWORD={0} docker compose -f compose.prod.yml up -d\n",
    ".kamal/secrets": "RAILS_MASTER_KEY={0}\n",
    ".github/workflows/deploy.yml": (
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: appleboy/ssh-action@v1\n"
        "        with:\n          host: 1.2.3.4\n          username: root\n          password: {0}\n          script: |\n"
        "            export TOKEN={0}\n            docker compose up -d\n"
    ),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(CANARY), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_shows_the_value_of_a_secret(form: Format, repository: Path) -> None:
    # ASFF names an account in every finding: one resource is enough to know it.
    resource = Location(arn="arn:aws:ec2:ap-northeast-1:123456789012:instance/i-1")
    assessment = replace(check(repository, now=datetime(2026, 1, 1, tzinfo=UTC)), unassigned=(resource,))
    catalogue = Catalogue("en")

    rendered = render(to_document(assessment, catalogue, references()), catalogue, form)

    assert "configuration.exposed-secret" in rendered
    assert CANARY not in rendered


def test_a_first_spec_does_not_show_it_either(repository: Path) -> None:
    assert CANARY not in init(repository, force=False, locale=None).read_text(encoding="utf-8")


def test_no_fact_keeps_it(repository: Path) -> None:
    from holdfast.actions.read import read_repository

    assert CANARY not in repr(read_repository(repository))
