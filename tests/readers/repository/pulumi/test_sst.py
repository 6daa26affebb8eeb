"""SST's components: what they make by themselves, what they are told, and where the program stands."""

import pytest

from holdfast.model.facts import (
    ApplicationCors,
    Bucket,
    BucketCors,
    Certificate,
    ConfigurationLoader,
    Database,
    Fact,
    HandedSecret,
    HealthProbe,
    LoadBalancer,
    Policy,
    RequiredSettings,
    ScalingPolicy,
    Workload,
)
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.pulumi import READER


def read(run: str, **files: str) -> list[Fact]:
    """The facts of a program whose `run` does this; its first line is the sixth."""
    config = f'export default $config({{\n  app(input) {{\n    return {{ name: "shop", home: "aws" }};\n  }},\n  async run() {{\n{run}\n  }},\n}});\n'
    texts = {"sst.config.ts": config, **{name.replace("_", "/") + ".ts": text for name, text in files.items()}}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    snippets = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    told = READER.read_together(tree, tuple(one for one in snippets if isinstance(one, Snippet)))
    return [one for one in told if isinstance(one, Fact)]


def only(run: str, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in read(run) if isinstance(fact, kind)]


def test_a_database_is_small_and_alone_unless_told_otherwise() -> None:
    [plain] = only('const db = new sst.aws.Postgres("Orders", { vpc });', Database)
    assert isinstance(plain, Database)
    assert (plain.instance_class, plain.multi_az, plain.retention_days) == ("db.t4g.micro", False, 7)
    assert plain.at.start_line == 6
    run = 'new sst.aws.Mysql("Orders", {\n  instance: "m7g.large",\n  multiAz: true,\n  transform: { instance: { backupRetentionPeriod: 30 } },\n});'
    [told] = only(run, Database)
    assert isinstance(told, Database)
    assert (told.engine, told.instance_class, told.multi_az, told.retention_days) == ("mysql", "db.m7g.large", True, 30)
    assert told.places["multi_az"].start_line == 8


@pytest.mark.parametrize(
    "made",
    [
        'new sst.aws.Postgres.v1("Orders", { vpc });',
        'new sst.aws.Postgres("Orders", { scaling: { max: "2 ACU" }, vpc });',
    ],
)
def test_before_it_became_an_instance_a_database_grew_and_had_no_reader(made: str) -> None:
    [found] = only(f"const db = {made}", Database)
    assert isinstance(found, Database)
    assert (found.placement.value, found.multi_az, found.scales, found.instance_class) == ("aurora", False, True, None)


def test_tables_can_be_restored_to_any_moment_unless_that_is_switched_off() -> None:
    off = "{ transform: { table: { pointInTimeRecovery: { enabled: false } } } }"
    found = only(f'new sst.aws.Dynamo("A", {{}});\nnew sst.aws.Dynamo("B", {off});', Database)
    assert [one.point_in_time for one in found if isinstance(one, Database)] == [True, False]


@pytest.mark.parametrize(
    ("made", "public", "origins"),
    [
        ('("Photos")', None, ("*",)),
        ('("Photos", { cors: { allowOrigins: ["https://shop.kr"] } })', None, ("https://shop.kr",)),
        ('("Photos", { cors: false })', None, None),
        ('("Ledger")', None, None),
        ('("Site", { access: "public" })', True, None),
    ],
)
def test_who_may_reach_a_bucket(made: str, public: bool | None, origins: tuple[str, ...] | None) -> None:
    facts = read(f"new sst.aws.Bucket{made};")
    [bucket] = [one for one in facts if isinstance(one, Bucket)]
    assert bucket.public is public
    assert [one.origins for one in facts if isinstance(one, BucketCors)] == ([origins] if origins else [])


def test_how_many_run_is_shown_where_either_version_says_it() -> None:
    services = [
        one
        for one in read("""new sst.aws.Service("Jobs", {
  scaling: {
    minContainers: 2,
    maxContainers: 8,
  },
});""")
        if isinstance(one, Workload)
    ]
    assert [(one.minimum, one.where("minimum").start_line) for one in services] == [(2, 8)]


