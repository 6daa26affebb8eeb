"""The stacks of one environment: they only wire; every decision is in the construct of its control."""

import aws_cdk as cdk
from constructs import Construct

from holdfast.stacks.access import DeployIdentity, HostIdentity, artifact_bucket
from holdfast.stacks.availability import Front
from holdfast.stacks.backup import BackupBucket, Snapshots, Vault
from holdfast.stacks.base import HoldfastStack
from holdfast.stacks.capacity import DataDisk, HostTemplate, ManagedDatabase, image_parameter
from holdfast.stacks.certificates import Certificate
from holdfast.stacks.configuration import Secrets
from holdfast.stacks.cors import Buckets
from holdfast.stacks.given import COPY_BUCKET, COPY_VAULT, DISTRIBUTION_CERTIFICATE, HOST_DIGEST, HOST_KEY, HOSTED_ZONE
from holdfast.stacks.health import Readiness
from holdfast.stacks.monitoring import Alarms, Board, LogGroups, topic_arn
from holdfast.stacks.network import Network
from holdfast.stacks.place import EDGE_REGION, Place
from holdfast.stacks.releases import Deployments
from holdfast.stacks.scaling import Group
from holdfast.stacks.storage import Bucket, LogBucket
from holdfast.stacks.user_data import Boot, user_data
from holdfast.stacks.watch import (
    Watch,
    of_application,
    of_backups,
    of_bucket,
    of_certificate,
    of_front,
    of_host_database,
    of_hosts,
    of_rds,
)

_ZONE_KIND = "AWS::Route53::HostedZone::Id"
_IMAGE_KIND = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"


class EnvironmentStack(HoldfastStack):
    """Everything of one environment in the home region.

    Args:
        scope: the application.
        place: the environment.
    """

    def __init__(self, scope: Construct, place: Place) -> None:
        super().__init__(
            scope,
            place.name,
            region=place.product.region,
            description=f"{place.product.name} in {place.environment}",
            tags=place.tags,
            protected=not place.small,
        )
        self._place = place
        self._zone_id = self.parameter(HOSTED_ZONE, "The hosted zone of the domains", kind=_ZONE_KIND)
        self._artifacts = artifact_bucket(place.product.name)
        self._network = Network(self, place)
        self._logs = LogBucket(self, days=place.log_days)
        LogGroups(self, place=place)
        Secrets(self, place=place)
        self._database = ManagedDatabase(self, place=place, network=self._network) if place.has_rds else None
        self._disk = DataDisk(self, place=place, zone=self._network.zone(0)) if place.data_on_host else None
        self._buckets = self._make_buckets()
        self._readiness = Readiness(self, place=place, vpc=self._network.vpc.ref)
        self._certificate = Certificate(self, name=place.name, domains=place.about.domains, zone_id=self._zone_id).arn
        self._front = self._make_front()
        self._group = self._make_group()
        self._make_backups()
        alarms = Alarms(self, prefix=place.name, watches=self._watches(), topic=topic_arn(place.product.name))
        Board(self, place=place, watches=alarms.watches)
        Deployments(
            self,
            place=place,
            group=self._group.name,
            targets=self._readiness.targets.attr_target_group_name,
            alarms=alarms.stopping,
        )
        self._outputs()

    def _make_buckets(self) -> Buckets:
        certificate = ""
        if self._place.edge_domains:
            certificate = self.parameter(DISTRIBUTION_CERTIFICATE, "CloudFront's certificate, in us-east-1")
        return Buckets(self, place=self._place, logs=self._logs.name, zone_id=self._zone_id, certificate=certificate)

    def _make_front(self) -> Front:
        front = Front(
            self,
            place=self._place,
            network=self._network,
            certificate=self._certificate,
            zone_id=self._zone_id,
            logs=self._logs.name,
        )
        # The load balancer tries the bucket when it is made, and is refused without the policy.
        front.balancer.add_resource_dependency(self._logs.policy)
        return front

    def _make_group(self) -> Group:
        place = self._place
        identity = HostIdentity(
            self,
            place=place,
            artifacts=self._artifacts,
            database_secret=self._database.secret if self._database else "",
            database=self._database.arn if self._database else "",
            disk=self._disk.id if self._disk else "",
        )
        boot = Boot(
            bucket=cdk.Fn.sub(self._artifacts),
            key=self.parameter(HOST_KEY, "Key of the host bundle in the artifact bucket"),
            digest=self.parameter(HOST_DIGEST, "SHA-256 of the host bundle", pattern="[0-9a-f]{64}"),
            database=self._database.endpoint if self._database else "",
            database_secret=self._database.secret if self._database else "",
            disk=self._disk.id if self._disk else "",
        )
        template = HostTemplate(
            self,
            place=place,
            network=self._network,
            profile=identity.profile,
            image=self.parameter(
                "Image",
                "The machine image, read anew at each deployment",
                default=image_parameter(place),
                kind=_IMAGE_KIND,
            ),
            user_data=user_data(place, boot),
        )
        group = Group(self, place=place, network=self._network, template=template, targets=self._readiness.targets.ref)
        listener = self._front.serve(self._readiness.targets.ref)
        # A target group without a listener takes no host.
        group.resource.add_resource_dependency(listener)
        # A host calls AWS in its first second: its rights must stand before it.
        group.resource.add_resource_dependency(identity.role)
        if place.product.repository:
            deploy = DeployIdentity(self, place=place, artifacts=self._artifacts)
            self.output("DeployRole", deploy.arn, "The role that GitHub's workflow takes")
        return group

    def _make_backups(self) -> None:
        place = self._place
        region = place.about.backup.copy_region
        if place.backup_bucket:
            to = self.parameter(COPY_BUCKET, "The bucket in the second region") if region else ""
            BackupBucket(self, place=place, logs=self._logs.name, copy_to=to)
        vault = Vault(self, name=place.name)
        Snapshots(
            self,
            place=place,
            vault=vault,
            copy_to=self.parameter(COPY_VAULT, "The vault in the second region") if region else "",
            data=self._data(),
        )

    def _data(self) -> str:
        """ARN of what the data lies on; empty where there is no database."""
        if self._database:
            return self._database.arn
        return self._disk.arn if self._disk else ""

    def _watches(self) -> list[Watch]:
        place = self._place
        found = [*of_hosts(place, self._group.name), *of_application(place)]
        found += of_front(
            place,
            self._front.balancer.attr_load_balancer_full_name,
            self._readiness.targets.attr_target_group_full_name,
        )
        if self._database:
            found += of_rds(place, self._database.id)
        if self._disk:
            found += of_host_database(place)
        found += of_backups(place)
        for spec in place.buckets:
            if spec.purpose == "uploads":
                found += of_bucket(place, spec.name, self._buckets.made[spec.name].name)
        found.append(of_certificate("certificate", self._certificate))
        return found

    def _outputs(self) -> None:
        self.output("LoadBalancer", self._front.balancer.attr_dns_name, "Host name of the load balancer")
        self.output("Group", self._group.name, "The group of hosts")
        if self._database:
            self.output("DatabaseEndpoint", self._database.endpoint, "HOST:PORT/NAME of the database")
            self.output("DatabaseSecret", self._database.secret, "The secret in which RDS keeps its password")


