"""Calls on constructs (`alarm.addAlarmAction(…)`, `bucket.addCorsRule(…)`) as changes to their resources."""

from collections.abc import Callable

from holdfast.readers.repository.cdk.alarms import metric_properties
from holdfast.readers.repository.cdk.apis import API_METHODS
from holdfast.readers.repository.cdk.calls import Call, append, put
from holdfast.readers.repository.cdk.constructs import container, health_properties, picked
from holdfast.readers.repository.cdk.functions import address
from holdfast.readers.repository.cdk.kept import add_lifecycle_rule, driven_logs
from holdfast.readers.repository.cdk.listeners import to_listener
from holdfast.readers.repository.cdk.openings import default_port, ports_of, source_of
from holdfast.readers.repository.cdk.platforms import more_hosts, more_nodes
from holdfast.readers.repository.cdk.support import (
    attach,
    backup_rule,
    cors_rule,
    deploys,
    managed_name,
    receiver,
    schedule_text,
    statement,
)
from holdfast.readers.repository.cdk.user_data import LAUNCHERS
from holdfast.readers.repository.monitoring.addresses import reaches_nobody
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_NO_NOTICE = ("Ec2Action", "AutoScalingAction", "ApplicationScalingAction")


def _alarm_action(call: Call) -> None:
    tells = any(node.text("call") not in _NO_NOTICE for node in call.given) or not call.given
    if not tells:
        return
    alarms = [call.target] if call.target is not None else call.neighbours
    told = [{"Ref": one.id} for node in call.given for one in map(call.make.stack.target, node.items("given")) if one]
    for alarm in alarms:
        if alarm.type.startswith("AWS::CloudWatch::"):
            alarm.traits["notifies"] = True
            if call.target is not None or told:
                put(alarm, call.node(told), "AlarmActions")


_SUBSCRIBERS = {
    "EmailSubscription": "email",
    "SmsSubscription": "sms",
    "LambdaSubscription": "lambda",
    "UrlSubscription": "https",
    "SqsSubscription": "sqs",
}


_OF_CALL = frozenset(("call", "on", "of"))


def _subscribe(call: Call) -> None:
    if call.target is None:
        return
    for node in call.given:
        kind = _SUBSCRIBERS.get(node.text("call") or "", "other")
        words = " ".join(str(part.value) for part in node.scalars()).lower()
        kind = next((word for word in ("slack", "pagerduty", "opsgenie", "discord") if word in words), kind)
        mailed = kind == "email"
        # What the class is called and called on is no address of anybody.
        told = [one for name, part in node.entries().items() if name not in _OF_CALL for one in part.scalars()]
        vain = next((one for one in told if (mailed and one.value == "") or reaches_nobody(str(one.value))), None)
        if vain is not None:
            call.target.traits.setdefault("vain", []).append(vain)
            continue
        call.target.traits.setdefault("subscribers", []).append(kind)


_POLICY_METRICS = {
    "scaleOnCpuUtilization": ("cpu", ("targetUtilizationPercent",)),
    "scaleOnMemoryUtilization": ("memory", ("targetUtilizationPercent",)),
    "scaleOnRequestCount": ("RequestCount", ("requestsPerTarget", "targetRequestsPerMinute")),
    "scaleToTrackCustomMetric": (None, ("targetValue",)),
    "scaleToTrackMetric": (None, ("targetValue",)),
    "scaleOnMetric": (None, ()),
    "scaleOnIncomingBytes": ("NetworkIn", ("targetBytesPerSecond",)),
}


def _scale(call: Call) -> None:
    metric, keys = _POLICY_METRICS[call.name]
    target = next((call.options.number(key) for key in keys if call.options.has(key)), None)
    name = metric or metric_properties(call.make, call.options.get("metric") or call.options.get("customMetric")).get(
        "MetricName"
    )
    group = call.target is not None and call.target.type == "AWS::AutoScaling::AutoScalingGroup"
    owner = {"Ref": call.target.id} if call.target is not None else None
    tracking = {"CustomizedMetricSpecification": {"MetricName": name}, "TargetValue": target}
    call.make.add(
        "AWS::AutoScaling::ScalingPolicy" if group else "AWS::ApplicationAutoScaling::ScalingPolicy",
        {
            "AutoScalingGroupName" if group else "ScalingTargetId": owner,
            "TargetTrackingConfiguration" if group else "TargetTrackingScalingPolicyConfiguration": tracking,
        },
    )


