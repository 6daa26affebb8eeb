"""Elastic Beanstalk's options beside its hosts: the database it makes, SSH, and resources of the team's own."""

import pytest

from holdfast.model.facts import (
    Alarm,
    Certificate,
    Database,
    DeveloperMode,
    ExposedSecret,
    Ingress,
    LoadBalancer,
    MetricSource,
    Rollback,
    ScriptFault,
    StandIn,
    Workload,
)
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import places, read, told


def test_an_environment_that_takes_errors_for_good_answers_has_a_probe_that_decides_nothing() -> None:
    text = """
    option_settings:
      aws:elasticbeanstalk:environment:process:default:
        HealthCheckPath: /health
        MatcherHTTPCode: %s
    """
    for codes, shown in (("200-404", "HealthProbe 3 asker=load-balancer path=/health decides=False"),
                         ("200", "HealthProbe 3 asker=load-balancer path=/health")):  # fmt: skip
        found = told(read(READER, text % codes, ".ebextensions/health.config"))
        assert [line for line in found if line.startswith("HealthProbe")] == [shown]


OPTIONS = """
    option_settings:
      aws:autoscaling:launchconfiguration:
        SSHSourceRestriction: tcp, 22, 22, 0.0.0.0/0
      aws:rds:dbinstance:
        DBEngine: postgres
        DBInstanceClass: db.m6g.large
        MultiAZDatabase: true
        DBDeletionPolicy: Snapshot
        DBPassword: q8Zk21LmPxWe
"""
RESOURCES = """
    option_settings:
      aws:autoscaling:asg: {MinSize: 2}
    Resources:
      Busy:
        Type: AWS::CloudWatch::Alarm
        Properties:
          MetricName: CPUUtilization
          Namespace: AWS/EC2
          AlarmActions: ["arn:aws:sns:eu-west-1:1:ops"]
"""


def of(sort: type, text: str) -> list[Reading]:
    return [fact for fact in read(READER, text, ".ebextensions/01.config") if isinstance(fact, sort)]


def test_the_database_of_an_environment_is_told_with_beanstalks_defaults() -> None:
    (database,) = of(Database, OPTIONS)
    assert told([database]) == [
        (
            "Database 5 engine=postgresql placement=rds instance_class=db.m6g.large multi_az=True retention_days=1 "
            "final_snapshot=True"
        )
    ]
    assert places(database) == {"multi_az": "7", "instance_class": "6", "final_snapshot": "8"}
    (bare,) = of(Database, "option_settings:\n  aws:rds:dbinstance:\n    DBUser: shop\n")
    assert isinstance(bare, Database)
    assert (bare.engine, bare.multi_az, bare.final_snapshot) == ("mysql", False, False)


def test_an_environment_that_is_told_to_have_no_database_has_none() -> None:
    assert of(Database, "option_settings:\n  aws:rds:dbinstance:\n    HasCoupledDatabase: false\n") == []


def test_the_source_of_ssh_and_a_password_are_told_at_their_lines() -> None:
    assert told(of(Ingress, OPTIONS)) == ["Ingress 3 from_port=22 to_port=22 sources=(0.0.0.0/0) target=beanstalk"]
    secrets = of(ExposedSecret, OPTIONS)
    assert told(secrets) == ["ExposedSecret 9 name=DBPassword form=password"]
    assert "q8Zk" not in repr(secrets)
    assert of(Ingress, "option_settings:\n  aws:autoscaling:launchconfiguration:\n    SSHSourceRestriction: x\n") == []


def test_resources_in_a_file_of_options_are_read_as_those_of_a_template() -> None:
    assert told(of(Alarm, RESOURCES)) == ["Alarm 4-5 watches=cpu name=Busy notifies=True"]


def test_a_saved_configuration_says_what_options_say() -> None:
    text = "OptionSettings:\n  aws:elasticbeanstalk:environment:\n    EnvironmentType: SingleInstance\n"
    (group,) = read(READER, text, ".elasticbeanstalk/saved_configs/prod.cfg.yml")
    assert told([group]) == [
        "Workload 3 platform=beanstalk name=beanstalk minimum=1 maximum=1 behind_load_balancer=False"
    ]


