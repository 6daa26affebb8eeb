"""What single resources of AWS say, with their defaults and places."""

import pytest

from holdfast.model.facts import Alarm, Database, HealthProbe, LoadBalancer, MetricSource, Trust, Workload
from tests.readers.repository.terraform.support import readings, told


def test_attributes_left_out_have_the_providers_defaults_at_the_block() -> None:
    assert told(
        """
        resource "aws_db_instance" "main" {
          identifier     = "shop"
          engine         = "postgres"
          instance_class = "db.t3.micro"
          # multi_az     = true
        }
        """
    ) == [
        (
            "Database main.tf:1 engine=postgresql@3 placement=rds name=shop@2 instance_class=db.t3.micro@4 "
            "multi_az=False retention_days=0 deletion_protection=False final_snapshot=True encrypted=False "
            "public=False point_in_time=False"
        ),
    ]


def test_a_read_replica_is_no_database_of_its_own_and_a_literal_password_is_told_by_place() -> None:
    assert told(
        """
        resource "aws_db_instance" "main" {
          engine                  = "mysql"
          multi_az                = true
          backup_retention_period = 14
          skip_final_snapshot     = true
          storage_encrypted       = true
          deletion_protection     = true
          password                = "Sup3rS3cret!9"
        }
        resource "aws_db_instance" "replica" {
          replicate_source_db = aws_db_instance.main.identifier
        }
        """
    ) == [
        (
            "Database main.tf:1 engine=mysql@2 placement=rds name=main multi_az=True@3 retention_days=14@4 "
            "deletion_protection=True@7 final_snapshot=False@5 encrypted=True@6 public=False "
            "point_in_time=True@4"
        ),
        "ExposedSecret main.tf:8 name=password form=password",
    ]


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ("", False),
        ("delete_automated_backups = false", True),
        ("delete_automated_backups = false\n  backup_retention_period = 0", False),
    ],
)
def test_automated_backups_that_outlive_their_database_are_a_last_copy(more: str, *, kept: bool) -> None:
    given = f'engine = "mysql"\n  backup_retention_period = 7\n  skip_final_snapshot = true\n  {more}'
    if "= 0" in more:
        given = given.replace("  backup_retention_period = 7\n", "")
    (line,) = told(f'resource "aws_db_instance" "main" {{\n  {given}\n}}\n')
    assert ("final_snapshot=False" not in line) is kept


def test_an_aurora_cluster_has_the_standby_that_its_instances_make() -> None:
    assert told(
        """
        resource "aws_rds_cluster" "main" {
          cluster_identifier = "orders"
          engine             = "aurora-postgresql"
        }
        resource "aws_rds_cluster_instance" "main" {
          count              = 2
          cluster_identifier = aws_rds_cluster.main.id
          instance_class     = "db.r6g.large"
        }
        """
    ) == [
        (
            "Database main.tf:1 engine=postgresql placement=aurora name=orders@2 "
            "instance_class=db.r6g.large@8 multi_az=True@6 retention_days=1 deletion_protection=False "
            "final_snapshot=True encrypted=False public=False@5 point_in_time=True"
        ),
    ]


def test_a_dynamodb_table_keeps_no_point_in_time_unless_told_and_the_lock_table_is_not_the_products() -> None:
    assert told(
        """
        resource "aws_dynamodb_table" "orders" {
          name     = "orders"
          hash_key = "id"
        }
        resource "aws_dynamodb_table" "carts" {
          name = "carts"
          point_in_time_recovery { enabled = true }
        }
        resource "aws_dynamodb_table" "lock" {
          name     = "terraform-lock"
          hash_key = "LockID"
        }
        """
    ) == [
        (
            "Database main.tf:1 engine=dynamodb placement=dynamodb name=orders@2 multi_az=True "
            "deletion_protection=False encrypted=True point_in_time=False"
        ),
        (
            "Database main.tf:5 engine=dynamodb placement=dynamodb name=carts@6 multi_az=True "
            "deletion_protection=False encrypted=True point_in_time=True@7"
        ),
    ]


def test_a_group_is_told_with_its_template_its_policies_and_its_schedule() -> None:
    assert told(
        """
        resource "aws_launch_template" "app" {
          name_prefix   = "app-"
          instance_type = "t3.small"
          iam_instance_profile { name = aws_iam_instance_profile.app.name }
          credit_specification { cpu_credits = "standard" }
        }
        resource "aws_autoscaling_group" "app" {
          name                = "app"
          min_size            = 2
          max_size            = 6
          vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.c.id]
          target_group_arns   = [aws_lb_target_group.app.arn]
          launch_template { id = aws_launch_template.app.id }
        }
        resource "aws_autoscaling_policy" "cpu" {
          autoscaling_group_name = aws_autoscaling_group.app.name
          target_tracking_configuration {
            predefined_metric_specification { predefined_metric_type = "ASGAverageCPUUtilization" }
            target_value = 60
          }
        }
        resource "aws_autoscaling_schedule" "night" {
          autoscaling_group_name = aws_autoscaling_group.app.name
          recurrence             = "0 15 * * *"
        }
        resource "aws_autoscaling_group" "lonely" {
          min_size         = 1
          max_size         = 1
          availability_zones = ["ap-northeast-1a"]
        }
        """
    ) == [
        (
            "Instance main.tf:1 name=app instance_type=t3.small@3 role=True credit_mode=standard@5 "
            "purpose=application group=app"
        ),
        (
            "Workload main.tf:7 platform=ec2-group name=app minimum=2@9 maximum=6@10 desired=2@9 zones=2@11 "
            "health_check=EC2 behind_load_balancer=True@12 instance_type=t3.small@3"
        ),
        "ScalingPolicy main.tf:15 workload=app metric=cpu target=60.0@19",
        "ScheduledScaling main.tf:22 workload=app schedule=0 15 * * *@24",
        (
            "Workload main.tf:26 platform=ec2-group name=lonely minimum=1@27 maximum=1@28 desired=1@27 "
            "zones=1@29 health_check=EC2 behind_load_balancer=False"
        ),
    ]


