"""Who may reach what: security groups, roles, policies, keys, secrets, and how releases go back."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Deployment,
    Ingress,
    Policy,
    Rollback,
    ScriptFault,
    SecretStore,
    Trust,
)
from holdfast.model.facts.base import Fact
from holdfast.readers.repository.configuration.lasting_keys import holder_of
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.policies.iam import is_called_boundary, statement_facts
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_MAKER_PREFIXES = ("Custom::", "CustomResource", "LogRetention", "AWSCDK", "CustomS3AutoDelete", "CustomCDKBucket")
_BUILDERS = ("codebuild.amazonaws.com", "codepipeline.amazonaws.com", "codedeploy.amazonaws.com")


_SOURCES = ("CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId")


def ingress_fact(rule: Node, at: Location, said: dict[str, Any], target: str | None) -> Ingress | None:
    """One opening, in the template's words; None for one that names no source."""
    sources = [rule.text(key) for key in _SOURCES if rule.has(key)]
    known = tuple(source for source in sources if source)
    if not known:
        return None
    every = str(rule.text("IpProtocol") or "") == "-1"
    start = 0 if every else rule.integer("FromPort", default=0)
    end = 65535 if every else rule.integer("ToPort", default=65535 if not rule.has("FromPort") else start)
    if start is None or end is None or (rule.text("IpProtocol") or "").startswith("icmp"):
        return None
    start, end = max(start, 0), 65535 if end < 0 else end
    return Ingress(**{**said, "at": at}, from_port=start, to_port=end, sources=known, target=target)


def _group(resource: Resource) -> Iterator[Fact]:
    for rule in resource.properties.items("SecurityGroupIngress"):
        fact = ingress_fact(rule, resource.where(rule), _said(resource, rule), resource.shown)
        if fact is not None:
            yield fact


def _said(resource: Resource, rule: Node) -> dict[str, Any]:
    """With the default of a parameter that names the source: that is what there is to narrow."""
    default = next((node.origin for key in _SOURCES if (node := rule.get(key)) is not None and node.origin), None)
    if default is None:
        return resource.said
    return {**resource.said, "places": {"sources": resource.where(default), "sources taken": resource.where(rule)}}


def _group_rule(resource: Resource) -> Iterator[Fact]:
    group = resource.stack.target(resource.properties.get("GroupId"))
    name = group.shown if group else resource.properties.text("GroupId")
    said = _said(resource, resource.properties)
    fact = ingress_fact(resource.properties, resource.where(resource.block), said, name)
    if fact is not None:
        yield fact


def _statements(resource: Resource, document: Node, principal: str, principal_type: str) -> Iterator[Policy | Trust]:
    for statement in document.items("Statement"):
        yield from statement_facts(
            {"Statement": statement.plain()},
            resource.where(statement),
            kind=resource.snippet.kind,
            principal=principal,
            principal_type=principal_type,
            environment=resource.said["environment"],
        )


def _managed(resource: Resource, principal: str, principal_type: str) -> Iterator[Policy]:
    for node in resource.properties.items("ManagedPolicyArns"):
        arn = node.text() or ""
        if ":policy/" in arn and "${" not in arn.rpartition("/")[2]:
            said = {**resource.said, "at": resource.where(node)}
            name = arn.rpartition("/")[2]
            yield Policy(**said, principal=principal, principal_type=principal_type, managed=name)


def _role_type(role: Resource) -> str:
    """What kind of principal a role is, by who may assume it."""
    statements = role.properties.items("AssumeRolePolicyDocument", "Statement")
    services = [text for statement in statements for text in statement.child("Principal").texts("Service")]
    if any(statement.has("Principal", "Federated") for statement in statements):
        return "deploy-role"
    if any(service.startswith("ec2.") for service in services):
        return "instance-role"
    return "deploy-role" if any(service in _BUILDERS for service in services) else "role"


def _role(resource: Resource) -> Iterator[Fact]:
    if resource.id.startswith(_MAKER_PREFIXES):
        return  # made by a tool for its own helper, not by the team
    principal, sort = resource.shown, _role_type(resource)
    for fact in _statements(resource, resource.properties.child("AssumeRolePolicyDocument"), principal, sort):
        if isinstance(fact, Trust):
            yield fact
    for policy in resource.properties.items("Policies"):
        yield from _statements(resource, policy.child("PolicyDocument"), principal, sort)
    yield from _managed(resource, principal, sort)


def _person(resource: Resource) -> Iterator[Fact]:
    sort = "user" if resource.type == "AWS::IAM::User" else "group"
    for policy in resource.properties.items("Policies"):
        yield from _statements(resource, policy.child("PolicyDocument"), resource.shown, sort)
    yield from _managed(resource, resource.shown, sort)
    if sort == "user" and not resource.properties.has("LoginProfile"):
        yield from _machine(resource)


