"""SweetOrder's account after everything has been built."""

import pytest

from holdfast.model.assessment import Assessment
from holdfast.rig.seeds import hardened
from tests.rig.seeds.support import assessed, opened

ONLY_CODE_SHOWS = {"configuration.no-required-list", "health.no-readiness", "releases.no-identity"}
"""What the application and its deployments do stands in the repository, and in no account."""

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return assessed(hardened.seed, tmp_path_factory.mktemp("hardened"))


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_nothing_is_open_that_an_account_can_show(assessment: Assessment, environment: str) -> None:
    assert opened(assessment, environment) == ONLY_CODE_SHOWS


@pytest.mark.parametrize("slug", ["access", "availability", "capacity", "cors", "certificates", "backup", "scaling",
                                  "monitoring", "cost"])  # fmt: skip
def test_production_holds_by_what_the_account_shows(assessment: Assessment, slug: str) -> None:
    (control,) = (one for one in assessment.controls if (one.slug, one.environment) == (slug, "production"))

    assert control.status == "configured"


def test_everything_could_be_read_and_belongs_somewhere(assessment: Assessment) -> None:
    assert assessment.gaps == ()
    assert assessment.unassigned == ()
