"""Capacity: how large hosts and database are, what happens when CPU credits are spent, and the database apart.

Burstable hosts earn credits up to a fifth of their processor. A host without credits is slowed down in the mode
`standard`: it then shows a CPU use *below* what scaling aims at, and the group would shrink in the middle of a rush. In
the mode `unlimited` the rest is billed, scaling sees the true load, and an alarm tells of the first billed credit.
"""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from constructs import Construct

from holdfast.stacks.backup import DISKS_TAG
from holdfast.stacks.base import named, read_at_last
from holdfast.stacks.network import Network
from holdfast.stacks.place import Place, database_name, is_arm, is_burstable

IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{}"
"""Public parameter with the newest Amazon Linux 2023 (its user guide, *Get started*, read 2026-11); read anew at each
deployment, so that hosts get its security updates then."""
MOST_RETENTION_DAYS = 35
"""RDS keeps automated backups no longer (RDS User Guide, *Backup retention period*, read 2026-11)."""
_MASTER = "holdfast"
_LOGS = ("postgresql", "upgrade")


class HostTemplate(Construct):
    """The launch template: hosts are made by it alone.

    No key pair and no port 22 (Session Manager is the way in), IMDSv2 alone and without a hop for containers, an
    encrypted disk, and nothing secret in the user data.

    Args:
        scope: the stack.
        place: the environment.
        network: where hosts start.
        profile: ARN of their instance profile.
        image: id of the machine image, as a token.
        user_data: the script of the first boot, before base64.
    """

    def __init__(
        self, scope: Construct, *, place: Place, network: Network, profile: str, image: str, user_data: str
    ) -> None:
        super().__init__(scope, "Capacity")
        compute = place.about.compute
        template = ec2.CfnLaunchTemplate
        credit = template.CreditSpecificationProperty(cpu_credits=compute.credits)
        disk = template.EbsProperty(
            volume_type="gp3", volume_size=compute.disk_gib, encrypted=True, delete_on_termination=True
        )
        marked = {"Name": place.name, **place.tags}
        tags = [cdk.CfnTag(key=key, value=value) for key, value in marked.items()]
        snapshots = cdk.CfnTag(key=DISKS_TAG, value=place.name)
        made = template(
            self,
            "Template",
            launch_template_name=place.name,
            launch_template_data=template.LaunchTemplateDataProperty(
                image_id=image,
                instance_type=compute.instance_type,
                credit_specification=credit if is_burstable(compute.instance_type) else None,
                iam_instance_profile=template.IamInstanceProfileProperty(arn=profile),
                security_group_ids=[network.hosts],
                metadata_options=template.MetadataOptionsProperty(
                    http_tokens="required", http_put_response_hop_limit=1, http_endpoint="enabled"
                ),
                monitoring=template.MonitoringProperty(enabled=not place.small),
                block_device_mappings=[template.BlockDeviceMappingProperty(device_name="/dev/xvda", ebs=disk)],
                tag_specifications=[
                    template.TagSpecificationProperty(resource_type="instance", tags=tags),
                    template.TagSpecificationProperty(
                        resource_type="volume", tags=tags if place.data_on_host else [*tags, snapshots]
                    ),
                ],
                user_data=cdk.Fn.base64(user_data),
            ),
        )
        self.id = made.ref
        self.version = made.attr_latest_version_number


