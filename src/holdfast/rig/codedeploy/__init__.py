"""CodeDeploy in small: its order of events, its agent on hosts of this machine, and a load balancer before them."""

from holdfast.rig.codedeploy.balancer import Balancer
from holdfast.rig.codedeploy.host import RigHost
from holdfast.rig.codedeploy.service import CodeDeployService

__all__ = ["Balancer", "CodeDeployService", "RigHost"]
