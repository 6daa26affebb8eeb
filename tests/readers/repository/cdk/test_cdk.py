"""What CDK programs say, in TypeScript and Python."""

from textwrap import dedent

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Bucket, Database, ExposedSecret
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.cdk import READER
from tests.readers.repository.many import read_files
from tests.readers.repository.templates.support import places, told

HEAD = "import * as cdk from 'aws-cdk-lib';\n"


def program(files: dict[str, str]) -> list[str]:
    """What the files say together, as readers get them."""
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    wanted = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    return told(READER.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet))))


def stack(body: str) -> list[str]:
    """What the body of a stack's constructor says; its first line is line 4."""
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    return told(READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED)))


def test_a_database_left_to_the_defaults_is_single_and_shown_at_its_header() -> None:
    engine = "engine: rds.DatabaseInstanceEngine.MYSQL"
    text = f"{HEAD}new rds.DatabaseInstance(this, 'Db', {{\n  {engine},\n  multiAz: false,\n}});\n"
    (reading,) = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    assert told([reading]) == [
        (
            "Database 2 engine=mysql placement=rds name=Db instance_class=db.m5.large multi_az=False "
            "retention_days=1 deletion_protection=False final_snapshot=True encrypted=False point_in_time=True"
        )
    ]
    assert places(reading)["multi_az"] == "4"
    assert places(reading)["retention_days"] == "2"


@pytest.mark.parametrize(
    ("props", "kept", "place"),
    [
        ("removalPolicy: cdk.RemovalPolicy.DESTROY", "final_snapshot=False", "4"),
        ("removalPolicy: cdk.RemovalPolicy.SNAPSHOT", "final_snapshot=True", "2"),
        ("removalPolicy: live ? cdk.RemovalPolicy.SNAPSHOT : cdk.RemovalPolicy.DESTROY", "final_snapshot=True", "2"),
    ],
)
def test_a_database_that_goes_with_its_stack_says_so_where_the_policy_stands(props: str, kept: str, place: str) -> None:
    text = f"{HEAD}new rds.DatabaseInstance(this, 'Db', {{\n  multiAz: true,\n  {props},\n}});\n"
    (reading,) = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    assert kept in told([reading])[0]
    assert places(reading)["final_snapshot"] == place


@pytest.mark.parametrize(
    ("members", "standby"),
    [
        ("", False),
        ("readers: [rds.ClusterInstance.serverlessV2('r')],", True),
        ("instances: 1, instanceProps: {},", False),
    ],
)
def test_a_cluster_has_a_standby_with_a_second_member(members: str, standby: bool) -> None:
    engine = "engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_2 })"
    (fact,) = stack(f"new rds.DatabaseCluster(this, 'Db', {{ {members} {engine} }});")
    assert fact.startswith(f"Database 4 engine=postgresql placement=aurora name=Db multi_az={standby} retention_days=1")


def test_a_group_takes_zones_from_its_network_and_hosts_from_its_instance_type() -> None:
    body = """\
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
    const group = new autoscaling.AutoScalingGroup(this, 'Web', {
      vpc,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.BURSTABLE3, ec2.InstanceSize.SMALL),
      minCapacity: 2, maxCapacity: 6,
      healthCheck: autoscaling.HealthCheck.elb({ grace: cdk.Duration.minutes(5) }),
    });
    group.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    listener.addTargets('Web', { port: 80, targets: [group], healthCheck: { path: '/health' } });"""
    assert stack(body) == [
        "Instance 5 name=WebLaunchConfig instance_type=t3.small role=True purpose=application group=Web",
        (
            "Workload 5 platform=ec2-group name=Web minimum=2 maximum=6 zones=2 health_check=ELB "
            "behind_load_balancer=True instance_type=t3.small"
        ),
        "ScalingPolicy 11 workload=Web metric=cpu target=60",
        "HealthProbe 12 asker=load-balancer path=/health port=80",
    ]


@pytest.mark.parametrize("option", ["maxAzs: 1", "availabilityZones: ['eu-west-1a']"])
def test_an_instance_tells_where_its_network_is_held_to_one_zone(option: str) -> None:
    body = f"""\
    const vpc = new ec2.Vpc(this, 'Vpc', {{
      {option},
    }});
    new ec2.Instance(this, 'Web', {{ vpc, instanceType: new ec2.InstanceType('t3.small') }});"""
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    reading = next(iter(READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))))
    assert places(reading)["network"] == "5"


def test_a_load_balancer_tells_where_its_listener_is_added() -> None:
    body = """\
    const front = new elbv2.ApplicationLoadBalancer(this, 'Front', { vpc, internetFacing: true });
    front.addListener('Http', { port: 80, open: true });"""
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    reading = next(iter(READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))))
    assert places(reading)["listener"] == "5"


