"""What calls on constructs of a CDK program change: whom buckets let in, and what goes with the stack."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, Bucket, BucketCors, Database, Policy
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.cdk import READER
from tests.readers.repository.cdk.test_cdk import HEAD, stack
from tests.readers.repository.templates.support import told


def read(*rows: str) -> list[Reading]:
    text = HEAD + "".join(f"{row}\n" for row in rows)
    return list(READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED)))


@pytest.mark.parametrize(
    ("call", "actions"),
    [
        ("files.grantPublicAccess()", ("s3:GetObject",)),
        ("files.grantPublicAccess('images/*')", ("s3:GetObject",)),
        ("files.grantPublicAccess('inbox/*', 's3:PutObject')", ("s3:PutObject",)),
        ("files.grantRead(new iam.AnyPrincipal())", ("s3:GetObject",)),
        ("files.grantPut(new iam.StarPrincipal())", ("s3:PutObject",)),
        ("files.grantRead(worker)", None),
        ("queue.grantPublicAccess()", None),
    ],
)
def test_a_bucket_whose_objects_are_given_to_anybody_is_public(call: str, actions: tuple[str, ...] | None) -> None:
    found = read("const files = new s3.Bucket(this, 'Files', {});", f"{call};")
    given = [fact.actions for fact in found if isinstance(fact, Policy) and fact.principal == "*"]
    assert given == ([actions] if actions else [])
    assert [fact.public for fact in found if isinstance(fact, Bucket)] == [actions is not None]


@pytest.mark.parametrize(
    ("written", "then", "kept"),
    [
        ("", "db.applyRemovalPolicy(cdk.RemovalPolicy.DESTROY);", False),
        ("removalPolicy: cdk.RemovalPolicy.DESTROY", "db.applyRemovalPolicy(cdk.RemovalPolicy.SNAPSHOT);", True),
        ("removalPolicy: cdk.RemovalPolicy.DESTROY", "db.applyRemovalPolicy(props.policy);", False),
        ("", "db.applyRemovalPolicy(props.policy);", True),
        ("", "", True),
    ],
)
def test_the_last_word_on_what_goes_with_the_stack_counts(written: str, then: str, *, kept: bool) -> None:
    found = read(f"const db = new rds.DatabaseInstance(this, 'Db', {{ engine, {written} }});", then)
    [database] = [fact for fact in found if isinstance(fact, Database)]
    assert database.final_snapshot is kept


@pytest.mark.parametrize(
    ("origins", "told"),
    [
        ("process.env.ORIGINS?.split(',') ?? ['*']", True),
        ("process.env.ORIGINS?.split(',').map((one) => one.trim()) || ['*']", True),
        ("'https://shop.example'.split(',') ?? ['*']", False),
        ("originsOf(stage) ?? ['*']", False),
    ],
)
def test_a_default_stands_for_what_is_made_of_a_setting_that_nobody_knows(origins: str, *, told: bool) -> None:
    rule = f"{{ allowedOrigins: {origins}, allowedMethods: [s3.HttpMethods.PUT] }}"
    found = read(f"new s3.Bucket(this, 'F', {{ cors: [{rule}] }});")
    assert [fact.origins for fact in found if isinstance(fact, BucketCors)] == [("*",) if told else ()]


@pytest.mark.parametrize(
    ("metric", "watches"),
    [
        ("lb.metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT)", "error-rate"),
        ("targets.metrics.unhealthyHostCount()", "unhealthy-hosts"),
        ("targets.metrics.targetResponseTime()", "response-time"),
        ("lb.metrics.custom('HTTPCode_ELB_5XX_Count')", "error-rate"),
        ("api.metricServerError()", "error-rate"),
    ],
)
def test_metrics_that_stand_below_metrics_are_those_of_the_balancer(metric: str, watches: str) -> None:
    (alarm,) = [one for one in read(f"{metric}.createAlarm(this, 'A', {{ threshold: 1 }});") if isinstance(one, Alarm)]
    assert alarm.watches == watches


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "    new pipelines.CodePipeline(this, 'Pipeline', { synth });",
            ["Credential 4 form=instance-role holder=workflow", "Deployment 4 method=cdk name=Pipeline identity=commit"],
        ),
        (
            "    pipeline.addStage({ stageName: 'Deploy', actions: [\n      new codepipeline_actions.EcsDeployAction({ service })] });",
            ["Credential 5 form=instance-role holder=workflow", "Deployment 5 method=ecs name=EcsDeployAction:5 identity=commit"],
        ),
        ("    new targets.CodePipeline(pipeline);", []),
    ],
)  # fmt: skip
def test_a_pipeline_deploys_what_it_started_from_with_a_role_of_its_own(body: str, found: list[str]) -> None:
    told = [one for one in stack(body) if one.startswith(("Deployment", "Credential"))]
    assert sorted(told) == found


@pytest.mark.parametrize(
    ("call", "told_as"),
    [
        ("group.add_ingress_rule(peer=ec2.Peer.any_ipv4(), connection=ec2.Port.tcp(22), description='in')", "Ingress"),
        ("group.add_ingress_rule(ec2.Peer.any_ipv4(), connection=ec2.Port.tcp(22))", "Ingress"),
        ("group.connections.allow_from_any_ipv4(port_range=ec2.Port.tcp(22))", "Ingress"),
        (
            "role.add_managed_policy(policy=iam.ManagedPolicy.from_aws_managed_policy_name('AdministratorAccess'))",
            "Policy",
        ),
        ("role.add_to_policy(statement=iam.PolicyStatement(actions=['s3:*'], resources=['*']))", "Policy"),
    ],
)
def test_python_may_hand_a_method_what_it_takes_by_name(call: str, told_as: str) -> None:
    text = (
        "from aws_cdk import Stack, aws_ec2 as ec2, aws_iam as iam\n\n\nclass Main(Stack):\n"
        "    def __init__(self, scope, construct_id, **kwargs):\n"
        "        group = ec2.SecurityGroup(self, id='Web', vpc=vpc)\n"
        "        role = iam.Role(self, id='Web', assumed_by=iam.ServicePrincipal('ec2.amazonaws.com'))\n"
        f"        {call}\n"
    )
    found = READER.read(Snippet(path="main.py", text=text, kind=EvidenceKind.DECLARED))
    assert [row.split()[:2] for row in told(found) if row.startswith(told_as)] == [[told_as, "8"]]
