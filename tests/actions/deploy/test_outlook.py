"""What a plan closes and costs, on the templates of an example product."""

from datetime import UTC, datetime

import pytest

from holdfast.actions.deploy.deployed import Deployed
from holdfast.actions.deploy.outlook import declared_by, outlook
from holdfast.actions.deploy.plan import Survey
from holdfast.actions.read import Read
from holdfast.model.deployment import Plan, Template
from holdfast.model.estate import Estate
from holdfast.model.findings import SLUGS
from holdfast.readers.spec import Spec
from tests.stacks.synthesized import product, templates

NOW = datetime(2026, 11, 25, tzinfo=UTC)
NOTHING = Read(estate=Estate(), marks=())
pytestmark = pytest.mark.integration  # the first one of a run starts Node


@pytest.fixture(scope="module")
def planned() -> tuple[Template, ...]:
    return tuple(templates("ledgerly").values())


def survey(*deployed: Deployed) -> Survey:
    return Survey(Plan(product="ledgerly", account="123456789012"), deployed)


def test_what_templates_declare_belongs_to_their_environment(planned: tuple[Template, ...]) -> None:
    estate = declared_by(planned)
    assert estate.gaps == ()
    assert "production" in estate.environments()


def test_a_first_deployment_closes_what_templates_can_close(planned: tuple[Template, ...]) -> None:
    spec = Spec(product("ledgerly"), given=True)
    found = outlook(survey(), planned, spec, NOTHING, now=NOW)
    assert [one.slug for one in found.controls] == list(SLUGS)
    assert all(one.before.is_open for one in found.controls if one.slug != "cors")
    closed = {one.slug for one in found.controls if one.closes}
    assert closed >= {"access", "availability", "capacity", "scaling", "monitoring", "backup", "certificates", "cost"}
    assert not any(one.opens for one in found.controls)
    # What only the repository or a drill can show stays open, and says what is missing.
    assert all(one.left for one in found.controls if one.after.is_open)
    assert found.before.monthly_usd == 0
    assert {"availability", "monitoring"} <= set(found.after.controls)
    assert {line.detail for line in found.after.unknown} >= {"db.m7g.large"}


def test_an_unchanged_deployment_closes_nothing_and_costs_no_more(planned: tuple[Template, ...]) -> None:
    there = tuple(
        Deployed(stack=one.stack, region=one.region, state="CREATE_COMPLETE", template=one.body) for one in planned
    )
    found = outlook(survey(*there), planned, Spec(product("ledgerly"), given=True), NOTHING, now=NOW)
    assert found.difference_usd == 0
    assert not any(one.closes or one.opens for one in found.controls)
