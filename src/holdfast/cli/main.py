"""The `holdfast` command: finds the subcommand, and turns every error into a message and an exit code."""

import gc
import os
import sys
from typing import Any

import click

from holdfast import __version__
from holdfast.cli.lazy import LazyGroup
from holdfast.model.errors import ExitCode, HoldfastError

COMMANDS = {
    "check": "Judge a repository against the twelve controls.",
    "init": "Write a first holdfast.toml from what the repository shows.",
    "explain": "Show what a check looks for, why, and what satisfies it.",
    "launch": "Read the secrets, check them against the spec, and become the application.",
    "release": "Make a release, put it onto the hosts, and tell which one runs here.",
    "releases": "List what was put onto an environment's hosts, and what became of it.",
    "rollback": "Put an earlier release back.",
    "plan": "Say what deploying would change, cost and close; nothing is changed.",
    "deploy": "Build on AWS what the spec asks for, by exactly the plan that was approved.",
    "diff": "Show how the templates differ from what is deployed.",
    "destroy": "Delete an environment's stacks; never what holds data.",
    "synth": "Write the CloudFormation templates of a product, for those who deploy otherwise.",
    "render": "Write a file that belongs on a host: Nginx, systemd, PM2, CloudWatch.",
    "agent": "Watch the application on a host: health, gate, metrics; drain it, and resume.",
    "backup": "Back up PostgreSQL, prove backups by restoring them, and say what is held.",
    "restore": "Bring a backup back: print the plan, and do it with --yes.",
    "policy": "Print the permissions that `check --account` needs.",
    "schema": "Print a JSON Schema: of the spec, or of what a command prints.",
    "completion": "Print the shell completion script.",
}
"""Every command with its line of help; its module in this package bears the same name."""


@click.group(
    cls=LazyGroup,
    package="holdfast.cli",
    lines=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="holdfast")
def cli() -> None:
    """Are we ready for production?

    Holdfast judges a small team's AWS product by twelve controls, each held only by evidence.

    \b
    Example:
      holdfast check .

    \b
    Exit codes:
      0   done, and nothing open at the chosen level
      1   open findings
      2   wrong usage, or an invalid holdfast.toml
      3   incomplete: something could not be read
      78  launch: the application was not started
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; never shows a traceback unless HOLDFAST_DEBUG is set."""
    # A command makes many objects that stay, and few cycles: seldomer collections save it a twentieth of its time.
    gc.set_threshold(200_000, 20, 20)
    try:
        _run(arguments)
    finally:
        # The process ends, and its memory with it: looking through all of it for cycles took another twentieth.
        gc.freeze()


def _run(arguments: list[str] | None) -> None:
    try:
        code: Any = cli.main(args=arguments, prog_name="holdfast", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except HoldfastError as error:
        _tell(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe went away (`holdfast check | head`): nothing is wrong here.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the top: a fault of ours must still end as a message and a code
        if os.environ.get("HOLDFAST_DEBUG"):
            raise
        _tell(f"a fault of Holdfast itself: {type(error).__name__}\n  next: set HOLDFAST_DEBUG=1 and report the trace")
        sys.exit(ExitCode.INCOMPLETE)


def _tell(message: str) -> None:
    click.echo(f"holdfast: {message}", err=True)
