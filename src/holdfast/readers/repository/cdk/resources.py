"""The resources that the uses of a CDK program's classes make."""

from collections.abc import Iterable
from functools import lru_cache

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.cdk.alarms import alarm
from holdfast.readers.repository.cdk.apis import APIS
from holdfast.readers.repository.cdk.calls import Call, in_order
from holdfast.readers.repository.cdk.constructs import CONSTRUCTS, Maker
from holdfast.readers.repository.cdk.documents import document_cluster
from holdfast.readers.repository.cdk.evaluate import Context
from holdfast.readers.repository.cdk.functions import FUNCTIONS, hosted_app
from holdfast.readers.repository.cdk.imported import libraries
from holdfast.readers.repository.cdk.indexes import search_domain
from holdfast.readers.repository.cdk.kept import KEPT
from holdfast.readers.repository.cdk.listeners import listener, listener_alone
from holdfast.readers.repository.cdk.methods import METHODS, scalable
from holdfast.readers.repository.cdk.platforms import PLATFORMS, app_runner, kubernetes
from holdfast.readers.repository.cdk.projects import PROJECTS
from holdfast.readers.repository.cdk.support import PLANS, SUPPORT, ready_plan
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.templates.stack import Stack
from holdfast.readers.repository.text.nodes import Node, capitalized

_MAKERS = {
    **CONSTRUCTS,
    **SUPPORT,
    **FUNCTIONS,
    **PROJECTS,
    **PLATFORMS,
    **APIS,
    "ApplicationListener": listener_alone,
    "NetworkListener": listener_alone,
}
_MAKING_METHODS = ("autoScaleTaskCount", "addListener", "createAlarm")
_FOREIGN = ("eks", "docdb", "neptune", "redshift", "msk", "memorydb", "elasticache", "appmesh", "gamelift")
_OF_LIBRARY = {
    **KEPT,
    ("amplify", "App"): hosted_app,
    ("amplifyalpha", "App"): hosted_app,
    ("apprunner", "Service"): app_runner,
    ("apprunneralpha", "Service"): app_runner,
    ("eks", "Cluster"): kubernetes,
    ("docdb", "DatabaseCluster"): document_cluster,
    ("opensearchservice", "Domain"): search_domain,
    ("elasticsearch", "Domain"): search_domain,
}
"""Constructs that are called as others are, by their library and name."""
_SERVICES = {
    "ec2": "EC2",
    "rds": "RDS",
    "s3": "S3",
    "ecs": "ECS",
    "elasticache": "ElastiCache",
    "memorydb": "MemoryDB",
    "opensearchservice": "OpenSearchService",
    "elasticsearch": "Elasticsearch",
    "elbv2": "ElasticLoadBalancingV2",
    "elasticloadbalancingv2": "ElasticLoadBalancingV2",
    "autoscaling": "AutoScaling",
    "applicationautoscaling": "ApplicationAutoScaling",
    "appscaling": "ApplicationAutoScaling",
    "cloudwatch": "CloudWatch",
    "cw": "CloudWatch",
    "sns": "SNS",
    "budgets": "Budgets",
    "iam": "IAM",
    "ce": "CE",
    "dlm": "DLM",
    "backup": "Backup",
    "elasticbeanstalk": "ElasticBeanstalk",
    "beanstalk": "ElasticBeanstalk",
    "eb": "ElasticBeanstalk",
    "amplify": "Amplify",
    "apprunner": "AppRunner",
    "lightsail": "Lightsail",
    "dynamodb": "DynamoDB",
    "cloudfront": "CloudFront",
    "acm": "CertificateManager",
    "certificatemanager": "CertificateManager",
    "route53": "Route53",
    "secretsmanager": "SecretsManager",
    "ssm": "SSM",
    "codedeploy": "CodeDeploy",
    "scheduler": "Scheduler",
    "events": "Events",
    "lambda": "Lambda",
    "docdb": "DocDB",
    "apigateway": "ApiGateway",
    "apigatewayv2": "ApiGatewayV2",
    "amazonmq": "AmazonMQ",
    "efs": "EFS",
    "logs": "Logs",
    "ecr": "ECR",
    "eks": "EKS",
    "cognito": "Cognito",
    "elasticloadbalancing": "ElasticLoadBalancing",
}

_SPELLED = {
    "DbClusterIdentifier": "DBClusterIdentifier",
    "DbClusterInstanceClass": "DBClusterInstanceClass",
    "DbInstanceClass": "DBInstanceClass",
    "DbInstanceIdentifier": "DBInstanceIdentifier",
    "MultiAz": "MultiAZ",
    "TargetGroupArns": "TargetGroupARNs",
    "VpcZoneIdentifier": "VPCZoneIdentifier",
}
"""Properties of level 1 constructs whose abbreviations CloudFormation spells in capitals."""


def stack_of(contexts: Iterable[Context]) -> Stack:
    """One stack with the resources of all uses, so that they can refer to one another."""
    stack, taken = Stack(), dict[str, int]()
    contexts = list(contexts)
    for context in contexts:
        _name_constructs(context, taken)
    for context in contexts:
        for call, guards in context.part.calls:
            if call in context.made and call.value not in _MAKING_METHODS and context.allowed(guards):
                _make(call, context, stack)
    # What goes over all that was made comes last.
    for context in sorted(contexts, key=_goes_over_all):
        for call, guards in context.part.calls:
            known = call.value in METHODS or call.value in _MAKING_METHODS
            if known and context.allowed(guards) and not _is_own(call, context):
                _apply(call, context, stack)
    return stack


