"""Options that several commands take, each written once."""

from pathlib import Path

import click

PATH = click.argument("path", default=".", type=click.Path(path_type=Path))
PROFILE = click.option("--profile", metavar="NAME", help="Profile of ~/.aws; else the ordinary credential chain.")
EMBEDDED = click.option("--embedded", is_flag=True, help="An account in small on this machine instead of AWS.")
ONLY = click.option("--environment", metavar="NAME", help="This environment only; every one when left out.")
ENVIRONMENT = click.option(
    "--environment", metavar="NAME", help="Which one; else HOLDFAST_ENVIRONMENT, else the spec's only one."
)
SPEC = click.option(
    "--spec", type=click.Path(path_type=Path), metavar="PATH", help="holdfast.toml, or its folder (default: here)."
)
STORE = click.option("--store", metavar="URL", help="s3://BUCKET/PREFIX instead of the spec's bucket.")
LOCALE = click.option("--locale", type=click.Choice(("ko", "en")), help="Language; else the spec's, else LANG.")
IDENTITY = click.option(
    "--identity", type=click.Path(path_type=Path), metavar="FILE", help="Private key (age) of client_recipient."
)
JOBS = click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that restore at once."
)
