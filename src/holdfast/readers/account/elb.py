"""Classic load balancers: where they stand, what they ask their instances, and those that nobody stands behind."""

from collections.abc import Iterator

from holdfast.model.facts import HealthProbe, IdleResource, LoadBalancer
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, quoted, seen
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, records, text, texts

BALANCERS = Call("elb", "describe_load_balancers", "elasticloadbalancing:DescribeLoadBalancers", page=400)


def _balancers(account: Account, region: str) -> Iterator[Reading]:
    found = [
        one for one in each(account, BALANCERS, region, "LoadBalancerDescriptions") if text(one, "LoadBalancerName")
    ]
    if not found:
        return
    tags = tags_in(account, region)
    for balancer in found:
        name = str(balancer["LoadBalancerName"])
        arn = f"arn:{account.partition}:elasticloadbalancing:{region}:{account.id}:loadbalancer/{name}"
        yield from _facts(balancer, arn, account.environment(tags.get(arn, {}), name))


def _facts(balancer: Record, arn: str, environment: str) -> Iterator[Reading]:
    name, zones = text(balancer, "LoadBalancerName"), texts(balancer, "AvailabilityZones")
    yield LoadBalancer(
        **seen(arn, "Type: classic", environment),
        name=name,
        type="classic",
        zones=len(zones),
        places=quoted(arn, {"AvailabilityZones": ", ".join(zones)}, zones="AvailabilityZones"),
    )
    target = text(child(balancer, "HealthCheck"), "Target")
    if target:
        protocol, _, rest = target.partition(":")
        port, slash, path = rest.partition("/")
        yield HealthProbe(
            **seen(arn, f"Target: {target}", environment),
            asker="load-balancer",
            path=slash + path if protocol.upper().startswith("HTTP") else "",
            port=int(port) if port.isdecimal() else None,
        )
    if not records(balancer, "Instances"):
        yield IdleResource(**seen(arn, "no registered instances", environment), type="load-balancer", name=name)


READER = AccountReader(
    name="elb",
    serves=frozenset(["availability", "health", "scaling", "cost"]),
    calls=(BALANCERS, RESOURCES),
    questions=(_balancers,),
    shows=(LoadBalancer, HealthProbe),
)