def test_a_beanstalk_environment_is_told_from_its_settings() -> None:
    assert told(
        """
        resource "aws_elastic_beanstalk_environment" "prod" {
          name = "shop-prod"
          setting {
            namespace = "aws:elasticbeanstalk:environment"
            name      = "EnvironmentType"
            value     = "SingleInstance"
          }
          setting {
            namespace = "aws:autoscaling:launchconfiguration"
            name      = "InstanceType"
            value     = "t3.micro"
          }
          setting {
            namespace = "aws:elasticbeanstalk:application"
            name      = "Application Healthcheck URL"
            value     = "/healthz"
          }
        }
        """
    ) == [
        (
            "Workload main.tf:1 [production] platform=beanstalk name=shop-prod minimum=1@6 maximum=1@6 "
            "behind_load_balancer=False instance_type=t3.micro@11"
        ),
        "Instance main.tf:1 [production] name=shop-prod instance_type=t3.micro@11 purpose=application group=shop-prod",
        "HealthProbe main.tf:16 [production] asker=load-balancer path=/healthz",
    ]


def test_the_database_and_the_source_of_ssh_among_beanstalks_settings_are_told() -> None:
    found = told(
        """
        resource "aws_elastic_beanstalk_environment" "prod" {
          name = "shop"
          setting {
            namespace = "aws:rds:dbinstance"
            name      = "DBEngine"
            value     = "mysql"
          }
          setting {
            namespace = "aws:autoscaling:launchconfiguration"
            name      = "SSHSourceRestriction"
            value     = "tcp,22,22,0.0.0.0/0"
          }
        }
        """
    )
    assert "Ingress main.tf:11 [production] from_port=22 to_port=22 sources=0.0.0.0/0 target=shop" in found
    assert any(
        line.startswith("Database main.tf:6 [production] engine=mysql placement=rds multi_az=False") for line in found
    )


def test_an_edge_is_told_with_default_health_paths_and_the_certificates_region() -> None:
    assert told(
        """
        resource "aws_lb" "app" {
          name    = "app"
          subnets = var.subnet_ids
        }
        resource "aws_lb_target_group" "app" {
          port     = 3000
          protocol = "HTTP"
        }
        resource "aws_lb_target_group" "tcp" {
          protocol = "TCP"
        }
        resource "aws_lb_target_group" "ok" {
          health_check { path = "/health/ready" }
        }
        resource "aws_acm_certificate" "app" {
          domain_name       = "api.example.com"
          validation_method = "DNS"
        }
        resource "aws_lb_listener" "https" {
          certificate_arn = aws_acm_certificate.app.arn
        }
        resource "aws_cloudfront_distribution" "web" {
          aliases = ["www.example.com", "static.example.com"]
          viewer_certificate { acm_certificate_arn = "arn:aws:acm:ap-northeast-2:1:certificate/x" }
        }
        """
    ) == [
        "LoadBalancer main.tf:1 name=app",
        "HealthProbe main.tf:5 asker=load-balancer path=/",
        "HealthProbe main.tf:9 asker=load-balancer path=",
        "HealthProbe main.tf:13 asker=load-balancer path=/health/ready",
        (
            "Certificate main.tf:15 issuer=acm domain=api.example.com@16 validation=dns@17 "
            "used_by=load-balancer in_code=True renews=True"
        ),
        (
            "Distribution main.tf:22 name=web aliases=www.example.com|static.example.com@23 "
            "certificate_region=ap-northeast-2@24"
        ),
        "Origin main.tf:23 origin=https://www.example.com",
    ]


def test_a_load_balancer_tells_where_its_listener_stands() -> None:
    balancer = readings(
        {
            "main.tf": """
                resource "aws_lb" "app" {}
                resource "aws_lb_listener" "http" {
                  load_balancer_arn = aws_lb.app.arn
                  protocol          = "HTTP"
                }
                """
        }
    )[0]
    assert isinstance(balancer, LoadBalancer)
    assert str(balancer.places["listener"]) == "main.tf:2"


@pytest.mark.parametrize(
    ("says", "tls"),
    [
        ("port = 80", False),
        ("port = 443\ncertificate_arn = var.certificate", True),
        ("port = 80\nprotocol = var.protocol", True),
    ],
)
def test_a_listener_that_does_not_say_what_it_speaks_speaks_http(says: str, *, tls: bool) -> None:
    listener = f'load_balancer_arn = aws_lb.app.arn\n{says}\ndefault_action {{\ntype = "forward"\n}}'
    text = f'resource "aws_lb" "app" {{}}\nresource "aws_lb_listener" "web" {{\n{listener}\n}}\n'
    [balancer] = [fact for fact in readings({"main.tf": text}) if isinstance(fact, LoadBalancer)]
    assert balancer.tls is tls


@pytest.mark.parametrize(
    ("actions", "shown"),
    [
        ("var.mail == null ? [] : [aws_sns_topic.calls.arn]", ""),
        ('var.mail != "" ? [aws_sns_topic.calls.arn] : []', ""),
        ("[]", " notifies=False"),
    ],
)
def test_an_alarm_that_calls_whoever_is_named_when_it_is_made_may_well_call_somebody(actions: str, shown: str) -> None:
    text = f"""
        variable "mail" {{ default = {'""' if '""' in actions else "null"} }}
        resource "aws_cloudwatch_metric_alarm" "cpu" {{
          metric_name   = "CPUUtilization"
          namespace     = "AWS/EC2"
          alarm_actions = {actions}
        }}
    """
    (alarm,) = told(text, "Alarm")
    assert alarm.partition("@")[0] == "Alarm main.tf:2 watches=cpu"
    assert ("notifies=False" in alarm) is bool(shown)


def test_an_alarm_may_well_call_somebody_too_where_a_local_value_chooses() -> None:
    text = """
        variable "mails" { default = [] }
        locals {
          called = length(var.mails) > 0 ? [
            aws_sns_topic.calls.arn
          ] : []
        }
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          metric_name   = "CPUUtilization"
          namespace     = "AWS/EC2"
          alarm_actions = local.called
        }
    """
    assert [fact.notifies for fact in readings({"main.tf": text}) if isinstance(fact, Alarm)] == [None]


