"""`holdfast backup`: make backups, list them, prove them by restoring, thin them out, and say what is held."""

import click

from holdfast.cli.lazy import LazyGroup

COMMANDS = {
    "run": "Make a backup now; exactly one host of a group does.",
    "list": "List what is in the store: what is good, and what only looks like it.",
    "status": "Say on one screen what can be restored, and what is wrong.",
    "verify": "Restore a backup into an empty server of its own, and compare every table.",
    "prune": "Print what has outlived its retention, and remove it with --yes.",
    "copy": "Copy backups to the second region, and read them there.",
    "rds": "Plan how an RDS database comes back into a new instance; do it with --yes.",
    "wal": "Archive the write-ahead log, for recovery to a point in time.",
}
"""Every subcommand with its line of help; its module in this package bears the same name."""


@click.group(cls=LazyGroup, package="holdfast.cli.backup", lines=COMMANDS)
def command() -> None:
    """Back up the product's PostgreSQL, and prove that it comes back.

    The database's URL is taken from the environment: start it through `holdfast launch`.

    \b
    Examples:
      holdfast launch --environment production -- holdfast backup run
      holdfast backup status --environment production
      holdfast backup verify latest
    """
