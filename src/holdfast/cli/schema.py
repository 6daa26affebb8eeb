"""`holdfast schema`: print a JSON Schema."""

from importlib import import_module

import click

DOCUMENTS = {
    "spec": "holdfast.model.product",
    "assessment": "holdfast.reports.json",
    "accounts": "holdfast.reports.accounts",
    "backup-status": "holdfast.reports.backup_status",
    "plan": "holdfast.reports.plan_document",
}
"""What has a schema, and the module whose `schema_text` gives it."""


@click.command()
@click.argument("document", type=click.Choice(tuple(DOCUMENTS)), default="spec")
def command(document: str) -> None:
    """Print the JSON Schema of holdfast.toml, or of what a command prints as JSON.

    \b
      spec           holdfast.toml; the default
      assessment     `holdfast check --format json`
      accounts       `holdfast check --accounts … --format json`
      backup-status  `holdfast backup status --json`
      plan           `holdfast plan --json`

    \b
    Example:
      holdfast schema > holdfast.schema.json
    """
    text: str = import_module(DOCUMENTS[document]).schema_text()
    click.echo(text, nl=False)
