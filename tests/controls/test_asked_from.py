"""Where a stack has a module make what a finding accuses."""

from dataclasses import replace

from holdfast.controls.asked_from import with_stacks
from holdfast.controls.availability import SINGLE_INSTANCE
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Instance, Platform, Workload
from holdfast.model.findings import Finding, evident

CALL = Location.lines("envs/prod/main.tf", 12)
MADE = Instance(
    kind=EvidenceKind.DECLARED, at=Location.lines("modules/host/main.tf", 3), name="web", places={"asked from": CALL}
)
OPEN = SINGLE_INSTANCE.failed(evident(MADE), name="web")


def shown(finding: Finding, *facts: Instance | Workload) -> list[str]:
    return [str(one.at) for one in with_stacks(View(facts=facts), finding).evidence]


def test_the_call_stands_behind_what_the_module_makes() -> None:
    assert shown(OPEN, MADE) == ["modules/host/main.tf:3", "envs/prod/main.tf:12"]


def test_a_finding_that_shows_a_line_of_the_stack_already_stays_as_it_is() -> None:
    told = SINGLE_INSTANCE.failed(evident(MADE), evident(replace(MADE, at=Location.lines(CALL.path, 14))), name="web")
    assert shown(told, MADE) == ["modules/host/main.tf:3", "envs/prod/main.tf:14"]


def test_what_a_stack_makes_by_itself_and_what_is_shown_by_another_have_no_call() -> None:
    own = replace(MADE, places={})
    other = replace(MADE, at=Location.lines("modules/worker/main.tf", 3))
    assert shown(OPEN, own, other) == ["modules/host/main.tf:3"]


def test_the_call_of_a_module_that_makes_a_service_shows_nothing_of_its_copies() -> None:
    service = Workload(
        kind=EvidenceKind.DECLARED, at=MADE.at, platform=Platform.FARGATE, desired=1, places={"asked from": CALL}
    )
    assert shown(SINGLE_INSTANCE.failed(evident(service), name="web"), service) == ["modules/host/main.tf:3"]


def test_a_finding_that_is_met_gets_none() -> None:
    assert shown(SINGLE_INSTANCE.met(evident(MADE)), MADE) == ["modules/host/main.tf:3"]
