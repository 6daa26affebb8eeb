"""Monitoring: every metric of row 10 has an alarm that reaches people, on metrics that are really sent."""

import json

import pytest

from holdfast.host.monitoring.metrics import METRICS, NAMESPACE
from holdfast.model.deployment import Template
from holdfast.model.facts import Watched
from holdfast.readers.repository.monitoring.metrics import watched_by
from tests.stacks.synthesized import every, one, properties, resources, templates

_BY_THE_AGENT = {"mem_used_percent", "disk_used_percent", "swap_used_percent"}
"""What CloudWatch's own agent sends into our namespace."""
_BY_THE_ACCOUNT = {"RootAccountUsage", "AccessKeyAge"}


def alarms(template: Template) -> dict[str, dict[str, object]]:
    return {alarm["AlarmName"]: dict(alarm) for alarm in properties(template, "AWS::CloudWatch::Alarm")}


def watched(template: Template) -> set[Watched]:
    return {watched_by(str(alarm["MetricName"]), str(alarm["Namespace"])) for alarm in alarms(template).values()}


def test_row_10_is_watched_in_production() -> None:
    found = watched(templates("sweetorder")["sweetorder-production"])
    assert found >= {
        Watched.CPU,
        Watched.MEMORY,
        Watched.CREDITS,
        Watched.DISK,
        Watched.STATUS,
        Watched.DATABASE_CONNECTIONS,
        Watched.DATABASE_QUERIES,
        Watched.DATABASE_IO,
        Watched.RESPONSE_TIME,
        Watched.ERROR_RATE,
        Watched.REQUESTS,
        Watched.BUCKET_SIZE,
        Watched.BUCKET_REQUESTS,
        Watched.CERTIFICATE,
        Watched.BACKUP_AGE,
        Watched.UNHEALTHY_HOSTS,
    }
    names = {str(alarm["MetricName"]) for alarm in alarms(templates("sweetorder")["sweetorder-production"]).values()}
    assert names >= {"processes_down", "process_restarts", "process_memory_bytes"}


def test_staging_watches_its_own_postgresql() -> None:
    names = {str(alarm["MetricName"]) for alarm in alarms(templates("sweetorder")["sweetorder-staging"]).values()}
    assert names >= {
        "database_connections_percent",
        "database_query_time",
        "database_blocks_read",
        "database_size_bytes",
        "backup_age_seconds",
    }


def test_every_metric_of_ours_that_is_watched_is_one_that_hosts_send() -> None:
    sent = {name for name, metric in METRICS.items() if metric.in_cloudwatch} | _BY_THE_AGENT | _BY_THE_ACCOUNT
    ours = {
        str(alarm["MetricName"])
        for template in every()
        for alarm in alarms(template).values()
        if alarm["Namespace"] == NAMESPACE
    }
    assert ours <= sent


def test_metrics_of_hosts_have_the_dimensions_that_hosts_give_them() -> None:
    template = templates("sweetorder")["sweetorder-staging"]
    for alarm in alarms(template).values():
        if alarm["Namespace"] == NAMESPACE:
            assert alarm["Dimensions"] == [
                {"Name": "Product", "Value": "sweetorder"},
                {"Name": "Environment", "Value": "staging"},
            ]


def test_each_alarm_says_what_no_data_means_and_why_and_calls_the_topic_both_ways() -> None:
    for template in every():
        for alarm in alarms(template).values():
            assert alarm["TreatMissingData"] in {"breaching", "notBreaching", "ignore"}
            assert "No data: " in str(alarm["AlarmDescription"])
            assert alarm["AlarmActions"] == alarm["OKActions"]
            assert len(alarm["AlarmActions"]) == 1  # type: ignore[arg-type]


def test_silence_rings_where_silence_is_the_fault() -> None:
    made = alarms(templates("sweetorder")["sweetorder-production"])
    rings = {
        name.removeprefix("sweetorder-production-")
        for name, one in made.items()
        if one["TreatMissingData"] == "breaching"
    }
    assert rings == {"agent", "hosts", "backup-age"}


@pytest.mark.parametrize("stack", ["sweetorder-account", "sweetorder-account-edge"])
def test_the_topic_reaches_people_by_mail_and_services_only_of_this_account_send_to_it(stack: str) -> None:
    template = templates("sweetorder")[stack]
    (mail,) = properties(template, "AWS::SNS::Subscription")
    assert (mail["Protocol"], mail["Endpoint"]) == ("email", "oncall@sweetorders.com")
    publish, tls = one(template, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    assert publish["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert tls["Effect"] == "Deny"


def test_one_slack_channel_hears_the_topics_of_both_regions_and_may_do_nothing() -> None:
    template = templates("sweetorder")["sweetorder-account"]
    channel = one(template, "AWS::Chatbot::SlackChannelConfiguration")
    assert len(channel["SnsTopicArns"]) == 2
    assert "us-east-1" in str(channel["SnsTopicArns"])
    assert "AWSDenyAll" in str(channel["GuardrailPolicies"])
    assert properties(templates("ledgerly")["ledgerly-account"], "AWS::Chatbot::SlackChannelConfiguration") == []


def test_the_topic_is_there_before_the_alarms_that_call_it() -> None:
    for stack in ("sweetorder-production", "sweetorder-staging", "sweetorder-production-edge"):
        wanted = {"sweetorder-account-edge", "sweetorder-account"}
        assert wanted <= set(templates("sweetorder")[stack].depends_on)


def test_one_dashboard_shows_every_metric_that_is_watched() -> None:
    template = templates("ledgerly")["ledgerly-production"]
    body = one(template, "AWS::CloudWatch::Dashboard")["DashboardBody"]
    text = "".join(part if isinstance(part, str) else "TOKEN" for part in body["Fn::Join"][1])
    widgets = json.loads(text)["widgets"]
    assert len(widgets) == len(resources(template, "AWS::CloudWatch::Alarm"))
    places = {(widget["x"], widget["y"]) for widget in widgets}
    assert len(places) == len(widgets)
