"""AWS as it answered once, from memory, and with faults put between: fast enough for hundreds of runs."""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError  # type: ignore[import-untyped]
from botocore.httpsession import URLLib3Session  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Answer:
    """One answer of a service."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Fault = Callable[[random.Random, Answer], Answer]
"""Turns a right answer into a wrong one, or raises as a connection does."""


def denied(_chance: random.Random, answer: Answer) -> Answer:
    return _error(answer, 403, "AccessDenied")


def throttled(_chance: random.Random, answer: Answer) -> Answer:
    return _error(answer, 429, "ThrottlingException")


def broken(_chance: random.Random, answer: Answer) -> Answer:
    return _error(answer, 500, "InternalFailure")


def half(_chance: random.Random, answer: Answer) -> Answer:
    return Answer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])


def garbage(chance: random.Random, answer: Answer) -> Answer:
    return Answer(200, answer.headers, chance.randbytes(60))


def empty(_chance: random.Random, answer: Answer) -> Answer:
    return Answer(200, answer.headers, b"{}" if answer.body[:1] == b"{" else b"")


def renamed(chance: random.Random, answer: Answer) -> Answer:
    """A field that the service calls otherwise from today on."""
    words = [word for word in answer.body.split(b'"') if word.isalnum() and len(word) > 3]
    if not words:
        return half(chance, answer)
    return Answer(answer.status, answer.headers, answer.body.replace(chance.choice(words), b"Odd"))


def late(_chance: random.Random, _answer: Answer) -> Answer:
    raise ReadTimeoutError(endpoint_url="https://aws", error="late")


def away(_chance: random.Random, _answer: Answer) -> Answer:
    raise ConnectTimeoutError(endpoint_url="https://aws", error="away")


PLAIN: tuple[Fault, ...] = (denied, throttled, broken, half, garbage, late, away)
"""Faults that nobody can take for an answer."""

FAULTS: tuple[Fault, ...] = (*PLAIN, empty, renamed)
"""Those, and answers that are well formed and leave something out: no reader can know that."""


def _error(answer: Answer, status: int, code: str) -> Answer:
    if answer.body[:1] == b"{" or "json" in answer.headers.get("Content-Type", ""):
        return Answer(status, {"Content-Type": "application/x-amz-json-1.1"}, f'{{"__type": "{code}"}}'.encode())
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    return Answer(status, {"Content-Type": "text/xml"}, body.encode())


class _Raw(BytesIO):
    def stream(self, **_options: Any) -> Any:
        yield self.read()


Key = tuple[str, str, bytes]


@dataclass
class Replay:
    """Stands between botocore and a server: keeps each answer, and gives it again, changed by a fault at times.

    Args:
        known: the answers to each request, in their order; the last one for every further question.
        records: ask the server, and keep what it says.
        chance: of a fault for each request, 0 to 1.
        dice: tells when, and which.
        faults: that may come.
        only: the service that has faults, as botocore's events name it; every one when empty.
    """

    known: dict[Key, list[Answer]] = field(default_factory=dict)
    records: bool = False
    chance: float = 0
    dice: random.Random = field(default_factory=random.Random)
    faults: tuple[Fault, ...] = FAULTS
    only: str = ""
    asked: Counter[Key] = field(default_factory=Counter)

    def __call__(self, request: Any, event_name: str, **_more: Any) -> AWSResponse:
        key = _key(request)
        answers = self.known.setdefault(key, [])
        if self.records:
            sent = URLLib3Session().send(request)
            answers.append(Answer(sent.status_code, dict(sent.headers), sent.content))
        answer = answers[min(self.asked[key], len(answers) - 1)] if answers else Answer(404, {}, b"")
        self.asked[key] += 1
        service = event_name.split(".")[1]
        # Who we are is always told: without it there is no account to read.
        fits = service != "sts" and self.only in {"", service}
        if fits and self.dice.random() < self.chance:
            answer = self.dice.choice(self.faults)(self.dice, answer)
        return AWSResponse(request.url, answer.status, answer.headers, _Raw(answer.body))


def _key(request: Any) -> Key:
    """What is asked, and where: the signature names the region that the address of our server leaves out."""
    body = request.body or b""
    signed = str(request.headers.get("Authorization") or "")
    scope = re.search(r"Credential=[^/]+/\d+/([\w-]+)/", signed)
    where = f"{scope[1] if scope else ''} {request.headers.get('X-Amz-Target') or ''} ".encode()
    return request.method, request.url, where + (body.encode() if isinstance(body, str) else body)


class Switch:
    """The one handler that a session's clients know; what it hands on to may change between two runs."""

    def __init__(self) -> None:
        self.to = Replay()

    def register(self, session: Any) -> Any:
        """Have every client of a boto3 session come here."""
        session.events.register("before-send", self)
        return session

    def __call__(self, request: Any, event_name: str, **more: Any) -> AWSResponse:
        return self.to(request, event_name, **more)
