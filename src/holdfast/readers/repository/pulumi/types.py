"""The classes of Pulumi and CDKTF as the resources of the Terraform provider that they are made from."""

from holdfast.model.regex import regex

_WORD = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VERSION = regex(r"(?<=[a-z])V2$")
_PLAIN = regex(r"[a-z][A-Za-z0-9]*$")

_TYPES = {
    "ec2.Instance": "aws_instance",
    "ec2.SpotInstanceRequest": "aws_spot_instance_request",
    "ec2.SecurityGroup": "aws_security_group",
    "ec2.DefaultSecurityGroup": "aws_default_security_group",
    "ec2.SecurityGroupRule": "aws_security_group_rule",
    "ec2.LaunchTemplate": "aws_launch_template",
    "ec2.LaunchConfiguration": "aws_launch_configuration",
    "ec2.Eip": "aws_eip",
    "ec2.Subnet": "aws_subnet",
    "ec2.Vpc": "aws_vpc",
    "ebs.Volume": "aws_ebs_volume",
    "rds.Instance": "aws_db_instance",
    "rds.Cluster": "aws_rds_cluster",
    "rds.ClusterInstance": "aws_rds_cluster_instance",
    "autoscaling.Group": "aws_autoscaling_group",
    "elb.LoadBalancer": "aws_elb",
    "elasticbeanstalk.Environment": "aws_elastic_beanstalk_environment",
    "elasticbeanstalk.Application": "aws_elastic_beanstalk_application",
    "costexplorer.AnomalyMonitor": "aws_ce_anomaly_monitor",
    "costexplorer.AnomalySubscription": "aws_ce_anomaly_subscription",
    "appsync.GraphQLApi": "aws_appsync_graphql_api",
    "rds.InstanceAutomatedBackupsReplication": "aws_db_instance_automated_backups_replication",
    "lb.LoadBalancer": "aws_lb",
    "alb.LoadBalancer": "aws_lb",
    "elasticloadbalancing.LoadBalancer": "aws_elb",
    "elasticloadbalancingv2.LoadBalancer": "aws_lb",
    "codepipeline.Pipeline": "aws_codepipeline",
    "rds.SubnetGroup": "aws_db_subnet_group",
    "applicationloadbalancing.LoadBalancer": "aws_lb",
}
PROVIDER = "aws_provider"
"""Every type of a provider ends with it, under whatever name its package is imported."""
_SERVICES = {
    "alb": "lb",
    "elasticloadbalancingv2": "lb",
    "applicationloadbalancing": "lb",
    "lambda_": "lambda",
    "apigateway": "api_gateway",
}
_RENAMED = {
    "aws_sns_topic_subscription": {"topic": "topic_arn"},
    "aws_cloudwatch_metric_alarm": {"name": "alarm_name"},
    "aws_cloudwatch_composite_alarm": {"name": "alarm_name"},
    "aws_lambda_function": {"name": "function_name"},
}
"""Properties that Pulumi calls otherwise than the provider below, by the type that has them."""
_READY = {
    "ecs.FargateService": "aws_ecs_service",
    "ecs.FargateTaskDefinition": "aws_ecs_task_definition",
    "lb.ApplicationLoadBalancer": "aws_lb",
    "lb.NetworkLoadBalancer": "aws_lb",
}
"""Components of `awsx`, each with the resource that says most of it."""


def type_of(package: str, name: str) -> str | None:
    """The Terraform type of `aws.ec2.Instance`, given `aws.ec2` and `Instance`; None for what is none of AWS's."""
    parts = package.split(".")
    service = parts[-1]
    if not name[:1].isupper() or name.endswith("Args") or not service.islower():
        return None
    if parts == ["mongodbatlas"]:
        return f"mongodbatlas_{snake(name)}"
    if parts[0] == "awsx":
        return _READY.get(f"{service}.{name}")
    if parts[0] in ("sst", "pulumi", "docker", "random", "tls", "command", "k8s", "cloudflare", "gcp", "azure"):
        return None
    plain = _VERSION.sub("", name)
    return _TYPES.get(f"{service}.{plain}") or f"aws_{_SERVICES.get(service, service)}_{snake(plain)}"


def type_of_construct(name: str) -> str | None:
    """The Terraform type of CDKTF's `DbInstance`; None for a class that makes none."""
    if name == "AwsProvider":
        return PROVIDER
    if name.startswith(("Aws", "Terraform")) or not name[:1].isupper():
        return None
    return f"data.aws_{snake(name[7:])}" if name.startswith("DataAws") else f"aws_{snake(name)}"


def snake(name: str) -> str:
    """`backupRetentionPeriod` as `backup_retention_period`."""
    return _WORD.sub("_", name).lower()


def called_below(sort: str) -> dict[str, str]:
    """The properties of a type that Terraform calls otherwise, each with its name there."""
    return _RENAMED.get(sort, {})


def attribute(name: str) -> str:
    """The Terraform attribute of a property; a key of somebody's own, as `Statement` or `DB_HOST`, stays."""
    return snake(name) if _PLAIN.match(name) else name
