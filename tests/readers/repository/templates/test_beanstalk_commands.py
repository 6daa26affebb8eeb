"""What Elastic Beanstalk's `.ebextensions` files run on the hosts, and write there."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    BackupJob,
    Certificate,
    CertificateRenewal,
    ConfigurationLoader,
    Database,
    Deployment,
    Fact,
    MetricSource,
    ScriptFault,
)
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told


def said(text: str, *sorts: type[Fact]) -> list[str]:
    facts = [fact for fact in read(READER, text, ".ebextensions/02.config") if isinstance(fact, sorts)]
    assert all(fact.kind is EvidenceKind.CODED for fact in facts)
    return told(facts)


def test_commands_are_read_as_shell_at_their_lines() -> None:
    text = """
        commands:
          01_database:
            command: yum install -y mysql-server
        container_commands:
          10_certificate:
            command: |
              yum install -y certbot
              certbot certonly --standalone -d shop.kr -n
        """
    assert said(text, Database, Certificate) == [
        "Database 3 engine=mysql placement=host",
        "Certificate 8 issuer=letsencrypt domain=shop.kr used_by=host in_code=True",
    ]


@pytest.mark.parametrize(
    ("command", "flag", "expected"),
    [
        ("python manage.py migrate --noinput", "true", ["ScriptFault 4 activity=migration form=error-swallowed"]),
        ("python manage.py migrate --noinput", "false", []),
        ("yum install -y htop", "true", []),
    ],
)
def test_a_migration_whose_errors_are_ignored_is_shown_at_that_word(
    command: str, flag: str, expected: list[str]
) -> None:
    text = f"""
        container_commands:
          01_migrate:
            command: {command}
            ignoreErrors: {flag}
            leader_only: true
        """
    assert [line.partition(" command")[0] for line in said(text, ScriptFault)] == expected


def test_files_are_read_as_what_they_are_written_for() -> None:
    text = """
        files:
          "/etc/cron.d/renew":
            content: |
              0 3 * * * root certbot renew --quiet
          "/opt/save.sh":
            content: |
              #!/bin/bash
              set -e
              mysqldump shop > /tmp/shop.sql
          "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json":
            content: |
              {"metrics": {"metrics_collected": {
                "mem": {"measurement": ["mem_used_percent"]}
              }}}
          "/etc/motd":
            content: pg_dump
        """
    found = said(text, CertificateRenewal, BackupJob, MetricSource)
    assert [line.split()[:2] for line in found] == [
        ["CertificateRenewal", "4"],
        ["BackupJob", "9"],
        ["MetricSource", "13"],
    ]


def test_a_start_by_a_command_is_no_release_of_its_own() -> None:
    text = """
        container_commands:
          99_restart:
            command: git pull && docker compose up -d
        """
    assert said(text, Deployment) == []


def test_files_are_read_as_what_they_are_and_a_pasted_certificate_is_one() -> None:
    text = """
        files:
          /etc/httpd/conf.d/tls.conf:
            content: |
              <VirtualHost *:443>
                SSLCertificateFile /etc/pki/tls/certs/server.crt
              </VirtualHost>
          /etc/pki/tls/certs/server.crt:
            mode: "000400"
            content: |
              -----BEGIN CERTIFICATE-----
              certificate file contents
              -----END CERTIFICATE-----
          /etc/pki/ca-trust/rds-ca.pem:
            content: |
              -----BEGIN CERTIFICATE-----
              -----END CERTIFICATE-----
        """
    assert said(text, Certificate) == [
        "Certificate 5 issuer=imported used_by=host",
        "Certificate 7-12 issuer=imported used_by=host renews=False",
    ]


def test_the_files_of_a_template_are_read_alike() -> None:
    text = """
        Resources:
          Host:
            Type: AWS::EC2::Instance
            Metadata:
              AWS::CloudFormation::Init:
                config:
                  files:
                    /etc/cron.d/renew:
                      content: |
                        0 3 * * * root certbot renew --quiet
        """
    found = [fact for fact in read(READER, text) if isinstance(fact, CertificateRenewal)]
    assert [line.split()[:2] for line in told(found)] == [["CertificateRenewal", "10"]]


def stood_in(option: str) -> list[str]:
    text = f"""
        files:
          "/opt/shop/start.sh":
            content: |
              #!/bin/bash
              VALUE=`{{"Fn::GetOptionSetting": {{{option}}}}}`
              java -jar shop.jar
        """
    return said(text, ConfigurationLoader)


def test_a_value_for_when_nobody_has_set_an_option_stands_in_for_it() -> None:
    space = '"Namespace": "aws:elasticbeanstalk:application:environment", '
    (profile,) = stood_in(space + '"OptionName": "SPRING_PROFILE", "DefaultValue": "default"')
    assert profile == "ConfigurationLoader 5 source=environment missing=silent names=(SPRING_PROFILE)"
    (secret,) = stood_in('"OptionName": "JWT_SECRET", "DefaultValue": "change-me"')
    assert "missing=default" in secret
    (empty,) = stood_in('"OptionName": "DB_PASSWORD", "DefaultValue": ""')
    assert "missing=silent" in empty


@pytest.mark.parametrize(
    "option",
    [
        '"OptionName": "PROFILE"',
        '"OptionName": "PROFILE", "DefaultValue": "prod"',
        '"OptionName": "PORT", "DefaultValue": "8080"',
        '"Namespace": "aws:autoscaling:asg", "OptionName": "Stage", "DefaultValue": "1"',
    ],
)
def test_an_option_without_such_a_value_or_with_a_harmless_one_says_nothing(option: str) -> None:
    assert stood_in(option) == []


def test_what_starts_the_program_there_ends_the_one_before_it_by_right() -> None:
    text = """
        files:
          "/sbin/appstart":
            content: |
              #!/usr/bin/env bash
              killall java
              java -jar /var/app/current/shop.jar
        """
    assert said(text, ScriptFault) == []


@pytest.mark.parametrize(
    "options",
    ["--mem-util", '`{"Fn::GetOptionSetting": {"OptionName": "Metrics", "DefaultValue": "--mem-util"}}` --from-cron'],
)
def test_a_clock_that_sends_the_memory_of_hosts_is_read_with_and_without_values_that_are_filled_in(
    options: str,
) -> None:
    text = f"""
        container_commands:
          01_clock:
            command: |
              echo '*/5 * * * * root perl /opt/mon/mon-put-instance-data.pl {options} 2>&1' > /etc/cron.d/mon
    """
    assert said(text, MetricSource) == ["MetricSource 4 watches=memory"]
