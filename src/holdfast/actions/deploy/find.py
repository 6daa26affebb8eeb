"""What templates cannot know: the hosted zone, and what the account may have only once and has already."""

from collections.abc import Iterator

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.actions.deploy.deployed import read_resources
from holdfast.actions.deploy.problems import Problem
from holdfast.model.product import Product
from holdfast.model.record import record

_GITHUB = "token.actions.githubusercontent.com"


@record(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found out about an account.

    Attributes:
        hosted_zone: id of the hosted zone; empty when there is none.
        github_provider: ARN of a provider for GitHub that is not this product's; empty when there is none.
        anomaly_monitor: ARN of a cost monitor over all services that is not this product's; empty when there is none.
        problems: what is missing that a person must make.
    """

    hosted_zone: str = ""
    github_provider: str = ""
    anomaly_monitor: str = ""
    problems: tuple[Problem, ...] = ()


def find(cloud: Cloud, product: Product, account_stack: str) -> Found:
    """Look for what templates are given as parameters.

    Args:
        cloud: the account.
        product: the spec.
        account_stack: the stack of what the account has once: what it made itself does not count.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    ours = {one.physical_id for one in read_resources(cloud, account_stack, product.region)}
    zone, problems = _zone(cloud, product.hosted_zone)
    return Found(
        hosted_zone=zone,
        github_provider=next((arn for arn in _providers(cloud) if arn not in ours), "") if product.repository else "",
        anomaly_monitor=next((arn for arn in _monitors(cloud) if arn not in ours), ""),
        problems=problems,
    )


def _zone(cloud: Cloud, name: str) -> tuple[str, tuple[Problem, ...]]:
    if not name:
        return "", ()
    with asking("route53:ListHostedZonesByName", name):
        answer = cloud.client("route53").list_hosted_zones_by_name(DNSName=name, MaxItems="10")
    zones = [
        str(one["Id"]).rpartition("/")[2]
        for one in answer["HostedZones"]
        if str(one["Name"]).rstrip(".") == name and not one.get("Config", {}).get("PrivateZone")
    ]
    if len(zones) == 1:
        return zones[0], ()
    happened = f"Route 53 has no public hosted zone {name} in this account"
    step = (
        f"create it and point the domain's name servers to it, or name another in `zone`: {name} is told from `domains`"
    )
    if zones:
        happened = f"Route 53 has {len(zones)} public hosted zones {name} in this account"
        step = "delete the one that the domain's name servers do not name"
    return "", (Problem(where="zone", happened=happened, next_step=step),)


def _providers(cloud: Cloud) -> Iterator[str]:
    with asking("iam:ListOpenIDConnectProviders", "the account"):
        answer = cloud.client("iam").list_open_id_connect_providers()
    for one in answer["OpenIDConnectProviderList"]:
        if str(one["Arn"]).endswith(f"/{_GITHUB}"):
            yield str(one["Arn"])


def _monitors(cloud: Cloud) -> Iterator[str]:
    # Cost Explorer bills calls for costs, 0.01 USD each; calls for monitors are free (its pricing page, read 2026-11).
    try:
        with asking("ce:GetAnomalyMonitors", "the account"):
            answer = cloud.client("ce", "us-east-1").get_anomaly_monitors()
    except CredentialsError:
        raise
    except CloudError:
        return  # an account that never opened Cost Explorer has none
    for one in answer.get("AnomalyMonitors", ()):
        if one.get("MonitorType") == "DIMENSIONAL" and one.get("MonitorDimension", "SERVICE") == "SERVICE":
            yield str(one["MonitorArn"])
