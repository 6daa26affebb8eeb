"""Jobs that the clock starts to look how the product is."""

from textwrap import indent

import pytest

from holdfast.model.facts import MetricSource
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_CLOCK = "on: {schedule: [{cron: '0 */6 * * *'}]}\njobs:\n  look:\n    runs-on: ubuntu-latest\n    steps:\n"
_LOOK = "- name: Check the database\n  run: |\n    aws rds describe-db-instances --query x --output text\n"
_SAY = "- name: Check its room\n  run: |\n    used=$(aws rds describe-db-instances --output text)\n    echo $used\n"


def found(steps: str, head: str = _CLOCK, name: str = "database-monitor.yml") -> list[tuple[int, int | None, str]]:
    files = {f".github/workflows/{name}": head + indent(steps, "      ")}
    facts = [one for one in read_files(READER, **files) if isinstance(one, MetricSource)]
    assert all(one.by_hand and one.places["alarms"] == one.at for one in facts)
    return [(one.at.start_line, one.at.end_line, one.system) for one in facts]


def test_a_job_that_only_prints_what_aws_says_is_looked_at_by_hand() -> None:
    assert found(_LOOK) == [(6, 8, "aws rds describe-db-instances")]
    assert found(_LOOK + _SAY) == [(6, 12, "aws rds describe-db-instances")]
    asked = "- run: aws --region us-east-1 cloudwatch get-metric-statistics --period 60\n"
    assert found(asked) == [(6, 6, "aws cloudwatch get-metric-statistics")]
    warned = '- run: |\n    s=$(aws ecs describe-services)\n    if [ "$s" != ACTIVE ]; then echo bad; fi\n'
    assert found(warned) == [(6, 8, "aws ecs describe-services")]


@pytest.mark.parametrize(
    "steps",
    [
        _LOOK + "- run: exit 1\n",
        _LOOK + "- run: aws sns publish --topic-arn $TOPIC --message down\n",
        _LOOK + "- uses: 8398a7/action-slack@v3\n",
        _LOOK + "- run: curl -d down $SLACK_URL\n",
        _LOOK + "- run: aws rds create-db-snapshot --db-instance-identifier shop\n",
        _LOOK + "- run: aws ecs update-service --service shop --force-new-deployment\n",
        "- name: Check\n  run: npm audit\n",
    ],
)
def test_a_job_that_fails_tells_or_does_more_is_none(steps: str) -> None:
    assert found(steps) == []


def test_a_job_that_nothing_starts_by_the_clock_or_that_is_for_something_else_is_none() -> None:
    assert found(_LOOK, _CLOCK.replace("schedule: [{cron: '0 */6 * * *'}]", "push:")) == []
    assert found("- run: aws ec2 describe-images\n", _CLOCK.replace("look:", "images:"), "images.yml") == []
