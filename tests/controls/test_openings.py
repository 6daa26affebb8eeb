"""Openings to the application past the proxy in front of it."""

from dataclasses import replace

import pytest

from holdfast.controls.access import CONTROL
from holdfast.model.facts import Container, Deployment, Fact, Ingress, Instance, Platform, ProxyRoute, Workload
from holdfast.model.findings import Confidence, Severity
from tests.controls.support import DECLARED, INSTRUCTED, judged, made, scope

PROXY = made(ProxyRoute, "nginx.conf:9", path="/", upstreams=("127.0.0.1:8080",))


def opening(port: int, source: str = "0.0.0.0/0", last: int | None = None) -> Ingress:
    return made(Ingress, f"net.tf:{port}", kind=DECLARED, from_port=port, to_port=last or port, sources=(source,))


def test_the_port_behind_a_proxy_fails_where_it_is_open_to_the_world() -> None:
    found = judged(CONTROL, scope(PROXY, opening(80), opening(8080)))
    assert found["application-port-open"] == ("failed", "net.tf:8080")


def test_the_port_of_a_container_that_a_proxy_beside_it_asks_by_its_name_fails_too() -> None:
    proxy = made(ProxyRoute, "nginx.conf:9", path="/", upstreams=("app:8080",))
    container = made(Container, "compose.yml:3", name="app", file="compose.yml", role="application")
    found = judged(CONTROL, scope(proxy, container, opening(8080)))
    assert found["application-port-open"] == ("failed", "net.tf:8080")


@pytest.mark.parametrize(
    "facts",
    [
        (PROXY, opening(80), opening(443)),
        (PROXY, opening(8080, "10.0.0.0/16")),
        (PROXY, opening(9191)),
        (opening(8080),),
        (made(ProxyRoute, "nginx.conf:9", path="/", upstreams=("app:8080",)), opening(8080)),
        (made(ProxyRoute, "nginx.conf:9", path="/", upstreams=("localhost:80",)), opening(80)),
    ],
)
def test_other_ports_other_networks_and_other_hosts_are_no_way_past_it(facts: tuple[Ingress | ProxyRoute, ...]) -> None:
    assert "application-port-open" not in judged(CONTROL, scope(*facts))


def test_the_hosts_own_door_is_shown_beside_the_networks_and_by_itself_where_no_network_is_told() -> None:
    own = made(Ingress, "setup.sh:27", from_port=8080, to_port=8080, sources=(), target="ufw")
    other = replace(own, from_port=9191, to_port=9191)
    beside = judged(CONTROL, scope(PROXY, own, opening(8080)))
    assert beside["application-port-open"] == ("failed", "net.tf:8080", "setup.sh:27")
    assert judged(CONTROL, scope(PROXY, own))["application-port-open"] == ("failed", "setup.sh:27")
    assert "application-port-open" not in judged(CONTROL, scope(PROXY, own, opening(443)))
    assert "application-port-open" not in judged(CONTROL, scope(PROXY, other))


def test_a_network_around_tasks_says_nothing_of_a_host_that_a_script_sets_up() -> None:
    own = made(Ingress, "setup.sh:9", from_port=22, to_port=22, sources=(), target="ufw")
    tasks = made(Workload, "main.tf:30", kind=DECLARED, platform=Platform.FARGATE, name="api")
    on_hosts = replace(tasks, platform=Platform.EC2_GROUP)
    host = made(Instance, "main.tf:60", kind=DECLARED)

    def told(*facts: Fact) -> set[str]:
        found = judged(CONTROL, scope(own, opening(443), *facts))
        return {name for name in ("ssh-source-unsaid", "host-firewall-open") if name in found}

    assert told(tasks) == {"ssh-source-unsaid"}
    assert told(on_hosts) == told(tasks, host) == told() == {"host-firewall-open"}


def test_an_opening_that_was_accused_for_more_is_not_accused_again() -> None:
    found = judged(CONTROL, scope(PROXY, opening(22, last=65535)))
    assert "application-port-open" not in found
    assert found["ssh-open-to-world"] == ("failed", "net.tf:22")


def test_a_hosts_own_firewall_that_lets_everybody_in_is_shown_beside_the_networks() -> None:
    own = made(Ingress, "setup.sh:9", from_port=22, to_port=22, sources=(), target="ufw")
    narrow = made(Ingress, "setup.sh:9", from_port=22, to_port=22, sources=("10.0.0.0/16",), target="ufw")
    assert judged(CONTROL, scope(opening(22), own))["ssh-open-to-world"] == ("failed", "net.tf:22", "setup.sh:9")
    assert judged(CONTROL, scope(opening(22), narrow))["ssh-open-to-world"] == ("failed", "net.tf:22")


