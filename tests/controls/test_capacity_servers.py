"""Development servers that answer production's visitors."""

import pytest

from holdfast.controls.capacity import CONTROL
from holdfast.controls.capacity_servers import DEVELOPMENT_SERVER
from holdfast.model.facts import Container, Deployment, Instance, ScriptFault
from holdfast.model.findings import Severity
from tests.controls.support import CODED, DECLARED, judged, made, scope

HOST = made(Instance, "main.tf:3", kind=DECLARED, instance_type="m7g.large")


def served(place: str) -> ScriptFault:
    told = "npm run dev"
    return made(ScriptFault, place, kind=CODED, activity="start", form="development-server", command=told)


def test_one_is_shown_where_it_is_started() -> None:
    found = judged(CONTROL, scope(HOST, served("deploy/shop.service:4")))
    assert found["development-server"] == ("failed", "deploy/shop.service:4")


def test_one_is_a_remark_where_its_host_is_too_small_whatever_serves_there() -> None:
    small = made(Instance, "main.tf:3", kind=DECLARED, instance_type="t3.micro")
    for host, severity in ((HOST, Severity.WARNING), (small, Severity.NOTICE)):
        findings = CONTROL.judge(scope(host, served("deploy/shop.service:4")))
        assert [one.severity for one in findings if one.check == DEVELOPMENT_SERVER.id] == [severity]


@pytest.mark.parametrize(("method", "shown"), [("docker", True), ("compose", True), ("pm2", False)])
def test_an_image_counts_where_containers_are_released(method: str, *, shown: bool) -> None:
    release = made(Deployment, "deploy.yml:30", kind=CODED, method="ssh", starts=method)
    found = judged(CONTROL, scope(HOST, release, served("web/Dockerfile:9")))
    assert ("development-server" in found) is shown


def test_a_compose_file_that_starts_the_product_nowhere_tells_nothing() -> None:
    beside = made(Container, "docker-compose.yml:2", kind=CODED, name="api", file="docker-compose.yml")
    found = judged(CONTROL, scope(HOST, beside, served("docker-compose.yml:5")))
    assert "development-server" not in found
