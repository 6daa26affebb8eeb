"""Platforms that a CDK program hands its containers and functions to: App Runner, EKS, and ready-made patterns."""

from collections.abc import Callable
from typing import Any

from holdfast.model.record import replace
from holdfast.readers.repository.cdk.calls import Call
from holdfast.readers.repository.cdk.constructs import CONSTRUCTS, Maker, picked
from holdfast.readers.repository.cdk.functions import FUNCTIONS
from holdfast.readers.repository.cdk.settings import written
from holdfast.readers.repository.text.nodes import Node, build

_NODES = "AWS::EKS::Nodegroup"


def app_runner(make: Maker, props: Node) -> None:
    """A service of App Runner, of an image or of a repository's code."""
    source = props.child("source")
    options = source.child("imageConfiguration")
    variables = options.child("environmentVariables" if options.has("environmentVariables") else "environment")
    given = [
        Node({"Name": build(key, node.line), "Value": node}, node.line, node.end, node.key_line)
        for key, node in written(variables)
    ]
    tag = source.get("tagOrDigest") or source.get("tag")
    named = source.get("imageIdentifier")
    if named is None and tag is not None and tag.text():
        named = Node(f"image:{tag.text()}", tag.line, tag.end, tag.key_line)
    image: dict[str, Any] = {"ImageIdentifier": named, "ImageConfiguration": {"RuntimeEnvironmentVariables": given}}
    told = {**picked(props, ServiceName="serviceName"), "SourceConfiguration": {"ImageRepository": image}}
    if props.has("cpu"):
        told["InstanceConfiguration"] = {"Cpu": _size(props.get("cpu"))}
    if props.has("autoScalingConfiguration"):
        limits = props.child("autoScalingConfiguration")
        told["AutoScalingConfigurationArn"] = Node(
            picked(limits, MinSize="minSize", MaxSize="maxSize"), limits.line, limits.end, limits.key_line
        )
    check = props.child("healthCheck")
    if check.text("call") == "http":
        told["HealthCheckConfiguration"] = {"Protocol": "HTTP", **picked(check, Path="path")}
    make.add("AWS::AppRunner::Service", told)


def _size(node: Node | None) -> Node | None:
    """`Cpu.ONE_VCPU`, or what is handed to `Cpu.of`."""
    given = next(iter(node.items("given")), None) if node is not None else None
    return replace(given, key_line=node.key_line) if node is not None and given is not None else node


def kubernetes(make: Maker, props: Node) -> None:
    """A cluster of EKS: with two nodes, where nobody says how many."""
    nodes = props.integer("defaultCapacity", default=2)
    if nodes != 0:
        told = props.get("defaultCapacity") or build(nodes, make.line)
        make.add(_NODES, {"ScalingConfig": {"MinSize": told, "MaxSize": told, "DesiredSize": told}})


def more_nodes(call: Call) -> None:
    """`cluster.addNodegroupCapacity('web', { minSize: 2, maxSize: 4 })`."""
    told = picked(call.options, MinSize="minSize", MaxSize="maxSize", DesiredSize="desiredSize")
    told |= picked(call.options, MinSize="minCapacity", MaxSize="maxCapacity", DesiredSize="desiredCapacity")
    _called(call).add(_NODES, {"ScalingConfig": told})


def more_hosts(call: Call) -> None:
    """`cluster.addCapacity('web', { instanceType })`: hosts for the containers of a cluster."""
    if call.options.has("instanceType") and (call.target is None or call.target.type == "AWS::ECS::Cluster"):
        CONSTRUCTS["AutoScalingGroup"](_called(call), call.options)


def _called(call: Call) -> Maker:
    """What makes it under the name that it is given."""
    name = call.given[0].text() if call.given else None
    return replace(call.make, id=name) if name else call.make


def _behind_api(make: Maker, props: Node) -> None:
    """A ready-made pattern of a function behind an API, which makes the function unless it is handed one."""
    known = make.stack.target(props.get("existingLambdaObj"))
    if known is None:
        FUNCTIONS["Function"](make, props.child("lambdaFunctionProps"))
        known = make.stack.resources.get(make.id)
    if known is not None:
        known.traits["serves"] = True


def _worker(make: Maker, props: Node) -> None:
    """Containers that work off a queue."""
    least = props.get("minScalingCapacity") or build(1, make.line)
    make.add(
        "AWS::ECS::Service",
        {**picked(props, ServiceName="serviceName"), "DesiredCount": least, "LaunchType": "FARGATE"},
    )


PLATFORMS: dict[str, Callable[[Maker, Node], None]] = {
    **dict.fromkeys(
        (
            "ApiGatewayToLambda",
            "CloudFrontToApiGatewayToLambda",
            "CognitoToApiGatewayToLambda",
            "OpenApiGatewayToLambda",
            "AlbToLambda",
        ),
        _behind_api,
    ),
    "QueueProcessingFargateService": _worker,
}
"""Constructs by class name, each with the function that makes its resources."""
