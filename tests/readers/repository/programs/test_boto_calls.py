"""What programs in Python set up with AWS's SDK."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import Database, Deployment, ExposedSecret, Ingress, Instance, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.boto_calls import READER

OPENED = """
import boto3
ec2 = boto3.client("ec2")
def open(group):
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ],
    )
"""
KEPT = """
import boto3
boto3.client("rds").create_db_instance(
    DBInstanceIdentifier="shop", Engine="postgres", DBInstanceClass="db.m6g.large",
    BackupRetentionPeriod=30, MultiAZ=True, MasterUserPassword={0},
)
"""


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("setup_aws.py", True),
        ("scripts/create_infra.py", True),
        ("setup.py", False),
        ("tests/create_bucket.py", False),
        ("app/launch.py", False),
        ("server.py", False),
    ],
)
def test_programs_that_set_something_up_are_known_by_their_names(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted


def test_a_call_is_read_as_the_command_that_does_the_same() -> None:
    [opened] = [one for one in READER.read(Snippet("setup_aws.py", OPENED)) if isinstance(one, Ingress)]
    started = 'import boto3\nboto3.resource("ec2").create_instances(MinCount=1, MaxCount=2, InstanceType="t3.small")\n'
    [instance] = [one for one in READER.read(Snippet("setup_aws.py", started)) if isinstance(one, Instance)]

    assert (opened.at.start_line, opened.at.end_line) == (5, 10)
    assert (instance.at.start_line, instance.instance_type, instance.count) == (2, "t3.small", 2)


def test_a_database_has_what_its_call_gives_it_and_no_quoted_password() -> None:
    found = list(READER.read(Snippet("setup_aws.py", KEPT.format('"Gr8-Orchid_91x"'))))
    [database] = [one for one in found if isinstance(one, Database)]

    assert (database.multi_az, database.retention_days) == (True, 30)
    assert any(isinstance(one, ExposedSecret) for one in found)
    assert "Orchid" not in repr(found)
    named = READER.read(Snippet("setup_aws.py", KEPT.format('os.environ["PASSWORD"]')))
    assert not any(isinstance(one, ExposedSecret) for one in named)


def test_what_stands_behind_a_call_with_a_text_of_many_lines_keeps_its_line() -> None:
    text = f'import boto3\nec2.run_instances(UserData="""#!/bin/bash\nROWS\n""")\n{OPENED}'
    for rows in ("yum update", r"yum update\nyum clean"):
        found = READER.read(Snippet("setup_aws.py", text.replace("ROWS", rows)))
        assert [one.at.start_line for one in found if isinstance(one, Ingress)] == [9]


GROUPED = """
import boto3
def group(ids):
    client = boto3.Session().client("autoscaling")
    client.create_auto_scaling_group(
        AutoScalingGroupName="web", MinSize=1, MaxSize=4, TargetGroupARNs=[ids.pop()],
        AvailabilityZones=["eu-west-1a", "eu-west-1b"], VPCZoneIdentifier=",".join(ids),
    )
def release():
    client = boto3.Session().client("codedeploy")
    client.create_deployment(
        applicationName="shop", deploymentGroupName="web",
        revision={"revisionType": "GitHub", "gitHubLocation": {"commitId": os.environ["COMMIT_SHA"]}},
    )
"""


def test_functions_that_call_their_clients_alike_mean_each_its_own() -> None:
    found = list(READER.read(Snippet("deploy/release.py", GROUPED)))
    [group] = [one for one in found if isinstance(one, Workload)]
    [release] = [one for one in found if isinstance(one, Deployment)]

    assert (group.minimum, group.maximum, group.zones, group.behind_load_balancer) == (1, 4, 2, True)
    assert (release.method, release.identity, release.at.start_line) == ("codedeploy", "commit", 11)


def test_what_is_no_python_is_a_gap() -> None:
    assert [type(one) for one in READER.read(Snippet("setup_aws.py", "import boto3\ndef (\n"))] == [Gap]
    deep = f"import boto3\nx{'.a()' * 900}.run_instances(ImageId='a')\n"
    assert [type(one) for one in READER.read(Snippet("setup_aws.py", deep))] == [Gap]
    assert list(READER.read(Snippet("setup_aws.py", "import boto3\ns3.put_object(Bucket='a')\n"))) == []


@pytest.mark.parametrize(("tags", "last"), [(25, 35), (60, 43)])
def test_a_call_is_shown_whole_as_far_as_a_place_may_reach(tags: int, last: int) -> None:
    rows = "\n".join(f'        {{"Key": "part-{number}", "Value": "shop"}},' for number in range(tags))
    text = f"""
import boto3
group = boto3.client("autoscaling")
group.create_auto_scaling_group(
    AutoScalingGroupName="shop",
    MinSize=1,
    MaxSize=1,
    Tags=[
{rows}
    ],
)
"""
    [found] = [one for one in READER.read(Snippet("deploy/create_group.py", text)) if isinstance(one, Workload)]
    assert (found.at.start_line, found.at.end_line) == (4, last)
