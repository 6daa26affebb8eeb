"""Calls of boto3 that go to moto's server in this process without a connection: half of what a call costs."""

from functools import cache
from io import BytesIO
from typing import Any

ADDRESS = "http://127.0.0.1"
"""What such calls are addressed to: nobody listens there, and buckets are named in the path."""


def straighten(client: Any) -> Any:
    """Have a client's calls handed to the server's application in the caller's thread; gives the client."""
    client.meta.events.register("before-send", _handed)
    return client


def _handed(request: Any, **_: Any) -> Any:
    from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]
    from moto.core.request import Request
    from werkzeug.test import run_wsgi_app

    asked = Request.from_primitives(request.method, request.url, request.headers, request.body)
    body, status, headers = run_wsgi_app(application(), asked.environ, buffered=True)
    return AWSResponse(request.url, int(status.split()[0]), dict(headers), _Body(b"".join(body)))


@cache
def application() -> Any:
    """What a server of moto serves, as a WSGI application: all in one process have one state."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    return DomainDispatcherApplication(create_backend_app)


class _Body(BytesIO):
    """An answer's body, read as boto3 reads one."""

    def stream(self, **_: Any) -> Any:
        """All of it."""
        yield self.read()
