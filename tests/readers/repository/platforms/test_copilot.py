"""Manifests of AWS Copilot: copies, health, the way in, and settings."""

import pytest

from holdfast.model.facts import Workload
from holdfast.readers.repository.platforms.copilot import READER
from tests.readers.repository.many import read_files
from tests.readers.repository.templates.support import places, read, told

PATH = "copilot/api/manifest.yml"
HEAD = "name: api\ntype: Load Balanced Web Service\n"


def service(text: str) -> list[str]:
    return told(read(READER, HEAD + text, PATH))


def test_only_manifests_of_services_are_read() -> None:
    assert READER.wants("copilot/api/manifest.yml")
    assert READER.wants("backend/copilot/api/manifest.yaml")
    assert not READER.wants("copilot/pipelines/main/manifest.yml")
    assert not READER.wants("k8s/api/manifest.yml")
    assert told(read(READER, "name: nightly\ntype: Scheduled Job\n", PATH)) == []


@pytest.mark.parametrize(
    ("count", "numbers"),
    [
        ("count: 2\n", "desired=2"),
        ("count:\n  spot: 1\n", "desired=1"),
        ("count:\n  range: 2-10\n  cpu_percentage: 70\n", "minimum=2 maximum=10 desired=2"),
        ("count:\n  range: {min: 1, max: 4}\n", "minimum=1 maximum=4 desired=1"),
        ("", "desired=1"),
    ],
)
def test_copies_are_told_as_a_number_or_a_range_and_one_when_nothing_is_said(count: str, numbers: str) -> None:
    (workload,) = [line for line in service(count) if line.startswith("Workload")]
    spare = " spot=True" if "spot:" in count else ""
    assert workload.partition("name=api ")[2] == f"{numbers} zones=2 behind_load_balancer=True processor=256{spare}"


def test_each_environment_with_a_count_of_its_own_is_told_apart() -> None:
    shown = service("count: 1\nenvironments:\n  test:\n    variables: {A: b}\n  prod:\n    count: 3\n")
    assert [(line.split()[1:3], line.split("desired=")[1][0]) for line in shown if line.startswith("Workload")] == [
        (["8", "[production]"], "3"),
        (["3", "platform=fargate"], "1"),
    ]


def test_what_a_manifest_says_for_all_is_productions_where_only_the_others_are_told_apart() -> None:
    shown = service("count: 2\nenvironments:\n  staging:\n    count: 1\n")
    assert [(line.split()[2], line.split("desired=")[1][0]) for line in shown if line.startswith("Workload")] == [
        ("[staging]", "1"),
        ("[production]", "2"),
    ]


def test_the_size_of_tasks_is_chosen_for_all_environments() -> None:
    text = "name: api\ntype: Backend Service\ncpu: 256\nmemory: 512\nenvironments:\n  prod:\n    count: 2\n"
    (workload,) = [one for one in read(READER, text, "copilot/api/manifest.yml") if isinstance(one, Workload)]
    assert (workload.environment, places(workload)) == ("production", {"processor": "3"})


def test_a_range_follows_its_metrics() -> None:
    (policy,) = [line for line in service("count:\n  range: 2-10\n  cpu_percentage: 70\n") if "ScalingPolicy" in line]
    assert policy == "ScalingPolicy 5 workload=api metric=cpu target=70"


def test_an_environments_range_follows_the_metrics_that_are_told_for_all() -> None:
    base = "count:\n  range: 1-4\n  cpu_percentage: 70\nenvironments:\n  prod:\n    count:\n      range: 2-6\n"
    shown = [line for line in service(base) if line.startswith(("Workload", "ScalingPolicy"))]
    assert "minimum=2 maximum=6" in shown[0]
    assert shown[1] == "ScalingPolicy 5 [production] workload=api metric=cpu target=70"


def test_a_number_of_an_environment_follows_nothing() -> None:
    for own in ("count: 1", "count:\n      spot: 1"):
        base = f"count:\n  range: 1-4\n  cpu_percentage: 70\nenvironments:\n  prod:\n    {own}\n"
        (copies,) = [line for line in service(base) if line.startswith("Workload")]
        assert "desired=1" in copies


def test_the_front_listens_and_asks_for_health_and_a_domain_brings_a_certificate() -> None:
    assert service("http:\n  path: /\n  alias: api.example.com\n  healthcheck:\n    path: /health\n")[3:] == [
        "LoadBalancer 3 name=api internal=False",
        "HealthProbe 6-7 asker=load-balancer path=/health",
        "Certificate 5 issuer=acm domain=api.example.com used_by=load-balancer in_code=True",
    ]
    assert "HealthProbe 3 asker=load-balancer path=/" in service("http:\n  path: /\n")


@pytest.mark.parametrize(
    ("said", "balanced"),
    [
        ("http:\n  path: /\n", True),
        ("network:\n  connect: true\n", True),
        ("network:\n  connect: {alias: api}\n", True),
        ("http: false\n", False),
        ("network:\n  connect: false\n", False),
        ("", False),
    ],
)
def test_a_service_within_is_balanced_by_what_its_environment_makes_for_it(said: str, *, balanced: bool) -> None:
    shown = told(read(READER, HEAD.replace("Load Balanced Web", "Backend") + said, PATH))
    (workload,) = [line for line in shown if line.startswith("Workload")]
    assert f"behind_load_balancer={balanced}" in workload
    fronts = [line.partition(" ")[2] for line in shown if line.startswith("LoadBalancer")]
    assert fronts == (["3 name=api internal=True"] if said.startswith("http:\n") else [])
    assert ("HealthProbe 3 asker=load-balancer path=/" in shown) == said.startswith("http:\n")


