"""Renders what runs backups by the clock: systemd units and timers, or lines for cron on a host or with containers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from holdfast import __version__
from holdfast.host.backup.schedule import Schedule
from holdfast.host.files import host_name
from holdfast.host.processes.systemd import HARDENING
from holdfast.model.errors import UsageError
from holdfast.model.product import Product

HOLDFAST = "/usr/local/bin/holdfast"
SPEC_FOLDER = "/etc/holdfast"
ACCOUNT = "postgres"
"""Who runs it: owns the WAL spool, may start scratch clusters, which root may not, and needs no right besides."""

IDENTITY = "/etc/holdfast/backup.age"
"""Where the client key's private half lies on a host that proves backups; no other host needs it."""

_STATE = "/var/lib/holdfast"

_SERVICE = """\
# {what} of {name}: written by `holdfast render backup-timers`, from holdfast.toml.
[Unit]
Description=Holdfast backup of {name}: {what}
Wants=network-online.target
After=network-online.target postgresql.service
{unit}
[Service]
{kind}
User={account}
ExecStart={start}
WorkingDirectory={folder}
StateDirectory={states}
Environment=HOME={state}
# Variables that are not secret, such as AWS_REGION; the file may be missing.
EnvironmentFile=-/etc/holdfast/{name}.env

# What it may touch: its own folders, temporary files that nobody else sees, and the network.
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=-/run/postgresql{paths}
ProtectHome=yes
{hardening}CapabilityBoundingSet=
UMask=0077
# The application goes first.
Nice=10
CPUWeight=20
IOWeight=20
{end}"""

_TIMER = """\
# {what} of {name}: written by `holdfast render backup-timers`, from holdfast.toml.
[Unit]
Description=Holdfast backup of {name}: {what}

[Timer]
{calendar}
# A host that was off makes up for it; several hosts do not start in the same second, and exactly one takes the run.
Persistent=true
RandomizedDelaySec=120
AccuracySec=1s

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that runs by the clock, or for ever.

    Attributes:
        name: ends the unit's name.
        what: for people.
        words: the arguments after `holdfast`, without environment and spec.
        calendar: OnCalendar lines; none: it runs for ever.
        cron: the cron line's five fields, in UTC.
    """

    name: str
    what: str
    words: str
    calendar: tuple[str, ...] = ()
    cron: str = ""


def tasks(product: Product, environment: str) -> Iterator[Task]:
    """What an environment's backups need, by its spec.

    Raises:
        SpecError: a schedule is no cron line.
    """
    about = product.environment(environment)
    backup = about.backup
    key = f"environments.{environment}.backup"
    daily = Schedule.parse(backup.schedule, f"{key}.schedule")
    base = Schedule.parse(backup.base_schedule, f"{key}.base_schedule")
    proof = Schedule.parse(backup.prove_schedule, f"{key}.prove_schedule")
    yield Task("run", "the daily dump", "backup run --unless-within 12", daily.calendar(), _cron(backup.schedule))
    with_wal = about.database.placement == "host" and backup.point_in_time
    if with_wal:
        words = "backup run --kind physical --unless-within 72"
        yield Task("base", "the base backup", words, base.calendar(), _cron(backup.base_schedule))
    calendar, cron = daily.daily_after(2)
    yield Task("prune", "what has outlived its retention", "backup prune --yes", (calendar,), cron)
    if backup.copy_region and backup.copy_bucket:
        # Each run copies what it makes; this brings the WAL, and what an earlier copy missed.
        calendar, cron = ("*-*-* *:20:00 UTC", "20 * * * *") if with_wal else daily.daily_after(1)
        yield Task("copy", "the copy in the second region", "backup copy", (calendar,), cron)
    # The newest of each kind: a base backup that is not there yet, which `status` tells, keeps no dump from its proof.
    words = "backup verify latest"
    if backup.client_recipient:
        words += f" --identity {IDENTITY}"
    yield Task("verify", "a restore that proves a backup", words, proof.calendar(), _cron(backup.prove_schedule))
    if with_wal:
        yield Task("wal", "the WAL archive", "backup wal ship")


