"""The gate: makes Nginx stop sending requests to what is not ready, and send them again when it is."""

from holdfast.host.files import host_name
from holdfast.host.health.gate.gate import Gate, Outcome
from holdfast.host.health.gate.places import RUN_FOLDER, UPSTREAM_FOLDER, Places, servers_file
from holdfast.host.health.gate.reload import NginxReload, ReloadError
from holdfast.host.health.gate.servers import server_lines

__all__ = [
    "RUN_FOLDER",
    "UPSTREAM_FOLDER",
    "Gate",
    "NginxReload",
    "Outcome",
    "Places",
    "ReloadError",
    "host_name",
    "server_lines",
    "servers_file",
]
