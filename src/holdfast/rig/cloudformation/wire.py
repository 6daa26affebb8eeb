"""Answers of our own to calls that moto's server does not know, parsed and written as AWS's protocols say."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs

_SCOPE = re.compile(r"Credential=[^/]+/\d+/(?P<region>[\w-]+)/(?P<service>[\w-]+)/")
_BOTO = {"monitoring": "cloudwatch", "elasticloadbalancing": "elbv2"}
"""boto3's name of a service where the signature's is another."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the AWS API.

    Attributes:
        account: the account's number.
        region: the region that the call was signed for.
        given: the call's parameters, by their names in the API.
    """

    account: str
    region: str
    given: Mapping[str, Any]


Answerer = Callable[[Call], Mapping[str, Any]]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

_answerers: dict[str, dict[str, Answerer]] = {}


def refuse(code: str, message: str) -> Exception:
    """The error with which a call is refused, to be raised by an answerer."""
    return _refusal()(code, message)


@cache
def _refusal() -> type[Exception]:
    """Give moto's error, in a module that is not moto's: there it would look for a service of that name."""
    from moto.core.exceptions import ServiceException

    class RefusedError(ServiceException):
        """A call that AWS refuses."""

    return RefusedError


def answer(service: str, answerers: Mapping[str, Answerer]) -> None:
    """Answer these operations of a service instead of moto.

    Args:
        service: its name in signatures, such as `monitoring`.
        answerers: what to do by operation, such as `PutCompositeAlarm`.
    """
    _answerers.setdefault(service, {}).update(answerers)


def install() -> None:
    """Have moto's server ask here first; nothing happens the second time."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication

    server: Any = DomainDispatcherApplication
    if getattr(server, "answers_kept", False):
        return
    moto: Application = server.__call__

    def answered(self: Any, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        found = _found(environ)
        return found(environ, start) if found else moto(self, environ, start)  # type: ignore[call-arg, arg-type]

    server.__call__ = answered
    server.answers_kept = True


def _found(environ: dict[str, Any]) -> Application | None:
    scope = _SCOPE.search(str(environ.get("HTTP_AUTHORIZATION", "")))
    known = _answerers.get(scope["service"]) if scope else None
    if scope is None or known is None:
        return None
    service = _BOTO.get(scope["service"], scope["service"])
    operation = _operation(environ, service)
    return _application(service, operation, known[operation], scope["region"]) if operation in known else None


def _operation(environ: dict[str, Any], service: str) -> str:
    """The operation's name: in a header, in the form, or by method and path."""
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    if target:
        return target.rpartition(".")[2]
    if str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        return str(parse_qs(body.decode()).get("Action", [""])[0])
    from moto.core.request import Request
    from moto.core.routing import get_service_router
    from werkzeug.exceptions import NotFound

    try:
        return str(get_service_router(service).match(Request(environ))[0].name)
    except NotFound:
        return ""


def _application(service: str, operation: str, answerer: Answerer, region: str) -> Application:
    from moto.core.exceptions import ServiceException
    from moto.core.request import Request
    from moto.core.responses import ActionResult, BaseResponse

    class Answering(BaseResponse):  # type: ignore[misc, unused-ignore]
        """Takes moto's way of parsing, of judging by IAM and of writing; only the answer is ours."""

        def __init__(self) -> None:
            super().__init__(service_name=service)
            self.automated_parameter_parsing = True

        def _get_action(self) -> str:
            # Found again where the path carries parameters.
            self._get_action_from_method_and_request_uri(self.normalized_request)
            return operation

        def call_action(self) -> Any:
            self._authenticate_and_authorize_normal_action()
            given = {**dict(self.uri_match), **dict(self.params)}
            call = Call(self.current_account, region, given)
            try:
                result: Any = answerer(call)
            except ServiceException as error:
                result = error
            return self.serialized(ActionResult(result))

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        from werkzeug.exceptions import HTTPException

        try:
            status, headers, body = Answering.dispatch(Request(environ))
        except HTTPException as error:
            status, headers, body = int(error.code or 500), dict(error.get_headers()), str(error.description)
        start(f"{status} {'OK' if status < 400 else 'Refused'}", [(key, str(value)) for key, value in headers.items()])
        return [body if isinstance(body, bytes) else str(body).encode()]

    return application
