"""Which scripts release, by their names and by what they do, and where they do it."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.reader import READER


def deployed(text: str, path: str) -> list[tuple[str, str | None]]:
    """How a script brings a release, and by what name."""
    facts = READER.read(Snippet(path, text))
    return [(fact.method, fact.identity) for fact in facts if isinstance(fact, Deployment)]


REMOTE = 'rsync -az ./ "$WHO@$WHERE:/srv/shop/"\nssh "$WHO@$WHERE" "cd /srv/shop && docker compose up -d --build"\n'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("scripts/deploy-local.sh", REMOTE),
        ("bin/deploy_from_local.sh", REMOTE),
        ("local-deploy.sh", "ssh ubuntu@10.0.3.4 'cd app && git pull && pm2 reload all'"),
        ("release-locally.sh", "npm run build\nrsync -a dist/ web@shop.example.kr:/var/www/shop/dist/"),
        (
            "ops/push-local.sh",
            "scp app.jar ec2-user@$HOST:/srv/app.jar\nssh ec2-user@$HOST 'sudo systemctl restart app'",
        ),
    ],
)
def test_a_script_that_is_run_locally_and_releases_on_a_host_is_a_deployment(path: str, text: str) -> None:
    assert deployed(text, path) == [("ssh", "none")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy-local.sh", "docker compose build\ndocker compose up -d"),
        ("local-deploy.sh", "git pull\nnpm ci\npm2 restart shop"),
        ("scripts/deploy_local.sh", "ssh dev@localhost 'cd app && docker compose up -d --build'"),
        ("scripts/deploy_local.sh", "rsync -a build/ me@127.0.0.1:/srv/shop/build/"),
        ("setup-local.sh", REMOTE),
        ("deploy-dev.sh", REMOTE),
    ],
)
def test_a_script_for_ones_own_machine_for_developers_or_for_a_set_up_is_none(path: str, text: str) -> None:
    assert deployed(text, path) == []


@pytest.mark.parametrize(("between", "fetched"), [(5, None), (30, 2)])
def test_a_release_that_is_fetched_far_from_its_start_is_told_where_it_is(between: int, fetched: int | None) -> None:
    text = "cd /srv/shop\ngit pull origin main\n" + "echo …\n" * between
    facts = READER.read(Snippet("deploy.sh", f"{text}pm2 restart shop\n"))
    [found] = [fact for fact in facts if isinstance(fact, Deployment)]
    assert (found.places["fetched"].start_line if "fetched" in found.places else None) == fetched