@pytest.mark.parametrize(
    ("policy", "back"),
    [("Immutable", True), ("TrafficSplitting", True), ("RollingWithAdditionalBatch", False), ("AllAtOnce", False)],
)
def test_a_policy_that_leaves_the_old_hosts_as_they_were_is_a_way_back(policy: str, back: bool) -> None:
    text = f"option_settings:\n  aws:elasticbeanstalk:command:\n    DeploymentPolicy: {policy}\n"
    found = of(Rollback, text)
    assert told(found) == (["Rollback 3 automatic=True target=previous"] if back else [])


def test_listeners_tell_their_certificates_and_whether_the_load_balancer_speaks_tls() -> None:
    text = """
    option_settings:
      aws:elbv2:listener:443:
        Protocol: HTTPS
        SSLCertificateArns: arn:aws:acm:eu-west-1:1:certificate/1
    """
    assert told(of(LoadBalancer, text)) == ["LoadBalancer 3 name=beanstalk tls=True"]
    assert told(of(Certificate, text)) == ["Certificate 4 issuer=acm region=eu-west-1 used_by=load-balancer"]
    plain = "option_settings:\n  aws:elbv2:listener:default:\n    ListenerEnabled: true\n    Protocol: HTTP\n"
    (balancer,) = of(LoadBalancer, plain)
    assert isinstance(balancer, LoadBalancer)
    assert (balancer.tls, places(balancer)) == (None, {"listener": "4"})
    old = "option_settings:\n  aws:elb:listener:443:\n    SSLCertificateId: arn:aws:iam::1:server-certificate/shop\n"
    assert told(of(Certificate, old)) == ["Certificate 3 issuer=imported used_by=load-balancer"]
    assert of(LoadBalancer, "option_settings:\n  aws:autoscaling:asg: {MinSize: 2}\n") == []


def test_debug_modes_and_local_addresses_among_the_settings_of_an_application_are_told() -> None:
    text = """
    option_settings:
      aws:elasticbeanstalk:application:environment:
        DEBUG: "True"
        SITE_URL: http://localhost:3000
        NODE_ENV: production
    """
    assert told(of(DeveloperMode, text)) == ["DeveloperMode 3 to=beanstalk name=DEBUG"]
    assert told(of(StandIn, text)) == ["StandIn 4 to=beanstalk name=SITE_URL"]


@pytest.mark.parametrize(("policy", "down"), [("AllAtOnce", True), ("Rolling", False)])
def test_a_policy_that_takes_all_hosts_at_once_leaves_nobody_to_serve(policy: str, *, down: bool) -> None:
    text = f"option_settings:\n  aws:elasticbeanstalk:command:\n    DeploymentPolicy: {policy}\n"

    assert [fact.at.start_line for fact in of(ScriptFault, text)] == ([3] if down else [])


def test_how_many_hosts_run_is_shown_where_the_most_is_said_of_it() -> None:
    text = """
    option_settings:
      aws:autoscaling:asg:
        Cooldown: "360"
        MaxSize: "1"
        MinSize: "1"
    """
    assert [fact.at.start_line for fact in of(Workload, text)] == [5]


def test_options_of_a_program_show_its_environment_where_nothing_says_how_many_hosts_it_has() -> None:
    program = "option_settings:\n  aws:elasticbeanstalk:container:python:\n    WSGIPath: shop.wsgi:application\n"
    sized = f"{program}  aws:autoscaling:asg:\n    MinSize: 2\n"

    assert [one.at.start_line for one in of(Workload, program) if isinstance(one, Workload)] == [1]
    assert [one.at.start_line for one in of(Workload, sized) if isinstance(one, Workload)] == [5]
    assert of(Workload, "option_settings:\n  aws:elasticbeanstalk:command:\n    Timeout: 900\n") == []
    assert of(Workload, "container_commands:\n  a:\n    command: ls\n") == []


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("aws:elasticbeanstalk:command/IgnoreHealthCheck/true", 3),
        ("aws:elasticbeanstalk:command/IgnoreHealthCheck/'True'", 3),
        ("aws:elasticbeanstalk:healthreporting:system/HealthCheckSuccessThreshold/Severe", 3),
        ("aws:elasticbeanstalk:command/IgnoreHealthCheck/false", None),
        ("aws:elasticbeanstalk:healthreporting:system/HealthCheckSuccessThreshold/Warning", None),
    ],
)
def test_a_release_that_goes_on_past_unwell_hosts_ignores_their_answers(option: str, line: int | None) -> None:
    namespace, name, value = option.split("/")
    found = told(of(ScriptFault, f"option_settings:\n  {namespace}:\n    {name}: {value}\n"))
    shown = [row.partition(" command=")[0] for row in found]
    assert shown == ([f"ScriptFault {line} activity=health form=error-swallowed"] if line else [])


