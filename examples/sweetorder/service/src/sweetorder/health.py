"""Says whether the service lives and is ready: by Holdfast's engine where it is installed, else by a small one."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sweetorder.settings import Settings
from sweetorder.waiting import in_thread

if TYPE_CHECKING:
    from holdfast.host.health.asgi import HealthApp

INTERVAL_SECONDS = 5.0


class Health(Protocol):
    """Something that answers below `/health`, and is kept going while the service runs."""

    application: ASGIApp
    """Answers `/health/live`, `/health/ready` and `/health`."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Asks while inside; from leaving on, ready answers 503."""


def health_of(settings: Settings, engine: Engine) -> Health:
    """Holdfast's health over `holdfast.toml`; the small one when Holdfast or its file is not here.

    The file is looked for where `holdfast launch` looks for it: in the working folder, or in the one that
    `SWEETORDER_SPEC_FOLDER` names.
    """
    try:
        from holdfast.host.health.asgi import health_app
        from holdfast.host.releases.identity import read_release
        from holdfast.readers.spec import read_spec
    except ModuleNotFoundError:
        return OwnHealth(engine)
    spec = read_spec(Path(os.environ.get("SWEETORDER_SPEC_FOLDER") or "."))
    if not spec.given:
        return OwnHealth(engine)
    product = spec.product
    environ = {**os.environ, product.environment(settings.environment).database.url_variable: settings.url}
    release = read_release(os.environ).as_dict()
    return HoldfastHealth(health_app(product, settings.environment, environ=environ, release=release))


class HoldfastHealth:
    """Holdfast's health application."""

    def __init__(self, application: "HealthApp") -> None:
        self.application: ASGIApp = application
        self._holdfast = application

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """See `Health.running`; an application behind routes gets no lifespan of its own."""
        self._holdfast.engine.start()
        try:
            yield
        finally:
            self._holdfast.stopping = True
            await self._holdfast.engine.stop()


class OwnHealth:
    """Asks the database when it is asked itself, and at most every five seconds.

    Args:
        engine: the service's own pool: when that is used up, the service is not ready.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stopping = False
        self._lock = asyncio.Lock()
        self._answers = False
        self._good_until = 0.0
        self.application: ASGIApp = Starlette(
            routes=[
                Route("/health/live", self._live),
                Route("/health/ready", self._ready),
                Route("/health", self._ready),
            ]
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """See `Health.running`."""
        yield
        self._stopping = True

    async def _live(self, _request: Request) -> Response:
        # To answer is to live: what the database does is no reason to be started again.
        return JSONResponse({"status": "live"})

    async def _ready(self, _request: Request) -> Response:
        if self._stopping:
            return JSONResponse({"status": "stopping"}, status_code=503)
        if await self._database_answers():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not-ready", "failing": ["database"]}, status_code=503)

    async def _database_answers(self) -> bool:
        # However many ask at once, one question is under way, and its answer is everybody's.
        async with self._lock:
            if time.monotonic() >= self._good_until:
                self._answers = await self._ask()
                self._good_until = time.monotonic() + INTERVAL_SECONDS
            return self._answers

    async def _ask(self) -> bool:
        def select() -> None:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))

        try:
            await in_thread(select, seconds=INTERVAL_SECONDS / 2)
        except (DBAPIError, PoolTimeoutError, TimeoutError):
            return False
        return True
