"""What a repository tells and an account shows, held against each other."""

from dataclasses import replace

import pytest

from holdfast.controls import joining
from holdfast.model.environments import UNASSIGNED
from holdfast.model.estate import Estate
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Alarm, Bucket, Budget, Fact, LoadBalancer, SecretStore, Topic, WantedSecret, Watched
from holdfast.model.findings import SLUGS, Scope, Severity, Status
from holdfast.model.product import Product
from tests.controls.support import CLAIMED, CODED, DECLARED, INSTRUCTED, made, scope

OBSERVED = EvidenceKind.OBSERVED


def alarm(kind: EvidenceKind, system: str = "cloudwatch") -> Alarm:
    return made(Alarm, "guide.md:3", kind=kind, watches=Watched.CPU, system=system)


def bucket(kind: EvidenceKind, name: str | None, environment: str | None = None) -> Bucket:
    return made(Bucket, "main.tf:3", kind=kind, name=name, environment=environment)


def seen(*facts: Fact, shown: frozenset[type[Fact]] = frozenset({Alarm, Bucket, LoadBalancer, SecretStore})) -> Scope:
    plain = scope(*facts)
    there = tuple(fact for fact in facts if fact.kind is OBSERVED)
    return replace(plain, view=replace(plain.view, shown=shown, there=there))


def told(slug: str, where: Scope) -> list[tuple[str, Status, Severity, str]]:
    return [(one.check, one.status, one.severity, one.params["name"]) for one in joining.judge(slug, where)]


def test_every_control_has_both_checks() -> None:
    assert tuple(joining.JOINED) != ()
    assert set(joining.JOINED) == set(SLUGS)


@pytest.mark.parametrize("kind", [CLAIMED, INSTRUCTED, CODED, DECLARED])
def test_what_is_told_in_any_strength_and_is_not_in_the_account_fails(kind: EvidenceKind) -> None:
    assert told("monitoring", seen(alarm(kind))) == [
        ("monitoring.not-in-account", Status.FAILED, Severity.WARNING, "cpu")
    ]


def test_what_the_account_has_is_well() -> None:
    assert told("monitoring", seen(alarm(INSTRUCTED), alarm(OBSERVED))) == []


def test_an_account_that_was_not_asked_for_all_says_nothing() -> None:
    assert told("monitoring", seen(alarm(INSTRUCTED), shown=frozenset())) == []


def test_an_alarm_on_one_metric_does_not_stand_for_one_on_another() -> None:
    disk = replace(alarm(INSTRUCTED), watches=Watched.DISK)

    assert [line[3] for line in told("monitoring", seen(disk, alarm(OBSERVED)))] == ["disk"]


def test_what_lives_outside_aws_is_not_missed_there() -> None:
    assert told("monitoring", seen(alarm(INSTRUCTED, "datadog"))) == []


def test_a_named_thing_is_missed_among_others_of_its_sort() -> None:
    facts = (bucket(DECLARED, "cakes"), bucket(DECLARED, "gone"), bucket(OBSERVED, "cakes"))

    assert told("cors", seen(*facts)) == [("cors.not-in-account", Status.FAILED, Severity.WARNING, "gone")]


@pytest.mark.parametrize("name", [None, "${var.bucket}", "cakes-<env>", "{bucket}"])
def test_a_name_that_is_no_literal_is_not_missed(name: str | None) -> None:
    assert told("cors", seen(bucket(DECLARED, name), bucket(OBSERVED, "cakes"))) == []


def test_a_secret_is_known_by_its_name_and_by_its_arn() -> None:
    arn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:shop/api-AbC123"
    there = made(SecretStore, "x:1", kind=OBSERVED, service="secrets-manager", name="shop/api")
    wanted = made(SecretStore, "main.ts:2", kind=CODED, service="secrets-manager", name=arn)

    assert told("configuration", seen(wanted, there)) == []


def test_what_no_template_speaks_of_is_a_notice_where_there_are_templates() -> None:
    there = LoadBalancer(kind=OBSERVED, at=Location(arn="arn:aws:elasticloadbalancing:x"), name="by-hand")

    assert told("availability", seen(there, bucket(DECLARED, "cakes"))) == [
        ("availability.not-declared", Status.FAILED, Severity.NOTICE, "by-hand")
    ]
    assert told("availability", seen(there)) == []


def test_what_is_told_for_every_environment_may_be_there_in_any() -> None:
    told_once, elsewhere = bucket(INSTRUCTED, "cakes"), bucket(OBSERVED, "cakes", "staging")

    assert told("cors", seen(told_once, elsewhere)) == []


def test_what_is_told_for_one_environment_must_be_there() -> None:
    told_here, elsewhere = bucket(DECLARED, "cakes", "production"), bucket(OBSERVED, "cakes", "staging")

    assert [line[0] for line in told("cors", seen(told_here, elsewhere))] == ["cors.not-in-account"]