def test_a_balanced_fargate_service_is_a_service_a_balancer_and_a_probe() -> None:
    body = """\
    const api = new patterns.ApplicationLoadBalancedFargateService(this, 'Api', {
      desiredCount: 2, cpu: 512,
      circuitBreaker: { rollback: true },
    });
    api.targetGroup.configureHealthCheck({ path: '/health/ready' });
    const scaling = api.service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 10 });
    scaling.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 70 });
    scaling.scaleOnSchedule('Night', { schedule: Schedule.cron({ hour: '15' }), minCapacity: 1 });"""
    assert stack(body) == [
        "Workload 4 platform=fargate name=Api minimum=2 maximum=10 desired=2 behind_load_balancer=True processor=512",
        "Rollback 6 automatic=True target=previous",
        "Credential 4 form=instance-role holder=application",
        "LoadBalancer 4 name=ApiLB",
        "HealthProbe 8 asker=load-balancer path=/health/ready",
        "ScalingPolicy 10 workload=Api metric=memory target=70",
        "ScheduledScaling 11 workload=Api schedule=cron(* 15 * * * *)",
    ]


def test_a_service_of_which_no_task_has_to_stay_stops_before_the_next_ones_start() -> None:
    body = """\
    new patterns.ApplicationLoadBalancedFargateService(this, 'Api', {
      desiredCount: 1,
      minHealthyPercent: 0,
    });"""
    assert "ScriptFault 6 activity=deploy form=stopped-before-start command=MinimumHealthyPercent: 0" in stack(body)
    assert not [one for one in stack(body.replace(": 0", ": 50")) if one.startswith("ScriptFault")]


def test_access_is_told_from_roles_statements_and_openings() -> None:
    body = """\
    const role = new iam.Role(this, 'Deploy', {
      assumedBy: new iam.OpenIdConnectPrincipal(provider, {
        StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/r:*' } }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
    const sg = new ec2.SecurityGroup(this, 'Sg', { vpc });
    sg.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22), 'ssh');
    // sg.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(3306));"""
    assert stack(body) == [
        "Trust 5-6 role=Deploy provider=token.actions.githubusercontent.com subjects=(repo:o/r:*)",
        "Policy 7 principal=Deploy principal_type=deploy-role managed=AdministratorAccess",
        "Ingress 11 from_port=22 to_port=22 sources=(0.0.0.0/0) target=Sg",
        "Policy 9 principal=Deploy principal_type=deploy-role actions=(s3:*) resources=(*)",
    ]


def test_buckets_tell_their_rules_and_purpose() -> None:
    body = """\
    const bucket = new s3.Bucket(this, 'Uploads', {
      versioned: true,
      cors: [{ allowedOrigins: ['https://www.a.com'], allowedMethods: [s3.HttpMethods.GET] }],
    });
    bucket.addLifecycleRule({ expiration: cdk.Duration.days(30) });"""
    assert stack(body) == [
        "Bucket 4 purpose=uploads versioned=True encrypted=True public=False replicated=False",
        "BucketCors 6 bucket=${Uploads} origins=(https://www.a.com) methods=(GET)",
        "LifecycleRule 8 bucket=${Uploads} expiration_days=30",
    ]


def test_alarms_tell_what_they_watch_and_whether_anybody_hears_them() -> None:
    body = """\
    const topic = new sns.Topic(this, 'Alerts');
    topic.addSubscription(new subs.EmailSubscription('ops@shop.example'));
    const cpu = new cloudwatch.Alarm(this, 'Cpu', { metric: db.metricCPUUtilization(), threshold: 80 });
    cpu.addAlarmAction(new actions.SnsAction(topic));
    const db = new rds.DatabaseInstance(this, 'Db', { engine: rds.DatabaseInstanceEngine.POSTGRES });
    db.metricFreeStorageSpace().createAlarm(this, 'Storage', { threshold: 1 });
    new cloudwatch.Dashboard(this, 'Board');"""
    assert [line for line in stack(body) if not line.startswith("Database")] == [
        "Topic 4 name=Alerts subscribers=(email) for_alarms=True",
        "Alarm 6 watches=cpu name=Cpu notifies=True",
        "Dashboard 10 name=Board",
        "Alarm 9 watches=database-storage name=Storage notifies=False",
    ]


@pytest.mark.parametrize("named", ["subs.EmailSubscription", "EmailSubscription"])
def test_a_subscriber_counts_however_its_class_is_imported(named: str) -> None:
    body = f"const topic = new sns.Topic(this, 'Ops');\ntopic.addSubscription(new {named}('ops@shop.example'));"
    assert stack(body) == ["Topic 4 name=Ops subscribers=(email)"]


