"""CDK's constructs as CloudFormation resources, with the CDK's own defaults: compute, databases, edge."""

from collections.abc import Callable
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.record import record, replace
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.distributions import configuration
from holdfast.readers.repository.cdk.engines import engine_of
from holdfast.readers.repository.cdk.images import named_image
from holdfast.readers.repository.cdk.openings import in_public
from holdfast.readers.repository.cdk.providers import strategies
from holdfast.readers.repository.cdk.settings import written
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.text.nodes import Node, build


@record(frozen=False)
class Maker:
    """Makes the resources of one construct.

    Args:
        id: the construct's id, unique in the stack.
        line: where it is made.
        stack: takes the resources.
        snippet: the file, with the environment of this use.
        region: of the stack it is made in.
    """

    id: str
    line: int
    stack: Stack
    snippet: Snippet
    region: str | None = None

    def add(self, sort: str, properties: dict[str, Any], suffix: str = "", **traits: Any) -> Resource:
        """Add a resource; properties that are nodes keep their lines, others stand on the construct's line."""
        block = Node({}, self.line, self.line, self.line)
        traits.setdefault("region", self.region)
        told = {key: value for key, value in traits.items() if value is not None}
        resource = Resource(self.id + suffix, sort, build(properties, self.line), block, self.stack, self.snippet, told)
        self.stack.add(resource)
        return resource

    def zones(self, props: Node) -> Node | None:
        """The subnets of the network a construct is given, one for each zone; None when it is only looked up."""
        network = self.stack.target(props.get("vpc"))
        if network is None:
            cluster = self.stack.target(props.get("cluster"))
            network = self.stack.target(cluster.properties.get("Vpc")) if cluster else None
        if network is None or network.type != "AWS::EC2::VPC":
            return None
        count = network.properties.integer("MaxAzs", default=2) or 2
        told = network.properties.get("MaxAzs")
        found = build([f"subnet-{number}" for number in range(min(count, 6))], told.key_line if told else self.line)
        return replace(found, home=network.snippet if told else None)


def picked(props: Node, **names: str) -> dict[str, Node]:
    """Properties under CloudFormation's names, each from the CDK's; those left out stay out."""
    return {name: node for name, key in names.items() if (node := props.get(*key.split("."))) is not None}


def reference(name: str) -> dict[str, str]:
    """A reference to a resource."""
    return {"Ref": name}


def _instance(make: Maker, props: Node) -> None:
    # The CDK gives every instance a role of its own.
    credit = props.get("creditSpecification")
    mode = (credit.text() or "").lower() if credit is not None else None
    zones = make.zones(props)
    alone = zones if zones and len(zones.items()) == 1 else None
    made = make.add(
        "AWS::EC2::Instance",
        {
            **picked(props, InstanceType="instanceType", Name="instanceName"),
            "IamInstanceProfile": props.get("role") or "made by the CDK",
            "CreditSpecification": {"CPUCredits": mode} if mode else None,
            "SubnetId": alone.items()[0] if alone else None,
        },
        user_data=props.get("userData"),
    )
    if alone and alone.home:
        made.traits["places"] = {"network": made.where(alone)}


def _bastion(make: Maker, props: Node) -> None:
    # Named so by the CDK, unless the program says otherwise.
    _instance(
        make,
        props if props.has("instanceName") else build({"instanceName": "BastionHost", **props.entries()}, make.line),
    )


def _launch_template(make: Maker, props: Node) -> None:
    data = {**picked(props, InstanceType="instanceType", IamInstanceProfile="role")}
    said = {"LaunchTemplateData": build(data, make.line)}
    make.add("AWS::EC2::LaunchTemplate", said, user_data=props.get("userData"))


def _group(make: Maker, props: Node) -> None:
    minimum = props.get("minCapacity") or build(1, make.line)
    check = props.get("healthCheck") or props.get("healthChecks")
    elb = check is not None and any("elb" in str(node.value).lower() for node in check.scalars())
    if props.has("instanceType"):
        data = {**picked(props, InstanceType="instanceType"), "IamInstanceProfile": "made by the CDK"}
        make.add("AWS::AutoScaling::LaunchConfiguration", data, "LaunchConfig", user_data=props.get("userData"))
    launch = {"LaunchTemplateId": props.get("launchTemplate")} if props.has("launchTemplate") else None
    make.add(
        "AWS::AutoScaling::AutoScalingGroup",
        {
            **picked(props, DesiredCapacity="desiredCapacity", AutoScalingGroupName="autoScalingGroupName"),
            "MinSize": minimum,
            "MaxSize": props.get("maxCapacity") or props.get("desiredCapacity") or minimum,
            "HealthCheckType": build("ELB" if elb else "EC2", check.line) if check else None,
            "VPCZoneIdentifier": make.zones(props),
            "LaunchTemplate": launch,
            "LaunchConfigurationName": reference(make.id + "LaunchConfig") if props.has("instanceType") else None,
        },
    )


