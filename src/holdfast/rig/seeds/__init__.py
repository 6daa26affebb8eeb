"""Products as accounts hold them, made with boto3 in an embedded AWS."""

from collections.abc import Callable
from typing import Any

Clients = Callable[[str, str], Any]
"""From a service, as boto3 names it, and a region to a client: `EmbeddedAws.client`."""

GLOBAL = "us-east-1"
DOMAIN = "sweetorders.com"
HOME = "ap-northeast-1"
"""SweetOrder's own region."""


def bucket(clients: Clients, region: str, name: str) -> Any:
    """Make a bucket that is closed to the public; gives the client that made it."""
    client = clients("s3", region)
    place = {} if region == GLOBAL else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=name, **place)
    closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(closed, True))
    return client


def allow_origins(client: Any, name: str, *origins: str) -> None:
    """Let browsers on these origins put and get the bucket's files."""
    rule = {
        "AllowedHeaders": ["*"],
        "AllowedMethods": ["GET", "PUT", "POST"],
        "AllowedOrigins": list(origins),
        "ExposeHeaders": ["ETag"],
    }
    client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})


def certificate(clients: Clients, region: str, domain: str, **tags: str) -> str:
    """Request a certificate validated by DNS, and have it issued; gives its ARN."""
    client = clients("acm", region)
    more = {"Tags": tagged(**tags)} if tags else {}
    arn = client.request_certificate(DomainName=domain, ValidationMethod="DNS", **more)["CertificateArn"]
    client.describe_certificate(CertificateArn=arn)  # moto issues it when somebody looks
    return str(arn)


def distribution(clients: Clients, name: str, domain: str, arn: str, source: str, **tags: str) -> str:
    """Serve a bucket under a domain with its own certificate; gives the distribution's own host name."""
    origin = {"Id": "bucket", "DomainName": source, "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {
        "TargetOriginId": "bucket",
        "ViewerProtocolPolicy": "redirect-to-https",
        "MinTTL": 0,
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
    }
    shape = {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "Aliases": {"Quantity": 1, "Items": [domain]},
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
        "ViewerCertificate": {"ACMCertificateArn": arn, "SSLSupportMethod": "sni-only"},
    }
    made = clients("cloudfront", GLOBAL).create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": shape, "Tags": {"Items": tagged(**tags)}}
    )
    return str(made["Distribution"]["DomainName"])


def zone(clients: Clients, records: dict[str, tuple[str, str]]) -> None:
    """Make the product's DNS zone with these records: host name to type and value."""
    client = clients("route53", GLOBAL)
    number = client.create_hosted_zone(Name=f"{DOMAIN}.", CallerReference="sweetorder")["HostedZone"]["Id"]
    changes = [
        {"Name": f"{host}.{DOMAIN}", "Type": sort, "TTL": 60, "ResourceRecords": [{"Value": value}]}
        for host, (sort, value) in records.items()
    ]
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": change} for change in changes]}
    client.change_resource_record_sets(HostedZoneId=number, ChangeBatch=batch)


def tagged(**tags: str) -> list[dict[str, str]]:
    """Tags in the form that most services take."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
