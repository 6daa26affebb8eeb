"""The name of a release that Terraform puts out, beside images that the same job pushes."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_PUSHES = """
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          docker build -t $REGISTRY/shop:${{ github.sha }} -t $REGISTRY/shop:latest .
          docker push $REGISTRY/shop:${{ github.sha }}
          docker push $REGISTRY/shop:latest
"""


def named(step: str, pushes: str = _PUSHES) -> list[str | None]:
    readings = read_files(READER, **{".github/workflows/deploy.yml": pushes.lstrip("\n") + step})
    return [one.identity for one in readings if isinstance(one, Deployment) and one.method == "terraform"]


@pytest.mark.parametrize(
    "command", ["terraform apply -auto-approve", "terraform -chdir=infra init && terraform -chdir=infra apply plan"]
)
def test_terraform_that_is_handed_no_value_gives_a_release_none_of_the_names_pushed_beside(command: str) -> None:
    assert named(f"      - run: {command}\n") == [None]


@pytest.mark.parametrize(
    "step",
    [
        "      - run: terraform apply -auto-approve -var image_tag=${{ github.sha }}\n",
        "      - run: terraform apply -auto-approve -var-file=prod.tfvars\n",
        "      - run: terraform apply\n        env:\n          TF_VAR_tag: ${{ github.sha }}\n",
        "      - run: echo 'tag=\"${{ github.sha }}\"' > ci.auto.tfvars && terraform apply\n",
        "      - run: sed -i s/TAG/${{ github.sha }}/ main.tf && terraform apply\n",
    ],
)
def test_one_that_is_handed_a_value_or_a_file_may_well_have_the_name(step: str) -> None:
    assert named(step) == ["commit"]


def test_where_nothing_is_pushed_as_latest_the_name_is_the_one_that_is_pushed() -> None:
    pushes = _PUSHES.replace(" -t $REGISTRY/shop:latest", "").replace(
        "          docker push $REGISTRY/shop:latest\n", ""
    )
    assert named("      - run: terraform apply\n", pushes) == ["commit"]


_FILLED = """on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          TAG="${{ inputs.tag }}"
          if [ -z "$TAG" ]; then
            TAG="${{ inputs.branch }}-FALLBACK"
          fi
          ssh web@10.1.2.3 "sed -i 's|^TAG=.*|TAG=$TAG|' .env && docker-compose pull && docker-compose up -d"
"""


@pytest.mark.parametrize(("fallback", "held"), [("latest", ("latest", 9)), ("${{ github.sha }}", ("commit", None))])
def test_a_name_that_falls_back_to_the_latest_is_that_and_shown_there(
    fallback: str, held: tuple[str, int | None]
) -> None:
    readings = read_files(READER, **{".github/workflows/deploy.yml": _FILLED.replace("FALLBACK", fallback)})
    (release,) = (one for one in readings if isinstance(one, Deployment))
    place = release.places.get("held")
    assert (release.identity, place.start_line if place else None) == held
