"""What moto lacks of CloudWatch: alarms over alarms."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.wire import Answerer, Call


def _composite(call: Call) -> Mapping[str, Any]:
    """Give it to moto, which keeps composite alarms among the others and only lacks the call."""
    from moto.cloudwatch.models import cloudwatch_backends

    given = call.given
    backend: Any = cloudwatch_backends[call.account][call.region]
    alarm = backend.put_metric_alarm(
        name=str(given["AlarmName"]),
        namespace=None,
        metric_name=None,
        metric_data_queries=[],
        comparison_operator=None,
        evaluation_periods=None,
        datapoints_to_alarm=None,
        period=None,
        threshold=None,
        statistic=None,
        extended_statistic=None,
        description=given.get("AlarmDescription"),
        dimensions=[],
        alarm_actions=list(given.get("AlarmActions", ())),
        ok_actions=list(given.get("OKActions", ())),
        insufficient_data_actions=list(given.get("InsufficientDataActions", ())),
        unit=None,
        actions_enabled=given.get("ActionsEnabled", True),
        treat_missing_data=None,
        evaluate_low_sample_count_percentile=None,
        threshold_metric_id=None,
        rule=str(given["AlarmRule"]),
        tags=list(given.get("Tags", ())),
    )
    # Fields that moto's alarm has no arguments for; its answers look for attributes of these names.
    for name in ("ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"):
        setattr(alarm, name, given.get(name))
    return {}


ANSWERERS: dict[str, dict[str, Answerer]] = {"monitoring": {"PutCompositeAlarm": _composite}}
