"""What a pipeline puts somewhere that nobody's product is."""

import pytest

from tests.readers.repository.workflows.test_delivery import delivered

_PAGES = "      - uses: peaceiris/actions-gh-pages@v4\n        with: {{publish_dir: {folder}}}\n"
_APPLY = "      - run: kubectl apply -f k8s/\n"


def deployed(steps: str, job: str = "publish", name: str = "CI") -> bool:
    text = f"name: {name}\non: push\njobs:\n  {job}:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    return any(line.startswith("Deployment") for line in delivered(text))


@pytest.mark.parametrize(
    ("steps", "job", "name"),
    [
        (_PAGES.format(folder="docs/_build/html"), "publish", "CI"),
        (_PAGES.format(folder="out"), "docs", "CI"),
        (_PAGES.format(folder="out"), "deploy", "Documentation"),
        ("      - run: mkdocs build\n" + _PAGES.format(folder="out"), "deploy", "CI"),
        ("      - name: Deploy Storybook\n        uses: JamesIves/github-pages-deploy-action@v4\n", "deploy", "CI"),
    ],
)
def test_documentation_is_no_product(steps: str, job: str, name: str) -> None:
    assert not deployed(steps, job, name)


@pytest.mark.parametrize(
    ("steps", "job", "name"),
    [
        (_PAGES.format(folder="dist"), "deploy", "CI"),
        (_PAGES.format(folder="dist"), "frontend", "Deploy app and docs"),
        ("      - run: npm run build\n      - run: typedoc\n" + _PAGES.format(folder="dist"), "deploy", "CI"),
    ],
)
def test_pages_that_people_use_are_one(steps: str, job: str, name: str) -> None:
    assert deployed(steps, job, name)


@pytest.mark.parametrize(
    "made",
    [
        "      - uses: helm/kind-action@v1\n",
        "      - run: kind create cluster --name try\n",
        "      - run: minikube start\n",
        "      - uses: medyagh/setup-minikube@latest\n",
    ],
)
def test_a_cluster_that_ends_with_its_job_serves_nobody(made: str) -> None:
    assert not deployed(made + _APPLY, "deploy")
    elsewhere = "      - run: aws eks update-kubeconfig --name shop\n"
    assert deployed(made + elsewhere + _APPLY, "deploy")
    assert deployed(_APPLY, "deploy")


def test_a_chart_that_is_published_is_not_run() -> None:
    assert not deployed("      - uses: helm/chart-releaser-action@v1\n", "release")