class EdgeStack(HoldfastStack):
    """CloudFront's certificate, in the one region from which it takes them.

    Args:
        scope: the application.
        name: the stack's name.
        place: the environment.
    """

    def __init__(self, scope: Construct, name: str, *, place: Place) -> None:
        super().__init__(
            scope,
            name,
            region=EDGE_REGION,
            description=f"{place.product.name} in {place.environment}: CloudFront's certificate",
            tags=place.tags,
        )
        zone_id = self.parameter(HOSTED_ZONE, "The hosted zone of the domains", kind=_ZONE_KIND)
        made = Certificate(self, name=f"{place.name}-edge", domains=place.edge_domains, zone_id=zone_id)
        watches = [of_certificate("edge-certificate", made.arn)]
        Alarms(self, prefix=place.name, watches=watches, topic=topic_arn(place.product.name))
        self.output(DISTRIBUTION_CERTIFICATE, made.arn, "CloudFront's certificate")


class CopyStack(HoldfastStack):
    """What lies in the second region: the copy of the backup bucket, and the vault of copied snapshots.

    Args:
        scope: the application.
        name: the stack's name.
        place: the environment.
        region: the second region.
    """

    def __init__(self, scope: Construct, name: str, *, place: Place, region: str) -> None:
        super().__init__(
            scope,
            name,
            region=region,
            description=f"{place.product.name} in {place.environment}: copies",
            tags=place.tags,
            protected=not place.small,
        )
        days = place.about.backup.retention_days
        if place.copy_bucket:
            made = Bucket(self, "Copies", bucket_name=place.copy_bucket, old_days=days, expire_days=3 * days)
            made.allow()
            self.output(COPY_BUCKET, made.arn, "The bucket that backups are copied to")
        vault = Vault(self, name=place.name)
        self.output(COPY_VAULT, vault.arn, "The vault that snapshots are copied to")
