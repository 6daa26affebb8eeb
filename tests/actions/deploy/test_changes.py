from typing import Any

import pytest

from holdfast.actions.deploy.changes import estimate, loses_data
from holdfast.model.deployment import Act


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def bucket(name: str = "shop", **attributes: Any) -> dict[str, Any]:
    return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}, **attributes}


def test_an_estimate_tells_what_is_new_changed_and_gone_in_the_order_of_names() -> None:
    before = template(Uploads=bucket(), Old=bucket("old"), Same=bucket("same", Metadata={"a": 1}))
    after = template(Uploads=bucket("other"), New=bucket("new"), Same=bucket("same", Metadata={"a": 1}))
    found = [(one.logical_id, one.act, one.properties) for one in estimate(before, after)]
    assert found == [("New", Act.ADD, ()), ("Old", Act.REMOVE, ()), ("Uploads", Act.MODIFY, ("BucketName",))]


def test_an_estimate_names_attributes_that_change_beside_properties() -> None:
    changed = estimate(template(A=bucket()), template(A=bucket(DeletionPolicy="Retain")))
    assert changed[0].properties == ("DeletionPolicy",)


def test_what_is_removed_without_a_policy_loses_its_data() -> None:
    assert estimate(template(A=bucket()), template())[0].loses_data
    assert not estimate(template(A=bucket(DeletionPolicy="Retain")), template())[0].loses_data


@pytest.mark.parametrize(
    ("what", "deployed", "planned", "policy", "lost"),
    [
        ((Act.REMOVE, "AWS::RDS::DBInstance"), {}, {}, "", False),  # RDS takes a last snapshot by itself
        ((Act.REMOVE, "AWS::RDS::DBInstance"), {"DeletionPolicy": "Delete"}, {}, "", True),
        ((Act.REPLACE, "AWS::RDS::DBInstance"), {}, {}, "", True),
        ((Act.REPLACE, "AWS::RDS::DBInstance"), {}, {"UpdateReplacePolicy": "Snapshot"}, "", False),
        ((Act.REPLACE, "AWS::RDS::DBInstance"), {"UpdateReplacePolicy": "Snapshot"}, {}, "", True),
        ((Act.REPLACE, "AWS::EC2::Volume"), {}, {}, "ReplaceAndRetain", False),
        ((Act.REPLACE, "AWS::EC2::Volume"), {}, {"UpdateReplacePolicy": "Retain"}, "ReplaceAndDelete", True),
        ((Act.REMOVE, "AWS::SNS::Topic"), {}, {}, "", False),
        ((Act.MODIFY, "AWS::S3::Bucket"), {}, {}, "", False),
    ],
)
def test_data_is_lost_where_nothing_keeps_it(
    what: tuple[Act, str], deployed: dict[str, str], planned: dict[str, str], policy: str, lost: bool
) -> None:
    act, kind = what
    found = loses_data(act, "It", kind, template(It=deployed), template(It=planned), policy=policy)
    assert found is lost
