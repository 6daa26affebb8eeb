"""The load balancer before the hosts of a rig: a real Nginx that asks no host twice, as an ALB does not."""

import http.client
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from holdfast.rig.nginx import Nginx
from holdfast.rig.ports import free_port
from holdfast.rig.processes import wait_until

_SITE = """\
upstream hosts {{
{servers}
}}
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://hosts;
        proxy_next_upstream off;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }}
}}
"""


class Balancer:
    """Hands requests on to the hosts that are registered and not blocked.

    Args:
        folder: Nginx's.
        hosts: by name, the port of the application and of the agent, which is asked for readiness.
    """

    def __init__(self, folder: Path, hosts: dict[str, tuple[int, int]]) -> None:
        self.port = free_port()
        self._hosts = hosts
        self._blocked: set[str] = set()
        self._turn = Lock()
        self._nginx = Nginx(folder, self._site())

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def blocked(self) -> frozenset[str]:
        """The hosts that get no requests."""
        return frozenset(self._blocked)

    def block(self, name: str) -> None:
        """Send a host no more; what is under way there is finished."""
        with self._turn:
            self._blocked.add(name)
            self._nginx.reload(self._site())

    def allow(self, name: str, *, seconds: float = 30) -> None:
        """Send a host requests again, once it says that it is ready.

        Raises:
            IncompleteError: it does not say so in time.
        """
        wait_until(lambda: _ready(self._hosts[name][1]), f"{name} to be ready", seconds=seconds)
        with self._turn:
            self._blocked.discard(name)
            self._nginx.reload(self._site())

    def __enter__(self) -> Self:
        self._nginx.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._nginx.stop()

    def _site(self) -> str:
        none = len(self._blocked) == len(self._hosts)
        # With no healthy target at all, an ALB sends to every one (Elastic Load Balancing, *Health checks for target
        # groups*, read 2026-11); a host alone that is blocked would leave Nginx without a server.
        lines = [
            f"    server 127.0.0.1:{port} max_fails=0{'' if none or name not in self._blocked else ' down'};"
            for name, (port, _) in self._hosts.items()
        ]
        return _SITE.format(servers="\n".join(lines), port=self.port)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
