"""Renders the systemd unit of the agent."""

from holdfast.host.files import host_name
from holdfast.host.health.gate.places import UPSTREAM_FOLDER
from holdfast.host.processes.systemd import HARDENING
from holdfast.model.errors import UsageError
from holdfast.model.product import Product

COMMAND = "/usr/local/bin/holdfast"
"""Where the unit looks for the command; a user's own folder would be closed to other users."""

_UNIT = """\
# The agent of {name}: written by `holdfast render systemd`, from holdfast.toml.
[Unit]
Description=Holdfast agent of {name}
Documentation=https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
After=network-online.target
Wants=network-online.target
# It starts again for ever: a host without an agent keeps serving, and is not watched.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
{start}
Restart=always
RestartSec=5
TimeoutStopSec=10
WatchdogSec=30
LimitNOFILE=65536
# The run folder outlives the agent: the gate stays as it was when the agent is killed.
RuntimeDirectory=holdfast
RuntimeDirectoryMode=0755
RuntimeDirectoryPreserve=yes
StateDirectory=holdfast
# Backups run as another user, and have folders of their own in it.
StateDirectoryMode=0755
# Variables that are not secret, such as PM2_HOME or AWS_REGION; the file may be missing.
EnvironmentFile=-/etc/holdfast/{name}.env
WorkingDirectory={folder}

# What it may touch: its own folders, {touched}and the network.
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=-{upstreams} -/run -/var/log/nginx -/var/lib/nginx -/var/cache/nginx
ProtectHome=read-only
{hardening}UMask=0022
MemoryMax=256M
CPUWeight=20
OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
"""


def agent_unit(product: Product, environment: str, *, holdfast: str = COMMAND, folder: str = "/etc/holdfast") -> str:
    """The unit's text; ends with a line break.

    Where the database's URL comes from AWS, the launcher starts the agent.

    Args:
        product: the spec.
        environment: the environment of the host.
        holdfast: path of the command.
        folder: folder of holdfast.toml on the host.

    Raises:
        UsageError: a path cannot stand in a unit.
    """
    for path in (holdfast, folder):
        if not path.startswith("/") or any(not letter.isprintable() or letter in " \"'\\%$" for letter in path):
            raise UsageError("not a plain absolute path", where=path, next_step="use a path without spaces and quotes")
    about = product.environment(environment)
    agent = f"{holdfast} agent --environment {environment} --spec {folder}"
    launched = about.database.engine == "postgresql" and (
        about.secrets or about.parameters or about.database.placement == "rds"
    )
    start = f"{holdfast} launch --environment {environment} --spec {folder} -- {agent}" if launched else agent
    several = len(product.service.ports) > 1
    return _UNIT.format(
        hardening=HARDENING,
        name=host_name(product.name, environment),
        start=f"ExecStart={start}",
        folder=folder,
        upstreams=UPSTREAM_FOLDER,
        touched="Nginx's list of servers, " if several else "",
    )
