"""The fewest calls by which an account can be judged, counted from what is in it.

For each operation that a reader declares there is one line: what one call of it covers. A list costs its entries by the
largest page that the service gives, and one call where it is empty. What has no list form costs one call for each
resource of which a verdict needs it. No count is taken from the readers: the account is asked anew, with boto3.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from math import ceil
from typing import Any

from holdfast.model.facts import GROWING
from holdfast.readers.account.base import GLOBAL_REGION, Reach, Record
from holdfast.readers.account.values import child, records, text, texts
from holdfast.readers.purposes import bucket_purpose

Clients = Callable[[str, str], Any]
"""From a service, as boto3 names it, and a region to a client."""


@dataclass
class Seen:
    """What is in an account; each list is asked once.

    Args:
        clients: of the account.
        home: the product's region.
    """

    clients: Clients
    home: str
    _lists: dict[tuple[str, ...], list[Any]] = field(default_factory=dict)

    def all(self, region: str, service: str, operation: str, key: str, **parameters: Any) -> list[Any]:
        """The entries under `key` (a path with dots) in every page of a list."""
        name = (region, service, operation, key, repr(sorted(parameters.items())))
        if name not in self._lists:
            self._lists[name] = list(self._entries(region, service, operation, key, parameters))
        return self._lists[name]

    def _entries(
        self, region: str, service: str, operation: str, key: str, parameters: Mapping[str, Any]
    ) -> Iterable[Any]:
        client = self.clients(service, region)
        pages = (
            client.get_paginator(operation).paginate(**parameters)
            if client.can_paginate(operation)
            else [getattr(client, operation)(**parameters)]
        )
        *path, last = key.split(".")
        for page in pages:
            yield from reduce(child, path, page).get(last) or []


Count = Callable[[Seen, str], int]
"""How many things of a kind there are in a region."""


@dataclass(frozen=True)
class Least:
    """What one call of an operation covers.

    Args:
        of: counts what must be covered.
        size: of them by one call.
        always: it is asked where there is none, too: only the answer says so.
        where: in each region, or in one.
        why: of a count that is always 0: in which case alone it is asked.
    """

    of: Count
    size: int = 1
    always: bool = False
    where: Reach = Reach.EVERY
    why: str = ""

    def calls(self, seen: Seen, regions: tuple[str, ...]) -> int:
        """The fewest calls in all regions together."""
        asked = {Reach.EVERY: regions, Reach.GLOBAL: (GLOBAL_REGION,), Reach.HOME: (seen.home,)}[self.where]
        return sum(max(int(self.always), ceil(self.of(seen, region) / self.size)) for region in asked)


def minimum(clients: Clients, home: str, regions: tuple[str, ...]) -> Counter[str]:
    """The fewest calls of each operation, by `service.operation`; none for those that need no call.

    Args:
        clients: of the account.
        home: the product's region.
        regions: those that are read, with the home and the global one.
    """
    seen = Seen(clients, home)
    return +Counter({name: least.calls(seen, regions) for name, least in LEAST.items()})


def _in(service: str, operation: str, key: str, where: Callable[[Any], bool] = bool, **parameters: Any) -> Count:
    """Entries of a list that fit; of lists that depend on nothing."""
    return lambda seen, region: sum(map(where, seen.all(region, service, operation, key, **parameters)))


def _listed(name: str, key: str, size: int, where: Reach = Reach.EVERY, **parameters: Any) -> Least:
    service, _, operation = name.partition(".")
    return Least(_in(service, operation, key, **parameters), size, always=True, where=where)


def _after(condition: Count, least: Least) -> Least:
    """Asked only in regions where there is something of which it tells."""

    def once_there(seen: Seen, region: str) -> int:
        return max(1, least.of(seen, region)) if condition(seen, region) else 0

    return replace(least, of=once_there, always=False)


def _rare(why: str) -> Least:
    return Least(lambda _seen, _region: 0, why=why)


def _once(where: Reach = Reach.EVERY) -> Least:
    return Least(lambda _seen, _region: 1, where=where)


def _burstable(seen: Seen, region: str) -> int:
    reservations = seen.all(region, "ec2", "describe_instances", "Reservations")
    found = (one for reservation in reservations for one in records(reservation, "Instances"))
    return sum(str(one.get("InstanceType")).startswith(("t2.", "t3.", "t3a.", "t4g.")) for one in found)


def _details(seen: Seen, region: str) -> int:
    """Users, groups, roles and policies of the account's own share the pages of one list."""
    kept = {"Filter": ["User", "Group", "Role", "LocalManagedPolicy"]}
    lists = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    return sum(len(seen.all(region, "iam", "get_account_authorization_details", key, **kept)) for key in lists)