def _vpc(make: Maker, props: Node) -> None:
    named = props.get("availabilityZones")
    zones = replace(named, value=len(named.items())) if named is not None and not props.has("maxAzs") else None
    make.add("AWS::EC2::VPC", {"MaxAzs": zones, **picked(props, MaxAzs="maxAzs")})


def _cluster(make: Maker, props: Node) -> None:
    asked = props.get(f"{_INSIGHTS}V2") or props.get(_INSIGHTS)
    word = (asked.text() or "").rpartition(".")[2].lower() if asked is not None else ""
    told = {"true": "enabled", "false": "disabled"}.get(word, word)
    measures = asked and [
        replace(asked, value={"Name": build(_INSIGHTS, asked.line), "Value": replace(asked, value=told)})
    ]
    make.add("AWS::ECS::Cluster", {**picked(props, Vpc="vpc"), "ClusterSettings": measures})


_INSIGHTS = "containerInsights"


def _task(make: Maker, props: Node, **unless_told: int) -> None:
    said = {**unless_told, **picked(props, Family="family", Cpu="cpu"), **_task_role(make, props)}
    make.add("AWS::ECS::TaskDefinition", said)


def _task_role(make: Maker, props: Node) -> dict[str, Any]:
    # The CDK gives every task a role of its own.
    return {"TaskRoleArn": props.get("taskRole") or reference(f"{make.id}TaskRole")}


def container(options: Node, name: str | None) -> dict[str, Any]:
    """A container's options, or those of a balanced service's image, as a container definition."""
    image, check = options.get("image"), options.get("healthCheck")
    return {
        "Name": name,
        "Image": named_image(image) if image is not None else None,
        "Environment": [
            Node({"Name": build(key, node.line), "Value": node}, node.line, node.end, node.key_line)
            for key, node in written(options.child("environment"))
        ],
        **picked(options, EnvironmentFiles="environmentFiles", Command="command", EntryPoint="entryPoint"),
        "HealthCheck": _held("Command", check.child("command")) if check is not None else None,
        "Secrets": [
            Node({"Name": build(key, node.line), "ValueFrom": build("", node.line)}, node.line, node.end, node.key_line)
            for key, node in written(options.child("secrets"))
        ],
    }


def _container_service(sort: str) -> Callable[[Maker, Node], None]:
    def make_service(make: Maker, props: Node) -> None:
        make.add("AWS::ECS::Service", _service_properties(make, props, sort))

    return make_service


def _service_properties(make: Maker, props: Node, sort: str) -> dict[str, Any]:
    breaker = props.get("circuitBreaker")
    rollback = None
    if breaker is not None:
        on = breaker.flag("enable", default=True)
        rollback = Node(
            build({"Enable": on, "Rollback": breaker.get("rollback") or False}, breaker.line).value,
            breaker.line,
            breaker.end,
            breaker.key_line,
        )
    least = picked(props, MinimumHealthyPercent="minHealthyPercent")
    configuration = {**least, **({"DeploymentCircuitBreaker": rollback} if rollback else {})}
    zones = make.zones(props)
    return {
        **picked(props, DesiredCount="desiredCount", ServiceName="serviceName", TaskDefinition="taskDefinition"),
        "LaunchType": sort,
        "CapacityProviderStrategy": strategies(props),
        "DeploymentConfiguration": configuration or None,
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": zones}} if zones else None,
    }


