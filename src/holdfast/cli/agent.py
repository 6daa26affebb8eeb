"""`holdfast agent`: what watches the application on a host, and what an operator tells it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT
from holdfast.model.errors import ExitCode
from holdfast.model.product import Product

_ACTIONS = ("run", "drain", "resume", "status")


@click.command()
@click.argument("action", type=click.Choice(_ACTIONS), default="run", metavar="[run|drain|resume|status]")
@ENVIRONMENT
@click.option(
    "--spec",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="holdfast.toml, or its folder (default: here, else /etc/holdfast).",
)
@click.option(
    "--run-folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/run/holdfast"),
    show_default=True,
    metavar="PATH",
    help="Where the agent and Nginx meet.",
)
@click.option(
    "--upstream-folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/etc/nginx/holdfast"),
    show_default=True,
    metavar="PATH",
    help="Where Nginx's list of servers is, for several ports.",
)
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Port on loopback; else the spec's. 0: any.")
@click.option("--json", "as_json", is_flag=True, help="status: the agent's whole answer.")
@click.option("--locale", type=click.Choice(("ko", "en")), help="status: language; else the spec's, else LANG.")
def command(
    action: str,
    environment: str | None,
    spec: Path | None,
    run_folder: Path,
    upstream_folder: Path,
    port: int | None,
    locale: str | None,
    *,
    as_json: bool,
) -> int:
    """Watch the application on this host: answer health checks, keep Nginx's gate, give out metrics.

    \b
    run      (default) watch until SIGTERM; answers on 127.0.0.1:9180
             /health/live, /health/ready, /health and /metrics
    drain    say "not ready", so that the load balancer sends no more; what still arrives is served
    resume   let it be ready again
    status   show what the running agent sees

    It needs the database's URL in the environment, as the application does: start it through `holdfast launch`.

    \b
    Examples:
      holdfast launch --environment production -- holdfast agent --environment production
      holdfast agent drain --environment production
      holdfast agent status --locale ko

    \b
    Exit codes:
      0    done; status: the host is ready
      1    status: the host is not ready
      2    wrong usage, or an invalid holdfast.toml
      3    the port is taken, the run folder cannot be written; status: no agent answers
      78   the database's URL is missing or is none
    """
    from holdfast.actions.agent import Watched, drain, product_of, resume, run_agent, status
    from holdfast.actions.launch import choose_environment
    from holdfast.host.releases.identity import read_release

    product = product_of(spec)
    if action == "status":
        found, ready = status(product, port)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else _shown(found, product, locale))
        return ExitCode.DONE if ready else ExitCode.OPEN
    watched = Watched(product, choose_environment(product, environment, os.environ), run_folder, upstream_folder)
    match action:
        case "drain":
            click.echo(drain(watched))
        case "resume":
            click.echo(resume(watched))
        case _:
            run_agent(watched, os.environ, read_release(os.environ), port)
    return ExitCode.DONE


def _shown(found: Mapping[str, object], product: Product, locale: str | None) -> str:
    from holdfast.cli.locale import choose_locale
    from holdfast.reports.agent_status import agent_text
    from holdfast.reports.catalogue import Catalogue

    return agent_text(found, Catalogue(choose_locale(locale, product.locale)))
