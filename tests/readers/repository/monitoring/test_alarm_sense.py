"""Alarms that never ring: by the dimensions of their metric, or by a bound that it cannot reach."""

import pytest

from holdfast.model.facts import Alarm
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.alarm_sense import Dimension, can_ring, is_kept_alone, is_kept_under
from holdfast.readers.repository.pulumi.reader import READER as PULUMI
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.templates.document import READER as TEMPLATES

from ..many import read_files
from ..templates.support import read
from ..terraform.support import readings


@pytest.mark.parametrize(
    ("namespace", "metric", "dimensions"),
    [
        ("AWS/EC2", "CPUUtilization", [Dimension("InstanceName", "web")]),
        ("AWS/ApplicationELB", "UnHealthyHostCount", [Dimension("TargetGroup", "targetgroup/web/1")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", of="aws_lb", attribute="arn")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", "my-balancer")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", "arn:aws:elasticloadbalancing:x")]),
        (
            "AWS/ECS",
            "CPUUtilization",
            [Dimension("ClusterName", "main"), Dimension("ServiceName", of="AWS::ECS::Service")],
        ),
        ("AWS/ECS", "CPUUtilization", [Dimension("ServiceName", "api")]),
        ("AWS/ECS", "CPUUtilization", [Dimension("ClusterName", of="aws_ecs_cluster", attribute="id")]),
        ("AWS/RDS", "CPUUtilization", [Dimension("DBInstanceId", "main")]),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage", [Dimension("QueueName", of="aws_sqs_queue", attribute="id")]),
    ],
)
def test_no_metric_is_kept_under_such_dimensions(namespace: str, metric: str, dimensions: list[Dimension]) -> None:
    assert not is_kept_under(namespace, metric, dimensions)


@pytest.mark.parametrize(
    ("namespace", "metric", "dimensions"),
    [
        ("AWS/EC2", "CPUUtilization", []),
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", []),
        ("AWS/EC2", "CPUUtilization", [Dimension("InstanceId", of="aws_instance", attribute="id")]),
        ("AWS/ApplicationELB", "RequestCountPerTarget", [Dimension("TargetGroup", "targetgroup/web/1")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", of="aws_lb", attribute="arn_suffix")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", of="aws_lb", attribute="arnSuffix")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", "app/web/50dc6c495c0c9188")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", "${BALANCER}")]),
        ("AWS/ApplicationELB", "RequestCount", [Dimension("LoadBalancer", "")]),
        ("AWS/ECS", "CPUUtilization", [Dimension("ClusterName", of="AWS::ECS::Cluster")]),
        ("AWS/RDS", "CPUUtilization", [Dimension("DBClusterIdentifier", "main"), Dimension("Role", "WRITER")]),
        ("AWS/RDS", "DatabaseConnectionsSetupFailed", [Dimension("ProxyName", "main")]),
        ("AWS/RDS", "ClientConnections", [Dimension("ProxyName", "main"), Dimension("EndpointName", "reads")]),
        ("AWS/Lambda", "Errors", [Dimension("FunctionName", of="aws_lambda_function", attribute="function_name")]),
        ("CWAgent", "mem_used_percent", [Dimension("host", "web"), Dimension("anything", "at all")]),
    ],
)
def test_a_metric_may_be_kept_under_such_dimensions(namespace: str, metric: str, dimensions: list[Dimension]) -> None:
    assert is_kept_under(namespace, metric, dimensions)


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/ECS", "CPUUtilization"),
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
        ("AWS/DynamoDB", "ThrottledRequests"),
    ],
)
def test_what_is_kept_for_each_resource_is_kept_under_no_empty_dimension(namespace: str, metric: str) -> None:
    assert not is_kept_alone(namespace, metric)


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/EC2", "CPUUtilization"),
        ("AWS/RDS", "CPUUtilization"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Billing", "EstimatedCharges"),
        ("AWS/DynamoDB", "UserErrors"),
        ("AWS/SNS", "SMSMonthToDateSpentUSD"),
        ("Shop/Orders", "Failed"),
    ],
)
def test_a_sum_over_all_needs_no_dimension(namespace: str, metric: str) -> None:
    assert is_kept_alone(namespace, metric)


