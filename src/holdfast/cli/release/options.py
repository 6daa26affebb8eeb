"""Options that several commands about releases take."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from holdfast.actions.releases.asking import Asker
    from holdfast.model.product import Product

BUCKET = click.option(
    "--bucket", metavar="NAME", help="Of artifacts; else HOLDFAST_ARTIFACTS, else PRODUCT-artifacts-ACCOUNT."
)
_WAIT = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=30,
    show_default=True,
    metavar="MINUTES",
    help="At most, for another's deployment to end.",
)
_ASK = click.option(
    "--ask", metavar="URL", help="Address of /health from outside; `no` asks none (default: the spec's first domain)."
)
_POLL = click.option("--poll", type=click.FloatRange(min=0.05), default=5, hidden=True)


def sending(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that puts a release onto hosts."""
    return BUCKET(_WAIT(_ASK(_POLL(command))))


def asker(ask: str | None, product: "Product", environment: str) -> "Asker | None":
    """Who asks from outside, by `--ask`; nobody when it says `no`, or there is no domain."""
    from holdfast.actions.releases.asking import Asker, require_url

    if ask == "no":
        return None
    if ask:
        return Asker(require_url(ask))
    domains = product.environment(environment).domains
    return Asker(f"https://{domains[0]}/health") if domains else None


def say(line: str) -> None:
    """A line of progress, on standard error."""
    click.echo(f"holdfast: {line}", err=True)


def wish_words(wait: float, poll: float) -> dict[str, Any]:
    """What every wish has: who, how long, and where lines go."""
    from holdfast.actions.releases.deploy import who_deploys

    return {"who": who_deploys(os.environ), "wait_seconds": wait * 60, "poll_seconds": poll, "say": say}
