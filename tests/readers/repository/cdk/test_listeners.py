"""What a CDK program's load balancers and distributions do with browsers that come without TLS."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance, LoadBalancer
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk import READER
from tests.readers.repository.cdk.test_cdk import HEAD, stack
from tests.readers.repository.templates.support import places


def plain(body: str) -> list[str]:
    return [line for line in stack(body) if line.startswith("PlainBeside")]


_FRONT = """\
    const front = new elbv2.ApplicationLoadBalancer(this, 'Front', {{ vpc, internetFacing: {} }});
    const secure = front.addListener('Https', {{ port: 443, certificates: [cert] }});
    const open = front.addListener('Http', {{ port: 80{} }});
    secure.addTargets('A', {{ port: 80, targets: [service] }});
    {}"""


@pytest.mark.parametrize(
    ("option", "then", "expected"),
    [
        ("", "open.addTargets('B', { port: 80, targets: [service] });", ["PlainBeside 6 name=Front"]),
        (", defaultTargetGroups: [group]", "", ["PlainBeside 6 name=Front"]),
        (", defaultAction: elbv2.ListenerAction.forward([group])", "", ["PlainBeside 6 name=Front"]),
        (", defaultAction: elbv2.ListenerAction.redirect({ port: '443' })", "", []),
        ("", "open.addAction('R', { action: elbv2.ListenerAction.redirect({ port: '443' }) });", []),
        ("", "", []),
    ],
)
def test_a_plain_listener_forwards_beside_one_with_a_certificate(option: str, then: str, expected: list[str]) -> None:
    assert plain(_FRONT.format("true", option, then)) == expected
    assert plain(_FRONT.format("false", option, then)) == []


_APART = """\
    const front = new elbv2.ApplicationLoadBalancer(this, 'Front', { vpc, internetFacing: true });
    const open = new elbv2.ApplicationListener(this, 'Http', { loadBalancer: front, %s });
    open.addTargets('B', { port: 80, targets: [service] });"""


@pytest.mark.parametrize(
    ("options", "secure"),
    [
        ("port: 80", False),
        ("protocol: elbv2.ApplicationProtocol.HTTP", False),
        ("port: 80, defaultAction: elbv2.ListenerAction.forward([group])", False),
        ("port: 80, defaultAction: elbv2.ListenerAction.redirect({ port: '443' })", True),
        ("port: 443, certificates: [cert]", True),
    ],
)
def test_a_listener_made_by_itself_belongs_to_the_balancer_it_names(options: str, *, secure: bool) -> None:
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{_APART % options}\n  }}\n}}\n"
    read = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    (balancer,) = [fact for fact in read if isinstance(fact, LoadBalancer)]
    assert balancer.tls is secure
    assert places(balancer)["listener"] == "5"


def test_a_distribution_that_lets_browsers_choose() -> None:
    body = """\
    new cloudfront.Distribution(this, 'Cdn', {
      defaultBehavior: {
        origin: new origins.HttpOrigin('api.shop.example'),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.ALLOW_ALL,
      },
    });"""
    assert plain(body) == ["PlainBeside 7 name=Cdn visitors=True"]
    assert plain(body.replace("ALLOW_ALL", "REDIRECT_TO_HTTPS")) == []


def test_a_ready_made_service_is_shown_where_it_says_how_it_is_asked() -> None:
    body = """\
    new patterns.ApplicationLoadBalancedFargateService(this, 'Api', {
      desiredCount: 2,
      listenerPort: 443,
    });"""
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    read = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    (balancer,) = [fact for fact in read if isinstance(fact, LoadBalancer)]
    assert places(balancer)["listener"] == "6"


@pytest.mark.parametrize(("protocol", "found"), [("HTTPS", 1), ("HTTP", 0)])
def test_a_ready_made_service_requests_a_certificate_for_its_zone_once_it_speaks_tls(protocol: str, found: int) -> None:
    body = f"""\
    new patterns.ApplicationLoadBalancedFargateService(this, 'Api', {{
      domainName: 'shop.example.com',
      domainZone: zone,
      protocol: elbv2.ApplicationProtocol.{protocol},
    }});"""
    assert len([line for line in stack(body) if line.startswith("Certificate")]) == found


@pytest.mark.parametrize(("other", "spare"), [("", True), ("{ capacityProvider: 'FARGATE', base: 1 },", False)])
def test_a_service_on_spare_capacity_alone_is_told(other: str, *, spare: bool) -> None:
    body = f"""\
    new ecs.FargateService(this, 'Web', {{
      desiredCount: 2,
      capacityProviderStrategies: [
        {{ capacityProvider: 'FARGATE_SPOT', weight: 1 }}, {other}
      ],
    }});"""
    (line,) = (line for line in stack(body) if line.startswith("Workload"))
    assert (" spot=True" in line) is spare


@pytest.mark.parametrize(
    "target",
    [
        "front.addTargets('A', { port: 80, targets: [new targets.InstanceTarget(shop)] });",
        "new elbv2.ApplicationTargetGroup(this, 'G', { port: 80, targets: [new targets.InstanceTarget(shop, 8080)] });",
    ],
)
def test_a_machine_tells_where_a_listener_or_a_group_is_given_it(target: str) -> None:
    body = f"""    const shop = new ec2.Instance(this, 'Shop', {{ instanceType: new ec2.InstanceType('t3.small') }});
    const balancer = new elbv2.ApplicationLoadBalancer(this, 'Front', {{}});
    const front = balancer.addListener('Web', {{ port: 80 }});
    {target}"""
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    found = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    (machine,) = (one for one in found if isinstance(one, Instance))
    assert places(machine)["attached"] == "7"