def _scale_schedule(call: Call) -> None:
    text = schedule_text(call.options.get("schedule"))
    owner = {"Ref": call.target.id} if call.target is not None else None
    call.make.add("AWS::AutoScaling::ScheduledAction", {"AutoScalingGroupName": owner, "Recurrence": text})


def scalable(call: Call) -> None:
    """`service.autoScaleTaskCount({minCapacity, maxCapacity})`; its minimum is 1 unless said."""
    resource = {"Ref": call.target.id} if call.target is not None else None
    call.make.add(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        {
            "ResourceId": resource,
            "MinCapacity": call.options.get("minCapacity") or 1,
            "MaxCapacity": call.options.get("maxCapacity"),
        },
    )


def _add_targets(call: Call) -> None:
    to_listener(call)
    for node in call.options.items("targets"):
        _attach(call, call.make.stack.target(receiver(node)))
    found = {**picked(call.options, Port="port"), **health_properties(call.options.get("healthCheck"))}
    call.make.add("AWS::ElasticLoadBalancingV2::TargetGroup", {**found, "Protocol": "HTTP"})


def _attach(call: Call, resource: Resource | None) -> None:
    # Told where the targets are given.
    attach(resource, call.make.snippet.at(call.line, call.end))


def _attached(call: Call) -> None:
    _attach(call, call.target)
    for node in call.given:
        _attach(call, call.make.stack.target(node))


def _health_check(call: Call) -> None:
    if call.target is None:
        return
    group = call.target
    if group.type == "AWS::ECS::Service":
        group = call.make.stack.resources.get(f"{group.id}TargetGroup", group)
    for key, node in health_properties(call.options).items():
        put(group, node, key)


_DEFAULT_PORT = ("allowDefaultPortFromAnyIpv4", "allowDefaultPortFrom")


def _ingress(call: Call) -> None:
    peer, port, *_ = (*call.given, Node(None), Node(None))
    ports = ports_of(port)
    if call.name == "allowFromAnyIpv4":
        peer, ports = call.node({"call": "anyIpv4"}), ports_of(peer)
    elif call.name in _DEFAULT_PORT:
        peer = call.node({"call": "anyIpv4"}) if call.name == _DEFAULT_PORT[0] else peer
        ports = default_port(call.target)
    _let_in(call, {**source_of(peer), **ports})


def _ssh(call: Call) -> None:
    """A bastion lets each of these peers log in over SSH."""
    for peer in call.given:
        _let_in(call, {**source_of(peer), **ports_of(Node("SSH"))})


def _let_in(call: Call, rule: dict[str, object]) -> None:
    if call.target is not None and "FromPort" in rule:
        if call.target.type == "AWS::EC2::SecurityGroup":
            append(call.target, call.node(rule), "SecurityGroupIngress")
        else:
            call.make.add("AWS::EC2::SecurityGroupIngress", {**rule, "GroupId": {"Ref": call.target.id}})


def _managed_policy(call: Call) -> None:
    for node in call.given:
        arn = managed_name(node)
        if arn is None:
            continue
        if call.target is not None and call.target.type.startswith("AWS::IAM::"):
            append(call.target, arn, "ManagedPolicyArns")
        else:
            # The role of a task, a function or an instance, which its construct makes by itself.
            call.make.add("AWS::IAM::Role", {"ManagedPolicyArns": [arn]})


def _statement(call: Call) -> None:
    holder = {"Ref": call.target.id} if call.target is not None else None
    for node in call.given:
        if node.has("actions") or node.has("Action"):
            document = {"Statement": [statement(node)]}
            call.make.add(
                "AWS::IAM::ManagedPolicy", {"Roles": [holder] if holder else None, "PolicyDocument": document}
            )


