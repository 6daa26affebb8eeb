"""Where a script says which host it releases to."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("given", "host", "line"),
    [
        ('EC2_IP="203.0.113.7"', "ubuntu@$EC2_IP", "deploy.sh:1"),
        ("export HOST=shop.example.co.jp", '"ubuntu@${HOST}"', "deploy.sh:1"),
        ("SERVER=deploy@203.0.113.7", "$SERVER", "deploy.sh:1"),
        ('HOST="${DEPLOY_HOST:-203.0.113.7}"', "ubuntu@$HOST", "deploy.sh:1"),
        ('HOST=203.0.113.7\nREMOTE="${ACCOUNT}@${HOST}"', "$REMOTE", "deploy.sh:1"),
        ("HOST=$1", "ubuntu@$HOST", None),
        ("DB=203.0.113.7", "ubuntu@$HOST", None),
        ("HOST=localhost", "ubuntu@$HOST", None),
    ],
)
def test_the_one_address_that_a_script_releases_to_is_where_it_is_written(
    given: str, host: str, line: str | None
) -> None:
    text = f"{given}\nrsync -az dist/ {host}:/srv/shop\nssh {host} 'cd /srv/shop && pm2 restart shop'\n"
    [told] = [one for one in facts_of(Snippet("deploy.sh", text)) if isinstance(one, Deployment)]
    assert (str(told.places["host"]) if "host" in told.places else None) == line
