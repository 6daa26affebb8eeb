"""What grows for as long as nobody empties it: groups of logs, and registries of images."""

from collections.abc import Callable

from holdfast.model.record import replace
from holdfast.readers.repository.cdk.calls import Call, append
from holdfast.readers.repository.cdk.constructs import Maker, picked
from holdfast.readers.repository.cdk.support import lifecycle_rule
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_DRIVERS = ("awsLogs", "AwsLogDriver")
_CDKS_OWN = 731
"""Days that the CDK's group of logs keeps them where nobody says how many."""


def _log_group(make: Maker, props: Node) -> None:
    told = props.get("retention")
    for_good = told is not None and (told.text() or "").rpartition(".")[2] == "INFINITE"
    kept = {} if for_good else {"RetentionInDays": told or _CDKS_OWN}
    make.add("AWS::Logs::LogGroup", {**picked(props, LogGroupName="logGroupName"), **kept})


def driven_logs(make: Maker, options: Node) -> None:
    """`logging: ecs.LogDrivers.awsLogs({ streamPrefix })` keeps all for good, without a group or a retention."""
    driver = options.get("logging")
    if driver is None or driver.text("call") not in _DRIVERS or driver.has("logGroup"):
        return
    name = driver.text("streamPrefix") or "container"
    place = replace(make, line=driver.line, id=f"{name}:{driver.line}")
    kept = driver.get("logRetention")
    place.add("AWS::Logs::LogGroup", {"RetentionInDays": kept} if kept is not None else {})


def _registry(make: Maker, props: Node) -> None:
    told = picked(props, RepositoryName="repositoryName", LifecyclePolicy="lifecycleRules")
    mutable = props.get("imageTagMutability")
    make.add("AWS::ECR::Repository", {**told, **({"ImageTagMutability": mutable} if mutable is not None else {})})


def add_lifecycle_rule(holder: Resource, call: Call) -> None:
    """A rule that deletes: of a bucket's files, or of a registry's images."""
    if holder.type == "AWS::ECR::Repository":
        append(holder, call.options, "LifecyclePolicy")
    else:
        append(holder, lifecycle_rule(call.options), "LifecycleConfiguration", "Rules")


KEPT: dict[tuple[str, str], Callable[[Maker, Node], None]] = {
    ("logs", "LogGroup"): _log_group,
    ("ecr", "Repository"): _registry,
}
"""Constructs by their library and name, each with the function that makes its resource."""
