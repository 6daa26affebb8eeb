"""Health: the load balancer asks hosts for readiness; the group replaces a host only when the host itself is dead.

With the load balancer's checks on the group, a database outage that turns every host unready would let Auto Scaling
terminate all of them, again and again, while new hosts are no better. So the group looks at EC2's own checks and at
what the host reports of itself, and scanners that ask for `ELB` there are answered with this reason.
"""

from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from holdfast.stacks.place import Place

READY_PATH = "/health/ready"
GROUP_HEALTH = "EC2"
GRACE_SECONDS = 300
BOOT_MINUTES = 15
"""That a host may take until it is ready: packages, and the newest release with its start."""


class Readiness(Construct):
    """The target group, which sends requests to hosts that say that they are ready.

    Args:
        scope: the stack.
        place: the environment.
        vpc: id of its network.
    """

    def __init__(self, scope: Construct, *, place: Place, vpc: str) -> None:
        super().__init__(scope, "Readiness")
        timing = place.product.service.health
        attributes = {
            # A request in flight may take as long as the proxy allows; then the host may go.
            "deregistration_delay.timeout_seconds": str(min(300, place.product.service.proxy.timeout_seconds + 5)),
            "load_balancing.algorithm.type": "least_outstanding_requests",
        }
        self.targets = elb.CfnTargetGroup(
            self,
            "Targets",
            target_type="instance",
            protocol="HTTP",
            port=80,
            vpc_id=vpc,
            health_check_enabled=True,
            health_check_protocol="HTTP",
            health_check_port="traffic-port",
            health_check_path=READY_PATH,
            health_check_interval_seconds=10,
            health_check_timeout_seconds=5,
            healthy_threshold_count=2,
            unhealthy_threshold_count=max(2, min(10, timing.fail_after)),
            matcher=elb.CfnTargetGroup.MatcherProperty(http_code="200"),
            target_group_attributes=[
                elb.CfnTargetGroup.TargetGroupAttributeProperty(key=key, value=value)
                for key, value in attributes.items()
            ],
        )