@pytest.mark.parametrize("address", ["you@example.com", ""])
def test_a_budget_over_a_topic_with_an_address_that_nobody_filled_in_tells_nobody(address: str) -> None:
    body = (
        f"""\
    const topic = new sns.Topic(this, 'Alerts');
    topic.addSubscription(new subs.EmailSubscription('{address}'));
    """
        """new budgets.CfnBudget(this, 'B', {
      budget: { budgetLimit: { amount: 50, unit: 'USD' } },
      notificationsWithSubscribers: [{ subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }] }],
    });"""
    )
    assert stack(body) == ["Topic 4 name=Alerts", "Budget 6 amount=50 notifies=False"]


def test_raw_constructs_are_their_cloudformation_types() -> None:
    body = "new budgets.CfnBudget(this, 'B', { budget: { budgetLimit: { amount: 50, unit: 'USD' } } });"
    assert stack(body) == ["Budget 4 amount=50 notifies=False"]


def test_ready_made_backup_plans_count_when_something_is_selected() -> None:
    body = """\
    const db = new rds.DatabaseInstance(this, 'Db', { engine: rds.DatabaseInstanceEngine.POSTGRES });
    const plan = backup.BackupPlan.daily35DayRetention(this, 'Plan');
    plan.addSelection('Db', { resources: [backup.BackupResource.fromRdsDatabaseInstance(db)] });
    backup.BackupPlan.dailyMonthly1YearRetention(this, 'Unused');"""
    assert stack(body)[1:] == [
        (
            "BackupJob 5 subject=database method=aws-backup schedule=daily destination=aws retention_days=35 "
            "other_region=False"
        )
    ]


APP = {
    "bin/app.ts": """
        import * as cdk from 'aws-cdk-lib';
        import { Api, Cdn } from '../lib/stacks';
        import { config } from '../lib/config';
        const app = new cdk.App();
        new Api(app, 'Api-staging', { stage: 'staging', ...config.staging });
        new Api(app, 'Api-prod', { stage: 'prod', count: config.prod.count });
        new Cdn(app, 'Cdn', { env: { region: 'us-east-1' } });
        """,
    "lib/config.ts": "export const config = { staging: { count: 1 }, prod: { count: 3 } };\n",
    "lib/stacks.ts": """
        import { Stack } from 'aws-cdk-lib';
        export class Api extends Stack {
          constructor(scope: Construct, id: string, props: ApiProps) {
            super(scope, id, props);
            const isProd = props.stage === 'prod';
            new ecs.FargateService(this, 'Service', { desiredCount: props.count });
            new rds.DatabaseInstance(this, 'Db', {
              engine: rds.DatabaseInstanceEngine.POSTGRES,
              multiAz: isProd,
              backupRetention: cdk.Duration.days(isProd ? 14 : 3),
            });
            if (isProd) {
              new cloudwatch.Dashboard(this, 'Board');
            }
          }
        }
        export class Cdn extends Stack {
          constructor(scope: Construct, id: string, props: StackProps) {
            super(scope, id, props);
            new acm.Certificate(this, 'Cert', { domainName: 'a.com' });
          }
        }
        export class Unused extends Stack {
          constructor(scope: Construct, id: string) { super(scope, id); new ec2.Instance(this, 'I', {}); }
        }
        """,
    "test/stacks.test.ts": "import * as cdk from 'aws-cdk-lib';\nnew s3.Bucket(stack, 'B');\n",
}


def test_each_use_of_a_class_is_told_for_its_environment_with_what_it_is_given() -> None:
    database = "engine=postgresql placement=rds name=Db instance_class=db.m5.large"
    common = "deletion_protection=False final_snapshot=True encrypted=False point_in_time=True"
    service = "platform=fargate name=Service"
    assert sorted(program(APP)) == [
        "Certificate 20 issuer=acm domain=a.com region=us-east-1 validation=email in_code=True",
        "Dashboard 13 [production] name=Board",
        f"Database 7 [production] {database} multi_az=True retention_days=14 {common}",
        f"Database 7 [staging] {database} multi_az=False retention_days=3 {common}",
        f"Workload 6 [production] {service} desired=3 behind_load_balancer=False",
        f"Workload 6 [staging] {service} desired=1 behind_load_balancer=False",
    ]


def test_a_flag_of_production_that_is_handed_in_holds_there() -> None:
    files = {
        "bin/app.ts": """
            import * as cdk from 'aws-cdk-lib';
            import { Data } from '../lib/db';
            const app = new cdk.App();
            new Data(app, 'Data', handed);
            """,
        "lib/db.ts": """
            import { Stack } from 'aws-cdk-lib';
            export class Data extends Stack {
              constructor(scope: Construct, id: string, props: DataProps) {
                super(scope, id, props);
                new rds.DatabaseInstance(this, 'Db', { multiAz: props.%s });
              }
            }
            """,
    }

    def standby(name: str) -> list[str]:
        rows = program({path: text.replace("%s", name) for path, text in files.items()})
        return sorted(word for row in rows for word in row.split() if word.startswith(("multi_az", "[")))

    assert standby("isProd") == ["[development]", "[production]", "multi_az=False", "multi_az=True"]
    assert standby("standby") == []


