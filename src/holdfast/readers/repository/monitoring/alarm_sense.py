"""Whether an alarm can ever ring: by the dimensions of its metric, and by the values that it can take."""

from collections.abc import Iterable

from holdfast.model.record import record
from holdfast.model.regex import regex


@record(frozen=True, slots=True)
class Dimension:
    """One dimension of an alarm's metric.

    Args:
        name: as written.
        value: its text where that is told.
        of: the type of the resource that it names, where it names one: `aws_lb`, `AWS::ECS::Service`.
        attribute: which of its attributes; empty for a bare `Ref`.
    """

    name: str
    value: str = ""
    of: str = ""
    attribute: str = ""


_BALANCER = frozenset(("loadbalancer", "targetgroup", "availabilityzone"))
_KNOWN = {
    "aws/ec2": frozenset(("instanceid", "autoscalinggroupname", "imageid", "instancetype")),
    "aws/applicationelb": _BALANCER,
    "aws/networkelb": _BALANCER,
    "aws/elb": frozenset(("loadbalancername", "availabilityzone")),
    "aws/rds": frozenset(
        (
            *("dbinstanceidentifier", "dbclusteridentifier", "role", "databaseclass", "enginename", "sourceregion"),
            *("proxyname", "endpointname", "targetgroup", "target", "targetrole"),
        )
    ),
    "aws/lambda": frozenset(("functionname", "resource", "executedversion", "eventsourcemappinguuid")),
    "aws/sqs": frozenset(("queuename",)),
}
"""The dimensions under which each namespace keeps what it measures (CloudWatch User Guide, looked at on 2026-11-29)."""
_NEEDED = {"aws/applicationelb": "loadbalancer", "aws/networkelb": "loadbalancer", "aws/ecs": "clustername"}
"""What each metric of a namespace is kept under: without it an alarm finds none."""
_APART = frozenset(("requestcountpertarget",))

_BALANCERS = ("aws_lb", "aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer")
_GROUPS = ("aws_lb_target_group", "aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup")
_RIGHT = {
    **{("loadbalancer", of): ("arnsuffix", "loadbalancerfullname") for of in _BALANCERS},
    **{("targetgroup", of): ("arnsuffix", "targetgroupfullname") for of in _GROUPS},
    ("servicename", "aws_ecs_service"): ("name",),
    ("servicename", "AWS::ECS::Service"): ("name",),
    ("clustername", "aws_ecs_cluster"): ("name",),
    ("clustername", "AWS::ECS::Cluster"): ("",),
    ("functionname", "aws_lambda_function"): ("functionname", "name", "id"),
    ("functionname", "AWS::Lambda::Function"): ("",),
    ("functionname", "AWS::Serverless::Function"): ("",),
    ("queuename", "aws_sqs_queue"): ("name",),
    ("queuename", "AWS::SQS::Queue"): ("queuename",),
    ("instanceid", "aws_instance"): ("id",),
    ("instanceid", "AWS::EC2::Instance"): ("", "instanceid"),
}
"""The attributes of each kind of resource, in small letters, that are the value of the dimension.

Others are another name of it; Pulumi and CDKTF write `arnSuffix`, and call a function's name its `name`.
"""
_WRITTEN = {"loadbalancer": regex(r"(?:app|net|gwy)/"), "targetgroup": regex(r"targetgroup/")}
_UNTOLD = regex(r"[${<(]|^$")


def is_kept_under(namespace: str, metric: str, dimensions: Iterable[Dimension]) -> bool:
    """CloudWatch may keep the metric under these dimensions; False where it never does.

    Where none is told at all, something else than the alarm's own text may hand them over.
    """
    space, told = namespace.strip().lower(), tuple(dimensions)
    names = {one.name.lower() for one in told}
    known = _KNOWN.get(space)
    needed = _NEEDED.get(space)
    if known is not None and not names <= known:
        return False
    if names and space == "aws/dynamodb" and metric.strip().lower() == "usererrors":
        return False  # counted for the account and its region, and for no table
    if names and needed and needed not in names and metric.lower() not in _APART:
        return False
    return not any(map(_is_misnamed, told))


_NO_TOTAL = frozenset((
    "aws/applicationelb",
    "aws/networkelb",
    "aws/ecs",
    "ecs/containerinsights",
    "aws/sqs",
    "aws/sns",
    "aws/apigateway",
    "aws/dynamodb",
    "aws/cloudfront",
    "aws/s3",
    "aws/elasticbeanstalk",
))  # fmt: skip
"""Namespaces that keep a metric for each resource, and no sum of all: unlike hosts, databases and functions."""
_OF_ACCOUNT = regex(r"(?i)^(?:usererrors|account\w+|max\w+|sms\w+|numberofnotifications\w*)$")
"""What is counted for a whole account, under no dimension."""


def is_kept_alone(namespace: str, metric: str) -> bool:
    """CloudWatch may keep the metric under no dimension; for alarms whose own text is all that there is."""
    return namespace.strip().lower() not in _NO_TOTAL or _OF_ACCOUNT.match(metric.strip()) is not None


def _is_misnamed(dimension: Dimension) -> bool:
    """It names the right thing by another of its names, as an ARN where the end of it is wanted."""
    name = dimension.name.lower()
    right = _RIGHT.get((name, dimension.of))
    if right is not None:
        return dimension.attribute.replace("_", "").lower() not in right
    written = _WRITTEN.get(name)
    return bool(written and not _UNTOLD.search(dimension.value) and not written.match(dimension.value))


_ONE_EACH = frozenset(("average", "minimum", "maximum"))
_HIGHEST = (
    ("aws/ec2", regex(r"(?i)cpuutilization$"), 100.0),
    ("aws/rds", regex(r"(?i)cpuutilization$"), 100.0),
    ("cwagent", regex(r"(?i)(?:mem|disk|swap)_used_percent$"), 100.0),
    ("aws/ec2", regex(r"(?i)statuscheckfailed"), 1.0),
    ("aws/applicationelb", regex(r"(?i)httpcode_|\w+errorcount$"), 1.0),
    ("aws/apigateway", regex(r"(?i)[45]xx"), 1.0),
    ("aws/lambda", regex(r"(?i)errors$"), 1.0),
    ("aws/applicationelb", regex(r"(?i)targetresponsetime$"), 100.0),  # seconds, of which a balancer waits for 60
)
"""What an average or a maximum of a metric never exceeds, as each of what is counted counts as one."""
_BYTES = regex(r"(?i)^(?:freestoragespace|freeablememory|freelocalstorage)$")
_FEWEST_BYTES = 1_000_000
_ABOVE = {"greaterthanthreshold": 0.0, "greaterthanorequaltothreshold": 1e-9}


def can_ring(metric: str, namespace: str, statistic: str, operator: str, threshold: float | None) -> bool:
    """The value that it waits for can come; False for a bound beyond all that the metric can be."""
    if threshold is None:
        return True
    space, asked = namespace.strip().lower(), operator.strip().lower()
    if space == "aws/rds" and asked.startswith("lessthan") and _BYTES.match(metric):
        return threshold >= _FEWEST_BYTES  # meant as gigabytes, and counted in bytes
    slack = _ABOVE.get(asked)
    if slack is None or statistic.strip().lower() not in _ONE_EACH:
        return True
    highest = (most for name, pattern, most in _HIGHEST if name == space and pattern.match(metric))
    return all(threshold < most + slack for most in highest)
