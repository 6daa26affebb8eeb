"""`holdfast explain`: what a check looks for, why it matters, and what satisfies it."""

import click

from holdfast.cli.locale import choose_locale


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from holdfast.actions.explain import every_id

    return [name for name in every_id() if name.startswith(incomplete)]


@click.command()
@click.argument("check", required=False, shell_complete=_complete)
@click.option("--locale", type=click.Choice(("ko", "en")), help="Language; else LANG.")
def command(check: str | None, locale: str | None) -> None:
    """Explain CHECK: a check's id, or a control's name or number; without one, list them all.

    \b
    Examples:
      holdfast explain access.ssh-open-to-world
      holdfast explain backup
    """
    from holdfast.actions.explain import explain

    click.echo(explain(check, choose_locale(locale, None)), nl=False)
