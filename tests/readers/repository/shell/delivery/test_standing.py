"""What a machine takes as it is made that is whatever is newest by then."""

import pytest

from holdfast.model.facts import StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_AFTER = "cd shop\nnpm ci\npm2 start server.js\n"


def standing(text: str, path: str) -> list[int]:
    return [one.at.start_line for one in facts_of(Snippet(path, text)) if isinstance(one, StandingName)]


@pytest.mark.parametrize("path", ["scripts/ec2-setup.sh", "user-data.sh", "scripts/setup-server.sh"])
def test_a_script_that_makes_a_server_takes_whatever_the_branch_holds(path: str) -> None:
    text = "#!/bin/bash\nset -e\napt-get install -y nodejs\ngit clone https://github.com/cakes/shop.git\n" + _AFTER

    assert standing(text, path) == [4]


def test_a_machine_that_is_given_the_program_that_serves_is_made_to_serve() -> None:
    text = "#!/bin/bash\nsudo apt-get install -y python3\npython3 -m pip install {0}\ngit clone https://github.com/cakes/shop.git\n"

    assert standing(text.format("gunicorn"), "scripts/setup-server.sh") == [4]
    assert standing(text.format("requests"), "scripts/setup-server.sh") == []


@pytest.mark.parametrize(
    "clone",
    [
        "git clone https://github.com/pyenv/pyenv.git ~/.pyenv",
        "git clone https://github.com/nvm-sh/nvm.git $HOME/.nvm",
        "git clone https://github.com/YOUR_USERNAME/shop.git",
    ],
)
def test_tools_and_addresses_to_fill_in_are_no_release(clone: str) -> None:
    assert standing(f"#!/bin/bash\nset -e\n{clone}\n{_AFTER}", "scripts/ec2-setup.sh") == []


def test_a_script_that_keeps_what_it_says_as_a_first_start_does_is_one_and_leaves_the_start_to_others() -> None:
    log = "exec > >(tee /var/log/user-data.log|logger -t user-data) 2>&1\n"
    clone = "git clone https://github.com/cakes/shop.git\nchmod +x shop/start.sh\n"

    assert standing(f"#!/bin/bash -ex\n{log}{clone}", "aws/machine.sh") == [3]
    assert standing(f"#!/bin/bash -ex\n{clone}", "aws/machine.sh") == []


def test_an_image_that_is_built_of_the_branch_on_the_spot_has_no_better_name() -> None:
    text = (
        "#!/bin/bash\ngit clone https://github.com/cakes/shop.git\ndocker build -t shop ./shop\ndocker-compose up -d\n"
    )

    assert standing(text, "infra/user_data.sh") == [2]
    assert standing(text.replace("docker build", "cd shop && git checkout v1.4.2\ndocker build"), "user_data.sh") == []


@pytest.mark.parametrize(
    ("path", "expected"), [("deploy/deploy_app.sh", [5]), ("deploy/prepare_app.sh", []), ("deploy/local_deploy.sh", [])]
)
def test_a_script_for_deployments_that_leaves_the_start_to_a_person_takes_whatever_the_branch_holds(
    path: str, expected: list[int]
) -> None:
    text = (
        "#!/bin/bash\nset -e\nif [ -d /srv/shop/.git ]; then\n  cd /srv/shop\n  git pull origin main\nelse\n"
        '  git clone "$REPO" /srv/shop\nfi\npip install -r requirements.txt\npython manage.py migrate\n'
        'echo "now start it: systemctl start shop"\n'
    )

    assert standing(text, path) == expected
    assert standing(text.replace("git pull origin main", 'git pull && git checkout "v1.4.2"'), path) == []


def test_each_way_of_a_script_that_lets_one_choose_brings_what_has_no_name() -> None:
    ways = "case $WAY in\n  1) git pull ;;\n  2) rsync -az ./ app@h:/srv/shop/ ;;\n  3) git reset --hard origin/main ;;\nesac\n"

    assert standing(f"{ways}pm2 restart shop\n", "deploy.sh") == [3, 4]
    assert standing("git fetch\ngit reset --hard origin/main\npm2 restart shop\n", "deploy.sh") == []


