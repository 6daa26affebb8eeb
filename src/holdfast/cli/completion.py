"""`holdfast completion`: print the script that completes commands and options in a shell."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Example:
      holdfast completion bash >> ~/.bashrc
    """
    from holdfast.cli.main import cli

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "holdfast", "_HOLDFAST_COMPLETE").source())
