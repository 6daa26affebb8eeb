"""Each template is the one that is kept beside this file: a change of what is built is seen in a review."""

import json
import os
from pathlib import Path

import pytest

from tests.stacks.synthesized import SPECS, templates

FOLDER = Path(__file__).parent / "snapshots"
WRITE = "HOLDFAST_SNAPSHOTS"
"""Set to `write` it makes the snapshots anew."""

STACKS = {path.stem: path for path in FOLDER.glob("*.json")}


@pytest.mark.parametrize("name", SPECS)
def test_templates_are_those_that_were_reviewed(name: str) -> None:
    made = {stack: json.dumps(one.body, indent=1, sort_keys=True) + "\n" for stack, one in templates(name).items()}
    if os.environ.get(WRITE) == "write":
        for stack, text in made.items():
            (FOLDER / f"{stack}.json").write_text(text, encoding="utf-8")
    for stack, text in made.items():
        kept = (FOLDER / f"{stack}.json").read_text(encoding="utf-8")
        assert text == kept, f"{stack}: see the difference, then {WRITE}=write to keep it"


def test_every_snapshot_is_of_a_stack_that_is_made() -> None:
    assert set(STACKS) == {stack for name in SPECS for stack in templates(name)}
