"""Availability: two zones, a load balancer, a standby of the database in production and none in staging."""

from tests.stacks.synthesized import one, properties, templates

PRODUCTION, STAGING = "sweetorder-production", "sweetorder-staging"


def test_hosts_of_production_stand_in_two_zones_behind_a_load_balancer_in_the_same() -> None:
    template = templates("sweetorder")[PRODUCTION]
    group = one(template, "AWS::AutoScaling::AutoScalingGroup")
    assert len(group["VPCZoneIdentifier"]) == 2
    balancer = one(template, "AWS::ElasticLoadBalancingV2::LoadBalancer")
    assert balancer["Subnets"] == group["VPCZoneIdentifier"]
    assert balancer["Scheme"] == "internet-facing"


def test_the_database_of_production_has_a_standby_and_that_of_staging_is_on_its_host() -> None:
    assert one(templates("sweetorder")[PRODUCTION], "AWS::RDS::DBInstance")["MultiAZ"] is True
    assert properties(templates("sweetorder")[STAGING], "AWS::RDS::DBInstance") == []


def test_the_load_balancer_of_production_cannot_be_deleted_and_bad_headers_are_dropped() -> None:
    attributes = {
        pair["Key"]: pair["Value"]
        for pair in one(templates("sweetorder")[PRODUCTION], "AWS::ElasticLoadBalancingV2::LoadBalancer")[
            "LoadBalancerAttributes"
        ]
    }
    assert attributes["deletion_protection.enabled"] == "true"
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["access_logs.s3.enabled"] == "true"


def test_http_is_sent_on_to_https_with_modern_tls_alone() -> None:
    listeners = {
        listener["Port"]: listener
        for listener in properties(templates("sweetorder")[STAGING], "AWS::ElasticLoadBalancingV2::Listener")
    }
    assert listeners[80]["DefaultActions"][0]["RedirectConfig"]["Protocol"] == "HTTPS"
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert listeners[443]["DefaultActions"][0]["Type"] == "forward"


def test_every_domain_leads_to_the_load_balancer() -> None:
    names = {
        record["Name"] for record in properties(templates("ledgerly")["ledgerly-production"], "AWS::Route53::RecordSet")
    }
    assert names == {"ledgerly.example."}
