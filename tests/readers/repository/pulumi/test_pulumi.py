"""Pulumi programs: their resources are read as Terraform's, in TypeScript and in Python."""

from textwrap import dedent
from typing import TypeVar

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import (
    BucketCors,
    ConfigurationLoader,
    Database,
    ExposedSecret,
    Fact,
    HandedSecret,
    Ingress,
    Instance,
    LoadBalancer,
    Policy,
    StandingName,
    Workload,
)
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.pulumi import READER
from holdfast.readers.repository.pulumi.types import snake, type_of

TYPESCRIPT = """
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

const config = new pulumi.Config();
const admins = ["0.0.0.0/0"];
const group = new aws.ec2.SecurityGroup("web", {
  ingress: [22, 443].map((port) => ({ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: admins })),
});
for (const port of [5432, 6379]) {
  new aws.ec2.SecurityGroupRule(`rule-${port}`, {
    type: "ingress", fromPort: port, toPort: port, protocol: "tcp",
    cidrBlocks: ["10.0.0.0/8"], securityGroupId: group.id,
  });
}
const role = new aws.iam.Role("app", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
});
new aws.iam.RolePolicy("all", {
  role: role.id,
  policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] }),
});
const profile = new aws.iam.InstanceProfile("app", { role: role.name });
const host = new aws.ec2.Instance("app", {
  instanceType: config.get("size") || "t3.micro",
  iamInstanceProfile: profile.name,
  vpcSecurityGroupIds: [group.id],
});
const database = new aws.rds.Instance("shop", {
  engine: "postgres",
  multiAz: true,
  password: "q8Zk21LmPxWe",
  backupRetentionPeriod: 30,
});
const bucket = new aws.s3.BucketV2("uploads");
new aws.s3.BucketCorsConfigurationV2("uploads", {
  bucket: bucket.id,
  corsRules: [{ allowedMethods: ["PUT"], allowedOrigins: ["https://www.example.com"] }],
});
"""
PYTHON = """
import pulumi
import pulumi_aws as aws
from pulumi_aws import rds

config = pulumi.Config()
group = aws.ec2.SecurityGroup(
    "web",
    ingress=[
        aws.ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=22, to_port=22, cidr_blocks=["0.0.0.0/0"]),
        {"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": ["0.0.0.0/0"]},
    ],
    opts=pulumi.ResourceOptions(protect=True),
)
rds.Instance("shop", rds.InstanceArgs(engine="mysql", backup_retention_period=7), opts=None)
host = aws.ec2.Instance("app", instance_type=config.get("size") or "m6i.large")
"""


def told(files: dict[str, str]) -> list[Reading]:
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    wanted = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    return list(READER.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet))))


F = TypeVar("F", bound=Fact)


def of(sort: type[F], readings: list[Reading]) -> list[F]:
    return [reading for reading in readings if isinstance(reading, sort)]


def test_a_host_and_its_role_are_told() -> None:
    readings = told({"index.ts": TYPESCRIPT})
    (host,) = of(Instance, readings)
    assert (host.name, host.instance_type, host.role, host.at.start_line) == ("app", "t3.micro", True, 23)
    (policy,) = of(Policy, readings)
    assert (policy.principal, policy.principal_type, policy.actions) == ("app", "instance-role", ("s3:*",))


def test_rules_of_a_group_and_rules_apart_are_openings_for_each_turn_of_a_loop() -> None:
    openings = [(one.from_port, one.sources, one.target) for one in of(Ingress, told({"index.ts": TYPESCRIPT}))]
    assert openings[-2:] == [(5432, ("10.0.0.0/8",), "web"), (6379, ("10.0.0.0/8",), "web")]


def test_a_database_is_told_with_the_places_of_its_properties_and_never_with_its_password() -> None:
    readings = told({"index.ts": TYPESCRIPT})
    (database,) = of(Database, readings)
    assert (database.engine, database.multi_az, database.retention_days) == ("postgresql", True, 30)
    assert database.where("multi_az").start_line == 30
    (secret,) = of(ExposedSecret, readings)
    assert secret.at.start_line == 31
    assert "q8Zk" not in repr(readings)


