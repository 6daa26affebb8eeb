"""CORS: a bucket per environment with exactly its own origins, and CloudFront alone reads it for the world."""

import pytest

from tests.stacks.synthesized import product, properties, resources, templates


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_the_bucket_of_an_environment_allows_exactly_its_origins(environment: str) -> None:
    template = templates("sweetorder")[f"sweetorder-{environment}"]
    ruled = {
        bucket["BucketName"]: bucket["CorsConfiguration"]["CorsRules"]
        for bucket in properties(template, "AWS::S3::Bucket")
        if "CorsConfiguration" in bucket
    }
    assert set(ruled) == {f"sweetorder-uploads-{environment}"}
    (rule,) = ruled[f"sweetorder-uploads-{environment}"]
    assert tuple(rule["AllowedOrigins"]) == product("sweetorder").environments[environment].origins
    assert not any("*" in origin or "localhost" in origin for origin in rule["AllowedOrigins"])
    assert "DELETE" not in rule["AllowedMethods"]


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_cloudfront_answers_browsers_with_the_same_origins(environment: str) -> None:
    template = templates("sweetorder")[f"sweetorder-{environment}"]
    answers = [
        policy["ResponseHeadersPolicyConfig"]["CorsConfig"]["AccessControlAllowOrigins"]["Items"]
        for policy in properties(template, "AWS::CloudFront::ResponseHeadersPolicy")
        if "CorsConfig" in policy["ResponseHeadersPolicyConfig"]
    ]
    assert [tuple(items) for items in answers] == [product("sweetorder").environments[environment].origins]


def test_the_world_reads_a_bucket_only_through_its_own_distribution() -> None:
    template = templates("sweetorder")["sweetorder-production"]
    opened = [
        statement
        for policy in properties(template, "AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    ]
    distributions = resources(template, "AWS::CloudFront::Distribution")
    assert len(opened) == len(distributions) == 4
    named = {one["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"][1]["Id"]["Ref"] for one in opened}
    assert named == set(distributions)
    assert {one["Action"] for one in opened} == {"s3:GetObject"}


def test_every_bucket_is_closed_encrypted_versioned_and_stays_when_the_stack_goes() -> None:
    for name in ("sweetorder", "ledgerly"):
        for template in templates(name).values():
            for block in resources(template, "AWS::S3::Bucket").values():
                bucket = block["Properties"]
                assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
                assert bucket["BucketEncryption"]
                assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
                assert (block["DeletionPolicy"], block["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_a_product_without_buckets_has_no_distribution_and_no_stack_in_us_east_1() -> None:
    made = templates("ledgerly")
    assert set(made) == {"ledgerly-artifacts", "ledgerly-account", "ledgerly-production"}
    assert resources(made["ledgerly-production"], "AWS::CloudFront::Distribution") == {}
