"""Functions of a CDK program: what they are told, what they may do, and the address of their own."""

from collections.abc import Callable

from holdfast.readers.repository.cdk.constructs import Maker, picked, reference
from holdfast.readers.repository.cdk.images import image_of_function
from holdfast.readers.repository.cdk.support import statement
from holdfast.readers.repository.text.nodes import Node

_INLINE = ("fromInline", "InlineCode")


def _function(make: Maker, props: Node) -> None:
    given = {"Variables": props.get("environment")}
    code = props.get("code")
    written = {"ZipFile": code} if code is not None and code.text("call") in _INLINE else None
    image = image_of_function(code)
    told = {
        **picked(props, FunctionName="functionName"),
        "Environment": given,
        "Code": {"ImageUri": image} if image is not None else written,
    }
    make.add("AWS::Lambda::Function", told)
    for number, one in enumerate(props.items("initialPolicy")):
        allowed = {"Roles": [reference(make.id)], "PolicyDocument": {"Statement": [statement(one)]}}
        make.add("AWS::IAM::ManagedPolicy", allowed, f"Policy{number}")


def address(make: Maker, props: Node) -> None:
    """The address that a function is called at without an API before it, with its rules for browsers."""
    cors = props.get("cors")
    rule = picked(cors, AllowOrigins="allowedOrigins", AllowCredentials="allowCredentials") if cors else None
    make.add("AWS::Lambda::Url", {"Cors": rule, **picked(props, TargetFunctionArn="function")}, "Url")


def _graph(make: Maker, _: Node) -> None:
    make.add("AWS::AppSync::GraphQLApi", {})


def hosted_app(make: Maker, props: Node) -> None:
    """An app of Amplify, with what it hands to its builds and its server."""
    variables = props.get("environmentVariables")
    pairs = variables.entries().items() if variables is not None else ()
    given = [{"Name": name, "Value": value} for name, value in pairs]
    make.add("AWS::Amplify::App", {**picked(props, Name="appName"), "EnvironmentVariables": given})


FUNCTIONS: dict[str, Callable[[Maker, Node], None]] = {
    "Function": _function,
    "NodejsFunction": _function,
    "PythonFunction": _function,
    "GoFunction": _function,
    "RustFunction": _function,
    "DockerImageFunction": _function,
    "FunctionUrl": address,
    "GraphqlApi": _graph,
}
"""Constructs by class name, each with the function that makes its resources."""
