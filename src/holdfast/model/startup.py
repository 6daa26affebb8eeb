"""What can stand in the way of a start: typed problems and notices, with names and places, never with values."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from holdfast.model.record import record


class PlaceKind(StrEnum):
    """Where a variable can be looked for, or a problem can lie."""

    ENVIRONMENT = "environment"
    SECRET = "secret"  # noqa: S105 - a kind of place
    PARAMETER = "parameter"
    PARAMETER_PATH = "parameter-path"
    SETTING = "setting"
    COPY = "copy"
    COMMAND = "command"


@record(frozen=True, slots=True)
class Place:
    """One place: its kind, its name as the team wrote it, its AWS region, and whether it could not be read."""

    kind: PlaceKind
    name: str = ""
    region: str = ""
    unread: bool = False


class ProblemKind(StrEnum):
    """Everything that keeps the application from starting; each has its texts in `startup.toml` of every language."""

    # A variable and its value.
    MISSING = "missing"
    EMPTY = "empty"
    HAS_NUL = "has-nul"
    NOT_UTF8 = "not-utf8"
    TOO_LONG = "too-long"
    NOT_URL = "not-url"
    NOT_POSTGRES_URL = "not-postgres-url"
    NOT_INTEGER = "not-integer"
    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"
    NOT_ALLOWED = "not-allowed"
    NO_MATCH = "no-match"
    MATCH_TOO_SLOW = "match-too-slow"
    NOT_ORIGINS = "not-origins"
    NOT_EMAIL = "not-email"
    NOT_FLAG = "not-flag"
    # What a secret or parameter holds.
    BAD_REFERENCE = "bad-reference"
    NOT_JSON = "not-json"
    NESTED = "nested"
    BAD_NAME = "bad-name"
    BINARY = "binary"
    ENV_LINES = "env-lines"
    # Why it cannot be read.
    NOT_FOUND = "not-found"
    PATH_EMPTY = "path-empty"
    WRONG_REGION = "wrong-region"
    DENIED = "denied"
    KMS_DENIED = "kms-denied"
    DELETED = "deleted"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    SERVER_ERROR = "server-error"
    NO_CREDENTIALS = "no-credentials"
    EXPIRED_CREDENTIALS = "expired-credentials"
    REJECTED_CREDENTIALS = "rejected-credentials"
    CLOCK_WRONG = "clock-wrong"
    BAD_ENDPOINT = "bad-endpoint"
    REFUSED = "refused"
    ODD_ANSWER = "odd-answer"
    NOT_INSTALLED = "not-installed"
    # The last good copy.
    COPY_TOO_OLD = "copy-too-old"
    COPY_DAMAGED = "copy-damaged"
    COPY_UNSAFE = "copy-unsafe"
    # The command.
    COMMAND_NOT_FOUND = "command-not-found"
    COMMAND_NOT_EXECUTABLE = "command-not-executable"
    ENVIRONMENT_TOO_BIG = "environment-too-big"


TRANSIENT = frozenset({ProblemKind.THROTTLED, ProblemKind.UNREACHABLE, ProblemKind.TIMED_OUT, ProblemKind.SERVER_ERROR})
"""Failures that pass by themselves: only for these may a last good copy stand in."""


class NoticeKind(StrEnum):
    """What the start says although nothing stands in its way."""

    SHADOWED = "shadowed"
    COPY_USED = "copy-used"
    COPY_NOT_KEPT = "copy-not-kept"


@record(frozen=True, slots=True)
class Problem:
    """One thing that keeps the application from starting.

    Args:
        kind: what is wrong.
        key: the variable, secret, parameter or command it is about.
        places: where it was looked for, or where it lies.
        params: safe words for the text: names, regions, bounds and patterns of the spec; never a value or a part of
            one.
    """

    kind: ProblemKind
    key: str
    places: tuple[Place, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True)
class Notice:
    """One thing that is said and does not stop the start; the fields are those of `Problem`."""

    kind: NoticeKind
    key: str
    places: tuple[Place, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)