def test_a_buckets_rules_in_a_resource_of_their_own_are_told() -> None:
    (rules,) = of(BucketCors, told({"index.ts": TYPESCRIPT}))
    assert (rules.origins, rules.methods) == (("https://www.example.com",), ("PUT",))


def test_python_says_the_same_with_arguments_in_classes_or_dictionaries() -> None:
    readings = told({"__main__.py": PYTHON})
    assert [(one.from_port, one.at.start_line) for one in of(Ingress, readings)] == [(22, 9), (80, 10)]
    (database,) = of(Database, readings)
    assert (database.engine, database.retention_days, database.name) == ("mysql", 7, "shop")
    (host,) = of(Instance, readings)
    assert host.instance_type == "m6i.large"


STACK = """
config:
  aws:region: eu-west-1
  shop:size: m6i.xlarge
"""


def test_a_setting_is_taken_from_the_file_of_its_stack_and_shown_there() -> None:
    files = {"infra/index.ts": TYPESCRIPT, "infra/Pulumi.yaml": "name: shop", "infra/Pulumi.prod.yaml": STACK}
    (host,) = of(Instance, told({**files, "infra/Pulumi.dev.yaml": STACK.replace("m6i.xlarge", "t3.nano")}))
    assert host.instance_type == "m6i.xlarge"
    assert str(host.where("instance_type")) == "infra/Pulumi.prod.yaml:3"
    (broken,) = of(Instance, told({**files, "infra/Pulumi.prod.yaml": "config: ["}))
    assert broken.instance_type == "t3.micro"


def test_a_ready_made_service_runs_on_fargate() -> None:
    text = """
    import * as awsx from "@pulumi/awsx";
    const service = new awsx.ecs.FargateService("api", {
      desiredCount: 3,
      taskDefinitionArgs: { container: { portMappings: [{ targetGroup: balancer.defaultTargetGroup }] } },
    });
    """
    (service,) = of(Workload, told({"index.ts": text}))
    assert (service.platform, service.desired, service.behind_load_balancer) == ("fargate", 3, True)


CONSTRUCTS = """
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
class Main extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "eu-west-1" });
    const group = new SecurityGroup(this, "web", {
      ingress: [{ fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] }],
    });
    new Instance(this, id, { instanceType: "t3.micro", vpcSecurityGroupIds: [group.id] });
    new DbInstance(this, "shop", { engine: "mysql", backupRetentionPeriod: 0 });
  }
}
const app = new App();
new Main(app, "front");
app.synth();
"""
CONSTRUCTS_PYTHON = """
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
class Main(TerraformStack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        SecurityGroup(self, "web", ingress=[
            SecurityGroupIngress(from_port=22, to_port=22, protocol="tcp", cidr_blocks=["0.0.0.0/0"]),
        ])
"""


def test_constructs_of_cdktf_say_the_same() -> None:
    readings = told({"main.ts": CONSTRUCTS, "cdktf.json": "{}"})
    assert [(one.from_port, one.target, one.at.start_line) for one in of(Ingress, readings)] == [(22, "web", 9)]
    assert [(one.name, one.instance_type) for one in of(Instance, readings)] == [("front", "t3.micro")]
    assert [(one.name, one.retention_days) for one in of(Database, readings)] == [("shop", 0)]
    python = of(Ingress, told({"main.py": CONSTRUCTS_PYTHON}))
    assert [(one.from_port, one.at.start_line) for one in python] == [(22, 6)]


@pytest.mark.parametrize(
    ("library", "lines"), [("imports.aws.vpc", [7]), ("imports.aws", [7]), ("imports.awslike", []), ("own.aws", [])]
)
def test_constructs_that_cdktf_made_itself_are_those_of_the_library(library: str, lines: list[int]) -> None:
    text = CONSTRUCTS_PYTHON.replace("cdktf_cdktf_provider_aws.security_group", library)
    text = text.replace("\n", "from cdktf import TerraformStack\n", 1)
    found = of(Ingress, told({"main.py": text}))
    assert [one.at.start_line for one in found] == lines


