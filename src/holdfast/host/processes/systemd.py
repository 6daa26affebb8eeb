"""The systemd unit that starts the application through the launcher."""

import re

from holdfast.host.processes.starting import launch_words, processes_of
from holdfast.model.product import Product

HARDENING = """\
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
"""
"""What none of our own units needs of the machine; the application's unit takes less, since it may be anything."""

_PLAIN = re.compile(r"[A-Za-z0-9_@:=,./+-]+")


def render_unit(product: Product, environment: str) -> str:
    """The application's unit as text; with several ports a template, `NAME@.service`, started once for each port.

    Raises:
        SpecError: the spec names no command that could be started.
    """
    words = " ".join(_word(word) for word in ("holdfast", *launch_words(product, environment)))
    name = f"{product.name}-{environment}"
    ports = [process.port for process in processes_of(product)]
    several = len(ports) > 1
    file = f"{name}@.service" if several else f"{name}.service"
    started = " ".join(f"{name}@{port}" for port in ports) if several else name
    return f"""\
# {product.name} in {environment}, made by `holdfast render systemd-app` from holdfast.toml; changes here are lost:
# what is different on this host (User, WorkingDirectory) belongs in `systemctl edit {file}`.
# It belongs in /etc/systemd/system/{file}, then: systemctl daemon-reload; systemctl enable --now {started}
[Unit]
Description={product.name} in {environment}{" on port %i" if several else ""}
Wants=network-online.target
After=network-online.target postgresql.service
# A secret store that cannot be reached at boot is tried again until it can.
StartLimitIntervalSec=0

[Service]
Type=exec
User={product.name}
WorkingDirectory=/opt/{product.name}
Environment=PORT={"%i" if several else ports[0]} HOLDFAST_ENVIRONMENT={environment}
# No secrets in here: the launcher fetches them, checks all, and becomes the application.
ExecStart=/usr/bin/env {words}
Restart=always
RestartSec=5
# A request in flight may take as long.
TimeoutStopSec={product.service.proxy.timeout_seconds + 5}
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
ProtectControlGroups=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
RestrictSUIDSGID=yes

[Install]
WantedBy=multi-user.target
"""


def _word(text: str) -> str:
    """One word of a command line as systemd reads it (systemd.service(5), *Command lines*, read 2026-11)."""
    plain = text.replace("%", "%%").replace("$", "$$")
    if _PLAIN.fullmatch(plain):
        return plain
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