def _machine(resource: Resource) -> Iterator[Credential]:
    """A user for a program: whoever logs in as one has keys, made here or by hand."""
    holder = holder_of(resource.id) or holder_of(resource.name or "")
    if holder is not None and not resource.stack.users(resource, "AWS::IAM::AccessKey"):
        yield Credential(**resource.said, form=CredentialForm.STATIC_KEY, holder=holder)


def _policy(resource: Resource) -> Iterator[Fact]:
    for key, sort in (("Roles", "role"), ("Users", "user"), ("Groups", "group")):
        node = next(iter(resource.properties.items(key)), None)
        if node is None:
            continue
        holder = resource.stack.target(node)
        name = holder.shown if holder else node.text() or resource.shown
        if holder and holder.id.startswith(_MAKER_PREFIXES):
            return
        kind = _role_type(holder) if holder and sort == "role" else sort
        yield from _statements(resource, resource.properties.child("PolicyDocument"), name, kind)
        return
    users = resource.stack.users(resource, "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
    holders = [one for one in users if not _is_bounded_by(resource, one)]
    if not holders and (users or is_called_boundary(resource.id, resource.name)):
        return
    kinds = {"AWS::IAM::User": "user", "AWS::IAM::Group": "group"}
    sort = kinds.get(holders[0].type) or _role_type(holders[0]) if holders else "role"
    name = holders[0].shown if holders else resource.shown
    yield from _statements(resource, resource.properties.child("PolicyDocument"), name, sort)


def _is_bounded_by(policy: Resource, holder: Resource) -> bool:
    """The policy is the holder's boundary, and none of those that give something."""
    given = [holder.stack.target(node) for node in holder.properties.items("ManagedPolicyArns")]
    return holder.stack.target(holder.properties.get("PermissionsBoundary")) is policy and policy not in given


def _bucket_policy(resource: Resource) -> Iterator[Fact]:
    yield from _statements(resource, resource.properties.child("PolicyDocument"), resource.shown, "role")


def _key(resource: Resource) -> Iterator[Fact]:
    user = resource.stack.target(resource.properties.child("UserName"))
    names = (user.id, user.name) if user is not None else (resource.properties.text("UserName"), resource.id)
    holder = next((found for name in names if (found := holder_of(name or ""))), "application")
    yield Credential(**resource.said, form=CredentialForm.STATIC_KEY, holder=holder)


def _function_policies(resource: Resource) -> Iterator[Fact]:
    """SAM's `Policies`: names of managed policies, templates, or documents."""
    for item in resource.properties.items("Policies"):
        said = {**resource.said, "at": resource.where(item)}
        name = item.text()
        if any(key.endswith("Policy") for key in item.entries()):
            # One of SAM's own templates, each of which is about one table, bucket, queue …
            yield Credential(**said, form=CredentialForm.INSTANCE_ROLE, holder="application")
        if name and "${" not in name:
            yield Policy(**said, principal=resource.shown, managed=name.rpartition("/")[2])
        yield from _statements(resource, item, resource.shown, "role")


def _secret(resource: Resource) -> Iterator[Fact]:
    rotations = resource.stack.users(resource, "AWS::SecretsManager::RotationSchedule")
    rotates = bool(rotations) or resource.traits.get("rotates", False)
    places = {"rotates": rotations[0].header} if rotations else {}
    if resource.name:  # without one, AWS makes a name of the template's own word and letters of chance
        places["name"] = resource.place("Name")
    yield SecretStore(**resource.said, service="secrets-manager", name=resource.shown, rotates=rotates, places=places)


def _parameter(resource: Resource) -> Iterator[Fact]:
    """CloudFormation makes none that is encrypted: most are names that one stack leaves for others to find."""
    if is_secret(resource.shown):
        yield SecretStore(**resource.said, service="parameter-store", name=resource.shown)


_PLATFORMS = {"Server": "codedeploy", "ECS": "ecs", "Lambda": "lambda"}
_HOSTS = ("AutoScalingGroups", "Ec2TagFilters", "Ec2TagSet", "OnPremisesInstanceTagFilters", "OnPremisesTagSet")
"""Properties by which a group tells that it deploys to hosts, whatever its application says."""


def _deployment_group(resource: Resource) -> Iterator[Fact]:
    auto = resource.properties.child("AutoRollbackConfiguration")
    # After an alarm alone does not count, for a broken start raises none.
    failing = not auto.has("Events") or "DEPLOYMENT_FAILURE" in auto.texts("Events")
    enabled = (bool(auto.flag("Enabled", default=False)) and failing) or resource.traits.get("rollback", False)
    method = _deploys_to(resource)
    if method:
        style = resource.properties.child("DeploymentStyle")
        # CodeDeploy goes on to the next host only when the load balancer finds this one healthy.
        waits = resource.properties.has("LoadBalancerInfo") and style.text("DeploymentOption") == "WITH_TRAFFIC_CONTROL"
        yield Deployment(
            **resource.said,
            method=method,
            name=_group_name(resource),
            asks_health=True if waits else None,
            rollback="automatic" if enabled else None,
            places=resource.places(rollback="AutoRollbackConfiguration", asks_health="LoadBalancerInfo"),
        )
    yield from _all_at_once(resource)
    if enabled:
        said = {**resource.said, "at": resource.place("AutoRollbackConfiguration")}
        yield Rollback(**said, automatic=True, target="previous")


_HOSTS_ALL_AT_ONCE = "CodeDeployDefault.AllAtOnce"
"""Those of functions and of containers are called otherwise, and shift traffic between what runs already."""


def _all_at_once(group: Resource) -> Iterator[ScriptFault]:
    """Every host is taken down for the new release at the same time, unless others are made for it."""
    config = group.properties.text("DeploymentConfigName")
    if config == _HOSTS_ALL_AT_ONCE and group.properties.text("DeploymentStyle", "DeploymentType") != "BLUE_GREEN":
        said = {**group.said, "at": group.place("DeploymentConfigName")}
        yield ScriptFault(**said, activity="deploy", form="stopped-before-start", command=config)


def _deploys_to(group: Resource) -> str | None:
    """The method of its deployments; None for a group of an application that is described elsewhere."""
    if any(group.properties.has(key) for key in _HOSTS):
        return "codedeploy"
    if group.properties.has("ECSServices"):
        return "ecs"
    application = group.stack.target(group.properties.get("ApplicationName"))
    if application is None:
        return None
    return _PLATFORMS.get(application.properties.text("ComputePlatform", default="Server") or "")


def _group_name(group: Resource) -> str:
    """As the account tells it: that of the application and the group, once where both are called the same."""
    own = group.properties.text("DeploymentGroupName") or group.id
    target = group.stack.target(group.properties.get("ApplicationName"))
    application = target.properties.text("ApplicationName") if target else group.properties.text("ApplicationName")
    told = application is not None and "${" not in application and application != own
    return f"{application}/{own}" if told else own


_DEPLOYERS = {
    "CodeDeploy": "codedeploy",
    "CodeDeployToECS": "codedeploy",
    "ECS": "ecs",
    "ElasticBeanstalk": "beanstalk",
    "CloudFormation": "cdk",
}


def _pipeline(resource: Resource) -> Iterator[Fact]:
    """Each action that deploys; it does so with the pipeline's own role."""
    actions = (action for stage in resource.properties.items("Stages") for action in stage.items("Actions"))
    for action in actions:
        provider = action.text("ActionTypeId", "Provider") or ""
        if action.text("ActionTypeId", "Category") == "Deploy" and provider in _DEPLOYERS:
            said = {**resource.said, "at": resource.where(action)}
            yield Deployment(**said, method=_DEPLOYERS[provider], name=resource.shown, identity="commit")
            yield Credential(**said, form=CredentialForm.INSTANCE_ROLE, holder="workflow")


def _sam_rollout(resource: Resource) -> Iterator[Fact]:
    preference = resource.properties.get("DeploymentPreference")
    if preference is not None and preference.flag("Enabled", default=True) and preference.items("Alarms"):
        yield Rollback(**{**resource.said, "at": resource.where(preference)}, automatic=True, target="previous")


def _serverless_function(resource: Resource) -> Iterator[Fact]:
    yield from _function_policies(resource)
    yield from _sam_rollout(resource)


TABLE = {
    "AWS::EC2::SecurityGroup": _group,
    "AWS::EC2::SecurityGroupIngress": _group_rule,
    "AWS::IAM::Role": _role,
    "AWS::IAM::User": _person,
    "AWS::IAM::Group": _person,
    "AWS::IAM::Policy": _policy,
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::IAM::RolePolicy": _policy,
    "AWS::IAM::AccessKey": _key,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::Serverless::Function": _serverless_function,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::SSM::Parameter": _parameter,
    "AWS::CodeDeploy::DeploymentGroup": _deployment_group,
    "AWS::CodePipeline::Pipeline": _pipeline,
}
"""Resource types of this subject, each with the function that makes its facts."""
