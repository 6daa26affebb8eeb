"""The ASGI application: codes, bodies, who sees what; answered without asking anybody."""

import asyncio
import json
import time
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from holdfast.host.health.answers import HealthApp, Identity
from holdfast.host.health.asgi import health_app
from holdfast.host.health.engine import Engine
from holdfast.host.health.probe import Answer, Role
from holdfast.host.health.viewers import Viewers
from holdfast.model.errors import HoldfastError
from holdfast.model.product import Product
from tests.host.health.fakes import BAD, OK, Clock, Scripted, every, request, run

IDENTITY = Identity("shop", "production", {"commit": "0123456789abcdef"})


class World:
    """An application over one database and one bucket, and the hands that move it."""

    def __init__(self, database: Answer = OK, bucket: Answer = OK) -> None:
        self.clock = Clock()
        self.drained = False
        self.database = Scripted(database, name="database:main")
        bucket_probe = Scripted(bucket, name="bucket", role=Role.DEGRADING)
        self.engine = Engine([self.database, bucket_probe], every(5, fail_after=1), self.clock)
        self.app = HealthApp(self.engine, IDENTITY, Viewers(), draining=lambda: self.drained, clock=self.clock)

    async def ask(self, path: str, method: str = "GET", peer: str = "127.0.0.1", **headers: str) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, answered, body = await request(self.app, path, method, peer, named)
        assert answered[b"cache-control"] == b"no-store"
        assert answered[b"content-length"] == str(len(body)).encode()
        return status, json.loads(body)


async def settled(world: World) -> World:
    world.engine.start()
    await world.engine.ask_all()
    return world


def test_before_the_first_round_it_is_live_and_starting() -> None:
    async def work() -> None:
        world = World()
        assert await world.ask("/health/live") == (200, {"status": "live", "failing": [], "degraded": []})
        assert await world.ask("/health/ready") == (
            503,
            {"status": "starting", "failing": ["database"], "degraded": []},
        )
        await world.engine.stop()

    run(work())


@pytest.mark.parametrize(
    ("database", "bucket", "code", "body"),
    [
        (OK, OK, 200, {"status": "ready", "failing": [], "degraded": []}),
        (OK, BAD, 200, {"status": "degraded", "failing": [], "degraded": ["bucket"]}),
        (BAD, BAD, 503, {"status": "not-ready", "failing": ["database"], "degraded": ["bucket"]}),
    ],
)
def test_ready_names_the_failing_kind_and_not_its_place(
    database: Answer, bucket: Answer, code: int, body: dict[str, object]
) -> None:
    async def work() -> None:
        world = await settled(World(database, bucket))
        assert await world.ask("/health/ready") == (code, body)
        assert (await world.ask("/health/live"))[0] == 200
        assert (await world.ask("/health"))[0] == code
        await world.engine.stop()

    run(work())


def test_an_answer_changes_with_the_next_result() -> None:
    async def work() -> None:
        world = World()
        world.database.answers = (OK, BAD)
        await world.engine.ask_all()
        world.engine.start = lambda: None  # type: ignore[method-assign]  # only asked when this test says so
        assert (await world.ask("/health/ready"))[0] == 200
        await world.engine.ask_all()
        assert (await world.ask("/health/ready"))[0] == 503

    run(work())


def test_results_older_than_three_intervals_are_not_trusted_and_not_dead() -> None:
    async def work() -> None:
        world = World()
        await world.engine.ask_all()
        world.engine.start = lambda: None  # type: ignore[method-assign]  # the loop of the engine hangs
        assert (await world.ask("/health/ready"))[0] == 200
        world.clock.now += 15.1
        code, body = await world.ask("/health/ready")
        assert (code, body["status"], body["failing"]) == (503, "stale", ["database"])
        assert (await world.ask("/health/live"))[0] == 200

    run(work())


def test_draining_answers_at_once_and_ends_at_once() -> None:
    async def work() -> None:
        world = await settled(World())
        world.drained = True
        assert await world.ask("/health/ready") == (503, {"status": "draining", "failing": [], "degraded": []})
        assert (await world.ask("/health/live"))[0] == 200
        world.drained = False
        assert (await world.ask("/health/ready"))[0] == 200
        await world.engine.stop()

    run(work())


