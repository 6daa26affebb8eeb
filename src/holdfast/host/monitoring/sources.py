"""Which sources a host has besides health: the access log, PostgreSQL on it, the last backup, CPU credits."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from holdfast.host.backup.state import FILE_NAME
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.capacity.instance import Instance
from holdfast.host.monitoring.accesslog import AccessLog
from holdfast.host.monitoring.backup import BackupRuns, WalSpool
from holdfast.host.monitoring.metrics import Readings, product_name
from holdfast.model.product import Product

STATE_FOLDER = Path("/var/lib/holdfast")
"""What must outlive a restart of the host; each product has a folder of its own name in it."""

LOG_FOLDER = Path("/var/log/nginx")


class Collects(Protocol):
    """A source that is asked once a minute."""

    def collect(self) -> Readings:
        """Its readings; bounded in time.

        Raises:
            HoldfastError: it could not be read, and why.
        """


@dataclass(slots=True)
class Sources:
    """The sources of one host; `access_log` is also polled in between."""

    access_log: AccessLog | None = None
    others: Mapping[str, Collects] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, Collects]]:
        if self.access_log is not None:
            yield "nginx-log", self.access_log
        yield from self.others.items()


def access_log_path(product: Product, environment: str) -> Path:
    """Where Nginx writes its JSON access log: as the spec says, else as `holdfast render nginx` has it."""
    given = product.service.metrics.access_log
    return Path(given) if given else LOG_FOLDER / f"holdfast-{product_name(product.name, environment)}.json"


def sources_of(
    product: Product,
    environment: str,
    *,
    instance: Instance | None = None,
    environ: Mapping[str, str] = os.environ,
    state_folder: Path = STATE_FOLDER,
) -> Sources:
    """The sources that the spec and the host have.

    PostgreSQL is asked for its statements only where it is on the host (RDS has its own metrics, and Performance
    Insights), by the URL in the variable that the spec names. Credits are asked for only on instances that earn them.
    """
    settings = product.service.metrics
    others: dict[str, Collects] = {
        "backup": BackupRuns(state_folder / product_name(product.name, environment) / FILE_NAME)
    }
    about = product.environment(environment)
    database = about.database
    if database.engine == "postgresql" and database.placement == "host" and about.backup.point_in_time:
        wal = about.backup.wal
        folder = Path(about.backup.data_folder) / "wal" / product_name(product.name, environment)
        others["wal"] = WalSpool(Spool(folder, wal.spool_mib << 20, wal.alarm_percent, wal.when_full))
    url = environ.get(database.url_variable, "")
    if database.engine == "postgresql" and database.placement == "host" and url:
        others |= _statements(url, settings.slow_query_ms)
    if settings.credits and instance is not None and instance.earns_credits:
        from holdfast.host.capacity.credits import Credits

        others["credits"] = Credits(instance)
    return Sources(AccessLog(access_log_path(product, environment)), others)


def _statements(url: str, slow_query_ms: int) -> Mapping[str, Collects]:
    from holdfast.host.connections import DatabaseUrlError
    from holdfast.host.monitoring.statements import Statements

    try:
        return {"postgresql": Statements(url, slow_query_ms)}
    except DatabaseUrlError:
        # The probe of the database says so already, in /health.
        return {}
