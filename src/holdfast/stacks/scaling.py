"""Scaling: the group of hosts, what it follows, when fewer are enough, and how hosts are exchanged one by one.

Hosts are exchanged by CloudFormation's rolling update rather than by an instance refresh of the group: CloudFormation
waits for each host's own word that it is ready, stops at the first that is not, and brings the old template back. A
refresh would run beside the deployment, which would call itself done before the first host was exchanged. Each host is
its own checkpoint: the next one follows when it is ready.
"""

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from constructs import Construct

from holdfast.stacks.capacity import HostTemplate
from holdfast.stacks.health import BOOT_MINUTES, GRACE_SECONDS, GROUP_HEALTH
from holdfast.stacks.network import Network
from holdfast.stacks.place import Place

READY_HOOK = "ready"
GROUP_ID = "Group"
"""Logical id of the group, which hosts signal."""
_WARM_SECONDS = 60
_PAUSED = ("HealthCheck", "ReplaceUnhealthy", "AZRebalance", "AlarmNotification", "ScheduledActions")
"""What must not interfere while hosts are exchanged (CloudFormation, *UpdatePolicy*, read 2026-11)."""


class Group(Construct):
    """The Auto Scaling group.

    Args:
        scope: the stack.
        place: the environment.
        network: where hosts start.
        template: what they are made by.
        targets: ARN of the target group.
    """

    def __init__(
        self, scope: Construct, *, place: Place, network: Network, template: HostTemplate, targets: str
    ) -> None:
        super().__init__(scope, "Scaling")
        self._place = place
        compute = place.about.compute
        made = autoscaling.CfnAutoScalingGroup
        self.resource = made(
            self,
            "Group",
            auto_scaling_group_name=place.name,
            min_size=str(compute.minimum),
            max_size=str(compute.maximum),
            desired_capacity=str(compute.desired),
            vpc_zone_identifier=list(network.host_zones),
            launch_template=made.LaunchTemplateSpecificationProperty(
                launch_template_id=template.id, version=template.version
            ),
            target_group_arns=[targets],
            health_check_type=GROUP_HEALTH,
            health_check_grace_period=GRACE_SECONDS,
            default_instance_warmup=_WARM_SECONDS,
            capacity_rebalance=False,
            new_instances_protected_from_scale_in=False,
            termination_policies=["OldestLaunchTemplate", "OldestInstance"],
            metrics_collection=[
                made.MetricsCollectionProperty(
                    granularity="1Minute", metrics=["GroupInServiceInstances", "GroupDesiredCapacity"]
                )
            ],
            lifecycle_hook_specification_list=[self._hook()],
            tags=[
                made.TagPropertyProperty(key=key, value=value, propagate_at_launch=True)
                for key, value in {"Name": place.name, **place.tags}.items()
            ],
        )
        self.resource.override_logical_id(GROUP_ID)
        self.resource.cfn_options.creation_policy = self._wait()
        self.resource.cfn_options.update_policy = self._exchange()
        if compute.maximum > compute.minimum:
            self._follow()
        if compute.off_peak is not None:
            self._by_the_clock()

    @property
    def name(self) -> str:
        """Its name."""
        return self.resource.ref

    def _hook(self) -> autoscaling.CfnAutoScalingGroup.LifecycleHookSpecificationProperty:
        """A host that is not ready in time, or says that it never will be, is ended, and another is made."""
        return autoscaling.CfnAutoScalingGroup.LifecycleHookSpecificationProperty(
            lifecycle_hook_name=READY_HOOK,
            lifecycle_transition="autoscaling:EC2_INSTANCE_LAUNCHING",
            default_result="ABANDON",
            heartbeat_timeout=60 * BOOT_MINUTES,
        )

    def _wait(self) -> cdk.CfnCreationPolicy:
        signal = cdk.CfnResourceSignal(count=self._place.about.compute.desired, timeout=f"PT{BOOT_MINUTES + 5}M")
        return cdk.CfnCreationPolicy(resource_signal=signal)

    def _exchange(self) -> cdk.CfnUpdatePolicy:
        compute = self._place.about.compute
        # A single host, or the only one that the disk can be at, goes before its successor comes.
        stays = min(compute.desired, compute.maximum - 1) if not self._place.data_on_host else 0
        rolling = cdk.CfnAutoScalingRollingUpdate(
            max_batch_size=1,
            min_instances_in_service=max(0, stays),
            min_successful_instances_percent=100,
            pause_time=f"PT{BOOT_MINUTES + 5}M",
            wait_on_resource_signals=True,
            suspend_processes=list(_PAUSED),
        )
        scheduled = cdk.CfnAutoScalingScheduledAction(ignore_unmodified_group_size_properties=True)
        return cdk.CfnUpdatePolicy(auto_scaling_rolling_update=rolling, auto_scaling_scheduled_action=scheduled)

    def _follow(self) -> None:
        metric = autoscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
            predefined_metric_type="ASGAverageCPUUtilization"
        )
        autoscaling.CfnScalingPolicy(
            self,
            "Cpu",
            auto_scaling_group_name=self.name,
            policy_type="TargetTrackingScaling",
            estimated_instance_warmup=_WARM_SECONDS,
            target_tracking_configuration=autoscaling.CfnScalingPolicy.TargetTrackingConfigurationProperty(
                predefined_metric_specification=metric, target_value=self._place.about.compute.cpu_target
            ),
        )

    def _by_the_clock(self) -> None:
        compute = self._place.about.compute
        off_peak = compute.off_peak
        assert off_peak is not None  # noqa: S101  # the caller looked
        for name, when, least in (
            ("Night", off_peak.scale_down, off_peak.minimum),
            ("Morning", off_peak.scale_up, compute.minimum),
        ):
            autoscaling.CfnScheduledAction(
                self,
                name,
                auto_scaling_group_name=self.name,
                recurrence=when,
                time_zone=off_peak.time_zone,
                min_size=least,
                max_size=compute.maximum,
                # Down to the least at once; up by as many as rest at daytime.
                desired_capacity=least if name == "Night" else compute.desired,
            )
