"""Protection against deletion: switched on once a resource stands, since it would hinder the rollback of its creation.

CloudFormation rolls a failed creation back by deleting what it has made, and RDS and load balancers that are protected
refuse that: the stack is left in `ROLLBACK_FAILED` with half a product in it. So new ones are made without, and the
next update of the same stack protects them.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

_BALANCER, _KEY = "AWS::ElasticLoadBalancingV2::LoadBalancer", "deletion_protection.enabled"

Properties = Mapping[str, Any]


def _database(properties: Properties) -> Properties:
    return {**properties, "DeletionProtection": False} if properties.get("DeletionProtection") is True else properties


def _balancer(properties: Properties) -> Properties:
    said = properties.get("LoadBalancerAttributes", ())
    if not any(one.get("Key") == _KEY and one.get("Value") == "true" for one in said):
        return properties
    return {
        **properties,
        "LoadBalancerAttributes": [{**one, "Value": "false"} if one.get("Key") == _KEY else one for one in said],
    }


_LIFT: Mapping[str, Callable[[Properties], Properties]] = {"AWS::RDS::DBInstance": _database, _BALANCER: _balancer}

PROPERTIES: Mapping[str, str] = {"AWS::RDS::DBInstance": "DeletionProtection", _BALANCER: "LoadBalancerAttributes"}
"""The property that protects a resource, by its type."""


def at_first(body: Mapping[str, Any], there: Collection[str]) -> Mapping[str, Any]:
    """The template in which new resources are not protected yet; the very same where nothing new would be.

    Args:
        body: the template that the stack shall have.
        there: logical ids of what is there already, which keeps its protection.
    """
    lifted = {
        name: {**block, "Properties": _LIFT[block["Type"]](block.get("Properties", {}))}
        for name, block in body.get("Resources", {}).items()
        if block.get("Type") in _LIFT and name not in there
    }
    if all(block == body["Resources"][name] for name, block in lifted.items()):
        return body
    return {**body, "Resources": {**body["Resources"], **lifted}}
