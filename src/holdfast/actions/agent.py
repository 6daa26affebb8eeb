"""`agent`: watch one application on this host, answer for it, and act on what is seen; drain it and let it resume."""

import json
import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path

from holdfast.host.files import host_name
from holdfast.host.health.gate.places import RUN_FOLDER, UPSTREAM_FOLDER, Places, make_sign, remove_sign
from holdfast.host.releases.identity import Release, first_line
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.product import Product
from holdfast.model.record import record

_log = logging.getLogger("holdfast.health")

HOST_FOLDER = Path("/etc/holdfast")
"""Where a host's holdfast.toml lies, as its units have it."""


@record(frozen=True, slots=True)
class Watched:
    """The application that one agent watches."""

    product: Product
    environment: str
    run_folder: Path = RUN_FOLDER
    upstream_folder: Path = UPSTREAM_FOLDER

    @property
    def places(self) -> Places:
        """Its files in the run folder."""
        return Places(self.run_folder, host_name(self.product.name, self.environment))


def run_agent(watched: Watched, environ: Mapping[str, str], release: Release, port: int | None = None) -> None:
    """Run the agent until a signal ends it; its first line on standard error tells the release.

    Args:
        watched: what it watches.
        environ: variables, for the database's URL and PM2's home.
        release: what runs here.
        port: where it answers, on loopback; the spec's when None, a free one when 0.

    Raises:
        HoldfastError: the spec cannot be followed here, the run folder cannot be written, or the port is taken.
    """
    from holdfast.host.health.agent import Agent, log_to_stderr
    from holdfast.host.health.assemble import Host, application, probes
    from holdfast.host.health.autoscaling import DeathWatch, may_replace, report_unhealthy
    from holdfast.host.health.gate import Gate, NginxReload, servers_file
    from holdfast.host.health.steward import Steward
    from holdfast.host.monitoring.exporter import Exporter

    log_to_stderr()
    _log.info("%s", first_line(release, "agent"))
    _make_run_folder(watched.run_folder)
    host = Host(watched.product, watched.environment, environ)
    app = application(probes(host), host, watched.places, release.as_dict())
    exporter = Exporter(watched.product, watched.environment, release)
    app.metrics = exporter.prometheus
    service = watched.product.service
    database = watched.product.environment(watched.environment).database
    if database.engine not in {"postgresql", "none"}:
        _log.warning("the database is not asked: no probe knows %s", database.engine)
    name = watched.places.name
    steward = Steward(
        app=app,
        ports=service.ports,
        door=Gate(watched.run_folder, name, servers_file(name, watched.upstream_folder), service.ports, NginxReload()),
        observer=exporter,
        watch=DeathWatch(service.health.dead_after_seconds) if may_replace(database) else None,
        report=report_unhealthy,
        clock=time.monotonic,
    )
    Agent(steward, service.health.port if port is None else port).run()
    exporter.close()


def drain(watched: Watched) -> str:
    """Say "not ready", so that the load balancer sends no more; what still arrives is served. Needs no running agent.

    Raises:
        IncompleteError: the run folder cannot be written.
    """
    _make_run_folder(watched.run_folder)
    path = watched.places.draining
    try:
        make_sign(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    return f"{watched.places.name} is draining; `holdfast agent resume` ends it"


def resume(watched: Watched) -> str:
    """Let the host be ready again.

    Raises:
        IncompleteError: the run folder cannot be written.
    """
    path = watched.places.draining
    try:
        remove_sign(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    return f"{watched.places.name} takes requests, once it is ready"


def product_of(spec: Path | None) -> Product:
    """The product of a spec: the one named, else the one in the working folder, else the host's in /etc/holdfast.

    Raises:
        UsageError: there is none.
        SpecError: it is invalid.
        IncompleteError: it cannot be read.
    """
    from holdfast.actions.launch import find_product
    from holdfast.readers.spec import FILE_NAME

    if spec is not None:
        return find_product(spec)
    folder = next((folder for folder in (Path(), HOST_FOLDER) if (folder / FILE_NAME).is_file()), None)
    if folder is None:
        raise UsageError(
            "there is no spec here, and none in /etc/holdfast", where=FILE_NAME, next_step="name it with --spec"
        )
    return find_product(folder)


def status(product: Product, port: int | None = None) -> tuple[Mapping[str, object], bool]:
    """What the running agent of this host says, and whether the host is ready.

    Raises:
        IncompleteError: no agent answers.
    """
    import http.client

    port = port or product.service.health.port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        found = json.loads(answer.read(1 << 20))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise IncompleteError(
            "no agent answers",
            where=f"127.0.0.1:{port}",
            next_step="see whether it runs, such as with `systemctl status holdfast-agent`",
        ) from error
    finally:
        connection.close()
    return found if isinstance(found, dict) else {}, answer.status == 200


def _make_run_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    if not os.access(folder, os.W_OK):
        raise IncompleteError("cannot be written", where=str(folder), next_step="see its owner, or use --run-folder")


def _unwritable(path: Path, error: OSError) -> IncompleteError:
    return IncompleteError(
        f"cannot be written ({error.strerror})", where=str(path), next_step="see its owner, or use --run-folder"
    )