def test_a_database_that_a_hosts_own_firewall_lets_everybody_reach_is_open_unless_the_network_is_told() -> None:
    own = made(Ingress, "setup.sh:9", from_port=3306, to_port=3306, sources=(), target="ufw")
    narrow = made(Ingress, "setup.sh:9", from_port=3306, to_port=3306, sources=("10.0.0.0/16",), target="ufw")

    assert judged(CONTROL, scope(own))["database-open-to-world"] == ("failed", "setup.sh:9")
    assert "database-open-to-world" not in judged(CONTROL, scope(narrow))
    assert "database-open-to-world" not in judged(CONTROL, scope(own, opening(443)))
    both = judged(CONTROL, scope(opening(3306), own))["database-open-to-world"]
    assert both == ("failed", "net.tf:3306", "setup.sh:9")


def test_a_store_on_a_port_of_its_host_is_the_other_half_of_a_door_that_the_network_leaves_open() -> None:
    places = {"everybody": "compose.yml:13"}
    store = made(Container, "compose.yml:4", name="db", file="compose.yml", role="database", places=places)

    started = made(Deployment, "deploy.sh:4", method="compose")

    both = judged(CONTROL, scope(opening(5432), store, started))

    assert both["database-open-to-world"] == ("failed", "net.tf:5432", "compose.yml:13")
    assert "database-open-to-world" not in judged(CONTROL, scope(opening(443), store, started))


@pytest.mark.parametrize(
    ("sources", "line", "told"),
    [((), 9, True), (("my-ip",), 9, False), ((), 40, False)],
)
def test_a_guide_that_opens_a_database_among_the_ports_for_visitors_leaves_open_for_whom(
    sources: tuple[str, ...], line: int, *, told: bool
) -> None:
    web = made(Ingress, "docs/aws.md:8", kind=INSTRUCTED, from_port=80, to_port=80, sources=())
    inner = made(Ingress, f"docs/aws.md:{line}", kind=INSTRUCTED, from_port=3306, to_port=3306, sources=sources)
    found = judged(CONTROL, scope(web, inner)).get("inner-port-source-unsaid")
    assert found == (("failed", f"docs/aws.md:{line}") if told else None)


@pytest.mark.parametrize(
    ("sources", "line", "told"),
    [((), 9, True), (("app-sg",), 9, False), ((), 10, False)],
)
def test_a_row_that_opens_the_port_of_an_application_beside_a_databases_leaves_open_for_whom(
    sources: tuple[str, ...], line: int, *, told: bool
) -> None:
    own = made(Ingress, f"docs/aws.md:{line}", kind=INSTRUCTED, from_port=8000, to_port=8000, sources=sources)
    inner = made(Ingress, "docs/aws.md:9", kind=INSTRUCTED, from_port=5432, to_port=5432, sources=())
    assert ("inner-port-source-unsaid" in judged(CONTROL, scope(own, inner))) is told


@pytest.mark.parametrize("port", [5433, 3307, 6380, 27018])
def test_the_port_beside_a_databases_own_is_a_databases_unless_a_whole_range_is_open(port: int) -> None:
    assert judged(CONTROL, scope(opening(port)))["database-open-to-world"][0] == "failed"
    assert "database-open-to-world" not in judged(CONTROL, scope(opening(port, last=port + 20)))


def test_a_port_for_machines_of_a_pipelines_host_has_no_source_whatever_another_text_says() -> None:
    mine = made(Ingress, "setup.md:23", kind=INSTRUCTED, from_port=22, to_port=22, sources=("my-ip",))
    theirs = made(
        Ingress,
        "ci.md:196",
        kind=INSTRUCTED,
        from_port=22,
        to_port=22,
        sources=(),
        places={"pipeline": "ci.md:196"},
    )
    assert judged(CONTROL, scope(mine, theirs))["ssh-source-unsaid"] == ("failed", "ci.md:196")
    assert "ssh-source-unsaid" not in judged(CONTROL, scope(mine, replace(theirs, places={})))


def asked(*sources: str, port: int = 22) -> Ingress:
    return made(Ingress, "DEPLOY.md:7", kind=INSTRUCTED, from_port=port, to_port=port, sources=sources)


@pytest.mark.parametrize(
    ("sources", "weight"),
    [
        (("my-ip", "0.0.0.0/0"), (Severity.WARNING, Confidence.MEDIUM)),
        (("0.0.0.0/0",), (Severity.CRITICAL, Confidence.HIGH)),
    ],
)
def test_an_opening_that_a_guide_only_offers_beside_ones_own_address_weighs_less(
    sources: tuple[str, ...], weight: tuple[Severity, Confidence]
) -> None:
    found = [one for one in CONTROL.judge(scope(asked(*sources))) if one.check == "access.ssh-open-to-world"]
    assert [(one.severity, one.confidence) for one in found] == [weight]


def test_an_offer_beside_an_opening_that_stands_takes_nothing_from_it() -> None:
    found = CONTROL.judge(scope(asked("my-ip", "0.0.0.0/0"), opening(22)))
    assert [one.severity for one in found if one.check == "access.ssh-open-to-world"] == [Severity.CRITICAL]


def test_a_source_of_ones_own_alone_opens_nothing_to_the_world() -> None:
    assert "ssh-open-to-world" not in judged(CONTROL, scope(asked("my-ip")))
