"""Well-known modules of the Terraform registry, read as the resources that they make."""

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.text.nodes import build

_KNOWN = regex(r"(?:^|/|:)terraform-aws-modules/([\w-]+)/aws(?://modules/([\w-]+))?")
_GIT = regex(r"github\.com[/:]terraform-aws-modules/terraform-aws-([\w-]+?)(?:\.git)?(?://modules/([\w-]+))?(?:\?|$)")


def registry_type(source: str) -> str:
    """The type under which the call of a registry module is read, such as `module.rds`; "" for an unknown one."""
    match = _KNOWN.search(source) or _GIT.search(source)
    if not match:
        return ""
    return f"module.{match[2]}" if match[2] else f"module.{match[1]}"


@record(frozen=True)
class _Makes:
    """A resource that a module makes.

    Args:
        sort: its type.
        names: the resource's attribute to the module's argument, where they differ; of several the first that is given.
        defaults: what the module gives to arguments left out, where the provider would not.
        when: the argument without which the module does not make it.
    """

    sort: str
    names: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    when: str = ""


_PROFILES = ("iam_instance_profile_arn", "iam_instance_profile_name", "iam_role_policies", "iam_role_name")
"""By these a module is given the role of the machines that it starts, or told to make one."""

_MODULES: dict[str, tuple[_Makes, ...]] = {
    "module.rds": (_Makes("aws_db_instance", defaults={"storage_encrypted": True}),),
    "module.rds-aurora": (_Makes("aws_rds_cluster", {"cluster_identifier": "name"}, {"storage_encrypted": True}),),
    "module.autoscaling": (
        _Makes("aws_autoscaling_group", {"traffic_source": "traffic_source_attachments"}),
        _Makes("aws_launch_template", {"iam_instance_profile": _PROFILES}, when="instance_type"),
    ),
    "module.ec2-instance": (
        _Makes("aws_instance", {"iam_instance_profile": _PROFILES[2:]}, {"instance_type": "t3.micro"}),
    ),
    "module.elasticache": (_Makes("aws_elasticache_cluster"),),
    "module.alb": (_Makes("aws_lb"),),
    "module.apigateway-v2": (_Makes("aws_apigatewayv2_api"),),
    "module.s3-bucket": (_Makes("aws_s3_bucket"),),
    "module.acm": (_Makes("aws_acm_certificate"),),
    "module.cloudfront": (_Makes("aws_cloudfront_distribution"),),
    "module.lambda": (_Makes("aws_lambda_function"),),
    "module.sns": (_Makes("aws_sns_topic"),),
    "module.dynamodb-table": (_Makes("aws_dynamodb_table"),),
    "module.metric-alarm": (_Makes("aws_cloudwatch_metric_alarm"),),
    "module.ssm-parameter": (_Makes("aws_ssm_parameter"),),
    "module.ecr": (
        _Makes(
            "aws_ecr_repository",
            {"name": "repository_name", "image_tag_mutability": "repository_image_tag_mutability"},
            {"image_tag_mutability": "IMMUTABLE"},
            when="repository_name",
        ),
        _Makes(
            "aws_ecr_lifecycle_policy", {"policy": "repository_lifecycle_policy"}, when="repository_lifecycle_policy"
        ),
    ),
    "module.secrets-manager": (_Makes("aws_secretsmanager_secret"),),
}


def made_by(sort: str, call: Block) -> Iterator[tuple[str, Block]]:
    """The resources that a call makes: type, and a block at the call's place with the resource's attributes."""
    for makes in _MODULES.get(sort, ()):
        if makes.when and makes.when not in call.attributes:
            continue
        attributes = dict(call.attributes)
        for ours, theirs in makes.names.items():
            given = (name for name in ((theirs,) if isinstance(theirs, str) else theirs) if name in attributes)
            if (name := next(given, None)) is not None:
                attributes[ours] = attributes[name]
        for name, value in makes.defaults.items():
            attributes.setdefault(name, Expression(build(value, call.line), call.snippet))
        yield makes.sort, replace(call, attributes=attributes)
