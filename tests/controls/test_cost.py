from dataclasses import replace
from typing import Any, TypeVar

from holdfast.controls.cost import CONTROL
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    Alarm,
    BackupJob,
    Bucket,
    Budget,
    CostEstimate,
    CostReview,
    Deployment,
    Emptied,
    Fact,
    IdleResource,
    Instance,
    KeptForGood,
    LifecycleRule,
    Platform,
    ScheduledScaling,
    Topic,
    Watched,
    Workload,
)
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope

F = TypeVar("F", bound=Fact)

SERVER = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small")
SSH = made(Deployment, "deploy.yml:30", method="ssh")
FUNCTION = made(Workload, "template.yaml:10", kind=DECLARED, platform=Platform.LAMBDA)
BUDGET = made(Budget, "budget.tf:1", kind=DECLARED, amount=100.0, notifies=True)
REMARKS = {"no-off-peak": ("unproven (notice)",), "no-review": ("unproven (notice)",)}


def test_without_a_budget_it_is_unproven_and_no_line_is_the_one_to_mend() -> None:
    assert judged(CONTROL, scope(SERVER, SSH)) == {"no-budget": ("unproven",), **REMARKS}
    assert judged(CONTROL, scope(SSH)) == {"no-budget": ("unproven",), **REMARKS}
    assert judged(CONTROL, scope()) == {"no-budget": ("unproven",)}


def test_a_serverless_product_needs_a_budget_too() -> None:
    assert judged(CONTROL, scope(FUNCTION)) == {"no-budget": ("unproven",)}


def test_a_budget_an_anomaly_monitor_or_a_billing_alarm_warns() -> None:
    anomaly = made(Budget, "budget.tf:9", kind=DECLARED, anomaly=True)
    billing = made(Alarm, "alarms.tf:4", kind=DECLARED, watches=Watched.COST, notifies=True)
    assert judged(CONTROL, scope(FUNCTION, BUDGET)) == {"no-budget": ("configured", "budget.tf:1")}
    assert judged(CONTROL, scope(FUNCTION, anomaly)) == {"no-budget": ("configured", "budget.tf:9")}
    assert judged(CONTROL, scope(FUNCTION, billing)) == {"no-budget": ("configured", "alarms.tf:4")}


def test_an_alarm_on_something_else_is_no_budget() -> None:
    alarm = made(Alarm, "alarms.tf:4", kind=DECLARED, watches=Watched.CPU, notifies=True)
    assert judged(CONTROL, scope(FUNCTION, alarm)) == {"no-budget": ("unproven",)}


def test_a_budget_stands_for_the_whole_account_whichever_environment_declares_it() -> None:
    staging = scope(FUNCTION, environment="staging", strict=False, others={"production": (BUDGET,)})
    assert judged(CONTROL, staging) == {"no-budget": ("configured", "budget.tf:1")}


def test_a_budget_that_notifies_nobody_fails() -> None:
    silent = made(Budget, "budget.tf:1", kind=DECLARED, amount=100.0, notifies=False)
    assert judged(CONTROL, scope(FUNCTION, silent)) == {"budget-tells-nobody": ("failed", "budget.tf:1")}


def test_a_claimed_budget_is_the_place_that_wants_proof() -> None:
    claim = made(Budget, "README.md:40", kind=CLAIMED)
    assert judged(CONTROL, scope(FUNCTION, claim)) == {"no-budget": ("unproven", "README.md:40")}


def test_files_that_could_not_be_read_leave_it_unreadable() -> None:
    assert judged(CONTROL, scope(FUNCTION, unreadable="budget.tf")) == {"no-budget": ("unreadable", "budget.tf")}


def test_idle_resources_fail_where_they_are_declared() -> None:
    address = made(IdleResource, "main.tf:70", kind=DECLARED, type="address")
    volume = made(IdleResource, "main.tf:80", kind=DECLARED, type="volume")
    assert judged(CONTROL, scope(FUNCTION, BUDGET, address, volume)) == {
        "no-budget": ("configured", "budget.tf:1"),
        "idle-resources": ("failed", "main.tf:70", "main.tf:80"),
    }


DISK = "arn:aws:ec2:eu-west-1:1:volume/vol-1"


def seen(sort: type[F], arn: str, **values: Any) -> F:
    return sort(kind=EvidenceKind.OBSERVED, at=Location(arn=arn), environment="staging", **values)


def idle(*facts: Fact) -> tuple[str, ...] | None:
    return judged(CONTROL, scope(BUDGET, *facts, environment="staging", strict=False)).get("idle-resources")


def test_a_disk_that_a_backup_plan_names_is_kept_for_the_next_host() -> None:
    disk = seen(IdleResource, DISK, type="volume")
    plan = seen(BackupJob, "plan", subject="volume", method="aws-backup", resources=(DISK,))
    other = seen(BackupJob, "plan", subject="volume", method="aws-backup", resources=("arn:aws:ec2:x:1:volume/vol-2",))

    assert idle(disk, plan) is None
    assert idle(disk, other) == ("failed", DISK)