@pytest.mark.parametrize(
    ("label", "named", "watches"),
    [
        ("shop_api_error", "", "error-rate"),
        ("api", 'alarm_name = "Shop API errors"', "error-rate"),
        ("slow", 'alarm_name = "Latency of checkout"', "response-time"),
        ("api", 'alarm_name = "Shop API warnings"', "logs"),
    ],
)
def test_an_alarm_on_a_metric_that_is_named_elsewhere_is_told_by_its_own_name(
    label: str, named: str, watches: str
) -> None:
    text = f"""
        resource "aws_cloudwatch_metric_alarm" "{label}" {{
          {named}
          metric_name   = aws_cloudwatch_log_metric_filter.logged.metric_transformation[0].name
          namespace     = local.own
          alarm_actions = [aws_sns_topic.calls.arn]
        }}
    """
    (alarm,) = told(text, "Alarm")
    assert f"watches={watches}" in alarm


def test_alarms_topics_and_budgets_say_whether_somebody_hears_them() -> None:
    assert told(
        """
        resource "aws_sns_topic" "alerts" { name = "alerts" }
        resource "aws_sns_topic_subscription" "slack" {
          topic_arn = aws_sns_topic.alerts.arn
          protocol  = "https"
          endpoint  = var.slack_webhook_url
        }
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          metric_name   = "CPUUtilization"
          namespace     = "AWS/RDS"
          alarm_actions = [aws_sns_topic.alerts.arn]
        }
        resource "aws_cloudwatch_metric_alarm" "silent" {
          alarm_name  = "credits"
          metric_name = "CPUCreditBalance"
          namespace   = "AWS/EC2"
        }
        resource "aws_cloudwatch_metric_alarm" "scale" {
          metric_name   = "CPUUtilization"
          alarm_actions = [aws_autoscaling_policy.up.arn]
        }
        resource "aws_cloudwatch_metric_alarm" "rate" {
          metric_query {
            id = "m1"
            metric {
              metric_name = "HTTPCode_Target_5XX_Count"
              namespace   = "AWS/ApplicationELB"
            }
          }
          alarm_actions = []
        }
        resource "aws_cloudwatch_dashboard" "main" { dashboard_name = "main" }
        resource "aws_budgets_budget" "monthly" {
          limit_amount = "300"
          notification { subscriber_email_addresses = [] }
        }
        resource "aws_ce_anomaly_monitor" "all" { name = "all" }
        """
    ) == [
        "Topic main.tf:1 name=alerts subscribers=slack@2 for_alarms=True",
        "Alarm main.tf:7 watches=database-cpu@8 name=cpu notifies=True@10",
        "Alarm main.tf:12 watches=credits@14 name=credits@13 notifies=False",
        "MetricSource main.tf:17 watches=cpu",
        "Alarm main.tf:21 watches=error-rate@25 name=rate notifies=False@29",
        "Dashboard main.tf:31 name=main",
        "Budget main.tf:32 amount=300.0@33 notifies=False",
        "Budget main.tf:36 anomaly=True notifies=False",
    ]


def test_monitors_of_other_services_are_alarms() -> None:
    assert told(
        """
        resource "datadog_monitor" "cpu" {
          query   = "avg(last_5m):avg:system.cpu.user{*} > 80"
          message = "high @slack-ops"
        }
        resource "datadog_monitor" "slow" {
          name    = "latency"
          message = "slow"
        }
        resource "uptimerobot_monitor" "site" { url = "https://shop.io" }
        """
    ) == [
        "Alarm main.tf:1 watches=cpu name=cpu notifies=True@3 system=datadog",
        "Alarm main.tf:5 watches=response-time name=latency notifies=False@7 system=datadog",
        "Alarm main.tf:9 watches=uptime name=site notifies=True system=uptime-service",
    ]


def test_a_plan_beside_which_no_selection_stands_keeps_nothing() -> None:
    plan = 'resource "aws_backup_plan" "daily" {\n  name = "nightly"\n  rule { rule_name = "nightly" }\n}\n'
    assert told(plan) == ["EmptyBackupPlan main.tf:1 name=nightly"]
    # One that points elsewhere may be for this plan all the same.
    assert told(plan + 'resource "aws_backup_selection" "all" { plan_id = var.plan }\n') == []


def test_backups_are_told_for_what_is_selected_and_a_plan_without_a_selection_is_none() -> None:
    assert told(
        """
        resource "aws_db_instance" "db" {
          engine = "postgres"
          tags   = { Backup = "daily" }
        }
        resource "aws_backup_vault" "main" { name = "main" }
        resource "aws_backup_vault" "copy" {
          provider = aws.osaka
          name     = "copy"
        }
        provider "aws" { region = "ap-northeast-1" }
        provider "aws" {
          alias  = "osaka"
          region = "ap-northeast-3"
        }
        resource "aws_backup_plan" "daily" {
          name = "daily"
          rule {
            rule_name         = "daily"
            target_vault_name = aws_backup_vault.main.name
            schedule          = "cron(0 18 * * ? *)"
            lifecycle { delete_after = 30 }
            copy_action { destination_vault_arn = aws_backup_vault.copy.arn }
          }
        }
        resource "aws_backup_selection" "tagged" {
          plan_id = aws_backup_plan.daily.id
          selection_tag {
            type  = "STRINGEQUALS"
            key   = "Backup"
            value = "daily"
          }
        }
        resource "aws_backup_plan" "empty" {
          rule { rule_name = "none" }
        }
        resource "aws_dlm_lifecycle_policy" "ebs" {
          policy_details {
            schedule {
              create_rule { interval = 12 }
              retain_rule { count = 14 }
            }
          }
        }
        """
    ) == [
        "Region main.tf:10 name=ap-northeast-1",
        (
            "Database main.tf:1 engine=postgresql@2 placement=rds name=db multi_az=False retention_days=0 "
            "deletion_protection=False final_snapshot=True encrypted=False public=False point_in_time=False"
        ),
        (
            "BackupJob main.tf:17 subject=database method=aws-backup schedule=cron(0 18 * * ? *)@20 "
            "destination=aws retention_days=30@21 other_region=True@22"
        ),
        "BackupJob main.tf:38 subject=volume method=dlm schedule=every 12 hours destination=aws retention_days=7",
    ]


