"""Listeners of load balancers in CDK programs: what they speak, and what becomes of what asks them."""

from holdfast.readers.repository.cdk.calls import Call, put
from holdfast.readers.repository.nodes import Node


def listener(call: Call) -> None:
    """`balancer.addListener('https', {certificates})`."""
    certificates = call.options.items("certificates")
    owner = {"Ref": call.target.id} if call.target is not None else None
    forwards = call.options.has("defaultTargetGroups") or call.options.text("defaultAction", "call") == "forward"
    made = call.make.add(
        "AWS::ElasticLoadBalancingV2::Listener",
        {
            "LoadBalancerArn": owner,
            "Certificates": [{"CertificateArn": node} for node in certificates] or None,
            "Protocol": _protocol(call.options, certified=bool(certificates)),
        },
    )
    if call.options.text("defaultAction", "call") == "redirect":
        put(made, call.node([{"Type": "redirect"}]), "DefaultActions")
    elif forwards:
        put(made, call.node([{"Type": "forward"}]), "DefaultActions")


_PLAIN_PORTS = frozenset((80, 8000, 8008, 8080))
"""Those that the CDK takes for HTTP where a listener does not say what it speaks."""


def _protocol(options: Node, *, certified: bool) -> str | None:
    told = options.text("protocol")
    if told or certified:
        return told or "HTTPS"
    return "HTTP" if options.integer("port") in _PLAIN_PORTS else None


def to_listener(call: Call) -> None:
    """What a listener does with whatever asks it: with a condition, it does so for a part only."""
    if call.target is None or call.target.type != "AWS::ElasticLoadBalancingV2::Listener":
        return
    action = call.options.text("action", "call") or "forward"
    if call.name == "addRedirectResponse" or action == "redirect":
        put(call.target, call.node([{"Type": "redirect"}]), "DefaultActions")
    elif action == "forward" and not call.target.properties.has("DefaultActions"):
        put(call.target, call.node([{"Type": "forward"}]), "DefaultActions")
