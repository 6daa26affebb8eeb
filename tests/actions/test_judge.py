"""Judging: environments, suppressions, faults."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from holdfast.actions import judge as action
from holdfast.actions.judge import Judged, environments_to_judge, judge
from holdfast.actions.read import Read
from holdfast.controls.registry import CONTROLS
from holdfast.model.assessment import Assessment
from holdfast.model.errors import UsageError
from holdfast.model.estate import Estate
from holdfast.model.evidence import EvidenceKind, Gap, GapReason, Location
from holdfast.model.facts import Deployment, Fact, Ingress, Instance, SecretStore
from holdfast.model.findings import SLUGS, Control, Scope, Status
from holdfast.model.product import Product
from holdfast.model.suppression import marks_in
from holdfast.readers.spec import Spec, parse_spec

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NO_SPEC = Spec(Product(name="shop"), given=False)


def ssh(environment: str | None = None) -> Ingress:
    return Ingress(
        kind=EvidenceKind.DECLARED,
        at=Location.lines("main.tf", 4),
        environment=environment,
        from_port=22,
        to_port=22,
        sources=("0.0.0.0/0",),
    )


def instance(environment: str | None) -> Fact:
    return Instance(kind=EvidenceKind.DECLARED, at=Location.lines("main.tf", 9), environment=environment)


def assess(*facts: Fact, spec: Spec = NO_SPEC, text: str = "", gaps: tuple[Gap, ...] = ()) -> Assessment:
    read = Read(Estate(facts=facts, gaps=gaps), tuple(marks_in("main.tf", text)))
    return judge(spec, read, now=NOW)


def access(assessment: Assessment) -> Status:
    return next(result.status for result in assessment.controls if result.slug == "access")


def test_all_twelve_are_judged_and_nothing_said_is_never_closed() -> None:
    assessment = assess()

    assert [result.slug for result in assessment.controls] == list(SLUGS)
    assert {result.environment for result in assessment.controls} == {"production"}
    assert not [result.slug for result in assessment.controls if result.status is Status.CONFIGURED]


@pytest.mark.parametrize(
    ("known", "judged"),
    [
        ((), (Judged("production", strict=True, sole=False),)),
        (("staging",), (Judged("staging", strict=True, sole=True),)),
        (("development",), (Judged("development", strict=True, sole=True),)),
        (
            ("production", "staging"),
            (Judged("production", strict=True, sole=False), Judged("staging", strict=False, sole=False)),
        ),
        (("production", "development"), (Judged("production", strict=True, sole=False),)),
    ],
)
def test_staging_is_spared_only_beside_production(known: tuple[str, ...], judged: tuple[Judged, ...]) -> None:
    estate = Estate(facts=tuple(instance(name) for name in known))

    assert environments_to_judge(NO_SPEC, estate) == judged


@pytest.mark.parametrize(
    ("released", "judged"),
    [
        (("production", "development"), ["production", "development"]),
        ((None, "development"), ["production", "development"]),
        (("production",), ["production"]),
        (("production", "staging", "development"), ["production", "staging"]),
    ],
)
def test_developers_own_environment_is_judged_where_machines_release_to_it_and_there_is_no_staging(
    released: tuple[str | None, ...], judged: list[str]
) -> None:
    def deployed(environment: str | None) -> Fact:
        at = Location.lines(f".github/workflows/{environment}.yml", 9)
        return Deployment(kind=EvidenceKind.CODED, at=at, environment=environment, method="ssh")

    found = environments_to_judge(NO_SPEC, Estate(facts=(instance("production"), *map(deployed, released))))

    assert [one.name for one in found] == judged
    assert [one.strict for one in found] == [name == "production" for name in judged]


def test_the_specs_environments_go_before_those_in_evidence() -> None:
    spec = Spec(Product.model_validate({"environments": {"staging": {}, "production": {}}}), given=True)

    judged = environments_to_judge(spec, Estate(facts=(instance("development"),)))

    assert judged == (Judged("staging", strict=False, sole=False), Judged("production", strict=True, sole=False))


def test_an_environment_that_nobody_knows_is_a_wrong_use() -> None:
    with pytest.raises(UsageError, match="no such environment"):
        judge(NO_SPEC, Read(Estate(), ()), now=NOW, environment="blue")


def test_a_comment_with_a_reason_sets_a_finding_aside_and_is_counted() -> None:
    text = "\n\n# holdfast:ignore access.ssh-open-to-world closed by the office firewall\nport 22"

    assessment = assess(ssh(), text=text)

    assert [aside.reason for aside in assessment.set_aside] == ["closed by the office firewall"]
    assert not [finding for result in assessment.controls for finding in result.findings if "ssh-open" in finding.check]
    assert assessment.unheeded == ()


def test_suppressions_that_do_nothing_are_told() -> None:
    word = {"check": "access.ssh-open-to-world", "author": "kim", "reason": "until spring", "expires": "2026-01-01"}
    spec = Spec(Product.model_validate({"suppressions": [word]}), given=True)

    assessment = assess(ssh(), spec=spec, text="# holdfast:ignore cors\n# holdfast:ignore backup nothing here\n")

    assert access(assessment) is Status.FAILED
    assert [(word.check, word.why) for word in assessment.unheeded if word.check != "backup"] == [
        ("cors", "no-reason"),
        ("access.ssh-open-to-world", "expired"),
    ]


def test_a_control_with_nothing_left_but_what_was_set_aside_says_so() -> None:
    words = [
        {"check": slug, "author": "kim", "reason": "this is a test of it", "expires": "2027-01-01"} for slug in SLUGS
    ]
    spec = Spec(Product.model_validate({"suppressions": words}), given=True)

    assessment = assess(ssh(), spec=spec)

    assert access(assessment) is Status.NOT_APPLICABLE
    assert assessment.set_aside


def test_what_could_not_be_read_leaves_silent_controls_unreadable_and_is_listed_with_the_others() -> None:
    gap = Gap(Location.lines("broken.tf", 3), GapReason.MALFORMED, serves=frozenset(SLUGS))

    assessment = assess(ssh(), gaps=(gap,))

    named = {
        result.slug
        for result in assessment.controls
        for finding in result.findings
        if finding.status is Status.UNREADABLE and any(place.at == gap.at for place in finding.evidence)
    }
    assert named == set(SLUGS)
    assert access(assessment) is Status.FAILED
    assert not [result for result in assessment.controls if result.status is Status.CONFIGURED]


def test_a_fault_in_one_control_is_told_and_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_scope: Scope) -> tuple[()]:
        raise RuntimeError("canary-value")

    first, *others = CONTROLS
    controls: tuple[Control, ...] = (replace(first, judge=broken), *others)
    monkeypatch.setattr(action, "CONTROLS", controls)

    assessment = assess()

    assert access(assessment) is Status.UNREADABLE
    assert len(assessment.controls) == len(SLUGS)
    assert "canary" not in repr(assessment)


def test_what_the_spec_names_and_the_account_lacks_is_shown_on_its_line_of_the_spec() -> None:
    text = '[environments.production]\nsecrets = ["shop/api"]\n'
    spec = Spec(parse_spec(text.encode()), given=True, rows=tuple(text.splitlines()))
    read = Read(Estate(shown=frozenset({SecretStore})), ())

    assessment = judge(spec, read, now=NOW)

    (found,) = (f for one in assessment.controls for f in one.findings if f.check == "configuration.not-in-account")
    assert [(str(place.at), place.at.quote) for place in found.evidence] == [("holdfast.toml:2", '"shop/api"')]
