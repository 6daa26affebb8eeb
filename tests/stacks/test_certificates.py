"""Certificates: CloudFront's in us-east-1, handed on by value; the load balancer's at home; each watched."""

from holdfast.model.deployment import Source
from tests.stacks.synthesized import one, properties, resources, templates


def test_cloudfronts_certificate_lies_in_us_east_1_and_is_handed_on_by_value() -> None:
    made = templates("sweetorder")
    edge, home = made["sweetorder-production-edge"], made["sweetorder-production"]
    assert edge.region == "us-east-1"
    assert home.region == "ap-northeast-1"
    assert home.parameters["DistributionCertificateArn"] == Source(
        stack="sweetorder-production-edge", output="DistributionCertificateArn"
    )
    assert "DistributionCertificateArn" in edge.body["Outputs"]
    assert edge.stack in home.depends_on
    for distribution in properties(home, "AWS::CloudFront::Distribution"):
        certificate = distribution["DistributionConfig"]["ViewerCertificate"]
        assert certificate["AcmCertificateArn"] == {"Ref": "DistributionCertificateArn"}
        assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_the_edge_certificate_names_every_host_that_cloudfront_answers_on() -> None:
    made = one(templates("sweetorder")["sweetorder-production-edge"], "AWS::CertificateManager::Certificate")
    names = {made["DomainName"], *made["SubjectAlternativeNames"]}
    assert names == {f"{name}.sweetorders.com" for name in ("static", "www", "seller", "admin")}
    aliases = [
        alias
        for distribution in properties(
            templates("sweetorder")["sweetorder-production"], "AWS::CloudFront::Distribution"
        )
        for alias in distribution["DistributionConfig"]["Aliases"]
    ]
    assert sorted(aliases) == sorted(names)


def test_certificates_are_proven_by_dns_so_that_they_renew_themselves() -> None:
    for name in ("sweetorder", "ledgerly"):
        for template in templates(name).values():
            for made in properties(template, "AWS::CertificateManager::Certificate"):
                assert made["ValidationMethod"] == "DNS"
                wanted = {made["DomainName"], *made.get("SubjectAlternativeNames", ())}
                assert {one["DomainName"] for one in made["DomainValidationOptions"]} == wanted


def test_an_alarm_in_the_certificates_own_region_rings_a_month_before_its_end() -> None:
    made = templates("sweetorder")
    for stack in (
        "sweetorder-production-edge",
        "sweetorder-production",
        "sweetorder-staging-edge",
        "sweetorder-staging",
    ):
        (certificate,) = resources(made[stack], "AWS::CertificateManager::Certificate")
        (alarm,) = [
            one for one in properties(made[stack], "AWS::CloudWatch::Alarm") if one["MetricName"] == "DaysToExpiry"
        ]
        assert alarm["Dimensions"] == [{"Name": "CertificateArn", "Value": {"Ref": certificate}}]
        assert alarm["Threshold"] == 30


def test_no_template_needs_a_function() -> None:
    for name in ("sweetorder", "ledgerly"):
        kinds = {block["Type"] for one in templates(name).values() for block in resources(one).values()}
        assert not {kind for kind in kinds if kind.startswith(("AWS::Lambda::", "Custom::", "AWS::CloudFormation::"))}
