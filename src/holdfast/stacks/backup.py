"""Backup: a bucket that S3 copies to another region, and AWS Backup's snapshots of database and disks."""

from collections.abc import Sequence

from aws_cdk import aws_backup as backup
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from holdfast.stacks.base import kept
from holdfast.stacks.place import Place
from holdfast.stacks.policies import OWN_ACCOUNT, allow, bucket_arn, document, managed, trust
from holdfast.stacks.storage import Bucket

WEEKLY, MONTHLY = "cron(0 18 ? * SUN *)", "cron(0 19 1 * ? *)"
_DAILY = "cron(0 17 * * ? *)"
_WEEKS, _MONTHS = 5, 6
DISKS_TAG = "holdfast:snapshots"
"""Tag of disks that are snapshotted, with the environment's place name as its value."""


class BackupBucket(Construct):
    """The bucket for dumps, base backups and WAL, copied to another region where there is one.

    `holdfast backup prune` ends what has outlived its retention: a rule of the bucket's own knows nothing of the base
    backup that a day's WAL needs. The rule here ends versions that were deleted, after the same time again.

    Args:
        scope: the stack.
        place: the environment, which names the bucket.
        logs: the bucket for its access log.
        copy_to: ARN of the bucket in the second region; empty: none.
    """

    def __init__(self, scope: Construct, *, place: Place, logs: str, copy_to: str) -> None:
        super().__init__(scope, "Backups")
        name = place.backup_bucket or ""
        made = Bucket(
            self,
            "Backups",
            bucket_name=name,
            old_days=place.about.backup.retention_days,
            logs=logs,
            replication=self._replication(name, copy_to) if copy_to else None,
        )
        made.allow()

    def _replication(self, name: str, copy_to: str) -> s3.CfnBucket.ReplicationConfigurationProperty:
        own = bucket_arn(name)
        may = document(
            allow("Look", ["s3:GetReplicationConfiguration", "s3:ListBucket"], [own]),
            allow(
                "Read",
                ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                [bucket_arn(name, "*")],
            ),
            allow(
                "Copy",
                ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                [{"Fn::Join": ["/", [copy_to, "*"]]}],
            ),
        )
        role = iam.CfnRole(
            self,
            "Copier",
            description="S3 copies backups to the second region",
            assume_role_policy_document=trust("s3.amazonaws.com", StringEquals=OWN_ACCOUNT),
            policies=[iam.CfnRole.PolicyProperty(policy_name="copy", policy_document=may)],
        )
        rule = s3.CfnBucket.ReplicationRuleProperty(
            id="copy",
            status="Enabled",
            priority=1,
            filter=s3.CfnBucket.ReplicationRuleFilterProperty(prefix=""),
            # A backup that somebody deletes here stays there, until the other bucket's own rule ends it.
            delete_marker_replication=s3.CfnBucket.DeleteMarkerReplicationProperty(status="Disabled"),
            destination=s3.CfnBucket.ReplicationDestinationProperty(bucket=copy_to, storage_class="STANDARD_IA"),
        )
        return s3.CfnBucket.ReplicationConfigurationProperty(role=role.attr_arn, rules=[rule])


class Vault(Construct):
    """A vault of AWS Backup; it stays as long as a snapshot is in it.

    Args:
        scope: the stack.
        name: its name.
    """

    def __init__(self, scope: Construct, *, name: str) -> None:
        super().__init__(scope, "Vault")
        made = backup.CfnBackupVault(self, "Vault", backup_vault_name=name)
        kept(made)
        self.name = made.ref
        self.arn = made.attr_backup_vault_arn


class Snapshots(Construct):
    """The database each day, disks each week and month, each copied to the second region where there is one.

    Args:
        scope: the stack.
        place: the environment.
        vault: where snapshots lie.
        copy_to: ARN of the vault in the second region; empty: none.
        database: ARN of the database; empty: it is on a host's disk.
    """

    def __init__(self, scope: Construct, *, place: Place, vault: Vault, copy_to: str, database: str) -> None:
        super().__init__(scope, "Snapshots")
        self._place = place
        self._vault = vault
        self._copy_to = copy_to
        days = place.about.backup.retention_days
        role = self._role()
        plan = self._plan("Disks", [
            self._rule("weekly", WEEKLY, 7 * _WEEKS if not place.small else days),
            self._rule("monthly", MONTHLY, 30 * _MONTHS if not place.small else 35),
        ])  # fmt: skip
        chosen = backup.CfnBackupSelection.ConditionResourceTypeProperty(
            condition_type="STRINGEQUALS", condition_key=DISKS_TAG, condition_value=place.name
        )
        backup.CfnBackupSelection(
            self,
            "ChosenDisks",
            backup_plan_id=plan,
            backup_selection=backup.CfnBackupSelection.BackupSelectionResourceTypeProperty(
                iam_role_arn=role, selection_name="disks", list_of_tags=[chosen]
            ),
        )
        if database:
            self._of_database(database, role, days)

    def _of_database(self, database: str, role: str, days: int) -> None:
        plan = self._plan("Database", [self._rule("daily", _DAILY, days)])
        backup.CfnBackupSelection(
            self,
            "ChosenDatabase",
            backup_plan_id=plan,
            backup_selection=backup.CfnBackupSelection.BackupSelectionResourceTypeProperty(
                iam_role_arn=role, selection_name="database", resources=[database]
            ),
        )

    def _plan(self, name: str, rules: Sequence[backup.CfnBackupPlan.BackupRuleResourceTypeProperty]) -> str:
        made = backup.CfnBackupPlan(
            self,
            name,
            backup_plan=backup.CfnBackupPlan.BackupPlanResourceTypeProperty(
                backup_plan_name=f"{self._place.name}-{name.lower()}", backup_plan_rule=list(rules)
            ),
        )
        return made.attr_backup_plan_id

    def _rule(self, name: str, when: str, days: int) -> backup.CfnBackupPlan.BackupRuleResourceTypeProperty:
        lifecycle = backup.CfnBackupPlan.LifecycleResourceTypeProperty(delete_after_days=days)
        copy = backup.CfnBackupPlan.CopyActionResourceTypeProperty(
            destination_backup_vault_arn=self._copy_to, lifecycle=lifecycle
        )
        return backup.CfnBackupPlan.BackupRuleResourceTypeProperty(
            rule_name=name,
            target_backup_vault=self._vault.name,
            schedule_expression=when,
            start_window_minutes=60,
            completion_window_minutes=360,
            lifecycle=lifecycle,
            copy_actions=[copy] if self._copy_to else None,
        )

    def _role(self) -> str:
        """With AWS's own policy for this service, because it alone follows what the service calls for each resource."""
        made = iam.CfnRole(
            self,
            "Role",
            description="AWS Backup makes and ends snapshots",
            assume_role_policy_document=trust("backup.amazonaws.com", StringEquals=OWN_ACCOUNT),
            managed_policy_arns=[managed("service-role/AWSBackupServiceRolePolicyForBackup")],
        )
        return made.attr_arn