def _bucket_policy(call: Call) -> None:
    if call.target is None:
        return
    for node in call.given:
        told = {"Bucket": {"Ref": call.target.id}, "PolicyDocument": {"Statement": [statement(node)]}}
        call.make.add("AWS::S3::BucketPolicy", told)


def _resource_policy(call: Call) -> None:
    """`addToResourcePolicy` is a bucket's policy; on anything else it says nothing about permissions of ours."""
    if call.target is not None and call.target.type == "AWS::S3::Bucket":
        _bucket_policy(call)


_GRANTS = (
    "grantReadData",
    "grantWriteData",
    "grantReadWriteData",
    "grantRead",
    "grantWrite",
    "grantReadWrite",
    "grantPut",
    "grantInvoke",
)
_GRANTED = {
    "AWS::DynamoDB::Table": ("dynamodb:GetItem", "dynamodb:PutItem"),
    "AWS::S3::Bucket": ("s3:GetObject", "s3:PutObject"),
    "AWS::SecretsManager::Secret": ("secretsmanager:GetSecretValue",),
    "AWS::SSM::Parameter": ("ssm:GetParameter",),
    "AWS::Lambda::Function": ("lambda:InvokeFunction",),
}
"""What the grants of these resources let somebody do, one action or two of each: on nothing but the resource."""


_ANYBODY = ("AnyPrincipal", "StarPrincipal", "Anyone")


def _grant_public(call: Call) -> None:
    """`bucket.grantPublicAccess('images/*', 's3:GetObject')`; all objects are to be read where nothing is said."""
    prefix, *actions = [node.text() or "*" for node in call.given if not isinstance(node.value, dict)] or ["*"]
    _to_anybody(call, prefix, *(actions or ("s3:GetObject",)))


def _to_anybody(call: Call, objects: str, *actions: str) -> None:
    if call.target is None or call.target.type != "AWS::S3::Bucket":
        return
    whole = f"${{{call.target.id}}}/{objects}"
    told = call.node({"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": whole})
    document = {"Statement": [told]}
    call.make.add("AWS::S3::BucketPolicy", {"Bucket": {"Ref": call.target.id}, "PolicyDocument": document})


def _removal(target: Resource, call: Call) -> None:
    """`database.applyRemovalPolicy(RemovalPolicy.DESTROY)`: what its own properties say counts no more."""
    policy = call.given[0].text() if call.given else None
    if policy is not None and target.type in ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DynamoDB::Table"):
        gone = policy == "DESTROY"
        target.traits["deletion"] = call.make.snippet.at(call.line, call.end) if gone else None


def _grant(call: Call) -> None:
    if call.given and call.given[0].text("call") in _ANYBODY:
        _to_anybody(call, "*", "s3:PutObject" if call.name in ("grantWrite", "grantPut") else "s3:GetObject")
        return
    if call.target is not None and call.target.type in _GRANTED:
        told = {"Effect": "Allow", "Action": list(_GRANTED[call.target.type]), "Resource": f"${{{call.target.id}}}"}
        call.make.add("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": [call.node(told)]}})


def _container(call: Call) -> None:
    if call.target is None or call.target.type != "AWS::ECS::TaskDefinition":
        return
    name = call.given[0].text() if call.given else None
    append(call.target, call.node(container(call.options, name)), "ContainerDefinitions")
    driven_logs(call.make, call.options)


def _user_data(call: Call) -> None:
    around = [call.target] if call.target is not None else []
    launches = (call.make.stack.resources.get(f"{one.id}LaunchConfig", one) for one in (*around, *call.neighbours))
    owner = next((one for one in launches if one.type in LAUNCHERS), None)
    if owner is not None:
        owner.traits.setdefault("commands", []).extend(call.given)


def _on_target(change: Callable[[Resource, Call], None]) -> Callable[[Call], None]:
    def apply(call: Call) -> None:
        if call.target is not None:
            change(call.target, call)

    return apply


def _serves(call: Call) -> None:
    for node in call.given:
        function = call.make.stack.target(node)
        if function is not None:
            function.traits["serves"] = True


def _handler(call: Call) -> None:
    function = call.make.stack.target(call.options.get("handler"))
    if function is not None:
        function.traits["serves"] = True


