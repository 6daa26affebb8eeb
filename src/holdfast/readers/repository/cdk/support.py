"""CDK's constructs as CloudFormation resources: target groups, storage, access, backups, releases."""

from collections.abc import Callable
from typing import Any

from holdfast.model.evidence import Location
from holdfast.readers.repository.cdk.alarms import ALARMS
from holdfast.readers.repository.cdk.constructs import Maker, health_properties, picked
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node, build


def attach(resource: Resource | None, place: Location) -> None:
    """Note that a load balancer sends to this resource, and where that is said."""
    if resource is not None:
        resource.traits["attached"] = True
        resource.traits.setdefault("places", {})["attached"] = place


def receiver(node: Node) -> Node:
    """What a target stands for: the service of `service.loadBalancerTarget(…)`, what an `InstanceTarget` is given."""
    given = node.items("given")
    if given and (node.text("call") or "")[:1].isupper():
        return given[0]
    return node if node.reference() else node.get("of") or (given[0] if given else node)


def _target_group(make: Maker, props: Node) -> None:
    found = {**picked(props, Port="port", Protocol="protocol"), **health_properties(props.get("healthCheck"))}
    targets = props.items("targets")
    for node in targets:
        attach(make.stack.target(receiver(node)), make.snippet.at(node.line, node.end))
    # A group that gets no targets at all asks nobody: it only fills a listener's default.
    make.add("AWS::ElasticLoadBalancingV2::TargetGroup", found, empty=not targets or None)


def _moved(node: Node, value: Any) -> Node:
    """Another value on the same lines."""
    return Node(build(value, node.line).value, node.line, node.end, node.key_line)


def cors_rule(rule: Node) -> Node:
    """A bucket's CORS rule; the CDK's word for all origins is one of its APIs, and serves here as well."""
    found = picked(rule, AllowedOrigins="allowedOrigins", AllowedMethods="allowedMethods")
    if rule.text("allowedOrigins") == "ALL_ORIGINS":
        found["AllowedOrigins"] = _moved(rule.child("allowedOrigins"), ["*"])
    return _moved(rule, found)


def lifecycle_rule(rule: Node) -> Node:
    """A bucket's lifecycle rule; durations are days already."""
    moves = [_moved(move, picked(move, StorageClass="storageClass")) for move in rule.items("transitions")]
    found: dict[str, Any] = picked(
        rule, ExpirationInDays="expiration", NoncurrentVersionExpirationInDays="noncurrentVersionExpiration"
    )
    status = "Disabled" if rule.flag("enabled") is False else "Enabled"
    return _moved(rule, {**found, "Transitions": moves or None, "Status": status})


def _bucket(make: Maker, props: Node) -> None:
    versioned = props.get("versioned")
    cors, rules = props.get("cors"), props.get("lifecycleRules")
    status = None
    if versioned is not None:
        status = _moved(versioned, {"Status": "Enabled" if versioned.flag() else "Suspended"})
    corsed = [cors_rule(rule) for rule in props.items("cors")]
    lived = [lifecycle_rule(rule) for rule in props.items("lifecycleRules")]
    public = props.get("publicReadAccess")
    make.add(
        "AWS::S3::Bucket",
        {
            **picked(
                props,
                BucketName="bucketName",
                BucketEncryption="encryption",
                PublicAccessBlockConfiguration="blockPublicAccess",
                WebsiteConfiguration="websiteIndexDocument",
            ),
            "VersioningConfiguration": status,
            "AutoDeleteObjects": props.get("autoDeleteObjects"),
            "CorsConfiguration": _moved(cors, {"CorsRules": corsed}) if cors is not None else None,
            "LifecycleConfiguration": _moved(rules, {"Rules": lived}) if rules is not None else None,
            "AccessControl": _moved(public, "PublicRead") if public is not None and public.flag() else None,
        },
    )


def _dashboard(make: Maker, props: Node) -> None:
    make.add("AWS::CloudWatch::Dashboard", picked(props, DashboardName="dashboardName"))