def _oidc(seen: Seen, region: str) -> int:
    roles = seen.all(region, "iam", "get_account_authorization_details", "RoleDetailList", Filter=["Role"])
    return int(any("oidc-provider/" in str(role.get("AssumeRolePolicyDocument")) for role in roles))


def _buckets_for(*purposes: str) -> Count:
    return lambda seen, region: sum(
        bucket_purpose(bucket["Name"]) in purposes for bucket in seen.all(region, "s3", "list_buckets", "Buckets")
    )


def _balancers(seen: Seen, region: str) -> list[Record]:
    return seen.all(region, "elbv2", "describe_load_balancers", "LoadBalancers")


def _served(seen: Seen, region: str) -> set[str]:
    groups = seen.all(region, "elbv2", "describe_target_groups", "TargetGroups")
    return {arn for group in groups for arn in texts(group, "LoadBalancerArns")}


def _presented(seen: Seen, region: str) -> int:
    found = seen.all(region, "acm", "list_certificates", "CertificateSummaryList")
    shown = seen.all(GLOBAL_REGION, "cloudfront", "list_distributions", "DistributionList.Items")
    by_name = {text(child(one, "ViewerCertificate"), "ACMCertificateArn") for one in shown}
    return sum(bool(one.get("InUse")) or one["CertificateArn"] in by_name for one in found)


