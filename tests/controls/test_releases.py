"""Releases: what a release is called, what hides a failed one, and the way back."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.releases import CONTROL
from holdfast.model.estate import View
from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Container,
    Database,
    Deployment,
    Fact,
    OverwritableTags,
    Placement,
    Platform,
    ReleaseIdentity,
    Rollback,
    ScriptFault,
    StandingName,
    Workload,
)
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope


def deployment(place: str = "deploy.yml:10-30", **values: Any) -> Deployment:
    values = {"method": "ssh", "name": "deploy", "identity": "commit", "carries_identity": True, **values}
    return made(Deployment, place, **values)


BACK = made(Rollback, "rollback.yml:5", target="commit")
NAMED = ("configured", "deploy.yml:10-30")


def test_nothing_said_is_unproven() -> None:
    assert judged(CONTROL, scope()) == {"no-deployment": ("unproven",)}


def test_an_unreadable_workflow_leaves_it_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="deploy.yml")) == {"no-deployment": ("unreadable", "deploy.yml")}


def test_a_claimed_deployment_is_unproven_at_the_claim() -> None:
    claim = deployment("README.md:5", kind=CLAIMED)
    assert judged(CONTROL, scope(claim)) == {"no-deployment": ("unproven", "README.md:5")}


@pytest.mark.parametrize("identity", ["commit", "tag", "number"])
def test_a_named_release_with_a_way_back_holds(identity: str) -> None:
    assert judged(CONTROL, scope(deployment(identity=identity), BACK)) == {
        "no-identity": NAMED,
        "no-rollback": ("configured", "rollback.yml:5"),
    }


def test_automatic_rollback_of_the_platform_holds() -> None:
    given = deployment(method="ecs", rollback="automatic", places={"rollback": "task.json:4"})
    assert judged(CONTROL, scope(given)) == {"no-identity": NAMED, "no-rollback": ("configured", "task.json:4")}


@pytest.mark.parametrize("identity", ["none", "latest", "timestamp"])
def test_a_release_without_a_commit_fails_where_it_goes_live_and_where_it_is_named(identity: str) -> None:
    given = deployment(identity=identity, places={"identity": "deploy.yml:22"})
    assert judged(CONTROL, scope(given, BACK)) == {
        "no-identity": ("failed", "deploy.yml:10-30", "deploy.yml:22"),
        "no-rollback": ("configured", "rollback.yml:5"),
    }


def test_an_untold_identity_is_unproven_unless_the_application_shows_it() -> None:
    untold = deployment(identity=None)
    assert judged(CONTROL, scope(untold, BACK))["no-identity"] == ("unproven", "deploy.yml:10-30")
    shown = made(ReleaseIdentity, "health.ts:9", shown_in="health", source="commit")
    assert judged(CONTROL, scope(untold, BACK, shown))["no-identity"] == ("configured", "health.ts:9")


def test_an_image_that_compose_builds_on_the_host_under_the_name_of_all_others_is_shown_beside_what_starts_it() -> None:
    built = {"built": "compose.prod.yml:22-25"}
    api = made(Container, "compose.prod.yml:21", name="api", file="compose.prod.yml", role="application", places=built)
    starts = deployment("deploy.sh:48", method="compose", identity="none")
    shown = judged(CONTROL, scope(starts, api))["no-identity"]
    assert shown == ("failed", "deploy.sh:48", "compose.prod.yml:22-25")
    elsewhere = deployment("deploy.sh:48", method="pm2", identity="none")
    assert "compose.prod.yml:22-25" not in judged(CONTROL, scope(elsewhere, api))["no-identity"]


def test_where_a_tag_that_nobody_hands_in_is_the_latest_is_shown_beside_what_deploys() -> None:
    untold = deployment(identity=None, places={"identity": "deploy.sh:3"})
    assert judged(CONTROL, scope(untold, BACK))["no-identity"] == ("unproven", "deploy.yml:10-30", "deploy.sh:3")


def test_an_application_that_cannot_say_its_release_is_a_notice() -> None:
    given = deployment(carries_identity=False)
    assert judged(CONTROL, scope(given, BACK))["identity-not-carried"] == ("failed (notice)", "deploy.yml:10-30")


def test_no_way_back_is_unproven_at_every_job_that_deploys_and_where_a_script_starts_the_program() -> None:
    other = deployment("other.yml:4")
    started = made(
        ScriptFault, "start.sh:7", activity="deploy", form="unsupervised", command="nohup java -jar app.jar &"
    )
    unit = replace(started, at=Location.lines("shop.service", 7, 7))
    hosted = deployment("README.md:3", method="hosted")
    boot = replace(started, at=Location.lines("boot.sh", 9, 9), command="pm2 startup")
    found = judged(CONTROL, scope(deployment(), other, started, unit, boot, hosted))
    assert found["no-rollback"] == ("unproven", "deploy.yml:10-30", "other.yml:4", "start.sh:7")


def test_of_several_steps_the_one_that_names_a_release_is_the_first_where_a_way_back_would_stand() -> None:
    network = deployment("network.yml:4", identity=None)
    found = judged(CONTROL, scope(network, deployment()))
    assert found["no-rollback"] == ("unproven", "deploy.yml:10-30", "network.yml:4")


def test_a_claimed_way_back_is_unproven_at_the_claim() -> None:
    claim = made(Rollback, "README.md:40", kind=CLAIMED)
    assert judged(CONTROL, scope(deployment(), claim))["no-rollback"] == ("unproven", "README.md:40")


def test_a_way_back_that_may_stand_in_an_unreadable_file_is_unreadable() -> None:
    assert judged(CONTROL, scope(deployment(), unreadable="x.yml"))["no-rollback"] == ("unreadable", "x.yml")


def test_a_rollback_that_cannot_work_fails_and_no_other_is_asked_for() -> None:
    broken = made(Rollback, "rollback.sh:3-9", works=False, places={"works": "rollback.sh:7"})
    fault = made(ScriptFault, "back.sh:2", activity="rollback", form="rollback-cannot-start", command="docker run x")
    assert judged(CONTROL, scope(deployment(), broken, fault)) == {
        "no-identity": NAMED,
        "rollback-cannot-work": ("failed", "rollback.sh:7", "back.sh:2"),
    }


@pytest.mark.parametrize(
    ("activity", "form", "question"),
    [
        ("deploy", "previous-release-deleted", "previous-release-deleted"),
        ("deploy", "tag-computed-twice", "tag-computed-twice"),
        ("migration", "error-swallowed", "deploy-error-swallowed"),
        ("deploy", "pipe-hides-error", "deploy-error-swallowed"),
    ],
)
def test_faults_in_scripts_fail_at_their_lines(activity: str, form: str, question: str) -> None:
    fault = made(ScriptFault, "deploy.sh:7", activity=activity, form=form, command="npm run migrate || true")
    found = judged(CONTROL, scope(fault, deployment(), BACK))
    assert found == {
        question: ("failed", "deploy.sh:7"),
        "no-identity": NAMED,
        "no-rollback": ("configured", "rollback.yml:5"),
    }


def test_tests_that_nobody_heeds_are_a_remark_and_no_place_beside_what_else_is_swallowed() -> None:
    tests = made(ScriptFault, "deploy.sh:5", activity="test", form="error-swallowed", command="npm test || true")
    moved = made(ScriptFault, "deploy.sh:7", activity="migration", form="error-swallowed", command="migrate || true")

    def said(*facts: Fact) -> tuple[str, ...]:
        return judged(CONTROL, scope(*facts))["deploy-error-swallowed"]

    assert said(tests, deployment(), BACK) == ("failed (notice)", "deploy.sh:5")
    assert said(tests, deployment()) == ("failed (notice)", "deploy.sh:5")
    assert said(tests, moved, deployment(), BACK) == ("failed", "deploy.sh:7")


def test_a_backups_fault_is_none_of_its_business() -> None:
    fault = made(ScriptFault, "backup.sh:7", activity="backup", form="error-swallowed")
    assert "deploy-error-swallowed" not in judged(CONTROL, scope(fault))


def test_a_guide_alone_is_a_release_by_hand_and_named_once() -> None:
    guide = deployment("guide.md:50", kind=INSTRUCTED, manual=True, identity="none")
    assert judged(CONTROL, scope(guide)) == {
        "manual-deploy": ("failed", "guide.md:50"),
        "no-rollback": ("unproven", "guide.md:50"),
    }


def test_a_guide_beside_a_workflow_does_not_count() -> None:
    guide = deployment("guide.md:50", kind=INSTRUCTED, manual=True, identity="none")
    assert judged(CONTROL, scope(guide, deployment(), BACK))["no-identity"] == NAMED


def test_of_ways_by_hand_the_one_that_names_its_environment_is_shown_first() -> None:
    first = deployment("guide.md:50", kind=INSTRUCTED, manual=True, identity="none")
    second = deployment("guide.md:70", kind=INSTRUCTED, manual=True, identity="none", environment="production")
    assert judged(CONTROL, scope(first, second))["manual-deploy"] == ("failed", "guide.md:70", "guide.md:50")


def test_ways_by_hand_in_several_guides_are_shown_what_comes_again_first() -> None:
    setting_up = deployment("setup.md:5", kind=INSTRUCTED, manual=True, identity="none", first=True)
    again = deployment("update.md:9", kind=INSTRUCTED, manual=True, identity="none")
    other = deployment("update.md:70", kind=INSTRUCTED, manual=True, identity="none")
    found = judged(CONTROL, scope(setting_up, again, other))
    assert found["manual-deploy"] == ("failed", "update.md:9", "update.md:70", "setup.md:5")


def test_a_way_by_hand_is_shown_where_it_brings_the_release_and_where_it_starts_it() -> None:
    guide = deployment("guide.md:50", kind=INSTRUCTED, manual=True, identity="none", places={"fetched": "guide.md:20"})
    assert judged(CONTROL, scope(guide))["manual-deploy"] == ("failed", "guide.md:20", "guide.md:50")


def test_a_way_by_hand_is_shown_beside_machines_that_name_no_release_either() -> None:
    guide = deployment("guide.md:50", kind=INSTRUCTED, manual=True, identity="none")
    nameless = judged(CONTROL, scope(guide, deployment(identity="none"), BACK))
    assert nameless["manual-deploy"] == ("failed", "guide.md:50")
    assert nameless["no-identity"] == ("failed", "deploy.yml:10-30")
    assert "manual-deploy" not in judged(CONTROL, scope(guide, deployment(), BACK))
    group = deployment("template.yaml:9", kind=DECLARED, method="codedeploy", identity=None)
    assert "manual-deploy" not in judged(CONTROL, scope(guide, deployment(), group, BACK))
    assert judged(CONTROL, scope(guide, group, BACK))["manual-deploy"] == ("failed", "guide.md:50")
    first = deployment("guide.md:50", kind=INSTRUCTED, manual=True, identity="none", first=True)
    assert "manual-deploy" not in judged(CONTROL, scope(first, deployment(identity="none"), BACK))


def test_a_way_by_hand_is_shown_beside_machines_that_name_releases_which_a_template_takes_back() -> None:
    guide = deployment("guide.md:50", kind=INSTRUCTED, method="ecs", manual=True, identity="none")
    machine = deployment(method="ecs")
    template = made(StandingName, "main.tf:9", kind=DECLARED, name="app", identity="latest")
    assert judged(CONTROL, scope(guide, machine, template, BACK))["manual-deploy"] == ("failed", "guide.md:50")
    assert "manual-deploy" not in judged(CONTROL, scope(guide, machine, BACK))


def test_a_way_by_hand_shows_what_its_guide_has_somebody_push_under_a_word_that_moves() -> None:
    guide = deployment("guide.md:50", kind=INSTRUCTED, method="ecs", manual=True, identity="none")
    machine = deployment("deploy.sh:9", method="ecs", identity="timestamp")
    pushed = made(StandingName, "guide.md:40", kind=INSTRUCTED)
    elsewhere = made(StandingName, "other.md:40", kind=INSTRUCTED)
    found = judged(CONTROL, scope(guide, machine, pushed, elsewhere, BACK))
    assert found["manual-deploy"] == ("failed", "guide.md:50", "guide.md:40")


def test_what_stops_before_it_starts_fails_at_its_lines() -> None:
    fault = made(ScriptFault, "deploy.sh:4-6", activity="deploy", form="stopped-before-start", command="pm2 kill")
    assert judged(CONTROL, scope(fault, deployment(), BACK))["stopped-before-start"] == ("failed", "deploy.sh:4-6")


def test_a_front_ends_files_and_infrastructure_count_only_alone() -> None:
    files = deployment("front.yml:4", method="static", identity="none")
    infrastructure = deployment("infra.yml:4", method="terraform", identity=None)
    assert judged(CONTROL, scope(files, infrastructure, deployment(), BACK))["no-identity"] == NAMED
    assert judged(CONTROL, scope(files, BACK))["no-identity"] == ("failed", "front.yml:4")


def test_the_files_that_a_pipeline_puts_out_count_beside_scripts_that_somebody_calls() -> None:
    files = deployment(".github/workflows/site.yml:34", method="static", identity="none")
    script = deployment("deploy.sh:8", method="pm2", identity="none")
    pipeline = deployment(".github/workflows/api.yml:20", method="ssh", identity="none")

    assert judged(CONTROL, scope(files, script, BACK))["no-identity"] == ("failed", str(files.at), "deploy.sh:8")
    found = judged(CONTROL, scope(files, script, pipeline, BACK))["no-identity"]
    assert found == ("failed", "deploy.sh:8", str(pipeline.at))


def test_a_hosting_platform_names_and_keeps_releases_by_itself() -> None:
    assert judged(CONTROL, scope(deployment(method="hosted", identity=None))) == {"no-identity": ("not_applicable",)}


def test_functions_of_a_template_are_not_released_by_the_platform_that_hosts_the_front_end() -> None:
    function = made(Workload, "stack.ts:4", kind=DECLARED, platform=Platform.LAMBDA)
    step = deployment("ci.yml:60", kind=CLAIMED, method="other", identity=None)
    found = judged(CONTROL, scope(deployment(method="hosted", identity=None), function, step))
    assert found == {"no-deployment": ("unproven", "ci.yml:60")}


def test_another_environments_deployment_does_not_count() -> None:
    staging = deployment("stg.yml:4", environment="staging", identity="latest")
    assert judged(CONTROL, scope(staging, deployment(), BACK))["no-identity"] == NAMED


STANDING = made(StandingName, "compose.yml:3", name="web")


@pytest.mark.parametrize("identity", ["latest", "none", None])
def test_what_stands_in_files_is_accused_beside_a_deployment_that_hands_in_no_name(identity: str | None) -> None:
    shown = judged(CONTROL, scope(deployment(identity=identity), STANDING, BACK))["no-identity"]
    assert shown[0] == "failed"
    assert "compose.yml:3" in shown


def test_who_delivers_by_a_name_hands_it_to_what_stands_in_files() -> None:
    assert "compose.yml:3" not in judged(CONTROL, scope(deployment(), STANDING, BACK))["no-identity"]


def test_an_image_that_a_compose_file_names_word_for_word_is_what_a_host_starts_unless_a_name_is_handed_in() -> None:
    written = replace(STANDING, written=True)
    built, handed = deployment(carries_identity=False), deployment()
    assert judged(CONTROL, scope(built, written, BACK))["no-identity"] == ("failed", "compose.yml:3")
    assert judged(CONTROL, scope(handed, written, BACK))["no-identity"][0] == "configured"


def test_what_stands_in_files_is_accused_where_nothing_shows_how_a_release_gets_there() -> None:
    assert judged(CONTROL, scope(STANDING)) == {"no-identity": ("failed", "compose.yml:3")}


def test_who_pushes_what_a_host_fetches_by_a_word_that_moves_is_shown_with_it() -> None:
    pushed = deployment("build.yml:9", kind=CLAIMED, method="other", identity="latest")
    named = deployment("build.yml:9", kind=CLAIMED, method="other", identity="commit")
    assert judged(CONTROL, scope(STANDING, pushed)) == {"no-identity": ("failed", "compose.yml:3", "build.yml:9")}
    assert judged(CONTROL, scope(STANDING, named)) == {"no-identity": ("failed", "compose.yml:3")}


@pytest.mark.parametrize("manual", [True, False])
def test_a_pipeline_that_pushes_the_latest_is_shown_also_beside_hosts_that_fetch_no_name(*, manual: bool) -> None:
    pushed = deployment("build.yml:9", kind=CLAIMED, method="other", identity="latest")
    found = judged(CONTROL, scope(deployment("deploy.sh:5", identity="none", manual=manual), pushed, BACK))
    assert "build.yml:9" in found["no-identity"]


def test_a_rollback_that_is_switched_off_is_accused_where_nothing_shows_who_deploys() -> None:
    off = made(Rollback, "samconfig.toml:9", kind=DECLARED, works=False)
    assert judged(CONTROL, scope(off))["rollback-cannot-work"] == ("failed", "samconfig.toml:9")


def test_what_stands_in_files_is_accused_beside_a_person_who_deploys_by_hand() -> None:
    found = judged(CONTROL, scope(deployment("docs/aws.md:5", identity="none", manual=True), STANDING, BACK))
    assert found["manual-deploy"] == ("failed", "docs/aws.md:5")
    assert found["no-identity"] == ("failed", "compose.yml:3")


def test_containers_that_nothing_deploys_are_the_place_where_a_deployment_is_missing() -> None:
    api = made(Container, "compose.prod.yml:3", name="api", file="compose.prod.yml", role="application")
    assert judged(CONTROL, scope(api)) == {"no-deployment": ("unproven", "compose.prod.yml:3")}


def test_a_word_that_a_template_writes_out_comes_back_with_its_next_run() -> None:
    release = deployment(method="ecs")
    written = made(StandingName, "lib/stack.ts:85", kind=DECLARED, name="api", identity="latest")
    variable = made(StandingName, "ecs.tf:9", kind=DECLARED, places={"identity": "vars.tf:3"}, identity="latest")
    rendered = made(StandingName, "task.json:4", kind=DECLARED, name="api", identity="latest")
    assert judged(CONTROL, scope(release, written, BACK))["no-identity"] == ("failed", "lib/stack.ts:85")
    assert judged(CONTROL, scope(release, variable, rendered, BACK))["no-identity"] == NAMED
    assert judged(CONTROL, scope(deployment(method="cdk"), written, BACK))["no-identity"] == NAMED


@pytest.mark.parametrize(
    ("place", "how", "status"),
    [
        ("deploy.yml:10-30", {"method": "cdk"}, "unproven (notice)"),
        ("deploy.yml:10-30", {"method": "ecs"}, "unproven"),
        ("deploy.sh:3", {"method": "cdk"}, "unproven"),
    ],
)
def test_a_pipeline_that_puts_out_what_is_called_after_its_contents_opens_nothing(
    place: str, how: dict[str, str], status: str
) -> None:
    found = judged(CONTROL, scope(deployment(place, identity=None, **how), BACK))
    assert found["no-identity"][0] == status


def test_a_word_that_a_template_leaves_to_others_counts_where_they_only_start_it_again() -> None:
    left = made(StandingName, "ecs.tf:29", kind=DECLARED, name="api", identity="latest", left=True)
    again = deployment(method="ecs", identity="latest")
    assert judged(CONTROL, scope(again, left, BACK))["no-identity"] == ("failed", "deploy.yml:10-30", "ecs.tf:29")
    assert judged(CONTROL, scope(deployment(method="ecs"), left, BACK))["no-identity"] == NAMED
    assert judged(CONTROL, scope(left))["no-deployment"] == ("unproven",)


def test_the_service_without_a_circuit_breaker_is_shown_beside_the_deployment_that_cannot_go_back() -> None:
    service = made(Workload, "ecs.tf:183", kind=DECLARED, platform=Platform.FARGATE, name="api", desired=2)
    task = made(Workload, "task.json:1", kind=DECLARED, platform=Platform.FARGATE, name="api")
    told = judged(CONTROL, scope(deployment(method="ecs"), service, task))["no-rollback"]
    assert told == ("unproven", "deploy.yml:10-30", "ecs.tf:183")
    # One service stands for all that are moved alike.
    other = replace(service, at=Location("ecs.tf", 240), name="worker")
    assert judged(CONTROL, scope(deployment(method="ecs"), service, other, task))["no-rollback"] == told
    says = replace(service, places={"updates": Location("ecs.tf", 190, 193)})
    told = judged(CONTROL, scope(deployment(method="ecs"), says, task))["no-rollback"]
    assert told == ("unproven", "deploy.yml:10-30", "ecs.tf:190-193")
    handed = replace(service, places={"handed over": Location("ecs.tf", 186)})
    assert judged(CONTROL, scope(deployment(method="ecs"), handed, task))["no-rollback"][1:] == ("deploy.yml:10-30",)


def test_where_a_guide_brings_a_release_far_from_where_it_starts_one_is_what_cannot_be_taken_back() -> None:
    guided = made(Deployment, "guide.md:90", method="ssh", identity="none", manual=True, first=True)
    guided = replace(guided, places={"fetched": Location("guide.md", 12, 14)})
    assert judged(CONTROL, scope(guided))["no-rollback"] == ("unproven", "guide.md:12-14")
    again = replace(guided, first=False)
    assert judged(CONTROL, scope(deployment(), again))["no-rollback"][1:] == ("deploy.yml:10-30", "guide.md:12-14")


def test_what_sets_a_server_up_is_not_what_cannot_be_taken_back_beside_the_releases_that_follow() -> None:
    first = made(Deployment, "guide.md:12", method="ssh", identity="none", manual=True, first=True)
    later = made(Deployment, "guide.md:90", method="ssh", identity="none", manual=True)
    assert judged(CONTROL, scope(first))["no-rollback"][1:] == ("guide.md:12",)
    assert judged(CONTROL, scope(deployment(), first))["no-rollback"][1:] == ("deploy.yml:10-30",)
    assert "guide.md:12" not in judged(CONTROL, scope(deployment(), first, later))["no-rollback"]


def test_a_release_without_a_name_is_shown_where_it_is_fetched_when_that_stands_apart_from_its_start() -> None:
    places = {"fetched": Location("deploy.sh", 12), "identity": Location("deploy.sh", 12)}
    nameless = made(Deployment, "deploy.sh:90", method="pm2", identity="none")
    assert judged(CONTROL, scope(replace(nameless, places=places)))["no-identity"] == ("failed", "deploy.sh:12")
    near = replace(nameless, places={"identity": Location("deploy.sh", 88)})
    assert judged(CONTROL, scope(near))["no-identity"] == ("failed", "deploy.sh:90", "deploy.sh:88")


def test_a_description_that_nobody_fills_in_counts_beside_releases_that_have_a_name() -> None:
    named = made(Deployment, "deploy.yml:30", method="ssh", identity="commit")
    filled = made(StandingName, "task.json:8", kind=DECLARED)
    alone = made(StandingName, "worker.json:8", kind=DECLARED, alone=True)
    assert judged(CONTROL, scope(named, filled))["no-identity"][0] == "configured"
    assert judged(CONTROL, scope(named, filled, alone))["no-identity"][:2] == ("failed", "worker.json:8")


def test_without_any_deployment_the_breaker_that_is_off_is_the_place() -> None:
    sort: dict[str, Any] = {"kind": DECLARED, "platform": Platform.FARGATE, "desired": 1}
    service = made(Workload, "ecs.tf:339", places={"rollback": "ecs.tf:366"}, name="api", **sort)
    assert judged(CONTROL, scope(service)) == {"no-deployment": ("unproven", "ecs.tf:366")}
    without = made(Workload, "ecs.tf:339", name="api", **sort)
    assert judged(CONTROL, scope(without)) == {"no-deployment": ("unproven",)}


def test_any_branch_may_go_to_staging() -> None:
    fault = made(ScriptFault, "deploy.rb:2", activity="deploy", form="unmerged-deployed")
    assert "unmerged-code-deployed" in judged(CONTROL, scope(deployment(), BACK, fault))
    staging = scope(deployment(), BACK, fault, environment="staging", strict=False)
    assert "unmerged-code-deployed" not in judged(CONTROL, staging)


def test_staging_may_stop_what_serves_while_it_is_replaced() -> None:
    fault = made(ScriptFault, "deploy.sh:2", activity="deploy", form="stopped-before-start")
    assert "stopped-before-start" in judged(CONTROL, scope(deployment(), BACK, fault))
    staging = scope(deployment(), BACK, fault, environment="staging", strict=False)
    assert "stopped-before-start" not in judged(CONTROL, staging)


def test_a_database_in_a_container_whose_version_is_left_open_opens_the_control_at_its_image() -> None:
    told: dict[str, Any] = {"engine": "mysql", "placement": Placement.CONTAINER, "kind": DECLARED, "name": "rows"}
    newest = made(Database, "user-data.sh:5", places={"version": "user-data.sh:6"}, **told)
    assert judged(CONTROL, scope(newest))["database-version-left-open"] == ("failed", "user-data.sh:6")
    assert "database-version-left-open" not in judged(CONTROL, scope(made(Database, "user-data.sh:5", **told)))


def test_an_image_of_others_whose_version_is_left_open_is_remarked_at_its_line() -> None:
    newest = made(Container, "compose.yml:4", name="front", file="compose.yml", places={"version": "compose.yml:5"})
    assert judged(CONTROL, scope(newest))["image-version-left-open"] == ("failed (notice)", "compose.yml:5")
    beside = made(Deployment, "deploy.rb:2", method="ssh", starts="host", identity="commit")
    assert "image-version-left-open" not in judged(CONTROL, scope(newest, beside))
    named = made(Container, "compose.yml:4", name="front", file="compose.yml")
    assert "image-version-left-open" not in judged(CONTROL, scope(named))


def test_a_registry_whose_tags_move_is_a_part_of_releases_without_a_name_and_of_no_others() -> None:
    anew = made(OverwritableTags, "registry.tf:3", name="shop")
    shown = [str(one.at) for found in CONTROL.judge(scope(anew)) for one in found.evidence]
    assert shown == ["registry.tf:3"]
    named = [str(one.at) for found in CONTROL.judge(scope(anew, deployment(), BACK)) for one in found.evidence]
    assert "registry.tf:3" not in named


def test_who_pushes_by_the_word_that_is_taken_has_to_name_the_release_first() -> None:
    pulls = made(Deployment, "deploy.yml:17-27", method="ssh", starts="compose")
    taken = made(StandingName, "compose.yml:6", name="api", identity="latest")
    pushes = made(Deployment, "build.yml:31-36", kind=CLAIMED, method="other", identity="latest")
    plain = made(Deployment, "build.yml:31-36", kind=CLAIMED, method="other", identity="commit")
    assert judged(CONTROL, scope(pulls, taken, pushes))["no-identity"] == ("failed", "compose.yml:6", "build.yml:31-36")
    assert judged(CONTROL, scope(pulls, taken, plain))["no-identity"] == ("failed", "compose.yml:6")


def test_a_script_that_a_pipeline_leaves_the_work_to_is_shown_beside_it() -> None:
    calls = deployment(identity=None)
    calls = replace(calls, at=replace(calls.at, quote="run: ./ship.sh prod"))
    script, other = deployment("ship.sh:4-9", identity=None), deployment("old.sh:4-9", identity=None)

    assert judged(CONTROL, scope(calls, other, script, BACK))["no-identity"] == (
        "unproven",
        "deploy.yml:10-30",
        "ship.sh:4-9",
    )


def test_a_call_of_a_script_is_not_shown_where_that_script_has_no_name_for_it() -> None:
    sent = made(Deployment, "deploy.yml:20-22", method="ssh").at
    calls = replace(deployment("deploy.yml:40", identity="none"), places={"identity": sent})
    calls = replace(calls, at=replace(calls.at, quote="  sudo bash ./scripts/deploy.sh production"))
    script = deployment("scripts/deploy.sh:4-9", identity="latest")

    assert judged(CONTROL, scope(calls, script, BACK))["no-identity"] == (
        "failed",
        "scripts/deploy.sh:4-9",
        "deploy.yml:20-22",
    )
    assert judged(CONTROL, scope(calls, BACK))["no-identity"] == ("failed", "deploy.yml:40", "deploy.yml:20-22")


@pytest.mark.parametrize(
    ("command", "opens"),
    [
        ("ddl-auto: update", False),
        ("SPRING_JPA_HIBERNATE_DDL_AUTO=update", False),
        ("java -jar shop.jar --spring.jpa.hibernate.ddl-auto=update", False),
        ("hibernate.hbm2ddl.auto=update", False),
        ("AutoMigrate()", False),
        ("createMissingTablesAndColumns()", False),
        ("updateSchema()", True),
        ("synchronize: true", True),
        ("npx prisma db push", True),
    ],
)
@pytest.mark.parametrize("environment", [None, "production"])
def test_a_schema_that_a_start_only_adds_to_is_a_remark(command: str, environment: str | None, *, opens: bool) -> None:
    said: dict[str, Any] = {"activity": "start", "form": "schema-changed", "command": command}
    fault = made(ScriptFault, "application.yml:7", environment=environment, **said)
    found = {one.check: one.opens for one in CONTROL.judge(scope(deployment(), BACK, fault))}
    assert found["releases.schema-changed-by-start"] is opens


def test_named_tasks_that_take_over_only_when_they_are_well_leave_the_missing_way_back_a_remark() -> None:
    kept = deployment(method="ecs", asks_health=True)
    other = deployment("worker.yml:20-30", method="ecs", asks_health=True, name="worker")
    builds = deployment("infra.yml:9", method="terraform", identity=None)
    for given in ((kept,), (kept, other), (kept, builds)):
        assert judged(CONTROL, scope(*given))["no-rollback"][0] == "unproven (notice)"
    service = made(Workload, "ecs.tf:18", kind=DECLARED, platform=Platform.FARGATE, name="api", desired=2)
    unasked, nameless = deployment(method="ecs"), deployment(method="ecs", asks_health=True, identity="latest")
    for given in ((unasked,), (nameless,), (kept, unasked), (deployment(asks_health=True),)):
        assert judged(CONTROL, scope(*given))["no-rollback"][0] == "unproven"
    assert judged(CONTROL, scope(kept, service))["no-rollback"] == ("unproven", "deploy.yml:10-30", "ecs.tf:18")
    second = made(Workload, "ecs.tf:40", kind=DECLARED, platform=Platform.FARGATE, name="worker", desired=2)
    assert judged(CONTROL, scope(kept, service, second))["no-rollback"] == ("unproven", "deploy.yml:10-30", "ecs.tf:18")
    bounds = made(Workload, "ecs.tf:31", kind=DECLARED, platform=Platform.ECS, name="api", minimum=1, maximum=4)
    assert judged(CONTROL, scope(kept, bounds))["no-rollback"][0] == "unproven (notice)"


def test_a_try_by_hand_is_a_remark_where_a_machine_brings_production_its_releases() -> None:
    guide = made(Deployment, "guide.md:16", kind=INSTRUCTED, method="lambda", manual=True, identity="none")
    production = {"production": (deployment(),)}
    tried = judged(CONTROL, scope(guide, BACK, environment="staging", strict=False, others=production))
    assert tried["manual-deploy"] == ("failed (notice)", "guide.md:16")
    by_hand = {"production": (replace(guide, environment="production"),)}
    alike = judged(CONTROL, scope(guide, BACK, environment="staging", strict=False, others=by_hand))
    assert alike["manual-deploy"] == ("failed", "guide.md:16")


def test_a_branch_on_staging_is_a_remark_where_production_gets_named_releases() -> None:
    branch = deployment("stg.yml:4", environment="staging", identity="none")
    for identity, expected in (("commit", "failed (notice)"), ("none", "failed")):
        production = {"production": (deployment(identity=identity),)}
        tried = judged(CONTROL, scope(branch, BACK, environment="staging", strict=False, others=production))
        assert tried["no-identity"] == (expected, "stg.yml:4")


def test_developers_beside_production_may_do_without_a_way_back() -> None:
    alone = deployment("dev.yml:4", environment="development")
    for strict, expected in ((False, "unproven (notice)"), (True, "unproven")):
        told = judged(CONTROL, scope(alone, environment="development", strict=strict))
        assert told["no-rollback"] == (expected, "dev.yml:4")


def test_what_only_brings_infrastructure_up_to_date_is_no_place_for_the_way_back() -> None:
    release = made(Deployment, "release.sh:4", method="ssh", name="release", identity="commit")
    apply = made(Deployment, "tf.yml:30", method="terraform", name="apply")
    assert judged(CONTROL, scope(release, apply))["no-rollback"] == ("unproven", "release.sh:4")
    other = made(Deployment, "worker.sh:9", method="rsync", name="worker", identity="commit")
    assert "worker.sh:9" in judged(CONTROL, scope(release, other))["no-rollback"]
    program = made(Deployment, "cdk.yml:12", method="cdk", name="deploy")
    assert judged(CONTROL, scope(program))["no-rollback"] == ("unproven", "cdk.yml:12")


def test_a_step_back_by_hand_is_shown_with_the_release_that_has_no_name() -> None:
    typed = deployment("ops.md:8", kind=INSTRUCTED, manual=True, identity="none", carries_identity=None)
    standing = made(StandingName, "compose.yml:4", kind=DECLARED, name="shop", identity="latest")
    step = made(Rollback, "ops.md:30", kind=INSTRUCTED, target="step")
    automatic = made(Rollback, "deploy.sh:30", automatic=True, target="step")
    found = judged(CONTROL, scope(typed, standing, step))
    assert found["manual-deploy"] == ("failed", "ops.md:8", "ops.md:30")
    assert found["no-identity"] == ("failed", "compose.yml:4")
    assert judged(CONTROL, scope(typed, automatic))["manual-deploy"] == ("failed", "ops.md:8")
    assert judged(CONTROL, scope(typed, replace(step, target="commit")))["manual-deploy"] == ("failed", "ops.md:8")
    assert judged(CONTROL, scope(deployment(identity="none"), step))["no-identity"] == (
        "failed",
        "deploy.yml:10-30",
        "ops.md:30",
    )
    assert "ops.md:30" not in judged(CONTROL, scope(deployment(), step))["no-identity"]
    moving = judged(CONTROL, scope(deployment(identity="none"), replace(step, target="moving")))
    assert moving["no-identity"] == ("failed", "deploy.yml:10-30", "ops.md:30")


INFRASTRUCTURE_ONLY = made(Deployment, "infra.yml:40", method="terraform", name="apply", carries_identity=False)
PUSHED = made(Deployment, "build.yml:9", kind=CLAIMED, method="other", name="build / Push", identity="commit")
CODEDEPLOYS = made(
    Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2, places={"handed over": "ecs.tf:20"}
)


def test_images_that_are_pushed_by_name_name_the_releases_beside_which_only_infrastructure_is_put_out() -> None:
    found = judged(CONTROL, scope(INFRASTRUCTURE_ONLY, PUSHED))
    assert found == {"no-identity": ("configured", "build.yml:9"), "no-rollback": ("unproven", "infra.yml:40")}
    newest = replace(PUSHED, identity="latest")
    assert judged(CONTROL, scope(INFRASTRUCTURE_ONLY, newest))["no-identity"] == ("unproven", "infra.yml:40")
    with_name = replace(INFRASTRUCTURE_ONLY, identity="latest")
    assert judged(CONTROL, scope(with_name, PUSHED))["no-identity"][0] == "failed"


def in_template(quote: str, **places: str) -> StandingName:
    fact = made(StandingName, "ecs.tf:14", kind=DECLARED, name="web", places=places)
    return replace(fact, at=replace(fact.at, quote=quote))


APPLIED = deployment("infra.yml:40", method="terraform")


@pytest.mark.parametrize(
    ("quote", "failed"),
    [
        ('image = "${aws_ecr_repository.web.repository_url}:latest"', True),
        ("image: ecs.ContainerImage.fromEcrRepository(repository, 'latest')", True),
        ('image_tag = "latest"', False),
    ],
)
def test_what_a_template_starts_by_latest_names_no_release_though_another_name_is_pushed_beside(
    quote: str, failed: bool
) -> None:
    found = judged(CONTROL, scope(APPLIED, in_template(quote), BACK))["no-identity"]
    assert (found == ("failed", "ecs.tf:14")) is failed


def test_a_variable_of_the_template_or_a_release_past_it_may_hand_the_pushed_name_in() -> None:
    quote = 'image = "${aws_ecr_repository.web.repository_url}:latest"'
    by_variable = in_template(quote, identity="ecs.tf:2")
    assert judged(CONTROL, scope(APPLIED, by_variable, BACK))["no-identity"][0] == "configured"
    past = deployment(method="lambda")
    assert judged(CONTROL, scope(APPLIED, past, in_template(quote), BACK))["no-identity"][0] == "configured"


def test_where_codedeploy_changes_every_service_the_release_before_is_kept_beside_the_new_one() -> None:
    found = judged(CONTROL, scope(INFRASTRUCTURE_ONLY, PUSHED, CODEDEPLOYS))
    assert found["no-rollback"] == ("unproven (notice)", "infra.yml:40")
    own = made(
        Workload, "ecs.tf:90", kind=DECLARED, platform=Platform.FARGATE, desired=2, places={"rollback": "ecs.tf:90"}
    )
    assert judged(CONTROL, scope(INFRASTRUCTURE_ONLY, PUSHED, CODEDEPLOYS, own))["no-rollback"][0] == "unproven"
    assert judged(CONTROL, scope(INFRASTRUCTURE_ONLY, CODEDEPLOYS))["no-rollback"][0] == "unproven"


def test_whether_a_script_that_is_not_at_hand_goes_back_is_asked_of_nobody() -> None:
    unseen = made(Deployment, ".github/workflows/d.yml:9", method="unseen", identity="commit", carries_identity=True)
    assert judged(CONTROL, scope(unseen)) == {"no-identity": ("configured", ".github/workflows/d.yml:9")}
    beside = made(Deployment, ".github/workflows/e.yml:9", method="ssh", identity="commit", carries_identity=True)
    assert judged(CONTROL, scope(unseen, beside))["no-rollback"][0] == "unproven"


@pytest.mark.parametrize(
    ("started", "shown"), [("docker run -d shop:latest", True), ("docker run -d shop-worker:latest", False)]
)
def test_a_set_up_that_builds_what_others_only_start_is_how_each_release_is_made(started: str, *, shown: bool) -> None:
    text = "git clone https://example.com/shop\ndocker build -t shop:latest ."
    at = Location.lines("guide.md", 12, 13, text)
    guided = Deployment(kind=INSTRUCTED, at=at, method="ssh", identity="none", manual=True, first=True)
    there = Location.lines("Makefile", 9, 9, started)
    machine = replace(deployment(identity="latest"), at=there)
    assert ("manual-deploy" in judged(CONTROL, scope(machine, guided))) is shown


def test_a_way_back_is_asked_for_where_it_serves_somebody() -> None:
    tried = replace(deployment("dev.yml:4"), environment="development")
    shipped = replace(deployment("ship.yml:4"), environment="production")
    seen = View(environment="production", facts=(tried, shipped))
    assert judged(CONTROL, replace(scope(), view=seen))["no-rollback"] == ("unproven", "ship.yml:4")
    alone = View(environment="production", facts=(tried,))
    assert judged(CONTROL, replace(scope(), view=alone))["no-rollback"] == ("unproven", "dev.yml:4")