def _topic(make: Maker, props: Node) -> None:
    make.add("AWS::SNS::Topic", picked(props, TopicName="topicName"))


def _subscription(make: Maker, props: Node) -> None:
    found = picked(props, TopicArn="topic", Protocol="protocol", Endpoint="endpoint")
    make.add("AWS::SNS::Subscription", found)


def _plan(make: Maker, props: Node) -> None:
    rules = [backup_rule(rule) for rule in props.items("backupPlanRules")]
    make.add("AWS::Backup::BackupPlan", {"BackupPlan": {"BackupPlanRule": rules}})


_RULE_DAYS = {"daily": 35, "weekly": 90, "monthly1Year": 365, "monthly5Year": 1825, "monthly7Year": 2555}


def backup_rule(rule: Node) -> Node:
    """One rule of a backup plan: `new BackupPlanRule({…})` or one of its presets."""
    preset = _RULE_DAYS.get(rule.text("call") or "")
    keep = rule.get("deleteAfter") or (build(preset, rule.line) if preset else None)
    schedule = schedule_text(rule.get("scheduleExpression")) or {
        90: "weekly",
        365: "monthly",
        1825: "monthly",
        2555: "monthly",
    }.get(preset or 0, "daily")
    copies = rule.get("copyActions")
    return _moved(
        rule,
        {
            "ScheduleExpression": schedule,
            "Lifecycle": {"DeleteAfterDays": keep} if keep is not None else None,
            "CopyActions": [{"DestinationBackupVaultArn": "copy"}] if copies is not None and copies.items() else None,
        },
    )


PLANS = {
    "daily35DayRetention": (("daily", 35),),
    "dailyMonthly1YearRetention": (("daily", 35), ("monthly", 365)),
    "dailyWeeklyMonthly5YearRetention": (("daily", 35), ("weekly", 90), ("monthly", 1825)),
    "dailyWeeklyMonthly7YearRetention": (("daily", 35), ("weekly", 90), ("monthly", 2555)),
}
"""The ready-made backup plans, `BackupPlan.NAME(scope, id)`: how often, and days kept."""


def ready_plan(make: Maker, name: str) -> None:
    """A ready-made backup plan."""
    rules = [{"ScheduleExpression": often, "Lifecycle": {"DeleteAfterDays": days}} for often, days in PLANS[name]]
    make.add("AWS::Backup::BackupPlan", {"BackupPlan": {"BackupPlanRule": rules}})


def statement(node: Node) -> Node:
    """A policy statement in IAM's own words."""
    if node.has("Statement") or node.has("Action"):
        return node
    found: dict[str, Any] = picked(
        node, Action="actions", Resource="resources", NotResource="notResources", Condition="conditions"
    )
    effect = "Deny" if node.text("effect") == "DENY" else "Allow"
    whom = [one.text("call") for one in node.items("principals")]
    principal = "*" if any(name in ("AnyPrincipal", "Anyone", "StarPrincipal") for name in whom) else None
    return _moved(node, {**found, "Effect": effect, "Principal": principal})


def _document(node: Node | None, statements: list[Node]) -> list[Node]:
    inner = node.items("statements") if node is not None else []
    return [statement(one) for one in [*inner, *statements]]


def managed_name(node: Node) -> Node | None:
    """`ManagedPolicy.fromAwsManagedPolicyName('X')` as the policy's ARN."""
    given = node.items("given")
    if node.text("call") == "fromAwsManagedPolicyName" and given:
        return _moved(node, f"arn:aws:iam::aws:policy/{given[0].text()}")
    text = node.text() or node.text("managedPolicyArn")
    return _moved(node, text) if text and ":policy/" in text else None


