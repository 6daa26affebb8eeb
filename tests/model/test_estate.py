"""The three arms of an answer, and which facts an environment sees."""

from dataclasses import replace

import pytest

from holdfast.model.estate import Estate, View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Gap, GapReason, Location, Unreadable
from holdfast.model.facts import Bucket, Container, Database, Deployment, Fact, Instance, Placement, Region

AT = Location.lines("guide.md", 3)


def region(
    name: str, kind: EvidenceKind = EvidenceKind.CODED, environment: str | None = None, *, old: bool = False
) -> Region:
    return Region(kind=kind, at=AT, name=name, environment=environment, old=old)


GAP = Gap(at=Location(path="main.tf"), reason=GapReason.MALFORMED, serves=frozenset({"capacity"}))


def test_what_was_found_comes_strongest_first_and_old_guides_last() -> None:
    old, guide = region("a", EvidenceKind.INSTRUCTED, old=True), region("b", EvidenceKind.INSTRUCTED)
    template = region("c", EvidenceKind.DECLARED)

    assert View(facts=(old, guide, template)).look(Region) == Found((template, guide, old))


def test_a_mere_claim_is_absent_and_comes_along() -> None:
    claim = region("a", EvidenceKind.CLAIMED)

    assert View(facts=(claim,)).look(Region) == Absent((claim,))


def test_nothing_found_beside_something_unread_is_unreadable_not_absent() -> None:
    assert View(gaps=(GAP,)).look(Region) == Unreadable((GAP,))


def test_a_gap_that_cannot_hide_what_is_asked_for_leaves_it_absent() -> None:
    bucket = replace(GAP, hides=frozenset({Bucket}))

    assert View(gaps=(bucket,)).look(Region) == Absent()
    assert View(gaps=(bucket,)).look(Bucket) == Unreadable((bucket,))
    assert View(gaps=(bucket,)).look(Fact) == Unreadable((bucket,))
    assert View(gaps=(bucket, GAP)).look(Region) == Unreadable((GAP,))


def test_a_place_that_two_readers_could_not_read_hides_what_either_would_find() -> None:
    bucket, region_ = (replace(GAP, hides=frozenset({sort})) for sort in (Bucket, Region))

    assert bucket.joined(region_).hides == {Bucket, Region}
    assert bucket.joined(replace(GAP, serves=frozenset({"cors"}))) == replace(
        GAP, serves=frozenset({"capacity", "cors"})
    )


def test_something_found_beside_something_unread_is_found() -> None:
    fact = region("a")

    assert View(facts=(fact,), gaps=(GAP,)).look(Region) == Found((fact,))


def test_a_gap_concerns_only_the_controls_whose_evidence_may_stand_there() -> None:
    estate = Estate(gaps=(GAP,))

    assert estate.view("production", slug="capacity").gaps == (GAP,)
    assert estate.view("production", slug="cors").gaps == ()


def test_an_environment_sees_its_own_facts_and_those_that_name_none() -> None:
    facts = (region("own", environment="staging"), region("all"), region("other", environment="production"))

    view = Estate(facts=facts).view("staging")

    assert [fact.name for fact in view.every(Region)] == ["own", "all"]


def test_only_environments_that_serve_somebody_are_known_when_there_are_any() -> None:
    def facts(*names: str) -> tuple[Fact, ...]:
        return tuple(Instance(kind=EvidenceKind.CODED, at=AT, environment=name) for name in names)

    assert Estate(facts=facts("staging", "development", "production")).environments() == ("production", "staging")
    assert Estate(facts=facts("development", "blue")).environments() == ("blue", "development")
    assert Estate().environments() == ()


def test_what_is_deployed_beside_staging_and_names_nothing_is_production() -> None:
    def deployed(environment: str | None, path: str) -> Deployment:
        at = Location.lines(path, 3)
        return Deployment(kind=EvidenceKind.CODED, at=at, environment=environment, method="ssh")

    staging, plain = deployed("staging", "deploy-staging.sh"), deployed(None, "deploy.sh")

    assert Estate(facts=(staging, plain)).environments() == ("production", "staging")
    assert Estate(facts=(staging, deployed(None, "deploy-staging.sh"))).environments() == ("staging",)
    assert Estate(facts=(staging,)).environments() == ("staging",)
    assert Estate(facts=(region("own", environment="staging"), plain)).environments() == ("staging",)


def test_staging_that_is_only_mentioned_is_not_all_that_there_is() -> None:
    claimed = server("staging", EvidenceKind.CLAIMED)
    assert Estate((server(None), claimed)).environments() == ("production", "staging")
    assert Estate((server(None), server("staging"))).environments() == ("staging",)


def test_production_that_is_only_mentioned_is_not_apart_from_what_a_template_makes_for_developers() -> None:
    planned = server("production", EvidenceKind.CLAIMED)
    made = server("development")
    assert Estate(facts=(planned, made)).environments() == ("development",)
    for other in (server("production"), server("production", EvidenceKind.INSTRUCTED)):
        assert Estate(facts=(planned, made, other)).environments() == ("production",)
    assert Estate(facts=(planned, server("development", EvidenceKind.CODED))).environments() == ("production",)


def test_a_fact_tells_the_narrowest_place_of_an_attribute() -> None:
    narrow = Location.lines("guide.md", 9)
    fact = Instance(kind=EvidenceKind.CODED, at=AT, places={"instance_type": narrow})

    assert (fact.where("instance_type"), fact.where("role")) == (narrow, AT)