def test_an_anomaly_monitor_is_not_missed_since_asking_for_it_costs_money() -> None:
    told_of = (
        made(Budget, "guide.md:5", kind=INSTRUCTED, anomaly=True),
        made(Budget, "budget.tf:1", kind=DECLARED, amount=100.0),
    )

    assert told("cost", seen(told_of[0], shown=frozenset({Budget}))) == []
    (found,) = joining.judge("cost", seen(*told_of, shown=frozenset({Budget})))
    assert [str(place.at) for place in found.evidence] == ["budget.tf:1"]


SPEC = Product.model_validate(
    {"environments": {"production": {"secrets": ["shop/api", "shop/pay"], "buckets": [{"name": "cakes"}]}}}
)


def by_spec(*facts: Fact) -> Scope:
    return replace(seen(*facts), product=SPEC, environment=SPEC.environment("production"), spec_given=True)


def test_what_the_spec_names_and_the_account_lacks_fails_in_the_spec() -> None:
    there = made(SecretStore, "x:1", kind=OBSERVED, service="secrets-manager", name="shop/api")

    (found,) = joining.judge("configuration", by_spec(there))

    assert (found.check, found.params["name"]) == ("configuration.not-in-account", "shop/pay")
    assert [(place.at.path, place.at.quote) for place in found.evidence] == [("holdfast.toml", '"shop/pay"')]
    assert [line[3] for line in told("cors", by_spec())] == ["cakes"]


def test_what_the_spec_names_may_be_there_for_whichever_environment_or_by_its_arn() -> None:
    arn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:shop/pay-AbC123"
    names = ("shop/api", arn)
    stores = (made(SecretStore, "x:1", kind=OBSERVED, service="secrets-manager", name=name) for name in names)

    assert told("configuration", by_spec(*stores)) == []
    assert told("cors", by_spec(bucket(OBSERVED, "cakes", "(unassigned)"))) == []


def test_a_spec_misses_nothing_in_an_account_that_was_not_read_whole_and_defaults_name_nothing() -> None:
    unread = by_spec()
    unread = replace(unread, view=replace(unread.view, shown=frozenset()))

    assert told("configuration", unread) == []
    assert told("cors", replace(by_spec(), spec_given=False)) == []


def balancer(kind: EvidenceKind, environment: str | None, name: str | None) -> LoadBalancer:
    return made(LoadBalancer, "guide.md:7", kind=kind, environment=environment, name=name)


@pytest.mark.parametrize(
    ("name", "other", "missed"), [("shop-alb", "Shop-ALB", 0), (None, "till", 0), ("shop-alb", "till", 1)]
)
def test_what_the_account_has_for_nobody_knows_which_environment_may_be_it_unless_it_is_called_otherwise(
    name: str | None, other: str, missed: int
) -> None:
    facts = (balancer(INSTRUCTED, "production", name), balancer(OBSERVED, UNASSIGNED, other))

    assert len(told("availability", seen(*facts))) == missed


def wanted(name: str) -> WantedSecret:
    return made(WantedSecret, "main.ts:4", kind=CODED, service="secrets-manager", name=name)


HERE = made(SecretStore, "x:1", kind=OBSERVED, service="secrets-manager", name="shop/production/api")
HERE = replace(HERE, at=Location(arn="arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x"))


def test_a_secret_that_the_code_wants_and_the_account_lacks_fails() -> None:
    facts = (wanted("shop/production/pay"), wanted("shop/production/api"), HERE)

    assert told("configuration", seen(*facts)) == [
        ("configuration.not-in-account", Status.FAILED, Severity.WARNING, "shop/production/pay")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "shop/staging/pay",
        "shop/${stage}/pay",
        "arn:aws:secretsmanager:ap-northeast-1:999988887777:secret:shop/pay-AbC123",
    ],
)
def test_a_secret_of_another_environment_or_account_or_of_no_certain_name_is_not_missed_here(name: str) -> None:
    assert told("configuration", seen(wanted(name), HERE)) == []


def test_what_is_only_told_and_not_in_the_account_is_believed_as_a_claim_alone() -> None:
    disk = replace(alarm(DECLARED), watches=Watched.DISK)
    topic = made(Topic, "guide.md:9", kind=INSTRUCTED, name="alerts")
    facts = (alarm(INSTRUCTED), disk, topic, bucket(DECLARED, "gone"), alarm(OBSERVED))

    kinds = [fact.kind for fact in joining.believed(Estate(facts, shown=frozenset({Alarm, Bucket}))).facts]

    # Whether there are topics the account did not tell; what a bucket is like may speak against it, too.
    assert kinds == [INSTRUCTED, CLAIMED, INSTRUCTED, DECLARED, OBSERVED]
    assert joining.believed(Estate(facts)).facts == facts


def test_a_secret_that_a_template_leaves_nameless_is_not_missed_and_one_that_it_names_is() -> None:
    nameless = made(SecretStore, "t.yaml:4", kind=DECLARED, service="secrets-manager", name="DbSecret")
    named = made(
        SecretStore, "t.yaml:9", kind=DECLARED, service="secrets-manager", name="shop/pay", places={"name": "t.yaml:11"}
    )

    assert [line[3] for line in told("configuration", seen(nameless, named, HERE))] == ["shop/pay"]
    assert told("cors", seen(bucket(DECLARED, "shop-files-"), bucket(OBSERVED, "cakes"))) == []
