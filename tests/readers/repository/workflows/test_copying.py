"""Releases that one step copies to a host, and another starts there."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_WORKFLOW = """
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - name: Send
        {send}
      - name: Start
        run: ssh deploy@$HOST "cd /srv/shop && {start}"
"""


def named_at(send: str, start: str) -> int | None:
    text = _WORKFLOW.format(send=send, start=start)
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    [deployment] = [reading for reading in readings if isinstance(reading, Deployment)]
    place = deployment.places.get("identity")
    return place.start_line if place else None


def test_what_brings_a_nameless_release_is_the_command_that_copies_it() -> None:
    send = "run: |\n          echo sending\n          rsync -az ./ deploy@$HOST:/srv/shop/"

    assert named_at(send, "npm ci && pm2 reload shop") == 11


def test_the_host_that_it_is_copied_to_may_be_a_variable() -> None:
    send = 'run: |\n          TO=deploy@$HOST:/srv/shop\n          if rsync -az ./ "$TO/"; then echo sent; fi'

    assert named_at(send, "npm ci && pm2 reload shop") == 11
    assert named_at(send.replace("deploy@$HOST:", "./copies"), "npm ci && pm2 reload shop") is None


def test_an_action_that_copies_is_shown_as_a_whole() -> None:
    send = "uses: appleboy/scp-action@v0.1.7\n        with:\n          source: dist"

    assert named_at(send, "pm2 reload shop") == 8


def test_what_is_copied_beside_a_pull_brings_no_release() -> None:
    assert named_at("run: scp nginx.conf deploy@$HOST:/etc/nginx/", "git pull && pm2 reload shop") == 11


def test_a_pull_on_the_host_in_a_step_before_brings_the_release() -> None:
    text = """
jobs:
  deploy:
    runs-on: self-hosted
    steps:
      - run: cd /srv/shop && git pull
      - run: docker compose up -d --build
"""
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    [deployment] = [reading for reading in readings if isinstance(reading, Deployment)]
    assert deployment.places["identity"].start_line == 5


@pytest.mark.parametrize(
    ("daemon", "deployed"),
    [
        ("export DOCKER_HOST=ssh://deploy@$HOST && ", True),
        ("DOCKER_HOST=ssh://deploy@$HOST ", True),
        ("export DOCKER_HOST=tcp://10.0.0.4:2376 && ", True),
        ("docker context use shop && ", True),
        ("DOCKER_CONTEXT=shop ", True),
        ("docker context use default && ", False),
        ("export DOCKER_HOST=unix:///run/docker.sock && ", False),
        ("export DOCKER_HOST=tcp://docker:2375 && ", False),
        ("", False),
    ],
)
def test_what_a_daemon_elsewhere_is_told_to_run_is_a_deployment(daemon: str, deployed: bool) -> None:
    text = f"""
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - run: docker build -t registry.example.com/shop:latest . && docker push registry.example.com/shop:latest
      - run: {daemon}docker stack deploy -c stack.yml shop
"""
    readings = read_files(READER, **{".github/workflows/ship.yml": text})
    found = [one for one in readings if isinstance(one, Deployment) and one.kind is EvidenceKind.CODED]
    assert [one.identity for one in found] == (["latest"] if deployed else [])


def test_a_job_that_only_copies_belongs_to_the_one_behind_it_that_starts() -> None:
    text = """
on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: appleboy/scp-action@v0.1.7
        with: {source: compose.yml, target: shop}
  start:
    needs: release
    runs-on: ubuntu-latest
    steps:
      - uses: appleboy/ssh-action@v1
        with:
          host: ${{ secrets.HOST }}
          script: cd shop && docker compose pull && docker compose up -d
"""
    told = [
        one.name for one in read_files(READER, **{".github/workflows/deploy.yml": text}) if isinstance(one, Deployment)
    ]
    alone = text.partition("  start:")[0]
    lone = [
        one.name for one in read_files(READER, **{".github/workflows/deploy.yml": alone}) if isinstance(one, Deployment)
    ]

    assert (told, lone) == (["start / appleboy/ssh-action@v1"], ["release / appleboy/scp-action@v0.1.7"])


@pytest.mark.parametrize(
    ("plan", "apply", "delivers"),
    [
        ("terraform plan -target=module.registry -out first.tfplan", "terraform apply first.tfplan", False),
        ("terraform plan -out all.tfplan", "terraform apply all.tfplan", True),
        ("terraform init", "terraform apply -auto-approve -target aws_ecr_repository.shop", False),
        ("terraform init", "terraform apply -auto-approve", True),
    ],
)
def test_terraform_that_makes_named_resources_alone_delivers_nothing(plan: str, apply: str, *, delivers: bool) -> None:
    text = f"on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {plan}\n      - run: {apply}\n"
    found = read_files(READER, **{".github/workflows/deploy.yml": text})

    real = [one for one in found if isinstance(one, Deployment) and one.kind is not EvidenceKind.CLAIMED]
    assert bool(real) is delivers


def test_a_branch_that_a_step_before_has_the_host_take_is_what_brings_it() -> None:
    send = "run: |\n          ssh deploy@$HOST << 'EOF'\n          cd /srv/shop\n          git fetch origin main\n          git reset --hard origin/main\n          EOF"

    assert named_at(send, "pm2 restart shop") == 13
    assert named_at("run: git fetch origin main", "pm2 restart shop") is None
