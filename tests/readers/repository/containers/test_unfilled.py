"""Images in descriptions of containers that nothing in the repository fills in."""

import json

import pytest

from holdfast.model.facts import StandingName
from holdfast.readers.repository.containers.unfilled import READER

from ..many import read_files

WORKFLOW = ".github/workflows/deploy.yml"


def task(image: str, family: str = "shop-worker") -> str:
    """A task definition with a container of the product and one of a vendor."""
    containers = [{"name": "worker", "image": image}, {"name": "agent", "image": "datadog/agent:latest"}]
    return json.dumps({"family": family, "containerDefinitions": containers}, indent=2)


def shown(**files: str) -> list[tuple[str, int, str, bool]]:
    """File, line and identity of each image that stands alone."""
    readings = read_files(READER, **files)
    return [
        (fact.at.path, fact.at.start_line, fact.identity, fact.alone)
        for fact in readings
        if isinstance(fact, StandingName)
    ]


@pytest.mark.parametrize(
    ("image", "identity"),
    [
        ("<ACCOUNT>.dkr.ecr.ap-northeast-2.amazonaws.com/shop:latest", "latest"),
        ("YOUR_ECR_URI/shop:latest", "latest"),
        ("123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop", "latest"),
        ("shop/worker:prod", "none"),
        ("shop/worker:1.4.2", None),
        ("<IMAGE>", None),
        ("nginx:latest", None),
    ],
)
def test_an_image_that_nobody_fills_in_is_what_runs(image: str, identity: str | None) -> None:
    found = shown(**{"task-definition-worker.json": task(image), WORKFLOW: "jobs: {}\n"})
    assert found == ([("task-definition-worker.json", 6, identity, True)] if identity else [])


@pytest.mark.parametrize(
    ("other", "filled"),
    [
        ("uses: aws-actions/amazon-ecs-render-task-definition@v1\nwith:\n  task-definition: ecs/worker.json\n", True),
        ("aws ecs describe-task-definition --task-definition shop-worker | jq '.image = $IMAGE'\n", True),
        (
            "render-task-definition\naws ecs describe-task-definition --task-definition shop-worker > ./worker.json\n",
            False,
        ),
        ("sed -i s/TAG/$GITHUB_SHA/ ecs/worker.json\n", True),
        ("aws ecs register-task-definition --cli-input-json file://ecs/worker.json\n", False),
        ("jq . ecs/api-worker.json # shop-worker-api\n", False),
    ],
)
def test_an_image_is_filled_in_where_a_pipeline_speaks_of_its_file_or_family(other: str, filled: bool) -> None:
    found = shown(**{"ecs/worker.json": task("shop/worker:latest"), WORKFLOW: other})
    assert found == ([] if filled else [("ecs/worker.json", 6, "latest", True)])


RENDERS = """
env:
  API: {api}
jobs:
  deploy:
    steps:
      - uses: aws-actions/amazon-ecs-render-task-definition@v1
        with:
          task-definition: ecs/shop.json
          container-name: {name}
          image: ${{{{ steps.build.outputs.image }}}}
      # - with:
      #     container-name: proxy
{more}"""


@pytest.mark.parametrize(
    ("name", "more", "alone"),
    [
        ("api", "", True),
        ("${{ env.API }}", "", True),
        ("${{ vars.API }}", "", False),
        ("api", "      - with:\n          container-name: proxy\n", False),
        ("api", "      - run: sed -i s/TAG/$GITHUB_SHA/ ecs/shop.json\n", False),
    ],
)
def test_a_container_beside_the_one_that_a_pipeline_fills_in_runs_what_was_pushed_last(
    name: str, more: str, *, alone: bool
) -> None:
    registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com"
    containers = [{"name": one, "image": f"{registry}/shop-{one}"} for one in ("api", "proxy")]
    text = json.dumps({"family": "shop", "containerDefinitions": containers}, indent=2)
    found = shown(**{"ecs/shop.json": text, WORKFLOW: RENDERS.format(api="api", name=name, more=more)})
    assert found == ([("ecs/shop.json", 10, "latest", True)] if alone else [])


BARE = json.dumps([{"name": "api", "image": "${account}.dkr.ecr.aws/shop:latest", "essential": True}], indent=2)


@pytest.mark.parametrize(
    ("path", "others", "alone"),
    [
        ("task-definitions/shop.json", {}, True),
        ("ecs/container-definitions.json.tpl", {}, True),
        ("containers.json", {}, False),
        (
            "task-definitions/shop.json",
            {"main.tf": 'container_definitions = file("task-definitions/shop.json")'},
            False,
        ),
        (
            "task-definitions/shop.json",
            {"deploy.sh": "jq '.[0].image = \"$1\"' task-definitions/shop.json > new"},
            False,
        ),
        ("task-definitions/shop.json", {"deploy.sh": "aws ecs register-task-definition"}, True),
    ],
)
def test_the_list_of_containers_by_itself_is_read_where_nobody_takes_it_in(
    path: str, others: dict[str, str], *, alone: bool
) -> None:
    assert shown(**{path: BARE, **others}) == ([(path, 4, "latest", True)] if alone else [])


def test_the_one_image_of_beanstalk_stands_alone_unless_something_writes_its_file() -> None:
    text = json.dumps({"AWSEBDockerrunVersion": "1", "Image": {"Name": "shop/api"}}, indent=2)
    name = "Dockerrun.aws.json"
    assert shown(**{name: text, WORKFLOW: f"run: zip deploy.zip {name}\n"}) == [(name, 4, "latest", True)]
    assert shown(**{name: text, WORKFLOW: f"run: sed -i s/x/y/ {name} && zip deploy.zip {name}\n"}) == []


@pytest.mark.parametrize("text", ["", "{", '{"containerDefinitions": [', '{"containerDefinitions": 3}', "[" * 5_000])
def test_odd_files_say_nothing(text: str) -> None:
    assert shown(**{"task.json": text, "tasks.json": '"containerDefinitions"' + text}) == []


def test_more_scripts_than_anybody_writes_leave_it_open() -> None:
    scripts = {f"scripts/{number}.sh": "sed -i s/a/b/ x\n" + "# \n" * 90_000 for number in range(8)}
    assert shown(**{"task.json": task("shop/worker:latest"), **scripts}) == []
