"""The one edge to AWS: asks each question once, whoever has it, and turns every error into `Refused`."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from holdfast.model.evidence import GapReason
from holdfast.readers.account.base import Call, Record, Refused

if TYPE_CHECKING:
    from boto3.session import Session  # type: ignore[import-untyped]
    from botocore.client import BaseClient  # type: ignore[import-untyped]

_DENIED = frozenset(
    [
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "AuthFailure",
        "Client.UnauthorizedOperation",
        "ExpiredToken",
        "ExpiredTokenException",
        "Forbidden",
        "403",
        "InvalidClientTokenId",
        "KMSAccessDeniedException",
        "NotAuthorized",
        "OptInRequired",
        "RequestExpired",
        "SubscriptionRequiredException",
        "UnauthorizedOperation",
        "UnrecognizedClientException",
    ]
)
_THROTTLED = frozenset(
    [
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
        "429",
    ]
)

Key = tuple[str, str, str, str]

_PAUSE_SECONDS = 0.5
"""Between two questions to an operation that works on."""


@dataclass
class Client:
    """Puts calls to AWS through one session; safe to use from several threads.

    Args:
        session: with credentials and a default region.
        config: botocore's configuration for every client; `configuration()` usually.
        endpoint: of a server that stands for all of AWS; None for AWS, or what AWS_ENDPOINT_URL says.
        patience: how often, half a second apart, an operation is asked that works on behind its answer.
        told: called with each call that really goes to AWS and its region, for those who count them.
    """

    session: "Session"
    config: Any
    endpoint: str | None = None
    patience: int = 60
    told: Callable[[Call, str], None] = lambda _call, _region: None
    _clients: dict[tuple[str, str], "BaseClient"] = field(default_factory=dict)
    _answers: "dict[Key, Future[tuple[Record, ...]]]" = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pages(self, call: Call, region: str, /, **parameters: Any) -> tuple[Record, ...]:
        """As `Account.pages`: the second who asks gets the first one's answer, or its refusal."""
        key: Key = (call.service, call.operation, region, repr(sorted(parameters.items())))
        with self._lock:
            answer = self._answers.get(key)
            first = answer is None
            if answer is None:
                answer = self._answers[key] = Future()
        if first:
            self._answer(answer, call, region, parameters)
        return answer.result()

    def _answer(
        self, answer: "Future[tuple[Record, ...]]", call: Call, region: str, parameters: Mapping[str, Any]
    ) -> None:
        try:
            answer.set_result(self._asked(call, region, parameters))
        except Refused as refused:
            answer.set_exception(refused)
        finally:
            if not answer.done():  # a fault of ours, or an interrupt: whoever waits must not wait for ever
                answer.set_exception(Refused(call, GapReason.INTERNAL, call.action, region))

    def _asked(self, call: Call, region: str, parameters: Mapping[str, Any]) -> tuple[Record, ...]:
        from xml.etree.ElementTree import ParseError

        from botocore.exceptions import (  # type: ignore[import-untyped]
            BotoCoreError,
            ClientError,
            HTTPClientError,
            WaiterError,
        )
        from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

        try:
            return tuple(self._pages(call, region, parameters))
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code") or "unknown")
            if code in call.absent:
                return ()
            raise _refused(call, region, code, _status(error)) from error
        except HTTPClientError as error:
            raise Refused(call, GapReason.UNREACHABLE, f"{call.action}: {type(error).__name__}", region) from error
        except WaiterError as error:
            code = str(error.last_response.get("Error", {}).get("Code") or "not done in half a minute")
            raise _refused(call, region, code, 0) from error
        except BotoCoreError as error:
            raise Refused(call, _kind(error), f"{call.action}: {type(error).__name__}", region) from error
        except (ResponseParserError, ParseError, ValueError, TypeError, KeyError, AttributeError) as error:
            # The answer is none of the service's; botocore lets some odd bodies through to its own code.
            raise Refused(call, GapReason.MALFORMED, f"{call.action}: {type(error).__name__}", region) from error

    def _pages(self, call: Call, region: str, parameters: Mapping[str, Any]) -> list[Record]:
        client = self._client(call.service, region)
        if call.until:
            return [self._waited(client, call, region, parameters)]
        if not client.can_paginate(call.operation):
            self.told(call, region)
            return [_record(getattr(client, call.operation)(**parameters), call, region)]
        paging = {"PageSize": call.page} if call.page else {}
        found: list[Record] = []
        for page in client.get_paginator(call.operation).paginate(PaginationConfig=paging, **parameters):
            self.told(call, region)
            found.append(_record(page, call, region))
        return found

    def _waited(self, client: "BaseClient", call: Call, region: str, parameters: Mapping[str, Any]) -> Record:
        from botocore.waiter import NormalizedOperationMethod, SingleWaiterConfig, Waiter  # type: ignore[import-untyped]

        key, done = call.until or ("", "")

        def ask(**given: Any) -> Any:
            self.told(call, region)
            return getattr(client, call.operation)(**given)

        accepted = {"matcher": "path", "argument": key, "expected": done, "state": "success"}
        pace = {"delay": _PAUSE_SECONDS, "maxAttempts": self.patience}
        config = {"operation": call.operation, **pace, "acceptors": [accepted]}
        Waiter(call.operation, SingleWaiterConfig(config), NormalizedOperationMethod(ask)).wait(**parameters)
        return {key: done}

    def _client(self, service: str, region: str) -> "BaseClient":
        # Making a client is not safe in several threads; using one is.
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                make: Any = self.session.client
                self._clients[key] = make(service, region_name=region, config=self.config, endpoint_url=self.endpoint)
            return self._clients[key]


def configuration(workers: int) -> Any:
    """Configure botocore: adaptive retries for throttling, and no call that hangs.

    Args:
        workers: threads that ask at once; each may need a connection.
    """
    from botocore.config import Config  # type: ignore[import-untyped]

    return Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "adaptive", "total_max_attempts": 6},
        max_pool_connections=max(10, workers),
        user_agent_appid="holdfast",
    )


def _record(answer: Any, call: Call, region: str) -> Record:
    if not isinstance(answer, Mapping):
        raise Refused(call, GapReason.MALFORMED, f"{call.action}: the answer is empty", region)
    return answer


def _status(error: Any) -> int:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status if isinstance(status, int) else 0


def _refused(call: Call, region: str, code: str, status: int) -> Refused:
    if code in _THROTTLED or status == 429:
        return Refused(call, GapReason.THROTTLED, f"{call.action}: {code}", region)
    if code in _DENIED or status in {401, 403}:
        return Refused(call, GapReason.DENIED, f"{code}; allow {call.action} on {call.resource}", region)
    return Refused(call, GapReason.UNREACHABLE, f"{call.action}: {code}", region)


def _kind(error: Exception) -> GapReason:
    from botocore import exceptions as aws  # type: ignore[import-untyped]

    if isinstance(error, (aws.NoCredentialsError, aws.TokenRetrievalError)):
        return GapReason.DENIED
    if isinstance(error, (aws.PaginationError, aws.ParamValidationError)):
        return GapReason.MALFORMED
    return GapReason.UNREACHABLE