def test_what_waits_for_the_morning_is_not_idle_while_the_clock_has_ended_the_hosts() -> None:
    things = [seen(IdleResource, f"arn:{sort}", type=sort) for sort in ("volume", "address", "load-balancer")]
    left = [seen(IdleResource, f"arn:{sort}", type=sort) for sort in ("snapshot", "instance")]
    asleep = seen(Workload, "group", platform=Platform.EC2_GROUP, name="web", desired=0)
    awake = seen(Workload, "group", platform=Platform.EC2_GROUP, name="web", desired=1)
    clock = seen(ScheduledScaling, "clock", workload="web", schedule="0 8 * * 1-5")
    of_another = seen(ScheduledScaling, "clock", workload="worker", schedule="0 8 * * 1-5")

    assert idle(asleep, clock, *things) is None
    assert idle(asleep, clock, *left) == ("failed", "arn:snapshot", "arn:instance")
    for still_idle in ((asleep,), (asleep, of_another), (awake, clock)):
        assert idle(*still_idle, *things) == ("failed", "arn:volume", "arn:address", "arn:load-balancer")


def test_growing_buckets_without_a_lifecycle_are_remarked_on() -> None:
    uploads = made(Bucket, "s3.tf:1", kind=DECLARED, name="uploads", purpose="uploads")
    site = made(Bucket, "s3.tf:9", kind=DECLARED, name="www", purpose="site")
    rule = made(LifecycleRule, "s3.tf:20", kind=DECLARED, bucket="uploads", storage_class="INTELLIGENT_TIERING")
    assert judged(CONTROL, scope(FUNCTION, BUDGET, uploads))["no-lifecycle"] == ("unproven (notice)",)
    assert "no-lifecycle" not in judged(CONTROL, scope(FUNCTION, BUDGET, uploads, rule))
    assert "no-lifecycle" not in judged(CONTROL, scope(FUNCTION, BUDGET, site))


def test_a_schedule_and_a_review_end_the_remarks() -> None:
    schedule = made(ScheduledScaling, "asg.tf:50", kind=DECLARED, schedule="0 22 * * *")
    review = made(CostReview, "costs.md:3", kind=INSTRUCTED, form="savings-plan")
    assert judged(CONTROL, scope(SERVER, BUDGET, schedule, review)) == {"no-budget": ("configured", "budget.tf:1")}


def test_a_billing_alarm_whose_only_topic_reaches_nobody_is_heard_by_nobody() -> None:
    alarm = made(Alarm, "billing.ts:13", kind=DECLARED, watches=Watched.COST, notifies=True)
    topic = made(Topic, "billing.ts:10", kind=DECLARED, places={"subscribers": "billing.ts:11"})
    assert judged(CONTROL, scope(alarm, topic))["budget-tells-nobody"] == ("failed", "billing.ts:11")
    assert "budget-tells-nobody" not in judged(CONTROL, scope(alarm, topic, replace(topic, subscribers=("email",))))
    assert "budget-tells-nobody" not in judged(CONTROL, scope(alarm, replace(topic, places={})))


def test_what_is_kept_without_an_end_is_a_remark_where_a_budget_warns() -> None:
    logs = made(KeptForGood, "logs.tf:1-3", kind=DECLARED, what="logs", name="api")
    assert judged(CONTROL, scope(logs))["kept-for-good"] == ("failed", "logs.tf:1-3")
    assert judged(CONTROL, scope(logs, BUDGET))["kept-for-good"] == ("failed (notice)", "logs.tf:1-3")


def test_without_a_budget_the_place_to_speak_of_one_is_where_the_costs_are_reckoned() -> None:
    estimate = made(CostEstimate, "guide.md:40-46", kind=CLAIMED)
    promised = made(Budget, "guide.md:60", kind=CLAIMED)
    assert judged(CONTROL, scope(estimate))["no-budget"] == ("unproven", "guide.md:40-46")
    assert judged(CONTROL, scope(estimate, promised))["no-budget"] == ("unproven", "guide.md:60")


def test_what_another_script_deletes_by_the_clock_is_not_kept_without_an_end() -> None:
    kept = made(KeptForGood, "snap.sh:2", what="snapshots")
    emptied = made(Emptied, "prune.sh:2", what="snapshots")
    assert judged(CONTROL, scope(kept))["kept-for-good"] == ("failed", "snap.sh:2")
    assert "kept-for-good" not in judged(CONTROL, scope(kept, emptied))


def test_a_bucket_that_a_template_makes_for_logs_keeps_them_for_good_unless_something_ends_them() -> None:
    logs = made(Bucket, "cdn.yml:30-34", kind=DECLARED, name="shop-cdn-logs", purpose="logs")
    assert judged(CONTROL, scope(logs))["kept-for-good"] == ("failed", "cdn.yml:30-34")
    assert judged(CONTROL, scope(logs, BUDGET))["kept-for-good"] == ("failed (notice)", "cdn.yml:30-34")
    assert "no-lifecycle" not in judged(CONTROL, scope(FUNCTION, logs))
    rule = made(LifecycleRule, "cdn.yml:40", kind=DECLARED, bucket=None, storage_class=None)
    assert "kept-for-good" not in judged(CONTROL, scope(logs, rule))


def test_trails_that_are_kept_on_purpose_and_buckets_that_nothing_makes_are_no_waste() -> None:
    trail = made(Bucket, "trail.tf:3", kind=DECLARED, name="org-cloudtrail", purpose="logs")
    used = made(Bucket, "app.py:3", name="shop-logs", purpose="logs")
    assert "kept-for-good" not in judged(CONTROL, scope(trail, used))
