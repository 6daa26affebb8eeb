"""Listeners of load balancers in CDK programs: what they speak, and what becomes of what asks them."""

from holdfast.model.record import replace
from holdfast.readers.repository.cdk.calls import Call, put
from holdfast.readers.repository.cdk.constructs import Maker
from holdfast.readers.repository.text.nodes import Node, build


def listener(call: Call) -> None:
    """`balancer.addListener('https', {certificates})`."""
    _listens(call.make, call.options, {"Ref": call.target.id} if call.target is not None else None, call.end)


def listener_alone(make: Maker, props: Node) -> None:
    """`new ApplicationListener(this, 'Https', {loadBalancer, certificates})`."""
    _listens(make, props, props.get("loadBalancer"), max(make.line, props.end))


def _listens(make: Maker, options: Node, owner: Node | dict[str, str] | None, end: int) -> None:
    certificates = options.items("certificates")
    action = options.text("defaultAction", "call")
    forwards = options.has("defaultTargetGroups") or action == "forward"
    made = make.add(
        "AWS::ElasticLoadBalancingV2::Listener",
        {
            "LoadBalancerArn": owner,
            "Certificates": [{"CertificateArn": node} for node in certificates] or None,
            "Protocol": _protocol(options, certified=bool(certificates)),
        },
    )
    if action == "redirect" or forwards:
        told = build([{"Type": "redirect" if action == "redirect" else "forward"}], make.line)
        put(made, replace(told, end=end), "DefaultActions")


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
