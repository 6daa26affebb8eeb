"""Holds the variables against the spec's required list, and says everything that is wrong with them at once."""

import difflib
import re
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from holdfast.host.configuration.merge import Given
from holdfast.model.product import Variable, WebOrigin
from holdfast.model.startup import Place, Problem, ProblemKind

if TYPE_CHECKING:
    from pydantic_core import ValidationError

MATCH_SECONDS = 2.0
"""How long one pattern of the spec may take on one value."""

_CLOSE_ENOUGH = 0.8
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# What the URL parser says, by the reason that the texts know; anything else is `form`. None of it repeats the input.
_URL_REASONS = {
    "relative URL without a base": "no-scheme",
    "empty host": "no-host",
    "invalid port number": "port",
    "invalid international domain name": "host",
    "invalid domain character": "host",
    "invalid IPv4 address": "host",
    "invalid IPv6 address": "host",
}

_POSTGRES_DRIVERS = ("asyncpg", "pg8000", "psycopg", "psycopg2", "psycopg2cffi", "py-postgresql", "pygresql")
_POSTGRES_SCHEMES = ("postgres", "postgresql", *(f"postgresql+{driver}" for driver in _POSTGRES_DRIVERS))

Wrong = tuple[ProblemKind, dict[str, str]]
"""What is wrong with a value: the kind, and safe words for the text."""


class _TooSlow(Exception):  # noqa: N818 - a signal between two functions of this module
    pass


def validate(
    required: Sequence[Variable], variables: Mapping[str, Given], looked: Sequence[Place]
) -> tuple[Problem, ...]:
    """Every problem with the required variables, in the spec's order; no problem holds a value or a part of one.

    Args:
        required: the spec's list.
        variables: what was found.
        looked: every place where it was looked for, also those that could not be read.
    """
    names = {variable.name for variable in required}
    problems: list[Problem] = []
    for variable in required:
        given = variables.get(variable.name)
        if given is None:
            near = _near(variable.name, [name for name in variables if name not in names])
            problems.append(Problem(ProblemKind.MISSING, variable.name, tuple(looked), {"near": near} if near else {}))
            continue
        wrong = fault(variable, given.value.get_secret_value())
        if wrong is not None:
            kind, params = wrong
            problems.append(Problem(kind, variable.name, (given.place,), params))
    return tuple(problems)


def fault(variable: Variable, value: str) -> Wrong | None:
    """What is wrong with one value by its kind; None when it is valid."""
    if not value.strip():
        return ProblemKind.EMPTY, {}
    match variable.kind:
        case "text":
            return None
        case "url" | "postgres-url":
            return _url(value, postgres=variable.kind == "postgres-url")
        case "integer":
            return _integer(value, variable)
        case "one-of":
            allowed = {"allowed": ", ".join(variable.allowed)}
            return None if value in variable.allowed else (ProblemKind.NOT_ALLOWED, allowed)
        case "regex":
            return _pattern(value, variable.pattern or "")
        case "origins":
            return _origins(value)
        case "email":
            return None if _EMAIL.fullmatch(value) else (ProblemKind.NOT_EMAIL, {})
        case "flag":
            return None if _fits(bool, value) else (ProblemKind.NOT_FLAG, {})


def _near(name: str, present: Sequence[str]) -> str:
    """The name that was probably meant: one that differs by a typo or by its case."""
    by_upper = {other.upper(): other for other in present}
    close = difflib.get_close_matches(name.upper(), by_upper, n=1, cutoff=_CLOSE_ENOUGH)
    return by_upper[close[0]] if close else ""


def _url(value: str, *, postgres: bool) -> Wrong | None:
    kind = ProblemKind.NOT_POSTGRES_URL if postgres else ProblemKind.NOT_URL
    # The parser drops line breaks and outer spaces in silence; the application's driver may not.
    if re.search(r"[\s\x00-\x1f\x7f]", value):
        return kind, {"reason": "space"}
    if postgres and "#" in value:
        return kind, {"reason": "hash"}
    # Pydantic's engine without pydantic: of what both have, loading both took a third of a start with one secret.
    from pydantic_core import SchemaValidator, ValidationError, core_schema

    urls = core_schema.multi_host_url_schema(host_required=True, allowed_schemes=[*_POSTGRES_SCHEMES])
    try:
        url = SchemaValidator(urls if postgres else core_schema.url_schema()).validate_python(value)
    except ValidationError as error:
        reason = _url_reason(error)
        # libpq reaches a server on a socket without a host: postgresql:///shop?host=/run/postgresql
        by_socket = postgres and reason == "no-host" and re.match(r"postgres(ql)?:///[^?]*\?(.*&)?host=", value)
        return None if by_socket else (kind, {"reason": reason})
    if not postgres and not url.host:
        return kind, {"reason": "no-host"}
    return None


def _url_reason(error: "ValidationError") -> str:
    detail = error.errors(include_url=False, include_input=False)[0]
    if detail["type"] == "url_scheme":
        return "scheme"
    return _URL_REASONS.get(str(detail.get("ctx", {}).get("error", "")), "form")


def _integer(value: str, variable: Variable) -> Wrong | None:
    # 1_000, 1e3 and " 12 " are integers to Python alone: the application may read something else, or nothing.
    if not re.fullmatch(r"[+-]?[0-9]{1,40}", value):
        return ProblemKind.NOT_INTEGER, {}
    number = int(value)
    if variable.minimum is not None and number < variable.minimum:
        return ProblemKind.TOO_SMALL, {"minimum": str(variable.minimum)}
    if variable.maximum is not None and number > variable.maximum:
        return ProblemKind.TOO_LARGE, {"maximum": str(variable.maximum)}
    return None


def _pattern(value: str, pattern: str) -> Wrong | None:
    try:
        with _at_most(MATCH_SECONDS):
            matches = re.fullmatch(pattern, value) is not None
    except _TooSlow:
        return ProblemKind.MATCH_TOO_SLOW, {"pattern": pattern}
    return None if matches else (ProblemKind.NO_MATCH, {"pattern": pattern})


def _origins(value: str) -> Wrong | None:
    for position, origin in enumerate(value.split(","), start=1):
        if not _fits(WebOrigin, origin.strip()):
            return ProblemKind.NOT_ORIGINS, {"position": str(position)}
    return None


def _fits(kind: Any, value: str) -> bool:
    from pydantic import TypeAdapter, ValidationError

    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Breaks off a pattern that backtracks without end; only the main thread can, elsewhere it runs on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