def test_python_programs_are_read_the_same() -> None:
    files = {
        "app.py": """
            import aws_cdk as cdk
            from infra.main import Main
            app = cdk.App()
            Main(app, "Shop-prod", stage="prod", env=cdk.Environment(region="ap-northeast-1"))
            """,
        "infra/main.py": """
            from aws_cdk import Stack, Duration, aws_rds as rds

            class Main(Stack):
                def __init__(self, scope, construct_id, *, stage, **kwargs):
                    super().__init__(scope, construct_id, **kwargs)
                    self.db = rds.DatabaseInstance(
                        self, "Db",
                        engine=rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.VER_8_0_35),
                        multi_az=True if stage == "prod" else False,
                        backup_retention=Duration.days(0),
                    )
                    acm.Certificate(self, "Cert", domain_name="a.jp", validation=acm.CertificateValidation.from_dns(z))
                    cw.Alarm(self, "Connections", metric=self.db.metric_database_connections(), threshold=80)
            """,
    }
    assert program(files) == [
        (
            "Database 6 [production] engine=mysql placement=rds name=Db instance_class=db.m5.large multi_az=True "
            "retention_days=0 deletion_protection=False final_snapshot=True encrypted=False point_in_time=False "
            "version=8.0.35"
        ),
        (
            "Certificate 12 [production] issuer=acm domain=a.jp region=ap-northeast-1 validation=dns in_code=True "
            "renews=True"
        ),
        "Alarm 13 [production] watches=database-connections name=Connections notifies=False",
    ]


def test_source_that_is_not_cdk_says_nothing() -> None:
    assert program({"src/main.ts": "const x = new rds.Thing(1);\n", "app.py": "import flask\n", "e.ts": ""}) == []


def test_broken_and_hostile_source_is_a_gap_and_never_an_error() -> None:
    assert stack("new s3.Bucket(this, 'Logs'); const = {{{ ;")[0] == "Gap 4 malformed"
    assert program({"lib/a.ts": HEAD + "const = = {\n"}) == ["Gap 2 malformed"]
    nested = HEAD + "const x = " + "[" * 4000 + "]" * 4000 + ";\n"
    assert program({"lib/a.ts": nested}) in (["Gap 0 malformed"], [])
    doubling = HEAD + "".join(f"const a{n} = [a{n + 1}, a{n + 1}];\n" for n in range(60))
    assert program({"lib/a.ts": doubling + "new s3.Bucket(this, 'B', { bucketName: a0 });\n"}) == [
        "Bucket 62 versioned=False encrypted=True public=False replicated=False"
    ]
    loop = HEAD + "const a = b; const b = a;\nnew s3.Bucket(this, 'Logs', { bucketName: a, ...b });\n"
    assert program({"lib/a.ts": loop}) == [
        "Bucket 3 purpose=logs versioned=False encrypted=True public=False replicated=False"
    ]


def test_a_container_of_an_image_without_a_tag_runs_what_was_pushed_last() -> None:
    body = """\
    const task = new ecs.FargateTaskDefinition(this, 'Task');
    task.addContainer('api', { image: ecs.ContainerImage.fromEcrRepository(repo) });
    task.addContainer('web', { image: ecs.ContainerImage.fromEcrRepository(repo, 'latest') });
    task.addContainer('job', { image: ecs.ContainerImage.fromEcrRepository(repo, process.env.TAG) });
    task.addContainer('one', { image: ecs.ContainerImage.fromRegistry(repo.repositoryUriForTag('latest')) });
    task.addContainer('two', { image: ecs.ContainerImage.fromRegistry(repo.repositoryUriForTag(props.tag)) });
    task.addContainer('six', { image: new ecs.EcrImage(repo, 'latest') });
    task.addContainer('ten', { image: new ecs.EcrImage(repo, props.tag) });"""
    assert [line for line in stack(body) if line.startswith("StandingName")] == [
        "StandingName 5 name=Task",
        "StandingName 6 name=Task",
        "StandingName 8 name=Task",
        "StandingName 10 name=Task",
    ]


def test_settings_that_a_program_imports_are_read_with_it_whatever_their_files_are_called() -> None:
    files = {
        "infra/bin/app.ts": """
            import * as cdk from 'aws-cdk-lib';
            import { small } from '../values/small';
            import { big } from '../values/big';
            import { Data } from '../lib/data';
            const app = new cdk.App();
            const all = { staging: small, prod: big };
            new Data(app, 'Data', { config: all[app.node.tryGetContext('env')] });
            """,
        "infra/lib/data.ts": """
            import * as cdk from 'aws-cdk-lib';
            import * as rds from 'aws-cdk-lib/aws-rds';
            export class Data extends cdk.Stack {
              constructor(scope, id, props) {
                super(scope, id);
                const { config } = props;
                new rds.DatabaseInstance(this, 'Db', { multiAz: config.standby });
              }
            }
            """,
        "infra/values/big.ts": "export const big = { standby: true };\n",
        "infra/values/small.ts": "export const small = { standby: false };\n",
        "infra/values/other.ts": "export const big = { standby: false };\n",
    }
    databases = [reading for reading in read_files(READER, **files) if isinstance(reading, Database)]
    assert {database.environment: database.multi_az for database in databases} == {"production": True, "staging": False}


