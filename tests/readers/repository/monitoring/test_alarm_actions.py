"""Which actions of an alarm tell nobody."""

from textwrap import dedent

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, MetricSource
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.alarm_actions import only_acts
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("action", "silent"),
    [
        ("arn:aws:autoscaling:eu-west-1:1:scalingPolicy:x:autoScalingGroupName/web:policyName/out", True),
        ("arn:aws:automate:eu-west-1:ec2:recover", True),
        ("${ScaleOutPolicyArn}", True),
        ("$SCALING_POLICY", True),
        ("arn:aws:sns:eu-west-1:1:scaling-alerts", False),
        ("$TOPIC_ARN", False),
        ("arn:aws:lambda:eu-west-1:1:function:page-oncall", False),
        ("", False),
    ],
)
def test_what_adds_hosts_or_restarts_one_tells_nobody(action: str, *, silent: bool) -> None:
    assert only_acts(action) is silent


@pytest.mark.parametrize(
    ("actions", "sort"),
    [
        ('"$SCALE_OUT_ARN"', MetricSource),
        ("arn:aws:automate:us-east-1:ec2:reboot", MetricSource),
        ('"$SCALE_OUT_ARN" "$TOPIC_ARN"', Alarm),
        ('"$OPS_TOPIC"', Alarm),
    ],
)
def test_an_alarm_that_a_script_makes_for_a_policy_alone_only_measures(actions: str, sort: type) -> None:
    text = f"""\
        aws cloudwatch put-metric-alarm --alarm-name cpu --metric-name CPUUtilization \\
          --namespace AWS/EC2 --threshold 70 \\
          --alarm-actions {actions}
    """
    said = list(facts_of(Snippet("ops/alarms.sh", dedent(text), kind=EvidenceKind.CODED)))
    told = [fact for fact in said if isinstance(fact, (Alarm, MetricSource))]
    assert [type(fact) for fact in told] == [sort]
    if sort is MetricSource:
        assert told[0].places["alarms"].start_line == 3
