"""`holdfast release`: make a release, put it onto the hosts, and tell which one runs here."""

import click

from holdfast.cli.lazy import LazyGroup

LINES = {
    "bundle": "Make the archive of a commit: reproducible, named by it.",
    "publish": "Store a bundle in the bucket of artifacts, once for each commit.",
    "deploy": "Put a commit onto an environment's hosts, one at a time, and wait for the end.",
    "hook": "What CodeDeploy's agent calls on a host.",
    "migrate": "Migrate the database of a release once, after a backup; what a hook calls.",
    "write": "Write which release runs on this host.",
    "show": "Show which release runs on this host.",
}
"""Every command with its line of help; its module in this package bears the same name."""


@click.group(cls=LazyGroup, package="holdfast.cli.release", lines=LINES)
def command() -> None:
    """Make a release, put it onto the hosts, and tell which one runs here.

    The workflow of `holdfast render workflow` calls bundle, publish and deploy; `holdfast releases` lists what was
    deployed, `holdfast rollback` goes back.

    \b
    Example:
      holdfast release bundle --output dist-release
      holdfast release publish dist-release/COMMIT.tgz
      holdfast release deploy --environment production --commit v1.4.0
    """
