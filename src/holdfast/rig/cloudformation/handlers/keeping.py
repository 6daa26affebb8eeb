"""What is kept and for how long: secrets, vaults, plans of backups."""

# Handlers have one shape, of which not each needs all.

import json
from typing import Any

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties, Tagged


class Secret(Api):
    """A secret: what is in it is never given back."""

    _choices = ("ExcludeCharacters", "ExcludePunctuation", "ExcludeNumbers", "ExcludeUppercase", "ExcludeLowercase",
                "IncludeSpace", "RequireEachIncludedType", "PasswordLength")  # fmt: skip

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it, with a password made up where the template asks for one."""
        own = dict(given)
        wish = own.pop("GenerateSecretString", None)
        if wish is not None:
            own["SecretString"] = self._made_up(at, wish)
        return super().create(at, own, name)

    def _made_up(self, at: Place, wish: Properties) -> str:
        own = {key: wish[key] for key in self._choices if key in wish}
        made = at.call("secretsmanager", "get_random_password", **self._parameters(at, "get_random_password", own))
        if "GenerateStringKey" not in wish:
            return str(made["RandomPassword"])
        held = json.loads(wish.get("SecretStringTemplate", "{}"))
        return json.dumps({**held, str(wish["GenerateStringKey"]): made["RandomPassword"]})

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its words and tags; what is in it only where the template's own value changed."""
        same = before.get("SecretString") == after.get("SecretString")
        kept = {key: value for key, value in after.items() if key != "SecretString" or not same}
        super().update(at, physical, before, kept)


def _backup_tags() -> Tagged:
    return Tagged(
        add=("tag_resource", {"ResourceArn": "{arn}", "Tags": "{map}"}),
        remove=("untag_resource", {"ResourceArn": "{arn}", "TagKeyList": "{keys}"}),
        shown=("list_tags", {"ResourceArn": "{arn}"}),
    )


class Vault(Api):
    """Where backups are kept."""

    tag = "BackupVaultTags"

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it."""
        found = super().read(at, physical)
        return found and {**found, self.tag: found["Tags"]}

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags."""
        self._retag(at, physical, {"Tags": before.get(self.tag)}, {"Tags": after.get(self.tag)})


class Plan(Vault):
    """What is backed up when, and for how long."""

    tag = "BackupPlanTags"

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change it and its tags."""
        wanted = self._parameters(at, "update_backup_plan", after)
        at.call("backup", "update_backup_plan", BackupPlanId=physical, BackupPlan=wanted["BackupPlan"])
        super().update(at, physical, before, after)


def _rules(given: dict[str, Any]) -> dict[str, Any]:
    plan = dict(given["BackupPlan"])
    rules = [{**one, "TargetBackupVaultName": one["TargetBackupVault"]} for one in plan.pop("BackupPlanRule")]
    return {**given, "BackupPlan": {**plan, "Rules": rules}}


def _rules_shown(found: dict[str, Any]) -> dict[str, Any]:
    plan = found["BackupPlan"]
    rules = [{**one, "TargetBackupVault": one["TargetBackupVaultName"]} for one in plan["Rules"]]
    return {**found, "BackupPlan": {**plan, "BackupPlanRule": rules}}


HANDLERS: tuple[Handler, ...] = (
    Secret(
        kind="AWS::SecretsManager::Secret",
        service="secretsmanager",
        make="create_secret",
        named="Name",
        identity="ARN",
        tagged=Tagged(
            add=("tag_resource", {"SecretId": "{id}", "Tags": "{tags}"}),
            remove=("untag_resource", {"SecretId": "{id}", "TagKeys": "{keys}"}),
        ),
        describe=("describe_secret", {"SecretId": "{id}"}),
        found="!(DeletedDate) && @ || `null`",
        change="update_secret",
        target={"SecretId": "{id}"},
        remove=("delete_secret", {"SecretId": "{id}", "ForceDeleteWithoutRecovery": True}),
        gives={"Id": "ARN"},
    ),
    Vault(
        kind="AWS::Backup::BackupVault",
        service="backup",
        make="create_backup_vault",
        named="BackupVaultName",
        tagged=_backup_tags(),
        arn="BackupVaultArn",
        describe=("describe_backup_vault", {"BackupVaultName": "{id}"}),
        found="@",
        remove=("delete_backup_vault", {"BackupVaultName": "{id}"}),
        gives={"BackupVaultArn": "BackupVaultArn", "BackupVaultName": "BackupVaultName"},
    ),
    Plan(
        kind="AWS::Backup::BackupPlan",
        service="backup",
        make="create_backup_plan",
        identity="BackupPlanId",
        turned=_rules,
        returned=_rules_shown,
        tagged=_backup_tags(),
        arn="BackupPlanArn",
        describe=("get_backup_plan", {"BackupPlanId": "{id}"}),
        found="!(DeletionDate) && @ || `null`",
        remove=("delete_backup_plan", {"BackupPlanId": "{id}"}),
        gives={"BackupPlanId": "BackupPlanId", "BackupPlanArn": "BackupPlanArn", "VersionId": "VersionId"},
    ),
    Api(
        kind="AWS::Backup::BackupSelection",
        service="backup",
        make="create_backup_selection",
        identity="join('|', [BackupPlanId, SelectionId])",
        describe=("get_backup_selection", {"BackupPlanId": "{id0}", "SelectionId": "{id1}"}),
        found="@",
        remove=("delete_backup_selection", {"BackupPlanId": "{id0}", "SelectionId": "{id1}"}),
        gives={"Id": "={id}", "SelectionId": "SelectionId", "BackupPlanId": "BackupPlanId"},
    ),
)