@pytest.mark.parametrize(("ignored", "works"), [("true", False), ("false", True)])
def test_a_policy_goes_back_from_no_release_whose_health_nobody_looks_at(ignored: str, *, works: bool) -> None:
    text = f"""
    option_settings:
      - {{namespace: "aws:elasticbeanstalk:command", option_name: DeploymentPolicy, value: Immutable}}
      - {{namespace: "aws:elasticbeanstalk:command", option_name: IgnoreHealthCheck, value: {ignored}}}
    """
    (back,) = of(Rollback, text)
    assert isinstance(back, Rollback)
    assert back.works is works


def test_a_group_of_beanstalks_own_that_a_file_changes_is_the_environments() -> None:
    text = """
    Resources:
      AWSEBAutoScalingGroup:
        Type: AWS::AutoScaling::AutoScalingGroup
        Properties:
          HealthCheckType: ELB
          HealthCheckGracePeriod: 900
      Workers:
        Type: AWS::AutoScaling::AutoScalingGroup
        Properties: {MinSize: 1, MaxSize: 2}
    """
    groups = of(Workload, text)
    assert [line.split(" health_check")[0] for line in told(groups)] == [
        "Workload 2-3 platform=beanstalk name=AWSEBAutoScalingGroup",
        "Workload 7-8 platform=ec2-group name=Workers minimum=1 maximum=2",
    ]
    assert [one.behind_load_balancer for one in groups if isinstance(one, Workload)] == [None, False]


@pytest.mark.parametrize(
    ("option", "told_of"),
    [
        ("Notification Endpoint: ops@shop.example", ["Alarm 3 watches=unhealthy-hosts name=beanstalk notifies=True"]),
        ("Notification Protocol: email", []),
        ('Notification Endpoint: ""', []),
    ],
)
def test_an_address_for_events_of_the_environment_is_told_of_its_health(option: str, told_of: list[str]) -> None:
    assert told(of(Alarm, f"option_settings:\n  aws:elasticbeanstalk:sns:topics:\n    {option}\n")) == told_of


def test_the_alarm_by_which_the_environment_scales_is_accused_of_calling_nobody_no_more_than_a_policys_own() -> None:
    text = """
    Resources:
      AWSEBCloudwatchAlarmHigh:
        Type: AWS::CloudWatch::Alarm
        Properties: {Threshold: 75}
    """
    assert of(Alarm, text) == []


@pytest.mark.parametrize(
    "option",
    ["aws:ec2:instances: {InstanceTypes: t4g.medium}", "aws:autoscaling:launchconfiguration: {InstanceType: t3.small}"],
)
def test_options_that_say_on_which_machines_show_where_their_number_would_be_told(option: str) -> None:
    [found] = of(Workload, f"option_settings:\n  {option}\n")
    assert isinstance(found, Workload)
    assert (found.at.start_line, found.minimum, bool(found.instance_type)) == (1, None, True)


@pytest.mark.parametrize(
    ("option", "off"),
    [
        ("aws:elasticbeanstalk:cloudwatch:logs: {StreamLogs: false}", True),
        ("aws:elasticbeanstalk:cloudwatch:logs:health: {HealthStreamingEnabled: 'false'}", True),
        ("aws:elasticbeanstalk:cloudwatch:logs: {StreamLogs: true}", False),
        ("aws:elasticbeanstalk:cloudwatch:logs: {RetentionInDays: 7}", False),
    ],
)
def test_logs_that_stay_on_the_hosts_are_switched_off(option: str, *, off: bool) -> None:
    assert bool(of(MetricSource, f"option_settings:\n  {option}\n")) is off


def test_a_password_that_asks_for_another_one_keeps_its_place() -> None:
    text = OPTIONS.replace("q8Zk21LmPxWe", "your-secure-password")
    assert told(of(StandIn, text)) == ["StandIn 9 to=Elastic Beanstalk name=DBPassword"]
    assert of(ExposedSecret, text) == []
