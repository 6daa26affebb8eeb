"""`holdfast policy`: print the permissions that a verb needs."""

import click

from holdfast.model.errors import UsageError


@click.command()
@click.argument("verb", metavar="check|accounts", type=click.Choice(("check", "accounts")))
@click.option("--cost", is_flag=True, help="check: with what `check --cost` asks.")
@click.option("--role", metavar="NAME", default="", help="accounts: the role that is assumed in each; any without it.")
def command(verb: str, role: str, *, cost: bool) -> int:
    """Print the least IAM policy as JSON; no policy that is printed here allows a change.

    `check` is for the role that reads an account, `accounts` for who runs `check --accounts` and assumes that role in
    each account.

    \b
    Examples:
      holdfast policy check > holdfast-check.json
      aws iam create-policy --policy-name holdfast-check --policy-document file://holdfast-check.json
      holdfast policy accounts --role holdfast-check > holdfast-accounts.json
    """
    from holdfast.actions.policy import accounts_policy, check_policy

    if role and verb == "check":
        raise UsageError("is for accounts", where="--role", next_step="leave it out, or `holdfast policy accounts`")
    if cost and verb == "accounts":
        raise UsageError("is for check", where="--cost", next_step="leave it out, or `holdfast policy check --cost`")
    click.echo(accounts_policy(role) if verb == "accounts" else check_policy(cost=cost), nl=False)
    return 0