def test_the_image_of_a_balanced_service_is_read_like_any_containers() -> None:
    found = stack(
        """
new patterns.ApplicationLoadBalancedFargateService(this, 'Api', {
  taskImageOptions: {
    image: ecs.ContainerImage.fromEcrRepository(props.repository, 'latest'),
    secrets: { DB_PASSWORD: ecs.Secret.fromSecretsManager(secret, 'password') },
  },
});
"""
    )
    assert "StandingName 7 name=ApiTaskDef" in found
    assert any(line.startswith("SecretStore 8 ") and "DB_PASSWORD" in line for line in found)


@pytest.mark.parametrize(
    ("facing", "internal"), [("", True), ("internetFacing: true", False), ("internetFacing: false", True)]
)
def test_a_load_balancer_of_the_cdk_is_internal_unless_told_otherwise(facing: str, internal: bool) -> None:
    (fact,) = stack(f"new elbv2.ApplicationLoadBalancer(this, 'Lb', {{ {facing} }});")
    assert f"internal={internal}" in fact


def test_a_time_to_live_is_told_of_a_table() -> None:
    (fact,) = stack("new dynamodb.Table(this, 'Carts', { timeToLiveAttribute: 'until' });")
    assert "expires=True" in fact


@pytest.mark.parametrize(
    "outside", ["app.node.tryGetContext('stage') ||", "process.env.STAGE ||", "process.env.STAGE ??"]
)
def test_a_stage_that_is_handed_from_outside_names_no_environment_by_its_default(outside: str) -> None:
    app = f"""
        import * as cdk from 'aws-cdk-lib';
        import {{ Main }} from '../lib/main';
        const app = new cdk.App();
        const stage = {outside} 'dev';
        new Main(app, `Shop-${{stage}}`, {{ stage }});
        """
    main = """
        import * as cdk from 'aws-cdk-lib';
        import * as rds from 'aws-cdk-lib/aws-rds';
        export class Main extends cdk.Stack {
          constructor(scope, id, props) {
            super(scope, id);
            const stage = props.stage ?? 'dev';
            new Data(scope, `${stage}-Data`, { stage });
            new rds.DatabaseInstance(this, 'Orders', { multiAz: stage === 'prod' });
          }
        }
        export class Data extends cdk.Stack {
          constructor(scope, id, props) {
            super(scope, id);
            const stage = props.stage ?? 'dev';
            new rds.DatabaseInstance(this, 'Users', { multiAz: stage === 'prod' });
          }
        }
        """
    found = [line.split() for line in program({"bin/app.ts": app, "lib/main.ts": main}) if line.startswith("Database")]
    told = {(words[2], words[5], "multi_az=True" in words) for words in found}
    assert told == {
        ("[production]", "name=Orders", True),
        ("[production]", "name=Users", True),
        ("[development]", "name=Orders", False),
        ("[development]", "name=Users", False),
    }


@pytest.mark.parametrize(
    "outside", ['os.environ["STAGE"]', 'os.environ.get("STAGE", "dev")', 'os.getenv("STAGE") or "dev"']
)
def test_the_name_of_a_variable_is_no_environment(outside: str) -> None:
    files = {
        "app.py": f"""
            import os
            import aws_cdk as cdk
            from infra.main import Main
            app = cdk.App()
            Main(app, "Shop", stage={outside})
            """,
        "infra/main.py": """
            from aws_cdk import Stack, aws_rds as rds

            class Main(Stack):
                def __init__(self, scope, construct_id, *, stage, **kwargs):
                    super().__init__(scope, construct_id, **kwargs)
                    rds.DatabaseInstance(self, "Orders", multi_az=stage == "prod")
            """,
    }
    found = {line.split()[2]: "multi_az=True" in line for line in program(files) if line.startswith("Database")}
    assert found == {"[production]": True, "[development]": False}


