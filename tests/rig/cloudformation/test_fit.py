"""Between a template's properties and a call's parameters."""

from typing import Any

from botocore.session import Session  # type: ignore[import-untyped]

from holdfast.rig.cloudformation.fit import filled, fitted, unwrapped


def shape(service: str, name: str) -> Any:
    return Session().get_service_model(service).shape_for(name)


def test_texts_become_what_the_call_wants_and_names_are_found_whatever_their_case() -> None:
    given = {"AutoScalingGroupName": "g", "MinSize": "2", "NewInstancesProtectedFromScaleIn": "true", "Unknown": 1}

    assert fitted(given, shape("autoscaling", "CreateAutoScalingGroupType")) == {
        "AutoScalingGroupName": "g",
        "MinSize": 2,
        "NewInstancesProtectedFromScaleIn": True,
    }
    assert fitted({"ApplicationName": "a"}, shape("codedeploy", "CreateApplicationInput")) == {"applicationName": "a"}


def test_documents_become_texts() -> None:
    given = {"RoleName": "r", "AssumeRolePolicyDocument": {"Version": "2012-10-17"}}

    assert fitted(given, shape("iam", "CreateRoleRequest"))["AssumeRolePolicyDocument"] == '{"Version": "2012-10-17"}'


def test_lists_are_counted_where_cloudfront_wants_it_and_plain_again_when_they_come_back() -> None:
    counted = fitted({"Items": ["GET"]}, shape("cloudfront", "ResponseHeadersPolicyAccessControlAllowMethods"))

    assert counted == {"Quantity": 1, "Items": ["GET"]}
    assert fitted(["a.example"], shape("cloudfront", "Aliases")) == {"Quantity": 1, "Items": ["a.example"]}
    assert unwrapped({"Aliases": {"Quantity": 1, "Items": ["a.example"]}, "Others": {"Quantity": 0}}) == {
        "Aliases": ["a.example"],
        "Others": [],
    }


def test_tags_become_maps_or_are_named_as_the_service_names_them() -> None:
    tags = [{"Key": "a", "Value": "b"}]

    assert fitted(tags, shape("backup", "Tags")) == {"a": "b"}
    assert fitted(tags, shape("chatbot", "Tags")) == [{"TagKey": "a", "TagValue": "b"}]


def test_names_are_filled_in_and_one_that_stands_alone_stays_what_it_is() -> None:
    names = {"id": "x", "tags": [1]}

    assert filled({"A": ["{id}", "arn:{id}:y"], "B": "{tags}", "C": True}, names) == {
        "A": ["x", "arn:x:y"],
        "B": [1],
        "C": True,
    }