def test_openings_and_permissions_stand_at_the_lines_that_give_them() -> None:
    assert told(
        """
        resource "aws_security_group" "web" {
          name = "web"
          ingress {
            from_port   = 22
            to_port     = 22
            protocol    = "tcp"
            cidr_blocks = ["0.0.0.0/0"]
          }
          ingress {
            from_port       = 0
            to_port         = 0
            protocol        = "-1"
            security_groups = [aws_security_group.lb.id]
          }
        }
        resource "aws_vpc_security_group_ingress_rule" "https" {
          security_group_id = aws_security_group.web.id
          cidr_ipv4         = "0.0.0.0/0"
          from_port         = 443
          to_port           = 443
          ip_protocol       = "tcp"
        }
        resource "aws_iam_user" "deploy" { name = "github-deploy" }
        resource "aws_iam_access_key" "deploy" { user = aws_iam_user.deploy.name }
        resource "aws_iam_user_policy_attachment" "deploy" {
          user       = aws_iam_user.deploy.name
          policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
        }
        resource "aws_iam_role" "app" {
          name               = "app"
          assume_role_policy = data.aws_iam_policy_document.ec2.json
        }
        data "aws_iam_policy_document" "ec2" {
          statement {
            actions = ["sts:AssumeRole"]
            principals {
              type        = "Service"
              identifiers = ["ec2.amazonaws.com"]
            }
          }
        }
        resource "aws_iam_instance_profile" "app" { role = aws_iam_role.app.name }
        resource "aws_iam_role_policy" "app" {
          role   = aws_iam_role.app.id
          policy = <<-EOT
            {
              "Statement": [
                {"Effect": "Allow",
                 "Action": ["s3:GetObject"],
                 "Resource": "${aws_s3_bucket.files.arn}/*"}
              ]
            }
          EOT
        }
        """
    ) == [
        "Ingress main.tf:4 from_port=22 to_port=22 sources=0.0.0.0/0@7 target=web",
        "Ingress main.tf:10 from_port=0 to_port=65535 sources=${aws_security_group.lb.id}@13 target=web",
        "Ingress main.tf:19 from_port=443 to_port=443 sources=0.0.0.0/0@18 target=web",
        "Credential main.tf:24 form=static-key holder=workflow",
        "Policy main.tf:27 principal=github-deploy principal_type=user managed=AmazonS3FullAccess",
        "Credential main.tf:42 form=instance-role holder=application role=app",
        (
            "Policy main.tf:48-50 principal=app principal_type=instance-role actions=s3:GetObject@49 "
            "resources=${aws_s3_bucket.files.arn}/*@50"
        ),
    ]


def test_the_pieces_of_a_bucket_are_put_together() -> None:
    assert told(
        """
        resource "aws_s3_bucket" "files" { bucket = "shop-files" }
        resource "aws_s3_bucket_versioning" "files" {
          bucket = aws_s3_bucket.files.id
          versioning_configuration { status = "Suspended" }
        }
        resource "aws_s3_bucket_server_side_encryption_configuration" "files" {
          bucket = aws_s3_bucket.files.bucket
        }
        resource "aws_s3_bucket_public_access_block" "files" {
          bucket              = aws_s3_bucket.files.id
          block_public_acls   = true
          block_public_policy = false
        }
        resource "aws_s3_bucket_policy" "files" {
          bucket = aws_s3_bucket.files.id
          policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }] })
        }
        resource "aws_s3_bucket_cors_configuration" "files" {
          bucket = aws_s3_bucket.files.id
          cors_rule {
            allowed_methods = ["PUT"]
            allowed_origins = ["https://www.example.com", "http://localhost:3000"]
          }
        }
        resource "aws_s3_bucket_lifecycle_configuration" "files" {
          bucket = aws_s3_bucket.files.id
          rule {
            id     = "old"
            status = "Enabled"
            expiration { days = 365 }
          }
          rule {
            id     = "off"
            status = "Disabled"
          }
        }
        """
    ) == [
        "Bucket main.tf:1 name=shop-files purpose=uploads versioned=False@4 encrypted=True@6 public=True@16",
        (
            "BucketCors main.tf:20-23 bucket=shop-files "
            "origins=https://www.example.com|http://localhost:3000@22 methods=PUT@21"
        ),
        "LifecycleRule main.tf:27 bucket=shop-files expiration_days=365",
        "Policy main.tf:16 principal=* principal_type=anybody actions=s3:GetObject",
    ]


def test_a_certificate_known_only_by_its_arn_was_requested_by_hand() -> None:
    assert told(
        """
        variable "certificate_arn" {}
        resource "aws_lb_listener" "https" {
          certificate_arn = var.certificate_arn
        }
        # バージニア: CloudFront は us-east-1 の証明書が必要
        provider "aws" {
          alias  = "virginia"
          region = "us-east-1"
        }
        """
    ) == [
        "Certificate main.tf:3 issuer=acm used_by=load-balancer",
    ]


def test_the_start_script_of_an_instance_is_read_where_it_stands() -> None:
    assert told(
        {
            "main.tf": """
                resource "aws_instance" "web" {
                  instance_type = "t3.small"
                  user_data     = templatefile("${path.module}/scripts/init.sh", { db = "x" })
                }
                """,
            "scripts/init.sh": """
                #!/bin/bash
                set -e
                0 3 * * *
                pg_dump shop > /backup/shop.sql || true
                """,
        }
    ) == [
        "Instance main.tf:1 name=web instance_type=t3.small@2 role=False purpose=application",
        "BackupJob scripts/init.sh:4 subject=database method=pg_dump destination=host form=sql",
        "ScriptFault scripts/init.sh:4 activity=backup form=error-swallowed command=pg_dump shop",
    ]


