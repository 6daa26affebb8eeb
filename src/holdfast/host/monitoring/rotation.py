"""The rotation of the access log: a log without one fills the disk, and a full disk closes the host."""

from holdfast.host.files import host_name
from holdfast.host.health.words import Looked
from holdfast.host.monitoring.sources import access_log_path
from holdfast.model.product import Product


def render_rotation(product: Product, environment: str) -> str:
    """A file for logrotate, whose own rules for Nginx take `*.log` only.

    Raises:
        SpecError: the spec's path of the log cannot stand in it.
    """
    looked = Looked()
    name = host_name(product.name, environment)
    log = looked.path(str(access_log_path(product, environment)), "service.metrics.access_log")
    looked.settle()
    return f"""\
# The access log of {name}, made by `holdfast render logrotate` from holdfast.toml.
# It belongs in /etc/logrotate.d/holdfast-{name}
{log} {{
    daily
    rotate 14
    maxsize 200M
    missingok
    notifempty
    compress
    delaycompress
    sharedscripts
    postrotate
        test ! -f /run/nginx.pid || kill -USR1 "$(cat /run/nginx.pid)"
    endscript
}}
"""
