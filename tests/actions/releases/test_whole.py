"""Releases on real processes: two hosts under PM2, a real Nginx before them, CodeDeploy's hooks, and steady load.

`python -m benchmarks.releases` plays every failure on them; here stands the one that has most of them in it.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.model.releases import Result
from tests.actions.releases.world import World, world

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def shop() -> Iterator[World]:
    # PM2's sockets want short paths.
    with tempfile.TemporaryDirectory(prefix="hf") as folder, world(Path(folder)) as shop:
        yield shop


def test_a_release_that_never_becomes_ready_is_gone_again_and_no_request_is_lost(shop: World) -> None:
    good = shop.ship_at_once("v1")
    assert shop.running() == [good] * 2
    assert all(shop.health(host)["release"]["commit"] == good for host in shop.hosts)
    assert all(shop.health(host)["release"]["tag"] == "v1" for host in shop.hosts)

    with shop.load() as load:
        entry = shop.ship("v2", server="process.exit(3);", ready=5)

    assert entry.result is Result.ROLLED_BACK, shop.log()
    assert "does not answer after 5 s" in entry.reason
    assert shop.running() == [good] * 2
    assert all(shop.health(host)["release"]["commit"] == good for host in shop.hosts)
    assert shop.balancer.blocked == frozenset()
    assert len(load.answers) > 100
    assert load.lost == []
