"""Secrets Manager: which secrets there are, and whether they rotate; never what they hold."""

from collections.abc import Iterator

from holdfast.model.facts import SecretStore
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, quoted, seen, tags_of
from holdfast.readers.account.values import text

SECRETS = Call("secretsmanager", "list_secrets", "secretsmanager:ListSecrets", page=100)


def _secrets(account: Account, region: str) -> Iterator[Reading]:
    for secret in each(account, SECRETS, region, "SecretList"):
        if secret.get("DeletedDate"):
            continue  # on its way out: nothing can read it any more
        arn, name = str(secret.get("ARN") or ""), text(secret, "Name")
        # The password of a database that RDS made by itself is exchanged every seven days, and cannot be kept from it.
        # Source: Amazon RDS User Guide, *Password management with Amazon RDS and AWS Secrets Manager* (2026-11).
        rotates = bool(secret.get("RotationEnabled")) or _owner(secret) == "rds"
        yield SecretStore(
            **seen(arn, f"Name: {name}", account.environment(tags_of(secret), name)),
            service="secrets-manager",
            name=name,
            rotates=rotates,
            places=quoted(arn, {"RotationEnabled": rotates}, rotates="RotationEnabled"),
        )


def _owner(secret: Record) -> str | None:
    """The AWS service that manages the secret by itself; None for one of the team's own."""
    return text(secret, "OwningService") or tags_of(secret).get("aws:secretsmanager:owningService")


READER = AccountReader(
    name="secretsmanager",
    serves=frozenset(["configuration"]),
    calls=(SECRETS,),
    questions=(_secrets,),
    shows=(SecretStore,),
)
