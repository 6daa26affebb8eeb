"""What a template's functions come to."""

from typing import Any

import pytest

from holdfast.rig.cloudformation.values import Later, Scope, TemplateError, later, mentioned, resolve

NAMES = {"AWS::Region": "eu-west-1", "Size": "small"}
KNOWN = {"Bucket": "my-bucket"}


def reference(logical: str) -> Any:
    return KNOWN.get(logical) or Later(frozenset({logical}))


def attribute(logical: str, name: str) -> Any:
    return f"{KNOWN[logical]}.{name}" if logical in KNOWN else Later(frozenset({f"{logical}.{name}"}))


SCOPE = Scope(
    names=NAMES,
    mappings={"Sizes": {"small": {"Type": "t3.small"}}},
    conditions={
        "IsSmall": {"Fn::Equals": [{"Ref": "Size"}, "small"]},
        "IsLarge": {"Fn::Not": [{"Condition": "IsSmall"}]},
    },
    reference=reference,
    attribute=attribute,
    exported=lambda name: f"exported {name}",
    zones=lambda region: [f"{region}a", f"{region}c"],
)


@pytest.mark.parametrize(
    ("written", "comes_to"),
    [
        ({"Ref": "Size"}, "small"),
        ({"Ref": "Bucket"}, "my-bucket"),
        ({"Fn::GetAtt": ["Bucket", "Arn"]}, "my-bucket.Arn"),
        ({"Fn::GetAtt": "Bucket.Arn"}, "my-bucket.Arn"),
        ({"Fn::Sub": "s3://${Bucket}/${AWS::Region}/${!Literal}"}, "s3://my-bucket/eu-west-1/${Literal}"),
        ({"Fn::Sub": "${Bucket.Arn}"}, "my-bucket.Arn"),
        ({"Fn::Sub": ["${Own}-${Size}", {"Own": {"Ref": "Bucket"}}]}, "my-bucket-small"),
        ({"Fn::Join": ["/", [{"Ref": "Bucket"}, "a", 1, True]]}, "my-bucket/a/1/true"),
        ({"Fn::Select": ["1", {"Fn::GetAZs": ""}]}, "eu-west-1c"),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Size"}, "Type"]}, "t3.small"),
        ({"Fn::If": ["IsLarge", "large", {"Ref": "Size"}]}, "small"),
        ({"Fn::Base64": "text"}, "dGV4dA=="),
        ({"Fn::ImportValue": "vpc"}, "exported vpc"),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ({"Kept": 1, "Gone": {"Ref": "AWS::NoValue"}}, {"Kept": 1}),
        ([{"Fn::If": ["IsLarge", "x", {"Ref": "AWS::NoValue"}]}, "kept"], ["kept"]),
        ({"Condition": "kept where no condition is called so"}, {"Condition": "kept where no condition is called so"}),
    ],
)
def test_a_function_is_done(written: Any, comes_to: Any) -> None:
    assert resolve(written, SCOPE) == comes_to


@pytest.mark.parametrize(
    "written",
    [
        {"Ref": "New"},
        {"Fn::Join": ["-", ["a", {"Ref": "New"}]]},
        {"Fn::Sub": "a-${New}"},
        {"Deep": [{"Fn::Select": [0, [{"Ref": "New"}]]}]},
    ],
)
def test_what_waits_for_a_resource_says_for_which(written: Any) -> None:
    assert later(resolve(written, SCOPE)) == Later(frozenset({"New"}))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"Fn::Nonsense": "a"}, "Fn::Nonsense is not a function"),
        ({"Fn::FindInMap": ["Sizes", "huge", "Type"]}, "Unable to get mapping for Sizes::huge::Type"),
        ({"Fn::If": ["Absent", 1, 2]}, "unresolved condition dependency Absent"),
    ],
)
def test_a_function_that_cannot_be_done_says_why(written: Any, problem: str) -> None:
    with pytest.raises(TemplateError, match=problem):
        resolve(written, SCOPE)


def test_every_name_is_found_that_a_value_refers_to() -> None:
    written = {
        "A": {"Ref": "One"},
        "B": [{"Fn::GetAtt": ["Two", "Arn"]}, {"Fn::GetAtt": "Three.Arn"}],
        "C": {"Fn::Sub": ["${Four}-${Own}-${!Five}", {"Own": {"Ref": "Six"}}]},
    }

    assert set(mentioned(written)) == {"One", "Two", "Three", "Four", "Six"}
