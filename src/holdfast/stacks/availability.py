"""Availability: the load balancer before the hosts, in every zone, and the names that lead to it."""

from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_route53 as route53
from constructs import Construct

from holdfast.stacks.network import Network
from holdfast.stacks.place import Place

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.2 and 1.3 with modern ciphers (Elastic Load Balancing, *Security policies*, read 2026-11)."""


class Front(Construct):
    """The application load balancer with TLS, and the DNS records of the environment's domains.

    A load balancer costs about $20 a month before traffic, staging's too: it is what keeps a host that is not ready
    out, lets releases go host by host, and holds the certificate that renews itself.

    Args:
        scope: the stack.
        place: the environment.
        network: where it stands.
        certificate: ARN of its certificate.
        zone_id: id of the hosted zone of its domains.
        logs: name of the bucket for its log.
    """

    def __init__(
        self, scope: Construct, *, place: Place, network: Network, certificate: str, zone_id: str, logs: str
    ) -> None:
        super().__init__(scope, "Front")
        self._place = place
        self.balancer = elb.CfnLoadBalancer(
            self,
            "Balancer",
            type="application",
            scheme="internet-facing",
            ip_address_type="ipv4",
            subnets=list(network.public),
            security_groups=[network.front],
            load_balancer_attributes=self._attributes(logs),
        )
        self._listener("Http", port=80, protocol="HTTP", action=_to_https())
        self._certificate = certificate
        self._zone_id = zone_id

    def serve(self, target_group: str) -> elb.CfnListener:
        """Send HTTPS requests to the hosts of a target group, and let the domains lead here."""
        forward = elb.CfnListener.ActionProperty(type="forward", target_group_arn=target_group)
        listener = self._listener("Https", port=443, protocol="HTTPS", action=forward)
        for domain in self._place.about.domains:
            alias = route53.CfnRecordSet.AliasTargetProperty(
                dns_name=self.balancer.attr_dns_name,
                hosted_zone_id=self.balancer.attr_canonical_hosted_zone_id,
                evaluate_target_health=False,
            )
            route53.CfnRecordSet(
                self, f"Name-{domain}", name=f"{domain}.", type="A", hosted_zone_id=self._zone_id, alias_target=alias
            )
        return listener

    def _listener(
        self, name: str, *, port: int, protocol: str, action: elb.CfnListener.ActionProperty
    ) -> elb.CfnListener:
        secure = protocol == "HTTPS"
        certificates = [elb.CfnListener.CertificateProperty(certificate_arn=self._certificate)] if secure else None
        return elb.CfnListener(
            self,
            name,
            load_balancer_arn=self.balancer.ref,
            port=port,
            protocol=protocol,
            ssl_policy=TLS_POLICY if secure else None,
            certificates=certificates,
            default_actions=[action],
        )

    def _attributes(self, logs: str) -> list[elb.CfnLoadBalancer.LoadBalancerAttributeProperty]:
        wanted = {
            "access_logs.s3.enabled": "true",
            "access_logs.s3.bucket": logs,
            "access_logs.s3.prefix": "balancer",
            "deletion_protection.enabled": "false" if self._place.small else "true",
            "idle_timeout.timeout_seconds": str(self._place.product.service.proxy.timeout_seconds),
            "routing.http.drop_invalid_header_fields.enabled": "true",
        }
        return [
            elb.CfnLoadBalancer.LoadBalancerAttributeProperty(key=key, value=value) for key, value in wanted.items()
        ]


def _to_https() -> elb.CfnListener.ActionProperty:
    redirect = elb.CfnListener.RedirectConfigProperty(
        protocol="HTTPS", port="443", host="#{host}", path="/#{path}", query="#{query}", status_code="HTTP_301"
    )
    return elb.CfnListener.ActionProperty(type="redirect", redirect_config=redirect)
