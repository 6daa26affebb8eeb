"""The service as HTTP sees it: one function per route, and one place where errors become answers."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sweetorder.health import health_of
from sweetorder.orders import NewOrder, NewUpload, Page, Role, Step
from sweetorder.settings import Settings
from sweetorder.store import Store, open_engine
from sweetorder.tables import Order
from sweetorder.tokens import Caller, Tokens
from sweetorder.uploads import Uploads, folder_of
from sweetorder.waiting import in_thread

LARGEST_BODY = 16 * 1024
Model = TypeVar("Model", bound=BaseModel)


class InvalidRequestError(Exception):
    """The request says something that is not valid; `problems` has field and reason, never what was sent."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        super().__init__("invalid request")
        self.problems = problems


def create_app(settings: Settings) -> Starlette:
    """The ASGI application; opens no connection and asks nobody before it is started."""
    engine = open_engine(settings.database_url)
    health = health_of(settings, engine)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with health.running():
            yield
        engine.dispose()

    app = Starlette(
        routes=[
            Route("/", root),
            Route("/orders", place, methods=["POST"]),
            Route("/orders", listing, methods=["GET"]),
            Route("/orders/{number:int}", one, methods=["GET"]),
            Route("/orders/{number:int}/{step}", take, methods=["POST"]),
            Route("/uploads", upload, methods=["POST"]),
            Route("/health", health.application),
            Route("/health/live", health.application),
            Route("/health/ready", health.application),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.origins),
                allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
                max_age=600,
            )
        ],
        exception_handlers={
            HTTPException: _refused,
            InvalidRequestError: _invalid,
            OperationalError: _unavailable,
            PoolTimeoutError: _unavailable,
            TimeoutError: _unavailable,
        },
        lifespan=lifespan,
    )
    app.state.store = Store(engine)
    app.state.tokens = Tokens(settings.token_key, settings.session_minutes)
    app.state.uploads = Uploads(settings.uploads_bucket, settings.region)
    app.state.environment = settings.environment
    return app


async def root(request: Request) -> Response:
    """Who this is; the database is not asked."""
    return JSONResponse({"service": "sweetorder", "environment": request.app.state.environment, "process": os.getpid()})


async def place(request: Request) -> Response:
    """A customer orders a cake; with `Idempotency-Key` a repeated request makes no second order."""
    caller = _caller(request, Role.CUSTOMER)
    wanted = _valid(NewOrder, await _body(request))
    if wanted.photo is not None and not wanted.photo.startswith(folder_of(caller.name)):
        raise InvalidRequestError([{"field": "photo", "problem": "is not one of your uploads"}])
    key = request.headers.get("idempotency-key")
    if key is not None and not (0 < len(key) <= 64 and key.isascii() and key.isprintable()):
        raise InvalidRequestError(
            [{"field": "Idempotency-Key", "problem": "must have 1 to 64 visible ASCII characters"}]
        )
    order, fresh = await in_thread(lambda: _store(request).place(caller.name, wanted, key))
    return JSONResponse(_shown(order), status_code=201 if fresh else 200, headers={"Location": f"/orders/{order.id}"})


async def listing(request: Request) -> Response:
    """A customer's own orders, a shop's, or for the administrator all; newest first."""
    caller = _caller(request, *Role)
    wanted = _valid(Page, dict(request.query_params))
    orders = await in_thread(lambda: _store(request).page(caller, wanted))
    return JSONResponse({"orders": [_shown(order) for order in orders]})


async def one(request: Request) -> Response:
    """One order; those of others do not exist for the caller."""
    caller = _caller(request, *Role)
    number = _number(request)
    order = await in_thread(lambda: _store(request).find(number, caller))
    if order is None:
        raise HTTPException(404, "no such order")
    return JSONResponse(_shown(order))


async def take(request: Request) -> Response:
    """A seller accepts or finishes an order, a customer cancels one."""
    word = request.path_params["step"]
    if word not in {step.value for step in Step}:
        raise HTTPException(404, "no such step")
    step = Step(word)
    caller = _caller(request, Role.CUSTOMER if step is Step.CANCEL else Role.SELLER)
    number, store = _number(request), _store(request)
    taken = await in_thread(lambda: store.take(step, number, caller))
    if taken is not None:
        return JSONResponse(_shown(taken))
    found = await in_thread(lambda: store.find(number, caller))
    if found is None:
        raise HTTPException(404, "no such order")
    raise HTTPException(409, f"the order is {found.state}")


async def upload(request: Request) -> Response:
    """An address for one photo."""
    caller = _caller(request, Role.CUSTOMER, Role.SELLER)
    wanted = _valid(NewUpload, await _body(request))
    uploads: Uploads = request.app.state.uploads
    return JSONResponse(asdict(await in_thread(lambda: uploads.sign(caller.name, wanted))), status_code=201)


def _caller(request: Request, *roles: Role) -> Caller:
    tokens: Tokens = request.app.state.tokens
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    caller = tokens.read(token) if kind.lower() == "bearer" else None
    if caller is None:
        raise HTTPException(401, "a valid token is needed", headers={"WWW-Authenticate": "Bearer"})
    if caller.role not in roles:
        raise HTTPException(403, f"not for a {caller.role}")
    return caller


async def _body(request: Request) -> object:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send application/json")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "the body is too large")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidRequestError([{"field": "", "problem": "is not JSON"}]) from error


def _valid(model: type[Model], sent: object) -> Model:
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        raise InvalidRequestError(
            [{"field": ".".join(map(str, problem["loc"])), "problem": problem["msg"]} for problem in problems]
        ) from None


def _number(request: Request) -> int:
    number: int = request.path_params["number"]
    if number >= 2**63:
        raise HTTPException(404, "no such order")
    return number


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _shown(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "shop": order.shop,
        "customer": order.customer,
        "cake": order.cake,
        "letters": order.letters,
        "photo": order.photo,
        "pickup_at": order.pickup_at.isoformat(),
        "state": order.state,
        "created_at": order.created_at.isoformat(),
    }


async def _refused(_request: Request, error: Exception) -> Response:
    refusal = cast("HTTPException", error)
    return JSONResponse({"error": refusal.detail}, status_code=refusal.status_code, headers=refusal.headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    problems = cast("InvalidRequestError", error).problems
    return JSONResponse({"error": "invalid request", "problems": problems}, status_code=422)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "try again soon"}, status_code=503, headers={"Retry-After": "5"})