def _goes_over_all(context: Context) -> bool:
    """An aspect, which is shown every construct of the program."""
    part = context.part if context.owner is None else context.owner.part
    return "IAspect" in part.base or bool(part.name and part.name in _aspects(part.file.snippet.text))


@lru_cache(maxsize=64)
def _aspects(text: str) -> frozenset[str]:
    """The classes of which Python says it above them."""
    return frozenset(match["name"] for match in _ASPECT.finditer(text))


_ASPECT = regex(
    r"implements\((?:\w{1,20}\.)?IAspect\)[^\n]{0,80}\n\s{0,20}(?:@[^\n]{1,200}\n\s{0,20}){0,4}class\s{1,4}(?P<name>\w{1,100})"
)


def _is_own(call: Expr, context: Context) -> bool:
    """A method of the program's own that is called as one of the CDK is: what it does is told by its body."""
    on_itself = call.base is not None and call.base.sort == "name" and call.base.value in ("this", "self")
    return on_itself and (call in context.answers or call.value == "createAlarm")


def _name_constructs(context: Context, taken: dict[str, int]) -> None:
    """Give each construct a name of its own; `taken` has the names so far, with the marks that the last of each got."""
    for call, _ in context.part.calls:
        if not _makes(call, context):
            continue
        given = context.evaluate(call.parts[1]).text() if len(call.parts) > 1 else None
        if given is None and call.parts:
            given = context.evaluate(call.parts[0]).text()
        name = given if given and "${" not in given else str(call.value)
        marks = taken.get(name, -1) + 1
        while (own := name + "'" * marks) in taken:
            marks += 1
        taken[name] = marks
        taken.setdefault(own, 0)
        context.made[call] = own


def _makes(call: Expr, context: Context) -> bool:
    name = str(call.value)
    if name in _MAKING_METHODS:
        return call.base is not None and not _is_own(call, context)
    alias = _library(call, context)
    if name in PLANS:
        return alias == "backupplan"
    if not call.new or len(call.parts) < 2 or call.parts[0].sort not in ("name", "other"):
        return False
    known = (alias, name) in _OF_LIBRARY or (name in _MAKERS and alias not in _FOREIGN)
    return known or _raw_type(call, context) is not None


def _library(call: Expr, context: Context) -> str:
    """The library a construct comes from, as it is imported; else by the name before it (`rds`, `aws_rds`)."""
    text = str(call.base.value) if call.base is not None and call.base.sort == "name" else ""
    known = libraries(context.part.file.snippet.text).get(text or str(call.value))
    return known or text.rpartition(".")[2].removeprefix("aws_").removesuffix("_").lower()


def _raw_type(call: Expr, context: Context) -> str | None:
    """The CloudFormation type of a level 1 construct, `rds.CfnDBInstance`."""
    name, service = str(call.value), _SERVICES.get(_library(call, context))
    return f"AWS::{service}::{name.removeprefix('Cfn')}" if service and name.startswith("Cfn") else None


def _options(call: Expr, context: Context) -> Node:
    """A construct's properties: its last object argument, or its keyword arguments."""
    if call.entries and not any(part.sort == "object" for part in call.parts):
        return context.evaluate(replace(call, sort="object"))
    node = context.evaluate(call.parts[-1]) if call.parts else None
    return node if node is not None and isinstance(node.value, dict) else Node({}, call.line, call.line, call.line)


def _maker(call: Expr, context: Context, stack: Stack) -> Maker:
    snippet = context.part.file.snippet
    own = _own_environment(context)
    if own is not None and snippet.environment is None:
        snippet = replace(snippet, environment=own)
    name = context.made.get(call) or f"{call.value}:{call.line}"
    while name in stack.resources and call not in context.made:
        name += "'"
    return Maker(name, call.line, stack, snippet, context.region)


def _own_environment(context: Context) -> str | None:
    """The environment that a use itself names, not the one under evaluation."""
    return context.environment if context.named else None


def _make(call: Expr, context: Context, stack: Stack) -> None:
    make = _maker(call, context, stack)
    name = str(call.value)
    raw = _raw_type(call, context)
    if raw is not None:
        properties = capitalized(_options(call, context))
        make.add(raw, {_SPELLED.get(name, name): node for name, node in properties.entries().items()})
    elif name in PLANS:
        ready_plan(make, name)
    else:
        own = _OF_LIBRARY.get((_library(call, context), name))
        (own or _MAKERS[name])(make, _options(call, context))


def _apply(call: Expr, context: Context, stack: Stack) -> None:
    target = stack.target(context.evaluate(call.base)) if call.base is not None else None
    around = stack.resources if _goes_over_all(context) else context.ids()
    own = [stack.resources[name] for name in around if name in stack.resources]
    given = [context.evaluate(part) for part in in_order(call)]
    told = Call(
        name=str(call.value),
        target=target,
        given=given,
        options=_options(call, context),
        line=call.line,
        end=call.end,
        make=_maker(call, context, stack),
        neighbours=own,
    )
    if told.name == "autoScaleTaskCount":
        scalable(told)
    elif told.name == "addListener":
        listener(told)
    elif told.name == "createAlarm":
        alarm(told.make, _with_metric(told, context, call))
    else:
        METHODS[told.name](told)


def _with_metric(told: Call, context: Context, call: Expr) -> Node:
    metric = context.evaluate(call.base) if call.base is not None else Node(None)
    return replace(told.options, value={**told.options.entries(), "metric": metric})
