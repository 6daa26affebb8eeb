"""What every stack of ours is: without bootstrap and metadata of the CDK, tagged; and small helpers for constructs."""

from collections.abc import Mapping

import aws_cdk as cdk
from constructs import Construct, IConstruct

_UNTAGGED = ("AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription")
"""Types that another tag would replace (their schemas' create-only properties, read 2026-11): an account may have one
monitor over all services, so its successor could not be made before it goes."""


class HoldfastStack(cdk.Stack):
    """A stack that needs no bootstrap: no assets, no version rule, no roles of the CDK.

    Args:
        scope: the application.
        name: the stack's name.
        region: where it is deployed.
        description: one sentence for the console.
        tags: of everything in it.
        protected: whether it refuses to be deleted.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        region: str,
        description: str,
        tags: Mapping[str, str],
        protected: bool = False,
    ) -> None:
        super().__init__(
            scope,
            name,
            stack_name=name,
            env=cdk.Environment(region=region),
            description=description,
            synthesizer=cdk.BootstraplessSynthesizer(),
            analytics_reporting=False,
            termination_protection=protected,
        )
        # Apart, so that a parameter or an output may be called as a construct is.
        self._parameters = Construct(self, "Parameters")
        self._outputs_of_stack = Construct(self, "Outputs")
        for key, value in tags.items():
            cdk.Tags.of(self).add(key, value, exclude_resource_types=list(_UNTAGGED))

    def parameter(
        self, name: str, description: str, *, default: str | None = None, kind: str = "String", pattern: str = ""
    ) -> str:
        """A parameter of the template; gives the token that stands for its value."""
        made = cdk.CfnParameter(
            self._parameters, name, type=kind, description=description, default=default, allowed_pattern=pattern or None
        )
        made.override_logical_id(name)
        return made.value_as_string

    def output(self, name: str, value: str, description: str) -> None:
        """An output of the stack under this very name."""
        made = cdk.CfnOutput(self._outputs_of_stack, name, value=value, description=description)
        made.override_logical_id(name)


def named(construct: IConstruct, name: str) -> None:
    """Give a resource its `Name`, under which the console shows it."""
    cdk.Tags.of(construct).add("Name", name)


def kept(resource: cdk.CfnResource) -> None:
    """Leave the resource where it is when it leaves the template: there is data in it."""
    resource.apply_removal_policy(cdk.RemovalPolicy.RETAIN)


def kept_once_used(resource: cdk.CfnResource) -> None:
    """Leave the resource when it leaves the template, but not when its very creation is rolled back: it is empty then.

    With a fixed name it would stand in the way of the next try.
    """
    resource.apply_removal_policy(cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)


def read_at_last(resource: cdk.CfnResource) -> None:
    """Take a last snapshot of the resource when it leaves the template."""
    resource.apply_removal_policy(cdk.RemovalPolicy.SNAPSHOT)
