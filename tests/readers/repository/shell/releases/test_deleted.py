"""Folders of a host that are emptied before a release is copied into them."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import commands, facts_of
from holdfast.readers.repository.shell.releases.deleted import cleared


def emptied(text: str) -> list[int]:
    return [command.line for command in cleared(commands(text), lambda word: word)]


@pytest.mark.parametrize(
    "text",
    [
        "ssh web@a 'rm -rf /var/www/html/*'\nscp -r dist/* web@a:/var/www/html/\n",
        "sudo rm -rf /var/www/shop\nsudo mv build /var/www/shop\n",
        "rm -rf /srv/shop/current/*\nunzip -o shop.zip -d /srv/shop/current\n",
        "rm -fr /var/www/html/*\ntar xzf dist.tar.gz -C /var/www/html\n",
        "aws s3 rm s3://shop-www --recursive\naws s3 cp dist s3://shop-www --recursive\n",
        "aws s3 rm s3://shop-www/ --recursive --quiet\naws s3 sync dist s3://shop-www\n",
        "find /var/www/shop -mindepth 1 -not -path '*/storage*' -delete\ncp -r /tmp/shop/* /var/www/shop/\n",
    ],
)
def test_what_was_served_is_gone_before_its_successor_is_there(text: str) -> None:
    assert emptied(text) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "cp -r /var/www/html /var/www/html.old\nrm -rf /var/www/html/*\ncp -r dist/* /var/www/html/\n",
        "rm -rf dist\ncp -r build dist\n",
        "rm -rf /tmp/build\ncp -r build /tmp/build\n",
        "rsync -a --delete dist/ web@a:/var/www/html/\n",
        "rm -rf /var/www/cache/*\ncp -r dist/* /var/www/html/\n",
        "sudo rm -rf /var/www/.npm /var/www/.npmrc\ncp -r dist/* /var/www/html/\n",
        "rm -rf /var/www/shop/storage/framework/views/*\nsystemctl restart php-fpm\n",
        "find /var/www/shop -name '*.pyc' -delete\ncp -r /tmp/shop/* /var/www/shop/\n",
        "aws s3 rm s3://shop-www --recursive --exclude '*' --include '*.map'\naws s3 sync dist s3://shop-www\n",
        "aws s3 rm s3://shop-logs --recursive\naws s3 sync dist s3://shop-www\n",
        "cd /tmp\nrm -rf shop\ngit clone https://git.example/shop.git shop\n",
        "rm -rf /srv/shop-last\nmv /srv/shop /srv/shop-last\nmv /srv/shop-next /srv/shop\n",
        "put_back() {\nrm -rf /srv/shop\nmv /srv/shop-before /srv/shop\n}\ntrap put_back ERR\n",
    ],
)
def test_a_copy_a_build_folder_or_another_one_is_no_release_lost(text: str) -> None:
    assert emptied(text) == []


def test_an_image_that_is_deleted_by_its_tag_before_its_successor_is_pushed_is_gone() -> None:
    text = "docker build -t r/shop:latest .\naws ecr batch-delete-image --image-ids imageTag=latest || true\ndocker push r/shop:latest\n"

    assert emptied(text) == [2]
    assert emptied(text.replace("imageTag=latest", "$UNTAGGED")) == []
    listed = "aws ecr list-images --repository-name shop --query 'imageIds[*]'"
    assert emptied(text.replace("imageTag=latest", f'"$({listed})"')) == [2]
    assert emptied(text.replace("imageTag=latest", f'"$({listed} --filter tagStatus=UNTAGGED)"')) == []
    assert emptied(text.replace("imageTag=latest", f'"$({listed.replace("*", "?!imageTag")})"')) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "rm -rf /srv/shop\ngit clone $URL /srv/shop\ncd /srv/shop\nmkdir -p uploads logs\ndocker compose up -d\n",
            [1],
        ),
        ("A=/home/ubuntu/shop\nrm -rf $A\ngit clone $URL $A\nmkdir -p $A/backups/db\npm2 restart shop\n", [2]),
        ("cp -r /srv/shop/uploads /srv/kept\nrm -rf /srv/shop\nmkdir -p /srv/shop/uploads\npm2 restart shop\n", []),
        ("rm -rf /srv/shop/dist\nmkdir -p /srv/shop/uploads\npm2 restart shop\n", []),
        ("rm -rf /tmp/shop\nmkdir -p /tmp/shop/uploads\npm2 restart shop\n", []),
        ("rm -rf /srv/shop\ngit clone $URL /srv/shop\ncd /srv/shop\nmkdir -p logs\npm2 restart shop\n", []),
    ],
)
def test_a_folder_that_is_deleted_with_what_users_have_put_there(text: str, rows: list[int]) -> None:
    found = facts_of(Snippet("deploy.sh", text))
    assert [f.at.start_line for f in found if isinstance(f, ScriptFault) and f.form == "folder-deleted"] == rows


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("cd /var/www\nsudo rm -rf current\ngit clone https://git.example/shop.git current\n", 2),
        ("LIVE=/srv/shop\nrm -rf $LIVE/*\ncp -r build/. ${LIVE}/\n", 2),
    ],
)
def test_folders_are_known_by_where_one_stands_and_by_their_variables(text: str, row: int) -> None:
    assert emptied(text) == [row]


@pytest.mark.parametrize("change", ["", "php artisan migrate --force\n", "bundle exec rails db:migrate\n"])
def test_a_release_is_gone_whatever_changes_the_schema_before_the_next_one_starts(change: str) -> None:
    text = f"rm -rf /var/www/html/*\ngit clone $URL /var/www/html\n{change}sudo systemctl restart shop\n"
    found = facts_of(Snippet("deploy.sh", text))
    gone = [f for f in found if isinstance(f, ScriptFault) and f.form == "previous-release-deleted"]
    assert {f.at.start_line for f in gone} == {1}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            (
                "aws ecr list-images --repository-name shop | jq --arg t $TAG '[.imageIds[] | select(.imageTag != $t)]' > old.json\n"
                "aws ecr batch-delete-image --repository-name shop --image-ids file://old.json\naws ecs update-service --service shop\n"
            ),
            [2],
        ),
        (
            (
                "OLD=$(aws ecr list-images --repository-name shop --query \"imageIds[?imageTag!='$TAG']\" --output json)\n"
                'aws ecr batch-delete-image --repository-name shop --image-ids "$OLD"\naws ecs update-service --service shop\n'
            ),
            [2],
        ),
        (
            (
                "OLD=$(aws ecr describe-images --repository-name shop --query 'imageDetails[].imageTags[]' | grep -v $TAG)\n"
                "for t in $OLD; do aws ecr batch-delete-image --repository-name shop --image-ids imageTag=$t; done\n"
                "aws ecs update-service --service shop\n"
            ),
            [2],
        ),
        (
            (
                "aws ecr list-images --filter tagStatus=UNTAGGED | jq '[.imageIds[] | select(.imageTag != $t)]' > old.json\n"
                "aws ecr batch-delete-image --image-ids file://old.json\naws ecs update-service --service shop\n"
            ),
            [],
        ),
        (
            (
                "aws ecr describe-images --query 'sort_by(imageDetails,&imagePushedAt)[:-10]' | grep -v $TAG > old.json\n"
                "aws ecr batch-delete-image --image-ids file://old.json\naws ecs update-service --service shop\n"
            ),
            [],
        ),
        (
            (
                "aws ecr list-images | jq '[.imageIds[] | select(.imageTag != null)] | .[10:]' > old.json\n"
                "aws ecr batch-delete-image --image-ids file://old.json\naws ecs update-service --service shop\n"
            ),
            [],
        ),
    ],
)
def test_a_release_that_leaves_only_its_own_image_in_the_registry_leaves_none_to_go_back_to(
    text: str, rows: list[int]
) -> None:
    found = facts_of(Snippet("deploy.sh", text))
    gone = [f for f in found if isinstance(f, ScriptFault) and f.form == "previous-release-deleted"]
    assert [f.at.start_line for f in gone] == rows


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("rm -rf dist/public\nnpm run build\nsudo docker compose build web\nsudo docker compose up -d web\n", []),
        ("rm -rf ./build\nyarn build\ndocker build -t shop .\ndocker run -d shop\n", []),
        ("rm -rf ./dist\nnpm run build\ndocker compose up -d --build\n", []),
        ("rm -rf ./dist\nnpm run build\ndocker compose up -d\n", [1]),
        ("rm -rf /var/www/shop\ngit clone x /var/www/shop\ndocker compose up -d --build\n", [1]),
        ("rm -rf ./dist\nnpm run build\npm2 restart api\n", [1]),
    ],
)
def test_the_folder_of_a_build_that_goes_into_an_image_is_served_by_nobody(text: str, lines: list[int]) -> None:
    found = facts_of(Snippet("deploy.sh", text))
    gone = [f for f in found if isinstance(f, ScriptFault) and f.form == "previous-release-deleted"]

    assert [fault.at.start_line for fault in gone] == lines


def deletes(text: str, form: str) -> list[int]:
    found = facts_of(Snippet("deploy.sh", f"#!/bin/bash\n{text}"))
    return [fact.at.start_line for fact in found if isinstance(fact, ScriptFault) and fact.form == form]


def test_a_folder_that_is_kept_or_comes_after_the_start_is_no_release_deleted() -> None:
    assert deletes("rm -rf /srv/shop/app\nsystemctl restart shop\n", "previous-release-deleted") == [2]
    assert deletes("cp -r /srv/shop/app /b\nrm -rf /srv/shop/app\npm2 restart a\n", "previous-release-deleted") == []
    assert deletes("rm -rf /srv/shop/app\ncp -r /srv/shop/app /b\npm2 restart a\n", "previous-release-deleted") == [2]
    assert deletes("pm2 restart a\nrm -rf /srv/shop/app\npm2 restart a\n", "previous-release-deleted") == []


def test_a_build_s_own_folder_goes_into_the_image_that_is_made_before_the_start() -> None:
    gone = "rm -rf ./build\n{}docker run -d me/shop\n{}"
    image = "docker build -t me/shop .\n"
    assert deletes(gone.format(image, ""), "previous-release-deleted") == []
    assert deletes(gone.format("", image), "previous-release-deleted") == [2]


def test_a_folder_is_deleted_with_the_data_that_is_made_in_it_later() -> None:
    made = "rm -rf /srv/shop\nmkdir -p {}\nsystemctl restart shop\n"
    assert deletes(made.format("/srv/shop/uploads"), "folder-deleted") == [2]
    assert deletes("rm -rf /srv/shop\ncd /srv/shop\nmkdir media\npm2 start a\n", "folder-deleted") == [2]
    assert deletes(made.format("/srv/other/uploads"), "folder-deleted") == []
    assert deletes(made.format("/srv/shop/logs"), "folder-deleted") == []
    assert deletes("mkdir /srv/shop/uploads\nrm -rf /srv/shop\npm2 start a\n", "folder-deleted") == []
    assert deletes("cp -r /srv/shop/uploads /b\n" + made.format("/srv/shop/uploads"), "folder-deleted") == []


def test_a_script_that_deletes_thousands_of_folders_is_read_to_its_end() -> None:
    gone = "cp -r /srv/a /srv/b\nrm -rf /srv/shop/app\nmkdir -p /srv/shop/app/uploads\n" * 1_000
    assert len(deletes(f"{gone}systemctl restart shop\n", "previous-release-deleted")) == 1_000


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        ("cd /srv && rm -rf backend && tar -xzf /tmp/app.tgz", [2]),
        ("cd /srv\n  cd shop\n  rm -rf app\n  tar -xzf /tmp/app.tgz", [4]),
        ("cd /srv && cp -r backend backend.old && rm -rf backend && tar -xzf /tmp/app.tgz", []),
        ("cd /srv && rm -rf logs && tar -xzf /tmp/app.tgz", []),
        ("rm -rf backend && tar -xzf /tmp/app.tgz", []),
    ],
)
def test_a_folder_by_a_bare_name_lies_where_the_way_to_the_host_led(steps: str, lines: list[int]) -> None:
    text = f'ssh web@a "{steps}"\nssh web@a "cd /srv/backend && pm2 restart all"\n'

    assert deletes(text, "previous-release-deleted") == lines


def test_the_next_way_to_the_host_begins_at_home() -> None:
    text = 'ssh web@a "cd /srv"\nssh web@a "rm -rf backend"\nssh web@a "pm2 restart all"\n'

    assert deletes(text, "previous-release-deleted") == []
