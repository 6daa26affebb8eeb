import pytest

from holdfast.actions.deploy.causes import KNOWN, cause_of
from holdfast.reports.catalogue import LOCALES, Catalogue, Locale
from holdfast.reports.plan_outcome import cause_text

REASONS = [
    (
        "AWS::IAM::Role",
        (
            "API: iam:CreateRole User: arn:aws:sts::123456789012:assumed-role/ci/x is not authorized to perform: "
            "iam:CreateRole on resource: arn:aws:iam::123456789012:role/shop because no identity-based policy allows it"
        ),
        "denied",
        {"action": "iam:CreateRole", "resource": "arn:aws:iam::123456789012:role/shop"},
    ),
    (
        "AWS::EC2::LaunchTemplate",
        "API: ec2:CreateLaunchTemplate You are not authorized to perform this operation.",
        "denied",
        {"action": "ec2:CreateLaunchTemplate"},
    ),
    ("AWS::SNS::Topic", "The security token included in the request is expired (Service: Sns)", "expired", {}),
    ("AWS::S3::Bucket", "shop-uploads already exists", "bucket-taken", {"name": "shop-uploads"}),
    (
        "AWS::S3::Bucket",
        "Resource of type 'AWS::S3::Bucket' with identifier 'shop-uploads' already exists.",
        "bucket-taken",
        {"name": "shop-uploads"},
    ),
    (
        "AWS::IAM::Role",
        "shop-host already exists in stack arn:aws:cloudformation:eu-west-1:1:stack/other/1",
        "exists",
        {"stack": "arn:aws:cloudformation:eu-west-1:1:stack/other/1"},
    ),
    (
        "AWS::CloudFront::Distribution",
        "One or more of the CNAMEs you provided are already associated with a different resource.",
        "alias-taken",
        {},
    ),
    ("AWS::EC2::VPC", "The maximum number of VPCs has been reached. (Service: Ec2)", "quota", {"what": "VPCs"}),
    (
        "AWS::AutoScaling::AutoScalingGroup",
        "You have requested more vCPU capacity than your current vCPU limit of 5 allows: VcpuLimitExceeded",
        "quota",
        {},
    ),
    (
        "AWS::EC2::Instance",
        (
            "Your requested instance type (t4g.medium) is not supported in your requested Availability Zone "
            "(ap-northeast-2d)."
        ),
        "not-offered",
        {"type": "t4g.medium"},
    ),
    (
        "AWS::RDS::DBInstance",
        "RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t4g.medium",
        "not-offered",
        {},
    ),
    (
        "AWS::RDS::DBInstance",
        "Cannot find version 16.99 for postgres",
        "version",
        {"version": "16.99", "engine": "postgres"},
    ),
    (
        "AWS::EC2::Instance",
        "We currently do not have sufficient t4g.medium capacity in the Availability Zone you requested",
        "capacity",
        {},
    ),
    ("AWS::Route53::RecordSet", "No hosted zone found with ID: Z1", "zone", {}),
    ("AWS::Route53::RecordSet", "RRSet with DNS name a.example. is not permitted in zone b.example.", "zone", {}),
    (
        "AWS::CertificateManager::Certificate",
        "Resource timed out waiting for validation: Exceeded attempts to wait",
        "certificate-timeout",
        {},
    ),
    ("AWS::CertificateManager::Certificate", "Certificate failed: CAA_ERROR", "certificate", {"detail": "CAA"}),
    (
        "AWS::AutoScaling::AutoScalingGroup",
        "Received 1 FAILURE signal(s) out of 2. Unable to satisfy 100% MinSuccessfulInstancesPercent requirement",
        "unhealthy-hosts",
        {},
    ),
    ("AWS::S3::Bucket", "The bucket you tried to delete is not empty", "full-bucket", {}),
    (
        "AWS::RDS::DBInstance",
        "Cannot delete protected DB Instance, please disable deletion protection",
        "protected",
        {},
    ),
    ("AWS::CloudWatch::Alarm", "Rate exceeded (Service: CloudWatch, Status Code: 400)", "throttled", {}),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Resource did not stabilize in the time expected", "not-stable", {}),
    ("AWS::SSM::Parameter", "The moon is in the wrong house", "other", {}),
]


@pytest.mark.parametrize(("kind", "reason", "key", "params"), REASONS)
def test_a_reason_of_aws_becomes_a_known_cause(kind: str, reason: str, key: str, params: dict[str, str]) -> None:
    found = cause_of("Thing", kind, reason)
    assert (found.key, dict(found.params)) == (key, params)
    assert found.reason == reason


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", [*(one.key for one in KNOWN), "other"])
def test_every_known_cause_has_its_plain_words(locale: Locale, key: str) -> None:
    kind, reason = next(((kind, reason) for kind, reason, found, _ in REASONS if found == key), ("", ""))
    if not kind:
        assert key == "linked-role"
        return
    text = cause_text(cause_of("Thing", kind, reason), Catalogue(locale))
    assert len(text) > 15
    assert "{" not in text