COMPONENT = """
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
export class Host extends pulumi.ComponentResource {
  constructor(name: string, args: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shop:Host", name, args, opts);
    new aws.ec2.Instance(name, { instanceType: args.size }, { parent: this });
  }
}
"""
USE = """
import { Host } from "./host";
new Host("web", { size: "m6i.large" });
"""


def test_a_component_is_made_as_each_use_of_it_says() -> None:
    (host,) = of(Instance, told({"host.ts": COMPONENT, "index.ts": USE}))
    assert (host.name, host.instance_type) == ("web", "m6i.large")


def test_what_holds_in_production_alone_is_told_for_production() -> None:
    text = """
    import * as aws from "@pulumi/aws";
    const isProd = pulumi.getStack() === "prod";
    new aws.rds.Instance("shop", { engine: "mysql", multiAz: isProd ? true : false });
    """
    found = {one.environment: one.multi_az for one in of(Database, told({"index.ts": text}))}
    assert found["production"] is True
    assert found["development"] is False


def test_what_cannot_be_parsed_is_a_gap_and_what_is_no_program_says_nothing() -> None:
    (gap,) = [one for one in told({"index.ts": 'import "@pulumi/aws";\nconst = {{{\n'}) if isinstance(one, Gap)]
    assert gap.at.path == "index.ts"
    assert told({"index.ts": "import aws from 'aws-sdk'; new aws.ec2.Instance('a', {});"}) == []
    nested = 'import "@pulumi/aws";\nnew aws.rds.Instance("a", ' + "[" * 5_000 + "]" * 5_000 + ");"
    assert all(isinstance(one, (Gap, Database)) for one in told({"index.ts": nested}))


@pytest.mark.parametrize(
    ("package", "name", "sort"),
    [
        ("aws.ec2", "Instance", "aws_instance"),
        ("aws.rds", "Instance", "aws_db_instance"),
        ("aws.s3", "BucketV2", "aws_s3_bucket"),
        ("aws.vpc", "SecurityGroupIngressRule", "aws_vpc_security_group_ingress_rule"),
        ("aws.lambda_", "Function", "aws_lambda_function"),
        ("awsx.ecs", "FargateService", "aws_ecs_service"),
        ("awsx.ec2", "Vpc", None),
        ("pulumi", "Config", None),
        ("aws.ec2", "getAmi", None),
    ],
)
def test_classes_are_terraforms_types(package: str, name: str, sort: str | None) -> None:
    assert type_of(package, name) == sort


def test_names_of_properties_are_terraforms_attributes() -> None:
    assert [snake(name) for name in ("multiAz", "ipv6CidrBlocks", "kmsKeyId")] == [
        "multi_az",
        "ipv6_cidr_blocks",
        "kms_key_id",
    ]


WRITTEN = """
name: shop
runtime: yaml
config:
  size: {type: string, default: t3.micro}
resources:
  group:
    type: aws:ec2:SecurityGroup
    properties:
      ingress:
        - {protocol: tcp, fromPort: 22, toPort: 22, cidrBlocks: [0.0.0.0/0]}
  host:
    type: aws:ec2/instance:Instance
    properties:
      instanceType: ${size}
      vpcSecurityGroupIds: ['${group.id}']
  role:
    type: aws:iam:Role
    properties:
      assumeRolePolicy: {"fn::toJSON": {Statement: []}}
  all:
    type: aws:iam:RolePolicy
    properties:
      role: ${role.name}
      policy:
        fn::toJSON:
          Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
  bucket: {type: gcp:storage:Bucket}
"""


def test_a_program_in_yaml_says_the_same() -> None:
    readings = told({"infra/Pulumi.yaml": WRITTEN})
    assert [(one.from_port, one.target, one.at.start_line) for one in of(Ingress, readings)] == [(22, "group", 10)]
    (host,) = of(Instance, readings)
    assert (host.name, host.instance_type, host.at.start_line) == ("host", "t3.micro", 11)
    (policy,) = of(Policy, readings)
    assert (policy.principal, policy.actions) == ("role", ("s3:*",))
    assert told({"Pulumi.yaml": "name: shop\nruntime: nodejs\n"}) == []
    (gap,) = told({"Pulumi.yaml": "runtime: yaml\nresources: [\n"})
    assert isinstance(gap, Gap)


