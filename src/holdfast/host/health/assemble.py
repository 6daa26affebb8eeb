"""Puts the probes of a spec together; imports only what the spec asks for."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from holdfast.host.files import host_name
from holdfast.host.health.answers import HealthApp, Identity
from holdfast.host.health.engine import Clock, Engine
from holdfast.host.health.gate.places import RUN_FOLDER, Places
from holdfast.host.health.probe import Probe, Role
from holdfast.host.health.probes.blocking import Blocking, BlockingProbe
from holdfast.host.health.probes.http import Application, Nginx
from holdfast.host.health.probes.local import Disk, Memory
from holdfast.host.health.viewers import Viewers
from holdfast.model.errors import ExitCode, HoldfastError
from holdfast.model.product import Product
from holdfast.model.startup import PlaceKind

_QUESTION_ENDS_BEFORE = 0.9
"""A question ends by itself a little before the engine's time-out: it can say better what it waited for."""


class UnusableUrlError(HoldfastError):
    """The database's URL is not there, or is none: the agent could never find the host ready."""

    exit_code = ExitCode.CONFIGURATION


@dataclass(frozen=True, slots=True)
class Host:
    """The application of one environment on this host, and the variables it runs with."""

    product: Product
    environment: str
    environ: Mapping[str, str]

    def seconds(self, kind: str) -> float:
        """What a question of this kind gets."""
        timing = self.product.service.health.timing(kind)
        return max(0.05, min(timing.timeout_seconds, timing.interval_seconds * 1.5) * _QUESTION_ENDS_BEFORE)


def probes(host: Host, *, inside: bool = False) -> tuple[Probe, ...]:
    """Every probe that the spec asks for.

    Critical are the database, disks and memory; buckets, secrets, certificates and Nginx only degrade. Memory is
    critical because a host without any answers late or kills the application; the limit is the spec's.

    Args:
        host: what it is about.
        inside: the process that asks is the application: it is not asked over HTTP, nor is what runs it.

    Raises:
        HoldfastError: the database's URL is missing or is none.
    """
    parts = [_shared(host), _own(host), _aws(host), _files(host)]
    if not inside:
        parts.insert(0, _application(host))
    return tuple(probe for part in parts for probe in part)


def mounted(
    product: Product,
    environment: str,
    *,
    environ: Mapping[str, str] | None,
    release: Mapping[str, str],
    more: Sequence[Probe],
) -> HealthApp:
    """See `holdfast.host.health.asgi.health_app`."""
    host = Host(product, environment, os.environ if environ is None else environ)
    places = Places(RUN_FOLDER, host_name(product.name, environment))
    return application((*probes(host, inside=True), *more), host, places, release)


def application(
    asked: Sequence[Probe], host: Host, places: Places, release: Mapping[str, str], clock: Clock = time.monotonic
) -> HealthApp:
    """The ASGI application over an engine with these probes; the engine is not started."""
    health = host.product.service.health
    return HealthApp(
        Engine(asked, health.timing, clock),
        Identity(host.product.name, host.environment, dict(release)),
        Viewers.of(health.details_to),
        # Asked for each request; `access` raises nothing for a file that is not there, which takes half the time.
        draining=partial(os.access, str(places.draining), os.F_OK),
        clock=clock,
    )


def _application(host: Host) -> Iterator[Probe]:
    service = host.product.service
    several = len(service.ports) > 1
    for port in service.ports:
        name = f"application:{port}" if several else "application"
        yield _blocking(name, Role.LIVE, Application(port, service.health.path, host.seconds("application")))
    if service.process_manager == "pm2":
        from holdfast.host.health.probes.pm2 import Pm2, home_folder

        home = home_folder(host.environ)
        yield _blocking("pm2", Role.LIVE, Pm2(home, service.health.processes, host.seconds("pm2")))


def _shared(host: Host) -> Iterator[Probe]:
    database = host.product.environment(host.environment).database
    if database.engine != "postgresql":
        return
    from holdfast.host.connections import DatabaseUrlError, connection_options
    from holdfast.host.health.probes.database import Database, Limits

    variable = database.url_variable
    url = host.environ.get(variable, "")
    if not url:
        raise _unusable(variable, "it is not set")
    try:
        options = connection_options(url)
    except DatabaseUrlError as error:
        raise _unusable(variable, str(error)) from None
    limits = Limits(host.product.service.health.connections_percent)
    yield _blocking("database", Role.CRITICAL, Database(options, limits, host.seconds("database")))


def _own(host: Host) -> Iterator[Probe]:
    health = host.product.service.health
    for folder in health.disks:
        name = f"disk:{folder}" if len(health.disks) > 1 else "disk"
        yield _blocking(name, Role.CRITICAL, Disk(folder, health.disk_percent))
    yield _blocking("memory", Role.CRITICAL, Memory(health.memory_percent))
    if health.nginx_status:
        yield _blocking("nginx", Role.DEGRADING, Nginx(health.nginx_status, host.seconds("nginx")))


def _aws(host: Host) -> Iterator[Probe]:
    from holdfast.host.configuration.references import SECRETS_VARIABLE, references, region_of

    about = host.product.environment(host.environment)
    uploads = [bucket.name for bucket in about.buckets if bucket.purpose == "uploads"]
    # As the launcher reads them, so that both ask in one region; what it refuses is told by itself.
    region = region_of(host.product.region, host.environ)
    words = host.environ.get(SECRETS_VARIABLE, "")
    named, _ = references(parameters=(), secrets=about.secrets, from_environment=words, region=region)
    secrets = dict.fromkeys(one.name for one in named if one.kind is PlaceKind.SECRET)
    if not uploads and not secrets:
        return
    from holdfast.host.health.probes.aws import Bucket, Caller, Secret

    caller = Caller(region, min(host.seconds("bucket"), host.seconds("secrets")), host.environ)
    for name in uploads:
        yield _blocking(f"bucket:{name}" if len(uploads) > 1 else "bucket", Role.DEGRADING, Bucket(name, caller))
    for number, name in enumerate(secrets, start=1):
        # Numbered: names of secrets need not stand in metrics and pages.
        label = f"secrets:{number}" if len(secrets) > 1 else "secrets"
        yield _blocking(label, Role.DEGRADING, Secret(name, caller))


def _files(host: Host) -> Iterator[Probe]:
    health = host.product.service.health
    if not health.certificates:
        return
    from holdfast.host.health.probes.certificates import Certificate

    for path in health.certificates:
        name = f"certificates:{path}" if len(health.certificates) > 1 else "certificates"
        yield _blocking(name, Role.DEGRADING, Certificate.at(Path(path), health.certificate_days))


def _blocking(name: str, role: Role, question: Blocking) -> BlockingProbe:
    return BlockingProbe(name, role, question)


def _unusable(variable: str, why: str) -> UnusableUrlError:
    return UnusableUrlError(
        f"the database cannot be asked: {why}",
        where=variable,
        next_step="start the agent as the application is started, with `holdfast launch -- holdfast agent`",
    )
