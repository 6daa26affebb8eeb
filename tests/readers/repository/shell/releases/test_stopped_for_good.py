"""Scripts that stop production, and throw away what could be started again."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.tasks.reader import READER

_DOWN = "#!/bin/bash\necho stopping\ndocker compose -f docker-compose.prod.yml down --rmi all\n"


def deleted(text: str, name: str) -> list[int]:
    facts = facts_of(Snippet(f"ops/{name}", text))
    faults = (fact for fact in facts if isinstance(fact, ScriptFault) and fact.form == "previous-release-deleted")
    return [fault.at.start_line for fault in faults]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (_DOWN, "stop.sh"),
        (_DOWN.replace("-f docker-compose.prod.yml ", ""), "stop-containers.prod.sh"),
        ("docker stop shop\ndocker rm shop\ndocker rmi -f $(docker images -q)\n", "production_stop.sh"),
    ],
)
def test_images_that_go_with_productions_containers_are_shown(text: str, name: str) -> None:
    assert deleted(text, name) == [3]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (_DOWN, "destroy-prod.sh"),
        (_DOWN.replace("-f docker-compose.prod.yml ", ""), "stop.sh"),
        (_DOWN.replace(" --rmi all", ""), "stop-prod.sh"),
        ("docker stop shop-db\ntar cf db.tar /srv/db\ndocker start shop-db\ndocker image prune -af\n", "copy-prod.sh"),
        ("docker compose -f docker-compose.prod.yml stop\ndocker image prune -a --filter until=720h\n", "stop.sh"),
    ],
)
def test_what_keeps_them_or_takes_the_product_away_on_purpose_is_not(text: str, name: str) -> None:
    assert deleted(text, name) == []


def test_a_recipe_is_named_by_its_target() -> None:
    told = {
        "stop-prod": f"stop-prod:\n\t{_DOWN.splitlines()[2]}\n",
        "clean-prod": f"clean-prod:\n\t{_DOWN.splitlines()[2]}\n",
        "down": "down:\n\tdocker compose down --rmi all\n",
    }
    shown = {}
    for target, text in told.items():
        tree = Tree(paths=("Makefile",), open_text={"Makefile": text}.__getitem__)
        snippets = tuple(one for one in (tree.snippet("Makefile", READER.kind),) if isinstance(one, Snippet))
        assert READER.read_together is not None
        facts = [fact for fact in READER.read_together(tree, snippets) if isinstance(fact, ScriptFault)]
        shown[target] = [fact.at.start_line for fact in facts if fact.form == "previous-release-deleted"]
    assert shown == {"stop-prod": [2], "clean-prod": [], "down": []}
