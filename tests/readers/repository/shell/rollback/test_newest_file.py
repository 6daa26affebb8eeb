"""Releases that a script picks by their age."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("picks", "line"),
    [
        ("JAR=$(ls -t ~/app/*.jar 2>/dev/null | head -1)", 2),
        ("JAR=`ls -1t build/libs/*.jar | head -n 1`", 2),
        ("DIR=$(ls -td /srv/shop/releases/* | head -1)", 2),
        ("JAR=$(ls ~/app/*.jar | wc -l)", None),
        ("LOG=$(ls -t /var/log/shop/*.log | head -1)", None),
        ("OLD=$(ls -t ~/app/*.jar | tail -n +6)", None),
    ],
)
def test_the_newest_package_of_a_folder_is_a_release_without_a_name(picks: str, line: int | None) -> None:
    text = f"set -e\n{picks}\npkill -f shop\nnohup java -jar $JAR &\n"
    (made,) = (fact for fact in facts_of(Snippet("scripts/deploy.sh", text)) if isinstance(fact, Deployment))
    assert (made.identity, getattr(made.places.get("identity"), "start_line", None)) == ("none", line)