class ManagedDatabase(Construct):
    """PostgreSQL on RDS, apart from the hosts.

    RDS makes the password, keeps it in a secret of its own and rotates it by itself, without a function of ours. The
    instance is encrypted, closed to the internet, and leaves a last snapshot when it goes.

    Args:
        scope: the stack.
        place: the environment.
        network: its isolated subnets.
    """

    def __init__(self, scope: Construct, *, place: Place, network: Network) -> None:
        super().__init__(scope, "Database")
        about = place.about.database
        subnets = rds.CfnDBSubnetGroup(
            self, "Subnets", db_subnet_group_description=f"{place.name}: isolated", subnet_ids=list(network.isolated)
        )
        settings = rds.CfnDBParameterGroup(
            self,
            "Settings",
            family=f"postgres{about.version.partition('.')[0]}",
            description=f"{place.name}: TLS alone, slow statements in the log",
            parameters={
                "rds.force_ssl": "1",
                "log_min_duration_statement": str(place.product.service.metrics.slow_query_ms),
                "shared_preload_libraries": "pg_stat_statements",
            },
        )
        groups = self._logs(place)
        self.name = database_name(place.product.name)
        self._made = rds.CfnDBInstance(
            self,
            "Instance",
            db_instance_identifier=place.name,
            engine="postgres",
            engine_version=about.version,
            db_instance_class=about.instance_type,
            db_name=self.name,
            allocated_storage=str(about.storage_gib),
            max_allocated_storage=about.storage_gib * 5,
            storage_type="gp3",
            storage_encrypted=True,
            multi_az=about.multi_az,
            master_username=_MASTER,
            manage_master_user_password=True,
            db_subnet_group_name=subnets.ref,
            vpc_security_groups=[network.database],
            db_parameter_group_name=settings.ref,
            publicly_accessible=False,
            backup_retention_period=min(MOST_RETENTION_DAYS, place.about.backup.retention_days),
            preferred_backup_window="16:00-16:30",
            preferred_maintenance_window="sun:18:30-sun:19:00",
            delete_automated_backups=False,
            copy_tags_to_snapshot=True,
            deletion_protection=True,
            auto_minor_version_upgrade=True,
            # Without it RDS refuses every other major version in the spec; with it one is still in the plan, in red.
            allow_major_version_upgrade=True,
            enable_iam_database_authentication=True,
            enable_performance_insights=True,
            performance_insights_retention_period=7,
            enable_cloudwatch_logs_exports=list(_LOGS),
        )
        for group in groups:
            self._made.add_resource_dependency(group)
        read_at_last(self._made)
        named(self._made, place.name)

    def _logs(self, place: Place) -> list[logs.CfnLogGroup]:
        """RDS would make the groups itself, and keep everything for ever: also one that goes before the database."""
        groups = []
        for kind in _LOGS:
            name = f"/aws/rds/instance/{place.name}/{kind}"
            group = logs.CfnLogGroup(self, f"Log-{kind}", log_group_name=name, retention_in_days=place.log_days)
            group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
            groups.append(group)
        return groups

    @property
    def id(self) -> str:
        """Its identifier."""
        return self._made.ref

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self._made.attr_db_instance_arn

    @property
    def endpoint(self) -> str:
        """`HOST:PORT/NAME`, without a password."""
        return f"{self._made.attr_endpoint_address}:{self._made.attr_endpoint_port}/{self.name}"

    @property
    def secret(self) -> str:
        """ARN of the secret in which RDS keeps `username` and `password`."""
        return self._made.attr_master_user_secret_secret_arn


class DataDisk(Construct):
    """The disk of a database on the host: it outlives the host, and the next one takes it over.

    Args:
        scope: the stack.
        place: the environment.
        zone: the availability zone, in which the host must stand too.
    """

    def __init__(self, scope: Construct, *, place: Place, zone: str) -> None:
        super().__init__(scope, "Data")
        made = ec2.CfnVolume(
            self,
            "Disk",
            availability_zone=zone,
            size=place.about.database.storage_gib,
            volume_type="gp3",
            encrypted=True,
        )
        read_at_last(made)
        named(made, f"{place.name}-data")
        self.id = made.ref
        whole = "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:volume/${Disk}"
        self.arn = str(cdk.Fn.sub(whole, {"Disk": made.ref}))


def image_parameter(place: Place) -> str:
    """The public parameter of the machine image for the environment's processors."""
    return IMAGE.format("arm64" if is_arm(place.about.compute.instance_type) else "x86_64")
