"""Alarms that a plugin of the Serverless Framework makes."""

import pytest

from holdfast.model.facts import Alarm, Topic
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told

FILE = """
    service: shop
    provider: {name: aws, runtime: nodejs20.x}
    plugins: [PLUGIN]
    custom:
      alerts:
        TOPICS
        alarms:
          - functionErrors
          - functionDuration
    functions:
      api:
        handler: src/api.handler
        alarms: [functionThrottles]
        events: [{httpApi: '*'}]
"""
_CALLS = "topics: {alarm: {topic: shop-alarms, notifications: [{protocol: email, endpoint: ops@shop.example}]}}"


def _watched(topics: str, plugin: str = "serverless-plugin-aws-alerts") -> list[str]:
    text = FILE.replace("TOPICS", topics).replace("PLUGIN", plugin)
    return told(one for one in read(READER, text, "serverless.yml") if isinstance(one, (Alarm, Topic)))


def test_each_alarm_is_told_with_the_topic_that_it_calls() -> None:
    assert _watched(_CALLS) == [
        "Alarm 8 watches=function-errors name=functionErrors notifies=True",
        "Alarm 9 watches=function-duration name=functionDuration notifies=True",
        "Alarm 13 watches=other name=functionThrottles notifies=True",
        "Topic 6 name=shop-alarms subscribers=(email) for_alarms=True",
    ]


@pytest.mark.parametrize("topics", ["stages: [prod]", "topics: {ok: shop-fine}"])
def test_without_a_topic_for_alarms_nobody_is_called(topics: str) -> None:
    assert _watched(topics)[0] == "Alarm 8 watches=function-errors name=functionErrors notifies=False"


def test_what_no_plugin_reads_makes_no_alarm() -> None:
    assert _watched(_CALLS, plugin="serverless-offline") == []
