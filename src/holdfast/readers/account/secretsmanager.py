"""Secrets Manager: which secrets there are, and whether they rotate; never what they hold."""

from collections.abc import Iterator

from holdfast.model.facts import SecretStore
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, each, quoted, seen, tags_of
from holdfast.readers.account.values import text

SECRETS = Call("secretsmanager", "list_secrets", "secretsmanager:ListSecrets", page=100)


def _secrets(account: Account, region: str) -> Iterator[Reading]:
    for secret in each(account, SECRETS, region, "SecretList"):
        if secret.get("DeletedDate"):
            continue  # on its way out: nothing can read it any more
        arn, name = str(secret.get("ARN") or ""), text(secret, "Name")
        rotates = bool(secret.get("RotationEnabled"))
        yield SecretStore(
            **seen(arn, f"Name: {name}", account.environment(tags_of(secret), name)),
            service="secrets-manager",
            name=name,
            rotates=rotates,
            places=quoted(arn, {"RotationEnabled": rotates}, rotates="RotationEnabled"),
        )


READER = AccountReader(
    name="secretsmanager",
    serves=frozenset(["configuration"]),
    calls=(SECRETS,),
    questions=(_secrets,),
    shows=(SecretStore,),
)
