"""CORS: each environment's buckets, and the origins that they allow."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.cors import CONTROL
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    ApplicationCors,
    Bucket,
    BucketCors,
    Container,
    Deployment,
    Distribution,
    Fact,
    HandedSettings,
    Origin,
    ServesHttp,
    SwitchedOff,
    Zone,
)
from holdfast.model.findings import Severity, Status
from holdfast.model.product import Product
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope

WWW = "https://www.shop.example"
SELLER = "https://seller.shop.example"
STAGING = "https://staging.shop.example"
LOCAL = "http://localhost:3001"


def rules(*origins: str, place: str = "cors.json:3-9", bucket: str | None = "files", **values: Any) -> BucketCors:
    return made(BucketCors, place, bucket=bucket, origins=origins, **values)


def test_a_product_without_a_bucket_has_nothing_to_judge() -> None:
    assert judged(CONTROL, scope()) == {"no-rules": ("not_applicable",)}


def test_an_unreadable_template_leaves_it_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="s3.tf")) == {"no-rules": ("unreadable", "s3.tf")}


def test_rules_of_this_environments_front_ends_hold() -> None:
    assert judged(CONTROL, scope(rules(WWW, SELLER))) == {"missing-own-origin": ("configured", "cors.json:3-9")}


def test_rules_whose_origins_are_a_variable_hold() -> None:
    assert judged(CONTROL, scope(rules(kind=DECLARED))) == {"missing-own-origin": ("configured", "cors.json:3-9")}
    assert "missing-own-origin" in judged(CONTROL, scope(rules("https://${var.domain}")))


def test_rules_without_productions_front_ends_fail_once_at_their_lines() -> None:
    given = rules(LOCAL, STAGING, places={"origins": "cors.json:4-6"})
    assert judged(CONTROL, scope(given)) == {"missing-own-origin": ("failed", "cors.json:4-6")}


def test_localhost_in_production_fails_at_its_own_line() -> None:
    given = rules(WWW, LOCAL, places={"origins": "cors.json:4-6", LOCAL: "cors.json:5"})
    assert judged(CONTROL, scope(given)) == {"localhost-in-production": ("failed", "cors.json:5")}


@pytest.mark.parametrize(
    "origin", ["http://localhost", "http://127.0.0.1:8080", "http://192.168.0.3:3000", "https://localhost:5173"]
)
def test_what_counts_as_local(origin: str) -> None:
    assert "localhost-in-production" in judged(CONTROL, scope(rules(WWW, origin)))


def test_another_environments_origin_in_production_fails() -> None:
    assert judged(CONTROL, scope(rules(WWW, STAGING))) == {"other-environments-origin": ("failed", "cors.json:3-9")}


def test_staging_may_keep_localhost_and_its_own_origins() -> None:
    given = scope(rules(STAGING, LOCAL), environment="staging", strict=False)
    assert judged(CONTROL, given) == {"missing-own-origin": ("configured", "cors.json:3-9")}


@pytest.mark.parametrize("origin", ["*", "https://*"])
def test_any_origin_fails_in_every_environment(origin: str) -> None:
    found = {"wildcard-origin": ("failed", "cors.json:3-9")}
    assert judged(CONTROL, scope(rules(origin))) == found
    assert judged(CONTROL, scope(rules(origin), environment="staging", strict=False)) == found


def test_any_origin_of_a_variable_fails_at_the_variable_and_at_the_rule_that_takes_it() -> None:
    given = rules("*", kind=DECLARED, places={"origins": "main.tf:2", "origins taken": "main.tf:11"})
    assert judged(CONTROL, scope(given)) == {"wildcard-origin": ("failed", "main.tf:2", "main.tf:11")}


def test_subdomains_by_a_pattern_are_no_wildcard() -> None:
    assert judged(CONTROL, scope(rules("https://*.shop.example")))["missing-own-origin"][0] == "configured"


SPEC = Product.model_validate(
    {"environments": {"production": {"origins": [WWW, SELLER]}, "staging": {"origins": ["https://beta.shop.example"]}}}
)


def test_the_specs_origins_must_all_be_allowed() -> None:
    found = judged(CONTROL, scope(rules(WWW), product=SPEC, spec_given=True))
    assert found == {"missing-own-origin": ("failed", "cors.json:3-9")}
    pattern = judged(CONTROL, scope(rules("https://*.shop.example"), product=SPEC, spec_given=True))
    assert pattern["missing-own-origin"][0] == "configured"


def test_an_origin_that_the_spec_gives_to_another_environment_is_a_stranger() -> None:
    found = judged(CONTROL, scope(rules(WWW, SELLER, "https://beta.shop.example"), product=SPEC, spec_given=True))
    assert found == {"other-environments-origin": ("failed", "cors.json:3-9")}


def test_a_front_end_known_from_evidence_is_enough() -> None:
    known = made(Origin, "deploy.yml:4", origin="https://dev.to.example/")
    assert judged(CONTROL, scope(rules(WWW), known))["missing-own-origin"][0] == "configured"


def test_unnamed_rules_of_another_environment_do_not_accuse_the_ones_that_serve_this() -> None:
    staging = rules(STAGING, LOCAL, place="guide.md:5-9", bucket=None)
    production = rules(WWW, place="guide.md:20-24", bucket=None)
    assert judged(CONTROL, scope(staging, production)) == {"missing-own-origin": ("configured", "guide.md:20-24")}


def test_the_stronger_evidence_about_one_bucket_wins() -> None:
    guide = rules("*", place="guide.md:5", kind=INSTRUCTED)
    template = rules(WWW, place="s3.tf:5", kind=DECLARED)
    assert judged(CONTROL, scope(guide, template)) == {"missing-own-origin": ("configured", "s3.tf:5")}


def test_one_bucket_in_the_rules_of_two_environments_fails() -> None:
    own = rules(WWW, environment="production")
    theirs = rules(STAGING, environment="staging", place="stg.json:3")
    given = scope(own, others={"staging": (theirs,)})
    assert judged(CONTROL, given) == {"shared-bucket": ("failed", "cors.json:3-9")}


def test_a_bucket_named_by_a_variable_is_not_shared() -> None:
    own = rules(WWW, environment="production", bucket="${var.stage}-files")
    theirs = rules(STAGING, environment="staging", bucket="${var.stage}-files")
    assert judged(CONTROL, scope(own, others={"staging": (theirs,)}))["missing-own-origin"][0] == "configured"


def test_browsers_without_shown_rules_are_unproven_where_the_code_signs_and_at_the_one_bucket_of_a_template() -> None:
    signs = made(Bucket, "upload.ts:9", purpose="uploads", presigned=True)
    files = made(Bucket, "s3.tf:1", kind=DECLARED, name="files", purpose="uploads")
    photos = made(Bucket, "s3.tf:9", kind=DECLARED, name="photos", purpose="uploads")
    assert judged(CONTROL, scope(files, signs))["no-rules"] == ("unproven", "upload.ts:9", "s3.tf:1")
    assert judged(CONTROL, scope(files, photos, signs))["no-rules"] == ("unproven", "upload.ts:9")


@pytest.mark.parametrize(
    ("purpose", "presigned"),
    [("site", None), ("backup", None), ("logs", None), ("state", None), (None, None), ("uploads", False)],
)
def test_buckets_that_browsers_do_not_use_need_no_rules(purpose: str | None, presigned: bool | None) -> None:
    bucket = made(Bucket, "s3.tf:1", kind=DECLARED, name="b", purpose=purpose, presigned=presigned)
    assert judged(CONTROL, scope(bucket)) == {"no-rules": ("not_applicable",)}


def test_claimed_rules_and_claimed_buckets_are_unproven() -> None:
    claim = rules(WWW, place="README.md:4", kind=CLAIMED)
    assert judged(CONTROL, scope(claim)) == {"no-rules": ("unproven", "README.md:4")}
    bucket = made(Bucket, "README.md:5", kind=CLAIMED, name="files", purpose="uploads")
    assert judged(CONTROL, scope(bucket)) == {"no-rules": ("unproven", "README.md:5")}
    copies = made(Bucket, "README.md:5", kind=CLAIMED, name="copies", purpose="backup")
    assert judged(CONTROL, scope(copies)) == {"no-rules": ("not_applicable",)}


def test_a_program_that_was_read_and_signs_no_address_gives_no_browser_a_bucket() -> None:
    serves = made(ServesHttp, "main.go:9")
    named = made(Bucket, "s3.tf:1", kind=DECLARED, name="shop-uploads", purpose="uploads")
    signs = made(Bucket, "upload.go:40", name="shop-uploads", purpose="uploads", presigned=True)
    assert judged(CONTROL, scope(named))["no-rules"] == ("unproven", "s3.tf:1")
    assert judged(CONTROL, scope(named, serves))["no-rules"] == ("not_applicable",)
    function = made(ApplicationCors, "lambda.js:4", origins=(WWW,), complete=True)
    assert judged(CONTROL, scope(named, function))["no-rules"] == ("not_applicable",)
    assert judged(CONTROL, scope(named, signs, serves))["no-rules"][0] == "unproven"


ZONE = made(Zone, "zone:1", domain="shop.example", names=("seller.shop.example", "www.shop.example"))


@pytest.mark.parametrize(
    ("origin", "names", "served"),
    [
        ("https://www.shop.example", (), True),
        ("https://www.shop.example:8443", (), True),
        ("https://old.shop.example", (), False),
        ("https://shop.example", (), False),
        ("https://old.shop.example", ("*.shop.example",), True),
        ("https://deep.old.shop.example", ("old.shop.example",), False),
        ("https://www.another.example", (), True),
        ("https://www.bookshop.example", (), True),
        ("https://*.shop.example", (), True),
    ],
)
def test_an_origin_under_a_zone_of_the_account_must_be_served_there(
    origin: str, names: tuple[str, ...], *, served: bool
) -> None:
    zone = made(Zone, "zone:1", domain="shop.example", names=(*ZONE.names, *names))

    found = judged(CONTROL, scope(rules(WWW, origin), zone))

    assert found.get("origin-nobody-serves") == (None if served else ("failed", "cors.json:3-9"))


def test_a_distribution_serves_its_aliases() -> None:
    distribution = made(Distribution, "cf:1", aliases=("old.shop.example",))

    found = judged(CONTROL, scope(rules(WWW, "https://old.shop.example"), ZONE, distribution))

    assert "origin-nobody-serves" not in found


def test_without_a_zone_of_the_account_nothing_is_called_unserved() -> None:
    assert "origin-nobody-serves" not in judged(CONTROL, scope(rules(WWW, "https://old.shop.example")))


def application(*origins: str, place: str = "main.ts:9", **values: Any) -> ApplicationCors:
    return made(ApplicationCors, place, origins=origins, **values)


def of_the_application(*given: Fact, **where: Any) -> dict[str, tuple[str, ...]]:
    found = judged(CONTROL, scope(*given, **where))
    return {name: told for name, told in found.items() if name != "no-rules"}


def test_an_application_that_lets_any_origin_in_with_credentials_fails() -> None:
    assert of_the_application(application("*", credentials=True)) == {
        "credentials-for-any-origin": ("failed", "main.ts:9")
    }


def test_every_page_of_a_service_where_anybody_publishes_is_anybodys_where_cookies_come_along() -> None:
    assert of_the_application(application("https://*.vercel.app", credentials=True)) == {
        "credentials-for-any-origin": ("failed", "main.ts:9")
    }
    assert of_the_application(application("https://*.vercel.app")) == {}
    found = of_the_application(application("https://*.vercel.app", LOCAL, credentials=True))
    assert set(found) == {"credentials-for-any-origin", "application-allows-localhost"}


def test_any_origin_without_credentials_fails_too() -> None:
    found = [finding for finding in CONTROL.judge(scope(application("*"))) if finding.check.endswith("to-all")]
    assert [finding.opens for finding in found] == [True]


def test_local_origins_fail_with_credentials_or_in_a_list_that_is_known_whole() -> None:
    failed = {"application-allows-localhost": ("failed", "main.ts:9")}
    assert of_the_application(application(WWW, LOCAL, credentials=True)) == failed
    assert of_the_application(application(LOCAL)) == failed
    assert of_the_application(application("http://192.168.*:3000")) == failed
    for origin in ("http://shop.localhost:3000", "http://shop_front.local:8000/", "https://admin.shop.test"):
        assert of_the_application(application(origin)) == failed
    assert of_the_application(application("https://shop.local.example.com", "https://test.com")) == {}
    assert of_the_application(application(WWW, LOCAL)) == failed
    assert of_the_application(application(WWW, LOCAL, complete=False)) == {}
    assert of_the_application(application(LOCAL), environment="staging", strict=False) == {}


def test_front_ends_that_only_a_developers_profile_lets_in_are_let_in_nowhere_else() -> None:
    given = application(WWW, LOCAL, credentials=True, for_developers=True, places={"profile": "Cors.java:3"})
    assert of_the_application(given) == {"only-for-developers": ("unproven", "Cors.java:3")}
    assert of_the_application(replace(given, origins=(LOCAL, "https://*.vercel.app"))) == {}
    assert of_the_application(given, application("https://other.example")) == {}


def test_local_pages_get_a_visitors_cookies_beside_a_rule_for_anybody_without_them() -> None:
    anybody = application("*", place="main.ts:4")
    found = of_the_application(anybody, application(WWW, LOCAL, credentials=True))
    assert found["application-allows-localhost"] == ("failed", "main.ts:9")
    assert "application-allows-localhost" not in of_the_application(anybody, application(LOCAL))


def test_what_a_compose_file_lets_in_counts_where_that_file_is_started_for_visitors() -> None:
    rule = application(LOCAL, place="compose.yaml:9")
    api = made(Container, "compose.yaml:3", file="compose.yaml", name="api", role="application")
    live = made(Container, "compose.prod.yaml:3", environment="production", file="compose.prod.yaml", name="api")
    up = made(Deployment, "deploy.sh:5", method="ssh", starts="compose")
    failed = {"application-allows-localhost": ("failed", "compose.yaml:9")}
    assert of_the_application(rule, api, up) == failed
    assert of_the_application(rule, api) == {}
    assert of_the_application(rule, api, made(Deployment, "d.yml:5", method="ecs")) == {}
    assert of_the_application(rule, api, up, live) == {}
    # A value that stands in for an unset one is what runs until somebody sets it.
    unset = application(LOCAL, place="compose.yaml:9", complete=False)
    written = application(LOCAL, place="deploy.sh:3")
    assert of_the_application(unset, api, up) == failed
    assert of_the_application(replace(unset, origins=(LOCAL, WWW)), api, up) == {}
    assert of_the_application(unset, written, api, up) == {
        "application-allows-localhost": ("failed", "deploy.sh:3", "compose.yaml:9")
    }


def test_exact_origins_of_the_application_are_no_finding() -> None:
    assert of_the_application(application(WWW, SELLER, credentials=True)) == {}


def test_a_list_that_the_same_file_overrules_is_not_accused_beside_it() -> None:
    given = (application("*", credentials=True), application(LOCAL, place="main.ts:20"))
    assert set(of_the_application(*given)) == {"credentials-for-any-origin"}


OBSERVED = EvidenceKind.OBSERVED


def left_out(*facts: Fact) -> list[tuple[Severity, str]]:
    found = (
        one for one in CONTROL.judge(scope(*facts)) if one.check == "cors.missing-own-origin" and one.status.is_open
    )
    return [(one.severity, one.params["missing"]) for one in found]


def test_a_front_end_that_the_repository_lets_in_and_the_accounts_bucket_does_not_fails() -> None:
    there, told = rules(WWW, place="x:1", kind=OBSERVED), rules(WWW, SELLER, LOCAL, kind=INSTRUCTED)

    assert left_out(there, told) == [(Severity.WARNING, f" ({SELLER})")]
    assert left_out(there, rules(WWW, SELLER, kind=INSTRUCTED, bucket="other")) == []


def test_a_front_end_that_the_account_serves_and_its_bucket_leaves_out_is_a_remark() -> None:
    there = rules(WWW, place="x:1", kind=OBSERVED)
    front = made(Origin, "x:2", kind=OBSERVED, environment="production", origin=SELLER)
    serves = made(Distribution, "x:2", kind=OBSERVED, aliases=("seller.shop.example",))

    assert left_out(there, front, serves) == [(Severity.NOTICE, f" ({SELLER})")]
    statuses = [one.status for one in CONTROL.judge(scope(there, front, serves))]
    assert Status.CONFIGURED in statuses  # a remark opens nothing
    assert left_out(there, front) == []
    assert left_out(rules("https://*.shop.example", place="x:1", kind=OBSERVED), front, serves) == []


def test_what_a_template_lets_in_beside_the_products_own_pages_is_for_production() -> None:
    origins = ("https://www.example.com", "http://localhost:3000")
    source = made(ApplicationCors, "main.ts:9", origins=origins, complete=False)
    template = made(ApplicationCors, "ecs.tf:40", kind=DECLARED, origins=origins)
    assert "application-allows-localhost" not in judged(CONTROL, scope(source))
    assert judged(CONTROL, scope(template))["application-allows-localhost"] == ("failed", "ecs.tf:40")


def test_what_a_script_hands_to_the_containers_it_starts_is_for_this_environment_alone() -> None:
    origins = ("https://shop.kr", "http://localhost:3000")
    written = made(ApplicationCors, "user-data.sh:40", origins=origins, complete=False)
    container = made(Container, "user-data.sh:30", name="api", file="user-data.sh", role="application")
    assert judged(CONTROL, scope(written, container))["application-allows-localhost"] == ("failed", "user-data.sh:40")
    beside = made(ApplicationCors, "compose.yml:9", origins=origins, complete=False)
    assert "application-allows-localhost" not in judged(CONTROL, scope(beside))


def test_of_more_rules_than_a_finding_lists_some_of_every_file_are_shown() -> None:
    declared = [application("*", place=f"api.yml:{line}", kind=DECLARED) for line in range(10, 30)]
    found = judged(CONTROL, scope(*declared, application("*", place="answers.ts:4")))["application-open-to-all"]
    assert len(found) == 11
    assert found[-1] == "answers.ts:4"


def test_settings_that_production_takes_as_they_are_let_no_local_page_in() -> None:
    origins = ("https://shop.kr", "http://localhost:3000")
    settled = application(*origins, place="application.yml:9", settled=True, complete=False)
    assert judged(CONTROL, scope(settled))["application-allows-localhost"] == ("failed", "application.yml:9")


def test_a_domain_below_dev_is_no_developers() -> None:
    for origin in ("https://shop.dev", "https://shop.dev:8443"):
        assert judged(CONTROL, scope(rules(origin)))["missing-own-origin"][0] == "configured"
    assert judged(CONTROL, scope(rules("https://dev.shop.dev")))["missing-own-origin"][0] == "failed"


def test_a_rule_of_the_debug_mode_is_none_where_what_runs_it_switches_that_off() -> None:
    rule = made(ApplicationCors, "settings.py:9", origins=("*",), credentials=True, unless="DEBUG")
    off = made(SwitchedOff, "compose.yml:7", to="web", name="DEBUG")

    found = judged(CONTROL, scope(rule))
    assert found["credentials-for-any-origin"] == ("failed", "settings.py:9")
    assert "credentials-for-any-origin" not in judged(CONTROL, scope(rule, off))
    other = made(SwitchedOff, "compose.yml:7", to="web", name="SQL_DEBUG")
    assert judged(CONTROL, scope(rule, other)) == found
    for_staging = made(SwitchedOff, "compose.yml:7", to="web", name="DEBUG", environment="staging")
    assert judged(CONTROL, scope(rule, for_staging)) == found


def test_what_stands_in_a_settings_place_is_nobodys_rule_where_a_template_gives_the_setting() -> None:
    rule = made(ApplicationCors, "app.py:5", origins=("*",), credentials=True, setting="cors_origins")
    given = made(HandedSettings, "template.yaml:11", kind=DECLARED, to="Api", names=("CORS_ORIGINS",))
    everybody = made(ApplicationCors, "template.yaml:11", kind=DECLARED, origins=("*",))
    assert judged(CONTROL, scope(rule))["credentials-for-any-origin"] == ("failed", "app.py:5")
    assert "credentials-for-any-origin" not in judged(CONTROL, scope(rule, given))
    assert judged(CONTROL, scope(rule, given, everybody))["credentials-for-any-origin"] == ("failed", "app.py:5")