def test_a_method_runs_for_each_of_its_calls_with_what_the_call_gives_it() -> None:
    found = program(
        {
            "bin/app.ts": """
                import * as cdk from 'aws-cdk-lib';
                import { Main } from '../lib/main';
                const app = new cdk.App();
                new Main(app, 'DevStack', { stageName: 'dev' });
                new Main(app, 'ProdStack', { stageName: 'prod' });
                """,
            "lib/main.ts": """
                import * as cdk from 'aws-cdk-lib';
                const small = { size: 't3.micro', disk: { days: 1 } };
                const large = { size: 'm6g.large', disk: { days: 14 } };
                export class Main extends cdk.Stack {
                  constructor(scope, id, props) {
                    super(scope, id, props);
                    if (props.stageName === 'dev') {
                      this.build(props, small);
                    } else if (props.stageName === 'prod') {
                      this.build(props, large);
                    }
                  }
                  build(props, config) {
                    this.vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 3 });
                    const cluster = this.cluster();
                    this.service(cluster, `${props.stageName}-Api`, 3);
                    this.service(cluster, `${props.stageName}-Mail`);
                    new rds.DatabaseInstance(this, 'Db', {
                      engine: rds.DatabaseInstanceEngine.MYSQL, instanceType: new ec2.InstanceType(config.size),
                      multiAz: true, deletionProtection: true, backupRetention: cdk.Duration.days(config.disk.days),
                    });
                  }
                  private cluster() {
                    return new ecs.Cluster(this, 'Cluster', { vpc: this.vpc });
                  }
                  private service(cluster: ecs.Cluster, name: string, desiredCount = 1) {
                    new ecs.FargateService(this, `${name}Service`, {
                      serviceName: `${name.toLowerCase()}-service`, cluster, desiredCount,
                    });
                  }
                }
                """,
        }
    )
    kept = [line for line in found if line.startswith(("Workload", "Database"))]
    database = (
        "Database 18 [{}] engine=mysql placement=rds name=Db instance_class={} multi_az=True retention_days={} "
        "deletion_protection=True final_snapshot=True encrypted=False point_in_time=True"
    )
    service = "Workload 27 [{}] platform=fargate name={}-service desired={} zones=3 behind_load_balancer=False"
    assert kept == [
        database.format("production", "db.m6g.large", 14),
        service.format("production", "prod-api", 3),
        service.format("production", "prod-mail", 1),
        database.format("development", "db.t3.micro", 1),
        service.format("development", "dev-api", 3),
        service.format("development", "dev-mail", 1),
    ]


def test_functions_beside_classes_run_too_and_methods_that_nobody_calls_stay_as_they_are() -> None:
    found = program(
        {
            "app.py": """
                from aws_cdk import App, Stack, Duration, aws_rds as rds

                def make_database(scope, name, days=7):
                    return rds.DatabaseInstance(
                        scope, name, engine=rds.DatabaseInstanceEngine.MYSQL, multi_az=True, deletion_protection=True,
                        backup_retention=Duration.days(days))

                class Data(Stack):
                    def __init__(self, scope, construct_id):
                        super().__init__(scope, construct_id)
                        self._shop()
                        make_database(self, "Orders", 14)

                    def _shop(self):
                        self.shop = make_database(self, "Shop")

                    def for_others(self, days):
                        make_database(self, "Spare", days)

                    def endless(self):
                        self.endless()

                    def given_up(self):
                        make_database(self, "Old", 1)

                getattr(Data(App(), "Data"), "for_others")(chosen())
                """,
        }
    )
    assert [(line.split(" name=")[1].split(" ")[0], "retention_days=" in line) for line in found] == [
        ("Orders", True),
        ("Spare", False),
        ("Shop", True),
    ]


@pytest.mark.parametrize(
    ("extended", "parameters", "built"),
    [
        ("Stack", "self, scope, name", False),
        ("cdk.Stack", "self, scope, name", False),
        # What a framework of one's own extends may be called by it.
        ("HouseStack", "self, scope, name", True),
    ],
)
def test_a_method_whose_name_nobody_says_again_builds_nothing(extended: str, parameters: str, *, built: bool) -> None:
    found = program(
        {
            "app.py": f"""
                from aws_cdk import App, Stack, aws_rds as rds
                import aws_cdk as cdk

                class Data({extended}):
                    def __init__({parameters}):
                        super().__init__(scope, name)

                    def create_database(self):
                        rds.DatabaseInstance(self, "Old", engine=rds.DatabaseInstanceEngine.MYSQL)

                Data(App(), "Data")
                """,
        }
    )
    assert bool(found) is built


def test_a_group_told_its_targets_puts_them_behind_the_load_balancer_and_one_without_any_asks_nobody() -> None:
    found = stack("""
        const service = new ecs.FargateService(this, 'Api', { desiredCount: 2 });
        listener.addTargetGroups('All', { targetGroups: [new elbv2.ApplicationTargetGroup(this, 'Group', {
          port: 8080, targets: [service.loadBalancerTarget({ containerName: 'api' })], healthCheck: { path: '/ready' } })] });
        new elbv2.ApplicationTargetGroup(this, 'Nobody', { port: 80 });
        const later = new elbv2.ApplicationTargetGroup(this, 'Later', { port: 81 });
        later.addTarget(service);
        """)
    assert found == [
        "Workload 5 platform=fargate name=Api desired=2 behind_load_balancer=True",
        "HealthProbe 7 asker=load-balancer path=/ready port=8080",
        "HealthProbe 9 asker=load-balancer path=/ port=81",
    ]


