"""What CloudFormation refuses, in its words; and what it takes although moto would not."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from tests.rig.cloudformation.support import Stacks, bucket, resource, template, topic

pytestmark = pytest.mark.integration

FIRST = topic("first")
TRUST = {"Version": "2012-10-17", "Statement": []}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (template(A=resource("EC2::Submarine")), "Unrecognized resource types: \\[AWS::EC2::Submarine\\]"),
        (template(A=resource("GameLift::Fleet")), "no handler for \\[AWS::GameLift::Fleet\\]"),
        (template(A=resource("S3::Bucket", BucketName={"Ref": "B"})), "Unresolved resource dependencies \\[B\\]"),
        ({"Resources": {}}, "At least one Resources member must be defined"),
        ({**template(A=FIRST), "Parameters": {"Size": {"Type": "String"}}}, "Parameters: \\[Size\\] must have values"),
    ],
)
def test_a_template_that_cannot_be_makes_no_stack(stacks: Stacks, body: dict[str, Any], problem: str) -> None:
    with pytest.raises(ClientError, match=problem):
        stacks.create("shop", body)

    assert stacks.api.list_stacks()["StackSummaries"] == []


def test_identities_are_only_made_when_the_caller_says_that_they_may_be(stacks: Stacks) -> None:
    role = json.dumps(template(A=resource("IAM::Role", AssumeRolePolicyDocument=TRUST)))
    named = json.dumps(template(A=resource("IAM::Role", RoleName="r", AssumeRolePolicyDocument=TRUST)))

    with pytest.raises(ClientError, match=r"Requires capabilities : \[CAPABILITY_IAM\]"):
        stacks.api.create_stack(StackName="shop", TemplateBody=role)
    with pytest.raises(ClientError, match=r"Requires capabilities : \[CAPABILITY_NAMED_IAM\]"):
        stacks.api.create_stack(StackName="shop", TemplateBody=named, Capabilities=["CAPABILITY_IAM"])
    stacks.api.create_stack(StackName="shop", TemplateBody=role, Capabilities=["CAPABILITY_IAM"])
    assert stacks.state("shop") == "CREATE_COMPLETE"


def test_a_property_that_the_type_does_not_have_fails_the_resource(stacks: Stacks) -> None:
    assert stacks.create("shop", template(A=topic("first", Colour="red"))) == "ROLLBACK_COMPLETE"

    assert "extraneous key [Colour] is not permitted" in stacks.reason("shop", "A", "CREATE_FAILED")


def test_a_name_that_somebody_has_already_fails_the_resource(stacks: Stacks) -> None:
    where = {"LocationConstraint": stacks.aws.region}
    stacks.client("s3").create_bucket(Bucket="shop-files", CreateBucketConfiguration=where)

    assert stacks.create("shop", template(A=bucket("shop-files"))) == "ROLLBACK_COMPLETE"

    assert "AlreadyExists" in stacks.reason("shop", "A", "CREATE_FAILED")
    assert stacks.client("s3").head_bucket(Bucket="shop-files")


def test_a_stack_that_is_there_is_not_made_again_and_one_that_is_not_is_not_updated(stacks: Stacks) -> None:
    stacks.create("shop", template(A=FIRST))

    with pytest.raises(ClientError, match=r"Stack \[shop\] already exists"):
        stacks.create("shop", template(A=FIRST))
    with pytest.raises(ClientError, match="already exists and cannot be created again"):
        stacks.changes("shop", template(A=FIRST), ChangeSetType="CREATE")
    with pytest.raises(ClientError, match="does not exist"):
        stacks.update("shopp", template(A=FIRST))
    stacks.api.delete_stack(StackName="shopp")


def test_the_type_of_a_resource_does_not_change(stacks: Stacks) -> None:
    stacks.create("shop", template(A=FIRST))

    with pytest.raises(ClientError, match="Update of resource type is not permitted"):
        stacks.update("shop", template(A=bucket("shop-files")))


def test_a_template_is_taken_out_of_a_bucket_and_validated_alone(stacks: Stacks) -> None:
    body = json.dumps({**template(A=FIRST), "Description": "d" * 60_000, "Parameters": {"P": {"Type": "String"}}})
    where = {"LocationConstraint": stacks.aws.region}
    stacks.client("s3").create_bucket(Bucket="shop-artifacts", CreateBucketConfiguration=where)
    stacks.client("s3").put_object(Bucket="shop-artifacts", Key="t/a.json", Body=body.encode())
    url = f"https://shop-artifacts.s3.{stacks.aws.region}.amazonaws.com/t/a.json"

    assert stacks.api.validate_template(TemplateURL=url)["Parameters"][0]["ParameterKey"] == "P"
    with pytest.raises(ClientError, match="S3 error"):
        stacks.api.validate_template(TemplateURL=url.replace("a.json", "b.json"))
    with pytest.raises(ClientError, match="length less than or equal to 51200"):
        stacks.api.validate_template(TemplateBody=body)


def test_a_parameter_that_is_no_ones_business_is_not_shown(stacks: Stacks) -> None:
    body = {**template(A=FIRST), "Parameters": {"Key": {"Type": "String", "NoEcho": True}}}
    stacks.create("shop", body, Parameters=[{"ParameterKey": "Key", "ParameterValue": "hush"}])

    assert stacks.describe("shop")["Parameters"] == [{"ParameterKey": "Key", "ParameterValue": "****"}]


def test_secrets_are_read_where_a_template_only_says_where_they_are(stacks: Stacks) -> None:
    stacks.client("secretsmanager").create_secret(Name="shop/x", SecretString='{"title": "from the secret"}')
    stacks.client("ssm").put_parameter(Name="/shop/x", Value="from the parameter", Type="String")
    body = {
        **template(
            A=topic("a", DisplayName="{{resolve:secretsmanager:shop/x:SecretString:title}}"),
            B=topic("b", DisplayName="{{resolve:ssm:/shop/x}}"),
            C=topic("c", DisplayName={"Ref": "Own"}),
        ),
        "Parameters": {"Own": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/shop/x"}},
    }

    assert stacks.create("shop", body) == "CREATE_COMPLETE"
    sns = stacks.client("sns")
    titles = [
        sns.get_topic_attributes(TopicArn=stacks.physical("shop", one))["Attributes"]["DisplayName"] for one in "ABC"
    ]
    assert titles == ["from the secret", "from the parameter", "from the parameter"]
    assert stacks.describe("shop")["Parameters"] == [
        {"ParameterKey": "Own", "ParameterValue": "/shop/x", "ResolvedValue": "from the parameter"}
    ]


@pytest.mark.parametrize(
    ("nowhere", "said"),
    [
        ("{{resolve:secretsmanager:nobody:SecretString:title}}", "Secrets Manager can't find the specified secret"),
        ("{{resolve:ssm:/nobody}}", "Unable to fetch parameters [/nobody]"),
    ],
)
def test_a_secret_that_is_not_there_fails_the_resource_that_names_it(stacks: Stacks, nowhere: str, said: str) -> None:
    assert stacks.create("shop", template(A=topic("a"))) == "CREATE_COMPLETE"

    assert stacks.update("shop", template(A=topic("a", DisplayName=nowhere))) == "UPDATE_ROLLBACK_COMPLETE"

    assert said in stacks.reason("shop", "A", "UPDATE_FAILED")


def test_a_bucket_that_refuses_plain_http_takes_calls_over_tls(stacks: Stacks) -> None:
    refusal = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::shop-files/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    always = {key: value for key, value in refusal.items() if key != "Condition"}

    def policy(statement: dict[str, Any]) -> dict[str, Any]:
        said = {"Version": "2012-10-17", "Statement": [statement]}
        return template(
            Files=bucket("shop-files"),
            Policy=resource("S3::BucketPolicy", Bucket={"Ref": "Files"}, PolicyDocument=said),
        )

    stacks.create("shop", policy(refusal))
    stacks.client("s3").put_object(Bucket="shop-files", Key="a", Body=b"a")

    stacks.update("shop", policy(always))
    with pytest.raises(ClientError, match="403"):
        stacks.client("s3").put_object(Bucket="shop-files", Key="b", Body=b"b")
