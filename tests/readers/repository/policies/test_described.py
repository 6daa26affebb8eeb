"""Answers of AWS that somebody kept."""

from dataclasses import replace

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.policies.reader import READER

from ..templates.support import places, read, snippet, told

_DATABASES = """
    {
      "DBInstances": [
        {
          "DBInstanceIdentifier": "shop",
          "DBInstanceClass": "db.t4g.micro",
          "Engine": "postgres",
          "BackupRetentionPeriod": 1,
          "MultiAZ": false,
          "PubliclyAccessible": true,
          "DeletionProtection": false,
          "StorageEncrypted": true
        },
        {
          "DBInstanceIdentifier": "old",
          "DBInstanceStatus": "deleting",
          "Engine": "mysql"
        }
      ]
    }
    """
_MACHINES = """
    {"Reservations": [{"Instances": [
      {"InstanceId": "i-1", "InstanceType": "t3.small", "State": {"Name": "running"},
       "Tags": [{"Key": "Name", "Value": "shop"}]},
      {"InstanceId": "i-2", "InstanceType": "t3.large", "State": {"Name": "terminated"}}
    ]}]}
    """


def test_a_list_of_databases_tells_how_they_were_made() -> None:
    [database] = read(READER, _DATABASES, "rds.json")
    [line] = told([database])
    assert line.startswith("Database 3 engine=postgresql placement=rds name=shop instance_class=db.t4g.micro")
    assert "multi_az=False retention_days=1" in line
    assert "final_snapshot" not in line
    assert places(database)["retention_days"] == "7"


def test_a_cluster_has_as_many_members_as_are_listed() -> None:
    text = '{"DBClusters": [{"DBClusterIdentifier": "shop", "Engine": "aurora-mysql", "DBClusterMembers": [%s]}]}'
    one, two = (told(read(READER, text % members, "db.json"))[0] for members in ("{}", "{}, {}"))
    assert "multi_az=False" in one
    assert "multi_az=True" in two


def test_a_list_of_machines_tells_those_that_are_there() -> None:
    [line] = told(read(READER, _MACHINES, "ec2.json"))
    assert line.startswith("Instance 2 name=shop instance_type=t3.small")


def test_an_answer_that_a_guide_shows_is_an_example() -> None:
    for text in (_DATABASES, _MACHINES):
        shown = replace(snippet(text, "guide.md"), kind=EvidenceKind.INSTRUCTED)
        assert [*READER.read(shown)] == []
