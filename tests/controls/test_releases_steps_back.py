"""Ways back by hand that miss the release they are for."""

from dataclasses import replace

import pytest

from holdfast.controls.releases import CONTROL
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Deployment, Fact, Rollback
from tests.controls.support import INSTRUCTED, judged, made, scope


def _script(fetch: str) -> Deployment:
    places = {"identity": Location("deploy/deploy.sh", 12, 12, fetch)}
    return replace(made(Deployment, "deploy/deploy.sh:40", method="compose", identity="none"), places=places)


def _back(text: str) -> Fact:
    return Rollback(kind=INSTRUCTED, at=Location.lines("DEPLOY.md", 30, 34, text), target="commit")


@pytest.mark.parametrize(
    "fetch", ["git pull origin main", "git reset --hard origin/main", 'git reset --hard "origin/$BRANCH"']
)
def test_an_earlier_commit_handed_to_a_script_that_takes_the_newest_brings_nothing_back(fetch: str) -> None:
    found = judged(CONTROL, scope(_script(fetch), _back("git checkout <good-sha>\n./deploy/deploy.sh  # rebuilds")))
    assert found["rollback-cannot-work"] == ("failed", "DEPLOY.md:30-34")
    assert "no-rollback" not in found


@pytest.mark.parametrize("recipe", ["make deploy-prod", "just deploy-prod", "npm run deploy-prod"])
def test_nor_does_a_recipe_that_is_called_like_such_a_script(recipe: str) -> None:
    at = Location.lines("scripts/deploy-prod.sh", 46, 48, "git fetch\ngit reset --hard origin/main\npm2 reload all")
    deployed = Deployment(kind=EvidenceKind.CODED, at=at, method="pm2", identity="none")
    found = judged(CONTROL, scope(deployed, _back(f"git reset --hard <good-sha>\n{recipe}")))
    assert found["rollback-cannot-work"] == ("failed", "DEPLOY.md:30-34")
    other = judged(CONTROL, scope(deployed, _back("git reset --hard <good-sha>\nmake deploy-staging")))
    assert "rollback-cannot-work" not in other


@pytest.mark.parametrize(
    ("fetch", "text"),
    [
        ("git pull origin main", "git checkout <good-sha>\ndocker compose up -d --build"),
        ("git pull origin main", "git checkout <good-sha>\ndocker compose up -d --build  # not deploy.sh"),
        ("git pull origin main", "./deploy/deploy.sh\ngit checkout <good-sha>\ndocker compose up -d --build"),
        ("git pull origin main", "git checkout <good-sha>\n./deploy/redeploy.sh"),
        ("rsync -a ./ app@host:/srv/shop/", "git checkout <good-sha>\n./deploy/deploy.sh"),
    ],
)
def test_an_earlier_commit_that_nothing_replaces_comes_back(fetch: str, text: str) -> None:
    found = judged(CONTROL, scope(_script(fetch), _back(text)))
    assert "rollback-cannot-work" not in found
    assert found["no-rollback"][0] == "configured"
