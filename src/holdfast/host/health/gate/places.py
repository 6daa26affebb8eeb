"""Where the agent and Nginx meet: the files whose presence says that a host is closed or draining."""

import os
from dataclasses import dataclass
from pathlib import Path

RUN_FOLDER = Path("/run/holdfast")
"""On tmpfs: after a boot there is nothing in it, so a host whose agent never starts is open."""

UPSTREAM_FOLDER = Path("/etc/nginx/holdfast")
"""On disk: Nginx includes what is in it, and would not start after a boot if that were gone."""


def servers_file(name: str, folder: Path = UPSTREAM_FOLDER) -> Path:
    """The file that Nginx includes for the servers of `name`, where it has several."""
    return folder / f"{name}.servers.conf"


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one product in the run folder; a file is a sign by being there, its content says nothing.

    Args:
        run_folder: usually /run/holdfast.
        name: of product and environment, as `host_name` gives it.
    """

    run_folder: Path
    name: str

    @property
    def closed(self) -> Path:
        """There: Nginx answers every request with 503."""
        return self.run_folder / f"{self.name}.closed"

    @property
    def draining(self) -> Path:
        """There: the host says that it is not ready, and finishes what still arrives."""
        return self.run_folder / f"{self.name}.draining"

    @property
    def pending(self) -> Path:
        """There: the servers were written and Nginx may not have read them yet."""
        return self.run_folder / f"{self.name}.reload"


def make_sign(path: Path) -> None:
    """Make the empty file `path`; it is there or it is not, and never half.

    Raises:
        OSError: it cannot be made, or something else than a file stands there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # O_NOFOLLOW: a link could lead to a file that Nginx does not see, or that must not be touched.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644))


def remove_sign(path: Path) -> None:
    """Remove the file `path`; raises OSError when it is there and cannot be removed."""
    path.unlink(missing_ok=True)
