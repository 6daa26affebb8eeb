"""Options of the shell that a script gets from another one which it takes in."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell import READER
from holdfast.readers.repository.shell.syntax.libraries import options_of

DEPLOY = '#!/bin/bash\nsource "$(dirname "$0")/lib/common.sh"\n./switch.sh\necho done\n'


def faults(deploy: str, library: str) -> list[int]:
    files = {
        "scripts/deploy.sh": deploy,
        "scripts/lib/common.sh": library,
        "scripts/switch.sh": "docker compose up -d\n",
    }
    tree = Tree(paths=tuple(sorted(files)), open_text=lambda path: files[path])
    assert READER.read_together is not None
    facts = READER.read_together(tree, tuple(Snippet(path=path, text=text) for path, text in files.items()))
    found = (fact for fact in facts if isinstance(fact, ScriptFault) and fact.at.path == "scripts/deploy.sh")
    return [fact.at.start_line for fact in found if fact.activity == "deploy"]


@pytest.mark.parametrize(
    ("library", "lines"),
    [
        ('set -euo pipefail\nlog() { echo "$1"; }\n', []),
        ("set -o errexit  # for all\n", []),
        ('log() { echo "$1"; }\n', [3]),
        ("strictly() {\n  set -e\n}\n", [3]),
        ("set -u\n", [3]),
    ],
)
def test_a_script_ends_at_a_failure_where_what_it_takes_in_says_so(library: str, lines: list[int]) -> None:
    assert faults(DEPLOY, library) == lines


def test_a_script_that_is_run_and_not_taken_in_sets_nothing_for_others() -> None:
    assert faults(DEPLOY.replace("source", "bash"), "set -e\n") == [3]


def test_what_was_done_before_is_not_under_those_options() -> None:
    assert faults("#!/bin/bash\n./switch.sh\n. lib/common.sh\necho done\n", "set -e\n") == [2]


def test_only_scripts_that_another_takes_in_are_looked_at() -> None:
    library = Snippet("lib.sh", "set -e\nset +u\n")
    assert options_of([library]) == {}
    assert options_of([library, Snippet("a.sh", ". ./lib.sh\n")]) == {"lib.sh": ("-e", "+u")}
