"""`holdfast schema`: print a JSON Schema."""

import click


@click.command()
@click.argument("document", type=click.Choice(("spec", "assessment")), default="spec")
def command(document: str) -> None:
    """Print the JSON Schema of holdfast.toml (`spec`, the default) or of `check --format json` (`assessment`).

    \b
    Example:
      holdfast schema > holdfast.schema.json
    """
    if document == "assessment":
        from holdfast.reports.json import schema_text

        click.echo(schema_text(), nl=False)
        return
    from holdfast.model.product import schema_text as spec_schema_text

    click.echo(spec_schema_text(), nl=False)