def test_the_errors_of_an_account_are_kept_under_no_table() -> None:
    assert not is_kept_under("AWS/DynamoDB", "UserErrors", [Dimension("TableName", "orders")])
    assert is_kept_under("AWS/DynamoDB", "ThrottledRequests", [Dimension("TableName", "orders")])


_OVER, _UNDER = "GreaterThanThreshold", "LessThanThreshold"


@pytest.mark.parametrize(
    ("namespace", "metric", "statistic", "operator", "threshold"),
    [
        ("AWS/EC2", "CPUUtilization", "Average", _OVER, 100),
        ("AWS/EC2", "StatusCheckFailed", "Maximum", _OVER, 1),
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Average", _OVER, 10),
        ("AWS/ApplicationELB", "TargetResponseTime", "Average", _OVER, 2000),
        ("AWS/ApiGateway", "5XXError", "Average", _OVER, 2),
        ("AWS/Lambda", "Errors", "Average", "GreaterThanOrEqualToThreshold", 5),
        ("CWAgent", "disk_used_percent", "Average", _OVER, 100),
        ("AWS/RDS", "FreeStorageSpace", "Average", _UNDER, 10),
        ("AWS/RDS", "FreeableMemory", "Average", "LessThanOrEqualToThreshold", 256),
    ],
)
def test_a_bound_beyond_all_that_a_metric_can_be_is_told(
    namespace: str, metric: str, statistic: str, operator: str, threshold: float
) -> None:
    assert not can_ring(metric, namespace, statistic, operator, threshold)


@pytest.mark.parametrize(
    ("namespace", "metric", "statistic", "operator", "threshold"),
    [
        ("AWS/EC2", "CPUUtilization", "Average", _OVER, 80),
        ("AWS/EC2", "StatusCheckFailed", "Maximum", "GreaterThanOrEqualToThreshold", 1),
        ("AWS/EC2", "StatusCheckFailed", "Sum", _OVER, 2),
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", _OVER, 10),
        ("AWS/ApplicationELB", "TargetResponseTime", "Average", _OVER, 2),
        ("AWS/ApiGateway", "5XXError", "Sum", _OVER, 2),
        ("AWS/ApiGateway", "5XXError", "Average", _OVER, 0.05),
        ("AWS/Lambda", "Errors", "Sum", _OVER, 5),
        ("AWS/ECS", "CPUUtilization", "Average", _OVER, 120),
        ("AWS/RDS", "FreeStorageSpace", "Average", _UNDER, 2_000_000_000),
        ("AWS/RDS", "DatabaseConnections", "Average", _OVER, 200),
        ("AWS/EC2", "CPUUtilization", "Average", _OVER, None),
        ("Shop", "5XXError", "Average", _OVER, 10),
    ],
)
def test_a_bound_that_can_be_reached_is_none(
    namespace: str, metric: str, statistic: str, operator: str, threshold: float | None
) -> None:
    assert can_ring(metric, namespace, statistic, operator, threshold)


_TERRAFORM = """
resource "aws_lb" "shop" {
  name = "shop"
}
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  dimensions          = { LoadBalancer = aws_lb.shop.ATTRIBUTE }
  statistic           = "STATISTIC"
  threshold           = 10
  comparison_operator = "GreaterThanThreshold"
}
"""


@pytest.mark.parametrize(
    ("attribute", "statistic", "measured", "rings"),
    [("arn_suffix", "Sum", True, True), ("arn", "Sum", False, True), ("arn_suffix", "Average", True, False)],
)
def test_terraform_tells_both(attribute: str, statistic: str, *, measured: bool, rings: bool) -> None:
    text = _TERRAFORM.replace("ATTRIBUTE", attribute).replace("STATISTIC", statistic)
    (alarm,) = (one for one in readings({"main.tf": text}) if isinstance(one, Alarm))
    assert (alarm.measured, alarm.rings) == (measured, rings)
    assert alarm.where("threshold").start_line == 10
    assert alarm.where("watches").start_line == (7 if measured else 8)