@pytest.mark.parametrize(
    ("image", "rows"), [("your_shop_image", [3]), ("nginx", []), ("eclipse-mosquitto", []), ("shop-api:1.4", [])]
)
def test_an_image_without_an_owner_that_a_machine_starts_is_a_name_to_fill_in(image: str, rows: list[int]) -> None:
    text = f"#!/bin/bash\nyum install docker -y\ndocker run -d -p 80:8000 {image}\n"

    assert standing(text, "user-data.sh") == rows
    assert standing(text.replace("yum", f"docker build -t {image} .\nyum"), "user-data.sh") == []


@pytest.mark.parametrize(
    ("given", "name", "line"),
    [
        ("TAG=latest", "acme/bakery:$TAG", 2),
        ('export IMAGE_VERSION="latest"', '"acme/bakery:${IMAGE_VERSION}"', 2),
        ('IMAGE="acme/bakery:latest"', '"$IMAGE"', 2),
        ("NAME=bakery", "acme/$NAME:latest", 4),
        ("TAG=prod-blue", "acme/bakery:$TAG", 4),
        ("TAG=$(git rev-parse HEAD)", "acme/bakery:$TAG", None),
    ],
)
def test_what_is_only_pushed_as_the_latest_shows_where_it_is_given_that_name(
    given: str, name: str, line: int | None
) -> None:
    text = f"#!/bin/bash\n{given}\ndocker build -t {name} .\ndocker push {name}\n"
    assert standing(text, "ops/push.sh") == ([] if line is None else [line])


@pytest.mark.parametrize(
    ("fetched", "found"),
    [
        ("aws s3 sync s3://shop-code/ /srv/shop --region eu-west-1", [3]),
        ("aws s3 sync --delete s3://shop-deploy/app .", [3]),
        ("aws s3 cp s3://shop-code/app /srv/shop --recursive", [3]),
        ("aws s3 cp s3://shop-code/notes.txt /srv/shop", []),
        ("aws s3 sync s3://shop-config/nginx /srv/nginx", []),
        ("aws s3 sync s3://shop/units /etc/systemd/system", []),
        ("aws s3 sync s3://shop-ops/scripts /opt/scripts", []),
        ("aws s3 sync s3://shop-uploads s3://shop-kept", []),
        ("aws s3 sync /srv/shop s3://shop-code/", []),
    ],
)
def test_a_machine_that_is_born_with_a_buckets_folder_takes_whatever_it_holds_by_then(
    fetched: str, found: list[int]
) -> None:
    assert standing(f"#!/bin/bash\nset -e\n{fetched}\n{_AFTER}", "user-data.sh") == found
    assert standing(f"#!/bin/bash\nset -e\n{fetched}\n{_AFTER}", "scripts/fetch.sh") == []


_TWICE = """\
#!/bin/bash
sudo apt-get install -y docker.io git
if [ -d shop ]; then
    cd shop
    {again}
else
    {first}
fi
"""


@pytest.mark.parametrize(
    ("first", "again", "rows"),
    [
        ("git clone https://github.com/cakes/shop.git", "git pull", [5]),
        ("git clone https://github.com/cakes/shop.git", "git pull origin main", [5]),
        ("git clone https://github.com/cakes/shop.git", "git reset --hard origin/main", [5]),
        ("git clone https://github.com/cakes/shop.git", "echo there", []),
        ("git clone https://github.com/cakes/tools.git ~/.tools", "git pull", []),
        ("mkdir shop", "git pull", []),
    ],
)
def test_a_script_that_pulls_where_it_has_run_before_brings_each_release(
    first: str, again: str, rows: list[int]
) -> None:
    text = _TWICE.format(first=first, again=again)
    assert standing(text, "scripts/ec2-setup.sh") == rows
    assert standing(text.replace("sudo apt-get install -y docker.io git", "true"), "scripts/ec2-setup.sh") == []
