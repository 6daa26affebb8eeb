"""`holdfast render`: print or write a file that belongs on a host."""

import os
import sys
from pathlib import Path

import click

from holdfast.actions.render import KINDS, SEVERAL
from holdfast.cli.options import ENVIRONMENT
from holdfast.model.errors import UsageError


@click.command()
@click.argument("kind", type=click.Choice(tuple(KINDS)))
@click.argument("path", default=".", type=click.Path(path_type=Path))
@ENVIRONMENT
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Write to FILE instead; several files into a folder.",
    metavar="FILE",
)
@click.option("--locale", type=click.Choice(("ko", "en")), help="Language of its pages; else the spec's, else LANG.")
def command(kind: str, path: Path, environment: str | None, output: Path | None, locale: str | None) -> None:
    """Render a file of a host from the holdfast.toml in PATH (default: here).

    \b
      nginx             the site before the application: gate, health, CORS, WebSockets, log
      upstreams         the list of servers that it includes, where there are several
      logrotate         the rotation of the site's log
      systemd           the systemd unit of `holdfast agent`
      systemd-app       the application's systemd unit, started by `holdfast launch`
      pm2               PM2's ecosystem.config.js, started by `holdfast launch`
      cloudwatch-agent  what Amazon's agent collects: memory, disks, logs, the numbers of `holdfast agent`
      backup-timers     systemd units and timers for backups; with --output, each file into that folder
      backup-cron       the same as lines for /etc/cron.d, on the host or by containers
      postgresql-archive  PostgreSQL's settings that send its WAL into the spool; made on the host itself
      workflow          the GitHub workflow that tests, builds, deploys and goes back, for .github/workflows

    The same spec gives the same file; a file that is right already is not written again.

    \b
    Examples:
      holdfast render nginx --environment production
      holdfast render nginx --environment staging --output /etc/nginx/conf.d/shop-staging.conf
      holdfast render backup-timers --environment production --output /etc/systemd/system
    """
    from holdfast.actions.render import product_of, render, render_several
    from holdfast.cli.locale import choose_locale

    if output is not None and kind in SEVERAL:
        for name, unit in render_several(path, kind, environment).items():
            _write(unit, output / name)
        return
    if output is not None and output.is_dir():
        raise UsageError("is a folder", where=str(output), next_step="name the file that is to be written")
    text = render(path, kind, environment, choose_locale(locale, product_of(path).locale))
    if output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    _write(text, output)
    if kind == "systemd":
        _miss_command()


def _write(text: str, output: Path) -> None:
    from holdfast.actions.render import write_once

    written = write_once(text, output)
    click.echo(f"{output}: {'written' if written else 'is as it should be already'}", err=True)


def _miss_command() -> None:
    from holdfast.host.health.unit import COMMAND

    if not os.access(COMMAND, os.X_OK):
        step = "next: install it there with UV_TOOL_BIN_DIR=/usr/local/bin UV_TOOL_DIR=/opt/holdfast uv tool install"
        click.echo(f"{COMMAND}: the unit starts it, and it is not on this machine; {step}", err=True)
