"""SweetOrder's account as its team set it up by hand."""

import pytest

from holdfast.model.assessment import Assessment
from holdfast.rig.seeds import before
from tests.rig.seeds.support import assessed, opened

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return assessed(before.seed, tmp_path_factory.mktemp("before"))


def test_production_shows_what_the_team_found_in_its_account(assessment: Assessment) -> None:
    assert opened(assessment, "production") >= {
        "access.instance-without-role",
        "access.no-mfa",
        "access.ssh-open-to-world",
        "access.static-keys-in-ci",
        "access.wide-policy",
        "availability.single-instance",
        "capacity.burstable-small",
        "certificates.no-expiry-alarm",
        "cors.missing-own-origin",
        "cost.idle-resources",
        "cost.no-budget",
        "monitoring.missing-alarms",
        "scaling.no-group",
    }


def test_staging_may_stay_single_and_small(assessment: Assessment) -> None:
    assert not opened(assessment, "staging") & {
        "availability.single-instance",
        "capacity.burstable-small",
        "scaling.no-group",
    }


def test_everything_could_be_read_and_belongs_somewhere(assessment: Assessment) -> None:
    assert assessment.gaps == ()
    assert assessment.unassigned == ()
