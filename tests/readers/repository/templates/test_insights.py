"""Measuring that a template switches off."""

import pytest

from holdfast.model.facts import MetricSource
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read

_DATABASE = """
    AWSTemplateFormatVersion: "2010-09-09"
    Resources:
      Data:
        Type: AWS::RDS::DBInstance
        Properties:
          Engine: postgres
          %s
    """


@pytest.mark.parametrize(
    ("given", "lines"),
    [("EnablePerformanceInsights: false", [7]), ("EnablePerformanceInsights: true", []), ("MultiAZ: true", [])],
)
def test_insights_that_are_switched_off_are_shown_where_they_are(given: str, lines: list[int]) -> None:
    found = [fact for fact in read(READER, _DATABASE % given) if isinstance(fact, MetricSource)]
    assert [(fact.at.start_line, fact.off) for fact in found] == [(line, True) for line in lines]
