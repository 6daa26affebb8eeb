"""What a pipeline puts somewhere that nobody's product is."""

import pytest

from tests.readers.repository.workflows.test_delivery import delivered

_PAGES = "      - uses: peaceiris/actions-gh-pages@v4\n        with: {{publish_dir: {folder}}}\n"
_APPLY = "      - run: kubectl apply -f k8s/\n"


def deployed(steps: str, job: str = "publish", name: str = "CI", path: str = ".github/workflows/deploy.yml") -> bool:
    text = f"name: {name}\non: push\njobs:\n  {job}:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    return any(line.startswith("Deployment") for line in delivered(text, path))


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


_OPS = ".github/workflows/ops.yml"
_FETCHES = "      - name: {step}\n        uses: appleboy/ssh-action@v1\n        with: {{host: a, script: 'cd /srv/shop && git pull{more}'}}\n"


@pytest.mark.parametrize(
    ("step", "job", "name"),
    [
        ("Setup backups on EC2", "setup", "Setup Backups"),
        ("백업 크론 등록", "setup", "운영"),
        ("Run", "renew-certificate", "CI"),
        ("証明書の更新", "run", "運用"),
        ("Install logrotate", "run", "Host"),
    ],
)
def test_a_host_whose_scripts_are_fetched_to_keep_it_in_order_gets_no_release(step: str, job: str, name: str) -> None:
    assert not deployed(_FETCHES.format(step=step, more=" && ./ops/setup-cron.sh"), job, name, _OPS)


@pytest.mark.parametrize(
    ("step", "job", "name", "more"),
    [
        ("Pull on EC2", "ssh", "CI", ""),
        ("Back up and deploy", "run", "CI", ""),
        ("Backup", "deploy", "CI", ""),
        ("Setup backups", "run", "CI", " && docker compose up -d --build"),
    ],
)
def test_a_host_that_is_released_to_gets_one_whatever_is_kept_in_order(
    step: str, job: str, name: str, more: str
) -> None:
    assert deployed(_FETCHES.format(step=step, more=more), job, name, _OPS)
