"""Certificates: CloudFront's in us-east-1, the load balancer's in the home region; each renews itself and is watched.

CloudFront reads certificates in us-east-1 alone, wherever the product lives; a load balancer reads those of its own
region alone. So there are two, of two stacks, and the ARN of the first is handed on as a plain value.
"""

from collections.abc import Sequence

from aws_cdk import aws_certificatemanager as acm
from constructs import Construct

from holdfast.stacks.base import named


class Certificate(Construct):
    """A certificate of ACM for host names of one hosted zone; it renews itself as long as its DNS records stay.

    Args:
        scope: the stack.
        name: shown by the console.
        domains: the first is its main name.
        zone_id: id of their hosted zone.
    """

    def __init__(self, scope: Construct, *, name: str, domains: Sequence[str], zone_id: str) -> None:
        super().__init__(scope, "Certificate")
        proofs = [
            acm.CfnCertificate.DomainValidationOptionProperty(domain_name=domain, hosted_zone_id=zone_id)
            for domain in domains
        ]
        made = acm.CfnCertificate(
            self,
            "Certificate",
            domain_name=domains[0],
            subject_alternative_names=list(domains[1:]) or None,
            validation_method="DNS",
            domain_validation_options=proofs,
        )
        named(made, name)
        self.arn = made.ref
