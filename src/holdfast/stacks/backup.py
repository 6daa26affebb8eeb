"""Backup: a bucket that S3 copies to another region, and AWS Backup's snapshots of database and disks."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_backup as backup
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from holdfast.stacks.base import kept_once_used
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
        kept_once_used(made)
        self.name = made.ref
        self.arn = made.attr_backup_vault_arn


class Snapshots(Construct):
    """The data each day, disks of hosts each week and month, each copied to the second region where there is one.

    Args:
        scope: the stack.
        place: the environment.
        vault: where snapshots lie.
        copy_to: ARN of the vault in the second region; empty: none.
        data: ARN of the database on RDS, or of the disk that it lies on; empty: there is no database.
    """

    def __init__(self, scope: Construct, *, place: Place, vault: Vault, copy_to: str, data: str) -> None:
        super().__init__(scope, "Snapshots")
        self._place = place
        self._vault = vault
        self._copy_to = copy_to
        role = self._role()
        if data:
            self._of_data(data, role)
        if not place.data_on_host:
            # Where the data has a disk of its own, the host's has nothing that the launch template does not make anew.
            self._of_disks(role)

    def _of_data(self, data: str, role: str) -> None:
        days = self._place.about.backup.retention_days
        rules = [self._rule("daily", _DAILY, days)]
        if self._place.data_on_host:
            rules.append(self._rule("weekly", WEEKLY, max(7 * _WEEKS, days)))
        chosen = backup.CfnBackupSelection.BackupSelectionResourceTypeProperty(
            iam_role_arn=role, selection_name="data", resources=[data]
        )
        backup.CfnBackupSelection(self, "ChosenData", backup_plan_id=self._plan("Data", rules), backup_selection=chosen)

    def _of_disks(self, role: str) -> None:
        rules = [self._rule("weekly", WEEKLY, 7 * _WEEKS), self._rule("monthly", MONTHLY, 30 * _MONTHS)]
        marked = {"ConditionKey": f"aws:ResourceTag/{DISKS_TAG}", "ConditionValue": self._place.name}
        chosen = backup.CfnBackupSelection.BackupSelectionResourceTypeProperty(
            iam_role_arn=role,
            selection_name="disks",
            resources=[cdk.Fn.sub("arn:${AWS::Partition}:ec2:*:*:volume/*")],
            conditions={"StringEquals": [marked]},
        )
        backup.CfnBackupSelection(
            self, "ChosenDisks", backup_plan_id=self._plan("Disks", rules), backup_selection=chosen
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
