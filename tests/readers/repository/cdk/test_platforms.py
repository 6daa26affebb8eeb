"""Platforms that a CDK program hands its containers and functions to."""

import pytest

from tests.readers.repository.cdk.test_cdk import program, stack

_RUNNER = "import * as apprunner from '@aws-cdk/aws-apprunner-alpha';\n"


def _workloads(body: str) -> list[str]:
    return [line for line in stack(body) if line.startswith("Workload")]


@pytest.mark.parametrize("options", ["environmentVariables", "environment"])
def test_a_service_of_app_runner_says_what_it_runs_and_is_handed(options: str) -> None:
    text = (
        f"{_RUNNER}import * as cdk from 'aws-cdk-lib';\nnew apprunner.Service(this, 'Web', {{\n"
        "  source: apprunner.Source.fromEcr({\n    repository,\n    tagOrDigest: 'latest',\n"
        f"    imageConfiguration: {{ port: 80, {options}: {{ DB_PASSWORD: password }} }},\n  }}),\n}});\n"
    )
    found = program({"lib/main.ts": text})
    assert [line.split()[:2] for line in found] == [
        ["Workload", "3"],
        ["HealthProbe", "3"],
        ["StandingName", "6"],
        ["HandedSecret", "7"],
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("new eks.Cluster(this, 'Nodes', {});", ["minimum=2 maximum=2 desired=2"]),
        ("new eks.Cluster(this, 'Nodes', { defaultCapacity: 1 });", ["minimum=1 maximum=1 desired=1"]),
        ("new eks.Cluster(this, 'Nodes', { defaultCapacity: 0 });", []),
        ("cluster.addNodegroupCapacity('Nodes', { minSize: 2, maxSize: 4 });", ["minimum=2 maximum=4"]),
    ],
)
def test_a_cluster_of_kubernetes_has_the_nodes_that_it_is_given(body: str, found: list[str]) -> None:
    text = f"import * as eks from 'aws-cdk-lib/aws-eks';\nimport * as cdk from 'aws-cdk-lib';\n{body}\n"
    told = [line for line in program({"lib/main.ts": text}) if line.startswith("Workload")]
    assert told == [f"Workload 3 platform=kubernetes name=Nodes {one}" for one in found]


def test_hosts_that_a_cluster_of_containers_is_given_are_a_group() -> None:
    body = (
        "    const cluster = new ecs.Cluster(this, 'Cluster', { vpc });\n"
        "    cluster.addCapacity('Hosts', { instanceType: new ec2.InstanceType('t3.micro'), desiredCapacity: 1 });"
    )
    (told,) = _workloads(body)
    assert told.startswith("Workload 5 platform=ec2-group name=Hosts minimum=1 maximum=1 desired=1")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "    new ApiGatewayToLambda(this, 'Api', { lambdaFunctionProps: { handler: 'a.b' } });",
            "4 platform=lambda name=Api",
        ),
        (
            "    const fn = new lambda.Function(this, 'Fn', {});\n    new AlbToLambda(this, 'Api', { existingLambdaObj: fn });",
            "4 platform=lambda name=Fn",
        ),
        (
            "    new patterns.QueueProcessingFargateService(this, 'Work', { minScalingCapacity: 2 });",
            "4 platform=fargate name=Work desired=2 behind_load_balancer=False",
        ),
    ],
)
def test_ready_made_patterns_run_what_they_are_made_for(body: str, found: str) -> None:
    assert _workloads(body) == [f"Workload {found}"]


def test_a_service_of_app_runner_tells_its_size_its_limits_and_how_it_is_asked() -> None:
    text = (
        f"{_RUNNER}const limits = new apprunner.AutoScalingConfiguration(this, 'L', {{ minSize: 2, maxSize: 5 }});\n"
        "new apprunner.Service(this, 'Web', {\n  source: apprunner.Source.fromEcr({ repository }),\n"
        "  cpu: apprunner.Cpu.QUARTER_VCPU,\n  autoScalingConfiguration: limits,\n"
        "  healthCheck: apprunner.HealthCheck.http({ path: '/health' }),\n});\n"
        "new apprunner.Service(this, 'Admin', {\n  source: apprunner.Source.fromEcr({ repository }),\n"
        "  cpu: apprunner.Cpu.of('1 vCPU'),\n});\n"
    )
    found = program({"lib/main.ts": text})
    assert [line for line in found if line.startswith(("Workload", "HealthProbe"))] == [
        "Workload 3 platform=app-runner name=Web minimum=2 maximum=5 behind_load_balancer=True processor=256",
        "HealthProbe 7 asker=load-balancer path=/health",
        "Workload 9 platform=app-runner name=Admin minimum=1 maximum=25 behind_load_balancer=True processor=1024",
        "HealthProbe 9 asker=load-balancer path=",
    ]


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("containerInsights: false", ["MetricSource 4 watches=cpu off=True"]),
        ("containerInsightsV2: ecs.ContainerInsights.ENHANCED", ["MetricSource 4 watches=cpu"]),
        ("clusterName: 'shop'", []),
    ],
)
def test_a_cluster_says_whether_it_measures_what_its_tasks_do(option: str, told: list[str]) -> None:
    found = stack(f"    new ecs.Cluster(this, 'Cluster', {{ vpc, {option} }});")
    assert [line for line in found if line.startswith("MetricSource")] == told