def _function_url(call: Call) -> None:
    if call.target is not None:
        call.target.traits.update(serves=True)
    address(call.make, call.options)


_PROVIDERS = {
    "EcsDeployAction": "ECS",
    "CodeDeployServerDeployAction": "CodeDeploy",
    "CodeDeployEcsDeployAction": "CodeDeployToECS",
    "ElasticBeanstalkDeployAction": "ElasticBeanstalk",
    "CloudFormationCreateUpdateStackAction": "CloudFormation",
}
"""What an action of a pipeline deploys by."""


def _deploy_action(call: Call) -> None:
    deploys(call.make, _PROVIDERS[call.name], call.line, call.end)


def _add_rules(plan: Resource, call: Call) -> None:
    for node in call.given:
        append(plan, backup_rule(node), "BackupPlan", "BackupPlanRule")


METHODS: dict[str, Callable[[Call], None]] = {
    **API_METHODS,
    "addAlarmAction": _alarm_action,
    "addSubscription": _subscribe,
    **dict.fromkeys(_POLICY_METRICS, _scale),
    "scaleOnSchedule": _scale_schedule,
    "addTargets": _add_targets,
    **dict.fromkeys(("addTargetGroups", "addAction", "addRedirectResponse"), to_listener),
    "attachToApplicationTargetGroup": _attached,
    "addTarget": _attached,
    "configureHealthCheck": _health_check,
    "addIngressRule": _ingress,
    "allowFrom": _ingress,
    "allowSshAccessFrom": _ssh,
    "allowFromAnyIpv4": _ingress,
    **dict.fromkeys(_DEFAULT_PORT, _ingress),
    "addManagedPolicy": _managed_policy,
    "addToPolicy": _statement,
    "addToRolePolicy": _statement,
    "addToPrincipalPolicy": _statement,
    "addStatements": _statement,
    "addToResourcePolicy": _resource_policy,
    **dict.fromkeys(_GRANTS, _grant),
    "grantPublicAccess": _grant_public,
    "applyRemovalPolicy": _on_target(_removal),
    "addNodegroupCapacity": more_nodes,
    "addAutoScalingGroupCapacity": more_nodes,
    "addCapacity": more_hosts,
    "addContainer": _container,
    "addDefaultContainer": _container,
    "addCommands": _user_data,
    "addUserData": _user_data,
    "addCorsRule": _on_target(
        lambda bucket, call: append(bucket, cors_rule(call.options), "CorsConfiguration", "CorsRules")
    ),
    "addLifecycleRule": _on_target(add_lifecycle_rule),
    "addRule": _on_target(_add_rules),
    **dict.fromkeys(_PROVIDERS, _deploy_action),
    "addSelection": _on_target(lambda plan, call: plan.traits.update(selected=True, subject=selected(call))),
    "addRotationSchedule": _on_target(lambda secret, _: secret.traits.update(rotates=True)),
    "addRotationSingleUser": _on_target(lambda secret, _: secret.traits.update(rotates=True)),
    "addFunctionUrl": _function_url,
    **dict.fromkeys(
        ("autoScaleReadCapacity", "autoScaleWriteCapacity"),
        _on_target(lambda table, _: table.traits.update(scales=True)),
    ),
    **dict.fromkeys(
        ("LambdaIntegration", "HttpLambdaIntegration", "WebSocketLambdaIntegration", "LambdaTarget"), _serves
    ),
    **dict.fromkeys(("LambdaRestApi", "LambdaProxyIntegration", "LambdaWebSocketIntegration"), _handler),
}
"""Methods by name, each with what it changes."""


def selected(call: Call) -> str | None:
    """What a backup selection is about: "database", "volume", "files"; None when it cannot be told."""
    words: list[str] = []
    for node in call.options.items("resources"):
        words.append(node.text("call") or "")
        words += [target.type for part in node.items("given") if (target := call.make.stack.target(part))]
    text = " ".join(words)
    if "Rds" in text or "Dynamo" in text or "RDS" in text:
        return "database"
    if "Ec2" in text or "EC2" in text:
        return "volume"
    return "files" if "Efs" in text or "EFS" in text else None
