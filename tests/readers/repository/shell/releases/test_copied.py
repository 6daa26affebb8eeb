"""New builds that are copied to where they are started."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

START = "nohup java -jar $JAR > app.log 2>&1 &\n"
HEAD = "#!/bin/bash\nROOT=/home/ubuntu/shop\nJAR=$ROOT/shop.jar\n"


def faults(text: str, path: str = "scripts/deploy.sh") -> list[int]:
    found = (one for one in facts_of(Snippet(path, text)) if isinstance(one, ScriptFault))
    return [one.at.start_line for one in found if one.form == "no-error-exit"]


@pytest.mark.parametrize(
    "copy", ["cp $ROOT/build/libs/*.jar $JAR", "mv build/libs/shop-0.1.jar $JAR", "cp $ROOT/zip/*.jar $ROOT/"]
)
def test_a_copy_that_fails_unnoticed_leaves_the_old_program_to_be_started(copy: str) -> None:
    assert faults(f"{HEAD}{copy}\n{START}") == [4]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}set -e\ncp $ROOT/build/libs/*.jar $JAR\n{START}",
        f"{HEAD}cp $ROOT/build/libs/*.jar $JAR || exit 1\n{START}",
        f"{HEAD}cp $ROOT/build/libs/*.jar $JAR\nif [ $? -ne 0 ]; then exit 1; fi\n{START}",
        f"{HEAD}cp $JAR $ROOT/backup/shop.jar\n{START}",
        f"{HEAD}cp $ROOT/settings.yml $ROOT/live/\n{START}",
        f"{HEAD}cp $ROOT/build/libs/*.jar $JAR\n",
    ],
)
def test_a_copy_that_is_heeded_one_for_keeps_and_one_that_starts_nothing_are_none(text: str) -> None:
    assert faults(text) == []