def test_provisioners_log_in_over_ssh_and_their_commands_are_read_where_they_stand() -> None:
    assert told(
        """
        resource "aws_instance" "web" {
          instance_type = "t2.micro"
          connection {
            type = "ssh"
            user = "ubuntu"
          }
          provisioner "remote-exec" {
            inline = [
              "sudo apt-get update",
              # "mysqldump old > /old.sql",
              "mysqldump shop > /backup/shop.sql || true",
            ]
          }
        }
        """
    ) == [
        "Instance main.tf:1 name=web instance_type=t2.micro@2 role=False purpose=application",
        "Login main.tf:7 method=ssh user=ubuntu actor=script",
        "BackupJob main.tf:11 subject=database method=mysqldump destination=host",
        "ScriptFault main.tf:11 activity=backup form=error-swallowed command=mysqldump shop",
    ]


def test_provisioners_of_one_machine_are_one_script_in_which_the_last_starts_what_the_first_fetches() -> None:
    text = """
        resource "terraform_data" "start" {
          provisioner "remote-exec" {
            inline = ["cd /srv/shop", "git fetch origin main", "git checkout -f main"]
          }
          provisioner "local-exec" {
            command = "echo fetched"
          }
          provisioner "remote-exec" {
            inline = [
              "cd /srv/shop",
              "docker compose up -d",
            ]
          }
        }
        """
    assert "StandingName main.tf:3 name=main.tf identity=none" in told(text)
    named = text.replace("git fetch origin main", "git fetch --tags").replace("checkout -f main", "checkout -f v1.2")
    assert not any(fact.startswith("StandingName") for fact in told(named))


@pytest.mark.parametrize(("tag", "lines"), [("latest", ["6"]), ("${var.commit}", [])])
def test_an_image_that_terraform_has_somebody_push_by_a_word_that_moves_has_no_name(tag: str, lines: list[str]) -> None:
    text = f"""
        resource "null_resource" "push" {{
          provisioner "local-exec" {{
            command = <<-EOT
              set -e
              docker build -t ${{aws_ecr_repository.app.repository_url}}:{tag} .
              docker push ${{aws_ecr_repository.app.repository_url}}:{tag}
            EOT
          }}
        }}
        """
    named = [one for one in told(text) if one.startswith("StandingName")]
    assert named == [f"StandingName main.tf:{line} name=main.tf" for line in lines]


def test_the_trust_of_a_role_for_workflows_shows_its_subjects() -> None:
    assert told(
        """
        resource "aws_iam_role" "deploy" {
          name               = "deploy"
          assume_role_policy = data.aws_iam_policy_document.github.json
        }
        data "aws_iam_policy_document" "github" {
          statement {
            actions = ["sts:AssumeRoleWithWebIdentity"]
            principals {
              type        = "Federated"
              identifiers = [aws_iam_openid_connect_provider.github.arn]
            }
            condition {
              test     = "StringLike"
              variable = "token.actions.githubusercontent.com:sub"
              values   = ["repo:acme/*"]
            }
          }
        }
        resource "aws_iam_openid_connect_provider" "github" { url = "https://token.actions.githubusercontent.com" }
        """
    ) == [
        "Trust main.tf:6-17 role=deploy provider=token.actions.githubusercontent.com subjects=repo:acme/*@15",
    ]


@pytest.mark.parametrize("subjects", ["[local.subject]", "local.subjects"])
def test_subjects_from_elsewhere_are_shown_where_they_are_written_beside_what_takes_them(subjects: str) -> None:
    text = f"""
        locals {{
          subject  = var.subject != "" ? var.subject : "repo:acme/*"
          subjects = ["repo:acme/*"]
        }}
        variable "subject" {{ default = "" }}
        data "aws_iam_policy_document" "github" {{
          statement {{
            actions = ["sts:AssumeRoleWithWebIdentity"]
            principals {{
              type        = "Federated"
              identifiers = ["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]
            }}
            condition {{
              test     = "StringLike"
              variable = "token.actions.githubusercontent.com:sub"
              values   = {subjects}
            }}
          }}
        }}
        resource "aws_iam_role" "deploy" {{
          assume_role_policy = data.aws_iam_policy_document.github.json
        }}
        """
    [trust] = (fact for fact in readings({"main.tf": text}) if isinstance(fact, Trust))
    shown = {name: place.start_line for name, place in trust.places.items()}
    assert shown == {"actions": 8, "subjects": 2 if "[" in subjects else 3, "subjects taken": 16}


def test_a_task_reaches_the_cloud_with_its_own_role_and_not_with_the_one_that_starts_it() -> None:
    task = 'resource "aws_ecs_task_definition" "api" {\n  family = "api"\n  %s = aws_iam_role.api.arn\n}\n'

    assert told(task % "task_role_arn") == ["Credential main.tf:3 form=instance-role holder=application"]
    assert told(task % "execution_role_arn") == []


def test_a_secret_parameter_that_a_variables_default_fills_is_told_at_the_default() -> None:
    files = {
        "variables.tf": """
            variable "key_base" {
              default = "a-placeholder-secret"
            }
            variable "token" {}
            """,
        "ssm.tf": """
            resource "aws_ssm_parameter" "key_base" {
              name  = "/shop/SECRET_KEY_BASE"
              type  = "SecureString"
              value = var.key_base
            }
            resource "aws_ssm_parameter" "token" {
              name  = "/shop/TOKEN"
              type  = "SecureString"
              value = var.token
            }
            """,
    }

    assert told(files, "ConfigurationLoader") == [
        "ConfigurationLoader variables.tf:2 source=parameter-store missing=default names=SECRET_KEY_BASE"
    ]