def test_a_domain_of_one_environment_brings_its_certificate_there() -> None:
    shown = service("http:\n  path: /\nenvironments:\n  prod:\n    http:\n      alias: [shop.example.com]\n")
    assert [line for line in shown if line.startswith("Certificate")] == [
        "Certificate 8 [production] issuer=acm domain=shop.example.com used_by=load-balancer in_code=True"
    ]


def test_a_service_has_a_role_and_goes_back_by_itself_when_its_tasks_do_not_start() -> None:
    assert service("")[1:3] == [
        "Rollback 2 automatic=True target=previous",
        "Credential 2 form=instance-role holder=application",
    ]
    runner = told(read(READER, HEAD.replace("Load Balanced", "Request-Driven"), PATH))
    assert not [line for line in runner if line.startswith("Rollback")]


def test_settings_tell_secrets_and_websites() -> None:
    text = "variables:\n  API_TOKEN: q8Zk21LmPxWe\n  CORS_ORIGINS: http://localhost:3000\nsecrets:\n  DB: /shop/db\n"
    assert service(text)[3:] == [
        "ExposedSecret 4 name=API_TOKEN form=token",
        "ApplicationCors 5 origins=(http://localhost:3000)",
        "SecretStore 7 service=parameter-store name=DB",
    ]
    (secret,) = [fact for fact in read(READER, HEAD + text, PATH) if type(fact).__name__ == "ExposedSecret"]
    assert "q8Zk" not in repr(secret)


def test_a_manifest_that_cannot_be_read_is_a_gap() -> None:
    assert told(read(READER, "name: [api\ntype: x\n", PATH))[0].startswith("Gap ")


@pytest.mark.parametrize(("said", "more"), [("false", " off=True"), ("true", "")])
def test_an_environment_tells_whether_its_cluster_measures_its_tasks(said: str, more: str) -> None:
    text = f"name: prod\ntype: Environment\nobservability:\n  container_insights: {said}\n"

    assert told(read(READER, text, "copilot/environments/prod/manifest.yml")) == [
        f"MetricSource 4 [production] watches=cpu{more}"
    ]


def test_the_only_environment_serves_whatever_it_is_called() -> None:
    text = "name: dev\ntype: Environment\nobservability:\n  container_insights: false\n"
    files = {f"copilot/environments/{name}/manifest.yml": text for name in ("dev", "prod")}
    assert [one.partition(" watches")[0] for one in told(read_files(READER, **files))] == [
        "MetricSource 4 [development]",
        "MetricSource 4 [production]",
    ]
    files.pop("copilot/environments/prod/manifest.yml")
    assert [one.partition(" watches")[0] for one in told(read_files(READER, **files))] == ["MetricSource 4"]


def test_an_environment_that_says_nothing_of_measuring_says_nothing() -> None:
    text = "name: prod\ntype: Environment\nnetwork:\n  vpc: {}\n"

    assert told(read(READER, text, "copilot/environments/prod/manifest.yml")) == []


def test_images_that_are_made_elsewhere_are_named_where_their_tag_tells_no_release() -> None:
    shown = service(
        "image:\n  location: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api:latest\nsidecars:\n"
        "  nginx:\n    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/front:nginx-latest\n"
        "  front:\n    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/all:nginx\n"
        "  later:\n    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/all:placeholder\n"
        "  agent:\n    image: public.ecr.aws/aws-observability/aws-otel-collector:latest\n"
        "  cache:\n    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/cache:1.4\n"
    )
    assert [line.split()[:3] for line in shown if line.startswith("StandingName")] == [
        ["StandingName", "4", "name=api"],
        ["StandingName", "7", "name=nginx"],
        ["StandingName", "9", "name=front"],
    ]


@pytest.mark.parametrize(("option", "decides"), [("", False), ("-f ", True)])
def test_a_container_that_takes_an_error_for_an_answer_decides_nothing(option: str, *, decides: bool) -> None:
    command = f'["CMD-SHELL", "curl {option}http://localhost/health || exit 1"]'
    (probe,) = [line for line in service(f"image:\n  healthcheck:\n    command: {command}\n") if "HealthProbe" in line]
    assert ("decides=False" not in probe) is decides


_RECREATE = "deployment: {rolling: recreate}\n"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (_RECREATE, ["3"]),
        ("deployment: {rolling: default}\n", []),
        (f"{_RECREATE}environments:\n  prod:\n    deployment: {{rolling: default}}\n", []),
        ("environments:\n  prod:\n    deployment:\n      rolling: recreate\n", ["6 [production]"]),
    ],
)
def test_tasks_that_end_before_the_next_begin_are_told_for_what_browsers_reach(said: str, shown: list[str]) -> None:
    found = [line for line in service(said) if line.startswith("ScriptFault")]
    assert [line.partition(" activity")[0].removeprefix("ScriptFault ") for line in found] == shown
    backend = told(read(READER, HEAD.replace("Load Balanced Web", "Backend") + said, PATH))
    assert not [line for line in backend if line.startswith("ScriptFault")]