def test_stopping_answers_503() -> None:
    async def work() -> None:
        world = await settled(World())
        world.app.stopping = True
        assert (await world.ask("/health/ready"))[1]["status"] == "stopping"
        await world.engine.stop()

    run(work())


def test_details_are_shown_on_the_host_and_a_summary_elsewhere() -> None:
    async def work() -> None:
        world = await settled(World())
        _, whole = await world.ask("/health")
        assert whole["product"] == "shop"
        assert whole["release"] == {"commit": "0123456789abcdef"}
        assert [probe["name"] for probe in whole["probes"]] == ["database:main", "bucket"]
        summary = {"status": "ready", "failing": [], "degraded": [], "live": True}
        assert await world.ask("/health", peer="8.8.8.8") == (200, summary)
        assert await world.ask("/health", x_forwarded_for="8.8.8.8") == (200, summary)
        await world.engine.stop()

    run(work())


def test_metrics_are_for_the_host_alone() -> None:
    async def work() -> None:
        world = await settled(World())
        assert (await world.ask("/metrics"))[0] == 404
        world.app.metrics = lambda: b"1"
        assert await world.ask("/metrics") == (200, 1)
        assert (await world.ask("/metrics", peer="8.8.8.8"))[0] == 403
        await world.engine.stop()

    run(work())


def test_other_paths_and_methods_are_refused() -> None:
    async def work() -> None:
        world = await settled(World())
        for path in ("/", "/health/", "/health/ready/", "/live", "/ready", "/healthz", "/../health"):
            assert (await world.ask(path))[0] == 404, path
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "get"):
            assert (await world.ask("/health/ready", method))[0] == 405
        assert (await world.ask("/health/ready", "HEAD"))[0] == 200
        await world.engine.stop()

    run(work())


def test_any_rate_of_requests_asks_a_probe_once_each_interval() -> None:
    async def work() -> None:
        world = await settled(World())
        asked = world.database.asked
        for _ in range(5000):
            await world.ask("/health/ready")
        assert world.database.asked <= asked + 1
        await world.engine.stop()

    run(work())


def without_database() -> Product:
    return Product.model_validate({"name": "shop", "environments": {"test": {"database": {"engine": "none"}}}})


@pytest.mark.parametrize(("mount", "prefix"), [("/health", "/health"), ("/internal", "/internal/health")])
def test_it_mounts_into_an_application_and_starts_with_the_first_request(mount: str, prefix: str) -> None:
    async def work() -> None:
        health = health_app(without_database(), "test", environ={}, more=[Scripted(OK, name="queue")])
        outer = Starlette(routes=[Mount(mount, app=health)])
        assert (await request(outer, f"{prefix}/live"))[0] == 200
        ends = time.monotonic() + 5
        while (await request(outer, f"{prefix}/ready"))[0] != 200 and time.monotonic() < ends:
            await asyncio.sleep(0.01)
        _, _, body = await request(outer, f"{prefix}/ready")
        assert json.loads(body) == {"status": "ready", "failing": [], "degraded": []}
        assert (await request(outer, f"{prefix}/nothing"))[0] == 404
        await health.engine.stop()

    run(work())


def test_as_the_whole_application_it_follows_the_lifespan() -> None:
    async def work() -> None:
        health = health_app(without_database(), "test", environ={})
        told = iter(["lifespan.startup", "lifespan.shutdown"])
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": next(told)}

        async def send(message: Any) -> None:
            sent.append((message["type"], health.engine.started))

        await health({"type": "lifespan"}, receive, send)
        assert sent == [("lifespan.startup.complete", True), ("lifespan.shutdown.complete", False)]

    run(work())


def test_a_missing_database_url_is_said_with_its_variable_when_it_is_made() -> None:
    with pytest.raises(HoldfastError, match="DATABASE_URL: the database cannot be asked: it is not set"):
        health_app(Product(name="shop"), "production", environ={})