def test_a_secret_whose_changes_are_ignored_is_put_there_by_somebody() -> None:
    text = """
        resource "aws_ssm_parameter" "key_base" {
          name  = "/shop/SECRET_KEY_BASE"
          type  = "SecureString"
          value = "first-4f9Kd02ksLq"
          lifecycle {
            ignore_changes = [value]
          }
        }
        resource "aws_secretsmanager_secret_version" "api" {
          secret_string = jsonencode({ API_KEY = "first-4f9Kd02ksLq" })
          lifecycle {
            ignore_changes = [
              secret_string,
            ]
          }
        }
        resource "aws_ssm_parameter" "token" {
          name  = "/shop/API_TOKEN"
          type  = "SecureString"
          value = "first-4f9Kd02ksLq"
          lifecycle { ignore_changes = [value_version, tags] }
        }
        """
    assert told(text, "ExposedSecret") == ["ExposedSecret main.tf:20 name=/shop/API_TOKEN form=token"]


def test_a_value_of_a_variable_is_kept_with_the_line_that_takes_it() -> None:
    text = """
        variable "multi_az" {
          default = false
        }
        resource "aws_db_instance" "orders" {
          engine                  = "postgres"
          multi_az                = var.multi_az
          backup_retention_period = var.days
        }
        variable "days" {
          default = 3
        }
        """
    (found,) = [fact for fact in readings({"main.tf": text}) if isinstance(fact, Database)]
    taken = {name: at.start_line for name, at in found.places.items() if name.endswith(" taken")}
    assert taken == {"multi_az taken": 6, "retention_days taken": 7, "point_in_time taken": 7}


def test_a_value_that_one_block_of_a_resource_takes_under_another_name_is_kept_with_that_line() -> None:
    text = """
        variable "scale" {
          default = { least = 1, most = 1 }
        }
        resource "aws_appautoscaling_target" "orders" {
          max_capacity       = var.scale.most
          resource_id        = "service/shop/orders"
          scalable_dimension = "ecs:service:DesiredCount"
          service_namespace  = "ecs"
          min_capacity       = 1
        }
        """
    (found,) = [fact for fact in readings({"main.tf": text}) if isinstance(fact, Workload)]
    assert {name: at.start_line for name, at in found.places.items() if "max" in name} == {
        "maximum": 2,
        "maximum taken": 5,
    }


def test_a_secret_variable_with_a_default_has_its_value_built_in() -> None:
    text = """
        variable "admin_password" {
          sensitive = true
          default   = "change-me-soon"
        }
        variable "db_password" {
          default = ""
        }
        variable "jwt_secret" {
          type = string
        }
        variable "secret_name" {
          default = "orders/production"
        }
        """
    assert told(text, "ConfigurationLoader") == [
        "ConfigurationLoader main.tf:3 source=terraform missing=default names=admin_password"
    ]
    given = {"main.tf": text, "terraform.tfvars": 'admin_password = "x"'}
    assert told(given, "ConfigurationLoader") == []


def test_an_image_of_whatever_was_pushed_last_is_shown_with_the_default_that_says_so() -> None:
    text = """
        variable "image_tag" {
          default = "latest"
        }
        resource "aws_ecs_task_definition" "api" {
          family = "api"
          container_definitions = jsonencode([{
            name  = "api"
            image = "1.dkr.ecr.us-east-1.amazonaws.com/api:${var.image_tag}"
          }])
        }
        resource "aws_apprunner_service" "web" {
          service_name = "web"
          source_configuration {
            image_repository {
              image_identifier      = "1.dkr.ecr.us-east-1.amazonaws.com/web:latest"
              image_repository_type = "ECR"
            }
          }
        }
        resource "aws_apprunner_service" "admin" {
          service_name = "admin"
          source_configuration {
            code_repository {
              repository_url = "https://github.com/shop/admin"
              source_code_version {
                type  = "BRANCH"
                value = "main"
              }
            }
          }
        }
        """
    assert told(text, "StandingName") == [
        "StandingName main.tf:8 name=api",
        "StandingName main.tf:15 name=web",
        "StandingName main.tf:27 name=admin identity=none alone=True",
    ]


def test_a_function_made_of_an_image_by_latest_names_no_release_and_one_by_a_tag_or_of_a_package_does() -> None:
    text = """
        resource "aws_lambda_function" "web" {
          function_name = "web"
          package_type  = "Image"
          image_uri     = "%s"
        }
        """
    url = "${aws_ecr_repository.web.repository_url}"
    assert told(text % f"{url}:latest", "StandingName") == ["StandingName main.tf:4 name=web"]
    assert told(text % f"{url}:${{var.tag}}", "StandingName") == []
    assert told(text.replace("image_uri", "filename") % "web.zip", "StandingName") == []


def test_a_start_script_that_takes_what_was_pushed_last_names_no_release() -> None:
    text = """
        resource "aws_instance" "web" {
          user_data = <<-EOT
            #!/bin/bash
            docker pull ghcr.io/shop/api:latest
            docker run -d -p 80:3000 ghcr.io/shop/api:latest
          EOT
        }
        resource "aws_launch_template" "api" {
          user_data = <<-EOT
            #!/bin/bash
            git clone https://github.com/shop/api.git
            pm2 start api/main.js
          EOT
        }
        resource "aws_instance" "proxy" {
          user_data = <<-EOT
            #!/bin/bash
            docker run -d nginx:latest
          EOT
        }
        """
    assert told(text, "StandingName") == [
        "StandingName main.tf:4-5 name=main.tf",
        "StandingName main.tf:11 name=main.tf identity=none",
    ]


def test_a_document_of_commands_tells_the_release_that_it_takes_by_itself_and_what_it_runs() -> None:
    text = """
        resource "aws_ssm_document" "deploy" {
          name          = "deploy"
          document_type = "Command"
          content = jsonencode({
            schemaVersion = "2.2"
            parameters    = { tag = { type = "String", default = "latest" }, port = { default = "latest" } }
            mainSteps = [{
              action = "aws:runShellScript"
              inputs = { runCommand = [
                "docker pull ghcr.io/shop/worker:latest",
                "docker run -d ghcr.io/shop/worker:latest",
              ] }
            }]
          })
        }
        """
    assert told(text, "StandingName") == [
        "StandingName main.tf:6 name=deploy",
        "StandingName main.tf:10-11 name=main.tf",
    ]


