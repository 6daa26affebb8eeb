"""AWS in small: moto's server in this process, on loopback, with keys that work nowhere else."""

import logging
import os
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.request import Request, urlopen

from holdfast.model.errors import IncompleteError
from holdfast.rig import cloudformation, cors, managed_hosts, quick, saving

if TYPE_CHECKING:
    from moto.server import ThreadedMotoServer

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"
"""The account number that moto gives itself."""

# Images and instance types by the thousand would be loaded at the first EC2 call, and a certificate would wait a minute
# to be issued.
_SETTINGS = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false", "MOTO_ACM_VALIDATION_WAIT": "0"}


@dataclass(slots=True)
class EmbeddedAws:
    """A server that answers as AWS does; ended by `close` or by leaving the `with`.

    moto keeps one state for the whole process: two servers in one process see the same buckets. It is state, not
    behaviour: alarms never fire by themselves, nothing fails over.

    Attributes:
        url: where it listens, for `AWS_ENDPOINT_URL`.
        region: the region that `environment` names.
    """

    url: str
    region: str = REGION
    _server: "ThreadedMotoServer | None" = field(default=None, repr=False)
    _session: Any = field(default=None, repr=False)
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def start(cls, region: str = REGION) -> Self:
        """Start it on a free port; returns when it answers. Everything that was in it before is gone.

        Raises:
            IncompleteError: moto is not installed.
        """
        for name, value in _SETTINGS.items():
            os.environ.setdefault(name, value)
        try:
            from moto import settings
            from moto.server import ThreadedMotoServer
        except ModuleNotFoundError as error:
            raise IncompleteError(
                "moto is not here", where=error.name or "moto", next_step="install `holdfast[rig]`"
            ) from error
        # moto reads this one when it is first imported, which may have been before.
        settings.ACM_VALIDATION_WAIT = int(os.environ["MOTO_ACM_VALIDATION_WAIT"])
        quick.install()
        managed_hosts.install()
        saving.install()
        cloudformation.install()
        cors.install()
        # One line per call on the caller's terminal is noise.
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        started = cls(f"http://{host}:{port}", region, server)
        started.reset()
        return started

    def environment(self) -> dict[str, str]:
        """The variables with which boto3 and the AWS command line come here and nowhere else."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",  # pragma: allowlist secret
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def session(self) -> Any:
        """A boto3 session with this server's keys and region; its clients must be given `url`."""
        from boto3.session import Session  # type: ignore[import-untyped]

        settings = self.environment()
        return Session(
            aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
            region_name=self.region,
        )

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client of one service that talks to this server, whatever the environment says."""
        # One session for all: reading the services' descriptions is most of what a client costs. Making a client of it
        # is not safe in several threads; using one is.
        with self._making:
            self._session = self._session or self.session()
            return self._session.client(service, endpoint_url=self.url, region_name=region)

    def enforce_access(self, *, on: bool = True) -> None:
        """Have every further call judged by the IAM policies of its keys, or let everything pass again."""
        self._post("/moto-api/reset-auth", b"0" if on else b"inf")

    def reset(self) -> None:
        """Forget everything: buckets, secrets, keys, stacks."""
        # What a stack still does would come back after it was forgotten.
        cloudformation.forget()
        self._post("/moto-api/reset", b"")
        saving.forget()

    def close(self) -> None:
        """End the server; nothing happens the second time."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _post(self, path: str, body: bytes) -> None:
        request = Request(self.url + path, data=body, method="POST", headers={"Content-Type": "text/plain"})  # noqa: S310
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            answer.read()
