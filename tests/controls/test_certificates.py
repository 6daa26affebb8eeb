"""Certificates: region, renewal on hosts, and who is told before the end."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.certificates import CONTROL
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Alarm,
    Bucket,
    Certificate,
    CertificateRenewal,
    Container,
    Deployment,
    Distribution,
    Fact,
    Ingress,
    Instance,
    LoadBalancer,
    PlainAddress,
    PlainBeside,
    PlainTaken,
    Platform,
    ProxyRoute,
    Region,
    ScriptFault,
    SelfSigned,
    ServesHttp,
    UncheckedCertificate,
    Watched,
    Workload,
)
from holdfast.model.findings import Severity
from tests.controls.support import CLAIMED, CODED, DECLARED, INSTRUCTED, judged, made, scope

ALARM = made(Alarm, "alarms.tf:3", kind=DECLARED, watches=Watched.CERTIFICATE)


def acm(place: str = "acm.tf:1-5", **values: Any) -> Certificate:
    return made(Certificate, place, **{"issuer": "acm", "kind": DECLARED, "in_code": True, **values})


def at_balancer(**values: Any) -> Certificate:
    return acm(in_code=False, used_by="load-balancer", **values)


def bare(*places: str) -> dict[str, tuple[str, ...]]:
    """What is told where nobody says that TLS is spoken."""
    return {"no-tls": ("unproven", *places)}


def certbot(**values: Any) -> Certificate:
    return made(Certificate, "guide.md:30", kind=INSTRUCTED, issuer="letsencrypt", used_by="host", **values)


def test_nothing_said_is_unproven() -> None:
    assert judged(CONTROL, scope()) == {"no-tls": ("unproven",)}


def test_a_product_whose_way_to_run_is_told_and_no_front_of_it_has_no_place_to_show() -> None:
    released = made(Deployment, "ci.yml:4", method="ssh")
    assert judged(CONTROL, scope(released)) == bare()
    promised = made(Certificate, "README.md:9", kind=CLAIMED, issuer="letsencrypt")
    assert judged(CONTROL, scope(released, promised)) == {"no-tls": ("unproven", "README.md:9")}


def test_a_distributions_own_certificate_says_nothing_of_the_host_beside_it() -> None:
    files = made(Distribution, "cdn.tf:3", kind=DECLARED, default_certificate=True)
    host = made(Instance, "main.tf:9", kind=DECLARED, purpose="application")
    assert judged(CONTROL, scope(files)) == {"no-tls": ("not_applicable",)}
    applied = made(Deployment, "ci.yml:4", method="terraform")
    assert judged(CONTROL, scope(files, applied)) == {"no-tls": ("not_applicable",)}
    assert judged(CONTROL, scope(files, host)) == bare()


def test_an_unreadable_proxy_leaves_it_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="nginx.conf")) == {"no-tls": ("unreadable", "nginx.conf")}


def test_a_claimed_certificate_is_unproven_at_the_claim() -> None:
    claim = made(Certificate, "README.md:4", kind=CLAIMED, issuer="acm")
    assert judged(CONTROL, scope(claim)) == {"no-tls": ("unproven", "README.md:4")}


def test_without_a_certificate_the_front_is_the_place() -> None:
    serves = made(ServesHttp, "main.ts:9")
    plain = made(ProxyRoute, "nginx.conf:8", path="/", upstreams=("127.0.0.1:3000",))
    balancer = made(LoadBalancer, "alb.tf:1", kind=DECLARED)
    assert judged(CONTROL, scope(serves)) == {"no-tls": ("unproven",)}
    assert judged(CONTROL, scope(serves, plain)) == bare("nginx.conf:8")
    assert judged(CONTROL, scope(serves, plain, balancer)) == {"no-tls": ("unproven", "alb.tf:1")}


def test_without_a_certificate_the_place_is_where_the_front_listens() -> None:
    places = {"listener": "alb.tf:20-29"}
    balancer = made(LoadBalancer, "alb.tf:1", kind=DECLARED, places=places)
    assert judged(CONTROL, scope(balancer)) == {"no-tls": ("unproven", "alb.tf:20-29")}
    proxy = made(ProxyRoute, "nginx.conf:8", path="/", places={"listen": "nginx.conf:2"})
    assert judged(CONTROL, scope(proxy)) == bare("nginx.conf:2")
    assert judged(CONTROL, scope(balancer, unreadable="more.tf")) == {"no-tls": ("unreadable", "more.tf")}


@pytest.mark.parametrize(
    ("kind", "values", "gives_way"),
    [
        (INSTRUCTED, {}, True),
        (INSTRUCTED, {"name": "shop-alb"}, False),
        (INSTRUCTED, {"places": {"listener": "guide.md:12"}}, False),
        (DECLARED, {}, False),
    ],
)
def test_a_listener_speaks_for_a_load_balancer_that_a_text_only_names(
    kind: EvidenceKind, values: dict[str, Any], *, gives_way: bool
) -> None:
    listens = made(LoadBalancer, "alb.sh:1", places={"listener": "alb.sh:20-29"})
    named = made(LoadBalancer, "guide.md:9", kind=kind, **values)
    found = {str(one.at) for finding in CONTROL.judge(scope(listens, named)) for one in finding.evidence}
    assert (found == {"alb.sh:20-29"}) is gives_way


@pytest.mark.parametrize(
    "fact",
    [
        made(Workload, "t.yml:1", kind=DECLARED, platform=Platform.LAMBDA),
        made(Workload, "t.yml:1", kind=DECLARED, platform=Platform.APP_RUNNER),
        made(Workload, "t.yml:1", kind=DECLARED, platform=Platform.LIGHTSAIL_CONTAINERS),
        made(Deployment, "d.yml:1", method="hosted"),
        made(Deployment, "d.sh:1", method="lightsail"),
        made(Deployment, "d.yml:1", method="app-runner"),
        made(Certificate, "Caddyfile:1", issuer="managed"),
    ],
)
def test_a_platform_that_brings_certificates_leaves_nothing_to_judge(fact: Workload | Certificate) -> None:
    assert [status for status, *_ in judged(CONTROL, scope(fact)).values()] == ["not_applicable"]


def test_a_function_beside_a_host_that_everybody_reaches_brings_no_certificate_for_it() -> None:
    function = made(Workload, "t.yml:1", kind=DECLARED, platform=Platform.LAMBDA)
    host = made(Instance, "web.tf:1", kind=DECLARED, purpose="application")
    web = made(Ingress, "net.tf:3", kind=DECLARED, from_port=80, to_port=80, sources=("0.0.0.0/0",))
    ssh = replace(web, from_port=22, to_port=22)
    assert judged(CONTROL, scope(function, host, web))["no-tls"][0] == "unproven"
    assert judged(CONTROL, scope(function, host, ssh)) == {"no-tls": ("not_applicable",)}
    runner = replace(host, purpose="ci")
    assert judged(CONTROL, scope(function, runner, web)) == {"no-tls": ("not_applicable",)}


@pytest.mark.parametrize("image", ["cloudflare/cloudflared:2026.1.0", "ngrok/ngrok"])
def test_whoever_ends_a_tunnel_brings_the_certificate_unless_somebody_comes_in_past_it(image: str) -> None:
    tunnel = made(Container, "compose.yml:9", name="tunnel", file="compose.yml", image=image)
    front = made(ProxyRoute, "site.conf:3", path="/", upstreams=("api:3000",))
    inside = made(Container, "compose.yml:2", name="api", file="compose.yml", role="application")
    assert judged(CONTROL, scope(tunnel, inside, front)) == {"no-tls": ("not_applicable",)}
    past = replace(inside, places={"everybody": inside.at})
    assert judged(CONTROL, scope(tunnel, past, front))["no-tls"][0] == "unproven"


def test_a_platform_behind_an_own_load_balancer_is_judged() -> None:
    function = made(Workload, "t.yml:1", kind=DECLARED, platform=Platform.LAMBDA)
    balancer = made(LoadBalancer, "alb.tf:1", kind=DECLARED)
    assert judged(CONTROL, scope(function, balancer)) == {"no-tls": ("unproven", "alb.tf:1")}


@pytest.mark.parametrize(
    "certificate",
    [
        acm(validation="dns"),
        at_balancer(),
        at_balancer(kind=INSTRUCTED, validation="dns"),
        acm(in_code=False, used_by="cloudfront"),
        acm(in_code=False, kind=INSTRUCTED, used_by="cloudfront", region="us-east-1"),
    ],
)
def test_an_acm_certificate_that_aws_renews_lacks_an_alarm_by_notice_only(certificate: Certificate) -> None:
    assert judged(CONTROL, scope(certificate)) == {
        "no-expiry-alarm": ("failed (notice)", "acm.tf:1-5"),
        "host-certificate-renewal": ("configured", "acm.tf:1-5"),
    }


@pytest.mark.parametrize(
    "certificate",
    [
        acm(in_code=False, kind=INSTRUCTED, used_by=None),
        at_balancer(validation="email"),
        acm(issuer="imported"),
    ],
)
def test_other_certificates_without_an_alarm_are_a_warning(certificate: Certificate) -> None:
    assert judged(CONTROL, scope(certificate)) == {"no-expiry-alarm": ("failed", "acm.tf:1-5")}


def test_a_bucket_that_everybody_reads_as_a_website_has_no_tls_without_a_distribution() -> None:
    told = {"website": "s3.tf:6-9"}
    site = made(Bucket, "s3.tf:1", kind=DECLARED, purpose="site", public=True, places=told)
    assert judged(CONTROL, scope(site)) == bare("s3.tf:6-9")
    assert judged(CONTROL, scope(replace(site, public=None))) == bare()
    cdn = made(Distribution, "cdn.tf:1", kind=DECLARED, default_certificate=True)
    assert judged(CONTROL, scope(site, cdn)) == {"no-tls": ("not_applicable",)}


def test_one_that_a_guide_requests_for_nothing_is_the_other_way_beside_a_hosts() -> None:
    renewal = made(CertificateRenewal, "setup.sh:9", schedule="packaged timer", reloads=True)
    offered = acm("guide.md:40", in_code=False, kind=INSTRUCTED)
    taken = acm("guide.md:40", in_code=False, kind=INSTRUCTED, used_by="load-balancer", validation="email")
    assert judged(CONTROL, scope(certbot(), renewal, offered)) == {
        "no-expiry-alarm": ("failed", "guide.md:30", "setup.sh:9")
    }
    assert "guide.md:40" in judged(CONTROL, scope(certbot(), renewal, taken))["no-expiry-alarm"]
    assert judged(CONTROL, scope(offered)) == {"no-expiry-alarm": ("failed", "guide.md:40")}


def test_an_expiry_alarm_holds() -> None:
    assert judged(CONTROL, scope(acm(in_code=False), ALARM)) == {"no-expiry-alarm": ("configured", "alarms.tf:3")}


def test_an_alarm_that_calls_nobody_does_not_hold() -> None:
    silent = made(Alarm, "alarms.tf:3", kind=DECLARED, watches=Watched.CERTIFICATE, notifies=False)
    assert judged(CONTROL, scope(acm(in_code=False), silent)) == {"no-expiry-alarm": ("failed", "acm.tf:1-5")}


@pytest.mark.parametrize("region", ["ap-northeast-1", "ap-northeast-2"])
def test_a_cloudfront_certificate_outside_us_east_1_fails_at_its_region_and_where_it_is_taken(region: str) -> None:
    wrong = acm(used_by="cloudfront", region=region, places={"region": "acm.tf:2"})
    distribution = made(Distribution, "cf.tf:1", kind=DECLARED, certificate_region=region)
    found = judged(CONTROL, scope(wrong, distribution))
    assert found["cloudfront-outside-us-east-1"] == ("failed", "acm.tf:2", "cf.tf:1")


def test_a_distribution_tells_the_region_when_nothing_else_does() -> None:
    distribution = made(Distribution, "cf.tf:1", kind=DECLARED, certificate_region="ap-northeast-2")
    assert judged(CONTROL, scope(distribution))["cloudfront-outside-us-east-1"] == ("failed", "cf.tf:1")


def test_us_east_1_is_right_wherever_the_rest_lives_and_its_reason_is_a_notice() -> None:
    home = made(Region, "deploy.yml:3", name="ap-northeast-1")
    right = acm(used_by="cloudfront", region="us-east-1", places={"region": "acm.tf:2"})
    found = judged(CONTROL, scope(right, home, ALARM))
    assert found == {
        "no-expiry-alarm": ("configured", "alarms.tf:3"),
        "region-reason-not-recorded": ("failed (notice)", "acm.tf:2"),
    }
    recorded = acm(used_by="cloudfront", region="us-east-1", reason_recorded=True)
    assert "region-reason-not-recorded" not in judged(CONTROL, scope(recorded, home, ALARM))
    assert "region-reason-not-recorded" not in judged(CONTROL, scope(right, ALARM))


def test_a_host_certificate_without_renewal_is_named_once() -> None:
    assert judged(CONTROL, scope(certbot())) == {"host-certificate-renewal": ("unproven", "guide.md:30")}


def test_certbot_beside_the_proxy_that_is_told_nothing_is_named_with_what_the_proxy_presents() -> None:
    places = {"mounted": "compose.yml:8", "idle": "compose.yml:11"}
    beside = made(Certificate, "compose.yml:11", issuer="letsencrypt", used_by="host", places=places)
    shown = ("unproven", "guide.md:30", "compose.yml:11")

    assert judged(CONTROL, scope(certbot(), beside)) == {"host-certificate-renewal": shown}


def test_a_renewal_that_never_reaches_the_server_fails_at_the_renewal() -> None:
    renewal = made(CertificateRenewal, "crontab:2", schedule="0 3 * * *", reloads=False)
    assert judged(CONTROL, scope(certbot(), renewal)) == {"host-certificate-renewal": ("failed", "crontab:2")}


def test_a_text_that_promises_renewals_is_shown_where_they_fail_or_nothing_makes_them() -> None:
    renewal = made(CertificateRenewal, "crontab:2", schedule="0 3 * * *", reloads=False)
    promise = made(CertificateRenewal, "ops.md:8", kind=CLAIMED)
    deaf, none = judged(CONTROL, scope(certbot(), renewal, promise)), judged(CONTROL, scope(certbot(), promise))
    assert deaf == {"host-certificate-renewal": ("failed", "crontab:2", "ops.md:8")}
    assert none == {"host-certificate-renewal": ("unproven", "guide.md:30", "ops.md:8")}


def test_a_renewal_without_a_check_is_a_warning_at_the_certificate_and_at_the_renewal() -> None:
    renewal = made(CertificateRenewal, "crontab:2", schedule="0 3 * * *", reloads=True)
    shown = ("failed", "guide.md:30", "crontab:2")
    assert judged(CONTROL, scope(certbot(), renewal)) == {"no-expiry-alarm": shown}
    assert judged(CONTROL, scope(certbot(renews=True))) == {"no-expiry-alarm": ("failed", "guide.md:30")}


def test_nobody_hears_of_a_server_that_renews_by_itself_and_no_longer_can() -> None:
    renewal = made(CertificateRenewal, "Caddyfile:1", tool="caddy", schedule="automatic", reloads=True)
    own = made(Certificate, "Caddyfile:1", issuer="letsencrypt", used_by="host", renews=True)
    assert judged(CONTROL, scope(own, renewal)) == {"no-expiry-alarm": ("failed", "Caddyfile:1")}
    watched = scope(own, renewal, ALARM)
    assert judged(CONTROL, watched) == {"no-expiry-alarm": ("configured", "alarms.tf:3")}


def test_a_renewal_whose_failure_is_only_printed_is_shown_there() -> None:
    renewal = made(
        CertificateRenewal, "renew.sh:4", schedule="0 3 * * *", reloads=True, places={"unheard": "renew.sh:12"}
    )
    assert judged(CONTROL, scope(certbot(), renewal)) == {
        "no-expiry-alarm": ("failed", "guide.md:30", "renew.sh:12", "renew.sh:4")
    }


def test_what_a_text_promises_of_renewals_is_shown_with_the_missing_alarm() -> None:
    renewal = made(CertificateRenewal, "setup.sh:9", schedule="packaged timer", reloads=True)
    promise = made(CertificateRenewal, "setup.sh:14", kind=CLAIMED)
    assert judged(CONTROL, scope(certbot(), renewal, promise)) == {
        "no-expiry-alarm": ("failed", "guide.md:30", "setup.sh:9", "setup.sh:14")
    }
    assert judged(CONTROL, scope(certbot(), renewal, promise, ALARM)) == {
        "no-expiry-alarm": ("configured", "alarms.tf:3")
    }


def test_what_waits_as_a_remark_is_not_presented_whoever_installed_a_certificate() -> None:
    renewal = made(CertificateRenewal, "setup.sh:9", schedule="packaged timer", reloads=True)
    listens = {"listen": "site.conf:2"}
    plain = made(ProxyRoute, "site.conf:1-9", path="/", places=listens)
    remarked = made(ProxyRoute, "site.conf:1-9", path="/", places={**listens, "remarked": "site.conf:31-32"})
    installed, brought = certbot(in_use=True), certbot()

    def shown(*facts: Fact) -> tuple[str, ...] | None:
        return judged(CONTROL, scope(renewal, *facts)).get("not-presented")

    assert shown(installed, plain) is None
    assert shown(installed, remarked) == ("failed", "site.conf:31-32")
    assert shown(brought, plain) == ("failed", "site.conf:2")
    assert shown(brought, remarked) == ("failed", "site.conf:31-32")


def test_the_certificate_that_waits_as_a_remark_is_shown_where_nothing_presents_one() -> None:
    places = {"listen": "site.conf:2", "remarked": "site.conf:31-32"}
    proxy = made(ProxyRoute, "site.conf:1-9", path="/", upstreams=("127.0.0.1:3000",), places=places)
    assert judged(CONTROL, scope(proxy)) == {"no-tls": ("unproven", "site.conf:2", "site.conf:31-32")}
    door = made(
        Container,
        "compose.yml:4",
        name="web",
        role="proxy",
        file="compose.yml",
        places={"remarked": "compose.yml:9-10"},
    )
    plain = replace(proxy, places={"listen": proxy.places["listen"]})
    assert judged(CONTROL, scope(plain, door)) == {"no-tls": ("unproven", "site.conf:2", "compose.yml:9-10")}
    typed = replace(proxy, kind=INSTRUCTED)  # what a guide has somebody type is where certbot then writes its own lines
    assert judged(CONTROL, scope(typed)) == {"no-tls": ("unproven", "site.conf:2")}


def test_a_renewal_that_is_checked_holds() -> None:
    renewal = made(CertificateRenewal, "crontab:2", schedule="0 3 * * *", reloads=True, checked=True)
    assert judged(CONTROL, scope(certbot(), renewal)) == {"no-expiry-alarm": ("configured", "crontab:2")}


def test_a_copied_certificate_fails_where_it_is_copied() -> None:
    fault = made(ScriptFault, "setup.sh:8", activity="certificate", form="certificate-copied-by-hand", command="cp")
    assert judged(CONTROL, scope(fault)) == {"copied-by-hand": ("failed", "setup.sh:8")}


def test_a_copy_that_may_be_left_out_counts_where_a_container_presents_what_was_copied() -> None:
    fault = made(
        ScriptFault,
        "guide.md:8",
        kind=EvidenceKind.CLAIMED,
        activity="certificate",
        form="certificate-copied-by-hand",
        command="cp",
    )
    mounted = made(Certificate, "compose.yml:5", issuer="imported", used_by="host", places={"mounted": "compose.yml:5"})
    assert judged(CONTROL, scope(fault, mounted))["copied-by-hand"] == ("failed", "guide.md:8")
    assert "copied-by-hand" not in judged(CONTROL, scope(fault))


def observed(days: int, **values: Any) -> Certificate:
    """A certificate as an account shows it, in use."""
    shown = {"issuer": "acm", "domain": "www.x.com", "region": "us-east-1", "in_use": True, "days_left": days}
    place = {"days_left": f"acm:{days + 100}"}
    return made(Certificate, "acm:1", kind=EvidenceKind.OBSERVED, places=place, **{**shown, **values})


@pytest.mark.parametrize(
    ("days", "expected"),
    [(30, None), (29, Severity.WARNING), (8, Severity.WARNING), (7, Severity.CRITICAL), (-3, Severity.CRITICAL)],
)
def test_a_certificate_in_use_that_ends_soon_fails_by_the_days_left(days: int, expected: Severity | None) -> None:
    findings = [one for one in CONTROL.judge(scope(observed(days), ALARM)) if one.check.endswith("expires-soon")]

    assert [one.severity for one in findings] == ([expected] if expected else [])


def test_of_several_that_end_the_first_is_named_first() -> None:
    found = judged(CONTROL, scope(observed(20), observed(3, domain="api.x.com"), observed(90), ALARM))

    assert found["expires-soon"] == ("failed", "acm:103", "acm:120")


def test_one_that_nobody_presents_may_end() -> None:
    unused = observed(2, in_use=False)

    assert judged(CONTROL, scope(unused)) == judged(CONTROL, scope())


def test_one_that_the_account_says_renews_itself_lacks_an_alarm_as_a_notice() -> None:
    found = judged(CONTROL, scope(observed(200, renews=True)))

    assert found["no-expiry-alarm"] == ("failed (notice)", "acm:1")
    assert judged(CONTROL, scope(observed(200, renews=False)))["no-expiry-alarm"] == ("failed", "acm:1")


def test_an_account_is_not_asked_for_the_reason_of_a_region() -> None:
    home = made(Region, "deploy.yml:3", name="ap-northeast-1")

    assert "region-reason-not-recorded" not in judged(CONTROL, scope(observed(200, renews=True), home, ALARM))


@pytest.mark.parametrize(
    ("internal", "place"), [(True, {"no-tls": ("not_applicable",)}), (None, {"no-tls": ("unproven", "lb.tf:9")})]
)
def test_a_balancer_within_the_network_is_no_place_where_browsers_come_in(
    internal: bool | None, place: dict[str, tuple[str, ...]]
) -> None:
    balancer = made(LoadBalancer, "lb.tf:1", kind=DECLARED, internal=internal, places={"listener": "lb.tf:9"})
    service = made(Workload, "ecs.tf:1", kind=DECLARED, platform=Platform.FARGATE)
    assert judged(CONTROL, scope(balancer, service)) == place


def test_a_container_that_publishes_the_webs_port_is_where_a_certificate_would_be_said() -> None:
    web = {"web": "compose.yml:9"}
    proxy = made(Container, "compose.yml:3", name="nginx", file="compose.yml", role="proxy", places=web)
    inner = made(Container, "compose.yml:20", name="api", file="compose.yml", role="application")
    assert judged(CONTROL, scope(inner)) == bare()
    assert judged(CONTROL, scope(inner, proxy)) == bare("compose.yml:9")


def test_a_claimed_certificate_is_shown_beside_the_front_that_listens_without_one() -> None:
    plain = made(ProxyRoute, "nginx.conf:8", path="/", upstreams=("127.0.0.1:3000",))
    claim = made(Certificate, "guide.md:40", kind=CLAIMED, issuer="letsencrypt")
    assert judged(CONTROL, scope(plain, claim)) == {"no-tls": ("unproven", "nginx.conf:8", "guide.md:40")}


def test_a_plain_address_in_a_guide_stands_beside_the_front_or_alone_where_none_is_known() -> None:
    address = made(PlainAddress, "guide.md:60", kind=INSTRUCTED)
    plain = made(ProxyRoute, "nginx.conf:8", path="/", upstreams=("127.0.0.1:3000",))
    assert judged(CONTROL, scope(address)) == bare("guide.md:60")
    assert judged(CONTROL, scope(address, plain)) == bare("nginx.conf:8", "guide.md:60")
    asks = replace(address, at=replace(address.at, quote="curl http://<EC2_IP>/health"))
    assert judged(CONTROL, scope(asks, plain)) == bare("nginx.conf:8")
    assert judged(CONTROL, scope(asks)) == bare("guide.md:60")


def test_what_a_front_end_s_host_passes_on_without_tls_comes_first_whoever_brings_its_own_certificate() -> None:
    hosted = made(Deployment, "deploy.yml:9", method="hosted", name="web", identity="commit")
    passed = made(PlainAddress, "vercel.json:5", passed_on=True)
    told = made(PlainAddress, "guide.md:60", kind=INSTRUCTED)
    assert judged(CONTROL, scope(hosted)) == {"no-tls": ("not_applicable",)}
    assert judged(CONTROL, scope(hosted, passed)) == bare("vercel.json:5")
    assert judged(CONTROL, scope(told, passed)) == bare("vercel.json:5", "guide.md:60")


def test_a_lone_application_that_is_reached_by_a_port_of_its_own_is_the_last_place_to_show() -> None:
    def container(name: str, line: int) -> Container:
        at = {"port": f"compose.yml:{line}"}
        return made(Container, f"compose.yml:{line - 2}", name=name, file="compose.yml", role="application", places=at)

    address = made(PlainAddress, "guide.md:60", kind=INSTRUCTED)
    assert judged(CONTROL, scope(container("api", 9))) == bare("compose.yml:9")
    assert judged(CONTROL, scope(container("api", 9), address)) == bare("guide.md:60", "compose.yml:9")
    assert judged(CONTROL, scope(container("blue", 9), container("green", 19))) == bare()


def test_a_certificate_that_signed_itself_fails_where_no_other_stands_beside_it() -> None:
    own = made(SelfSigned, "nginx.conf:4")
    route = made(ProxyRoute, "nginx.conf:9", path="/", tls=True, places={"listen": "nginx.conf:2"})
    assert judged(CONTROL, scope(own, route)) == {"self-signed": ("failed", "nginx.conf:4")}
    real = made(Certificate, "alb.tf:3", issuer="acm", in_code=True, used_by="load-balancer")
    assert "self-signed" not in judged(CONTROL, scope(own, route, real))
    assert judged(CONTROL, scope(own, unreadable="more.conf")) == {"no-tls": ("unreadable", "more.conf")}


def test_a_certificate_brought_to_a_host_that_signs_its_own_is_that_one() -> None:
    own = made(SelfSigned, "entrypoint.sh:8-12")
    presented = made(Certificate, "nginx.conf:20-21", issuer="imported", used_by="host")
    assert judged(CONTROL, scope(own, presented))["self-signed"] == ("failed", "entrypoint.sh:8-12")
    renewed = made(Certificate, "setup.sh:4", issuer="letsencrypt", used_by="host")
    assert "self-signed" not in judged(CONTROL, scope(own, presented, renewed))
    named = made(Certificate, "guide.md:90", kind=INSTRUCTED, issuer="letsencrypt", used_by="host")
    assert judged(CONTROL, scope(own, presented, named))["self-signed"] == ("failed", "entrypoint.sh:8-12")
    command = replace(named.at, quote="$ sudo certbot --nginx")
    for typed in (replace(named, domain="shop.example.kr"), replace(named, at=command)):
        assert "self-signed" not in judged(CONTROL, scope(own, presented, typed))


@pytest.mark.parametrize(
    ("kind", "places", "opens"),
    [(CODED, {}, False), (INSTRUCTED, {"looked": "guide.md:40"}, False), (INSTRUCTED, {}, True)],
)
def test_a_renewal_that_is_tried_by_the_set_up_or_looked_after_by_people_is_a_remark(
    kind: EvidenceKind, places: dict[str, str], *, opens: bool
) -> None:
    tried = made(CertificateRenewal, "setup.sh:9", kind=kind, places=places, checked=True)
    finding, *held = CONTROL.judge(scope(certbot(renews=True), tried))
    assert finding.opens is opens
    assert bool(held) is not opens


def test_without_any_front_the_rule_that_opens_port_80_is_the_place_or_else_the_one_host() -> None:
    host = made(Instance, "main.tf:1", kind=DECLARED, purpose="application")
    plain = made(Ingress, "sg.tf:5", kind=DECLARED, from_port=80, to_port=80, sources=("0.0.0.0/0",))
    secure = replace(plain, at=host.at, from_port=443, to_port=443)
    inside = replace(plain, sources=("10.0.0.0/8",))

    def place(*facts: Fact) -> tuple[str, ...]:
        return judged(CONTROL, scope(*facts))["no-tls"]

    assert place(host, plain) == ("unproven", "sg.tf:5")
    assert place(host, inside) == ("unproven", "main.tf:1")
    assert place(host, plain, replace(secure, at=plain.at)) == ("unproven", "sg.tf:5")
    assert place(host, plain, replace(secure, to_port=8443)) == ("unproven", "main.tf:1")
    assert place(host, replace(host, name="second", at=plain.at)) == ("unproven",)


def test_a_load_balancer_that_a_template_opens_without_tls_outweighs_what_a_guide_tells_of_certificates() -> None:
    told = made(Certificate, "README.md:30", kind=INSTRUCTED, issuer="acm")
    plain = made(LoadBalancer, "alb.tf:1", kind=DECLARED, places={"listener": "alb.tf:59"}, tls=False)
    assert judged(CONTROL, scope(told, plain)) == {"no-tls": ("unproven", "alb.tf:59")}
    assert "no-tls" not in judged(CONTROL, scope(told, replace(plain, tls=True)))
    lying = replace(told, kind=DECLARED)
    assert judged(CONTROL, scope(lying, plain)) == {"no-tls": ("unproven", "alb.tf:59")}
    assert "no-tls" not in judged(CONTROL, scope(replace(lying, used_by="api"), plain))
    assert "no-tls" not in judged(CONTROL, scope(lying, plain, made(Distribution, "cdn.tf:1", kind=DECLARED)))


def test_what_a_container_is_handed_is_shown_only_where_nothing_tells_of_it_better() -> None:
    handed = made(Certificate, "compose.yml:8", issuer="letsencrypt", used_by="host")
    handed = replace(handed, places={"mounted": handed.at})
    assert judged(CONTROL, scope(handed)) == {"host-certificate-renewal": ("unproven", "compose.yml:8")}
    assert judged(CONTROL, scope(handed, certbot())) == {"host-certificate-renewal": ("unproven", "guide.md:30")}


@pytest.mark.parametrize(("deployed", "shown"), [(None, True), ("compose", True), ("ecs", False)])
def test_a_compose_file_beside_another_way_to_deploy_is_no_front(deployed: str | None, *, shown: bool) -> None:
    web = made(
        Container, "compose.yml:4", name="web", file="compose.yml", role="proxy", places={"web": "compose.yml:9"}
    )
    others = [made(Deployment, "deploy.yml:7", method=deployed)] if deployed else []
    assert judged(CONTROL, scope(web, *others)) == bare(*(["compose.yml:9"] if shown else []))


def test_a_distribution_that_asks_its_origin_without_tls_is_shown_with_the_balancer_behind_it() -> None:
    asks = made(Distribution, "cdn.tf:1", kind=DECLARED, plain_origin=True, places={"plain_origin": "cdn.tf:9"})
    balancer = made(LoadBalancer, "alb.tf:1", kind=DECLARED, tls=False, places={"listener": "alb.tf:8"})
    found = judged(CONTROL, scope(asks, balancer, acm(used_by="cloudfront"), ALARM))
    assert found["plain-origin"] == ("failed (notice)", "cdn.tf:9", "alb.tf:8")
    inside = replace(balancer, internal=True)
    assert judged(CONTROL, scope(asks, inside, acm(), ALARM))["plain-origin"] == ("failed (notice)", "cdn.tf:9")
    assert "plain-origin" not in judged(CONTROL, scope(replace(asks, plain_origin=False), acm(), ALARM))


def test_what_only_its_own_network_reaches_presents_no_certificate_to_a_browser() -> None:
    inner = made(LoadBalancer, "alb.tf:1", kind=DECLARED, internal=True)
    assert judged(CONTROL, scope(inner)) == {"no-tls": ("not_applicable",)}
    outer = made(LoadBalancer, "alb.tf:9", kind=DECLARED)
    assert judged(CONTROL, scope(inner, outer)) == bare("alb.tf:9")
    proxy = made(ProxyRoute, "nginx.conf:8", path="/", places={"listen": "nginx.conf:2"})
    assert judged(CONTROL, scope(inner, proxy)) == bare("nginx.conf:2")
    host = made(Instance, "main.tf:9", kind=DECLARED, purpose="application")
    door = made(Ingress, "sg.tf:3", kind=DECLARED, sources=("0.0.0.0/0",), from_port=80, to_port=80)
    assert judged(CONTROL, scope(inner, host, door))["no-tls"][0] == "unproven"
    promised = made(Certificate, "README.md:9", kind=CLAIMED, issuer="acm")
    assert judged(CONTROL, scope(inner, promised)) == {"no-tls": ("unproven", "README.md:9")}


def test_a_site_that_a_guide_has_somebody_type_stands_beside_the_one_in_a_file() -> None:
    kept = made(ProxyRoute, "nginx.conf:9", path="/", upstreams=("localhost:3000",), places={"listen": "nginx.conf:2"})
    typed = made(
        ProxyRoute,
        "guide.md:68",
        kind=INSTRUCTED,
        path="/",
        upstreams=("localhost:3000",),
        places={"listen": "guide.md:65"},
    )

    assert judged(CONTROL, scope(kept, typed))["no-tls"] == ("unproven", "nginx.conf:2", "guide.md:65")


def test_a_guide_that_opens_the_applications_own_port_to_the_world_shows_where_tls_is_missing() -> None:
    world = ("0.0.0.0/0",)
    own = made(Ingress, "guide.md:14", kind=INSTRUCTED, from_port=8080, to_port=8080, sources=world)
    coded = made(Ingress, "sg.tf:7", kind=DECLARED, from_port=8080, to_port=8080, sources=world)
    assert judged(CONTROL, scope(coded)) == bare("sg.tf:7")
    store = made(Ingress, "guide.md:15", kind=INSTRUCTED, from_port=5432, to_port=5432, sources=world)
    tls = made(Ingress, "guide.md:16", kind=INSTRUCTED, from_port=443, to_port=443, sources=world)

    assert judged(CONTROL, scope(own, store))["no-tls"] == ("unproven", "guide.md:14")
    assert judged(CONTROL, scope(own, tls))["no-tls"] == ("unproven",)
    assert judged(CONTROL, scope(store))["no-tls"] == ("unproven",)
    address = made(PlainAddress, "guide.md:60", kind=INSTRUCTED)
    assert judged(CONTROL, scope(own, address))["no-tls"] == ("unproven", "guide.md:60", "guide.md:14")
    assert judged(CONTROL, scope(own, tls, address))["no-tls"] == ("unproven", "guide.md:60")


def test_questions_that_take_every_certificate_are_shown_three_at_most() -> None:
    asked = [made(UncheckedCertificate, f"deploy.yml:{line}") for line in (10, 20, 30, 40)]
    found = judged(CONTROL, scope(*asked, acm(), ALARM))
    assert found["unchecked"] == ("failed", "deploy.yml:10", "deploy.yml:20", "deploy.yml:30")
    assert "unchecked" not in judged(CONTROL, scope(acm(), ALARM))


def test_questions_close_together_that_take_every_certificate_are_shown_once() -> None:
    near = ("deploy.yml:4", "deploy.yml:8", "deploy.yml:12", "deploy.yml:40", "smoke.sh:5")
    found = judged(CONTROL, scope(*(made(UncheckedCertificate, at) for at in near), acm(), ALARM))
    assert found["unchecked"] == ("failed", "deploy.yml:4", "deploy.yml:40", "smoke.sh:5")


def test_a_renewal_that_needs_the_port_which_a_proxy_holds_cannot_work() -> None:
    alone = made(Certificate, "ssl.sh:4", issuer="letsencrypt", used_by="host", places={"alone": "ssl.sh:4"})
    clock = made(CertificateRenewal, "ssl.sh:9", schedule="0 3 * * *", reloads=True)
    proxy = made(ProxyRoute, "shop.conf:7", path="/", upstreams=("127.0.0.1:3000",))
    assert judged(CONTROL, scope(alone, clock, proxy))["renewal-blocked"] == ("failed", "ssl.sh:9", "ssl.sh:4")
    assert "renewal-blocked" not in judged(CONTROL, scope(alone, clock))
    typed = made(Certificate, "ssl.sh:4", issuer="letsencrypt", used_by="host", places={"by person": "ssl.sh:4"})
    assert judged(CONTROL, scope(typed, clock))["host-certificate-renewal"] == ("unproven", "ssl.sh:4")
    freed = made(CertificateRenewal, "ssl.sh:9", schedule="0 3 * * *", reloads=True, places={"frees": "ssl.sh:9"})
    assert "renewal-blocked" not in judged(CONTROL, scope(alone, freed, proxy))


def test_what_serves_without_tls_beside_its_tls_is_told() -> None:
    plain = made(PlainBeside, "alb.tf:20", kind=DECLARED, name="shop")
    assert judged(CONTROL, scope(plain, acm(), ALARM))["plain-beside-tls"] == ("failed (notice)", "alb.tf:20")
    asks = made(Distribution, "cdn.tf:1", kind=DECLARED, plain_origin=True)
    # What CloudFront asks over HTTP has to answer there.
    assert "plain-beside-tls" not in judged(CONTROL, scope(plain, asks, acm(), ALARM))
    visitors = made(PlainBeside, "cdn.tf:9", kind=DECLARED, name="shop", visitors=True)
    assert judged(CONTROL, scope(visitors, asks, acm(), ALARM))["plain-beside-tls"] == ("failed (notice)", "cdn.tf:9")


def test_each_load_balancer_without_a_certificate_is_shown() -> None:
    one, two = (made(LoadBalancer, f"stack.ts:{line}", kind=DECLARED, tls=False) for line in (10, 30))
    assert judged(CONTROL, scope(one, two)) == {"no-tls": ("unproven", "stack.ts:10", "stack.ts:30")}


def test_a_renewal_in_a_container_that_no_clock_starts_is_somebodys_work() -> None:
    own = made(Certificate, "Makefile:4", issuer="letsencrypt", used_by="host")
    by_hand = made(CertificateRenewal, "Makefile:8", places={"by hand": "Makefile:8"})
    assert judged(CONTROL, scope(own, by_hand))["host-certificate-renewal"] == ("unproven", "Makefile:8", "Makefile:4")
    clock = made(CertificateRenewal, "crontab:1", schedule="0 3 * * *", reloads=True)
    assert "host-certificate-renewal" not in judged(CONTROL, scope(own, by_hand, clock))


def test_what_takes_visitors_in_without_tls_on_purpose_is_shown_and_what_says_nothing_where_nothing_else_is() -> None:
    left, meant = made(PlainTaken, "production.rb:9"), made(PlainTaken, "live.py:3-5", on_purpose=True)
    assert judged(CONTROL, scope(left)) == bare("production.rb:9")
    assert judged(CONTROL, scope(left, meant)) == bare("live.py:3-5")
    front = made(ProxyRoute, "nginx.conf:4-6", path="/", upstreams=("web:3000",), places={"listen": "nginx.conf:2"})
    assert judged(CONTROL, scope(left, front)) == bare("nginx.conf:2")
    assert judged(CONTROL, scope(meant, front)) == bare("nginx.conf:2", "live.py:3-5")
    assert "no-tls" not in judged(CONTROL, scope(meant, certbot()))


def test_a_certificate_that_no_proxy_presents_shows_where_they_listen() -> None:
    plain = made(ProxyRoute, "nginx.conf:8", path="/", places={"listen": "nginx.conf:2"})
    balancer = made(LoadBalancer, "alb.tf:1", kind=DECLARED, tls=True)
    assert judged(CONTROL, scope(certbot(), plain))["not-presented"] == ("failed", "nginx.conf:2")
    assert "not-presented" not in judged(CONTROL, scope(certbot(), plain, replace(plain, tls=True)))
    assert "not-presented" not in judged(CONTROL, scope(certbot(), plain, balancer))
    assert "not-presented" not in judged(CONTROL, scope(replace(certbot(), in_use=True), plain))  # it is put there
    assert "not-presented" not in judged(CONTROL, scope(acm(), plain))
    assert "not-presented" not in judged(CONTROL, scope(certbot(), replace(plain, kind=INSTRUCTED)))


def test_what_is_renewed_on_a_host_is_there_wherever_somebody_got_it() -> None:
    renewal = made(CertificateRenewal, "docs/ops.md:6", kind=INSTRUCTED, reloads=True)
    checked = made(CertificateRenewal, "cron/renew.sh:2", schedule="0 3 * * *", reloads=True, checked=True)
    assert judged(CONTROL, scope(renewal)) == {"no-expiry-alarm": ("failed", "docs/ops.md:6")}
    assert judged(CONTROL, scope(checked)) == {"no-expiry-alarm": ("configured", "cron/renew.sh:2")}
    assert judged(CONTROL, scope(renewal, ALARM))["no-expiry-alarm"][0] == "configured"


def test_whoever_is_told_before_the_end_hears_when_nothing_renews_it() -> None:
    told = judged(CONTROL, scope(certbot(), ALARM))

    assert told["host-certificate-renewal"] == ("unproven (notice)", "guide.md:30")
    assert told["no-expiry-alarm"][0] == "configured"


def before(**values: Any) -> ProxyRoute:
    told = made(ProxyRoute, "site.conf:5", kind=DECLARED, path="/", server_names=("shop.example",), **values)
    return replace(told, places={"tls before": told.at, "listen": told.at})


def test_proxies_that_tell_that_tls_ends_before_them_want_no_certificate() -> None:
    inner = made(ProxyRoute, "inner.conf:3", kind=DECLARED, path="/")
    assert judged(CONTROL, scope(before(), inner)) == {"no-tls": ("not_applicable",)}


@pytest.mark.parametrize(
    "past",
    [
        made(ProxyRoute, "other.conf:3", kind=DECLARED, path="/", server_names=("api.shop.example",)),
        made(LoadBalancer, "lb.tf:1", kind=DECLARED, internal=False, tls=False),
        made(Ingress, "sg.tf:1", kind=DECLARED, from_port=80, to_port=80, sources=("0.0.0.0/0",)),
        made(PlainAddress, "guide.md:1", kind=INSTRUCTED),
    ],
)
def test_where_something_leads_past_what_stands_before_it_is_still_asked_for(past: Fact) -> None:
    assert judged(CONTROL, scope(before(), past))["no-tls"][0] == "unproven"
