"""The small Node application, kept by a real PM2."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from holdfast.rig import processes
from holdfast.rig.pm2 import Pm2
from holdfast.rig.ports import free_port
from tests.examples.conftest import CANARY, SERVICE

pytestmark = pytest.mark.integration

ECOSYSTEM = SERVICE / "node" / "ecosystem.config.js"
DATABASE = f"postgresql://shop:{CANARY}@db.internal/sweetorder"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Pm2]:
    with Pm2(tmp_path_factory.mktemp("pm2"), {"PORT": str(port), "DATABASE_URL": DATABASE}) as manager:
        manager.start(ECOSYSTEM)
        yield manager


@pytest.fixture(scope="module")
def node(manager: Pm2, port: int) -> Iterator[httpx.Client]:
    assert [managed.status for managed in manager.list()] == ["online"]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client


def test_it_listens_once_pm2_says_that_it_is_online(manager: Pm2, node: httpx.Client) -> None:
    (managed,) = manager.list()
    about = node.get("/").json()
    assert about == {"service": "sweetorder-node", "process": managed.pid, "database": "configured", "in_flight": 1}


def test_it_takes_orders(node: httpx.Client) -> None:
    placed = node.post("/orders", json={"cake": "초코 1호"})
    assert placed.status_code == 201
    assert placed.json() in node.get("/orders").json()["orders"]


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 422), (b"[]", 422), (b"null", 422), (b'{"cake": 1}', 422), (b"x" * 20_000, 413)]
)
def test_what_is_no_order_is_refused_and_it_lives_on(node: httpx.Client, content: bytes, status: int) -> None:
    assert node.post("/orders", content=content).status_code == status
    assert node.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/orders/1", "/?ms=-5", "/?ms=x"])
def test_odd_addresses_are_answered_at_once(node: httpx.Client, path: str) -> None:
    assert node.get(path).status_code == (200 if path.startswith("/?") else 404)


def test_a_stop_answers_the_request_in_flight_first_and_ends_at_once_then(manager: Pm2, node: httpx.Client) -> None:
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(node.get("/?ms=1500")))
    asking.start()
    processes.wait_until(lambda: httpx.get(node.base_url).json()["in_flight"] == 2, "the request to arrive")
    told = time.monotonic()
    manager.stop("sweetorder-node")
    assert time.monotonic() - told < 6, "it waited for its own limit of 8 s"
    asking.join()
    assert [answer.status_code for answer in answers] == [200]
    with pytest.raises(httpx.TransportError):
        httpx.get(node.base_url)
    manager.run("start", "sweetorder-node")
    assert node.get("/").status_code == 200


def test_without_its_database_it_ends_with_78_and_pm2_does_not_try_again(tmp_path: Path) -> None:
    with Pm2(tmp_path / "pm2", {"PORT": str(free_port())}) as manager:
        manager.run("start", str(ECOSYSTEM), check=False)
        processes.wait_until(lambda: [kept.status for kept in manager.list()] == ["stopped"], "PM2 to give up")
        (managed,) = manager.list()
        assert managed.restarts == 0
        said = "".join(log.read_text() for log in (manager.home / "logs").glob("*error*.log"))
        assert "missing: DATABASE_URL" in said