@pytest.mark.parametrize(
    ("service", "threshold", "measured", "rings"),
    [("!GetAtt Api.Name", "80", True, True), ("!Ref Api", "80", False, True), ("api", "80", True, True)],
)
def test_a_template_tells_both(service: str, threshold: str, *, measured: bool, rings: bool) -> None:
    text = f"""
        Resources:
          Api:
            Type: AWS::ECS::Service
            Properties: {{Cluster: main}}
          Cpu:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/ECS
              MetricName: CPUUtilization
              Dimensions:
                - {{Name: ClusterName, Value: main}}
                - {{Name: ServiceName, Value: {service}}}
              Statistic: Average
              Threshold: {threshold}
              ComparisonOperator: GreaterThanThreshold
    """
    (alarm,) = (one for one in read(TEMPLATES, text) if isinstance(one, Alarm))
    assert (alarm.measured, alarm.rings) == (measured, rings)


@pytest.mark.parametrize(
    ("dimension", "threshold", "measured", "rings"),
    [("InstanceId", "80", True, True), ("InstanceName", "80", False, True), ("InstanceId", "100", True, False)],
)
def test_a_command_tells_both(dimension: str, threshold: str, *, measured: bool, rings: bool) -> None:
    text = (
        "aws cloudwatch put-metric-alarm --alarm-name cpu --namespace AWS/EC2 --metric-name CPUUtilization \\\n"
        f"  --dimensions Name={dimension},Value=$ID --statistic Average --threshold {threshold} \\\n"
        "  --comparison-operator GreaterThanThreshold --alarm-actions $TOPIC\n"
    )
    (alarm,) = (one for one in facts_of(Snippet("ops/alarms.sh", text)) if isinstance(one, Alarm))
    assert (alarm.measured, alarm.rings) == (measured, rings)


def test_a_program_tells_no_attribute_and_is_not_accused_of_one() -> None:
    program = """
import * as aws from "@pulumi/aws";
const lb = new aws.lb.LoadBalancer("shop", { subnets: ["a", "b"] });
new aws.cloudwatch.MetricAlarm("errors", {
  namespace: "AWS/ApplicationELB",
  metricName: "HTTPCode_Target_5XX_Count",
  dimensions: { LoadBalancer: lb.arnSuffix },
  statistic: "Sum",
  threshold: 10,
  comparisonOperator: "GreaterThanThreshold",
});
"""
    found = read_files(PULUMI, **{"Pulumi.yaml": "name: shop\nruntime: nodejs\n", "index.ts": program})
    assert [one.measured for one in found if isinstance(one, Alarm)] == [True]


_BARE = """
resource "aws_cloudwatch_metric_alarm" "old" {
  alarm_name          = "old-messages"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  LINE
  threshold           = 600
  comparison_operator = "GreaterThanThreshold"
}
"""


@pytest.mark.parametrize(
    ("line", "measured"),
    [("", False), ('dimensions = { QueueName = "orders" }', True), ("dimensions = var.dimensions", True)],
)
def test_terraform_leaves_the_queue_out(line: str, *, measured: bool) -> None:
    found = readings({"main.tf": _BARE.replace("LINE", line)})
    assert [one.measured for one in found if isinstance(one, Alarm)] == [measured]


@pytest.mark.parametrize(
    ("dimensions", "measured"),
    [("", False), ("\n      Dimensions: [{Name: QueueName, Value: !GetAtt Orders.QueueName}]", True)],
)
def test_a_template_leaves_the_queue_out(dimensions: str, *, measured: bool) -> None:
    text = f"""
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Old:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage{dimensions}
      Threshold: 600
      ComparisonOperator: GreaterThanThreshold
"""
    (alarm,) = (one for one in read(TEMPLATES, text) if isinstance(one, Alarm))
    assert alarm.measured is measured


@pytest.mark.parametrize(
    ("options", "measured"),
    [
        ("", False),
        ("--dimensions Name=QueueName,Value=orders", True),
        ('"${COMMON[@]}"', True),
        ("$EXTRA", True),
        ("--cli-input-json file://alarm.json", True),
    ],
)
def test_a_command_leaves_the_queue_out(options: str, *, measured: bool) -> None:
    text = (
        "aws cloudwatch put-metric-alarm --alarm-name old --namespace AWS/SQS \\\n"
        f"  --metric-name ApproximateAgeOfOldestMessage --statistic Maximum {options} --threshold 600 \\\n"
        "  --comparison-operator GreaterThanThreshold --alarm-actions $TOPIC\n"
    )
    (alarm,) = (one for one in facts_of(Snippet("ops/alarms.sh", text)) if isinstance(one, Alarm))
    assert alarm.measured is measured
