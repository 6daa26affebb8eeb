"""`render`: one file that belongs on a host, from the spec alone."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, TypeVar

from holdfast.actions.launch import choose_environment
from holdfast.model.errors import IncompleteError, SpecError, UsageError
from holdfast.model.product import Product
from holdfast.model.record import replace
from holdfast.readers.spec import FILE_NAME, key_lines, read_spec

Locale = Literal["en", "ko"]
T = TypeVar("T")


def _nginx(product: Product, environment: str, locale: Locale) -> str:
    from holdfast.host.health.nginx import render_site

    return render_site(product, environment, locale=locale)


def _upstreams(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # the same in every one
    from holdfast.host.health.nginx import render_servers

    return render_servers(product)


def _pm2(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # nobody reads it but PM2
    from holdfast.host.processes.pm2 import render_ecosystem

    return render_ecosystem(product, environment)


def _logrotate(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # has no words
    from holdfast.host.monitoring.rotation import render_rotation

    return render_rotation(product, environment)


def _systemd(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # English, as systemd is
    from holdfast.host.health.unit import agent_unit

    return agent_unit(product, environment)


def _systemd_app(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # English, as systemd is
    from holdfast.host.processes.systemd import render_unit

    return render_unit(product, environment)


def _cloudwatch_agent(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # has no words
    from holdfast.host.monitoring.cloudwatch import render as render_configuration

    return render_configuration(product, environment)


def _backup_timers(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # English, as systemd is
    return "\n".join(f"# ==== {name} ====\n{text}" for name, text in _backup_units(product, environment).items())


def _backup_units(product: Product, environment: str) -> Mapping[str, str]:
    from holdfast.host.backup.timers import render_units

    return render_units(product, environment)


def _backup_cron(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # English, as cron is
    from holdfast.host.backup.timers import render_cron

    return render_cron(product, environment)


def _postgresql_archive(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # no words
    from holdfast.actions.backup.place import Place
    from holdfast.actions.backup.wal import settings

    about = product.environment(environment)
    if about.database.placement != "host":
        raise UsageError(
            "RDS archives its WAL by itself",
            where=f"environments.{environment}.database.placement",
            next_step='there is nothing to set; a database on this host has `placement = "host"`',
        )
    if not about.backup.point_in_time:
        # Nothing would take the WAL out of the spool, and a full spool keeps it in the database's own folder.
        raise UsageError(
            "no WAL is archived here",
            where=f"environments.{environment}.backup.point_in_time",
            next_step="set it to true for recovery to any second; daily dumps need no WAL",
        )
    return (
        f"# WAL of {product.name} in {environment}, into the spool from which `holdfast backup wal ship` takes it:\n"
        "# written by `holdfast render postgresql-archive`, from holdfast.toml, for this host. It belongs in conf.d;\n"
        "# archive_mode and wal_level take effect with a restart of PostgreSQL, the rest with a reload.\n"
        + settings(Place(product, environment, "", "", {}))
    )


def _workflow(product: Product, environment: str, locale: Locale) -> str:  # noqa: ARG001  # English, as its keys are
    from holdfast.host.releases.workflow import render_workflow

    return render_workflow(product, environment)


SEVERAL: dict[str, Callable[[Product, str], Mapping[str, str]]] = {"backup-timers": _backup_units}
"""What is more than one file, and by what: texts by file name. Printed, each begins with a line that names it."""

KINDS: dict[str, Callable[[Product, str, Locale], str]] = {
    "nginx": _nginx,
    "upstreams": _upstreams,
    "logrotate": _logrotate,
    "systemd": _systemd,
    "systemd-app": _systemd_app,
    "pm2": _pm2,
    "cloudwatch-agent": _cloudwatch_agent,
    "backup-timers": _backup_timers,
    "backup-cron": _backup_cron,
    "postgresql-archive": _postgresql_archive,
    "workflow": _workflow,
}
"""What can be rendered, and by what."""


def product_of(root: Path) -> Product:
    """The product whose spec lies in the folder `root`.

    Raises:
        UsageError: there is no spec; unlike a check, a file for a server is never made from defaults alone.
        SpecError: the spec is not valid.
    """
    spec = read_spec(root)
    if not spec.given:
        raise UsageError("there is no spec", where=str(root / FILE_NAME), next_step="write one with `holdfast init`")
    return spec.product


def render(root: Path, kind: str, environment: str | None, locale: Locale) -> str:
    """The text of one file; the same spec gives the same text.

    Args:
        root: the folder with the spec.
        kind: one of `KINDS`.
        environment: one of the spec's; else HOLDFAST_ENVIRONMENT, else the only one.
        locale: of the texts for people in it.

    Raises:
        UsageError: no spec, or no such environment.
        SpecError: the spec is not valid, or has values that cannot stand in such a file; all of them with their lines.
    """
    return _made(root, environment, lambda product, chosen: KINDS[kind](product, chosen, locale))


def render_several(root: Path, kind: str, environment: str | None) -> Mapping[str, str]:
    """The texts of several files by their names.

    Args:
        root: the folder with the spec.
        kind: one of `SEVERAL`.
        environment: one of the spec's; else HOLDFAST_ENVIRONMENT, else the only one.

    Raises:
        UsageError: no spec, or no such environment.
        SpecError: the spec is not valid, or has values that cannot stand in such a file; all of them with their lines.
    """
    return _made(root, environment, SEVERAL[kind])


def _made(root: Path, environment: str | None, make: Callable[[Product, str], T]) -> T:
    product = product_of(root)
    chosen = choose_environment(product, environment, os.environ)
    try:
        return make(product, chosen)
    except SpecError as error:
        raise with_lines(error, root / FILE_NAME) from error


def write_once(text: str, target: Path) -> bool:
    """Put `text` into `target` in one step, unless it is there already; whether it had to be written.

    Raises:
        IncompleteError: it cannot be written; what was there before is untouched.
    """
    from holdfast.host.files import replace_text

    try:
        if target.is_file() and target.read_bytes() == text.encode():
            return False
        replace_text(target, text)
    except OSError as error:
        raise IncompleteError(
            "cannot be written", where=str(target), next_step=f"choose another --output ({error.strerror})"
        ) from error
    return True


def with_lines(error: SpecError, path: Path) -> SpecError:
    """The same problems with the lines of their keys, where the file tells them.

    Args:
        error: problems with keys such as `environments.staging.buckets[1].name`.
        path: the spec.
    """
    lines = key_lines(path.read_text(encoding="utf-8-sig"))
    placed = []
    for problem in error.problems:
        key: tuple[str | int, ...] = tuple(
            int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", problem.key)
        )
        known = (lines[key[:length]] for length in range(len(key), 0, -1) if key[:length] in lines)
        placed.append(problem if problem.line else replace(problem, line=next(known, 1)))
    return SpecError(error.where, tuple(sorted(placed, key=lambda problem: problem.line)))
