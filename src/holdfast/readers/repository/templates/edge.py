"""Certificates and what uses them: ACM, CloudFront, listeners."""

from collections.abc import Iterator

from holdfast.model.facts import Certificate, Distribution, PlainBeside
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

CLOUDFRONT_REGION = "us-east-1"
"""The only region whose certificates CloudFront takes."""

_ARN_REGION = regex(r"arn:aws[\w-]{0,10}:(?:acm|iam):([a-z0-9-]{0,20}):")
_USERS = {
    "AWS::CloudFront::Distribution": "cloudfront",
    "AWS::Cognito::UserPoolDomain": "cloudfront",
    "AWS::ElasticLoadBalancingV2::Listener": "load-balancer",
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": "load-balancer",
    "AWS::ElasticLoadBalancing::LoadBalancer": "load-balancer",
    "AWS::ApiGateway::DomainName": "api",
    "AWS::ApiGatewayV2::DomainName": "api",
    "AWS::Serverless::Api": "api",
    "AWS::Serverless::HttpApi": "api",
}


def _certificate(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    users = resource.stack.users(resource, *_USERS)
    used = {_USERS[user.type] for user in users} | (
        {resource.traits["used_by"]} if "used_by" in resource.traits else set()
    )
    by_cloudfront = "cloudfront" in used
    region = resource.traits.get("region") or resource.stack.region
    if region is None and by_cloudfront:
        region = CLOUDFRONT_REGION  # a stack that holds both can be made nowhere else
    method = (properties.text("ValidationMethod", default="EMAIL") or "").lower()
    yield Certificate(
        **resource.said,
        issuer="acm",
        domain=properties.text("DomainName"),
        region=region,
        validation=method if method in ("dns", "email") else None,
        used_by="cloudfront" if by_cloudfront else next(iter(sorted(used)), None),
        in_code=True,
        renews=True if method == "dns" else None,
        places={
            "validation": resource.place("ValidationMethod"),
            "domain": resource.place("DomainName"),
            "region": resource.traits.get("places", {}).get("region", resource.header),
        },
    )


def _distribution(resource: Resource) -> Iterator[Fact]:
    config = resource.properties.child("DistributionConfig")
    viewer = config.child("ViewerCertificate")
    arn = viewer.get("AcmCertificateArn")
    plain = config.flag("Enabled", default=True)
    if plain is False:
        return
    target = resource.stack.target(arn)
    region = CLOUDFRONT_REGION if target is not None else None
    if target is not None:
        region = target.traits.get("region") or target.stack.region or region
    match = _ARN_REGION.match(arn.text() or "") if arn is not None else None
    default = viewer.flag("CloudFrontDefaultCertificate", default=arn is None and not viewer.has("IamCertificateId"))
    path = ("DistributionConfig", "ViewerCertificate")
    places = resource.places(
        certificate_region=".".join(path), default_certificate=".".join(path), aliases="DistributionConfig.Aliases"
    )
    asked = next(filter(_is_plain, config.items("Origins")), None)
    if asked is not None:
        places["plain_origin"] = resource.where(asked.child("CustomOriginConfig", "OriginProtocolPolicy"))
    yield Distribution(
        **resource.said,
        name=resource.shown,
        aliases=config.texts("Aliases"),
        certificate_region=match[1] if match else region,
        default_certificate=bool(default),
        plain_origin=asked is not None,
        places=places,
    )
    for behaviour in (config.child("DefaultCacheBehavior"), *config.items("CacheBehaviors")):
        if behaviour.text("ViewerProtocolPolicy") == "allow-all":
            at = resource.where(behaviour.child("ViewerProtocolPolicy"))
            yield PlainBeside(**{**resource.said, "at": at}, name=resource.shown, visitors=True)
    if arn is not None and arn.value != "" and target is None:
        yield from _by_hand(resource, arn, "cloudfront")


def _is_plain(origin: Node) -> bool:
    """It is asked without TLS, and might be asked with it: a website of S3 speaks nothing else."""
    named = origin.child("DomainName")
    website = "website" in f"{named.text()} {named.value}".lower()
    return origin.text("CustomOriginConfig", "OriginProtocolPolicy") == "http-only" and not website


def _listener(resource: Resource) -> Iterator[Fact]:
    """A listener whose certificate is known by its ARN alone: somebody requested it outside of this stack."""
    for certificate in resource.properties.items("Certificates"):
        arn = certificate.get("CertificateArn")
        if arn is not None and resource.stack.target(arn) is None:
            yield from _by_hand(resource, arn, "load-balancer")
            return


def _domain(resource: Resource) -> Iterator[Fact]:
    """A name of an API's own, whose certificate is known by its ARN alone."""
    properties = resource.properties
    holders = (*properties.items("DomainNameConfigurations"), properties.child("Domain"), properties)
    names = ("CertificateArn", "RegionalCertificateArn")
    arn = next((found for one in holders for name in names if (found := one.get(name)) is not None), None)
    if arn is not None and resource.stack.target(arn) is None:
        yield from _by_hand(resource, arn, "api")


def _by_hand(resource: Resource, arn: Node, user: str) -> Iterator[Certificate]:
    """A certificate of which the stack knows only the ARN, unless another part of it requests one."""
    if any(resource.stack.of(_REQUESTED)):
        return
    match = _ARN_REGION.match(arn.text() or "")
    at = resource.where(arn.origin or arn)
    region = match[1] if match else None
    yield Certificate(**{**resource.said, "at": at}, issuer="acm", region=region, used_by=user)


_REQUESTED = "AWS::CertificateManager::Certificate"

TABLE = {
    _REQUESTED: _certificate,
    "AWS::CloudFront::Distribution": _distribution,
    "AWS::ElasticLoadBalancingV2::Listener": _listener,
    **dict.fromkeys((name for name, user in _USERS.items() if user == "api"), _domain),
}
"""Resource types of this subject, each with the function that makes its facts."""
