"""A way back works only when somebody puts the old release aside."""

import pytest

from holdfast.model.facts import Rollback, ScriptFault
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell import READER

ROLLBACK = "#!/bin/bash\nset -e\ncd /opt/app\nrm -rf dist\nmv dist.previous dist\npm2 restart api\n"


def told(files: dict[str, str]) -> tuple[list[bool], list[str]]:
    tree = Tree(paths=tuple(sorted(files)), open_text=lambda path: files[path])
    snippets = tuple(Snippet(path=path, text=text) for path, text in files.items() if READER.wants(path))
    assert READER.read_together is not None
    facts = [fact for fact in READER.read_together(tree, snippets) if getattr(fact, "at", None)]
    works = [fact.works for fact in facts if isinstance(fact, Rollback) and fact.at.path == "rollback.sh"]
    return works, [str(fact.at) for fact in facts if isinstance(fact, ScriptFault) and fact.activity == "rollback"]


def test_a_way_back_to_what_nobody_keeps_cannot_start() -> None:
    files = {"rollback.sh": ROLLBACK, "deploy.sh": "#!/bin/bash\nrm -rf dist\nnpm run build\npm2 restart api\n"}

    assert told(files) == ([False], ["rollback.sh:5"])


@pytest.mark.parametrize("keeper", ["deploy.sh", ".github/workflows/deploy.yml", "Makefile"])
def test_a_way_back_to_what_another_file_keeps_works(keeper: str) -> None:
    files = {"rollback.sh": ROLLBACK, keeper: "mv dist dist.previous\nnpm run build\npm2 restart api\n"}

    assert told(files) == ([True], [])


def test_a_name_that_is_a_variable_is_not_judged() -> None:
    assert told({"rollback.sh": ROLLBACK.replace("dist.previous", '"$1"')}) == ([True], [])


ASKING = """\
#!/bin/bash
docker compose up -d
if ! curl -f localhost/health; then
  read -p "ロールバックしますか？ (y/N): " -n 1 -r
  if [[ $REPLY =~ ^[Yy]$ ]]; then
    git checkout "$OLD"
    docker compose up -d
  fi
fi
"""


def test_a_way_back_that_asks_at_a_terminal_cannot_start_where_a_pipeline_runs_it() -> None:
    by_hand = {"deploy.sh": ASKING}
    by_pipeline = {**by_hand, ".github/workflows/deploy.yml": "run: ssh app@host ./scripts/deploy.sh\n"}
    says_yes = ASKING.replace("read -p", "yes | read -p")

    assert told(by_hand)[1] == []
    assert told(by_pipeline)[1] == ["deploy.sh:4-7"]
    assert told({**by_pipeline, "deploy.sh": says_yes})[1] == []


def test_a_way_back_may_be_the_deployment_with_an_older_name() -> None:
    back = '#!/bin/bash\nset -euo pipefail\nexec "$HERE/deploy.sh" "$1"\n'
    deploy = "export TAG=$1\ndocker compose pull\ndocker compose up -d\n"

    assert told({"rollback.sh": back, "deploy.sh": deploy}) == ([True], [])
    assert told({"rollback.sh": back.replace(' "$1"', ""), "deploy.sh": deploy}) == ([], [])


def test_an_older_image_that_nothing_ever_keeps_is_not_there() -> None:
    back = "#!/bin/bash\ndocker rm -f shop\ndocker run -d --name shop acme/shop:previous\n"
    deploy = "docker build -t acme/shop:latest .\ndocker rm -f shop\ndocker run -d --name shop acme/shop:latest\n"
    keeps = f"docker tag acme/shop:latest acme/shop:previous\n{deploy}"

    assert told({"rollback.sh": back, "deploy.sh": deploy}) == ([False], ["rollback.sh:3"])
    assert told({"rollback.sh": back, "deploy.sh": keeps}) == ([True], [])


def test_a_script_that_only_starts_the_same_again_is_no_way_back() -> None:
    back = "#!/bin/bash\ndocker compose -f prod.yml down\ndocker compose -f prod.yml up -d\n"
    named = back.replace("docker compose -f prod.yml up", "export TAG=$1\ndocker compose -f prod.yml up")

    assert told({"rollback.sh": back}) == ([False], ["rollback.sh:3"])
    assert told({"rollback.sh": named}) == ([True], [])


def test_a_way_back_that_starts_the_newest_image_again_brings_back_what_failed() -> None:
    back = "#!/bin/bash\ndocker rm -f shop\ndocker run -d --name shop acme/shop:latest\n"
    named = back.replace("docker rm", 'docker tag "acme/shop:$1" acme/shop:latest\ndocker rm')

    assert told({"rollback.sh": back}) == ([False], ["rollback.sh:3"])
    assert told({"rollback.sh": named}) == ([True], [])
    assert told({"rollback.sh": back.replace("docker rm", "docker rename shop-before shop\ndocker rm")}) == ([True], [])