@pytest.mark.parametrize(
    ("listener", "tls"),
    [
        ("listener: { port: 8000 }", False),
        ('listeners: [{ port: 443, protocol: "HTTPS", certificateArn: made.arn }]', True),
        ('listeners: [{ port: 80, protocol: "HTTP", defaultActions: [{ type: "redirect" }] }]', True),
    ],
)
def test_a_ready_made_load_balancer_tells_by_its_own_listeners(listener: str, tls: bool) -> None:
    text = f"""
    import * as awsx from "@pulumi/awsx";
    const balancer = new awsx.lb.ApplicationLoadBalancer("web", {{
      {listener},
    }});
    """
    (balancer,) = of(LoadBalancer, told({"index.ts": text}))
    assert (balancer.tls, balancer.where("listener").start_line) == (tls, 3)


@pytest.mark.parametrize(
    "made",
    [
        "awsx.ecs.FargateService('api', { taskDefinitionArgs: { container: %s } })",
        "awsx.ecs.FargateService('api', { taskDefinitionArgs: { containers: { api: %s } } })",
        "awsx.ecs.FargateTaskDefinition('api', { container: %s })",
    ],
)
def test_the_containers_of_a_ready_made_service_are_read_as_those_of_its_task(made: str) -> None:
    container = """{
      image: "example.com/api:latest",
      environment: [
        { name: "DB_PASSWORD", value: settings.requireSecret("dbPassword") },
        { name: "JWT_SECRET", value: "9f8a7d6c5b4a3e2d" },
      ],
    }"""
    found = told({"index.ts": 'import * as awsx from "@pulumi/awsx";\nconst one = new ' + made % container + ";\n"})
    assert [(fact.at.start_line, fact.names) for fact in of(HandedSecret, found)] == [(5, ("DB_PASSWORD",))]
    assert [(fact.at.start_line, fact.name) for fact in of(ExposedSecret, found)] == [(6, "JWT_SECRET")]
    assert [fact.at.start_line for fact in of(StandingName, found)] == [3]


def test_the_script_of_a_host_is_read_from_the_file_that_the_program_opens() -> None:
    text = """
        import * as aws from "@pulumi/aws";
        import * as fs from "fs";
        new aws.ec2.Instance("web", { instanceType: "t3.small", userData: fs.readFileSync("start.sh", "utf8") });
    """
    script = "#!/bin/bash\ngit clone https://example.com/shop.git\npm2 start shop\n"
    texts = {"infra/Pulumi.yaml": "name: shop\n", "infra/index.ts": dedent(text), "infra/start.sh": script}
    tree = Tree(paths=tuple(texts), open_text=texts.__getitem__)
    wanted = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    readings = READER.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet)))
    (name,) = [one for one in readings if isinstance(one, StandingName)]
    assert str(name.at) == "infra/start.sh:2"


def test_a_secret_with_a_value_for_where_nobody_sets_it_is_a_default() -> None:
    text = """
    import pulumi
    import pulumi_aws as aws

    config = pulumi.Config()
    db_password = config.get_secret("dbPassword") or "plum tree"
    region = config.get("region") or "ap-northeast-2"
    """
    found = of(ConfigurationLoader, told({"__main__.py": text}))
    assert [(fact.at.start_line, fact.missing, fact.names) for fact in found] == [(5, "default", ("dbPassword",))]
    assert "plum" not in repr(found)


@pytest.mark.parametrize("package", ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"])
def test_a_load_balancer_is_known_by_each_of_its_names(package: str) -> None:
    text = f"""
        import * as aws from "@pulumi/aws";
        const front = new aws.{package}.LoadBalancer("front", {{}});
        new aws.{package}.Listener("plain", {{ loadBalancerArn: front.arn, port: 80, protocol: "HTTP",
          defaultActions: [{{ type: "forward", targetGroupArn: group.arn }}] }});
    """
    (balancer,) = of(LoadBalancer, told({"index.ts": dedent(text)}))
    assert (balancer.tls, balancer.where("listener").start_line) == (False, 3)