def _balanced_service(sort: str, balancer: str) -> Callable[[Maker, Node], None]:
    def make_service(make: Maker, props: Node) -> None:
        own = not props.has("taskDefinition")
        sized = {"Cpu": props.get("cpu") or 256} if own and sort == "FARGATE" else {}
        make.add("AWS::ECS::Service", {**_service_properties(make, props, sort), **sized}, attached=True)
        if own:
            options = props.child("taskImageOptions")
            containers = [container(options, options.text("containerName"))] if options.value else None
            task = {**_task_role(make, options), "ContainerDefinitions": containers}
            make.add("AWS::ECS::TaskDefinition", task, "TaskDef")
        scheme = {
            "Type": balancer,
            "Subnets": make.zones(props),
            "Name": props.get("loadBalancerName"),
            "Scheme": "internal" if props.flag("publicLoadBalancer") is False else None,
        }
        listens = props.get("protocol") or props.get("listenerPort")
        shown = make.snippet.at(listens.key_line, listens.end) if listens is not None else None
        make.add("AWS::ElasticLoadBalancingV2::LoadBalancer", scheme, "LB", listener=shown)
        if balancer == "application":
            make.add("AWS::ElasticLoadBalancingV2::TargetGroup", {"Protocol": "HTTP"}, "TargetGroup")
        # For a zone of its own it requests one by itself, once it is told to speak TLS.
        safe = "HTTPS" in (props.text("protocol") or "").upper()
        presented = props.get("certificate") or (props.get("domainZone") if safe else None)
        if presented is not None:
            certificates = [{"CertificateArn": presented}]
            make.add("AWS::ElasticLoadBalancingV2::Listener", {"Certificates": certificates}, "Listener")

    return make_service


def _balancer(sort: str) -> Callable[[Maker, Node], None]:
    def make_balancer(make: Maker, props: Node) -> None:
        # The CDK makes a balancer that the internet does not reach unless it is told to.
        facing = props.flag("internetFacing", default=False)
        scheme = None if facing is None else "internet-facing" if facing else "internal"
        subnets = make.zones(props)
        properties = {"Type": sort, "Scheme": scheme, "Subnets": subnets, **picked(props, Name="loadBalancerName")}
        make.add("AWS::ElasticLoadBalancingV2::LoadBalancer", properties)

    return make_balancer


def health_properties(check: Node | None) -> dict[str, Node]:
    """A target group's health check as its properties."""
    if check is None:
        return {}
    told = picked(check, HealthCheckPath="path", HealthCheckPort="port", HealthCheckProtocol="protocol")
    codes = check.get("healthyHttpCodes")
    return told if codes is None else {**told, "Matcher": build({"HttpCode": codes}, codes.line)}


def _database_common(props: Node) -> dict[str, Any]:
    engine, version = engine_of(props)
    protection = props.get("deletionProtection")
    policy = props.get("removalPolicy")
    if protection is None and policy is not None and policy.text() == "RETAIN":
        protection = build(True, policy.line)  # noqa: FBT003 - the value itself
    return {
        **picked(
            props,
            MultiAZ="multiAz",
            DeleteAutomatedBackups="deleteAutomatedBackups",
            BackupRetentionPeriod="backupRetention",
            EnablePerformanceInsights="enablePerformanceInsights",
            DBInstanceIdentifier="instanceIdentifier",
            DBClusterIdentifier="clusterIdentifier",
        ),
        "PubliclyAccessible": props.get("publiclyAccessible") or in_public(props),
        "StorageEncrypted": props.get("storageEncrypted") or (True if props.has("storageEncryptionKey") else None),
        "Engine": engine,
        "EngineVersion": version,
        "DeletionProtection": protection,
    }


def deletion_of(make: Maker, props: Node) -> Location | None:
    """Where a program has it deleted with its stack."""
    policy = props.get("removalPolicy")
    return make.snippet.at(policy.key_line, policy.end) if policy and policy.text() == "DESTROY" else None


def _database(make: Maker, props: Node) -> None:
    size = props.get("instanceType")
    text = size.text() if size is not None else "m5.large"
    known = f"db.{text}" if text and not text.startswith("db.") else text
    name = replace(size, value=known) if size is not None else build(known, make.line)
    properties = {**_database_common(props), "DBInstanceClass": name}
    make.add("AWS::RDS::DBInstance", properties, deletion=deletion_of(make, props))


def _database_cluster(make: Maker, props: Node) -> None:
    properties = _database_common(props)
    if (retention := props.get("backup", "retention")) is not None:
        properties["BackupRetentionPeriod"] = retention
    properties.pop("DBInstanceIdentifier", None)
    members: int | None = 1 + len(props.items("readers"))
    places = {}
    if props.has("instances") or props.has("instanceProps"):
        members = props.integer("instances", default=2)
    told = props.get("readers") or props.get("instances") or props.get("writer")
    if told is not None:
        places["members"] = make.snippet.at(told.key_line, told.end)
    given = (props.child("instanceProps"), props.child("writer"), *props.items("readers"))
    if named := next((one for one in given if one.has("publiclyAccessible")), None):
        public = next((one for one in given if one.flag("publiclyAccessible")), named)
        properties.update(picked(public, PubliclyAccessible="publiclyAccessible"))
    if writer := props.text("writer", "instanceType") or props.text("instanceProps", "instanceType"):
        properties["DBClusterInstanceClass"] = f"db.{writer}"
    make.add("AWS::RDS::DBCluster", properties, deletion=deletion_of(make, props), members=members, places=places)


