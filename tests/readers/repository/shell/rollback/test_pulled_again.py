"""Ways back that pull an image anew by a tag which may mean the failed release by then."""

import pytest

from holdfast.model.facts import Rollback, ScriptFault
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell import READER

BACK = """\
#!/bin/bash
set -euo pipefail
NOW="$(cat /srv/colour)"
PREV=$([[ "$NOW" == "blue" ]] && echo green || echo blue)
FILE="$HERE/../compose-${PREV}.yml"
docker compose -f "$FILE" up -d --pull always
sed -i "s|shop-$NOW|shop-$PREV|" upstream.conf
docker exec proxy nginx -s reload
docker stop "shop-$NOW" || true
"""
SERVICES = "services:\n  shop-{colour}:\n    image: acme/shop:{tag}\n  cache:\n    image: redis:7\n"


def told(back: str, tags: dict[str, str]) -> tuple[set[tuple[bool, str | None]], list[str]]:
    files = {f"deploy/compose-{one}.yml": SERVICES.format(colour=one, tag=tag) for one, tag in tags.items()}
    files["rollback.sh"] = back
    tree = Tree(paths=tuple(sorted(files)), open_text=lambda path: files[path])
    assert READER.read_together is not None
    facts = tuple(READER.read_together(tree, (Snippet(path="rollback.sh", text=back),)))
    ways = {(fact.works, fact.target) for fact in facts if isinstance(fact, Rollback)}
    return ways, [str(fact.at) for fact in facts if isinstance(fact, ScriptFault) and fact.activity == "rollback"]


@pytest.mark.parametrize("tag", ["latest", "prod", "main", "production-latest"])
def test_a_way_back_that_pulls_what_every_release_is_called_brings_the_failed_one_again(tag: str) -> None:
    assert told(BACK, {"blue": tag, "green": tag}) == ({(False, "previous")}, ["rollback.sh:6"])


def test_a_colour_of_ones_own_may_still_be_the_earlier_release_and_names_none() -> None:
    assert told(BACK, {"blue": "prod-blue", "green": "prod-green"}) == ({(True, "moving")}, [])


@pytest.mark.parametrize(
    "back",
    [
        BACK.replace(" --pull always", ""),
        BACK.replace("docker compose -f", "git checkout HEAD~1\ndocker compose -f"),
        BACK.replace("docker compose -f", 'sed -i "s|shop:.*|shop:$1|" compose-blue.yml\ndocker compose -f'),
        BACK.replace("docker compose -f", "aws ecr put-image --image-tag latest --image-manifest m\ndocker compose -f"),
    ],
)
def test_what_stays_on_the_host_or_is_chosen_before_may_well_be_the_earlier_one(back: str) -> None:
    ways, faults = told(back, {"blue": "latest", "green": "latest"})
    assert faults == []
    assert all(works and target != "moving" for works, target in ways)


@pytest.mark.parametrize("tag", ["1.4.2", "${TAG}", "stable-4f2a9c1"])
def test_a_tag_that_may_name_a_release_is_no_moving_one(tag: str) -> None:
    assert told(BACK, {"blue": tag, "green": tag}) == ({(True, "previous")}, [])


def test_a_file_that_only_the_run_knows_is_not_judged() -> None:
    assert told(BACK.replace('"$FILE"', '"$1"'), {"blue": "latest", "green": "latest"})[1] == []


def test_a_pull_before_is_as_good_as_one_with_the_start() -> None:
    back = BACK.replace("docker compose -f", 'docker compose -f "$FILE" pull\ndocker compose -f', 1)
    pulled = back.replace(" --pull always", "")
    assert told(pulled, {"blue": "latest", "green": "latest"})[1] == ["rollback.sh:7"]