def test_a_mixed_group_has_the_size_of_its_first_override() -> None:
    (group,) = told(
        """
        resource "aws_launch_template" "web" {}
        resource "aws_autoscaling_group" "web" {
          min_size = 2
          mixed_instances_policy {
            launch_template {
              launch_template_specification { launch_template_id = aws_launch_template.web.id }
              override { instance_type = "t3.large" }
            }
          }
        }
        """,
        "Workload",
    )
    assert "instance_type=t3.large@7" in group


def test_a_table_with_a_time_to_live_expires() -> None:
    (on, off) = told(
        """
        resource "aws_dynamodb_table" "sessions" {
          ttl {
            attribute_name = "until"
            enabled        = true
          }
        }
        resource "aws_dynamodb_table" "orders" {
          ttl {
            attribute_name = "until"
            enabled        = false
          }
        }
        """
    )
    assert "expires=True" in on
    assert "expires" not in off


def test_a_provider_with_an_access_key_holds_one_that_never_expires() -> None:
    assert told(
        """
        provider "aws" {
          region     = "ap-northeast-2"
          access_key = var.key
          secret_key = var.secret
        }
        """,
        "Credential",
    ) == ["Credential main.tf:3-4 form=static-key holder=workflow"]


@pytest.mark.parametrize(
    "provider",
    [
        'access_key = "test"\n  secret_key = "test"',
        'access_key = var.key\n  secret_key = var.secret\n  endpoints {\n    s3 = "http://localhost:4566"\n  }',
        'profile = "shop"',
    ],
)
def test_a_provider_of_an_emulator_or_a_profile_holds_no_key(provider: str) -> None:
    assert told(f'provider "aws" {{\n  {provider}\n}}\n', "Credential") == []


_ASKED = 'variable "{key}" {{\n  type = string\n}}\n\nvariable "{secret}" {{\n  type = string\n}}\n'


