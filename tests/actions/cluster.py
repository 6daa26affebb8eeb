"""A Dask cluster of our own processes on loopback, without dashboard and nannies."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, Popen

from holdfast.rig.ports import free_port

ROOT = Path(__file__).parents[2]


@dataclass
class Cluster:
    """A scheduler with its workers; `workers` holds those that were started and not ended by us."""

    folder: Path
    environment: Mapping[str, str]
    port: int
    scheduler: "Popen[bytes]"
    workers: "list[Popen[bytes]]" = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"dask://127.0.0.1:{self.port}"

    def grow(self, count: int) -> None:
        """Start so many further workers, each with one thread."""
        for _ in range(count):
            self.workers.append(
                _run(
                    "worker",
                    f"tcp://127.0.0.1:{self.port}",
                    *("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"),
                    *("--memory-limit", "0", "--death-timeout", "60", "--local-directory", str(self.folder)),
                    environment=self.environment,
                )
            )

    def alive(self) -> "list[Popen[bytes]]":
        return [worker for worker in self.workers if worker.poll() is None]


@contextmanager
def cluster(folder: Path, workers: int, environment: Mapping[str, str]) -> Iterator[Cluster]:
    """Run a cluster whose workers have this environment and nothing else of ours."""
    port = free_port()
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), **environment}
    arguments = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    made = Cluster(folder, surroundings, port, _run("scheduler", *arguments, environment=surroundings))
    try:
        made.grow(workers)
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            process.kill()
            process.wait()


def _run(what: str, *arguments: str, environment: Mapping[str, str]) -> "Popen[bytes]":
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments]
    return Popen(command, env=dict(environment), stdout=DEVNULL, stderr=DEVNULL, cwd=environment["HOME"])
