"""Releases: the artifact bucket, and CodeDeploy, which goes host by host and back by itself on failure or alarm."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from constructs import Construct

from holdfast.model.product import Product
from holdfast.model.releases import artifacts_bucket
from holdfast.stacks.base import HoldfastStack
from holdfast.stacks.place import Place
from holdfast.stacks.policies import OWN_ACCOUNT, managed, trust
from holdfast.stacks.storage import Bucket

_OLD_DAYS = 90
"""That a replaced version of an artifact or of a line of the ledger is kept."""


class Artifacts(Construct):
    """The bucket of bundles, host parts, large templates and the ledger.

    Args:
        scope: the stack.
        name: its name, as a token: it ends in the account's number.
    """

    def __init__(self, scope: Construct, *, name: str) -> None:
        super().__init__(scope, "Artifacts")
        made = Bucket(self, "Artifacts", bucket_name=name, old_days=_OLD_DAYS)
        made.allow()
        self.name = made.name


class Deployments(Construct):
    """CodeDeploy's application and group of one environment, both called as the environment's place.

    Args:
        scope: the stack.
        place: the environment.
        group: name of the group of hosts.
        targets: name of the target group, from which a host is taken while it changes.
        alarms: names of the alarms that stop a deployment and bring the release before it back.
    """

    def __init__(self, scope: Construct, *, place: Place, group: str, targets: str, alarms: Sequence[str]) -> None:
        super().__init__(scope, "Releases")
        made = codedeploy.CfnDeploymentGroup
        role = iam.CfnRole(
            self,
            "Role",
            description="CodeDeploy takes hosts from the load balancer and tells them what to run",
            assume_role_policy_document=trust("codedeploy.amazonaws.com", StringEquals=OWN_ACCOUNT),
            # AWS's own policy for this service, because it alone follows what the service calls.
            managed_policy_arns=[managed("service-role/AWSCodeDeployRole")],
        )
        application = codedeploy.CfnApplication(
            self, "Application", application_name=place.name, compute_platform="Server"
        )
        made(
            self,
            "Group",
            application_name=application.ref,
            deployment_group_name=place.name,
            service_role_arn=role.attr_arn,
            deployment_config_name="CodeDeployDefault.OneAtATime",
            auto_scaling_groups=[group],
            deployment_style=made.DeploymentStyleProperty(
                deployment_type="IN_PLACE", deployment_option="WITH_TRAFFIC_CONTROL"
            ),
            load_balancer_info=made.LoadBalancerInfoProperty(
                target_group_info_list=[made.TargetGroupInfoProperty(name=targets)]
            ),
            auto_rollback_configuration=made.AutoRollbackConfigurationProperty(
                enabled=True, events=["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
            ),
            alarm_configuration=made.AlarmConfigurationProperty(
                enabled=True, ignore_poll_alarm_failure=False, alarms=[made.AlarmProperty(name=one) for one in alarms]
            ),
            outdated_instances_strategy="UPDATE",
        )


class ArtifactStack(HoldfastStack):
    """The stack that is deployed before all others, from a template that a call takes whole.

    Args:
        scope: the application.
        name: the stack's name.
        product: the spec.
        tags: of everything in it.
    """

    def __init__(self, scope: Construct, name: str, *, product: Product, tags: Mapping[str, str]) -> None:
        super().__init__(
            scope,
            name,
            region=product.region,
            description=f"{product.name}: bundles, host parts, the ledger of releases",
            tags=tags,
            protected=True,
        )
        made = Artifacts(self, name=cdk.Fn.sub(artifacts_bucket(product.name, "${AWS::AccountId}")))
        self.output("Bucket", made.name, "The artifact bucket")