@pytest.mark.parametrize(
    ("key", "secret"),
    [("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("aws_access_key", "aws_secret_key")],
)
def test_variables_for_an_access_key_have_whoever_runs_it_hold_one(key: str, secret: str) -> None:
    text = 'provider "aws" {\n  region = "ap-northeast-2"\n}\n\n' + _ASKED.format(key=key, secret=secret)
    assert told(text, "Credential") == ["Credential main.tf:5-11 form=static-key holder=workflow"]


@pytest.mark.parametrize(
    "text",
    [
        _ASKED.format(key="access_key", secret="secret_key"),
        'variable "aws_access_key" {\n  type = string\n}\n',
        _ASKED.format(key="AWS_ACCESS_KEY_ID", secret="jwt_secret_key"),
        'provider "aws" {\n  access_key = "test"\n  secret_key = "test"\n}\n'
        + _ASKED.format(key="aws_access_key", secret="aws_secret_key"),
    ],
)
def test_variables_for_something_else_or_for_an_emulator_hold_no_key(text: str) -> None:
    assert told(text, "Credential") == []


@pytest.mark.parametrize(("scheme", "shown"), [("true", "internal=True"), ("false", "internal=False")])
def test_a_load_balancer_tells_whether_it_faces_the_internet(scheme: str, shown: str) -> None:
    (fact,) = told(f'resource "aws_lb" "api" {{\n  internal = {scheme}\n}}\n')
    assert shown in fact


def test_an_access_list_that_lets_the_world_write_is_told_for_its_bucket() -> None:
    assert told(
        """
        resource "aws_s3_bucket" "files" { bucket = "shop-files" }
        resource "aws_s3_bucket_acl" "files" {
          bucket = aws_s3_bucket.files.id
          acl    = "public-read-write"
        }
        resource "aws_s3_bucket_acl" "site" {
          bucket = "shop-site"
          acl    = "public-read"
        }
        """,
        "Policy",
    ) == [
        "Policy main.tf:4 principal=* principal_type=anybody actions=s3:PutObject resources=arn:aws:s3:::shop-files/*"
    ]


def test_a_distribution_tells_which_origin_it_asks_without_tls_unless_that_is_a_website_of_s3() -> None:
    whole = """
        resource "aws_cloudfront_distribution" "shop" {
          origin {
            domain_name = %s
            custom_origin_config {
              origin_protocol_policy = "%s"
            }
          }
        }
        """
    assert told(whole % ('"api.example.com"', "http-only")) == ["Distribution main.tf:1 name=shop plain_origin=True@5"]
    module = """
        module "shop" {
          source = "terraform-aws-modules/cloudfront/aws"
          origin = {
            api = { domain_name = "api.example.com", custom_origin_config = { origin_protocol_policy = "http-only" } }
          }
        }
        """
    assert told(module, "Distribution") == ["Distribution main.tf:1 name=shop plain_origin=True@4"]
    for domain, policy in (
        ('"api.example.com"', "https-only"),
        ('"pages.s3-website.ap-northeast-2.amazonaws.com"', "http-only"),
        ("aws_s3_bucket_website_configuration.pages.website_endpoint", "http-only"),
    ):
        assert told(whole % (domain, policy)) == ["Distribution main.tf:1 name=shop"]


_LISTENER = """
    resource "aws_lb_listener" "%s" {
      load_balancer_arn = aws_lb.front.arn
      protocol          = "%s"
      default_action {
        type = "%s"
      }
    }
"""


@pytest.mark.parametrize(
    ("action", "internal", "expected"),
    [
        ("forward", "false", ["PlainBeside main.tf:13 name=front"]),
        ("redirect", "false", []),
        ("forward", "true", []),
    ],
)
def test_a_plain_listener_beside_one_that_speaks_tls(action: str, internal: str, expected: list[str]) -> None:
    text = f'resource "aws_lb" "front" {{\n  internal = {internal}\n}}\n'
    both = _LISTENER % ("https", "HTTPS", "forward") + _LISTENER % ("http", "HTTP", action)
    assert told(text + both, "PlainBeside") == expected
    assert told(text + _LISTENER % ("http", "HTTP", action), "PlainBeside") == []


def test_a_distribution_lets_browsers_choose() -> None:
    text = """
        resource "aws_cloudfront_distribution" "site" {
          default_cache_behavior {
            viewer_protocol_policy = "%s"
          }
        }
    """
    assert told(text % "allow-all", "PlainBeside") == ["PlainBeside main.tf:3 name=site visitors=True"]
    assert told(text % "redirect-to-https", "PlainBeside") == []


def test_subnets_that_are_made_where_nobody_looks_are_of_unknown_number() -> None:
    text = """
    resource "aws_autoscaling_group" "web" {
      min_size            = 2
      max_size            = 4
      vpc_zone_identifier = aws_subnet.private[*].id
    }
    """
    [group] = told(text, "Workload")
    assert "zones=" not in group
    [group] = told(text + 'resource "aws_subnet" "private" {\n  vpc_id = "vpc-1"\n}\n', "Workload")
    assert "zones=1" in group


@pytest.mark.parametrize(("codes", "shown"), [("200-404", " decides=False@4"), ("200", "")])
def test_a_target_group_that_takes_errors_for_good_answers_decides_nothing(codes: str, shown: str) -> None:
    check = f'health_check {{\n    path = "/"\n    matcher = "{codes}"\n  }}\n'
    found = told(f'resource "aws_lb_target_group" "lax" {{\n  {check}}}\n')
    assert found == [f"HealthProbe main.tf:3 asker=load-balancer path=/{shown}"]


def test_a_target_group_that_takes_redirects_for_good_answers_says_where() -> None:
    check = 'health_check {\n    path = "/"\n    matcher = "200,302"\n  }\n'
    said = readings({"main.tf": f'resource "aws_lb_target_group" "shop" {{\n  {check}}}\n'})
    [probe] = [one for one in said if isinstance(one, HealthProbe)]
    assert (probe.decides, str(probe.places["redirects"])) == (True, "main.tf:4")


def test_a_target_group_that_only_opens_a_port_says_so_by_its_protocol() -> None:
    check = 'health_check {\n    port = 80\n    protocol = "TCP"\n  }\n'
    found = told(f'resource "aws_lb_target_group" "shop" {{\n  protocol = "TCP"\n  {check}}}\n')
    assert found == ["HealthProbe main.tf:5 asker=load-balancer path= port=80"]


def test_an_app_of_amplify_is_run_by_its_hosting() -> None:
    assert told('resource "aws_amplify_app" "site" {\n  name = "shop"\n}\n', "Workload") == [
        "Workload main.tf:1 platform=hosted name=shop"
    ]


@pytest.mark.parametrize(
    "arn",
    [
        "var.arn",
        "data.aws_acm_certificate.elsewhere.arn",
        "module.acm.arn",
        "aws_acm_certificate_validation.a.certificate_arn",
    ],
)
def test_a_certificate_that_other_code_makes_is_one_by_its_reference(arn: str) -> None:
    text = f"""
        resource "aws_lb" "app" {{ subnets = ["a", "b"] }}
        resource "aws_lb_listener" "https" {{
          load_balancer_arn = aws_lb.app.arn
          port              = 443
          protocol          = "HTTPS"
          certificate_arn   = {arn}
        }}
    """
    (found,) = told(text, "Certificate")
    assert found.startswith("Certificate main.tf:6 issuer=acm used_by=load-balancer")


@pytest.mark.parametrize(("namespace", "measured"), [("AWS/EC2", False), ("CWAgent", True)])
def test_an_alarm_tells_whether_anybody_sends_its_metric(namespace: str, measured: bool) -> None:
    text = f"""
        resource "aws_cloudwatch_metric_alarm" "memory" {{
          metric_name   = "MemoryUtilization"
          namespace     = "{namespace}"
          alarm_actions = [aws_sns_topic.calls.arn]
        }}
    """
    (alarm,) = told(text, "Alarm")
    assert ("measured=False" not in alarm) is measured


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("# alarm_actions = [aws_sns_topic.calls.arn]", "notifies=False@4"),
        ("  // alarm_actions=[var.topic]", "notifies=False@4"),
        ("# whom to call is still open", "notifies=False"),
    ],
)
def test_an_alarm_whose_call_is_only_a_remark_shows_that(row: str, place: str) -> None:
    text = f'resource "aws_cloudwatch_metric_alarm" "a" {{\n  metric_name = "CPUUtilization"\n  namespace = "AWS/EC2"\n{row}\n}}\n'
    (fact,) = told(text, "Alarm")
    assert place in fact.split()


@pytest.mark.parametrize("sort", ["aws_db_instance", "aws_rds_cluster_instance"])
@pytest.mark.parametrize(("given", "off"), [("false", [True]), ("true", [False]), ("var.untold", [])])
def test_what_a_database_measures_of_its_queries_may_be_switched_off(sort: str, given: str, off: list[bool]) -> None:
    text = f'resource "{sort}" "main" {{\n  performance_insights_enabled = {given}\n}}\n'
    found = [one for one in readings({"main.tf": text}) if isinstance(one, MetricSource)]
    assert [one.off for one in found] == off
    assert all(str(one.at) == "main.tf:2" for one in found)


_RULE = """
variable "ports" {{
  default = {ports}
}}
resource "aws_security_group" "web" {{}}
resource "aws_security_group_rule" "in" {{
  count             = length(var.ports)
  type              = "ingress"
  from_port         = {port}
  to_port           = {port}
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.web.id
}}
"""


@pytest.mark.parametrize(
    ("ports", "port"),
    [
        ("[22, 8080]", "var.ports[count.index]"),
        ("[22, 8080]", "element(var.ports, count.index)"),
        ("[{ port = 22 }, { port = 8080 }]", 'lookup(var.ports[count.index], "port")'),
    ],
)
def test_each_rule_that_a_count_makes_opens_its_own_port(ports: str, port: str) -> None:
    found = told(_RULE.format(ports=ports, port=port), "Ingress")
    assert [word for line in found for word in line.split() if word.startswith("from_port=")] == [
        "from_port=22@2",
        "from_port=8080@2",
    ]
