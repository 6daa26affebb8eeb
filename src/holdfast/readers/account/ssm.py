"""Systems Manager: hosts that are entered without an open port, and the names of parameters; never their values."""

from collections.abc import Iterator

from holdfast.model.facts import Login, SecretStore
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Refused, each, seen, tags_of
from holdfast.readers.account.ec2 import INSTANCES, instances
from holdfast.readers.account.values import text

MANAGED = Call("ssm", "describe_instance_information", "ssm:DescribeInstanceInformation", page=50)
PARAMETERS = Call("ssm", "describe_parameters", "ssm:DescribeParameters", page=50)

_NOT_OURS = ("/aws/", "/cdk-bootstrap/", "AmazonCloudWatch-")
"""Names of parameters that AWS and its tools keep for themselves."""


def _hosts(account: Account, region: str) -> Iterator[Reading]:
    online = [
        host for host in each(account, MANAGED, region, "InstanceInformationList") if host.get("PingStatus") == "Online"
    ]
    tags = _tags(account, region) if online else {}
    for host in online:
        number = str(host.get("InstanceId") or "")
        environment = account.environment(tags.get(number, {}), text(host, "Name"), text(host, "ComputerName"))
        arn = f"arn:{account.partition}:ssm:{region}:{account.id}:managed-instance/{number}"
        yield Login(**seen(arn, "PingStatus: Online", environment), method="ssm")


def _tags(account: Account, region: str) -> dict[str, dict[str, str]]:
    """The tags of instances; empty when they may not be read, which EC2's own reader tells."""
    try:
        return {str(one.get("InstanceId")): tags_of(one) for one in instances(account, region)}
    except Refused:
        return {}


def _parameters(account: Account, region: str) -> Iterator[Reading]:
    for parameter in each(account, PARAMETERS, region, "Parameters"):
        name = str(parameter.get("Name") or "")
        if name.startswith(_NOT_OURS):
            continue
        # The list tells no tags, and asking for them one by one is not worth a name.
        arn = str(
            parameter.get("ARN")
            or f"arn:{account.partition}:ssm:{region}:{account.id}:parameter/{name.removeprefix('/')}"
        )
        quote = f"Type: {parameter.get('Type')}"
        yield SecretStore(**seen(arn, quote, account.environment({}, name)), service="parameter-store", name=name)


READER = AccountReader(
    name="ssm",
    serves=frozenset(["access", "configuration"]),
    calls=(MANAGED, PARAMETERS, INSTANCES),
    questions=(_hosts, _parameters),
)
