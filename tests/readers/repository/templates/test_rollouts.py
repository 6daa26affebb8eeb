"""Services of containers in templates whose releases take down what serves before anything is up in its place."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import places, read, told

_SERVICE = """
    Resources:
      Api:
        Type: AWS::ECS::Service
        Properties:
          DesiredCount: 1
          DeploymentConfiguration: {MaximumPercent: 100, MinimumHealthyPercent: %s}
          %s
"""
_BALANCED = "LoadBalancers: [{ContainerName: api, TargetGroupArn: !Ref Group}]"


@pytest.mark.parametrize(
    ("least", "more", "stops"),
    [
        ("0", _BALANCED, True),
        ("50", _BALANCED, False),
        ("0", "ServiceName: worker", False),
        ("0", f"DeploymentController: {{Type: CODE_DEPLOY}}\n          {_BALANCED}", False),
        ("0", f"SchedulingStrategy: DAEMON\n          {_BALANCED}", False),
    ],
)
def test_a_service_that_is_asked_and_of_which_nothing_has_to_stay_stops_first(
    least: str, more: str, stops: bool
) -> None:
    faults = [one for one in told(read(READER, _SERVICE % (least, more))) if one.startswith("ScriptFault")]
    expected = "ScriptFault 6 activity=deploy form=stopped-before-start command=MinimumHealthyPercent: 0"
    assert faults == ([expected] if stops else [])


@pytest.mark.parametrize(("tag", "open_"), [(":latest", True), ("", True), (":16", False)])
def test_a_database_beside_the_application_tells_where_its_version_is_left_open(tag: str, open_: bool) -> None:
    text = f"""
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - {{Name: api, Image: "example.com/api:1"}}
                - Name: db
                  Image: postgres{tag}
    """
    (database,) = (one for one in read(READER, text) if type(one).__name__ == "Database")
    assert places(database).get("version") == ("8" if open_ else None)