def render_units(
    product: Product,
    environment: str,
    *,
    holdfast: str = HOLDFAST,
    folder: str = SPEC_FOLDER,
    account: str = ACCOUNT,
) -> Mapping[str, str]:
    """Every unit's text by its file name; each ends with a line break.

    Args:
        product: the spec.
        environment: the environment of the host.
        holdfast: path of the command.
        folder: folder of holdfast.toml on the host.
        account: the user that runs them.

    Raises:
        SpecError: a schedule is no cron line.
        UsageError: a path cannot stand in a unit.
    """
    _plain(holdfast, folder, product.environment(environment).backup.data_folder)
    name = host_name(product.name, environment)
    units: dict[str, str] = {}
    for task in tasks(product, environment):
        unit = f"holdfast-backup-{name}-{task.name}"
        units[f"{unit}.service"] = _service(
            task, product, environment, holdfast=holdfast, folder=folder, account=account
        )
        if task.calendar:
            lines = "\n".join(f"OnCalendar={line}" for line in task.calendar)
            units[f"{unit}.timer"] = _TIMER.format(what=task.what, name=name, calendar=lines)
    return units


def render_cron(product: Product, environment: str, *, holdfast: str = HOLDFAST, folder: str = SPEC_FOLDER) -> str:
    """A file for /etc/cron.d, for hosts without systemd, and for those whose application runs in a container.

    Where the spec's process manager is `container`, each line starts a container that does one thing and ends.

    Raises:
        SpecError: a schedule is no cron line.
        UsageError: a path cannot stand in a crontab.
    """
    data = product.environment(environment).backup.data_folder
    _plain(holdfast, folder, data)
    name = host_name(product.name, environment)
    contained = product.service.process_manager == "container"
    user = "root" if contained else ACCOUNT
    lines = [
        f"# Backups of {name}: written by `holdfast render backup-cron`, from holdfast.toml.",
        f"# It belongs in /etc/cron.d/holdfast-backup-{name}. Times are in UTC, and cron reads them in the host's",
        "# time zone, which must therefore be UTC (timedatectl set-timezone UTC). What is said goes to the system's",
        f"# log. The folders {_STATE}/{name} and {data} must be there, and belong to {ACCOUNT}.",
        "SHELL=/bin/sh",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        'MAILTO=""',
    ]
    if contained:
        lines.append(f"HOLDFAST_IMAGE=holdfast:{__version__}")
    for task in tasks(product, environment):
        words = _started(task, environment, "holdfast" if contained else holdfast, folder)
        label = f"holdfast-backup-{name}-{task.name}"
        if contained:
            words = _contained(words, label, folder, data)
        elif not task.calendar:
            # It runs for ever: cron looks every minute whether it still does.
            words = f"flock -n {data}/{name}-{task.name}.lock {words}"
        lines += ["", f"# {task.what}", f"{task.cron or '* * * * *'} {user} {words} 2>&1 | logger -t {label}"]
    return "\n".join(lines) + "\n"


def _service(task: Task, product: Product, environment: str, *, holdfast: str, folder: str, account: str) -> str:
    name = host_name(product.name, environment)
    data = product.environment(environment).backup.data_folder
    states = [f"holdfast/{name}"]
    below = data.removeprefix("/var/lib/") if data.startswith("/var/lib/") else ""
    if below:
        states.append(below)
    for_ever = not task.calendar
    return _SERVICE.format(
        hardening=HARDENING,
        what=task.what,
        name=name,
        unit="StartLimitIntervalSec=0\n" if for_ever else "",
        kind="Type=exec\nRestart=always\nRestartSec=5\nTimeoutStopSec=60" if for_ever else "Type=oneshot",
        account=account,
        start=_started(task, environment, holdfast, folder),
        folder=folder,
        states=" ".join(states),
        state=f"{_STATE}/{name}",
        paths="" if below else f" -{data}",
        end="\n[Install]\nWantedBy=multi-user.target\n" if for_ever else "",
    )


def _started(task: Task, environment: str, holdfast: str, folder: str) -> str:
    """Through the launcher, which puts the database's URL where only the process itself sees it."""
    common = f"--environment {environment} --spec {folder}"
    return f"{holdfast} launch {common} -- {holdfast} {task.words} {common}"


def _contained(words: str, label: str, folder: str, data: str) -> str:
    """A container that does one thing: its name keeps a second one from starting while it runs."""
    mounts = f"-v {folder}:{folder}:ro -v {_STATE}:{_STATE}" + (
        "" if data.startswith(f"{_STATE}/") else f" -v {data}:{data}"
    )
    return f'docker run --rm --name {label} --network host --read-only --tmpfs /tmp {mounts} "$HOLDFAST_IMAGE" {words}'


def _cron(line: str) -> str:
    return " ".join(line.split())


def _plain(*paths: str) -> None:
    for path in paths:
        if not path.startswith("/") or any(
            not letter.isprintable() or letter in " \"'\\%$;&|<>()`*?[]#:," for letter in path
        ):
            raise UsageError("not a plain absolute path", where=path, next_step="use a path without spaces and quotes")
