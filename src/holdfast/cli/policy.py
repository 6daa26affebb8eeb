"""`holdfast policy`: print the permissions that a verb needs."""

import click


@click.command()
@click.argument("verb", type=click.Choice(("check",)))
@click.option("--cost", is_flag=True, help="With what `check --cost` asks.")
def command(verb: str, *, cost: bool) -> int:
    """Print the least IAM policy that VERB needs, as JSON. That of `check` only reads.

    \b
    Examples:
      holdfast policy check > holdfast-check.json
      aws iam create-policy --policy-name holdfast-check --policy-document file://holdfast-check.json
    """
    from holdfast.actions.policy import check_policy

    del verb
    click.echo(check_policy(cost=cost), nl=False)
    return 0
