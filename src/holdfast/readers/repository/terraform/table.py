"""Which function turns which type of resource into facts."""

from collections.abc import Callable, Iterator

from holdfast.model.facts import Fact
from holdfast.readers.repository.base import Reading, Tree
from holdfast.readers.repository.terraform import (
    access,
    codedeploy,
    compute,
    containers,
    database,
    edge,
    operations,
    packaged,
    protection,
    storage,
    unknown,
)
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.scripts import scripts_of

Maker = Callable[[Resource, World], Iterator[Fact]]

_MAKERS: dict[str, tuple[Maker, ...]] = {
    "aws_db_instance": (database.db_instance, protection.database_password),
    "aws_rds_cluster": (database.rds_cluster, protection.database_password),
    "aws_docdb_cluster": (database.docdb_cluster, protection.database_password),
    "aws_dynamodb_table": (database.dynamodb_table,),
    "aws_lightsail_database": (database.lightsail_database,),
    "aws_db_instance_automated_backups_replication": (database.automated_replication,),
    "aws_instance": (compute.instance,),
    "aws_spot_instance_request": (compute.instance,),
    "aws_launch_template": (compute.launch_template,),
    "aws_launch_configuration": (compute.launch_template,),
    "aws_autoscaling_group": (compute.autoscaling_group,),
    "aws_autoscaling_policy": (compute.autoscaling_policy,),
    "aws_autoscaling_schedule": (compute.autoscaling_schedule,),
    "aws_scheduler_schedule": (compute.scheduler,),
    "aws_lightsail_instance": (compute.lightsail_instance,),
    "aws_lightsail_instance_public_ports": (access.lightsail_ports,),
    "aws_eip": (compute.elastic_address,),
    "aws_ebs_volume": (compute.volume,),
    "aws_eks_node_group": (compute.node_group,),
    "aws_ecs_service": (containers.ecs_service,),
    "aws_ecs_task_definition": (containers.task_definition,),
    "aws_appautoscaling_policy": (containers.app_scaling_policy,),
    "aws_appautoscaling_scheduled_action": (containers.app_scaling_schedule,),
    "aws_apprunner_service": (containers.apprunner,),
    "aws_lambda_function": (containers.lambda_function,),
    "aws_lightsail_container_service": (containers.lightsail_containers,),
    "aws_elastic_beanstalk_environment": (containers.beanstalk,),
    "aws_codedeploy_deployment_group": (containers.codedeploy_group, codedeploy.deployment),
    "aws_codepipeline": (containers.codepipeline,),
    "aws_lb": (edge.load_balancer,),
    "aws_alb": (edge.load_balancer,),
    "aws_elb": (edge.load_balancer,),
    "aws_lb_target_group": (edge.target_group,),
    "aws_alb_target_group": (edge.target_group,),
    "aws_lb_listener": (edge.listener,),
    "aws_alb_listener": (edge.listener,),
    "aws_route53_health_check": (edge.health_check,),
    "aws_synthetics_canary": (edge.canary,),
    "aws_acm_certificate": (edge.certificate,),
    "data.aws_acm_certificate": (edge.found_certificate,),
    "aws_iam_server_certificate": (edge.server_certificate,),
    "aws_cloudfront_distribution": (edge.distribution,),
    "aws_s3_bucket": (storage.bucket,),
    "aws_security_group": (access.security_group,),
    "aws_default_security_group": (access.security_group,),
    "aws_security_group_rule": (access.security_group_rule,),
    "aws_vpc_security_group_ingress_rule": (access.ingress_rule,),
    "aws_iam_access_key": (access.access_key,),
    "aws_iam_role": (access.role,),
    "aws_iam_role_policy": (access.inline_policy,),
    "aws_iam_user_policy": (access.inline_policy,),
    "aws_iam_group_policy": (access.inline_policy,),
    "aws_iam_policy": (access.policy,),
    "aws_iam_role_policy_attachment": (access.attachment,),
    "aws_iam_user_policy_attachment": (access.attachment,),
    "aws_iam_group_policy_attachment": (access.attachment,),
    "aws_iam_policy_attachment": (access.attachment,),
    "aws_iam_instance_profile": (access.instance_profile,),
    "aws_cloudwatch_metric_alarm": (operations.metric_alarm,),
    "aws_cloudwatch_composite_alarm": (operations.composite_alarm,),
    "aws_cloudwatch_log_metric_filter": (operations.log_metric_filter,),
    "aws_cloudwatch_dashboard": (operations.dashboard,),
    "aws_sns_topic": (operations.topic,),
    "aws_budgets_budget": (operations.budget,),
    "aws_ce_anomaly_monitor": (operations.anomaly_monitor,),
    "aws_backup_plan": (protection.backup_plan,),
    "aws_dlm_lifecycle_policy": (protection.snapshot_policy,),
    "aws_secretsmanager_secret": (protection.secret,),
    "aws_secretsmanager_secret_version": (protection.secret_version,),
    "aws_ssm_parameter": (protection.parameter,),
    "module.security-group": (packaged.security_group,),
    "module.autoscaling": (packaged.autoscaling,),
    "module.alb": (packaged.alb,),
    "module.ecs": (packaged.ecs,),
    "module.service": (packaged.ecs_service,),
    "module.eks": (packaged.eks,),
    "module.unknown": (unknown.unknown_module,),
    "module.iam-user": (packaged.iam_user,),
    "module.iam-github-oidc-role": (access.github_role,),
}


def facts_of(resource: Resource, world: World, tree: Tree | None) -> Iterator[Reading]:
    """Everything that one resource says."""
    for maker in _MAKERS.get(resource.type, ()):
        yield from maker(resource, world)
    yield from scripts_of(resource, world, tree)