def test_a_hidden_parameter_with_a_value_built_in_is_a_default_whose_value_is_not_quoted() -> None:
    text = f"{HEAD}new cdk.CfnParameter(this, 'Pepper', {{ noEcho: true, default: 'plum tree' }});\n"
    [reading] = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))

    assert told([reading]) == ["ConfigurationLoader 2 source=cloudformation missing=default names=(Pepper)"]
    assert "plum" not in repr(reading)


@pytest.mark.parametrize(
    ("options", "kept"),
    [("", False), (", { enableAutomaticBackups: true }", True), (", { oneZone: true }", True)],
)
def test_a_file_system_is_copied_only_where_it_is_told_or_stands_in_one_zone(options: str, kept: bool) -> None:
    assert stack(f"    new efs.FileSystem(this, 'Shelf'{options});") == [f"FileSystem 4 name=Shelf backed_up={kept}"]


def test_a_distribution_tells_which_origin_it_asks_without_tls() -> None:
    body = """const api = new origins.{made}, {{ protocolPolicy: cloudfront.OriginProtocolPolicy.{policy} }});
new cloudfront.Distribution(this, "Cdn", {{
  defaultBehavior: {{ origin: origins.S3BucketOrigin.withOriginAccessControl(pages) }},
  additionalBehaviors: {{ "/api/*": {{ origin: api }} }},
}});
"""
    for made in ("LoadBalancerV2Origin(balancer", 'HttpOrigin("api.example.com"'):
        [shown] = stack(body.format(made=made, policy="HTTP_ONLY"))
        assert shown.endswith("plain_origin=True")
    for made, policy in (("HttpOrigin(pages.bucketWebsiteDomainName", "HTTP_ONLY"), ("HttpOrigin(api", "HTTPS_ONLY")):
        [shown] = stack(body.format(made=made, policy=policy))
        assert "plain_origin" not in shown


@pytest.mark.parametrize("member", ["writer", "readers", "instanceProps"])
def test_a_cluster_is_public_where_a_member_of_it_is(member: str) -> None:
    given = {
        "writer": "rds.ClusterInstance.serverlessV2('One', { publiclyAccessible: true })",
        "readers": "[rds.ClusterInstance.provisioned('Two', { publiclyAccessible: true })]",
        "instanceProps": "{ vpc, publiclyAccessible: true }",
    }[member]
    text = f"{HEAD}new rds.DatabaseCluster(this, 'Db', {{\n  engine,\n  {member}: {given},\n}});\n"
    [fact] = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    assert isinstance(fact, Database)
    assert (fact.public, fact.where("public").start_line) == (True, 4)


@pytest.mark.parametrize("made", ["DatabaseCluster", "DatabaseInstance"])
@pytest.mark.parametrize(
    ("rows", "public"),
    [
        ("vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },", True),
        ("vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },", False),
        ("vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, publiclyAccessible: false,", False),
        ("vpcSubnets: { subnets: props.vpc.publicSubnets },", True),
        ("vpcSubnets: { subnets: props.vpc.privateSubnets },", False),
        (
            "subnetGroup: new rds.SubnetGroup(this, 'S', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }),",
            True,
        ),
    ],
)
def test_a_database_in_public_subnets_is_public_unless_told_otherwise(made: str, rows: str, *, public: bool) -> None:
    if made == "DatabaseCluster":
        rows = rows.replace("publiclyAccessible: false", "instanceProps: { vpc, publiclyAccessible: false }")
    text = f"{HEAD}new rds.{made}(this, 'Db', {{\n  engine,\n  {rows}\n}});\n"
    [fact] = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    assert isinstance(fact, Database)
    assert bool(fact.public) is public
    assert fact.where("public").start_line == 4 or not public


def test_a_policy_of_awss_stands_where_it_is_named() -> None:
    found = stack("""
        const role = new iam.Role(this, 'Api', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
        role.addManagedPolicy(
          iam.ManagedPolicy.fromAwsManagedPolicyName(
            'AdministratorAccess'));
        """)
    assert found[-1].startswith("Policy 7-8 ")


@pytest.mark.parametrize(
    ("options", "sources"),
    [
        ("{ default: '0.0.0.0/0' }", "0.0.0.0/0"),
        ("{ default: '0.0.0.0/0', noEcho: false }", "0.0.0.0/0"),
        ("{ default: '0.0.0.0/0', noEcho: true }", "${Office}"),
        ("{ default: '' }", "${Office}"),
        ("{ type: 'String' }", "${Office}"),
    ],
)
def test_what_a_parameter_is_where_nobody_sets_it_counts_unless_it_is_hidden(options: str, sources: str) -> None:
    found = stack(f"""
        const office = new cdk.CfnParameter(this, 'Office', {options});
        const desk = new ec2.SecurityGroup(this, 'Desk', {{ vpc }});
        desk.addIngressRule(ec2.Peer.ipv4(office.valueAsString), ec2.Port.tcp(22));
        """)
    [rule] = [line for line in found if line.startswith("Ingress")]
    assert f"sources=({sources})" in rule


