"""Templates as they are given."""

import json
from typing import Any

import pytest

from holdfast.rig.cloudformation.template import parse
from holdfast.rig.cloudformation.values import TemplateError
from tests.rig.cloudformation.support import bucket, resource, template


def test_resources_come_after_all_that_they_depend_on() -> None:
    body = template(
        Last=resource("SNS::Topic", needs="Middle"),
        Middle=resource("SNS::Topic", TopicName={"Fn::Sub": "${First}-x"}),
        First=resource("S3::Bucket"),
    )

    assert parse(json.dumps(body)).order({"First", "Middle", "Last"}) == ["First", "Middle", "Last"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no json", "JSON not well-formed"),
        ("[]", "At least one Resources member must be defined"),
        ('{"Resources": {}}', "At least one Resources member must be defined"),
        (
            json.dumps({"Resorces": {}, **template(A=bucket("a"))}),
            "Invalid template property or properties \\[Resorces\\]",
        ),
        (json.dumps({"Resources": {"A": {"Properties": {}}}}), "must contain a Type member"),
        (json.dumps(template(A={**bucket("a"), "Typo": 1})), "Invalid template resource property 'Typo'"),
        (json.dumps(template(A=bucket("a", needs="B"))), "Unresolved resource dependencies \\[B\\] in the Resources"),
        (
            json.dumps(template({"X": {"Ref": "B"}}, A=bucket("a"))),
            "Unresolved resource dependencies \\[B\\] in the Outputs",
        ),
        (
            json.dumps(template(A=bucket("a", needs="B"), B=bucket("b", needs="A"))),
            "Circular dependency between resources: \\[A, B\\]",
        ),
        (json.dumps(template(A=bucket("a" * 52_000))), "length less than or equal to 51200"),
    ],
)
def test_a_template_that_cannot_be_is_refused_in_cloudformations_words(text: str, problem: str) -> None:
    with pytest.raises(TemplateError, match=problem):
        parse(text)


def test_a_template_that_comes_out_of_a_bucket_may_be_larger() -> None:
    assert parse(json.dumps(template(A=bucket("a" * 52_000))), inline=False).resources


def with_parameters(**declared: dict[str, Any]) -> str:
    return json.dumps({**template(A=bucket("a")), "Parameters": declared})


def test_parameters_take_what_is_given_or_their_defaults() -> None:
    found = parse(
        with_parameters(A={"Type": "String", "Default": "x"}, B={"Type": "Number"}, C={"Type": "CommaDelimitedList"})
    )

    assert found.values({"B": "3", "C": "a, b"}) == {"A": "x", "B": "3", "C": ["a", "b"]}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "Parameters: \\[Size\\] must have values"),
        ({"Size": "small", "Typo": "x"}, "Parameters: \\[Typo\\] do not exist in the template"),
        ({"Size": "huge"}, "Parameter 'Size' must be one of AllowedValues \\[small\\]"),
    ],
)
def test_values_that_do_not_fit_the_parameters_are_refused(given: dict[str, str], problem: str) -> None:
    found = parse(with_parameters(Size={"Type": "String", "AllowedValues": ["small"]}))

    with pytest.raises(TemplateError, match=problem):
        found.values(given)
