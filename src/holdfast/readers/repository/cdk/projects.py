"""Builds of CodeBuild that a CDK program describes by itself."""

from collections.abc import Callable

from holdfast.readers.repository.cdk.constructs import Maker
from holdfast.readers.repository.text.nodes import Node


def _project(make: Maker, props: Node) -> None:
    """A build; a project of another library has no description of one."""
    described = props.get("buildSpec")
    if described is not None:
        make.add("AWS::CodeBuild::Project", {"Source": {"BuildSpec": described}})


PROJECTS: dict[str, Callable[[Maker, Node], None]] = {"Project": _project, "PipelineProject": _project}
"""Constructs by class name, each with the function that makes its resources."""
