"""`holdfast schema`: print a JSON Schema."""

import click


@click.command()
@click.argument("document", type=click.Choice(("spec", "assessment", "accounts")), default="spec")
def command(document: str) -> None:
    """Print the JSON Schema of holdfast.toml, or of what `check --format json` prints.

    `spec`, the default, is that of holdfast.toml; `assessment` that of a check; `accounts` that of one with --accounts.

    \b
    Example:
      holdfast schema > holdfast.schema.json
    """
    if document == "assessment":
        from holdfast.reports.json import schema_text

        click.echo(schema_text(), nl=False)
        return
    if document == "accounts":
        from holdfast.reports.accounts import schema_text as accounts_schema_text

        click.echo(accounts_schema_text(), nl=False)
        return
    from holdfast.model.product import schema_text as spec_schema_text

    click.echo(spec_schema_text(), nl=False)