def _trust(node: Node | None) -> dict[str, Any] | None:
    """Who may assume a role, from `assumedBy`."""
    if node is None:
        return None
    call, given = node.text("call") or "", node.items("given")
    if call == "ServicePrincipal" and given:
        return {"Statement": [_moved(node, {"Effect": "Allow", "Principal": {"Service": given[0].text()}})]}
    if call == "CompositePrincipal":
        inner = [part for one in given if (part := _trust(one))]
        return {"Statement": [made for part in inner for made in part["Statement"]]}
    if call == "withConditions":
        return _trust(node.get("of"))
    if call not in ("OpenIdConnectPrincipal", "WebIdentityPrincipal", "FederatedPrincipal"):
        return None
    provider = (given[0].text() or "") if given else ""
    if "oidc-provider/" not in provider:
        provider = f"oidc-provider/{_provider(node)}"
    conditions = next((one for one in given[1:] if isinstance(one.value, dict)), None)
    told = {"Effect": "Allow", "Principal": {"Federated": provider}, "Condition": conditions}
    return {"Statement": [_moved(node, told)]}


def _provider(node: Node) -> str:
    """The identity provider's host, from the condition's keys."""
    keys = [key for given in node.items("given")[1:] for clause in given.entries().values() for key in clause.entries()]
    return next((key.rpartition(":")[0] for key in keys if ":" in key), "")


def _role(make: Maker, props: Node) -> None:
    inline = props.child("inlinePolicies").entries().values()
    policies = [{"PolicyDocument": {"Statement": _document(policy, [])}} for policy in inline]
    managed = [arn for node in props.items("managedPolicies") if (arn := managed_name(node))]
    make.add(
        "AWS::IAM::Role",
        {
            **picked(props, RoleName="roleName", PermissionsBoundary="permissionsBoundary"),
            "AssumeRolePolicyDocument": _trust(props.get("assumedBy")),
            "Policies": policies or None,
            "ManagedPolicyArns": managed or None,
        },
    )


def _person(sort: str) -> Callable[[Maker, Node], None]:
    def make_person(make: Maker, props: Node) -> None:
        managed = [arn for node in props.items("managedPolicies") if (arn := managed_name(node))]
        told = picked(props, UserName="userName", PermissionsBoundary="permissionsBoundary")
        make.add(sort, {**told, "ManagedPolicyArns": managed or None})

    return make_person


def _policy(make: Maker, props: Node) -> None:
    statements = _document(props.get("document"), props.items("statements"))
    holders = picked(props, Roles="roles", Users="users", Groups="groups")
    names = picked(props, ManagedPolicyName="managedPolicyName")
    make.add("AWS::IAM::ManagedPolicy", {**names, **holders, "PolicyDocument": {"Statement": statements}})


def _key(make: Maker, props: Node) -> None:
    make.add("AWS::IAM::AccessKey", picked(props, UserName="user"))


def _security_group(make: Maker, props: Node) -> None:
    make.add("AWS::EC2::SecurityGroup", picked(props, GroupName="securityGroupName"))


def _secret(make: Maker, props: Node) -> None:
    template = props.get("generateSecretString", "secretStringTemplate")
    held = props.get("secretObjectValue") or props.get("secretStringValue") or template
    # `JSON.stringify({…})`, and `SecretValue.unsafePlainText(…)`, hold what they are given.
    inner = held.items("given")[:1] if held is not None and held.has("call") else []
    entries = (inner[0] if inner else held).entries() if held is not None else {}
    plain = {name: node for name, entry in entries.items() if (node := _plain(entry)) is not None}
    value: Any = plain or (inner[0] if inner and isinstance(inner[0].value, str) else held)
    make.add("AWS::SecretsManager::Secret", {**picked(props, Name="secretName"), "SecretString": value})


def _plain(entry: Node) -> Node | None:
    """A text, or the one that a value of a secret is made of."""
    given = entry.items("given") if entry.has("call") else [entry]
    return given[0] if given and isinstance(given[0].value, str) else None


def _parameter(make: Maker, props: Node) -> None:
    make.add("AWS::SSM::Parameter", picked(props, Name="parameterName", Value="stringValue"))


def _rotation(make: Maker, props: Node) -> None:
    make.add("AWS::SecretsManager::RotationSchedule", picked(props, SecretId="secret"))


