"""The edge to AWS of what changes things: one client per service and region, and every refusal as an error of ours."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from holdfast.model.errors import IncompleteError

if TYPE_CHECKING:
    from boto3.session import Session  # type: ignore[import-untyped]

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
_UNKNOWN_KEYS = frozenset(
    {
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "InvalidAccessKeyId",
        "AuthFailure",
        "SignatureDoesNotMatch",
    }
)
_DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "Forbidden", "403"}
)
_LOG_IN = "log in again (`aws sso login`, or new keys)"


class CloudError(IncompleteError):
    """AWS answered with an error, or did not answer.

    Args:
        happened: in plain words.
        where: the action, such as `cloudformation:CreateChangeSet`, and what it was for.
        next_step: what to do.
        code: AWS's own, such as `ValidationError`; empty when it did not answer.
        detail: AWS's own words.
    """

    def __init__(self, happened: str, *, where: str, next_step: str, code: str = "", detail: str = "") -> None:
        super().__init__(happened, where=where, next_step=next_step)
        self.code = code
        self.detail = detail


class CredentialsError(CloudError):
    """They are missing, not valid, or expired: nothing else can be asked either."""


@dataclass
class Cloud:
    """One account; safe to use from several threads.

    Args:
        session: with credentials.
        config: botocore's configuration for every client.
        home: region for what is the same in all.
        endpoint: of a server that stands for all of AWS; None for AWS, or what AWS_ENDPOINT_URL says.
        pace: seconds between two questions about something under way.
        patience: seconds after which nobody waits any longer for a stack.
    """

    session: "Session"
    config: Any
    home: str
    endpoint: str | None = None
    pace: float = 2.0
    patience: float = 4 * 3600
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str, region: str | None = None) -> Any:
        """The client of a service, made once per region."""
        key = (service, region or self.home)
        with self._lock:  # making a client is not safe in several threads; using one is
            if key not in self._clients:
                make: Any = self.session.client
                self._clients[key] = make(service, region_name=key[1], config=self.config, endpoint_url=self.endpoint)
            return self._clients[key]

    def identity(self) -> tuple[str, str]:
        """The account's number, and the ARN of who asks.

        Raises:
            CredentialsError: there are none, or they are not valid.
            CloudError: AWS cannot be reached.
        """
        with asking("sts:GetCallerIdentity", self.home):
            answer = self.client("sts").get_caller_identity()
        return str(answer["Account"]), str(answer["Arn"])


def open_cloud(profile: str | None, home: str) -> Cloud:
    """The account behind the ordinary credentials.

    Args:
        profile: of `~/.aws`; what the environment says when None.
        home: the product's region.

    Raises:
        IncompleteError: there is no such profile, or boto3 is not installed.
    """
    from holdfast.readers.account.client import configuration
    from holdfast.readers.account.live import open_session

    return Cloud(open_session(profile), configuration(16), home)


@contextmanager
def asking(action: str, about: str) -> Iterator[None]:
    """Turn what boto3 raises inside the `with` into `CloudError`.

    Args:
        action: the IAM action of the call.
        about: the resource, stack or region that it is for.
    """
    from botocore.exceptions import (  # type: ignore[import-untyped]
        BotoCoreError,
        ClientError,
        NoCredentialsError,
        PartialCredentialsError,
        TokenRetrievalError,
    )
    from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

    where = f"{action} on {about}"
    try:
        yield
    except ClientError as error:
        raise _of_answer(error, action, where) from error
    except (NoCredentialsError, PartialCredentialsError, TokenRetrievalError) as error:
        raise CredentialsError("there are no valid credentials", where=where, next_step=_LOG_IN) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise CloudError(
            f"AWS cannot be reached ({type(error).__name__})",
            where=where,
            next_step="see the network, the proxy and AWS_ENDPOINT_URL, and run the command again",
            detail=type(error).__name__,
        ) from error


def _of_answer(error: Any, action: str, where: str) -> CloudError:
    answer = error.response.get("Error", {})
    code, detail = str(answer.get("Code") or "unknown"), str(answer.get("Message") or "")
    if detail.lstrip().lower().startswith(("<!doctype", "<html")):
        detail = "a page in place of an answer"  # of a proxy, or of a server that does not know the call
    if code in _EXPIRED or ("expired" in detail.lower() and "token" in detail.lower()):
        return CredentialsError(
            "the credentials have expired", where=where, next_step=_LOG_IN, code=code, detail=detail
        )
    if code in _UNKNOWN_KEYS:
        return CredentialsError(
            "the credentials are not valid", where=where, next_step=_LOG_IN, code=code, detail=detail
        )
    if code in _DENIED:
        step = f"allow {action} to the identity that deploys"
        return CloudError("AWS refuses the call", where=where, next_step=step, code=code, detail=detail)
    step = "see what AWS says, and run the command again"
    return CloudError(f"{code}: {detail}", where=where, next_step=step, code=code, detail=detail)