def test_a_service_runs_once_and_says_how_it_is_reached() -> None:
    run = """new sst.aws.Service("Api", {
  cluster,
  loadBalancer: { rules: [{ listen: "80/http" }], health: { "80/http": { path: "/ready" } } },
  environment: { JWT_SECRET: process.env.JWT_SECRET! },
  permissions: [{ actions: ["s3:*"], resources: ["*"] }],
});
cluster.addService("Jobs", { cpu: "0.5 vCPU", scaling: { min: 2, max: 8 } });"""
    facts = read(run)
    services = [one for one in facts if isinstance(one, Workload)]
    assert [(one.name, one.minimum, one.maximum, one.behind_load_balancer) for one in services] == [
        ("Api", 1, 1, True),
        ("Jobs", 2, 8, False),
    ]
    assert [one.processor for one in services] == [256, 512]
    assert [one.workload for one in facts if isinstance(one, ScalingPolicy)] == ["Jobs"]
    assert [(one.tls, one.at.start_line) for one in facts if isinstance(one, LoadBalancer)] == [(False, 8)]
    assert [one.path for one in facts if isinstance(one, HealthProbe)] == ["/ready"]
    assert [(one.names, one.at.start_line) for one in facts if isinstance(one, HandedSecret)] == [(("JWT_SECRET",), 9)]
    assert [one.actions for one in facts if isinstance(one, Policy)] == [("s3:*",)]


def test_a_balancer_with_a_domain_presents_a_certificate_that_sst_requests() -> None:
    run = 'new sst.aws.Service("Api", { loadBalancer: { %s ports: [{ listen: "%s" }] } });'
    found = [
        one.domain
        for listens in (('domain: { name: "api.shop.dev" },', "443/https"), ("", "80/http"))
        for one in read(run % listens)
        if isinstance(one, Certificate)
    ]
    assert found == ["api.shop.dev"]


def test_functions_that_are_reached_and_sites_serve() -> None:
    run = """new sst.aws.Function("Job", { handler: "src/job.handler" });
new sst.aws.Function("Hook", { handler: "src/hook.handler", url: true });
new sst.aws.Nextjs("Web", { link: [db] });
new sst.aws.ApiGatewayV2("Api", { cors: { allowOrigins: ["*"] } });"""
    facts = read(run)
    assert [one.name for one in facts if isinstance(one, Workload)] == ["Hook", "Web", "Api"]
    assert [one.origins for one in facts if isinstance(one, ApplicationCors)] == [("*",)]


def test_a_deployment_without_a_secret_fails_unless_something_stands_in_for_it() -> None:
    facts = read('new sst.Secret("StripeKey");\nnew sst.Secret("JwtSecret", "for-now");')
    assert [one.names for one in facts if isinstance(one, RequiredSettings)] == [("StripeKey",)]
    assert [one.names for one in facts if isinstance(one, ConfigurationLoader)] == [("JwtSecret",)]


def test_parts_in_files_of_their_own_and_plain_resources_are_read_too() -> None:
    part = 'export const table = new sst.aws.Dynamo("Carts", { fields: {} });\n'
    facts = read('await import("./infra/data");\nnew aws.rds.Instance("old", { engine: "mysql" });', infra_data=part)
    assert [(one.name, one.at.path) for one in facts if isinstance(one, Database)] == [
        ("Carts", "infra/data.ts"),
        ("old", "sst.config.ts"),
    ]


def test_constructs_in_a_stack_are_the_same_components_before() -> None:
    stack = """
import { Api, Bucket, Config, NextjsSite, RDS, StackContext, StaticSite, Table } from "sst/constructs";
export function Shop({ stack }: StackContext) {
  const key = new Config.Secret(stack, "STRIPE_KEY");
  const carts = new Table(stack, "Carts", { fields: {} });
  new RDS(stack, "Orders", { engine: "mysql5.7" });
  new Bucket(stack, "Photos", { cors: [{ allowedOrigins: ["https://shop.kr"], allowedMethods: ["PUT"] }] });
  new Api(stack, "api", {
    defaults: { function: { environment: { API_SECRET: process.env.API_SECRET! } } },
    cors: { allowOrigins: ["*"] },
  });
  new NextjsSite(stack, "web");
  new StaticSite(stack, "docs");
}
"""
    facts = [one for one in read("", stacks_Shop=stack) if one.at.path == "stacks/Shop.ts"]
    assert [(one.engine, one.name) for one in facts if isinstance(one, Database)] == [
        ("dynamodb", "Carts"),
        ("mysql", "Orders"),
    ]
    assert [one.origins for one in facts if isinstance(one, BucketCors)] == [("https://shop.kr",)]
    assert [one.name for one in facts if isinstance(one, Workload)] == ["api", "web"]
    assert [one.at.start_line for one in facts if isinstance(one, HandedSecret)] == [9]
    assert [one.names for one in facts if isinstance(one, RequiredSettings)] == [("STRIPE_KEY",)]