def _deployment_group(make: Maker, props: Node, **given: Node) -> None:
    # The CDK rolls back a failed deployment unless it is told not to.
    auto = props.get("autoRollback")
    on = auto is None or auto.flag("failedDeployment", default=True) is not False
    enabled = _moved(auto, {"Enabled": on}) if auto is not None else {"Enabled": on}
    make.add("AWS::CodeDeploy::DeploymentGroup", {"AutoRollbackConfiguration": enabled, **given})


def _server_group(make: Maker, props: Node) -> None:
    config = props.get("deploymentConfig")
    at_once = config is not None and config.text() == "ALL_AT_ONCE"
    given = {"DeploymentConfigName": _moved(config, "CodeDeployDefault.AllAtOnce")} if config and at_once else {}
    _deployment_group(make, props, **given)


_CRON_FIELDS = ("minute", "hour", "day", "month", "weekDay", "year")


def schedule_text(node: Node | None) -> str | None:
    """A schedule as CloudFormation writes it: `Schedule.cron({hour: '3'})` is `cron(* 3 * * * *)`."""
    if node is None or node.text():
        return node.text() if node is not None else None
    given = node.items("given")
    called = node.text("call")
    if called == "cron":
        return f"cron({' '.join(node.text(name) or '*' for name in _CRON_FIELDS)})"
    if called == "rate" and given:
        days = given[0].number()
        return f"rate({days:g} days)" if days is not None else None
    return (given[0].text() if given else None) or called


def _rule(make: Maker, props: Node) -> None:
    schedule = props.get("schedule")
    if schedule is None:
        return
    found = {**picked(props, Name="ruleName", Description="description"), "ScheduleExpression": schedule_text(schedule)}
    make.add("AWS::Events::Rule", found)


def _file_system(make: Maker, props: Node) -> None:
    backed_up, one_zone = props.flag("enableAutomaticBackups"), props.flag("oneZone", default=False)
    kept = backed_up if props.has("enableAutomaticBackups") else one_zone
    found: dict[str, Any] = picked(props, Name="fileSystemName")
    if kept is not None:
        found["BackupPolicy"] = {"Status": "ENABLED" if kept else "DISABLED"}
    make.add("AWS::EFS::FileSystem", found)


def _pipeline(make: Maker, _: Node) -> None:
    """A pipeline of the CDK, which brings its stages out through CloudFormation."""
    deploys(make, "CloudFormation", make.line, make.line)


def deploys(make: Maker, provider: str, line: int, end: int) -> None:
    """Note that a pipeline of CodePipeline deploys by this provider, and where that is said."""
    action = Node(build({"ActionTypeId": {"Category": "Deploy", "Provider": provider}}, line).value, line, end, line)
    make.add("AWS::CodePipeline::Pipeline", {"Stages": [{"Actions": [action]}]})


def _declared(make: Maker, props: Node) -> None:
    make.add("AWS::CloudFormation::Parameter", picked(props, Type="type", NoEcho="noEcho", Default="default"))


SUPPORT: dict[str, Callable[[Maker, Node], None]] = {
    "ApplicationTargetGroup": _target_group,
    "Bucket": _bucket,
    **ALARMS,
    "Dashboard": _dashboard,
    "MonitoringFacade": _dashboard,
    "Topic": _topic,
    "Subscription": _subscription,
    "BackupPlan": _plan,
    "Role": _role,
    "User": _person("AWS::IAM::User"),
    "Group": _person("AWS::IAM::Group"),
    "Policy": _policy,
    "ManagedPolicy": _policy,
    "AccessKey": _key,
    "SecurityGroup": _security_group,
    "Secret": _secret,
    "DatabaseSecret": _secret,
    "StringParameter": _parameter,
    "SecretRotation": _rotation,
    "ServerDeploymentGroup": _server_group,
    "EcsDeploymentGroup": _deployment_group,
    "LambdaDeploymentGroup": _deployment_group,
    "Rule": _rule,
    "FileSystem": _file_system,
    "CfnParameter": _declared,
    "CodePipeline": _pipeline,
    "CdkPipeline": _pipeline,
}
"""Constructs by class name, each with the function that makes its resources."""
