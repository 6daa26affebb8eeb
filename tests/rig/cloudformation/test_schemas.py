"""What AWS says of its resource types."""

from holdfast.rig.cloudformation.schemas import Schema, schema


def known(kind: str) -> Schema:
    found = schema(kind)
    assert found is not None
    return found


def test_a_block_of_a_network_can_only_be_changed_by_a_new_network() -> None:
    assert "CidrBlock" in known("AWS::EC2::VPC").fixed
    assert "Tags" not in known("AWS::EC2::VPC").fixed


def test_a_type_that_aws_does_not_have_has_no_schema() -> None:
    assert schema("AWS::EC2::Submarine") is None


def test_a_property_that_the_type_does_not_have_is_a_problem_at_any_depth() -> None:
    problems = list(known("AWS::S3::Bucket").problems({"VersioningConfiguration": {"Status": "Enabled", "Sttus": "x"}}))

    assert problems == ["#/VersioningConfiguration: extraneous key [Sttus] is not permitted"]


def test_a_required_property_that_is_missing_is_a_problem() -> None:
    problems = list(known("AWS::IAM::Role").problems({}))

    assert problems == ["#: required key [AssumeRolePolicyDocument] not found"]


def test_passwords_are_never_given_back() -> None:
    assert "MasterUserPassword" in known("AWS::RDS::DBInstance").written_only


def test_the_property_that_holds_tags_is_named_by_the_type() -> None:
    assert known("AWS::Backup::BackupVault").tags == "BackupVaultTags"
    assert not known("AWS::EC2::Route").tags