def server(environment: str | None, kind: EvidenceKind = EvidenceKind.DECLARED) -> Instance:
    return Instance(kind=kind, at=AT, environment=environment)


def test_a_file_for_the_developers_machines_makes_no_environment_of_what_is_deployed() -> None:
    local = region("a", environment="development")

    assert Estate(facts=(local, server(None))).environments() == ()
    assert Estate(facts=(local, server("development"))).environments() == ("development",)
    assert Estate(facts=(local,)).environments() == ("development",)


def test_the_other_of_two_compose_files_is_no_developers() -> None:
    def started(environment: str | None, role: str = "application") -> Container:
        at = Location.lines(f"{environment}.yml", 3)
        return Container(kind=EvidenceKind.CODED, at=at, environment=environment, name="a", file=at.path, role=role)

    assert Estate(facts=(started("development"), started(None))).environments() == ()
    assert Estate(facts=(started("development"), started(None, "database"))).environments() == ("development",)


@pytest.mark.parametrize(
    ("placement", "known"), [(Placement.RDS, ()), (Placement.UNKNOWN, ()), (Placement.CONTAINER, ("development",))]
)
def test_data_that_is_kept_apart_is_no_developers(placement: Placement, known: tuple[str, ...]) -> None:
    local = region("a", environment="development")
    data = Database(kind=EvidenceKind.CODED, at=AT, engine="mysql", placement=placement)

    assert Estate(facts=(local, data)).environments() == known


def test_servers_that_are_described_under_one_other_name_are_those_that_serve() -> None:
    only, release = server("development"), region("a", environment="production")

    assert Estate(facts=(only, release)).view("production").facts == (only, release)
    assert Estate(facts=(only, server("production"))).view("production").facts == (server("production"),)
    assert Estate(facts=(server("development", EvidenceKind.CODED), release)).view("production").facts == (release,)


def test_what_a_program_says_of_all_but_production_is_said_of_a_staging_that_is_named_elsewhere() -> None:
    rest, live, named = server("development"), server("production"), region("a", environment="staging")

    assert Estate(facts=(live, rest, named)).view("staging").facts == (rest, named)
    assert Estate(facts=(live, rest, named)).view("production").facts == (live,)
    for other in (server("staging"), server("test")):
        assert rest not in Estate(facts=(live, rest, named, other)).view("staging").facts


def test_the_one_place_that_machines_release_to_serves_whatever_its_branch_is_called() -> None:
    def release(environment: str | None, kind: EvidenceKind = EvidenceKind.CODED) -> Deployment:
        return Deployment(kind=kind, at=AT, environment=environment, method="ssh")

    only, guide = release("development"), region("a", environment="production")
    assert Estate(facts=(only, guide)).view("production").facts == (only, guide)
    told = release("production", EvidenceKind.INSTRUCTED)
    assert Estate(facts=(only, told)).view("production").facts == (only, told)
    for other in (release("production"), release(None)):
        assert Estate(facts=(only, other)).view("production").facts == (other,)
    for passing in ("preview", "pr-12", "local"):
        assert Estate(facts=(release(passing), guide)).view("production").facts == (guide,)


@pytest.mark.parametrize(
    ("method", "script", "stands_in"),
    [
        ("ssh", "deploy.sh", True),
        ("ssh", "other.sh", False),
        ("codedeploy", "scripts/start.sh", True),
        ("codedeploy", "appspec.yml", True),
        ("ssh", ".github/workflows/live.yml", False),
    ],
)
def test_a_script_goes_where_the_pipeline_that_starts_it_goes(method: str, script: str, *, stands_in: bool) -> None:
    pipeline = Location.lines(
        ".github/workflows/dev.yml", 9, 9, "run: ssh web@host 'chmod +x deploy.sh && ./deploy.sh'"
    )
    live = Deployment(kind=EvidenceKind.CODED, at=pipeline, environment="development", method=method)
    part = Deployment(kind=EvidenceKind.CODED, at=Location.lines(script, 1), method="compose")
    served = region("served", environment="production")

    view = Estate(facts=(live, part, served)).view("production")

    assert [way.at.path for way in view.every(Deployment)] == ([pipeline.path] if stands_in else []) + [script]


def test_a_script_goes_there_as_well_where_the_pipeline_speaks_of_it_far_below_what_is_quoted() -> None:
    pipeline = Location.lines(".github/workflows/dev.yml", 9, 40, "run: aws ssm send-command")
    live = Deployment(kind=EvidenceKind.CODED, at=pipeline, environment="development", method="ssm")
    part = Deployment(kind=EvidenceKind.CODED, at=Location.lines("scripts/deploy-on-host.sh", 1), method="compose")
    served = region("served", environment="production")

    for scripts, stands_in in ((("deploy-on-host.sh",), True), ((), False)):
        estate = Estate(facts=(replace(live, scripts=scripts), part, served))
        assert len(list(estate.view("production").every(Deployment))) == 1 + stands_in


def test_views_of_one_environment_share_what_was_sorted_and_keep_their_own_gaps() -> None:
    gap = Gap(at=Location(path="a"), reason=GapReason.MALFORMED, serves=frozenset({"cors"}))
    estate = Estate(facts=(Bucket(kind=EvidenceKind.CODED, at=Location(path="b"), name="b"),), gaps=(gap,))

    cors, health = estate.view("production", slug="cors"), estate.view("production", slug="health")

    assert (cors.gaps, health.gaps) == ((gap,), ())
    assert tuple(cors.every(Bucket)) == tuple(health.every(Bucket)) == tuple(health.every(Fact)) == estate.facts
    assert tuple(health.every(Instance)) == ()
