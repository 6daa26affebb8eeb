"""Groups of hosts, and what changes how many there are."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.rig.cloudformation.fit import fitted
from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties, Tagged, pairs


class Group(Api):
    """A group of hosts."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set what calls of their own set; tell moto the role that its hosts have by the launch template."""
        self._watch(at, physical, before, after)
        if not before:
            for hook in after.get("LifecycleHookSpecificationList", ()):
                wanted: Any = fitted(hook, self._shape(at, "put_lifecycle_hook"))
                at.call("autoscaling", "put_lifecycle_hook", AutoScalingGroupName=physical, **wanted)
            self._give_roles(at, physical)

    @staticmethod
    def _shape(at: Place, operation: str) -> Any:
        client = at.client("autoscaling")
        return client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape

    @staticmethod
    def _watch(at: Place, physical: str, before: Properties, after: Properties) -> None:
        wanted = after.get("MetricsCollection", ())
        if before.get("MetricsCollection", ()) and not wanted:
            at.call("autoscaling", "disable_metrics_collection", AutoScalingGroupName=physical)
        for one in wanted:
            at.call("autoscaling", "enable_metrics_collection", AutoScalingGroupName=physical, **one)

    def _give_roles(self, at: Place, physical: str) -> None:
        found = self.described(at, physical) or {}
        template = found.get("LaunchTemplate") or {}
        if "LaunchTemplateId" not in template:
            return
        versions = at.call(
            "ec2",
            "describe_launch_template_versions",
            LaunchTemplateId=template["LaunchTemplateId"],
            Versions=[str(template.get("Version", "$Default"))],
        )
        profile = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"].get("IamInstanceProfile")
        own = {key: value for key, value in (profile or {}).items() if key in {"Arn", "Name"}}
        for host in found["Instances"] if own else ():
            described = at.call("ec2", "describe_instances", InstanceIds=[host["InstanceId"]])["Reservations"]
            if not described[0]["Instances"][0].get("IamInstanceProfile"):
                at.call("ec2", "associate_iam_instance_profile", InstanceId=host["InstanceId"], IamInstanceProfile=own)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change it, with the balancers' groups that it belongs to."""
        super().update(at, physical, before, after)
        old, new = set(before.get("TargetGroupARNs", ())), set(after.get("TargetGroupARNs", ()))
        named = {"AutoScalingGroupName": physical}
        if new - old:
            at.call("autoscaling", "attach_load_balancer_target_groups", **named, TargetGroupARNs=sorted(new - old))
        if old - new:
            at.call("autoscaling", "detach_load_balancer_target_groups", **named, TargetGroupARNs=sorted(old - new))

    def _retag(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        own = {"ResourceId": physical, "ResourceType": "auto-scaling-group"}
        lost = [{**own, "Key": key} for key in pairs(before.get("Tags")) if key not in pairs(after.get("Tags"))]
        if lost:
            at.call("autoscaling", "delete_tags", Tags=lost)
        wanted = fitted_tags(after.get("Tags", ()), own)
        if wanted and before.get("Tags") != after.get("Tags"):
            at.call("autoscaling", "create_or_update_tags", Tags=wanted)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, with its metrics and hooks."""
        found = super().read(at, physical)
        if found is None:
            return None
        metrics = [one["Metric"] for one in found.get("EnabledMetrics", ())]
        hooks = at.call("autoscaling", "describe_lifecycle_hooks", AutoScalingGroupName=physical)["LifecycleHooks"]
        return {
            **found,
            "LifecycleHookSpecificationList": hooks,
            "MetricsCollection": [{"Granularity": "1Minute", "Metrics": metrics}] if metrics else [],
        }


def fitted_tags(tags: Any, own: Mapping[str, str]) -> list[dict[str, Any]]:
    """Tags of a group, each of which says whether new hosts get it."""
    return [
        {**own, "Key": one["Key"], "Value": str(one["Value"]), "PropagateAtLaunch": _true(one["PropagateAtLaunch"])}
        for one in tags
    ]


def _true(value: Any) -> bool:
    return str(value).lower() == "true"


def _places(given: dict[str, Any]) -> dict[str, Any]:
    places = given.get("VPCZoneIdentifier")
    return {**given, "VPCZoneIdentifier": ",".join(places)} if isinstance(places, list) else given


def _listed_places(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "VPCZoneIdentifier": str(found.get("VPCZoneIdentifier", "")).split(",")}


class Policy(Api):
    """What changes how many hosts there are by a metric."""

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Put it; moto keeps its ARN to itself until it is asked for."""
        own = {"PolicyName": name, **given}
        at.call("autoscaling", "put_scaling_policy", **self._parameters(at, "put_scaling_policy", own))
        group = str(own["AutoScalingGroupName"])
        answer = at.call("autoscaling", "describe_policies", AutoScalingGroupName=group)
        return next(
            str(one["PolicyARN"]) for one in answer["ScalingPolicies"] if one["PolicyName"] == own["PolicyName"]
        )

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put another under the same name."""
        named = {**after, "PolicyName": physical.rpartition("policyName/")[2]}
        at.call("autoscaling", "put_scaling_policy", **self._parameters(at, "put_scaling_policy", named))

    def described(self, at: Place, physical: str) -> dict[str, Any] | None:
        """What the service says of it."""
        group = physical.partition("autoScalingGroupName/")[2].partition(":")[0]
        answer = at.call("autoscaling", "describe_policies", AutoScalingGroupName=group)
        return next((dict(one) for one in answer["ScalingPolicies"] if one["PolicyARN"] == physical), None)

    def delete(self, at: Place, physical: str) -> None:
        """End it."""
        group = physical.partition("autoScalingGroupName/")[2].partition(":")[0]
        name = physical.rpartition("policyName/")[2]
        at.call("autoscaling", "delete_policy", AutoScalingGroupName=group, PolicyName=name)


@dataclass(kw_only=True)
class OfGroup(Handler):
    """Something that a group has under a name: a change at an hour, or a pause in a host's life."""

    kind: str
    named: str
    put: str
    show: str
    listed: str
    end: str

    def reference(self, physical: str) -> str:
        """Its name."""
        return physical.partition("|")[2]

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Put it."""
        own = {self.named: name, **given}
        self._put(at, own)
        return f"{own['AutoScalingGroupName']}|{own[self.named]}"

    def _put(self, at: Place, own: Properties) -> None:
        client = at.client("autoscaling")
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[self.put]).input_shape
        getattr(client, self.put)(**fitted(own, shape))

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put another under the same name."""
        self._put(at, {**after, self.named: self.reference(physical)})

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it."""
        from botocore.exceptions import ClientError  # type: ignore[import-untyped]

        group, _, name = physical.partition("|")
        try:
            answer = at.call("autoscaling", self.show, AutoScalingGroupName=group)
        except ClientError:
            return None
        return next((dict(one) for one in answer[self.listed] if one[self.named] == name), None)

    def delete(self, at: Place, physical: str) -> None:
        """End it."""
        group, _, name = physical.partition("|")
        own = {"AutoScalingGroupName": group, self.named: name}
        getattr(at.client("autoscaling"), self.end)(**own)


HANDLERS: tuple[Handler, ...] = (
    Group(
        kind="AWS::AutoScaling::AutoScalingGroup",
        service="autoscaling",
        make="create_auto_scaling_group",
        named="AutoScalingGroupName",
        turned=_places,
        returned=_listed_places,
        tagged=Tagged(add=("create_or_update_tags", {}), remove=("delete_tags", {})),
        describe=("describe_auto_scaling_groups", {"AutoScalingGroupNames": ["{id}"]}),
        found="AutoScalingGroups[0]",
        change="update_auto_scaling_group",
        target={"AutoScalingGroupName": "{id}"},
        remove=("delete_auto_scaling_group", {"AutoScalingGroupName": "{id}", "ForceDelete": True}),
        gives={"AutoScalingGroupARN": "AutoScalingGroupARN"},
        unheld={"DefaultInstanceWarmup": "moto's groups do not warm up"},
    ),
    Policy(
        kind="AWS::AutoScaling::ScalingPolicy",
        service="autoscaling",
        make="put_scaling_policy",
        named="PolicyName",
        identity="PolicyARN",
        describe=("describe_policies", {}),
        found="ScalingPolicies[0]",
        remove=("delete_policy", {}),
        gives={"Arn": "PolicyARN", "PolicyName": "PolicyName"},
    ),
    OfGroup(
        kind="AWS::AutoScaling::ScheduledAction",
        named="ScheduledActionName",
        put="put_scheduled_update_group_action",
        show="describe_scheduled_actions",
        listed="ScheduledUpdateGroupActions",
        end="delete_scheduled_action",
    ),
    OfGroup(
        kind="AWS::AutoScaling::LifecycleHook",
        named="LifecycleHookName",
        put="put_lifecycle_hook",
        show="describe_lifecycle_hooks",
        listed="LifecycleHooks",
        end="delete_lifecycle_hook",
    ),
)