def _serverless_cluster(make: Maker, props: Node) -> None:
    # Aurora Serverless v1 fails over to another zone by itself.
    make.add("AWS::RDS::DBCluster", _database_common(props), deletion=deletion_of(make, props), members=2)


def _table(make: Maker, props: Node, *, provisioned: bool = True) -> None:
    told = ("pointInTimeRecoverySpecification", "pointInTimeRecoveryEnabled")
    recovery = props.get(*told) or props.get("pointInTimeRecovery")
    make.add(
        "AWS::DynamoDB::Table",
        {
            **picked(props, TableName="tableName", DeletionProtectionEnabled="deletionProtection"),
            "BillingMode": props.get("billingMode"),
            "PointInTimeRecoverySpecification": _held("PointInTimeRecoveryEnabled", recovery),
            "TimeToLiveSpecification": _held("AttributeName", props.get("timeToLiveAttribute")),
        },
        provisioned=provisioned,
        deletion=deletion_of(make, props),
    )


def _held(name: str, node: Node | None) -> Node | None:
    """A property one level deeper, on the same lines."""
    return Node({name: node}, node.line, node.end, node.key_line) if node is not None else None


def _certificate(make: Maker, props: Node) -> None:
    validation = props.get("validation")
    words = " ".join(str(node.value) for node in validation.scalars()) if validation else ""
    method = "DNS" if "Dns" in words else "EMAIL"
    found = picked(props, DomainName="domainName")
    if validation is not None:
        method_node = Node(method, validation.line, validation.end, validation.key_line)
        make.add("AWS::CertificateManager::Certificate", {**found, "ValidationMethod": method_node})
        return
    make.add("AWS::CertificateManager::Certificate", found)


def _dns_certificate(make: Maker, props: Node) -> None:
    region = props.get("region")
    places = {"region": make.snippet.at(region.key_line, region.end)} if region else {}
    make.add(
        "AWS::CertificateManager::Certificate",
        {**picked(props, DomainName="domainName"), "ValidationMethod": "DNS"},
        region=(region.text() if region else None) or make.region,
        places=places,
    )


def _distribution(make: Maker, props: Node) -> None:
    make.add("AWS::CloudFront::Distribution", {"DistributionConfig": configuration(props)})


CONSTRUCTS: dict[str, Callable[[Maker, Node], None]] = {
    "Instance": _instance,
    "BastionHostLinux": _bastion,
    "LaunchTemplate": _launch_template,
    "AutoScalingGroup": _group,
    "Vpc": _vpc,
    "Cluster": _cluster,
    "FargateTaskDefinition": lambda make, props: _task(make, props, Cpu=256),
    "Ec2TaskDefinition": _task,
    "TaskDefinition": _task,
    "FargateService": _container_service("FARGATE"),
    "Ec2Service": _container_service("EC2"),
    "ApplicationLoadBalancedFargateService": _balanced_service("FARGATE", "application"),
    "ApplicationMultipleTargetGroupsFargateService": _balanced_service("FARGATE", "application"),
    "NetworkLoadBalancedFargateService": _balanced_service("FARGATE", "network"),
    "ApplicationLoadBalancedEc2Service": _balanced_service("EC2", "application"),
    "ApplicationLoadBalancer": _balancer("application"),
    "NetworkLoadBalancer": _balancer("network"),
    "DatabaseInstance": _database,
    "DatabaseInstanceFromSnapshot": _database,
    "DatabaseCluster": _database_cluster,
    "DatabaseClusterFromSnapshot": _database_cluster,
    "ServerlessCluster": _serverless_cluster,
    "Table": _table,
    "TableV2": lambda make, props: _table(make, props, provisioned=False),
    "Certificate": _certificate,
    "DnsValidatedCertificate": _dns_certificate,
    "Distribution": _distribution,
    "CloudFrontWebDistribution": _distribution,
}
"""Constructs by class name, each with the function that makes its resources."""
