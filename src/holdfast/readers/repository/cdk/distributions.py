"""CloudFront distributions of CDK programs, as CloudFormation has them."""

from holdfast.model.record import replace
from holdfast.readers.repository.text.nodes import Node


def configuration(props: Node) -> dict[str, Node | None]:
    """The names and the certificate of a distribution, and the origins that it asks without TLS."""
    certificate = props.get("certificate") or props.get("viewerCertificate")
    viewer = None
    if certificate is not None:
        given = certificate.items("given")
        arn = given[0] if given and not certificate.reference() else certificate
        lines = (certificate.line, certificate.end, certificate.key_line)
        viewer = Node({"AcmCertificateArn": Node(arn.value, *lines)}, *lines)
    aliases = props.get("domainNames") or (certificate.get("aliases") if certificate is not None else None)
    return {
        "Aliases": aliases,
        "ViewerCertificate": viewer,
        "Enabled": props.get("enabled"),
        "Origins": _plain_origins(props),
        "CacheBehaviors": _plain_viewers(props),
    }


def _plain_viewers(props: Node) -> Node | None:
    """The behaviours that serve browsers without TLS, where that is said."""
    behaviours = [props.child("defaultBehavior"), *props.child("additionalBehaviors").entries().values(), props]
    policies = [one for behaviour in behaviours if (one := behaviour.get("viewerProtocolPolicy")) is not None]
    open_ = [replace(one, value="allow-all") for one in policies if one.text() == "ALLOW_ALL"]
    found = [replace(one, value={"ViewerProtocolPolicy": one}) for one in open_]
    return replace(found[0], value=[*found]) if found else None


def _plain_origins(props: Node) -> Node | None:
    """What is left out of these is asked with TLS, or is a bucket."""
    behaviours = [props.child("defaultBehavior"), *props.child("additionalBehaviors").entries().values()]
    found = []
    for origin in (behaviour.child("origin") for behaviour in behaviours):
        policy, given = origin.get("protocolPolicy"), origin.items("given")
        if policy is not None and policy.text() == "HTTP_ONLY" and given:
            asked = replace(policy, value="http-only")
            custom = replace(policy, value={"OriginProtocolPolicy": asked})
            found.append(replace(origin, value={"DomainName": given[0], "CustomOriginConfig": custom}))
    return replace(found[0], value=[*found]) if found else None
