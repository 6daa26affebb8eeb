"""SweetOrder's account as its team set it up by hand, with everything that will break in production.

Two hosts with PostgreSQL on each, SSH open to the world, one bucket that lets in the front ends of development and
staging alone, keys that do not expire, and nothing that watches, backs up, scales or limits cost. A tag says for which
environment each thing was made; the bucket and its distribution were made for production, and serve staging, too.

What moto cannot hold: keys and sign-ins of the root user, the age of keys (all are new), what runs inside a host (no
account shows that either), and AWS's own managed policies, for which inline ones with the same reach stand.
"""

import json
from functools import cache
from typing import Any

from holdfast.rig.seeds import (
    DOMAIN,
    GLOBAL,
    HOME,
    Clients,
    allow_origins,
    bucket,
    certificate,
    distribution,
    tagged,
    zone,
)

IMAGE = "ami-0123456789abcdef0"
UPLOADS = "sweetorder-uploads"
ORIGINS = (
    "http://localhost:3001",
    "http://localhost:3002",
    "http://localhost:3003",
    f"https://staging.{DOMAIN}",
    f"https://seller-staging.{DOMAIN}",
    f"https://admin-staging.{DOMAIN}",
)
SECRETS = {"production": "sweetorder/prod/api", "staging": "sweetorder/staging/api"}
"""The secret of production was made under another name than the guide tells: nobody noticed, for a start goes on."""
_MADE_FOR = {"Environment": "production"}
_FRONTS = ("www", "seller", "admin")


def seed(clients: Clients, region: str = HOME) -> None:
    """Make the account.

    Args:
        clients: gives a client of a service in a region.
        region: where the product lives.
    """
    clients = cache(clients)
    _people(clients("iam", GLOBAL))
    addresses = _hosts(clients("ec2", region))
    _forgotten(clients("ec2", region), region)
    uploads = bucket(clients, region, UPLOADS)
    allow_origins(uploads, UPLOADS, *ORIGINS)
    uploads.put_bucket_tagging(Bucket=UPLOADS, Tagging={"TagSet": tagged(**_MADE_FOR)})
    static = f"static.{DOMAIN}"
    arn = certificate(clients, GLOBAL, static, **_MADE_FOR)
    served = distribution(clients, UPLOADS, static, arn, f"{UPLOADS}.s3.{region}.amazonaws.com", **_MADE_FOR)
    zone(clients, {**_names(addresses), "static": ("CNAME", served)})
    for environment, name in SECRETS.items():
        clients("secretsmanager", region).create_secret(
            Name=name, SecretString="{}", Tags=tagged(Environment=environment)
        )


def _people(iam: Any) -> None:
    """Somebody with a password alone, and a deploy user whose keys are in GitHub and may do almost everything."""
    iam.create_user(UserName="owner")
    iam.create_login_profile(UserName="owner", Password="Not-a-secret-1!")  # noqa: S106  # pragma: allowlist secret
    iam.create_user(UserName="sweetorder-deploy")
    iam.create_access_key(UserName="sweetorder-deploy")
    wide = {"Effect": "Allow", "Action": ["ec2:*", "secretsmanager:*", "s3:*"], "Resource": "*"}
    iam.put_user_policy(
        UserName="sweetorder-deploy",
        PolicyName="deploy",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [wide]}),
    )


def _hosts(ec2: Any) -> dict[str, str]:
    """One host for each environment, open to the world; gives their addresses."""
    ec2.create_key_pair(KeyName="sweetorder-key")
    addresses: dict[str, str] = {}
    for environment, name in (("production", "sweetorder-api"), ("staging", "sweetorder-api-staging")):
        group = _firewall(ec2, name, environment)
        made = ec2.run_instances(
            ImageId=IMAGE,
            InstanceType="t3.small",
            MinCount=1,
            MaxCount=1,
            KeyName="sweetorder-key",
            SecurityGroupIds=[group],
            TagSpecifications=[{"ResourceType": "instance", "Tags": tagged(Name=name, Environment=environment)}],
        )
        address = ec2.allocate_address(Domain="vpc")
        ec2.associate_address(InstanceId=made["Instances"][0]["InstanceId"], AllocationId=address["AllocationId"])
        addresses[environment] = str(address["PublicIp"])
    return addresses


def _firewall(ec2: Any, name: str, environment: str) -> str:
    marks = [{"ResourceType": "security-group", "Tags": tagged(Environment=environment)}]
    made = ec2.create_security_group(GroupName=name, Description="SSH, HTTP, HTTPS", TagSpecifications=marks)
    anybody = [{"CidrIp": "0.0.0.0/0"}]
    rules = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": anybody} for port in (22, 80, 443)]
    ec2.authorize_security_group_ingress(GroupId=made["GroupId"], IpPermissions=rules)
    return str(made["GroupId"])


def _forgotten(ec2: Any, region: str) -> None:
    """A disk and an address of a host that is long gone."""
    marks = tagged(**_MADE_FOR)
    disk = [{"ResourceType": "volume", "Tags": marks}]
    ec2.create_volume(AvailabilityZone=f"{region}a", Size=30, TagSpecifications=disk)
    ec2.allocate_address(Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": marks}])


def _names(addresses: dict[str, str]) -> dict[str, tuple[str, str]]:
    names = {"api": ("A", addresses["production"]), "api-staging": ("A", addresses["staging"])}
    names |= dict.fromkeys(_FRONTS, ("A", addresses["production"]))
    return names | dict.fromkeys(("staging", "seller-staging", "admin-staging"), ("A", addresses["staging"]))