def test_python_hands_properties_over_as_dictionaries_too() -> None:
    text = """
        from aws_cdk import Stack, aws_s3 as s3, aws_lambda as lambda_
        class Main(Stack):
            def __init__(self, scope, id):
                s3.Bucket(self, "Files", cors=[{"allowed_origins": ["*"], "allowed_methods": [s3.HttpMethods.PUT]}])
                lambda_.Function(self, "Api", environment={"db_password": password})
    """
    found = program({"main.py": text})
    assert "BucketCors 4 bucket=${Files} origins=(*) methods=(PUT)" in found
    assert "HandedSecret 5 to=Api names=(db_password)" in found


@pytest.mark.parametrize(
    ("path", "name", "environment"),
    [
        ("lib/shop-stage.ts", "ShopStage", None),
        ("lib/stage.ts", "Shop", None),
        ("lib/shop.ts", "ProdStage", "production"),
        ("lib/shop.ts", "StagingStage", "staging"),
        ("lib/staging.ts", "Shop", "staging"),
    ],
)
def test_a_stage_of_the_cdk_is_of_the_environment_that_its_name_says_beside(
    path: str, name: str, environment: str | None
) -> None:
    text = f"{HEAD}class {name} extends cdk.Stage {{\n  constructor(scope, id) {{\n    new s3.Bucket(this, 'Files');\n  }}\n}}\n"
    files = {
        path: text,
        "bin/app.ts": f"{HEAD}import {{ {name} }} from '../{path[:-3]}';\nnew {name}(app, '{name}');\n",
    }
    found = [one for one in read_files(READER, **files) if isinstance(one, Bucket)]
    assert [one.environment for one in found] == [environment]


@pytest.mark.parametrize(
    "call",
    [
        's3.Bucket(self, id="Copies", bucket_name="copies", versioned=False)',
        's3.Bucket(scope=self, id="Copies", bucket_name="copies", versioned=False)',
        's3.Bucket(self, "Copies", bucket_name="copies", versioned=False)',
    ],
)
def test_python_may_say_by_name_where_and_as_what_something_is_made(call: str) -> None:
    text = (
        "from aws_cdk import Stack, aws_s3 as s3\n\n\nclass Main(Stack):\n"
        f"    def __init__(self, scope, construct_id, **kwargs):\n        {call}\n"
    )
    found = told(READER.read(Snippet(path="main.py", text=text, kind=EvidenceKind.DECLARED)))
    assert [row.split(" encrypted")[0] for row in found] == ["Bucket 6 name=copies versioned=False"]


def test_a_stack_that_is_made_with_names_for_its_place_is_used() -> None:
    files = {
        "app.py": """
            import aws_cdk as cdk
            from shop.data import Data

            app = cdk.App()
            Data(scope=app, construct_id="Data-production", name="orders")
            """,
        "shop/data.py": """
            from aws_cdk import Stack, aws_rds as rds


            class Data(Stack):
                def __init__(self, scope, construct_id, name, **kwargs):
                    super().__init__(scope, construct_id, **kwargs)
                    rds.DatabaseInstance(self, id="Db", instance_identifier=name, multi_az=False)
            """,
    }
    (row,) = program(files)
    assert row.startswith("Database 7")
    assert "name=orders" in row
    assert "multi_az=False" in row


def test_a_name_among_settings_is_no_place_of_a_construct() -> None:
    text = (
        "from aws_cdk import Stack, Duration, aws_s3 as s3\n\n\nclass Main(Stack):\n"
        "    def __init__(self, scope, construct_id, **kwargs):\n"
        "        s3.Bucket(self, id='Copies', lifecycle_rules=[s3.LifecycleRule(id='old', expiration=Duration.days(14))])\n"
    )
    found = told(READER.read(Snippet(path="main.py", text=text, kind=EvidenceKind.DECLARED)))
    assert [row for row in found if row.startswith("LifecycleRule")] == [
        "LifecycleRule 6 bucket=${Copies} expiration_days=14"
    ]


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ("cdk.SecretValue.unsafePlainText('s3Cr3t-of-a-shop')", 4),
        ("cdk.SecretValue.unsafePlainText(\n      's3Cr3t-of-a-shop',\n    )", 5),
    ],
)
def test_a_secret_of_plain_text_stands_on_the_line_of_its_value(call: str, line: int) -> None:
    body = f"const held = {call};"
    text = f"{HEAD}export class Main extends cdk.Stack {{\n  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    read = READER.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    assert [one.at.start_line for one in read if isinstance(one, ExposedSecret)] == [line]
