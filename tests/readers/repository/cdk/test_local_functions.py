"""Functions of a CDK program that stand within a method or a constructor, and which that calls by name."""

import pytest

from holdfast.model.facts import Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk import READER
from tests.readers.repository.cdk.test_cdk import stack

_FUNCTION = "const api = new lambda.Function(this, 'Api', { runtime: lambda.Runtime.NODEJS_20_X });"
_ALARM = """
    const tells = (id: string, metric: cloudwatch.IMetric) => {
      new cloudwatch.Alarm(this, id, { metric, threshold: 1, evaluationPeriods: 1 })
        .addAlarmAction(new actions.SnsAction(topic));
    };
"""
_TOPIC = "const topic = new sns.Topic(this, 'Alarms');"


def alarms(body: str) -> list[str]:
    return [line for line in stack(body) if line.startswith("Alarm ")]


def watched(body: str) -> list[str]:
    return [word for line in alarms(body) for word in line.split() if word.startswith("watches=")]


def test_each_call_makes_an_alarm_of_its_own() -> None:
    calls = "tells('Errors', api.metricErrors());\ntells('Slow', api.metricDuration());"
    found = alarms(f"{_TOPIC}\n{_FUNCTION}{_ALARM}{calls}")
    assert [one.split(" name=")[1].split()[0] for one in found] == ["Errors", "Slow"]
    assert watched(f"{_TOPIC}\n{_FUNCTION}{_ALARM}{calls}") == ["watches=error-rate", "watches=response-time"]


def test_one_within_a_method_sees_what_the_method_is_given() -> None:
    method = "}\nprivate watch(api: lambda.Function) {" + _ALARM + "tells('Errors', api.metricErrors());"
    assert watched(f"{_TOPIC}\n{_FUNCTION}\nthis.watch(api);{method}") == ["watches=error-rate"]


def test_one_that_is_handed_to_somebody_makes_what_it_makes_once() -> None:
    assert len(alarms(f"{_TOPIC}\n{_FUNCTION}{_ALARM}later(tells);")) == 1


def test_one_that_calls_itself_ends() -> None:
    body = "const again = (id: string) => { new sqs.Queue(this, id); again(id); };\nagain('Jobs');"
    assert isinstance(stack(body), list)


PYTHON = """
from aws_cdk import Stack, aws_rds as rds, aws_ec2 as ec2
class Store(Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)
        rds.DatabaseInstance(self, "Db", instance_type=self._size(), multi_az=True)

    def _size(self):
{body}
"""
MICRO = "ec2.InstanceType.of(ec2.InstanceClass.BURSTABLE3, ec2.InstanceSize.MICRO)"


@pytest.mark.parametrize(
    "body",
    [
        f"        return {MICRO}",
        f'        sizes = {{\n            "small": {MICRO},\n        }}\n        return sizes["small"]',
        f'        sizes = {{\n            "small": {MICRO},\n        }}\n        return sizes.get("small", None)',
    ],
)
def test_what_a_method_gives_is_shown_where_it_is_written_beside_where_it_is_taken(body: str) -> None:
    text = PYTHON.replace("{body}", body)
    (database,) = (one for one in READER.read(Snippet("app.py", text)) if isinstance(one, Database))
    assert database.instance_class == "db.t3.micro"
    assert "MICRO" in text.splitlines()[database.places["instance_class"].start_line - 1]
    assert database.places["instance_class taken"].start_line == 6