def _records(seen: Seen, region: str) -> int:
    """Pages of all public zones together; at least one of each."""
    zones = seen.all(region, "route53", "list_hosted_zones", "HostedZones")
    public = [zone["Id"] for zone in zones if not child(zone, "Config").get("PrivateZone")]
    found = (
        seen.all(region, "route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone)
        for zone in public
    )
    return sum(max(1, ceil(len(one) / 300)) for one in found)


def _plans(seen: Seen, region: str) -> list[str]:
    return [plan["BackupPlanId"] for plan in seen.all(region, "backup", "list_backup_plans", "BackupPlansList")]


def _selections(seen: Seen, region: str) -> list[int]:
    """How many selections each plan has."""
    key = "BackupSelectionsList"
    plans = _plans(seen, region)
    return [len(seen.all(region, "backup", "list_backup_selections", key, BackupPlanId=plan)) for plan in plans]


def _deployment_groups(seen: Seen, region: str) -> int:
    names = seen.all(region, "codedeploy", "list_applications", "applications")
    key = "deploymentGroups"
    return sum(len(seen.all(region, "codedeploy", "list_deployment_groups", key, applicationName=one)) for one in names)


def _trails(seen: Seen, region: str) -> list[Record]:
    """Those that are at home there; a trail of every region shows in each."""
    found = seen.all(region, "cloudtrail", "describe_trails", "trailList")
    return [trail for trail in found if trail.get("HomeRegion", region) == region]


def _services(seen: Seen, region: str) -> list[tuple[str, list[str]]]:
    clusters = seen.all(region, "ecs", "list_clusters", "clusterArns")
    return [(one, seen.all(region, "ecs", "list_services", "serviceArns", cluster=one)) for one in clusters]


def _service_calls(seen: Seen, region: str) -> int:
    return sum(ceil(len(services) / 10) for _, services in _services(seen, region))


def _images(seen: Seen, region: str) -> int:
    client = seen.clients("ecs", region)
    return len(
        {
            one.get("taskDefinition")
            for cluster, services in _services(seen, region)
            for start in range(0, len(services), 10)
            for one in client.describe_services(cluster=cluster, services=services[start : start + 10])["services"]
        }
    )


_GROUPS = _in("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups")
_TOPICS = _in("sns", "list_topics", "Topics")
_MADE: dict[str, Any] = {"OwnerIds": ["self"]}
_ECS: dict[str, Any] = {"ServiceNamespace": "ecs"}
_TARGETS = _in("application-autoscaling", "describe_scalable_targets", "ScalableTargets", **_ECS)
_BACKUPS = _buckets_for("backup")
_BY_HAND: dict[str, Any] = {"SnapshotType": "manual"}
_PLENTY = 10_000


def _budgets(seen: Seen, region: str) -> int:
    account = seen.clients("sts", region).get_caller_identity()["Account"]
    found = seen.all(region, "budgets", "describe_budgets", "Budgets", AccountId=account)
    return sum(budget.get("BudgetType") == "COST" for budget in found)


LEAST: Mapping[str, Least] = {
    "sts.get_caller_identity": _once(Reach.HOME),
    "ec2.describe_regions": _once(Reach.HOME),
    "iam.generate_credential_report": _once(Reach.GLOBAL),
    "iam.get_credential_report": _once(Reach.GLOBAL),
    "iam.get_account_summary": _rare("the credential report is refused"),
    "iam.get_account_authorization_details": Least(_details, 1000, always=True, where=Reach.GLOBAL),
    "iam.list_open_id_connect_providers": Least(_oidc, where=Reach.GLOBAL),
    "ec2.describe_instances": _listed("ec2.describe_instances", "Reservations", 1000),
    "ec2.describe_instance_credit_specifications": Least(_burstable, 1000),
    "ec2.describe_volumes": _listed("ec2.describe_volumes", "Volumes", 500),
    "ec2.describe_addresses": _listed("ec2.describe_addresses", "Addresses", _PLENTY),
    "ec2.describe_snapshots": _listed("ec2.describe_snapshots", "Snapshots", 1000, **_MADE),
    "ec2.describe_security_groups": _listed("ec2.describe_security_groups", "SecurityGroups", 1000),
    "ec2.describe_network_interfaces": _rare("a default group is open to the world"),
    "ec2.describe_subnets": _after(_service_calls, _listed("ec2.describe_subnets", "Subnets", 1000)),
    "autoscaling.describe_auto_scaling_groups": Least(_GROUPS, 100, always=True),
    "autoscaling.describe_policies": _after(_GROUPS, _listed("autoscaling.describe_policies", "ScalingPolicies", 100)),
    "autoscaling.describe_scheduled_actions": _after(
        _GROUPS, _listed("autoscaling.describe_scheduled_actions", "ScheduledUpdateGroupActions", 100)
    ),
    "ecs.list_clusters": _listed("ecs.list_clusters", "clusterArns", 100),
    "ecs.list_services": Least(lambda seen, region: len(_services(seen, region))),
    "ecs.describe_services": Least(_service_calls),
    "ecs.describe_task_definition": Least(_images),
    "application-autoscaling.describe_scalable_targets": Least(_TARGETS, 50, always=True),
    "application-autoscaling.describe_scaling_policies": _after(
        _TARGETS, _listed("application-autoscaling.describe_scaling_policies", "ScalingPolicies", 50, **_ECS)
    ),
    "application-autoscaling.describe_scheduled_actions": _after(
        _TARGETS, _listed("application-autoscaling.describe_scheduled_actions", "ScheduledActions", 50, **_ECS)
    ),
    "elbv2.describe_load_balancers": _listed("elbv2.describe_load_balancers", "LoadBalancers", 400),
    "elbv2.describe_target_groups": _after(
        lambda seen, region: len(_balancers(seen, region)),
        _listed("elbv2.describe_target_groups", "TargetGroups", 400),
    ),
    "elbv2.describe_target_health": Least(lambda seen, region: len(_served(seen, region))),
    "elbv2.describe_listeners": Least(
        lambda seen, region: sum(
            one["LoadBalancerArn"] not in _served(seen, region) for one in _balancers(seen, region)
        )
    ),
    "elb.describe_load_balancers": _listed("elb.describe_load_balancers", "LoadBalancerDescriptions", 400),
    "rds.describe_db_instances": _listed("rds.describe_db_instances", "DBInstances", 100),
    "rds.describe_db_clusters": _listed("rds.describe_db_clusters", "DBClusters", 100),
    "rds.describe_db_snapshots": _listed("rds.describe_db_snapshots", "DBSnapshots", 100, **_BY_HAND),
    "rds.describe_db_cluster_snapshots": _listed(
        "rds.describe_db_cluster_snapshots", "DBClusterSnapshots", 100, **_BY_HAND
    ),
    "s3.list_buckets": _listed("s3.list_buckets", "Buckets", 10_000, Reach.GLOBAL),
    "s3.get_bucket_location": _rare("the list does not tell a bucket's region, and it is copied into another bucket"),
    # S3 has no list of these: each bucket's origins, and of some of them what they are for needs.
    "s3.get_bucket_cors": Least(_in("s3", "list_buckets", "Buckets"), where=Reach.GLOBAL),
    "s3.get_bucket_lifecycle_configuration": Least(_buckets_for(*GROWING), where=Reach.GLOBAL),
    "s3.get_bucket_versioning": Least(_BACKUPS, where=Reach.GLOBAL),
    "s3.get_bucket_replication": Least(_BACKUPS, where=Reach.GLOBAL),
    "s3.get_public_access_block": Least(_BACKUPS, where=Reach.GLOBAL),
    "s3.get_bucket_policy_status": _rare("a bucket for backups is not closed to the public"),
    "s3control.get_public_access_block": _rare("the policy of a bucket for backups is public"),
    "cloudfront.list_distributions": _listed(
        "cloudfront.list_distributions", "DistributionList.Items", 100, Reach.GLOBAL
    ),
    "acm.list_certificates": _listed("acm.list_certificates", "CertificateSummaryList", 1000),
    "acm.describe_certificate": Least(_presented),
    "route53.list_hosted_zones": _listed("route53.list_hosted_zones", "HostedZones", 100, Reach.GLOBAL),
    "route53.list_resource_record_sets": Least(_records, where=Reach.GLOBAL),
    "secretsmanager.list_secrets": _listed("secretsmanager.list_secrets", "SecretList", 100),
    "ssm.describe_instance_information": _listed("ssm.describe_instance_information", "InstanceInformationList", 50),
    "ssm.describe_parameters": _listed("ssm.describe_parameters", "Parameters", 50),
    "cloudwatch.describe_alarms": _listed("cloudwatch.describe_alarms", "MetricAlarms", 100),
    "cloudwatch.list_dashboards": _listed("cloudwatch.list_dashboards", "DashboardEntries", 1000),
    "sns.list_topics": _listed("sns.list_topics", "Topics", 100),
    "sns.list_subscriptions": _after(_TOPICS, _listed("sns.list_subscriptions", "Subscriptions", 100)),
    "backup.list_backup_plans": _listed("backup.list_backup_plans", "BackupPlansList", 1000),
    "backup.list_backup_selections": Least(lambda seen, region: len(_plans(seen, region))),
    "backup.get_backup_plan": Least(lambda seen, region: sum(map(bool, _selections(seen, region)))),
    "backup.get_backup_selection": Least(lambda seen, region: sum(_selections(seen, region))),
    "backup.list_protected_resources": _rare("a selection goes by tags"),
    "dlm.get_lifecycle_policies": _listed("dlm.get_lifecycle_policies", "Policies", _PLENTY),
    "dlm.get_lifecycle_policy": Least(
        _in("dlm", "get_lifecycle_policies", "Policies", lambda one: one.get("State") == "ENABLED")
    ),
    "codedeploy.list_applications": _listed("codedeploy.list_applications", "applications", 100),
    "codedeploy.list_deployment_groups": Least(_in("codedeploy", "list_applications", "applications")),
    "codedeploy.get_deployment_group": Least(_deployment_groups),
    "budgets.describe_budgets": _once(Reach.GLOBAL),
    "budgets.describe_notifications_for_budget": Least(_budgets, where=Reach.GLOBAL),
    "ce.get_anomaly_monitors": _rare("--cost"),
    "ce.get_anomaly_subscriptions": _rare("--cost"),
    "ce.get_savings_plans_utilization": _rare("--cost"),
    "cloudtrail.describe_trails": _listed("cloudtrail.describe_trails", "trailList", _PLENTY),
    "cloudtrail.get_trail_status": Least(lambda seen, region: len(_trails(seen, region))),
    "logs.describe_metric_filters": Least(
        lambda seen, region: sum(bool(one.get("CloudWatchLogsLogGroupArn")) for one in _trails(seen, region))
    ),
    "events.list_rules": _listed("events.list_rules", "Rules", 100, Reach.GLOBAL),
    "events.list_targets_by_rule": _rare("a rule on the root user"),
    "scheduler.list_schedules": _listed("scheduler.list_schedules", "Schedules", 100),
    "scheduler.get_schedule": _rare("a schedule that stops something"),
    "resourcegroupstaggingapi.get_resources": _listed(
        "resourcegroupstaggingapi.get_resources", "ResourceTagMappingList", 100
    ),
}
"""One line for each operation that a reader declares, in the readers' order.

Sizes are the largest that the services' API references name (2026); `_PLENTY` where an answer has no pages.
"""
