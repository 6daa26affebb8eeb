"""Which deployments tell how the application is released."""

from dataclasses import replace

import pytest

from holdfast.controls.releases_counted import of_the_application, without_tools
from holdfast.model.facts import Deployment
from tests.controls.support import CODED, INSTRUCTED, made


def way(place: str, method: str = "ssh") -> Deployment:
    by_hand = place.startswith("guide")
    return made(Deployment, place, kind=INSTRUCTED if by_hand else CODED, method=method, manual=by_hand)


PIPELINE, SITE = way(".github/workflows/api.yml:4"), way(".github/workflows/site.yml:4", "static")
SCRIPT, GUIDE, STACK = way("deploy.sh:4"), way("guide.md:4"), way("infra.yml:4", "terraform")


@pytest.mark.parametrize(
    ("ways", "counted"),
    [
        ((PIPELINE, GUIDE), (PIPELINE,)),
        ((GUIDE,), (GUIDE,)),
        ((PIPELINE, SITE, STACK), (PIPELINE,)),
        ((SITE, STACK), (SITE,)),
        ((STACK,), (STACK,)),
        ((SITE, SCRIPT), (SITE, SCRIPT)),
        ((way("site.sh:4", "static"), SCRIPT), (SCRIPT,)),
        ((way("vercel.json:1", "hosted"), SITE), (SITE,)),
    ],
)
def test_a_machine_counts_before_a_person_and_the_application_before_its_pages_and_its_infrastructure(
    ways: tuple[Deployment, ...], counted: tuple[Deployment, ...]
) -> None:
    assert of_the_application(ways) == counted


def started_again(place: str, command: str) -> Deployment:
    fact = way(place, "ecs")
    return replace(fact, at=replace(fact.at, quote=command))


def test_what_watches_the_application_is_released_apart_from_it() -> None:
    application = started_again("guide.md:4", "aws ecs update-service --cluster main --service shop")
    tool = started_again("guide.md:9", "aws ecs update-service --cluster main \\\n  --service shop-prometheus")
    watched = started_again("guide.md:12", "aws ecs update-service --cluster prometheus --service shop")

    assert without_tools((application, tool, watched)) == (application, watched)
    assert without_tools((tool,)) == (tool,)
